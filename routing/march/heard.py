"""What was heard of a column on its way: reports put to the points they speak of, and those that cannot be right."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from data.model.finding import Finding, Severity
from data.model.movement import Waypoint
from data.model.outcome import PassingReport
from geo.measure import distance_m
from routing.columns import Progress
from routing.march.places import NEAR_M, CriticalPoint
from routing.march.table import MarchTable, TableRow

AHEAD_S = 60.0
"""Clocks differ: a report so little ahead of the present is believed."""
FASTER = 1.25
"""Columns are believed to have driven up to so many times as fast as roads and vehicles are known to allow."""
SAME_S = 60.0
"""Two reports of one place that differ by less say the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What was reported of one point of a way, as seconds since the planned departure; None was not reported.

    `row` is that of the point in the march table; `place` the column itself where the plan knows nothing there.
    """

    row: int
    place: str
    name: str
    along_m: float
    arrived_s: float | None
    cleared_s: float | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left of it."""
        return self.arrived_s is None and self.cleared_s is None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardOf:
    """The reports of one column that hold together, in the order of its way, and a finding on each other one."""

    points: tuple[Heard, ...]
    findings: tuple[Finding, ...]

    @property
    def last_s(self) -> float | None:
        """When anything was last heard, in seconds since the planned departure; None before that."""
        times_s = [at for one in self.points for at in (one.arrived_s, one.cleared_s) if at is not None]
        return max(times_s, default=None)

    @property
    def head_m(self) -> float | None:
        """How far the head is known to have come, by its own time or by that of the tail; metres along the way."""
        return max((one.along_m for one in self.points), default=None)

    @property
    def tail_m(self) -> float | None:
        """How far the tail is known to have come, metres along the way."""
        return max((one.along_m for one in self.points if one.cleared_s is not None), default=None)


def heard_of(table: MarchTable, free: Progress, reports: Sequence[PassingReport], now: datetime) -> HeardOf:
    """What the reports say of a column by now.

    `free` is how its head drives without a profile: nobody is believed to be faster. Reports that contradict
    each other are not used but told; those used are the most that hold together, of equals the later.
    """
    reading = _Reading(table, free, now)
    own = [report for report in reports if report.convoy == table.convoy.id]
    placed = [found for report in own if (found := reading.placed(report)) is not None]
    merged = [reading.merged(list(group)) for _, group in groupby(sorted(placed, key=_along), key=_row)]
    points = reading.in_order(reading.in_order(merged, "arrived_s"), "cleared_s")
    return HeardOf(
        points=tuple(point for point in reading.behind_head(points) if not point.is_empty),
        findings=tuple(reading.findings),
    )


def _along(heard: Heard) -> tuple[float, int]:
    return heard.along_m, heard.row


def _row(heard: Heard) -> int:
    return heard.row


def _without(heard: Heard, name: str) -> Heard:
    return replace(heard, arrived_s=None) if name == "arrived_s" else replace(heard, cleared_s=None)


def speaks_of(report: PassingReport, point: CriticalPoint) -> bool:
    """Whether a report is about a point of a way: by its place, or by where it is and what it is called."""
    if not isinstance(report.place, Waypoint):
        return point.subject == report.place
    ends = ((own.x, own.y) for own in (report.place.point, point.point))
    return point.name == report.place.name and distance_m(*ends) <= NEAR_M


