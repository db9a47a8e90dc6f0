"""What is tested again when the times of a march have shifted: openings, deadline, other columns, protection."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from data.model.finding import Finding, Severity
from data.model.plan import Plan
from routing.index import NetworkIndex
from routing.march.meeting import Conflict, conflicts_of
from routing.march.reading import Aspect, Grade
from routing.march.review import past_deadline
from routing.march.stays import Missed, missed_windows
from routing.march.strip import STEP_S, Cell, Strip
from routing.march.table import MarchTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Weaker:
    """A question of the strip that is answered worse for what is left of a march than it was planned."""

    aspect: Aspect
    name: str
    minutes: int
    planned_minutes: int
    first_at: datetime


def weaker_rows(planned: Strip, expected: Strip, since_m: float, since: datetime) -> tuple[Weaker, ...]:
    """The rows with more minutes not met or not known than planned, beyond a place and after a moment."""
    before = {(row.aspect, row.name): _bad(planned, row.cells, since_m, None) for row in planned.rows}
    found = []
    for row in expected.rows:
        bad = _bad(expected, row.cells, since_m, since)
        known = before.get((row.aspect, row.name), [])
        if len(bad) > len(known) + 1:
            first_at = expected.moment(bad[0])
            found.append(
                Weaker(
                    aspect=row.aspect,
                    name=row.name,
                    minutes=len(bad),
                    planned_minutes=len(known),
                    first_at=first_at,
                )
            )
    return tuple(found)


def _bad(strip: Strip, cells: Sequence[Cell], since_m: float, since: datetime | None) -> list[int]:
    """The minutes that are not met or not known, once the head is beyond a place and it is not before a moment."""
    ending = timedelta(seconds=STEP_S)
    return [
        minute
        for minute, cell in enumerate(cells)
        if cell.reading.grade.rank >= Grade.UNKNOWN.rank
        and strip.to_m[minute] > since_m
        and (since is None or strip.moment(minute) + ending > since)
    ]


@dataclass(frozen=True, kw_only=True)
class Retested:
    """What holds no more, or did not hold as planned either: `was_...` is what the plan had already."""

    missed: tuple[Missed, ...]
    was_missed: tuple[Missed, ...]
    conflicts: tuple[Conflict, ...]
    was_conflicting: tuple[Conflict, ...]
    weaker: tuple[Weaker, ...]
    findings: tuple[Finding, ...]

    @property
    def newly_missed(self) -> tuple[Missed, ...]:
        """What the plan did not miss."""
        known = {(one.stay.about, one.kind) for one in self.was_missed}
        return tuple(one for one in self.missed if (one.stay.about, one.kind) not in known)

    @property
    def newly_conflicting(self) -> tuple[Conflict, ...]:
        """Columns the plan kept apart."""
        known = {one.convoy for one in self.was_conflicting}
        return tuple(one for one in self.conflicts if one.convoy not in known)


def retested(
    index: NetworkIndex,
    plan: Plan,
    tables: tuple[MarchTable, MarchTable],
    others: tuple[Mapping[str, MarchTable], Mapping[str, MarchTable]],
    now: datetime,
    weaker: tuple[Weaker, ...] = (),
) -> Retested:
    """Openings, deadline and other columns by a march as planned and as expected, as far as they lie ahead.

    Each pair holds these two.
    """
    planned, expected = tables
    missed = missed_windows(index, plan, expected)
    found = Retested(
        missed=tuple(one for one in missed if one.stay.ends_at is None or one.stay.ends_at > now),
        was_missed=missed_windows(index, plan, planned),
        conflicts=tuple(one for one in conflicts_of(expected, others[1]) if one.at >= now),
        was_conflicting=conflicts_of(planned, others[0]),
        weaker=weaker,
        findings=(),
    )
    told = (*_told_missed(plan, expected, found), *past_deadline(index, plan, expected))
    return replace(
        found, findings=(*told, *_told_conflicts(plan, expected, found), *_told_weaker(plan, expected, weaker))
    )


def _told_missed(plan: Plan, table: MarchTable, found: Retested) -> Iterator[Finding]:
    new = set(found.newly_missed)
    for one in found.missed:
        at = clock(plan, one.shut_at)
        may = "is" if one.is_known else "may be"
        before = "" if one in new else " (as it was planned)"
        what = f"{one.stay.name} is shut from {at} by {_rule_names(plan, one)}, and the column {may} in it{before}"
        yield _finding(
            table,
            "window-missed" if one.is_known else "window-unknown",
            what,
            "Hold it where there is room, turn it back in time, or have the hours lengthened.",
            is_known=one.is_known,
        )


def _rule_names(plan: Plan, missed: Missed) -> str:
    return " and ".join(getattr(plan.find(rule), "name", rule) for rule in missed.rules)


def _told_conflicts(plan: Plan, table: MarchTable, found: Retested) -> Iterator[Finding]:
    new = set(found.newly_conflicting)
    for one in found.conflicts:
        name = getattr(plan.find(one.convoy), "name", one.convoy)
        before = "" if one in new else " (as it was planned)"
        lacking = "when the first of them is through is not known"
        if one.lacking_s is not None:
            lacking = f"the second would have to come {math.ceil(one.lacking_s / 60)} min later"
        what = f"it meets {name} at {one.point} at {clock(plan, one.at)}: {lacking}{before}"
        remedy = "Hold one of the two before that point until the other is through."
        yield _finding(table, "columns-meet", what, remedy, is_known=one.lacking_s is not None)


def _told_weaker(plan: Plan, table: MarchTable, weaker: Sequence[Weaker]) -> Iterator[Finding]:
    for one in weaker:
        if one.aspect is not Aspect.ALL:
            about = f"{one.aspect.value} ({one.name})" if one.name else one.aspect.value
            what = f"{about} is not met or not known for {one.minutes} min ahead, {one.planned_minutes} as planned"
            remedy = f"Look at the strip from {clock(plan, one.first_at)} for what would change it."
            yield _finding(table, "protection-weaker", what, remedy, is_known=True)


def _finding(table: MarchTable, code: str, what: str, remedy: str, *, is_known: bool) -> Finding:
    return Finding(
        code=code,
        severity=Severity.PROBLEM if is_known else Severity.DOUBT,
        subject=table.convoy.id,
        message=f"{table.convoy.name}: {what}.",
        remedy=remedy,
    )


def clock(plan: Plan, at: datetime) -> str:
    """A moment as the clocks of the operation show it, with the day."""
    return f"{at.astimezone(ZoneInfo(plan.time_zone)):%-d %b %H:%M}"
