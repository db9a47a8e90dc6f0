"""When a column can be where: earliest arrival and latest safe departure through openings, daylight and closures.

The tail counts as the head does: a column is on a part of a road from when its head is there until its
tail has left, and all that time must be open. It waits at its origin and where its room is known to
suffice, nowhere else. The pace on a segment is that of the moment at which the head enters it.
"""

from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np

from data.model import Plan, Via
from data.model.ids import SiteId
from data.model.provenance import require_aware
from geo.lines import Rows
from routing.engines.dijkstra import NO_WAY
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.chart import THERE, Chart, chart_of
from routing.march.drive import Drive, Step
from routing.march.entries import Entries
from routing.march.labels import ARC, BEFORE, GAVE_UP, LOW, RAW_HIGH, SHIFT, spread
from routing.march.openings import shut_spans
from routing.march.roads import Eased, RoadsOverTime, roads_between
from routing.march.timed_places import places_of, point_of
from routing.march.told import TimedWay, told_way
from routing.question import RouteQuestion, Terms
from routing.ways.case import Case, case_of

__all__ = ["NoTimedWay", "TimedQuestion", "TimedWay", "WhyNot", "earliest_arrival", "latest_departure"]

MOST_LABELS = 150_000
"""A search that made more is given up; without regard to doubtful roads it is tried once more."""


@dataclass(frozen=True, kw_only=True)
class TimedQuestion:
    """A column from the first stop over the others in their order, ready at one moment and to be in by another.

    Parameters
    ----------
    terms
        The rules roads are chosen by; their moment and policy do not count, the least time does.
    pass_s
        The longest time between head and tail anywhere on the way, gates included.
    road_space_m
        Its length; None is not known, and then it can stand nowhere on its way.
    most_kmh
        The most it drives on any road, halts spread over the way; None leaves it to the roads.
    roomier
        Sites taken to have room enough, whatever is known of them.
    eased
        By the rules that shut together: how many seconds later they begin to shut and how many sooner they end.
    """

    terms: Terms
    stops: tuple[Via, ...]
    ready_at: datetime
    deadline_at: datetime
    pass_s: float
    road_space_m: float | None = None
    most_kmh: float | None = None
    roomier: frozenset[SiteId] = frozenset()
    eased: Eased = field(default_factory=dict)

    def __post_init__(self) -> None:
        require_aware(self.ready_at, "The readiness of the column")
        require_aware(self.deadline_at, "The deadline of the column")
        if self.deadline_at <= self.ready_at:
            msg = "The column must be in before it is ready to leave; give a later deadline or an earlier readiness."
            raise RoutingError(msg)
        if len(self.stops) < 2:  # noqa: PLR2004  # an origin and a destination
            msg = "A column needs an origin and a destination; name both."
            raise RoutingError(msg)
        if not 0 <= self.pass_s < float("inf"):
            msg = f"The pass time of the column is {self.pass_s} s; give 0 or more."
            raise RoutingError(msg)
        if self.most_kmh is not None and not 0 < self.most_kmh < float("inf"):
            msg = f"The column drives at most {self.most_kmh} km/h; give more than 0."
            raise RoutingError(msg)


class WhyNot(StrEnum):
    """Why no time was found: nothing is open at any time, not at the times needed, only in circles; or given up."""

    NO_WAY = "no_way"
    NOT_IN_TIME = "not_in_time"
    ONLY_IN_CIRCLES = "only_in_circles"
    GAVE_UP = "gave_up"


@dataclass(frozen=True, kw_only=True)
class NoTimedWay:
    """No time was found; `least_s` is what driving takes at least, None where nothing is open at any time."""

    why: WhyNot
    least_s: float | None = None


Timed: TypeAlias = TimedWay | NoTimedWay


def earliest_arrival(index: NetworkIndex, plan: Plan, question: TimedQuestion) -> Timed:
    """The way by which the head arrives first, leaving as late as that way permits.

    Raises
    ------
    RoutingError
        When a stop lies too far from every road.
    """
    return _found(_asked(index, plan, question), backwards=False)


