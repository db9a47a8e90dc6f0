"""Corners as text are read in every notation, told again, and refused with the line they stand on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from geo.coordinates import Form
from geo.errors import GeometryError
from pages.state.corners import corner_count, corners_told, shape_of_text

GROUND = (34.2, 31.2, 34.6, 31.6)
TRIANGLE = Polygon([(34.4, 31.4), (34.42, 31.4), (34.42, 31.42)])


def text_of(shape, form=Form.DEGREES):
    return "\n".join(corners_told(shape, form))


def test_corners_are_read_and_told_again():
    area = shape_of_text("34.4, 31.4\n34.42,31.4; 34.42 31.42", "area")
    assert area.equals(TRIANGLE)
    assert shape_of_text(text_of(area), "area").equals(area)


def test_every_line_may_be_in_a_notation_of_its_own():
    area = shape_of_text("36R XV 38625 88156\n31.40 N, 34.46 E\n34.42, 31.42", "area", GROUND)
    assert len(area.exterior.coords) == 4
    assert area.exterior.coords[0] == pytest.approx((34.46, 31.52), abs=1e-4)


def test_lines_and_places_are_read_too():
    assert shape_of_text("34.4, 31.4\n34.5, 31.4", "line").equals(LineString([(34.4, 31.4), (34.5, 31.4)]))
    assert shape_of_text(" 34.4, 31.4 ", "point").equals(Point(34.4, 31.4))


@pytest.mark.parametrize("shape", [TRIANGLE.difference(TRIANGLE.centroid.buffer(1e-3)), MultiPolygon([TRIANGLE]), None])
def test_a_shape_with_holes_or_parts_is_not_told_as_corners(shape):
    assert corners_told(shape) == {}


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(Form), st.lists(st.tuples(st.floats(34.2, 34.6), st.floats(31.2, 31.6)), min_size=2, max_size=9))
def test_a_corner_nobody_touched_stays_to_the_last_digit_in_every_notation(form, places):
    line = LineString(places)
    told = corners_told(line, form)
    if len(told) == len(places) and len(set(places)) > 1:
        assert shape_of_text("\n".join(told), "line", None, told).equals_exact(line, 0)


@pytest.mark.parametrize(
    ("text", "form", "told"),
    [
        ("34.4, 31.4\nnorth", "area", "Corner 2: “north”"),
        ("34.4, 31.4\n34.4, 31.4\n1, 2", "area", "2 different corners enclose no ground; give at least 3"),
        ("", "area", "0 different"),
        ("34.4, 31.4", "line", "give at least 2"),
        ("34.4, 31.4\n34.5, 31.4", "point", "give one"),
        ("34.4, 31.4\n" * 100_000, "area", "100,000 corners are too many"),
        ("31.4, 34.4\n31.5, 34.4\n31.5, 34.5", "area", "Longitude and latitude are swapped"),
        ("<script>alert(1)</script>", "point", "is not a position"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text, form, told):
    with pytest.raises(GeometryError, match=told):
        shape_of_text(text, form, GROUND)


def test_corners_are_counted_once_each():
    assert corner_count(box(0, 0, 1, 1)) == 4
    assert corner_count(box(0, 0, 4, 4).difference(box(1, 1, 2, 2))) == 8
    assert corner_count(LineString([(0, 0), (1, 1)])) == 2
    assert corner_count(Point(0, 0)) == 1
