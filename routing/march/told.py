"""A timed way as it is told: departure, waits and why, arrival, clearing, and the route with all that is doubtful."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from data.model import Route
from data.model.ids import CrossingId, OpeningRuleId, SiteId
from routing.columns import Progress
from routing.march.chart import FREE
from routing.march.drive import Drive, Standing
from routing.ways.case import Case, case_of
from routing.ways.explain import told_route
from routing.ways.way import Leg


@dataclass(frozen=True, kw_only=True)
class TimedWait:
    """Where the head of a column waits from when until when; the rules and closed roads it would meet without."""

    place: SiteId | CrossingId | None
    arrives_at: datetime
    leaves_at: datetime
    rules: tuple[OpeningRuleId, ...]
    for_roads: bool

    @property
    def wait_s(self) -> float:
        """How long it waits."""
        return (self.leaves_at - self.arrives_at).total_seconds()


@dataclass(frozen=True, kw_only=True, eq=False)
class TimedWay:
    """A way with its times: the head departs and arrives, the tail clears.

    Parameters
    ----------
    waits
        In the order driven; the wait at the origin first, where the column is ready before it leaves.
    route
        The way as it stands at the departure, with all that is doubtful about it.
    head
        Where the head is when, as metres along the route.
    is_best
        Whether no other way is better; not known where the best times would mean driving in circles, or where
        avoiding doubtful roads took too long to search out and only the times were looked at.
    """

    departs_at: datetime
    arrives_at: datetime
    clears_at: datetime
    waits: tuple[TimedWait, ...]
    route: Route
    head: Progress
    is_best: bool

    @property
    def waited_for(self) -> tuple[OpeningRuleId, ...]:
        """The rules waited for, each once."""
        return tuple(dict.fromkeys(rule for wait in self.waits for rule in wait.rules))


def told_way(case: Case, drive: Drive, *, is_best: bool) -> TimedWay:
    """A drive as it is told."""
    roads, steps = drive.roads, drive.steps
    since_s, along_m = drive.knots()
    departs_at, arrives_at = roads.at(steps[0].leaves_ms), roads.at(steps[-1].arrives_ms)
    return TimedWay(
        departs_at=departs_at,
        arrives_at=arrives_at,
        clears_at=arrives_at + timedelta(milliseconds=drive.behind_ms),
        waits=tuple(_waits(drive)),
        route=_route(case, drive, departs_at),
        head=Progress(since_s=since_s, along_m=along_m),
        is_best=is_best,
    )


def _waits(drive: Drive) -> Iterator[TimedWait]:
    first = Standing(step=0, place=drive.chart.places[0], from_ms=0, until_ms=drive.steps[0].leaves_ms)
    stands = [*([first] if first.until_ms > 0 else []), *drive.stands()]
    ends = [*(stand.step for stand in stands), len(drive.steps)][1:]
    for stand, end in zip(stands, ends, strict=bool(stands)):
        met = drive.shut_if(stand.step, end, stand.until_ms - stand.from_ms)
        yield TimedWait(
            place=stand.place.name,
            arrives_at=drive.roads.at(stand.from_ms),
            leaves_at=drive.roads.at(stand.until_ms),
            rules=drive.rules_of(met),
            for_roads=any(not drive.roads.closings[row].rules for row in met),
        )


def _route(case: Case, drive: Drive, departs_at: datetime) -> Route:
    """The route as it stands when the column departs."""
    then = case_of(case.index, case.plan, replace(case.question, at=departs_at))
    return told_route(then, then.costs(), [_leg(drive, leg) for leg in range(drive.chart.legs)])


def _leg(drive: Drive, leg: int) -> Leg:
    """The stretches driven on one leg."""
    numbers = np.flatnonzero((drive.courses != FREE) & (drive.leg == leg))
    courses, own = drive.courses[numbers], drive.chart.courses
    edges = np.array([_edge(drive, number) for number in numbers.tolist()], np.int64)
    return Leg(
        segment=own.segment[courses],
        start_m=own.from_m[courses],
        end_m=own.to_m[courses],
        turn_ms=drive.turn_ms[numbers],
        entered=edges[edges >= 0],
        choice=0,
    )


def _edge(drive: Drive, number: int) -> int:
    """The edge a step enters at a node; -1 where it begins at a place."""
    course, arc = (
        int(drive.courses[number]),
        drive.steps[number].arc - len(drive.chart.index.graph.head) * drive.chart.legs,
    )
    if course < len(drive.chart.index.u):
        return course
    edge = drive.chart.arcs[arc].edge
    return -1 if edge is None else edge
