"""Single questions under the terms of a question with many places."""

from dataclasses import fields

from routing.question import RouteQuestion, Terms


def between(terms, origin, destination, via=()):
    """The single question from one place to another under these terms."""
    own = {f.name: getattr(terms, f.name) for f in fields(Terms)}
    return RouteQuestion(**own, origin=origin, destination=destination, via=via)
