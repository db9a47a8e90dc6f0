"""The rounds of a day laid out as a case of plain seconds, with the roads as they are when vehicles may leave."""

import math
from dataclasses import dataclass

import numpy as np
from shapely import Point

from data.model import Crossing, Plan, Route, Site
from geo.measure import distance_m
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.matrix import travel_matrix
from routing.question import RouteQuestion, Terms
from routing.rounds.case import DEPOT, Case, Fleet, Stop
from routing.search import find_route
from routing.visits.asked import Carriers, Clock, Straight, VisitsAsked
from routing.visits.pace import driven_s

NO_WAY_S = 1 << 24
"""Longer than any day: no vehicle drives a leg without a way."""
M_PER_S = 3.6


@dataclass(frozen=True, kw_only=True, eq=False)
class LaidVisits:
    """The case, and the places its numbers stand for, the depot first; `far` are those with no road near."""

    plan: Plan
    asked: VisitsAsked
    clock: Clock
    case: Case
    places: tuple[Site | Crossing, ...]
    far: frozenset[int] = frozenset()

    def terms(self, since_s: int) -> Terms:
        """The terms a leg is asked under when it is driven from that second on."""
        return Terms(at=self.clock.at(since_s), unknown=self.asked.unknown, vehicle=self.asked.carriers.envelope)

    def has_way(self, place: int) -> bool:
        """Whether a vehicle can drive from the depot to a place at all."""
        return self.case.drive_s[DEPOT][place] < NO_WAY_S


def laid_out(index: NetworkIndex | None, plan: Plan, asked: VisitsAsked) -> LaidVisits:
    """The case of what is asked.

    Raises
    ------
    RoutingError
        When no roads are at hand and no straight line is asked for, a place is asked for twice, or hours do not fit.
    """
    named = [asked.depot, *(one.site for one in asked.wanted)]
    twice = sorted({str(one) for one in named if named.count(one) > 1})
    if twice:
        raise RoutingError(f"Asked for more than once: {', '.join(twice)}. Name each place once, the depot as well.")
    clock = Clock(day=asked.day, zone=plan.time_zone)
    places = tuple(_place(plan, one) for one in named)
    drive_s, far = _drives(index, plan, asked, [place.point for place in places])
    carriers = asked.carriers
    stops = tuple(
        Stop(
            name=place.name,
            amount=one.amount,
            opens_s=clock.opens_s(one.opens),
            closes_s=clock.closes_s(one.closes),
            service_s=math.ceil(60 * one.service_min),
        )
        for one, place in zip(asked.wanted, places[1:], strict=True)
    )
    fleet = Fleet(
        count=carriers.count,
        capacity=carriers.capacity,
        starts_s=clock.opens_s(carriers.leaves),
        ends_s=clock.closes_s(carriers.done_by),
        returns=carriers.returns,
    )
    case = Case(stops=stops, fleet=fleet, drive_s=drive_s)
    return LaidVisits(plan=plan, asked=asked, clock=clock, case=case, places=places, far=far)


def _place(plan: Plan, place_id: str) -> Site | Crossing:
    found = plan.find(place_id)
    if not isinstance(found, Site | Crossing):
        raise RoutingError(f"{place_id} is no site and no crossing of the plan; choose another.")
    return found


Drives = tuple[tuple[int, ...], ...]


def _drives(
    index: NetworkIndex | None, plan: Plan, asked: VisitsAsked, points: list[Point]
) -> tuple[Drives, frozenset[int]]:
    """Whole seconds from each place to each, never less than it takes, and the places no road is near to."""
    if asked.straight is not None:
        return _straight(asked.straight, points), frozenset()
    if index is None:
        raise RoutingError("The roads of this operation are not on this machine; load them, or ask for straight lines.")
    clock, carriers = Clock(day=asked.day, zone=plan.time_zone), asked.carriers
    at = clock.at(clock.opens_s(carriers.leaves))
    terms = Terms(at=at, unknown=asked.unknown, vehicle=carriers.envelope)
    found = travel_matrix(index, plan, terms, points, points)
    whole_s = np.where(np.isfinite(found.duration_s), np.ceil(found.duration_s), NO_WAY_S).astype(np.int64)
    np.fill_diagonal(whole_s, 0)
    if carriers.type is not None:
        for here, there in np.argwhere((whole_s > 0) & (whole_s < NO_WAY_S)).tolist():
            whole_s[here, there] = _paced_s(index, plan, carriers, (terms, points[here], points[there]))
    far = frozenset(place for place, snap in enumerate(found.destinations) if snap is None)
    return tuple(tuple(row) for row in whole_s.tolist()), far


def _paced_s(index: NetworkIndex, plan: Plan, carriers: Carriers, drive: tuple[Terms, Point, Point]) -> int:
    """Whole seconds that such vehicles take for the way between two places."""
    terms, here, there = drive
    own = {name: getattr(terms, name) for name in Terms.__slots__}
    found = find_route(index, plan, RouteQuestion(**own, origin=here, destination=there))
    return math.ceil(driven_s(index, plan, carriers, found)) if isinstance(found, Route) else NO_WAY_S


def _straight(by: Straight, points: list[Point]) -> Drives:
    ends = [(point.x, point.y) for point in points]
    return tuple(tuple(math.ceil(distance_m(a, b) * by.factor * M_PER_S / by.pace_kmh) for b in ends) for a in ends)
