"""Laws of stretches inside areas, and their agreement with an independent overlay."""

from itertools import pairwise

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box

from geo.intervals import cut_pieces
from geo.lines import lines_from
from geo.overlay import intervals_inside
from geo.snap import LocalMetres

HERE = LocalMetres(34.4, 31.5)
metres = st.floats(-900, 900).map(lambda x: round(x, 3))
places = st.tuples(metres, metres)


@st.composite
def roads(draw):
    """A road of two to six corners within two kilometres, on the ellipsoid; it may cross itself."""
    corners = draw(st.lists(places, min_size=2, max_size=6, unique=True))
    return shapely.transform(LineString(corners), HERE.degrees)


@st.composite
def areas(draw):
    """A star-shaped area, now and then with a hole or a second part."""
    corners = draw(st.integers(3, 9))
    radii = draw(st.lists(st.floats(80, 700), min_size=corners, max_size=corners))
    middle = np.array(draw(places))
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    ring = middle + np.column_stack([np.cos(turn), np.sin(turn)]) * np.array(radii)[:, None]
    shape = Polygon(ring)
    if draw(st.booleans()):
        shape = shape.difference(shapely.Point(middle).buffer(60))
    if draw(st.booleans()):
        shape = shape.union(shapely.transform(shape, lambda xy: xy + np.array([1500, 0])))
    return shapely.transform(shape, HERE.degrees)


def inside_m(line, *shapes):
    return float(intervals_inside(lines_from([line]), shapes).length_m.sum())


@settings(max_examples=60, deadline=None)
@given(roads(), areas())
def test_metres_inside_equal_an_overlay_in_a_local_projection(road, area):
    """Straight piece by straight piece, for a line that retraces itself is not one set of points.

    What is straight in degrees bends in the projection, so both sides are given a corner every 50 m.
    """
    straight = [shapely.segmentize(LineString(pair), 0.0005) for pair in pairwise(shapely.get_coordinates(road))]
    pieces = gpd.GeoDataFrame(geometry=straight, crs=4326).to_crs(32636)
    there = gpd.GeoDataFrame(geometry=[shapely.segmentize(area, 0.0005)], crs=4326).to_crs(32636)
    both = gpd.overlay(pieces, there, keep_geom_type=True)
    scale = lines_from([road]).length_m[0] / pieces.length.sum()
    assert inside_m(road, area) == pytest.approx(both.length.sum() * scale, abs=0.1)


@settings(max_examples=100, deadline=None)
@given(roads(), areas())
def test_inside_and_outside_make_the_whole(road, area):
    whole = box(34.2, 31.3, 34.6, 31.7)
    length_m = lines_from([road]).length_m[0]
    share = inside_m(road, area) / length_m
    assert -1e-9 <= share <= 1 + 1e-9
    assert inside_m(road, area) + inside_m(road, whole.difference(area)) == pytest.approx(length_m, abs=0.01)


@settings(max_examples=100, deadline=None)
@given(roads(), areas(), st.floats(0.05, 0.95))
def test_splitting_a_road_changes_nothing(road, area, share):
    lines = lines_from([road])
    cut_m = share * lines.length_m[0]
    halves = [LineString(lines.part(0, a, b)) for a, b in ((0.0, cut_m), (cut_m, lines.length_m[0]))]
    assert sum(inside_m(half, area) for half in halves) == pytest.approx(inside_m(road, area), abs=0.01)


@settings(max_examples=60, deadline=None)
@given(roads(), areas())
def test_driving_the_other_way_changes_nothing(road, area):
    assert inside_m(road.reverse(), area) == pytest.approx(inside_m(road, area), abs=1e-3)


@settings(max_examples=60, deadline=None)
@given(roads(), areas())
def test_disjoint_areas_add_up_to_their_union(road, area):
    west, east = (area.intersection(box(*ends)) for ends in ((34.2, 31.3, 34.4, 31.7), (34.4, 31.3, 34.6, 31.7)))
    halves = [MultiPolygon([p for p in shapely.get_parts(half) if p.geom_type == "Polygon"]) for half in (west, east)]
    halves = [half for half in halves if not half.is_empty and half.is_valid]
    on_the_seam = all(abs(x - 34.4) < 1e-12 for x, _ in road.coords)
    if not on_the_seam:
        parts = sum(inside_m(road, half) for half in halves)
        assert parts == pytest.approx(inside_m(road, area), abs=0.05) or touches_seam(road)


def touches_seam(road):
    corners = shapely.get_coordinates(road)
    return bool(((corners[1:, 0] == 34.4) & (corners[:-1, 0] == 34.4)).any())


