"""Status reports → the stretches of road they speak of."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.model.finding import Finding, Severity
from data.model.place import Crossing
from data.model.plan import Plan
from data.model.status import Passability, StatusReport
from geo.overlay import intervals_inside
from geo.snap import LocalMetres, OnLine, around, near_all, nearest
from routing.costs.blocks import STRETCHES, Stretches
from routing.index import NetworkIndex
from routing.question import UnknownPolicy

BESIDE_M = 15.0
"""A road report speaks of roads this near its line that run along it."""
ALONG_SHARE = 0.7
"""A road runs along a line when this share of its stretch leads forward beside the line (45°)."""
BRIDGE_M = 50.0
"""A bridge report speaks of the nearest bridge this near, or else the nearest road."""
BORDER_M = 50.0
"""A border report speaks of all roads this near its crossing, or else of the nearest within …"""
BORDER_FAR_M = 300.0
SPOT_M = 20.0
"""A report on one spot of a road holds this far to either side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMatch:
    """One report, what it means at the moment asked, and where on the roads it lies.

    Of several reports on one place the highest `rank` speaks: the newest; before all others none
    whose validity has ended, which leaves its road unknown until another speaks of it.
    """

    report_id: str
    passability: Passability
    rank: float
    stretches: Stretches

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows if a convoy may pass."""
        return self.passability is Passability.UNKNOWN

    @property
    def is_restricted(self) -> bool:
        """Whether a convoy may pass under conditions."""
        return self.passability is Passability.RESTRICTED

    def is_closed(self, policy: UnknownPolicy) -> bool:
        """Whether no convoy passes, under this policy for the unknown."""
        return self.passability is Passability.CLOSED or (self.is_unknown and policy is UnknownPolicy.CLOSED)


def report_matches(index: NetworkIndex, plan: Plan, at: datetime) -> tuple[list[ReportMatch], list[Finding]]:
    """Every report made by then with its stretches, and a finding for each that fits no road."""
    matches, findings = [], []
    for report in plan.status_reports:
        if not _was_made(report, at):
            continue
        stretches = stretches_of(index, plan, report)
        if not len(stretches[0]):
            findings.append(_off_roads(report, plan))
        matches.append(
            ReportMatch(
                report_id=report.id,
                passability=report.passability(at),
                rank=_rank(report, at),
                stretches=stretches,
            )
        )
    return matches, findings


def stretches_of(index: NetworkIndex, plan: Plan, report: StatusReport) -> Stretches:
    """The stretches of the roads one report speaks of; a place once matched is not matched again."""
    place, crossing_id = _place_of(report, plan), report.crossing_id
    key = ("report", shapely.to_wkb(place), crossing_id is None)
    return index.memory.on(STRETCHES).get(key, lambda: _matched(index, place, crossing_id))


def _matched(index: NetworkIndex, place: BaseGeometry | None, crossing_id: str | None) -> Stretches:
    match place, crossing_id:
        case LineString() as line, _:
            return stretches_along(index, line)
        case Point() as point, None:
            return _bridge(index, point)
        case Point() as point, _:
            return stretches_at_crossing(index, point)
    return _none()


def _was_made(report: StatusReport, at: datetime) -> bool:
    reported_at, starts_at = report.source.reported_at, report.valid.starts_at
    return (reported_at is None or reported_at <= at) and (starts_at is None or starts_at <= at)


def _rank(report: StatusReport, at: datetime) -> float:
    reported_at = report.source.reported_at
    if not report.valid.holds_at(at):
        return -np.inf
    return reported_at.timestamp() if reported_at else -1e18


def _place_of(report: StatusReport, plan: Plan) -> BaseGeometry | None:
    crossing = plan.find(report.crossing_id) if report.crossing_id else None
    return crossing.point if isinstance(crossing, Crossing) else report.place


def stretches_along(index: NetworkIndex, line: LineString) -> Stretches:
    """The stretches of roads that run along a line."""
    inside = intervals_inside(index.lines, [around(line, BESIDE_M)])
    here = LocalMetres(line.centroid.x, line.centroid.y)
    flat = shapely.transform(line, here.metres)
    start, end = (
        shapely.line_locate_point(flat, shapely.points(here.metres(index.lines.places(inside.line, at_m))))
        for at_m in (inside.start_m, inside.end_m)
    )
    along = np.abs(end - start) >= ALONG_SHARE * inside.length_m
    return inside.line[along], inside.start_m[along], inside.end_m[along]


def _bridge(index: NetworkIndex, point: Point) -> Stretches:
    near = near_all(index.lines, point, BRIDGE_M)
    bridges = [place for place in near if index.is_bridge[place.line]]
    if not near:
        return _none()
    best = min(bridges or near, key=lambda place: (place.distance_m, place.line))
    if bridges:
        return np.array([best.line]), np.zeros(1), index.lines.length_m[[best.line]]
    return _spot(index, best)


def stretches_at_point(index: NetworkIndex, point: Point, within_m: float) -> Stretches:
    """The spot on the road nearest to a point; none where no road is within a distance."""
    place = nearest(index.lines, point, within_m)
    return _none() if place is None else _spot(index, place)


def stretches_at_crossing(index: NetworkIndex, point: Point) -> Stretches:
    """The stretches of all roads at a border crossing, or the nearest spot where none is right there."""
    inside = intervals_inside(index.lines, [around(point, BORDER_M)])
    if len(inside.line):
        return inside.line, inside.start_m, inside.end_m
    best = nearest(index.lines, point, BORDER_FAR_M)
    return _none() if best is None else _spot(index, best)


def _spot(index: NetworkIndex, place: OnLine) -> Stretches:
    length = float(index.lines.length_m[place.line])
    low, high = max(place.position_m - SPOT_M, 0.0), min(place.position_m + SPOT_M, length)
    return np.array([place.line]), np.array([low]), np.array([high])


def _none() -> Stretches:
    return np.empty(0, np.int64), np.empty(0), np.empty(0)


def _off_roads(report: StatusReport, plan: Plan) -> Finding:
    place = _place_of(report, plan)
    middle = place.centroid if place is not None else None
    return Finding(
        code="report-off-roads",
        severity=Severity.PROBLEM,
        subject=f"report {report.id}",
        message=f"Report {report.id} ({report.status.value}) lies on no road of the network, so it changes no route.",
        remedy="Move the report onto the road it speaks of, or close that place with a zone.",
        place=(middle.x, middle.y) if middle is not None else None,
    )
