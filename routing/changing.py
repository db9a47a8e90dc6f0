"""When the state of the roads changes between two moments: barriers, zones, phases and reports come and go."""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain

from data.model import Plan, StatusReport, Validity


def moments_of_change(plan: Plan, between: tuple[datetime, datetime]) -> tuple[datetime, ...]:
    """The first moment and each later one before the last from which on roads may be in another state.

    From each to the next, what acts on the roads is the same.
    """
    starts_at, ends_at = between
    later = {at for at in _changes(plan, ends_at) if starts_at < at < ends_at}
    return (starts_at, *sorted(later))


def _changes(plan: Plan, until: datetime) -> Iterator[datetime]:
    validities = ([record.valid for record in records] for records in (plan.barriers, plan.zones, plan.sectors))
    for valid in chain.from_iterable(validities):
        yield from _ends(valid)
    if any(barrier.phases for barrier in plan.barriers):
        for phase in plan.phases:
            yield from (phase.starts_at, phase.ends_at)
    for report in plan.status_reports:
        yield from _ends(report.valid)
        yield from _of_age(report, until)


def _of_age(report: StatusReport, until: datetime) -> Iterator[datetime]:
    """When a report is made, and the first moment at which it is stale."""
    reported_at = report.source.reported_at
    if reported_at is None or reported_at >= until:
        return
    yield reported_at
    if report.stale_after < until - reported_at:
        yield reported_at + report.stale_after + datetime.resolution


def _ends(valid: Validity) -> Iterator[datetime]:
    yield from (at for at in (valid.starts_at, valid.ends_at) if at is not None)
