"""A column under way: what is to be expected of it after what was heard, and where it was not heard of when due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from data.model.finding import Finding, Severity
from data.model.movement import Convoy
from data.model.outcome import PassingReport
from data.model.plan import Plan
from data.model.results import Route
from routing.columns import Progress
from routing.index import NetworkIndex
from routing.march.envelope import column_speeds_kmh
from routing.march.expected import ExpectedMarch, expected_march
from routing.march.heard import Heard, HeardOf, heard_of, moment
from routing.march.pace import drive_of
from routing.march.places import PlaceKind
from routing.march.profiles import profile_of
from routing.march.table import MarchTable, Passing, TableRow
from routing.march.unknowns import Unknown
from routing.march.waits import outcomes_of

OVERDUE_AFTER = timedelta(minutes=30)
"""So long after a report was due a column counts as not heard of."""
EARLY_S = 60.0
"""A column that left less than this before its time left in time."""


class PointState(StrEnum):
    """What is known of a point of the way: reported, passed by since without a report, ahead, or overdue there."""

    REPORTED = "reported"
    PASSED = "passed"
    AHEAD = "ahead"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True, kw_only=True)
class PointNow:
    """A point of the way as planned, as reported and as it is to be expected now."""

    planned: TableRow
    expected: Passing
    arrived_at: datetime | None
    cleared_at: datetime | None
    state: PointState

    @property
    def later_s(self) -> float:
        """How much later than planned the head is, or is to be expected, here; below 0 is earlier."""
        return (self.expected.arrives_at - self.planned.column.arrives_at).total_seconds()

    @property
    def clears_later_s(self) -> float | None:
        """How much later than planned the tail clears; None is not known."""
        planned, now = self.planned.column.clears_at, self.expected.clears_at
        return None if planned is None or now is None else (now - planned).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A column nobody heard of although it was due: since when, where (a row of its table) it was due, and when."""

    since: datetime
    due_at: datetime
    row: int
    place: str
    for_s: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Underway:
    """A convoy on its march at a moment.

    `heard_at` is when it was last heard of, None while it was not. `findings` are doubts about its reports,
    and its silence where it is overdue.
    """

    planned: MarchTable
    expected: ExpectedMarch
    points: tuple[PointNow, ...]
    heard: HeardOf
    heard_at: datetime | None
    silence: Silence | None
    findings: tuple[Finding, ...]

    @property
    def convoy(self) -> Convoy:
        """The convoy as it is planned."""
        return self.planned.convoy

    @property
    def later_s(self) -> float:
        """How much later than planned the head is to be expected at the release point."""
        return self.points[-1].later_s


def underway_of(
    index: NetworkIndex,
    plan: Plan,
    march: tuple[Route, MarchTable],
    now: datetime,
    overdue_after: timedelta = OVERDUE_AFTER,
) -> Underway:
    """What is to be expected of a convoy after all that was reported by now.

    Reported points are what was reported. Points ahead follow from the last report: what is left to drive, to
    halt and to stand at gates. What was lost stays lost; a planned wait is left no sooner than planned.
    """
    route, table = march
    profile = replace(profile_of(plan, table.convoy), urban_kmh=None, rural_kmh=None)
    free = drive_of(index.network, route.pieces, column_speeds_kmh(plan, table.convoy), profile)
    return underway_from(plan, table, free, plan.passing_reports, now, overdue_after=overdue_after)


def underway_from(
    plan: Plan,
    table: MarchTable,
    free: Progress,
    reports: Sequence[PassingReport],
    now: datetime,
    *,
    overdue_after: timedelta = OVERDUE_AFTER,
) -> Underway:
    """The same of a march table and these reports; `free` is how the head drives without the pace of a profile."""
    heard = heard_of(table, free, reports, now)
    expected = expected_march(table, heard)
    silence = _silence(plan, table, (heard, expected), now, overdue_after)
    if silence is not None:
        expected = expected.doubted(_unheard(table, heard, silence, plan.time_zone))
    return Underway(
        planned=table,
        expected=expected,
        points=tuple(_points(table, expected, heard, silence)),
        heard=heard,
        heard_at=None if heard.last_s is None else moment(table, heard.last_s),
        silence=silence,
        findings=(*heard.findings, *_early(table, expected), *_overdue(table, silence, plan.time_zone)),
    )


