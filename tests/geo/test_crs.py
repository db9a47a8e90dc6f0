import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from geo.crs import Metres, crs_from_name, is_wgs84, metres_around, to_wgs84
from geo.errors import GeometryError
from geo.measure import WGS84
from geo.repair import area_m2


def column(*shapes):
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


@pytest.mark.parametrize(
    "name", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "OGC:CRS84", "EPSG:4979"]
)
def test_the_names_of_plain_degrees_are_known(name):
    assert is_wgs84(crs_from_name(name))


@pytest.mark.parametrize("name", ["EPSG:32636", "urn:ogc:def:crs:EPSG::2039", "EPSG:4281"])
def test_other_systems_are_not_taken_for_plain_degrees(name):
    assert not is_wgs84(crs_from_name(name))


@pytest.mark.parametrize("name", ["", "nonsense", "EPSG:999999", "http://example.invalid/crs", "EPSG:" + "9" * 30_000])
def test_an_unknown_system_is_refused_in_words(name):
    with pytest.raises(GeometryError, match="is not known"):
        crs_from_name(name)


def test_utm_is_read_as_easting_then_northing():
    """Erez, 36R XV 46789 254 in MGRS notation lies at easting 646789 or so."""
    (moved,), _ = to_wgs84(column(Point(646_000, 3_492_000)), crs_from_name("EPSG:32636"))
    assert (moved.x, moved.y) == pytest.approx((34.54, 31.55), abs=0.02)


def test_a_system_with_latitude_first_is_still_read_longitude_first():
    (moved,), _ = to_wgs84(column(Point(34.5, 31.5)), crs_from_name("EPSG:4258"))
    assert (moved.x, moved.y) == pytest.approx((34.5, 31.5), abs=1e-4)


def test_positions_outside_the_system_become_infinite_not_wrong():
    (moved,), _ = to_wgs84(column(Point(1e30, 1e30)), crs_from_name("EPSG:32636"))
    assert not np.isfinite(shapely.get_coordinates(moved)).any()


@settings(max_examples=30, deadline=None)
@given(
    lon=st.floats(-170, 170),
    lat=st.floats(-70, 70),
    east=st.floats(-0.4, 0.4),
    north=st.floats(-0.4, 0.4).filter(lambda n: abs(n) > 0.01),
)
def test_metres_agree_with_the_ellipsoid_within_a_hundredth_percent(lon, lat, east, north):
    plane = Metres(lon=lon, lat=lat)
    line = LineString([(lon, lat), (lon + east, lat + north)])
    (flat,) = plane.project(column(line))
    assert flat.length == pytest.approx(WGS84.line_length(*shapely.get_coordinates(line).T), rel=1e-4)
    (back,) = plane.unproject(column(flat))
    assert np.allclose(shapely.get_coordinates(back), shapely.get_coordinates(line), atol=1e-9)


def test_areas_in_metres_are_those_of_the_ellipsoid():
    square = box(34.2, 31.2, 34.6, 31.6)
    (flat,) = metres_around(column(square)).project(column(square))
    assert flat.area == pytest.approx(area_m2(square), rel=1e-3)


def test_nothing_is_around_nowhere():
    assert metres_around(column()) == Metres(lon=0.0, lat=0.0)
