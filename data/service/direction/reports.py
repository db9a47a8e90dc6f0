"""Direction of changes to status reports: of several on one road the newest speaks, and in time falls silent."""

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import shapely
from shapely import LineString, Point

from data.model import Crossing, Passability, Plan, StatusReport
from data.service.direction.scale import DANGEROUS, NEITHER, SAFER, Direction
from geo.snap import METRES_PER_DEGREE, around

NEAR_M = 600.0
"""Reports this near each other may speak of the same road, whatever they are about."""
BESIDE_M = 15.0
"""A road report speaks of roads this near its line."""
RANK = {Passability.CLOSED: 0, Passability.UNKNOWN: 1, Passability.RESTRICTED: 2, Passability.OPEN: 3}
CLOSED, UNKNOWN, RESTRICTED, OPEN = range(4)
_NEVER, _ALWAYS = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def of_report(plan: Plan, before: StatusReport | None, after: StatusReport | None) -> Direction:
    """The direction of a change to a report, beside all others of the plan."""
    if before is None:
        return NEITHER if after is None else _added(plan, after)
    return _removed(plan, before) if after is None else _changed(plan, before, after)


def _added(plan: Plan, report: StatusReport) -> Direction:
    rank, near = rank_of(report), list(_near(plan, report))
    silences = any(rank_of(one) < rank for one in near)
    outlasted = any(rank_of(one) == rank and until(one) > until(report) for one in near)
    if silences or outlasted or rank == OPEN:
        return SAFER
    if rank == RESTRICTED:
        return DANGEROUS if _is_open_throughout(plan, report) else SAFER
    if rank == CLOSED:
        return DANGEROUS
    return DANGEROUS if any(rank_of(one) > rank for one in near) else NEITHER


def _removed(plan: Plan, report: StatusReport) -> Direction:
    rank, near = rank_of(report), list(_near(plan, report))
    # what fell silent counts as unknown, and an older report would speak again
    speaks_again = any(rank_of(one) > UNKNOWN and until(one) > until(report) for one in near)
    if rank == CLOSED or speaks_again or any(rank_of(one) > rank for one in near):
        return SAFER
    if rank == UNKNOWN:
        return DANGEROUS if any(rank_of(one) < rank for one in near) else NEITHER
    return DANGEROUS


def _changed(plan: Plan, before: StatusReport, after: StatusReport) -> Direction:
    if _said(before) == _said(after):
        return NEITHER
    was, now = rank_of(before), rank_of(after)
    same_place = before.crossing_id == after.crossing_id and before.place == after.place
    same_start = before.valid.starts_at == after.valid.starts_at
    if not same_place or not same_start or _endangers_less(plan, after, now):
        return SAFER
    if now < was:
        return DANGEROUS
    longer = was == now == CLOSED and until(after) > until(before) and _made(after) >= _made(before)
    return DANGEROUS if longer else SAFER


def _endangers_less(plan: Plan, report: StatusReport, rank: int) -> bool:
    """Whether it would speak instead of another that says worse, or as bad for longer."""
    near = list(_near(plan, report))
    return any(rank_of(one) < rank or (rank_of(one) == rank and until(one) > until(report)) for one in near)


def _said(report: StatusReport) -> tuple[object, ...]:
    """What a report says but for words: whether it is open, where, and when."""
    times = (report.valid, report.stale_after, report.source.reported_at)
    place = None if report.place is None else shapely.to_wkb(report.place)
    return rank_of(report), place, report.crossing_id, times


def rank_of(report: StatusReport) -> int:
    """How safe a report says its road is while it speaks: closed, unknown, restricted, open."""
    at = report.source.reported_at
    if at is None:
        return UNKNOWN
    fresh = replace(report, valid=type(report.valid)())
    return RANK[fresh.passability(at)]


def until(report: StatusReport) -> datetime:
    """When a report falls silent."""
    if report.source.reported_at is None:
        return _NEVER
    ends = report.valid.ends_at or _ALWAYS
    return min(report.source.reported_at + report.stale_after, ends)


def _made(report: StatusReport) -> datetime:
    return report.source.reported_at or _NEVER


def place_of(plan: Plan, report: StatusReport) -> LineString | Point | None:
    """Where a report speaks."""
    crossing = plan.find(report.crossing_id) if report.crossing_id else None
    return crossing.point if isinstance(crossing, Crossing) else report.place


def _near(plan: Plan, report: StatusReport) -> Iterator[StatusReport]:
    place = place_of(plan, report)
    if place is None:
        return
    here = place.buffer(NEAR_M / METRES_PER_DEGREE / math.cos(math.radians(place.centroid.y)))
    for other in plan.status_reports:
        there = place_of(plan, other)
        if other.id != report.id and there is not None and here.intersects(there):
            yield other


def _is_open_throughout(plan: Plan, report: StatusReport) -> bool:
    """Whether other reports call all of its road open when it is made."""
    place, made = place_of(plan, report), _made(report)
    if place is None or isinstance(place, Point):
        return any(there == place for there in _open_places(plan, report, made))
    return bool(
        shapely.union_all([around(there, BESIDE_M) for there in _open_places(plan, report, made)]).covers(place)
    )


def _open_places(plan: Plan, report: StatusReport, at: datetime) -> Iterator[LineString | Point]:
    for one in _near(plan, report):
        there = place_of(plan, one)
        if there is not None and one.passability(at) is Passability.OPEN:
            yield there
