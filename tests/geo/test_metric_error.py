"""How far lengths, areas and distances around places may be from those on the ellipsoid."""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import CRS, Transformer
from shapely import LineString, Point, Polygon

from geo.crs import metres_around
from geo.measure import WGS84, distances_m
from geo.repair import area_m2
from geo.snap import around

LENGTH, AREA = 0.0005, 0.001
lons, lats = st.floats(-175, 175), st.floats(-65, 65)
corners = st.lists(st.tuples(st.floats(-0.4, 0.4), st.floats(-0.4, 0.4)), min_size=3, max_size=8, unique=True)


def column(*shapes):
    return np.array(shapes, dtype=object)


def vincenty_m(here, there):
    """The distance on the ellipsoid, by the other known way to compute it."""
    a, f = 6378137.0, 1 / 298.257223563
    b = (1 - f) * a
    (lon1, lat1), (lon2, lat2) = np.radians(here), np.radians(there)
    u1, u2, apart = math.atan((1 - f) * math.tan(lat1)), math.atan((1 - f) * math.tan(lat2)), lon2 - lon1
    lam = apart
    for _ in range(100):
        sin_s = math.hypot(
            math.cos(u2) * math.sin(lam),
            math.cos(u1) * math.sin(u2) - math.sin(u1) * math.cos(u2) * math.cos(lam),
        )
        if sin_s == 0:
            return 0.0
        cos_s = math.sin(u1) * math.sin(u2) + math.cos(u1) * math.cos(u2) * math.cos(lam)
        sin_a = math.cos(u1) * math.cos(u2) * math.sin(lam) / sin_s
        cos2_a = 1 - sin_a**2
        cos_m = cos_s - 2 * math.sin(u1) * math.sin(u2) / cos2_a if cos2_a else 0.0
        c = f / 16 * cos2_a * (4 + f * (4 - 3 * cos2_a))
        s = math.atan2(sin_s, cos_s)
        before, lam = lam, apart + (1 - c) * f * sin_a * (s + c * sin_s * (cos_m + c * cos_s * (2 * cos_m**2 - 1)))
        if abs(lam - before) < 1e-13:
            break
    u = cos2_a * (a * a - b * b) / (b * b)
    big_a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    big_b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    turn = cos_m + big_b / 4 * (
        cos_s * (2 * cos_m**2 - 1) - big_b / 6 * cos_m * (4 * sin_s**2 - 3) * (4 * cos_m**2 - 3)
    )
    return b * big_a * (s - big_b * sin_s * turn)


@settings(max_examples=40, deadline=None)
@given(lons, lats, corners)
def test_lengths_are_those_on_the_ellipsoid(lon, lat, offsets):
    points = np.add(offsets, (lon, lat))
    expected = [vincenty_m(here, there) for here, there in pairwise(points)]
    assert distances_m(*points.T) == pytest.approx(expected, rel=1e-6, abs=1e-3)
    (flat,) = metres_around(column(LineString(points))).project(column(LineString(points)))
    assert flat.length == pytest.approx(sum(expected), rel=LENGTH)


@settings(max_examples=25, deadline=None)
@given(lons, lats, corners)
def test_areas_are_those_on_the_ellipsoid(lon, lat, offsets):
    hull = shapely.convex_hull(shapely.multipoints(np.add(offsets, (lon, lat))))
    if not isinstance(hull, Polygon) or hull.area < 1e-4:
        return
    ring = shapely.get_coordinates(hull)
    dense = [point for here, there in pairwise(ring) for point in ((*here,), *WGS84.npts(*here, *there, 20))]
    own = CRS.from_proj4(f"+proj=cea +lon_0={lon} +lat_ts={lat} +ellps=WGS84 +units=m")
    flat_of = Transformer.from_crs(4326, own, always_xy=True).transform
    expected = Polygon(np.column_stack(flat_of(*zip(*dense, strict=True)))).area
    assert area_m2(hull) == pytest.approx(expected, rel=AREA)
    (flat,) = metres_around(column(hull)).project(column(hull))
    assert flat.area == pytest.approx(expected, rel=AREA)


@settings(max_examples=60, deadline=None)
@given(lons, lats, st.floats(5, 5000))
def test_the_ground_around_a_point_is_never_short(lon, lat, radius_m):
    edge = shapely.get_coordinates(shapely.segmentize(around(Point(lon, lat), radius_m).exterior, radius_m / 5e6))
    far = WGS84.inv(np.full(len(edge), lon), np.full(len(edge), lat), *edge.T)[2]
    assert radius_m <= far.min()
    assert far.max() <= radius_m * 1.005


@settings(max_examples=40, deadline=None)
@given(lons, lats, corners, st.floats(5, 500))
def test_the_ground_beside_a_line_is_never_short(lon, lat, offsets, radius_m):
    """Straight out from the middle of each of its pieces, to both sides."""
    points = np.add(np.array(offsets) / 8, (lon, lat))
    area = around(LineString(points), radius_m)
    for here, there in pairwise(points):
        bearing, _, length_m = WGS84.inv(*here, *there)
        if length_m < 1:
            continue
        # where a chord on the flat map lies, not the geodesic that bulges beside it
        middle = (here + there) / 2
        for side in (-90, 90):
            lon_out, lat_out, _ = WGS84.fwd(*middle, bearing + side, radius_m * 0.9999)
            assert area.covers(Point(lon_out, lat_out))
