"""The way of a march as KML 2.2: its line, its critical points and the sectors it runs through, in plain styles."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET

import shapely
from shapely import Polygon

from data.export.handout.mark import mark_line
from data.export.handout.markup import child, written
from data.export.handout.words import ILLUSTRATIVE, KEEP, NOBODY, NOTIFIES, told_words
from data.model.handout import Handout, PointLine, SectorArea

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_BLACK, _GREY, _FAINT = "ff000000", "ff606060", "30808080"
_WAY_WIDTH, _SECTOR_WIDTH = "4", "1.5"


def march_earth(handout: Handout) -> bytes:
    """The way as KML."""
    root = ET.Element("kml", {"xmlns": _NAMESPACE})
    document = child(root, "Document")
    child(document, "name", f"Movement {handout.file_name}")
    own = (handout.terms.marking.value, handout.verdict, mark_line(handout.terms, handout.operation), NOTIFIES, KEEP)
    child(document, "description", " ".join((*own, ILLUSTRATIVE) if handout.illustrative else own))
    _style(document, "way", _BLACK, _WAY_WIDTH)
    _style(document, "sector", _GREY, _SECTOR_WIDTH, fill=_FAINT)
    sectors = _folder(document, "Sectors")
    for sector in handout.sectors:
        _sector(sectors, sector)
    way = child(_folder(document, "Way"), "Placemark")
    child(way, "name", f"Movement {handout.file_name}")
    child(way, "styleUrl", "#way")
    line = child(way, "LineString")
    child(line, "tessellate", "1")
    child(line, "coordinates", _places(shapely.get_coordinates(handout.line).tolist()))
    points = _folder(document, "Critical points")
    for number, point in enumerate(handout.points, start=1):
        _point(points, number, point, handout.time_zone)
    return written(root)


def _style(document: ET.Element, name: str, colour: str, width: str, fill: str | None = None) -> None:
    style = child(document, "Style", id=name)
    line = child(style, "LineStyle")
    child(line, "color", colour)
    child(line, "width", width)
    if fill is not None:
        child(child(style, "PolyStyle"), "color", fill)


def _folder(document: ET.Element, name: str) -> ET.Element:
    folder = child(document, "Folder")
    child(folder, "name", name)
    return folder


def _sector(folder: ET.Element, sector: SectorArea) -> None:
    place = child(folder, "Placemark")
    child(place, "name", sector.name)
    child(place, "description", f"{sector.state}; owner: {sector.owner or NOBODY}")
    child(place, "styleUrl", "#sector")
    parts = [part for part in shapely.get_parts(sector.area) if isinstance(part, Polygon)]
    holder = place if len(parts) == 1 else child(place, "MultiGeometry")
    for part in parts:
        area = child(holder, "Polygon")
        _ring(area, "outerBoundaryIs", part.exterior.coords)
        for hole in part.interiors:
            _ring(area, "innerBoundaryIs", hole.coords)


def _ring(area: ET.Element, side: str, places: Iterable[tuple[float, ...]]) -> None:
    child(child(child(area, side), "LinearRing"), "coordinates", _places(places))


def _point(folder: ET.Element, number: int, point: PointLine, zone: str) -> None:
    place = child(folder, "Placemark")
    child(place, "name", f"{number} {point.name}")
    arrives, clears = point.column.arrives, point.column.clears
    said = (
        f"{point.landmark.value}. Arrive {told_words(arrives, zone)}, clear {told_words(clears, zone, is_tail=True)}."
    )
    child(place, "description", f"{said} {point.name_ar}" if point.name_ar else said)
    child(child(place, "Point"), "coordinates", _places([(point.point.x, point.point.y)]))


def _places(places: Iterable[Iterable[float]]) -> str:
    return " ".join(f"{lon:.7f},{lat:.7f}" for lon, lat, *_ in places)
