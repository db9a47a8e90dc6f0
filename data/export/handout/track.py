"""The way of a march as GPX 1.1: its critical points as a route with planned times, and its line as a track."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import shapely

from data.export.handout.mark import mark_line
from data.export.handout.markup import child, written
from data.export.handout.words import ILLUSTRATIVE, KEEP, NOTIFIES, told_words
from data.model.handout import Handout, PointLine

_NAMESPACE = "http://www.topografix.com/GPX/1/1"


def march_track(handout: Handout) -> bytes:
    """The way as GPX; a planned time is given only where it is known, or said in words where it is the earliest."""
    root = ET.Element("gpx", {"xmlns": _NAMESPACE, "version": "1.1", "creator": "Passage"})
    about = child(root, "metadata")
    child(about, "name", f"Movement {handout.file_name}")
    child(about, "desc", _about(handout))
    child(about, "time", _instant(handout.terms.made_at))
    route = child(root, "rte")
    child(route, "name", f"Movement {handout.file_name}, critical points")
    child(route, "desc", handout.verdict)
    for number, point in enumerate(handout.points, start=1):
        _route_point(route, number, point, handout.time_zone)
    track = child(root, "trk")
    child(track, "name", f"Movement {handout.file_name}")
    stretch = child(track, "trkseg")
    for lon, lat in shapely.get_coordinates(handout.line).tolist():
        child(stretch, "trkpt", lat=f"{lat:.7f}", lon=f"{lon:.7f}")
    return written(root)


def _about(handout: Handout) -> str:
    own = (handout.terms.marking.value, handout.verdict, mark_line(handout.terms, handout.operation), NOTIFIES, KEEP)
    return " ".join((*own, ILLUSTRATIVE) if handout.illustrative else own)


def _route_point(route: ET.Element, number: int, point: PointLine, zone: str) -> None:
    made = child(route, "rtept", lat=f"{point.point.y:.7f}", lon=f"{point.point.x:.7f}")
    arrives, clears = point.column.arrives, point.column.clears
    if arrives.at is not None and not arrives.is_earliest:
        child(made, "time", _instant(arrives.at))
    child(made, "name", f"{number} {point.name}")
    said = f"Planned: arrive {told_words(arrives, zone)}, clear {told_words(clears, zone, is_tail=True)}."
    child(made, "desc", f"{said} {point.name_ar}" if point.name_ar else said)
    child(made, "type", point.landmark.value)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
