"""From a convoy to the question when it can move, and from the answer back to a convoy that is led that way."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from shapely import LineString, Point

from data.model import Convoy, NoRoute, Plan, PlannedWait, Route, Via, Waypoint
from data.model.ids import SiteId
from geo.lines import Rows, lines_from
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.arithmetic import KMH_PER_M_S
from routing.march.following import StandReason
from routing.march.table import MarchTable
from routing.march.timed import TimedQuestion
from routing.march.timed_places import point_of
from routing.march.told import TimedWay
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question

AHEAD = timedelta(hours=24)
"""How long after its readiness a convoy without a deadline is looked for a time."""
SPARE_S = 1.0
"""A second to spare behind the tail, so that nothing is late by a rounding."""
LED_AT_MOST = 6
"""Places put on a way so that it is found again; one that needs more is not led."""
WORKED_OUT = "on the way worked out"


def timed_question(index: NetworkIndex, plan: Plan, march: tuple[Route, MarchTable], terms: Terms) -> TimedQuestion:
    """The question when a convoy can move, asked as it marches on this route.

    Head and tail lie as far apart as they do anywhere in the march table. Halts and gates are spread over
    the way: the pace is such that the route takes as long as the table says.

    Raises
    ------
    RoutingError
        When its length or a time on its way is not known, or it is to be in before it is ready.
    """
    route, table = march
    convoy = table.convoy
    if table.clears_at is None or table.unknowns:
        told = " ".join(f"{unknown.message} {unknown.remedy}" for unknown in table.unknowns)
        msg = f"No time can be called safe while something of the march is not known. {told}".rstrip()
        raise RoutingError(msg)
    ready_at = convoy.ready_at or convoy.departs_at
    own = convoy_question(plan, convoy, terms)
    return TimedQuestion(
        terms=Terms(**{name: getattr(own, name) for name in Terms.__dataclass_fields__}),
        stops=(convoy.origin, *convoy.via, convoy.destination),
        ready_at=ready_at,
        deadline_at=convoy.deadline_at or ready_at + AHEAD,
        pass_s=max(_passes_s(table)) + SPARE_S,
        road_space_m=table.road_space_m,
        most_kmh=_most_kmh(index, route, table),
    )


def led(index: NetworkIndex, plan: Plan, convoy: Convoy, way: TimedWay, terms: Terms) -> Convoy | None:
    """The convoy with the departure and the waits of a way worked out, led so that it is routed that way.

    Where its route would be another, places on the road are put among what it is led over. None where that
    does not bring it on the way.
    """
    moved = replace(convoy, departs_at=way.departs_at, waits=_waits(convoy, way))
    for _ in range(LED_AT_MOST + 1):
        found = find_route(index, plan, convoy_question(plan, moved, terms))
        if isinstance(found, NoRoute):
            return None
        off = _off_the_way(way.route, found)
        if off is None:
            return moved if _segments(found) <= _segments(way.route) else None
        moved = replace(moved, via=_with_place(plan, way.route.line, moved.via, off))
    return None


def _passes_s(table: MarchTable) -> list[float]:
    """From head to tail at every point, and at gates as long as they take for all vehicles."""
    passed = [row.column.passes_s or 0.0 for row in table.rows]
    return [*passed, *(row.processing_s or 0.0 for row in table.rows[1:])]


def _most_kmh(index: NetworkIndex, route: Route, table: MarchTable) -> float | None:
    """The greatest pace at which the route takes no less than its march table says, waits that are planned left out."""
    stood_s = sum(stand.wait_s or 0.0 for stand in table.stands if stand.reason is not StandReason.WAIT)
    wanted_s = float(table.drive.since_s[-1]) + stood_s
    pieces = list(route.pieces)
    took_s = np.array([piece.duration_s for piece in pieces])
    usual_kmh = index.network.segment_speed_kmh[[piece.segment for piece in pieces]]
    if wanted_s <= took_s.sum() or table.distance_m <= 0:
        return None
    low, high = table.distance_m / wanted_s * KMH_PER_M_S / 100.0, float(usual_kmh.max())
    for _ in range(50):
        middle = (low + high) / 2
        slow_enough = float((took_s * np.maximum(usual_kmh / middle, 1.0)).sum()) >= wanted_s
        low, high = (middle, high) if slow_enough else (low, middle)
    return low


def _waits(convoy: Convoy, way: TimedWay) -> tuple[PlannedWait, ...]:
    """What the column waits on its way, place by place; at its origin it simply leaves later."""
    waits_s: dict[SiteId, float] = {}
    for wait in way.waits:
        if wait.place is not None and wait.leaves_at > way.departs_at and wait.place != convoy.origin:
            place = SiteId(str(wait.place))
            waits_s[place] = waits_s.get(place, 0.0) + wait.wait_s
    return tuple(PlannedWait(place=place, wait_s=wait_s) for place, wait_s in waits_s.items())


def _segments(route: Route) -> frozenset[int]:
    return frozenset(piece.segment for piece in route.pieces)


def _off_the_way(wanted: Route, found: Route) -> Point | None:
    """The middle of the longest stretch of a way that another does not follow; None where it follows all of it."""
    used = _segments(found)
    along_m, longest = 0.0, (0.0, 0.0)
    begins_m = 0.0
    for piece in wanted.pieces:
        along_m += piece.distance_m
        if piece.segment in used:
            begins_m = along_m
        elif along_m - begins_m > longest[1] - longest[0]:
            longest = (begins_m, along_m)
    if longest[1] <= longest[0]:
        return None
    lines = lines_from([wanted.line])
    scale = float(lines.length_m[0]) / max(wanted.distance_m, 1e-9)
    rows: Rows = np.array([0])
    return Point(lines.places(rows, np.array([(longest[0] + longest[1]) / 2 * scale]))[0])


def _with_place(plan: Plan, line: LineString, via: tuple[Via, ...], place: Point) -> tuple[Via, ...]:
    """What a convoy is led over with a place on its way put where it comes along the line."""
    at = [float(line.project(point_of(plan, one))) for one in via]
    number = sum(along < float(line.project(place)) for along in at)
    return (*via[:number], Waypoint(point=place, name=WORKED_OUT), *via[number:])
