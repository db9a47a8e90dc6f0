"""What a column needs of a road as a whole, and how fast it can drive: its worst vehicle decides."""

from collections.abc import Mapping
from dataclasses import replace

from data.model.march import RoadGroup, VehicleType
from data.model.movement import Convoy
from data.model.plan import Plan
from data.model.vehicle import Vehicle, envelope_of


def types_of(plan: Plan, convoy: Convoy) -> tuple[VehicleType, ...]:
    """The vehicle types of a convoy, each once, in the order they march."""
    known = {kind.id: kind for kind in plan.vehicle_types}
    return tuple(known[name] for name in convoy.vehicle_types)


def column_vehicle(plan: Plan, convoy: Convoy) -> Vehicle | None:
    """The envelope of a convoy's vehicles; None while nobody has told which they are.

    Columns that need the same are told alike, so that they are compared with the roads once.
    """
    kinds = types_of(plan, convoy)
    if not kinds:
        return None
    worst = envelope_of([kind.envelope for kind in kinds])
    return replace(worst, name="column", basis="the greatest of each dimension among its vehicle types")


def column_speeds_kmh(plan: Plan, convoy: Convoy) -> Mapping[RoadGroup, float]:
    """The most the slowest vehicle drives on each group of roads; a group of which no type tells is left out."""
    told: dict[RoadGroup, float] = {}
    for kind in types_of(plan, convoy):
        for road, speed_kmh in kind.speeds_kmh:
            told[road] = min(speed_kmh, told.get(road, speed_kmh))
    return told
