"""The road at a place: for reports, clicks and drawings that speak of one road."""

from dataclasses import dataclass
from datetime import datetime

from shapely import LineString, Point

from data.model.plan import Plan
from data.model.status import StatusReport
from geo.snap import nearest
from routing.costs.reports import report_matches
from routing.errors import RoutingError
from routing.index import NetworkIndex

WITHIN_M = 250.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadAt:
    """A segment near a place: its row, the nearest point on it, and its whole line in WGS 84."""

    segment: int
    point: Point
    line: LineString
    distance_m: float


def road_at(index: NetworkIndex, place: Point, within_m: float = WITHIN_M) -> RoadAt:
    """The road nearest to a place.

    Raises
    ------
    RoutingError
        When no road comes within `within_m`.
    """
    found = road_near(index, place, within_m)
    if found is None:
        msg = f"No road comes within {within_m:.0f} m of {place.x:.5f}, {place.y:.5f}; choose a place on a road."
        raise RoutingError(msg)
    return found


def road_near(index: NetworkIndex, place: Point, within_m: float = WITHIN_M) -> RoadAt | None:
    """The segment nearest to a place; None when none comes within `within_m`."""
    found = nearest(index.lines, place, within_m)
    if found is None:
        return None
    start, end = index.lines.offsets[found.line], index.lines.offsets[found.line + 1]
    return RoadAt(
        segment=found.line,
        point=Point(found.lon, found.lat),
        line=LineString(index.lines.points[start:end]),
        distance_m=found.distance_m,
    )


def reports_on(index: NetworkIndex, plan: Plan, segment: int, at: datetime) -> tuple[StatusReport, ...]:
    """The reports made by then that speak of any part of this segment, the one that counts first."""
    matches, _ = report_matches(index, plan, at)
    speaking = {match.report_id: match.rank for match in matches if segment in match.stretches[0]}
    reports = [report for report in plan.status_reports if report.id in speaking]
    return tuple(sorted(reports, key=lambda report: speaking[report.id], reverse=True))
