"""Who moves on a day: each convoy with the ways it can take, and each that must be left out, with the reason."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from data.model.finding import Finding, Severity
from data.model.movement import Convoy
from data.model.place import Crossing, Site, SiteKind
from data.model.plan import Plan
from data.model.results import NoRoute
from routing.convoys.asked import Entrant, LeftOut, MovementAsked, Roster, Way
from routing.convoys.ways import ways_of
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.stands import is_gate
from routing.question import Terms

LONGEST = timedelta(days=1)
"""A convoy that left longer ago is taken to be in."""


def roster_of(index: NetworkIndex, plan: Plan, asked: MovementAsked) -> Roster:
    """Who takes part on the day and who is left out.

    Convoys that depart on the day take part; one that left the day before, as long as it may still be under way.
    """
    assumed = with_gates(plan, asked.gate_s)
    found = [_entered(index, assumed, convoy, asked) for convoy in of_day(plan, asked)]
    return Roster(
        entrants=tuple(one for one in found if isinstance(one, Entrant)),
        left_out=tuple(one for one in found if isinstance(one, LeftOut)),
        notes=tuple(_notes(plan, asked)),
    )


def of_day(plan: Plan, asked: MovementAsked) -> tuple[Convoy, ...]:
    """The convoys that may be on the road on the day, in the order they depart."""
    begins_at, ends_at = asked.begins_at(plan.time_zone), asked.ends_at(plan.time_zone)
    near = [convoy for convoy in plan.convoys if begins_at - LONGEST <= convoy.departs_at < ends_at]
    return tuple(sorted(near, key=lambda convoy: (convoy.departs_at, convoy.id)))


def is_kept(convoy: Convoy, asked: MovementAsked, begins_at: datetime) -> bool:
    """Whether a convoy keeps its times: it was announced, has left by now, or left before the day."""
    return convoy.is_fixed or convoy.departs_at <= asked.now or convoy.departs_at < begins_at


def with_gates(plan: Plan, gate_s: float | None) -> Plan:
    """The plan with what is assumed of gates whose time for a vehicle nobody knows."""
    if gate_s is None:
        return plan
    return plan.with_record(*(replace(gate, service_time_per_vehicle_s=gate_s) for gate in untold_gates(plan)))


def untold_gates(plan: Plan) -> tuple[Site | Crossing, ...]:
    """Gates of which nobody has told what they need for a vehicle."""
    places: tuple[Site | Crossing, ...] = (*plan.sites, *plan.crossings)
    return tuple(place for place in places if is_gate(place) and place.service_time_per_vehicle_s is None)


def _entered(index: NetworkIndex, plan: Plan, convoy: Convoy, asked: MovementAsked) -> Entrant | LeftOut | None:
    """A convoy with its ways, the reason why it has none, or None for one that was in before the day begins."""
    ways = _barred(plan, convoy) or _ways(index, plan, convoy, asked)
    if isinstance(ways, LeftOut):
        return ways
    timed = tuple(way for way in ways if _untimed(way) is None)
    if not timed or timed[0] is not ways[0]:
        # its own way comes first: without times for that nobody can say what is changed
        remedy = "Find out what is not known, or state what to assume of gates."
        return _left(convoy, _untimed(ways[0]) or "", remedy)
    begins_at = asked.begins_at(plan.time_zone)
    is_in = convoy.departs_at < begins_at and _in_at(convoy, timed[0]) <= begins_at
    return None if is_in else Entrant(convoy=convoy, ways=timed)


def _barred(plan: Plan, convoy: Convoy) -> LeftOut | None:
    """What of a convoy itself keeps it out."""
    if convoy.vehicles_known is None:
        return _left(convoy, "the number of its vehicles was not reported", "Ask for the vehicles and enter them.")
    stop = _stop_with_hours(plan, convoy)
    if stop is None:
        return None
    return _left(
        convoy,
        f"it is led over {stop}, which has hours of its own",
        f"Plan it in two convoys, to {stop} and from there.",
    )


def _ways(index: NetworkIndex, plan: Plan, convoy: Convoy, asked: MovementAsked) -> tuple[Way, ...] | LeftOut:
    """The ways of a convoy, or why it has none."""
    terms = Terms(at=convoy.departs_at, unknown=asked.unknown)
    most = 1 if is_kept(convoy, asked, asked.begins_at(plan.time_zone)) else asked.ways
    try:
        ways = ways_of(index, plan, convoy, terms, most)
    except RoutingError as refusal:
        return _left(convoy, str(refusal), "Move the place nearer to a road, or load more roads.")
    if isinstance(ways, NoRoute):
        return _left(convoy, f"there is no way when it departs. {ways.message}", "See what blocks it under Convoy.")
    return ways


def _in_at(convoy: Convoy, way: Way) -> datetime:
    """When the tail of a convoy is in, its planned waits counted."""
    return (way.table.clears_at or way.table.arrives_at) + timedelta(seconds=sum(wait.wait_s for wait in convoy.waits))


def _untimed(way: Way) -> str | None:
    """Why nobody can say when a column is where on a way; None where it can be said."""
    table = way.table
    if table.distance_m <= 0:
        return "its origin is its destination"
    if table.formation.column.ends is None:
        return "the length of its column is not known"
    return next((unknown.message for unknown in table.unknowns if unknown.along_m is not None), None)


def _stop_with_hours(plan: Plan, convoy: Convoy) -> str | None:
    """A place that a convoy is led over which opens and shuts without being a gate on the road."""
    ruled = {rule.about for rule in plan.opening_rules}
    for stop in convoy.stops_named:
        place = plan.get(stop)
        on_road = isinstance(place, Crossing) or (isinstance(place, Site) and place.kind is SiteKind.CHECKPOINT)
        if stop in ruled and not on_road:
            return str(getattr(place, "name", stop))
    return None


def _left(convoy: Convoy, reason: str, remedy: str) -> LeftOut:
    return LeftOut(convoy=convoy.id, name=convoy.name, reason=reason, remedy=remedy)


def _notes(plan: Plan, asked: MovementAsked) -> Iterator[Finding]:
    """What is assumed or not known beside the convoys."""
    if asked.gate_s is not None:
        names = [gate.name for gate in untold_gates(plan)]
        if names:
            yield Finding(
                code="gate-time-assumed",
                severity=Severity.DOUBT,
                subject="",
                message=f"{asked.gate_s:.0f} s for a vehicle are assumed, not known, at {', '.join(names)}.",
                remedy="Ask how long a vehicle takes there and enter it.",
            )
    teams = [unit.escort_teams for unit in plan.units]
    if any(convoy.escort_teams for convoy in of_day(plan, asked)) and None in teams and any(teams):
        yield Finding(
            code="escort-teams-unknown",
            severity=Severity.DOUBT,
            subject="",
            message=f"{teams.count(None)} units have not told how many escort teams they have; they count as none.",
            remedy="Enter the escort teams of units under Contributors.",
        )
