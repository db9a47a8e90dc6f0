"""The nearest place on a line, checked against plain geometry in a projection."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import LineString, Point

from geo.lines import lines_from, ranges
from geo.overlay import intervals_inside
from geo.snap import LocalMetres, around, near_all, nearest

HERE = LocalMetres(34.4, 31.5)
UTM = Transformer.from_crs(4326, 32636, always_xy=True)
metres = st.floats(-2000, 2000).map(lambda x: round(x, 2))
places = st.tuples(metres, metres)
roads = st.lists(st.lists(places, min_size=2, max_size=4, unique=True), min_size=1, max_size=5)


def degrees(corners):
    return shapely.transform(LineString(corners), HERE.degrees)


def projected(shape):
    return shapely.transform(shape, lambda xy: np.column_stack(UTM.transform(xy[:, 0], xy[:, 1])))


@settings(max_examples=150, deadline=None)
@given(roads, places)
def test_no_other_place_on_any_road_is_nearer(corners, wanted):
    lines = lines_from([degrees(c) for c in corners])
    point = Point(HERE.degrees(np.array(wanted)))
    found = nearest(lines, point, 20_000)
    least = min(projected(shape).distance(projected(point)) for shape in lines.shapes)
    assert found.distance_m == pytest.approx(least, abs=0.5 + least * 1e-3)


@settings(max_examples=100, deadline=None)
@given(roads, places)
def test_the_position_found_lies_at_the_place_found(corners, wanted):
    lines = lines_from([degrees(c) for c in corners])
    found = nearest(lines, Point(HERE.degrees(np.array(wanted))), 20_000)
    lon, lat = lines.places(np.array([found.line]), np.array([found.position_m]))[0]
    assert (lon, lat) == pytest.approx((found.lon, found.lat), abs=1e-8)


def test_too_far_is_nothing():
    lines = lines_from([degrees([(0, 0), (100, 0)])])
    assert nearest(lines, Point(HERE.degrees(np.array([50, 120]))), 119) is None
    assert nearest(lines, Point(HERE.degrees(np.array([50, 120]))), 121) is not None


def test_of_equally_near_roads_the_first_is_taken():
    lines = lines_from([degrees([(0, 0), (100, 0)]), degrees([(0, 0), (-100, 0)])])
    assert nearest(lines, Point(34.4, 31.5), 10).line == 0


def test_near_all_lists_every_road_in_reach_once():
    lines = lines_from([degrees([(0, y), (100, y)]) for y in (0, 30, 60)])
    assert [place.line for place in near_all(lines, Point(34.4005, 31.5), 40)] == [0, 1]


def test_a_part_runs_as_driven():
    lines = lines_from([degrees([(0, 0), (100, 0), (100, 100)])])
    forth, back = lines.part(0, 50, 150), lines.part(0, 150, 50)
    assert np.array_equal(forth, back[::-1])
    assert HERE.metres(forth) == pytest.approx(np.array([[50, 0], [100, 0], [100, 50]]), abs=0.05)


def test_a_long_straight_road_is_placed_to_the_decimetre():
    """A degree of longitude shrinks on the way north, so shares of degrees are not shares of metres."""
    lines = lines_from([LineString([(34.0, 31.0), (34.4, 31.4)])])
    half = lines.places(np.array([0]), lines.length_m / 2)
    first = lines_from([LineString([(34.0, 31.0), half[0]])]).length_m[0]
    assert first == pytest.approx(lines.length_m[0] / 2, abs=0.1)


def test_around_a_line_leaves_out_its_ends():
    line = degrees([(0, 0), (1000, 0)])
    on = lines_from([degrees([(-500, 0), (1500, 0)])])
    inside = intervals_inside(on, [around(line, 15)])
    assert (inside.start_m[0], inside.end_m[0]) == pytest.approx((500, 1500), abs=0.5)


def test_subset_numbers_lines_anew():
    lines = lines_from([degrees([(0, y), (100 + y, y)]) for y in (0, 30, 60)])
    assert lines.subset(np.array([2, 0])).length_m == pytest.approx(lines.length_m[[2, 0]])


def test_ranges_of_nothing_are_nothing():
    assert ranges(np.array([3, 5]), np.array([3, 5])).tolist() == []
