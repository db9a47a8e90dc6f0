"""The rules of a question as they are asked for on the command line."""

import argparse

from data.model import RoutePolicy
from pages.command.moment import aware
from pages.command.vehicle import vehicle_of
from routing.question import Terms, UnknownPolicy


def terms_of(arguments: argparse.Namespace) -> Terms:
    """Moment, policy, vehicle, and what to make of the unknown."""
    return Terms(
        at=aware(arguments.at),
        policy=RoutePolicy(arguments.policy),
        unknown=UnknownPolicy(arguments.unknown),
        exposure_weight=arguments.exposure_weight,
        vehicle=vehicle_of(arguments),
        unknown_limits=UnknownPolicy(arguments.unknown_limits),
    )
