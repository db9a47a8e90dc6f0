"""The vehicle of a question as it is named and measured on the command line."""

import argparse
from dataclasses import replace

from data.model import DIMENSIONS, STANDARD_VEHICLES, Running, Vehicle, envelope_of


def vehicle_of(arguments: argparse.Namespace) -> Vehicle | None:
    """The vehicle named or measured; None where nothing was said of one."""
    own = {field: value for field in DIMENSIONS if (value := getattr(arguments, field)) is not None}
    if arguments.tracks:
        own["running"] = Running.TRACKS
    if not arguments.vehicle:
        return Vehicle(name="vehicle", **own) if own else None
    named = envelope_of([STANDARD_VEHICLES[word] for word in arguments.vehicle])
    return replace(named, basis=f"{named.basis}; partly as asked", **own) if own else named
