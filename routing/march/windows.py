"""Where a column meets hours in which it may not move: all of it, by its march table, against the opening rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from shapely import MultiPolygon, Polygon

from data.model.place import Corridor, Crossing, Site
from data.model.plan import Plan
from data.model.provenance import Validity
from data.model.sector import Sector
from data.model.zone import Zone
from geo.lines import lines_from
from geo.overlay import intervals_inside
from geo.snap import around
from routing.costs.reports import BESIDE_M
from routing.force.spans import Spans, common
from routing.index import NetworkIndex
from routing.march.openings import Shutting, Subject, shuttings
from routing.march.places import PlaceKind
from routing.march.table import MarchTable

CROSSED_M = 60.0
"""A way that is beside the line of a corridor for less only crosses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A column under rules that shut: when it is there from head to tail, and as much of that as is shut.

    `is_whole` tells whether the tail is in it; without, only the head was looked at. `name` is that of
    the place or area, None for all of the operation.
    """

    shutting: Shutting
    name: str | None
    there: Validity
    shut: Spans
    is_whole: bool


def shut_meetings(
    index: NetworkIndex, plan: Plan, table: MarchTable, tail_within: timedelta = timedelta()
) -> tuple[Met, ...]:
    """Everywhere a column is while rules forbid to move there, the first first.

    A tail that is not known is looked for so long after the head.
    """
    lon, lat = index.network.node_lon, index.network.node_lat
    ground = float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
    until = table.clears_at or table.arrives_at + tail_within
    between = table.convoy.departs_at, until + timedelta(seconds=1)
    found = (met for rule in shuttings(plan, between, ground) for met in _met(plan, table, rule, tail_within))
    return tuple(sorted(found, key=lambda met: met.shut[0].starts_at or between[0]))


def _met(plan: Plan, table: MarchTable, rule: Shutting, tail_within: timedelta) -> Iterator[Met]:
    whole = table.clears_at is not None
    for there in _spans_there(plan, table, rule.about):
        if not whole and there.ends_at is not None:
            there = replace(there, ends_at=there.ends_at + tail_within)  # noqa: PLW2901 - the same stay
        shut = common((there,), rule.spans)
        if shut:
            yield Met(shutting=rule, name=_name(plan, rule.about), there=there, shut=shut, is_whole=whole)


def _name(plan: Plan, about: Subject) -> str | None:
    return None if about is None else str(getattr(plan.get(about), "name", about))


def _spans_there(plan: Plan, table: MarchTable, about: Subject) -> Iterator[Validity]:
    """When the column, from head to tail, is on the ground of a rule."""
    if about is None:
        yield _between(table, 0.0, table.distance_m)
        return
    match plan.get(about):
        case Zone() | Sector() as area:
            yield from _inside(table, area.area)
        case Corridor() as corridor:
            yield from _inside(table, around(corridor.line, BESIDE_M), least_m=CROSSED_M)
        case Site() | Crossing() as place:
            rows = (row for row in table.rows if row.point.subject == place.id)
            passed = (row.column for row in rows if row.point.kind is not PlaceKind.HOLDING_POINT)
            yield from (_at(table, passing.arrives_at, passing.clears_at) for passing in passed)


def _inside(table: MarchTable, area: Polygon | MultiPolygon, least_m: float = 0.0) -> Iterator[Validity]:
    lines = lines_from([table.line])
    drawn_m = float(lines.length_m[0])
    scale = table.distance_m / drawn_m if drawn_m > 0 else 1.0
    found = intervals_inside(lines, [area])
    for start_m, end_m in zip(found.start_m.tolist(), found.end_m.tolist(), strict=True):
        if end_m - start_m >= least_m:
            yield _between(table, start_m * scale, end_m * scale)


def _between(table: MarchTable, start_m: float, end_m: float) -> Validity:
    """From when the head comes to one place until the tail has left another."""
    column, departs_at = table.column, table.convoy.departs_at
    arrives_s = float(column.head.times_s(np.array([start_m]), "left")[0])
    clears_s = float(column.tail.times_s(np.array([end_m]), "right")[0])
    return _at(table, departs_at + timedelta(seconds=arrives_s), departs_at + timedelta(seconds=clears_s))


def _at(table: MarchTable, arrives_at: datetime, clears_at: datetime | None) -> Validity:
    # a span of nothing holds no moment; the head alone is there for a second
    ends_at = max(clears_at or arrives_at, arrives_at + timedelta(seconds=1))
    return Validity(starts_at=max(arrives_at, table.convoy.departs_at), ends_at=ends_at)