def latest_departure(index: NetworkIndex, plan: Plan, question: TimedQuestion) -> Timed:
    """The way on which the column leaves last and its tail is still in by the deadline.

    Raises
    ------
    RoutingError
        When a stop lies too far from every road.
    """
    return _found(_asked(index, plan, question), backwards=True)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Asked:
    """What a search is made from."""

    question: TimedQuestion
    case: Case
    roads: RoadsOverTime
    chart: Chart
    entries: Entries

    @property
    def behind_ms(self) -> int:
        """Milliseconds between head and tail."""
        return int(np.ceil(1000 * self.question.pass_s))

    def bounds(self, *, backwards: bool) -> tuple[Rows, Rows]:
        """By vertex the least time to where a search goes, and with penalties."""
        return self._to_origin if backwards else self._to_destination

    @cached_property
    def _to_destination(self) -> tuple[Rows, Rows]:
        return self.chart.least(self.entries, self.chart.vertex(self.chart.legs, THERE), backwards=False)

    @cached_property
    def _to_origin(self) -> tuple[Rows, Rows]:
        return self.chart.least(self.entries, self.chart.vertex(0, THERE), backwards=True)


def _asked(index: NetworkIndex, plan: Plan, question: TimedQuestion) -> _Asked:
    between = question.ready_at, question.deadline_at
    roads = roads_between(index, plan, question.terms, between, question.most_kmh, question.eased)
    points = [point_of(plan, via) for via in question.stops]
    own = {f.name: getattr(roads.terms_at(question.ready_at), f.name) for f in fields(Terms)}
    case = case_of(
        index,
        plan,
        RouteQuestion(**own, origin=points[0], destination=points[-1], via=tuple(points[1:-1])),
    )
    behind_ms = int(np.ceil(1000 * question.pass_s))
    room = question.road_space_m, question.roomier, behind_ms
    places = places_of(roads, question.stops, case.stops, room)
    chart = chart_of(index, roads.states[0].gate, places)
    entries = roads.entries(chart.courses, chart.gates, behind_ms, [place.shut for place in places])
    return _Asked(question=question, case=case, roads=roads, chart=chart, entries=_with_free(entries))


def _found(asked: _Asked, *, backwards: bool) -> Timed:
    """The best way; where that goes round in circles the best found that does not."""
    steps, is_best = _tightened(asked, backwards=backwards, simple=False), True
    if isinstance(steps, NoTimedWay) and steps.why is WhyNot.GAVE_UP:
        asked = replace(asked, entries=replace(asked.entries, penalty=np.zeros_like(asked.entries.penalty)))
        steps, is_best = _tightened(asked, backwards=backwards, simple=False), False
    if not isinstance(steps, NoTimedWay) and _in_circles(asked.chart, steps):
        steps, is_best = _tightened(asked, backwards=backwards, simple=True), False
        if isinstance(steps, NoTimedWay) and steps.why is WhyNot.NOT_IN_TIME:
            steps = NoTimedWay(why=WhyNot.ONLY_IN_CIRCLES, least_s=steps.least_s)
    if isinstance(steps, NoTimedWay):
        return steps
    drive = Drive(roads=asked.roads, chart=asked.chart, steps=steps, behind_ms=asked.behind_ms)
    return told_way(asked.case, drive, is_best=is_best)


def _tightened(asked: _Asked, *, backwards: bool, simple: bool) -> tuple[Step, ...] | NoTimedWay:
    """The best steps: of those that arrive first the last to depart, of those that depart last the first to arrive."""
    between = 0, asked.roads.ms(asked.roads.until) - asked.behind_ms
    steps = _steps(asked, between, backwards=backwards, simple=simple)
    for direction in (False,) if backwards else (True, False):
        if isinstance(steps, NoTimedWay):
            return steps
        between = (between[0], steps[-1].arrives_ms) if direction else (steps[0].leaves_ms, between[1])
        closer = _steps(asked, between, backwards=direction, simple=simple)
        steps = steps if isinstance(closer, NoTimedWay) else closer
    return steps


