import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.strips import cut_into_squares

SIDE, MARGIN = 4, 0.125
at = st.floats(-0.5, SIDE + 0.5, allow_nan=False).map(lambda value: round(value, 3))
points = st.lists(st.tuples(at, at), min_size=2, max_size=12)


def _cut(shapes, *, closed):
    offsets = np.r_[0, np.cumsum([len(shape) for shape in shapes])]
    return cut_into_squares(np.concatenate(shapes).astype(float), offsets, side=SIDE, margin=MARGIN, closed=closed)


def _pieces(cut):
    for piece, (start, end) in enumerate(zip(cut.offsets[:-1], cut.offsets[1:], strict=True)):
        yield piece, np.column_stack([cut.x[start:end], cut.y[start:end]])


def _square(column, row, margin=MARGIN):
    return shapely.box(column - margin, row - margin, column + 1 + margin, row + 1 + margin)


def _by_square(cut):
    found = {(column, row): [] for column in range(SIDE) for row in range(SIDE)}
    for piece, line in _pieces(cut):
        found[int(cut.column[piece]), int(cut.row[piece])].append(line)
    return found


def _straight(shape):
    """Its straight stretches one by one: GEOS counts stretches that lie on one another once."""
    return [shapely.LineString(pair) for pair in itertools.pairwise(shape) if pair[0] != pair[1]]


@settings(max_examples=60, deadline=None)
@given(st.lists(points, min_size=1, max_size=4))
def test_each_square_gets_exactly_the_metres_of_line_inside_it(shapes):
    cut = _cut(shapes, closed=False)
    for square, lines in _by_square(cut).items():
        wanted = sum(shapely.intersection(_square(*square), s).length for shape in shapes for s in _straight(shape))
        assert sum(shapely.LineString(line).length for line in lines) == pytest.approx(wanted, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(points)
def test_a_piece_never_leaves_its_square_and_margin_nor_the_line(shape):
    cut, line = _cut([shape], closed=False), shapely.LineString(shape)
    for piece, part in _pieces(cut):
        assert shapely.covers(_square(cut.column[piece], cut.row[piece], MARGIN + 1e-9), shapely.LineString(part))
        assert shapely.distance(line, shapely.points(part)).max() < 1e-9


@settings(max_examples=60, deadline=None)
@given(st.tuples(at, at), st.floats(0.05, 3), st.integers(3, 30), st.floats(0, 3))
def test_each_square_gets_exactly_the_area_of_a_ring_inside_it(middle, radius, corners, turn):
    angle = turn + np.arange(corners) * 2 * np.pi / corners
    ring = np.column_stack([middle[0] + radius * np.cos(angle), middle[1] + radius * np.sin(angle)])
    area = shapely.Polygon(ring)
    for square, rings in _by_square(_cut([ring], closed=True)).items():
        wanted = shapely.intersection(area, _square(*square)).area
        assert sum(shapely.Polygon(r).area for r in rings) == pytest.approx(wanted, abs=1e-9)
        assert all(shapely.is_ccw(shapely.LinearRing(r)) for r in rings if shapely.Polygon(r).area > 1e-9)


def test_a_line_that_leaves_a_square_and_returns_has_two_pieces_there():
    cut = _cut([[(0.5, 0.5), (1.5, 0.5), (1.5, 0.8), (0.5, 0.8)]], closed=False)
    assert [len(lines) for square, lines in _by_square(cut).items() if square == (0, 0)] == [2]


def test_sources_name_the_line_each_piece_is_of():
    cut = _cut([[(0.2, 0.2), (0.4, 0.2)], [(3.2, 3.2)], [(2.2, 2.2), (2.4, 2.2)]], closed=False)
    assert cut.source.tolist() == [0, 2]
    assert cut.column.tolist() == [0, 2]


def test_nothing_gives_nothing():
    cut = cut_into_squares(np.empty((0, 2)), np.array([0]), side=SIDE, margin=MARGIN, closed=True)
    assert len(cut.source) == 0
    assert cut.offsets.tolist() == [0]


def test_what_lies_beyond_the_world_is_in_no_square():
    cut = _cut([[(-2.0, 1.5), (6.0, 1.5)]], closed=False)
    assert sorted(set(cut.column.tolist())) == [0, 1, 2, 3]
