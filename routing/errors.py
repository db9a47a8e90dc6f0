"""Errors of the verbs; the whole family is drawn in geo/errors.py."""

from geo.errors import PassageError


class RoutingError(PassageError, ValueError):
    """A void question, such as a point far off the network."""
