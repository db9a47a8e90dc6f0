"""The one gate rounds of a day pass before they are seen: replayed, and each leg asked again for when it is driven."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from shapely import LineString, total_bounds

from data.model import Corridor, NoRoute, Plan, Route, Sector, Validity, Zone
from geo.snap import around
from routing.changing import moments_of_change
from routing.costs.reports import BESIDE_M
from routing.errors import RoutingError
from routing.force.spans import common
from routing.index import NetworkIndex
from routing.march.openings import Shutting, shuttings
from routing.question import RouteQuestion, Terms
from routing.replay.rounds import faults_of_rounds
from routing.rounds.case import DEPOT, Rounds
from routing.search import find_route
from routing.visits.laid import LaidVisits
from routing.visits.pace import driven_s

SLACK_S = 1.0
"""Driving times are cut to whole seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One drive of a vehicle between two places of the case, by its numbers."""

    vehicle: int
    here: int
    there: int
    leaves_s: int
    arrives_s: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Checked:
    """Rounds with the way of each leg, and every fault of them; rounds with a fault are not to be shown as a plan."""

    laid: LaidVisits
    rounds: Rounds
    ways: tuple[tuple[Leg, Route | None], ...]
    faults: tuple[str, ...]


def checked(index: NetworkIndex | None, laid: LaidVisits, rounds: Rounds) -> Checked:
    """The rounds held against the case, and against roads and opening rules at the time each leg is driven.

    Where no roads were asked, the way of a leg is None, and rules that hang on a place are held against places alone.
    """
    legs = tuple(legs_of(rounds))
    ways = tuple((leg, None if laid.asked.straight else _way(index, laid, leg)) for leg in legs)
    faults = [*faults_of_rounds(laid.case, rounds)]
    faults += [fault for leg, way in ways for fault in _leg_faults(index, laid, leg, way)]
    faults += _hours(laid, rounds, ways)
    found = tuple((leg, way if isinstance(way, Route) else None) for leg, way in ways)
    return Checked(laid=laid, rounds=rounds, ways=found, faults=tuple(faults))


def legs_of(rounds: Rounds) -> Iterator[Leg]:
    """Every drive of every vehicle in its order."""
    for vehicle, own in enumerate(rounds.rounds, start=1):
        here, leaves_s = DEPOT, own.leaves_s
        for visit in own.visits:
            yield Leg(vehicle=vehicle, here=here, there=visit.place, leaves_s=leaves_s, arrives_s=visit.arrives_s)
            here, leaves_s = visit.place, visit.leaves_s
        if own.back_s is not None:
            yield Leg(vehicle=vehicle, here=here, there=DEPOT, leaves_s=leaves_s, arrives_s=own.back_s)


def _way(index: NetworkIndex | None, laid: LaidVisits, leg: Leg) -> Route | NoRoute | str:
    assert index is not None  # noqa: S101  # a case over roads was laid out with them
    return _asked(index, laid, leg, laid.terms(leg.leaves_s))


def _asked(index: NetworkIndex, laid: LaidVisits, leg: Leg, terms: Terms) -> Route | NoRoute | str:
    own = {name: getattr(terms, name) for name in Terms.__slots__}
    origin, destination = (laid.places[place].point for place in (leg.here, leg.there))
    try:
        return find_route(index, laid.plan, RouteQuestion(**own, origin=origin, destination=destination))
    except RoutingError as refusal:
        return str(refusal)


def _leg_faults(
    index: NetworkIndex | None, laid: LaidVisits, leg: Leg, way: Route | NoRoute | str | None
) -> Iterator[str]:
    """What is wrong with driving a leg when it is driven: when it begins, and whenever roads change on the way."""
    if way is None or index is None:
        return
    told = f"Vehicle {leg.vehicle}, from {laid.places[leg.here].name} to {laid.places[leg.there].name}"
    between, planned_s = (laid.clock.at(leg.leaves_s), laid.clock.at(leg.arrives_s)), leg.arrives_s - leg.leaves_s
    for at in moments_of_change(laid.plan, between):
        since_s = int((at - laid.clock.begins_at).total_seconds())
        found = way if at == between[0] else _asked(index, laid, leg, laid.terms(since_s))
        if not isinstance(found, Route):
            yield f"{told}: {found if isinstance(found, str) else found.message}"
        elif (took_s := driven_s(index, laid.plan, laid.asked.carriers, found)) > planned_s + SLACK_S:
            late_min = (took_s - planned_s) / 60
            yield f"{told}: on the roads as they are then it takes {late_min:.0f} min longer than was planned with."


def _hours(laid: LaidVisits, rounds: Rounds, ways: tuple[tuple[Leg, object], ...]) -> list[str]:
    """Where vehicles drive or serve while a rule of the plan forbids to move there."""
    west, south, east, north = total_bounds([place.point for place in laid.places]).tolist()
    between = laid.clock.begins_at, laid.clock.begins_at + timedelta(days=2)
    found = list[str]()
    for rule in shuttings(laid.plan, between, (west, south, east, north)):
        found += [text for leg, way in ways for text in _driven_while_shut(laid, rule, leg, way)]
        found += list(_served_while_shut(laid, rule, rounds))
    return found


def _driven_while_shut(laid: LaidVisits, rule: Shutting, leg: Leg, way: object) -> Iterator[str]:
    there = _span(laid, leg.leaves_s, leg.arrives_s)
    line = way.line if isinstance(way, Route) else None
    if common((there,), rule.spans) and _touches(laid.plan, rule, line):
        yield f"Vehicle {leg.vehicle} drives to {laid.places[leg.there].name} {_told(laid.plan, rule)}."


def _touches(plan: Plan, rule: Shutting, line: LineString | None) -> bool:
    """Whether a drive is under a rule; a way that only touches an area counts, for nobody waits at its edge."""
    if rule.about is None:
        return True
    match plan.find(rule.about):
        case Zone() | Sector() as area:
            return line is not None and bool(line.intersects(area.area))
        case Corridor() as corridor:
            return line is not None and bool(line.intersects(around(corridor.line, BESIDE_M)))
    return False


def _served_while_shut(laid: LaidVisits, rule: Shutting, rounds: Rounds) -> Iterator[str]:
    for vehicle, own in enumerate(rounds.rounds, start=1):
        for visit in own.visits:
            place = laid.places[visit.place]
            if rule.about == place.id and common((_span(laid, visit.begins_s, visit.leaves_s),), rule.spans):
                yield f"Vehicle {vehicle} serves {place.name} {_told(laid.plan, rule)}."


def _told(plan: Plan, rule: Shutting) -> str:
    names = ", ".join(str(getattr(plan.get(one), "name", one)) for one in rule.rules)
    return f"while nobody may move there ({names})"


def _span(laid: LaidVisits, from_s: int, until_s: int) -> Validity:
    return Validity(starts_at=laid.clock.at(from_s), ends_at=laid.clock.at(max(until_s, from_s + 1)))
