"""One convoy under way, looked at as a whole: what is to be expected, what holds no more, and who must be told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from data.model.finding import Finding
from data.model.plan import Plan
from data.model.results import Route
from routing.index import NetworkIndex
from routing.march.retest import Retested, Weaker, retested, weaker_rows
from routing.march.strip import STEP_S, Strip, strip_of
from routing.march.table import MarchTable
from routing.march.telling import TOLERANCE, Notice, who_must_be_told
from routing.march.underway import Underway, underway_of


@dataclass(frozen=True, kw_only=True, eq=False)
class Situation:
    """A convoy under way at a moment; `strip` is how it is protected from then on, None when it is in by then."""

    at: datetime
    under_way: Underway
    retested: Retested
    strip: Strip | None
    notices: tuple[Notice, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that is in doubt or does not hold: of the reports, then of the times that follow."""
        return (*self.under_way.findings, *self.retested.findings)


def situation_of(
    index: NetworkIndex,
    plan: Plan,
    march: tuple[Route, MarchTable, Strip],
    others: Mapping[str, tuple[Route, MarchTable]],
    now: datetime,
    tolerance: timedelta = TOLERANCE,
) -> Situation:
    """The situation of a convoy; `march` is its way with table and strip as planned, `others` columns it may meet."""
    route, table, planned = march
    under_way = underway_of(index, plan, (route, table), now)
    strip = strip_of(index, plan, (route, under_way.expected))
    columns = {name: other for name, (_, other) in others.items()}, dict(_expected(index, plan, others, now))
    tables = table, under_way.expected
    found = retested(index, plan, tables, columns, now, _weaker(under_way, planned, strip, now))
    return Situation(
        at=now,
        under_way=under_way,
        retested=found,
        strip=from_moment(strip, now),
        notices=who_must_be_told(plan, under_way, found, now, tolerance),
    )


def _weaker(under_way: Underway, planned: Strip, strip: Strip, now: datetime) -> tuple[Weaker, ...]:
    """What is answered worse than planned; nothing where nothing was heard and nothing is due."""
    if under_way.heard_at is None and under_way.silence is None:
        return ()
    return weaker_rows(planned, strip, under_way.heard.head_m or 0.0, now)


def _expected(
    index: NetworkIndex, plan: Plan, others: Mapping[str, tuple[Route, MarchTable]], now: datetime
) -> Iterator[tuple[str, MarchTable]]:
    """Other columns as they are to be expected, those of which something was heard."""
    heard = {str(report.convoy) for report in plan.passing_reports}
    for name, (route, table) in others.items():
        yield name, underway_of(index, plan, (route, table), now).expected if name in heard else table


def from_moment(strip: Strip, at: datetime) -> Strip | None:
    """The strip from a moment on; None when it has ended."""
    first = max(int((at - strip.starts_at).total_seconds() // STEP_S), 0)
    if first >= len(strip.from_m):
        return None
    rows = tuple(replace(row, cells=row.cells[first:]) for row in strip.rows)
    return replace(
        strip,
        starts_at=strip.moment(first),
        from_m=np.asarray(strip.from_m[first:]),
        to_m=np.asarray(strip.to_m[first:]),
        rows=rows,
    )
