"""What the choice stands for: a record of the plan or a place, and where that lies."""

from typing import TypeAlias

import shapely
from shapely import MultiPoint, Point
from shapely.geometry.base import BaseGeometry

from data.model import Contributor, Convoy, Crossing, Plan, Record, Site
from pages.parts.facts import title_of
from pages.parts.places import Place, place_of

Target: TypeAlias = Record | Place

_SPOKEN_OF = (
    "area_id",
    "crossing_id",
    "about",
    "sector",
    "site",
    "base",
    "unit",
    "subject",
    "contributor",
    "place",
    "convoy",
)
"""Fields that name another record, in the order in which theirs is taken for the record's own place."""


def target_of(plan: Plan, chosen: str) -> Target | None:
    """The record with this id, or the place written as "lon,lat"; None when it is neither."""
    if not chosen:
        return None
    return plan.find(chosen) or place_of(plan, chosen)


def name_of(target: Target) -> str:
    """What it is called, in both scripts where both are known."""
    return f"Place {target.name}" if isinstance(target, Place) else title_of(target)


def shape_of(plan: Plan, target: Target) -> BaseGeometry | None:
    """Where it lies in WGS 84; None for what lies nowhere, such as a phase."""
    match target:
        case Convoy():
            return _ends(plan, target)
        case Contributor():
            held = [sector.area for sector in plan.sectors if sector.owner == target.id]
            return shapely.union_all(held) if held else None
        case _:
            return _own(target) or _of_what_it_speaks_of(plan, target)


def _own(target: Target) -> BaseGeometry | None:
    shapes = (getattr(target, name, None) for name in ("area", "line", "point", "place"))
    return next((shape for shape in shapes if isinstance(shape, BaseGeometry)), None)


def _of_what_it_speaks_of(plan: Plan, target: Target) -> BaseGeometry | None:
    named = (getattr(target, name, None) for name in _SPOKEN_OF)
    records = (plan.find(record_id) for record_id in named if record_id)
    return next((shape for record in records if record and (shape := shape_of(plan, record))), None)


def _ends(plan: Plan, convoy: Convoy) -> BaseGeometry | None:
    places = (plan.get(record_id) for record_id in (convoy.origin, *convoy.stops_named, convoy.destination))
    points = [place.point for place in places if isinstance(place, Site | Crossing)]
    return MultiPoint(points) if points else None


def place_text(point: Point) -> str:
    """A place as the address of a page carries it: longitude, then latitude in degrees.

    >>> place_text(Point(34.4612345, 31.5))
    '34.46123,31.50000'
    """
    return f"{point.x:.5f},{point.y:.5f}"