def test_a_road_along_the_boundary_is_inside():
    """A closed area closes the road it is drawn along."""
    road = LineString([(34.40, 31.50), (34.41, 31.50)])
    assert inside_m(road, box(34.39, 31.50, 34.42, 31.51)) == pytest.approx(lines_from([road]).length_m[0])


def test_a_road_is_inside_when_the_area_is_drawn_along_its_slanting_corners():
    corners = [(34.40, 31.50), (34.4037, 31.5011), (34.411, 31.5063)]
    road = LineString(corners)
    area = Polygon([*corners, (34.41, 31.51), (34.40, 31.51)])
    assert inside_m(road, area) == pytest.approx(lines_from([road]).length_m[0])


def test_touching_a_corner_is_not_inside():
    road = LineString([(34.40, 31.50), (34.42, 31.50)])
    assert inside_m(road, Polygon([(34.41, 31.50), (34.42, 31.51), (34.40, 31.51)])) == 0


def test_a_corner_exactly_on_the_road_neither_doubles_nor_loses_metres():
    """The even-odd count goes wrong where a boundary corner lies on the line."""
    road = LineString([(34.40, 31.50), (34.44, 31.50)])
    area = Polygon([(34.41, 31.49), (34.42, 31.50), (34.43, 31.49), (34.43, 31.51), (34.42, 31.50), (34.41, 31.51)])
    fans = shapely.make_valid(area)
    expected = lines_from([LineString([(34.41, 31.50), (34.43, 31.50)])]).length_m[0]
    assert inside_m(road, fans) == pytest.approx(expected, abs=0.01)


def test_a_hole_is_outside_and_its_stretches_are_apart():
    road = lines_from([LineString([(34.40, 31.50), (34.44, 31.50)])])
    area = box(34.41, 31.49, 34.43, 31.51).difference(box(34.415, 31.495, 34.425, 31.505))
    inside = intervals_inside(road, [area])
    degree_m = road.length_m[0] / 0.04
    expected = np.array([[0.01, 0.015], [0.025, 0.03]]) * degree_m
    assert np.column_stack([inside.start_m, inside.end_m]) == pytest.approx(expected, abs=0.01)


def test_a_road_that_retraces_itself_counts_every_metre_driven():
    """Clipped whole, such a line loses the metres that lie on one another."""
    out = [(34.40, 31.50), (34.42, 31.50), (34.40, 31.50)]
    road = LineString(out)
    assert inside_m(road, box(34.41, 31.49, 34.43, 31.51)) == pytest.approx(
        lines_from([road]).length_m[0] / 2, abs=0.01
    )


def test_neighbouring_pieces_are_one_stretch():
    road = lines_from([LineString([(34.40, 31.50), (34.41, 31.50), (34.42, 31.501), (34.43, 31.50)])])
    assert len(intervals_inside(road, [box(34.405, 31.49, 34.425, 31.51)]).line) == 1


def test_columns_name_area_and_line_in_order():
    roads_there = lines_from([LineString([(34.40, y), (34.44, y)]) for y in (31.50, 31.51, 31.52)])
    shapes = [box(34.41, 31.505, 34.42, 31.53), box(34.0, 31.0, 34.1, 31.1), box(34.39, 31.49, 34.45, 31.505)]
    inside = intervals_inside(roads_there, shapes)
    assert inside.area.tolist() == [0, 0, 2]
    assert inside.line.tolist() == [1, 2, 0]


def test_points_lying_on_one_another_do_not_disturb():
    road = lines_from([LineString([(34.40, 31.50), (34.41, 31.50), (34.41, 31.50), (34.42, 31.50)])])
    inside = intervals_inside(road, [box(34.405, 31.49, 34.43, 31.51)])
    assert inside.start_m.tolist() == pytest.approx([road.length_m[0] / 4], abs=0.01)
    assert inside.end_m.tolist() == pytest.approx([road.length_m[0]])


def test_no_areas_give_empty_columns():
    assert len(intervals_inside(lines_from([LineString([(0, 0), (1, 1)])]), []).line) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 20), st.integers(0, 20)), max_size=8))
def test_cut_pieces_cover_what_the_stretches_cover(stretches):
    """Counted metre by metre on a whole-number line."""
    line = np.array([s[0] for s in stretches], np.int64)
    start = np.array([min(s[1:]) for s in stretches], float)
    end = np.array([max(s[1:]) for s in stretches], float)
    pieces = cut_pieces(line, start, end)
    told = {
        (int(pieces.line[p]), m, int(s))
        for s, p in zip(pieces.stretch, pieces.piece, strict=True)
        for m in range(int(pieces.start_m[p]), int(pieces.end_m[p]))
    }
    true = {(int(line[i]), m, i) for i in range(len(line)) for m in range(int(start[i]), int(end[i]))}
    assert told == true