def _steps(asked: _Asked, between: tuple[int, int], *, backwards: bool, simple: bool) -> tuple[Step, ...] | NoTimedWay:
    """The steps that arrive first, or backwards depart last, between a first departure and a last arrival."""
    chart = asked.chart
    ends = chart.vertex(0, THERE), chart.vertex(chart.legs, THERE)
    origin, target = ends[::-1] if backwards else ends
    bounds = asked.bounds(backwards=backwards)
    least = int(bounds[0][origin])
    if least >= NO_WAY:
        return NoTimedWay(why=WhyNot.NO_WAY)
    none = np.zeros_like(chart.turn_ms)
    start, end = (-between[1], -between[0]) if backwards else between
    best, table = spread(
        (*(chart.backwards if backwards else chart.forwards), chart.junction),
        (chart.row, none, chart.turn_ms) if backwards else (chart.row, chart.turn_ms, none),
        (asked.entries.backwards() if backwards else asked.entries).columns,
        (*_open(asked, backwards=backwards), *chart.holds(backwards=backwards)),
        bounds,
        (origin, target, start, end, simple, MOST_LABELS),
    )
    if best < 0:
        why = WhyNot.GAVE_UP if best == GAVE_UP else WhyNot.NOT_IN_TIME
        return NoTimedWay(why=why, least_s=least / 1000.0)
    return _backwards_read(table, best) if backwards else _forwards_read(table, best)


def _with_free(entries: Entries) -> Entries:
    """The entries and a last row of what is free at any time."""
    one = np.array([1 << 60])
    return Entries(
        first=np.append(entries.first, len(entries.low) + 1),
        low=np.append(entries.low, -one),
        high=np.append(entries.high, one),
        took=np.append(entries.took, 0),
        penalty=np.append(entries.penalty, 0),
    )


def _open(asked: _Asked, *, backwards: bool) -> tuple[Rows, Rows]:
    """Spans in which anything may drive, its tail through by their end."""
    roads, moments = asked.roads, []
    low = 0
    for span in shut_spans(roads.rules, (None,)):
        starts, ends = roads.span_ms(span)
        moments.append((low, starts - asked.behind_ms))
        low = ends
    moments.append((low, roads.ms(roads.until) - asked.behind_ms))
    spans = np.array([span for span in moments if span[0] <= span[1]], np.int64).reshape(-1, 2)
    return (-spans[::-1, 1].copy(), -spans[::-1, 0].copy()) if backwards else (spans[:, 0].copy(), spans[:, 1].copy())


def _forwards_read(table: Rows, row: int) -> tuple[Step, ...]:
    """The steps that led to a label, each place left as late as the next can still be reached."""
    steps, at = [], int(table[row, LOW])
    while table[row, BEFORE] >= 0:
        arrives = min(at, int(table[row, RAW_HIGH]))
        at = arrives - int(table[row, SHIFT])
        steps.append(Step(arc=int(table[row, ARC]), leaves_ms=at, arrives_ms=arrives))
        row = int(table[row, BEFORE])
    return tuple(steps[::-1])


def _backwards_read(table: Rows, row: int) -> tuple[Step, ...]:
    """The same for a search that went backwards in time."""
    steps, at = [], int(table[row, LOW])
    while table[row, BEFORE] >= 0:
        left = min(at, int(table[row, RAW_HIGH]))
        at = left - int(table[row, SHIFT])
        steps.append(Step(arc=int(table[row, ARC]), leaves_ms=-left, arrives_ms=-at))
        row = int(table[row, BEFORE])
    return tuple(steps)


def _in_circles(chart: Chart, steps: tuple[Step, ...]) -> bool:
    """Whether a junction is passed twice without standing or stopping in between."""
    passed: set[int] = set()
    for step in steps:
        junction = int(chart.junction[chart.ends[1][step.arc]])
        if junction in passed:
            return True
        passed = passed | {junction} if junction >= 0 else set()
    return False
