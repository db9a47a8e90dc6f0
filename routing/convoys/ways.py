"""The ways a convoy can take, each kept by what it is led over, so that the plan finds it again."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np
from shapely import Point

from data.model.answers import Alternatives
from data.model.movement import Convoy, Via, Waypoint
from data.model.plan import Plan
from data.model.results import NoRoute, Route
from routing.alternatives import Wanted, find_alternatives
from routing.columns import measured_line
from routing.convoys.asked import Way
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.places import stop_m
from routing.march.table import march_table
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question

MOST_WAYPOINTS = 4
"""A way that is not found again over so many waypoints is not offered."""

Run = tuple[int, bool]
"""A segment, and whether it is driven as drawn."""


def ways_of(index: NetworkIndex, plan: Plan, convoy: Convoy, terms: Terms, most: int) -> tuple[Way, ...] | NoRoute:
    """The way of a convoy as planned, then up to so many in all that are unlike it and one another.

    Raises
    ------
    RoutingError
        When a stop lies too far from every road.
    """
    question = convoy_question(plan, convoy, terms)
    own = find_route(index, plan, question)
    if isinstance(own, NoRoute):
        return own
    ways = [_way(index, plan, convoy, own)]
    others = find_alternatives(index, plan, question, Wanted(ways=most)) if most > 1 else None
    for other in others.ways if isinstance(others, Alternatives) else ():
        known = {runs_of(way.route) for way in ways}
        led = None if runs_of(other.route) in known else _led(index, plan, convoy, terms, other.route)
        if led is not None and len(ways) < most:
            ways.append(_way(index, plan, *led))
    return tuple(ways)


def runs_of(route: Route) -> tuple[Run, ...]:
    """The segments of a route in driving order, with their directions."""
    told = ((piece.segment, piece.end_m >= piece.start_m) for piece in route.pieces if piece.distance_m > 0)
    return tuple(run for run, _ in groupby(told))


def _way(index: NetworkIndex, plan: Plan, convoy: Convoy, route: Route) -> Way:
    free = replace(convoy, waits=())
    return Way(via=convoy.via, route=route, table=march_table(index, plan, free, route))


def _led(index: NetworkIndex, plan: Plan, convoy: Convoy, terms: Terms, wanted: Route) -> tuple[Convoy, Route] | None:
    """The convoy led over waypoints so that its way is the wanted one; None where a few do not do."""
    stops = list(zip(convoy.via, _stops_m(wanted), strict=True))
    for _ in range(MOST_WAYPOINTS + 1):
        led = replace(convoy, via=tuple(via for via, _ in sorted(stops, key=lambda stop: stop[1])))
        found = _asked(index, plan, led, terms)
        if found is None:
            return None
        if runs_of(found) == runs_of(wanted):
            return led, found
        stops.append(_beside(wanted, found))
    return None


def _asked(index: NetworkIndex, plan: Plan, convoy: Convoy, terms: Terms) -> Route | None:
    try:
        found = find_route(index, plan, convoy_question(plan, convoy, terms))
    except RoutingError:
        return None
    return found if isinstance(found, Route) else None


def _stops_m(route: Route) -> Iterator[float]:
    since_m = 0.0
    for snap in route.via:
        since_m = stop_m(route, snap, since_m)
        yield since_m


def _beside(wanted: Route, found: Route) -> tuple[Via, float]:
    """The middle of the longest piece of the wanted way that another does not drive."""
    driven = set(runs_of(found))
    spans = [*_spans(wanted, driven)] or [*_spans(wanted, set())]
    low_m, high_m = max(spans, key=lambda span: span[1] - span[0])
    middle_m = (low_m + high_m) / 2
    place = measured_line(wanted.line, wanted.distance_m).places(np.array([0]), np.array([middle_m]))[0]
    return Waypoint(point=Point(place)), middle_m


def _spans(route: Route, but: set[Run]) -> Iterator[tuple[float, float]]:
    """Pieces of a route that are on none of these runs, each from and to in metres."""
    done_m, bounds = 0.0, []
    for piece in route.pieces:
        bounds.append((done_m, done_m + piece.distance_m, (piece.segment, piece.end_m >= piece.start_m) not in but))
        done_m += piece.distance_m
    yield from ((low_m, high_m) for low_m, high_m, is_other in bounds if is_other)
