"""The road at a place: for reports, clicks and drawings that speak of one road."""

from dataclasses import dataclass

from shapely import LineString, Point

from geo.snap import nearest
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
    found = nearest(index.lines, place, within_m)
    if found is None:
        msg = f"No road comes within {within_m:.0f} m of {place.x:.5f}, {place.y:.5f}; choose a place on a road."
        raise RoutingError(msg)
    start, end = index.lines.offsets[found.line], index.lines.offsets[found.line + 1]
    return RoadAt(
        segment=found.line,
        point=Point(found.lon, found.lat),
        line=LineString(index.lines.points[start:end]),
        distance_m=found.distance_m,
    )
