"""Sides of straight lines against rational arithmetic, down to the last bit of the coordinates."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.orientation import crossing, side_of_point, side_of_shifted, turn, twice_area

degrees = st.one_of(st.floats(-180, 180, allow_subnormal=False), st.integers(-6, 6).map(lambda n: 34.5 + n / 3))
steps = st.integers(-3, 3)


@st.composite
def almost_straight(draw):
    """Two ends and a place on the way between them, moved by some of the smallest steps that numbers have."""
    ax, ay, bx, by = (draw(degrees.filter(lambda x: x == 0 or abs(x) > 1e-9)) for _ in range(4))
    share = draw(st.floats(-0.5, 1.5))
    x, y = ax + share * (bx - ax), ay + share * (by - ay)
    return (
        (ax, ay, bx, by),
        x + draw(steps) * max(np.spacing(abs(x)), 1e-90),
        y + draw(steps) * max(np.spacing(abs(y)), 1e-90),
    )


def exact(line, x, y):
    ax, ay, bx, by, x, y = map(Fraction, (*line, x, y))
    return (ax - x) * (by - y) - (ay - y) * (bx - x)


@settings(max_examples=150, deadline=None)
@given(almost_straight())
def test_sides_are_those_of_rational_arithmetic(drawn):
    true = exact(*drawn)
    assert turn(*drawn) == (true > 0) - (true < 0)


@settings(max_examples=150, deadline=None)
@given(almost_straight())
def test_areas_are_accurate_however_small(drawn):
    true = exact(*drawn)
    assert abs(Fraction(float(twice_area(*drawn))) - true) <= abs(true) / 10**12


@settings(max_examples=150, deadline=None)
@given(almost_straight())
def test_shifted_places_lie_on_one_side_of_every_line_and_as_much_to_the_north_as_a_real_shift(drawn):
    line, x, y = drawn
    if line[:2] == line[2:]:
        return
    # so little that only ties are broken by it, northwards more than eastwards
    east, north = Fraction(1, 10**800), Fraction(1, 10**400)
    true = exact(line, Fraction(x) + east, Fraction(y) + north)
    assert side_of_shifted(line, x, y) == (1 if true > 0 else -1)
    ax, ay, bx, by = map(Fraction, line)
    true = exact((ax + east, ay + north, bx + east, by + north), x, y)
    assert side_of_point(line, x, y) == (1 if true > 0 else -1)


spots = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(lambda at: (34.5 + at[0] / 3, 31.5 + at[1] / 3))


@settings(max_examples=150, deadline=None)
@given(st.lists(spots, min_size=3, max_size=8), st.lists(spots, min_size=2, max_size=6))
def test_whatever_way_is_taken_round_a_ring_the_crossings_add_up_to_nothing(ring, way):
    """Corners on the way, the way through corners and along edges included."""
    edges = [(*a, *b) for a, b in zip(ring, ring[1:] + ring[:1], strict=True) if a != b]
    pieces = [(*a, *b) for a, b in zip(way, way[1:] + way[:1], strict=True) if a != b]
    assert sum(crossing(piece, edge) for piece in pieces for edge in edges) == 0


def test_a_point_off_a_long_line_by_the_least_number_is_on_a_side():
    line = (-180.0, -90.0, 180.0, 90.0)
    assert turn(line, 60.0, 30.0) == 0
    assert turn(line, 60.0, np.nextafter(30.0, 31.0)) == 1
    assert turn(line, np.nextafter(60.0, 61.0), 30.0) == -1
    assert twice_area(line, 60.0, np.nextafter(30.0, 31.0)) == pytest.approx(360 * np.spacing(30.0), rel=1e-12)