def _points(table: MarchTable, expected: ExpectedMarch, heard: HeardOf, silence: Silence | None) -> Iterator[PointNow]:
    told = {one.row: one for one in heard.points}
    head_m = heard.head_m
    for number, (row, now) in enumerate(zip(table.rows, expected.rows, strict=True)):
        own = told.get(number)
        is_passed = head_m is not None and row.point.along_m <= head_m
        is_overdue = silence is not None and silence.row == number
        yield PointNow(
            planned=row,
            expected=now.column,
            arrived_at=_at(table, own.arrived_s if own else None),
            cleared_at=_at(table, own.cleared_s if own else None),
            state=_state(own, is_passed=is_passed, is_overdue=is_overdue),
        )


def _state(own: Heard | None, *, is_passed: bool, is_overdue: bool) -> PointState:
    if own is not None:
        return PointState.REPORTED
    if is_passed:
        return PointState.PASSED
    return PointState.OVERDUE if is_overdue else PointState.AHEAD


def _at(table: MarchTable, since_s: float | None) -> datetime | None:
    return None if since_s is None else moment(table, since_s)


def _silence(
    plan: Plan, table: MarchTable, known: tuple[HeardOf, ExpectedMarch], now: datetime, after: timedelta
) -> Silence | None:
    """That nothing was heard although the head was due at a place, or the tail at the end, longer ago than that."""
    heard, expected = known
    due = next(_due(expected, heard), None)
    if due is None or now <= due[0] + after or _has_ended(plan, table, now):
        return None
    since = moment(table, heard.last_s) if heard.last_s is not None else table.convoy.departs_at
    place = table.rows[due[1]].point.name
    return Silence(since=since, due_at=due[0], row=due[1], place=place, for_s=(now - since).total_seconds())


def _has_ended(plan: Plan, table: MarchTable, now: datetime) -> bool:
    """Whether an outcome says that the mission is over."""
    return any(one.ended_at <= now for one in outcomes_of(plan, table.convoy.id))


def _due(expected: ExpectedMarch, heard: HeardOf) -> Iterator[tuple[datetime, int]]:
    """When the head is due at the points ahead at which it is reported, then when the tail is due at the end."""
    head_m = heard.head_m
    for number, row in enumerate(expected.rows):
        is_ahead = head_m is None or row.point.along_m > head_m
        if is_ahead and is_reported(row):
            yield row.column.arrives_at, number
    end, is_in = expected.rows[-1], heard.tail_m is not None and heard.tail_m >= expected.rows[-1].point.along_m
    if end.column.clears_at is not None and not is_in:
        yield end.column.clears_at, len(expected.rows) - 1


def is_reported(row: TableRow) -> bool:
    """Whether columns are expected to be reported at a point: at every critical one but where they only halt."""
    return row.point.kind is not PlaceKind.HALT


def _unheard(table: MarchTable, heard: HeardOf, silence: Silence, zone: str) -> Unknown:
    return Unknown(
        code="not_heard_of",
        message=f"{_words(silence, zone)} Where it is, nobody knows; later times are the earliest.",
        remedy="Call the column commander.",
        subject=table.convoy.id,
        along_m=heard.head_m or 0.0,
    )


def _overdue(table: MarchTable, silence: Silence | None, zone: str) -> Iterator[Finding]:
    if silence is not None:
        yield Finding(
            code="column-not-heard-of",
            severity=Severity.PROBLEM,
            subject=table.convoy.id,
            message=f"{table.convoy.name}: {_words(silence, zone)}",
            remedy="Call the column commander; if nobody answers, begin the search.",
        )


def _words(silence: Silence, zone: str) -> str:
    since, due = (f"{at.astimezone(ZoneInfo(zone)):%H:%M}" for at in (silence.since, silence.due_at))
    return f"not heard of since {since}; it was due at {silence.place} at {due}."


def _early(table: MarchTable, expected: ExpectedMarch) -> Iterator[Finding]:
    early_s = (table.convoy.departs_at - expected.convoy.departs_at).total_seconds()
    if early_s > EARLY_S:
        yield Finding(
            code="column-left-early",
            severity=Severity.DOUBT,
            subject=table.convoy.id,
            message=f"{table.convoy.name}: it left at least {early_s / 60:.0f} min before its time.",
            remedy="Look whom it may meet where it was not expected yet.",
        )