class _Reading:
    """Reports of one column while they are read; what is wrong with them gathers in `findings`."""

    def __init__(self, table: MarchTable, free: Progress, now: datetime) -> None:
        self.findings: list[Finding] = []
        self._table, self._free = table, free
        self._departs_at, self._now_s = table.convoy.departs_at, (now - table.convoy.departs_at).total_seconds()

    def placed(self, report: PassingReport) -> Heard | None:
        """A report put to the point it speaks of; None where the way does not pass its place."""
        rows = [number for number, row in enumerate(self._table.rows) if speaks_of(report, row.point)]
        if not rows:
            where = report.place.name if isinstance(report.place, Waypoint) else report.place
            self._tell("passing-off-the-way", f"its way does not pass {where}", "Correct the place.", report.id)
            return None
        arrived_s, cleared_s = (self._seconds(report, at) for at in (report.arrived_at, report.cleared_at))
        told_s = arrived_s if arrived_s is not None else cleared_s
        row = min(rows, key=lambda number: abs(self._planned_s(self._table.rows[number]) - (told_s or 0.0)))
        point = self._table.rows[row].point
        if len(rows) > 1:
            what = f"its way passes {point.name} {len(rows)} times; the report is taken for the time nearest to it"
            self._tell("passing-place-twice", what, "Look whether that is right.", report.id, Severity.NOTE)
        return Heard(
            row=row,
            place=str(report.convoy if isinstance(report.place, Waypoint) else report.place),
            name=point.name,
            along_m=point.along_m,
            arrived_s=arrived_s,
            cleared_s=cleared_s,
        )

    def _planned_s(self, row: TableRow) -> float:
        return (row.column.arrives_at - self._departs_at).total_seconds()

    def _seconds(self, report: PassingReport, at: datetime | None) -> float | None:
        """A reported time; None where it has not come yet."""
        since_s = None if at is None else (at - self._departs_at).total_seconds()
        if since_s is not None and since_s > self._now_s + AHEAD_S:
            what = f"report {report.id} lies {(since_s - self._now_s) / 60:.0f} min in the future and is not used"
            self._tell("passing-in-the-future", what, "Correct day and time of the report.", report.id)
            return None
        return since_s

    def merged(self, told: list[Heard]) -> Heard:
        """What several reports say of one point: the later times, told where they differ."""
        times = {
            name: [at for one in told if (at := getattr(one, name)) is not None] for name in ("arrived_s", "cleared_s")
        }
        if any(times_s and max(times_s) - min(times_s) > SAME_S for times_s in times.values()):
            what = f"reports differ on when it passed {told[0].name}; the latest is used"
            self._tell("passing-told-twice", what, "Ask which is right, and take the other out.", told[0].place)
        arrived_s, cleared_s = (max(times_s, default=None) for times_s in times.values())
        if arrived_s is not None and cleared_s is not None and cleared_s < arrived_s:
            self._out_of_order(told[0], "its tail")
            cleared_s = None
        return replace(told[0], arrived_s=arrived_s, cleared_s=cleared_s)

    def in_order(self, points: Sequence[Heard], name: str) -> list[Heard]:
        """The points without those times that do not fit the most others."""
        told = [point for point in points if getattr(point, name) is not None]
        kept = _longest_chain(told, lambda one, other: self._fits(one, other, name), lambda one: getattr(one, name))
        for point in told:
            if point not in kept:
                self._refuse(point, kept, name)
        gone = {point.row for point in told if point not in kept}
        return [_without(point, name) if point.row in gone else point for point in points]

    def behind_head(self, points: Sequence[Heard]) -> Iterator[Heard]:
        """The points without times of the tail at which not even the head can have been there."""
        for number, point in enumerate(points):
            before = (one for one in points[: number + 1] if one.arrived_s is not None)
            least_s = max(((one.arrived_s or 0.0) + self._least_s(one, point) for one in before), default=None)
            if point.cleared_s is not None and least_s is not None and point.cleared_s < least_s:
                self._out_of_order(point, "its tail")
                yield replace(point, cleared_s=None)
            else:
                yield point

    def _fits(self, one: Heard, other: Heard, name: str) -> bool:
        took_s: float = getattr(other, name) - getattr(one, name)
        return took_s >= self._least_s(one, other)

    def _least_s(self, one: Heard, other: Heard) -> float:
        """The least that driving from one point to another takes."""
        return (self._free.reached_s(other.along_m) - self._free.reached_s(one.along_m)) / FASTER

    def _refuse(self, point: Heard, kept: Sequence[Heard], name: str) -> None:
        """Say why a time does not fit those kept."""
        at: float = getattr(point, name)
        early = any(one.along_m < point.along_m and getattr(one, name) >= at for one in kept)
        late = any(one.along_m > point.along_m and getattr(one, name) <= at for one in kept)
        whose = "its head" if name == "arrived_s" else "its tail"
        if early or late:
            self._out_of_order(point, whose)
        else:
            what = f"{whose} would have come to or from {point.name} faster than its vehicles can drive"
            self._tell("passing-too-fast", f"{what}; the report is not used", "Ask for the time again.", point.place)

    def _out_of_order(self, point: Heard, whose: str) -> None:
        what = f"the time of {whose} at {point.name} contradicts those before or after it on the way and is not used"
        self._tell("passing-out-of-order", what, "Ask which of the times is right.", point.place)

    def _tell(self, code: str, what: str, remedy: str, subject: str, severity: Severity = Severity.PROBLEM) -> None:
        message = f"{self._table.convoy.name}: {what}."
        self.findings.append(Finding(code=code, severity=severity, subject=subject, message=message, remedy=remedy))


def _longest_chain(
    told: Sequence[Heard], fits: Callable[[Heard, Heard], bool], time_of: Callable[[Heard], float]
) -> tuple[Heard, ...]:
    """The most points of which each fits the one before; of as many, those that end latest."""
    best: list[tuple[Heard, ...]] = []
    for number, point in enumerate(told):
        before = [best[row] for row in range(number) if fits(told[row], point)]
        best.append((*max(before, key=lambda chain: (len(chain), time_of(chain[-1])), default=()), point))
    return max(best, key=lambda chain: (len(chain), time_of(chain[-1])), default=())


def moment(table: MarchTable, since_s: float) -> datetime:
    """A time since the planned departure as a moment."""
    return table.convoy.departs_at + timedelta(seconds=since_s)
