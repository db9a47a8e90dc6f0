"""The convoys of a day laid out as a case: shared roads, places, hours and escorts, from the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil, floor

from data.model.movement import Convoy, Priority
from data.model.plan import Plan
from routing.convoys.asked import Entrant, LeftOut, MovementAsked, Roster, Way
from routing.convoys.course import Course, stood_s
from routing.convoys.ground import Ground
from routing.convoys.hours import hours_of
from routing.convoys.join import Driven
from routing.convoys.junctions import crossed
from routing.convoys.laid import Laid, LaidWay, movement_of
from routing.convoys.passing import pass_s_of
from routing.convoys.roster import is_kept, roster_of, with_gates
from routing.force.presence import deployed_units
from routing.index import NetworkIndex
from routing.movement.case import Case, Column, Leg, Node, Route
from routing.movement.schedule import Movement, Schedule
from routing.question import Terms

LEAD_S = 1
"""A convoy whose origin has hours of its own leaves it by a road of its own that takes one second."""
NO_ROOM_M = 1_000_000
"""A column of which nobody knows how much room it takes where it stands finds none."""


def laid_out(index: NetworkIndex, plan: Plan, asked: MovementAsked) -> Laid:
    """The movement of a day, from the plan.

    Raises
    ------
    RoutingError
        When what is asked makes no sense.
    """
    roster = roster_of(index, plan, asked)
    between = _between(plan, asked, roster)
    terms = Terms(at=between[0], unknown=asked.unknown)
    hours = hours_of(index, with_gates(plan, asked.gate_s), terms, between)
    return _Laying(plan, asked, Ground(index, plan, asked, roster, hours)).laid()


def _between(plan: Plan, asked: MovementAsked, roster: Roster) -> tuple[datetime, datetime]:
    """From the first to the last moment that is planned: the day, and as long as anybody is under way as saved."""
    begins_at, ends_at = asked.begins_at(plan.time_zone), asked.ends_at(plan.time_zone)
    departures = [one.convoy.departs_at for one in roster.entrants]
    ends = [_clears_at(one) + timedelta(seconds=1) for one in roster.entrants]
    return min([begins_at, *departures]).astimezone(begins_at.tzinfo), max([ends_at, *ends])


def _clears_at(one: Entrant) -> datetime:
    table = one.ways[0].table
    waits_s = sum(wait.wait_s for wait in one.convoy.waits)
    return (table.clears_at or table.arrives_at) + timedelta(seconds=waits_s)


class _Laying:
    """The case of a day in the making."""

    def __init__(self, plan: Plan, asked: MovementAsked, ground: Ground) -> None:
        self.plan, self.asked, self.ground = plan, asked, ground
        self.roster, self.hours = ground.roster, ground.hours

    def laid(self) -> Laid:
        """Everything put together."""
        ways = tuple(tuple(self._laid_ways(one)) for one in self.roster.entrants)
        for row, stretch in enumerate(self.ground.stretches):
            ends = self.ground.node(stretch.spots[0]), self.ground.node(stretch.spots[-1])
            self.ground.segments[row] = replace(self.ground.segments[row], one_end=ends[0], other_end=ends[1])
        roster, ways = self._without_loops(ways)
        case = Case(
            nodes=tuple(self._with_headways(ways)),
            segments=tuple(self.ground.segments),
            columns=(),
            horizon_s=self.hours.horizon_s,
            escort_teams=escort_teams(self.plan, self._day_begins_at),
            change_price=self.asked.change_price_s,
        )
        columns = tuple(self._column(case, one, own) for one, own in zip(roster.entrants, ways, strict=True))
        case = replace(case, columns=columns)
        rows = enumerate(zip(roster.entrants, ways, strict=True))
        saved = tuple(self._saved(row, one.convoy, own[0]) for row, (one, own) in rows)
        kept = tuple(m for m in saved if is_kept(roster.entrants[m.column].convoy, self.asked, self._day_begins_at))
        return Laid(
            plan=self.plan,
            asked=self.asked,
            roster=roster,
            hours=self.hours,
            case=replace(case, previous=saved, fixed=kept),
            saved=Schedule(movements=saved),
            ways=ways,
            subjects=tuple(self.ground.subjects),
            stretches=self.ground.stretches,
        )

    @property
    def _day_begins_at(self) -> datetime:
        return self.asked.begins_at(self.plan.time_zone)

    def _laid_ways(self, one: Entrant) -> Iterator[LaidWay]:
        lead = self.ground.lead(one.convoy)
        for number, way in enumerate(one.ways):
            driven = self.ground.driven[one.convoy.id, number]
            yield self._laid_way(one.convoy, way, driven, lead)

    def _laid_way(self, convoy: Convoy, way: Way, driven: Driven, lead: int | None) -> LaidWay:
        course = driven.course
        legs: list[Leg] = []
        ends, subjects, since_s = [0], [self._subject(course, 0)], 0
        at = 0
        while at < len(course.parts):
            row = self.ground.row_of[course.parts[at]]
            after = at + len(self.ground.stretches[row].parts)
            until_s = max(since_s + 1, floor(driven.since_s[after] + 1e-6))
            mark = course.marks.get(course.spots[after])
            legs.append(
                Leg(
                    segment=row,
                    traverse_s=until_s - since_s,
                    is_backward=course.spots[at] != self.ground.stretches[row].spots[0],
                    service_s=0 if mark is None else floor(stood_s(way.table, mark.row)),
                )
            )
            ends.append(after)
            subjects.append(self._subject(course, after))
            since_s, at = until_s, after
        along_m = [course.along_m[end] for end in ends]
        ends_at_gate = legs[-1].service_s > 0
        if ends_at_gate:
            legs.append(Leg(segment=self.ground.behind(self.ground.node(course.spots[-1])), traverse_s=1))
            along_m, subjects = [*along_m, along_m[-1]], [*subjects, None]
        if lead is not None:
            first, origin = (
                self.ground.node(course.spots[0]),
                self.ground.own_node(convoy.id, f"{convoy.name} at its origin"),
            )
            self.ground.segments[lead] = replace(self.ground.segments[lead], one_end=origin, other_end=first)
            legs, subjects = [Leg(segment=lead, traverse_s=LEAD_S), *legs], [None, *subjects]
            along_m = [0.0, *along_m]
        return_s = ceil(float(way.table.drive.since_s[-1])) if convoy.escort_teams else 0
        route = Route(name=self._way_name(legs), legs=tuple(legs), return_s=return_s)
        return LaidWay(
            way=way,
            route=route,
            subjects=tuple(subjects),
            along_m=tuple(along_m),
            lead_s=0 if lead is None else LEAD_S,
            ends_at_gate=ends_at_gate,
        )

    def _way_name(self, legs: Sequence[Leg]) -> str:
        """The two roads a way is longest on."""
        spent: dict[str, int] = {}
        for leg in legs:
            name = self.ground.segments[leg.segment].name
            spent[name] = spent.get(name, 0) + leg.traverse_s
        return f"by {' and '.join(sorted(spent, key=lambda name: -spent[name])[:2])}"

    def _subject(self, course: Course, at: int) -> str | None:
        mark = course.marks.get(course.spots[at])
        return None if mark is None else mark.subject

    def _without_loops(self, ways: tuple[tuple[LaidWay, ...], ...]) -> tuple[Roster, tuple[tuple[LaidWay, ...], ...]]:
        """Without ways that come twice by one place; a convoy whose own way does is left out."""
        entrants, kept, left = [], [], []
        probe = Case(nodes=tuple(self.ground.nodes), segments=tuple(self.ground.segments), columns=(), horizon_s=1)
        for one, own in zip(self.roster.entrants, ways, strict=True):
            single = [laid for laid in own if len(set(path := probe.path(laid.route))) == len(path)]
            if single and single[0] is own[0]:
                entrants.append(replace(one, ways=tuple(laid.way for laid in single)))
                kept.append(tuple(single))
                continue
            path = probe.path(own[0].route)
            twice = next(self.ground.nodes[node].name for node in path if path.count(node) > 1)
            reason = f"its way comes twice by {twice}"
            remedy = "Plan it in two convoys, there and back."
            left.append(LeftOut(convoy=one.convoy.id, name=one.convoy.name, reason=reason, remedy=remedy))
        roster = replace(self.roster, entrants=tuple(entrants), left_out=(*self.roster.left_out, *left))
        return roster, tuple(kept)

    def _with_headways(self, ways: tuple[tuple[LaidWay, ...], ...]) -> Iterator[Node]:
        """The nodes; over those at which columns cross the road of others one column at a time passes."""
        probe = Case(nodes=tuple(self.ground.nodes), segments=tuple(self.ground.segments), columns=(), horizon_s=1)
        one_by_one = crossed(probe, [[laid.route for laid in own] for own in ways])
        for row, node in enumerate(self.ground.nodes):
            is_crossed = row in one_by_one and node.headway_s is None
            yield replace(node, headway_s=self.asked.headway_s) if is_crossed else node

    def _column(self, case: Case, one: Entrant, ways: Sequence[LaidWay]) -> Column:
        convoy, asked, table = one.convoy, self.asked, one.ways[0].table
        standing_m = table.formation.column.standing_m
        urgent = convoy.priority is Priority.EMERGENCY
        weight = asked.urgent_weight if urgent else 1
        ready_at = convoy.departs_at if convoy.ready_at is None else max(convoy.ready_at, asked.now)
        if is_kept(convoy, asked, self._day_begins_at):
            ready_at = min(ready_at, convoy.departs_at)
        due_s = None if convoy.deadline_at is None else self.hours.second(convoy.deadline_at)
        column = Column(
            name=convoy.name,
            vehicles=convoy.vehicles_known or 1,
            pass_s=0,
            length_m=NO_ROOM_M if standing_m is None else ceil(standing_m),
            penalty=weight * case.horizon_s + asked.change_price_s,
            routes=tuple(laid.route for laid in ways),
            ready_s=max(0, self.hours.second(ready_at)),
            weight=weight,
            due_s=due_s,
            arrivals=self.hours.place(convoy.destination),
            moves=self.hours.everywhere,
            escorts=convoy.escort_teams,
        )
        told = ((laid.way.table, laid.behind_m, laid.lead_s) for laid in ways)
        pass_s = max(pass_s_of(case, column, row, march) for row, march in enumerate(told))
        return replace(column, pass_s=pass_s)

    def _saved(self, row: int, convoy: Convoy, laid: LaidWay) -> Movement:
        """How a convoy moves as the plan has it."""
        waits_s = {str(wait.place): round(wait.wait_s) for wait in convoy.waits}
        at_s = self.hours.second(convoy.departs_at) - laid.lead_s + waits_s.get(str(convoy.origin), 0)
        return movement_of(laid, row, max(0, at_s), waits_s)


def escort_teams(plan: Plan, at: datetime) -> int:
    """How many escort teams units that are deployed at a moment have told of."""
    deployed = deployed_units(plan, at)
    return sum(unit.escort_teams or 0 for unit in plan.units if unit.id in deployed)
