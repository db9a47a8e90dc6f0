"""A way kept as what a convoy is led over: points on the road by which it is found again."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from shapely import Point

from data.model.movement import Convoy, Via, Waypoint
from data.model.plan import Plan
from data.model.results import NoRoute, Route
from routing.index import NetworkIndex
from routing.march.places import stop_m
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question

MOST_POINTS = 12
"""A way that so many points do not lead over is not taken over."""
LEAST_M = 1.0
"""Stretches shorter than this do not tell ways apart."""

Piece = tuple[int, float, float]


def led_over(index: NetworkIndex, plan: Plan, convoy: Convoy, terms: Terms, way: Route) -> Convoy | None:
    """The convoy led over points such that its way is this one; None where that cannot be had.

    What it is led over now stays, in its order, with the points between. Each is found by asking for the way again.
    """
    stops = _stops(convoy, way)
    for _ in range(MOST_POINTS):
        led = replace(convoy, via=tuple(via for _, via in sorted(stops, key=_along)))
        found = find_route(index, plan, convoy_question(plan, led, terms))
        if isinstance(found, NoRoute):
            return None
        missed_m = _first_missed(way, found)
        if missed_m is None:
            return led if abs(found.distance_m - way.distance_m) < LEAST_M else None
        if any(abs(along_m - missed_m) < LEAST_M for along_m, _ in stops):
            return None
        stops = [*stops, (missed_m, _waypoint(index, way, missed_m))]
    return None


def _along(stop: tuple[float, Via]) -> float:
    return stop[0]


def _stops(convoy: Convoy, way: Route) -> list[tuple[float, Via]]:
    """What a convoy is led over with how far along the way it is."""
    stops: list[tuple[float, Via]] = []
    since_m = 0.0
    for via, snap in zip(convoy.via, way.via, strict=True):
        since_m = stop_m(way, snap, since_m)
        stops.append((since_m, via))
    return stops


def _first_missed(way: Route, found: Route) -> float | None:
    """The middle of the first run of the way that another way does not drive; None where it drives all of it."""
    driven = set(_pieces(found))
    run: list[float] = []
    done_m = 0.0
    for piece, length_m in zip(_pieces(way), [own.distance_m for own in way.pieces], strict=True):
        if piece not in driven and length_m >= LEAST_M:
            run = [run[0] if run else done_m, done_m + length_m]
        elif run:
            break
        done_m += length_m
    return sum(run) / 2 if run else None


def _pieces(route: Route) -> Sequence[Piece]:
    """Which segments are driven in which direction; ends of a way inside a segment do not matter."""
    return [(own.segment, float(np.sign(own.end_m - own.start_m)), 0.0) for own in route.pieces]


def _waypoint(index: NetworkIndex, way: Route, along_m: float) -> Waypoint:
    """A point in the middle of the segment driven so far along a way, named by its street."""
    done_m = 0.0
    for piece in way.pieces:
        if done_m + piece.distance_m >= along_m:
            position_m = (piece.start_m + piece.end_m) / 2
            lon, lat = index.lines.places(np.array([piece.segment]), np.array([position_m]))[0].tolist()
            return Waypoint(point=Point(lon, lat), name=piece.name)
        done_m += piece.distance_m
    msg = f"The way is {done_m:.0f} m long; no point lies at {along_m:.0f} m."
    raise AssertionError(msg)
