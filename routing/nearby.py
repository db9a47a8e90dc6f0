"""The road at a place: for reports, clicks and drawings that speak of one road."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from shapely import LineString, Point

from data.model import Passability, Plan, StatusReport
from geo.snap import nearest
from routing.costs.reports import ReportMatch, report_matches
from routing.errors import RoutingError
from routing.index import NetworkIndex

WITHIN_M = 250.0
_NAMES = ("name_en", "name", "name_ar", "ref")
_WHOLE_M = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadAt:
    """A segment near a place: its row, the nearest point on it, its whole line in WGS 84, what it is called.

    `name` is None for a road whose name nobody has given; `distance_m` runs from the place to the road.
    """

    segment: int
    point: Point
    line: LineString
    distance_m: float
    length_m: float
    name: str | None
    is_bridge: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What reports say of a segment; a segment of which none speaks is unknown.

    `in_part` says that some of it is spoken of only, or in other words than the rest.
    """

    passability: Passability
    in_part: bool


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
        length_m=float(index.lines.length_m[found.line]),
        name=_name(index, found.line),
        is_bridge=bool(index.is_bridge[found.line]),
    )


def reports_on(index: NetworkIndex, plan: Plan, segment: int, at: datetime) -> tuple[StatusReport, ...]:
    """The reports made by then that speak of any part of this segment, the one that counts first."""
    matches, _ = report_matches(index, plan, at)
    speaking = {match.report_id: match.rank for match in matches if segment in match.stretches[0]}
    reports = [report for report in plan.status_reports if report.id in speaking]
    return tuple(sorted(reports, key=lambda report: speaking[report.id], reverse=True))


def reported(index: NetworkIndex, plan: Plan, segment: int, at: datetime) -> Reported:
    """What the newest reports say of a segment at a moment; of different words on its parts the worst."""
    matches, _ = report_matches(index, plan, at)
    own = sorted((m for m in matches if segment in m.stretches[0]), key=lambda m: -m.rank)
    spoken: list[tuple[float, float, Passability]] = []
    for match in own:
        spoken += [(*part, match.passability) for part in _parts(match, segment) if not _covered(part, spoken)]
    length_m = float(index.lines.length_m[segment])
    whole = _covered((0.0, length_m), spoken)
    said = {word for _, _, word in spoken} | (set() if whole else {Passability.UNKNOWN})
    worst = (Passability.CLOSED, Passability.UNKNOWN, Passability.RESTRICTED, Passability.OPEN)
    return Reported(passability=next(word for word in worst if word in said), in_part=len(said) > 1)


def _parts(match: ReportMatch, segment: int) -> list[tuple[float, float]]:
    line, start_m, end_m = match.stretches
    rows = np.flatnonzero(line == segment)
    return [(float(start_m[row]), float(end_m[row])) for row in rows]


def _covered(part: tuple[float, float], spoken: list[tuple[float, float, Passability]]) -> bool:
    """Whether parts spoken of leave nothing of this one."""
    at_m = part[0]
    for start_m, end_m, _ in sorted(spoken, key=lambda one: one[:2]):
        if start_m <= at_m + _WHOLE_M:
            at_m = max(at_m, end_m)
    return at_m >= part[1] - _WHOLE_M


def _name(index: NetworkIndex, segment: int) -> str | None:
    names = (index.network.segment_text(column, segment) for column in _NAMES)
    known = [name for name in dict.fromkeys(names) if name]
    return " · ".join(known[:2]) or None
