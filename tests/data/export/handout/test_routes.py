"""GPX and KML read back by other programs, and held against the order their schemas ask for."""

import re
from datetime import UTC
from io import BytesIO
from xml.etree import ElementTree as ET

import gpxpy
import numpy as np
import pyogrio
import shapely

from data.export.handout.earth import march_earth
from data.export.handout.track import march_track
from data.model import SectorState
from tests import builders
from tests.handouts import handed, post
from tests.routing.march.town import at

HOLED = shapely.box(at(2000).x, at(0).y - 0.02, at(6000).x, at(0).y + 0.02).difference(
    shapely.box(at(3000).x, at(0).y + 0.005, at(4000).x, at(0).y + 0.01)
)
NAME = "<b>&\"x' ]]> حاجز\x0b"
# children of each element in the order the schemas of GPX 1.1 and KML 2.2 ask for
GPX = {
    "gpx": ["metadata", "wpt", "rte", "trk"],
    "metadata": ["name", "desc", "author", "time", "bounds"],
    "rte": ["name", "cmt", "desc", "rtept"],
    "rtept": ["ele", "time", "name", "cmt", "desc", "type"],
    "trk": ["name", "cmt", "desc", "trkseg"],
}
KML = {
    "Document": ["name", "description", "Style", "Folder"],
    "Folder": ["name", "Placemark"],
    "Placemark": ["name", "description", "styleUrl", "Point", "LineString", "Polygon", "MultiGeometry"],
    "Style": ["LineStyle", "PolyStyle"],
    "LineStyle": ["color", "width"],
    "LineString": ["tessellate", "coordinates"],
    "Polygon": ["outerBoundaryIs", "innerBoundaryIs"],
}


def disordered(content, orders):
    """Elements whose children are unknown to the schema, or not in its order."""
    found = []
    for element in ET.fromstring(content).iter():  # noqa: S314  # our own
        names = [child.tag.split("}")[1] for child in element]
        order = orders.get(element.tag.split("}")[1])
        if order is not None and [order.index(name) for name in names] != sorted(order.index(name) for name in names):
            found.append(element.tag)
    return found


def out():
    sector = builders.sector("middle", name="Middle & co", area=HOLED)
    phase = builders.phase(sector_states=(("middle", SectorState.ACTIVE),), starts_at=builders.NOON)
    return handed(post(NAME), sector, phase, movement_number="M-7", vehicle_count=3)


def test_the_way_and_its_points_read_back_from_gpx_with_their_planned_times():
    march = out()
    read = gpxpy.parse(march_track(march).decode())
    [route], [track] = read.routes, read.tracks
    assert [p.name for p in route.points] == [
        f"{n} {p.name}".replace("\x0b", "") for n, p in enumerate(march.points, 1)
    ]
    for found, point in zip(route.points, march.points, strict=True):
        assert (found.longitude, found.latitude) == (round(point.point.x, 7), round(point.point.y, 7))
        known = (
            None if point.column.arrives.is_earliest else point.column.arrives.at.astimezone(UTC).replace(microsecond=0)
        )
        assert found.time == known
    assert [p.time is None for p in route.points] == [p.column.arrives.is_earliest for p in march.points]
    line = [(p.longitude, p.latitude) for p in track.segments[0].points]
    assert np.allclose(line, shapely.get_coordinates(march.line), atol=1e-7)


def test_gdal_reads_the_track_and_every_point_of_the_route():
    march = out()
    content = march_track(march)
    _, _, track, _ = pyogrio.raw.read(BytesIO(content), layer="tracks")
    assert shapely.from_wkb(track[0]).length > 0
    _, _, points, _ = pyogrio.raw.read(BytesIO(content), layer="route_points")
    assert len(points) == len(march.points)


def test_gdal_reads_way_points_and_sectors_from_kml():
    march = out()
    content = march_earth(march)
    read = {layer: pyogrio.raw.read(BytesIO(content), layer=layer) for layer in ("Sectors", "Way", "Critical points")}
    area = shapely.force_2d(shapely.from_wkb(read["Sectors"][2][0]))
    assert shapely.equals_exact(area.normalize(), HOLED.normalize(), tolerance=1e-6)
    way = shapely.force_2d(shapely.from_wkb(read["Way"][2][0]))
    assert shapely.hausdorff_distance(way, march.line) < 1e-6
    assert len(read["Critical points"][2]) == len(march.points)


def test_elements_stand_in_the_order_of_the_schemas_and_names_run_nothing():
    track, earth = march_track(out()), march_earth(out())
    assert (disordered(track, GPX), disordered(earth, KML)) == ([], [])
    assert b"<b>" not in track + earth
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", track + earth)


def test_both_say_that_they_are_no_approval_and_are_the_same_each_time():
    for write in (march_track, march_earth):
        assert b"no approval" in write(out())
        assert write(out()) == write(out())
