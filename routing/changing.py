"""When the state of the roads, or of who protects them, changes between two moments."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import chain, pairwise
from zoneinfo import ZoneInfo

from data.model import Caveat, MovementLimit, Plan, StatusReport, Validity
from geo.daylight import changes_of_daylight
from routing.force.permits import changes_of_permits
from routing.force.spans import edges

QUARTER = timedelta(minutes=15)
"""Clocks are changed at full quarters of an hour."""


def moments_of_change(plan: Plan, between: tuple[datetime, datetime]) -> tuple[datetime, ...]:
    """The first moment and each later one before the last from which on roads may be in another state.

    From each to the next, what acts on the roads is the same.
    """
    starts_at, ends_at = between
    later = {at for at in _changes(plan, ends_at) if starts_at < at < ends_at}
    return (starts_at, *sorted(later))


def moments_of_protection(plan: Plan, between: tuple[datetime, datetime]) -> tuple[datetime, ...]:
    """The same for all that protection hangs on besides the roads: who is where, may act there, and at what hours."""
    starts_at, ends_at = between
    dated = (plan.corridors, plan.sites, plan.assignments)
    force = {*edges(record.valid for records in dated for record in records), *changes_of_permits(plan)}
    hourly = chain.from_iterable(_by_the_hour(plan, caveat, between) for caveat in plan.caveats)
    later = {at for at in (force | set(hourly)) if starts_at < at < ends_at}
    return tuple(sorted({*moments_of_change(plan, between), *later}))


def _by_the_hour(plan: Plan, caveat: Caveat, between: tuple[datetime, datetime]) -> Iterator[datetime]:
    """When a caveat begins or ends to bind by the clock of the place, or by the sun over any sector."""
    if caveat.hours is not None:
        yield from _by_the_clock((caveat.hours.starts, caveat.hours.ends), ZoneInfo(plan.time_zone), between)
    if MovementLimit.DAYLIGHT_ONLY in caveat.movement:
        for middle in (sector.area.representative_point() for sector in plan.sectors):
            yield from changes_of_daylight(middle.x, middle.y, between)


def _by_the_clock(told: tuple[time, ...], zone: ZoneInfo, between: tuple[datetime, datetime]) -> Iterator[datetime]:
    """When the clock shows these times of day, both times where it shows them twice, and when it is changed."""
    day, last = (at.astimezone(zone).date() for at in between)
    while day <= last:
        for fold in (0, 1):
            yield from (datetime.combine(day, own.replace(fold=fold, tzinfo=zone)).astimezone(UTC) for own in told)
        day += timedelta(days=1)
    first, last_at = (at.astimezone(UTC).replace(minute=0, second=0, microsecond=0) for at in between)
    quarters = range((last_at - first) // QUARTER + 6)
    for before, after in pairwise(first + quarter * QUARTER for quarter in quarters):
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            yield after


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
