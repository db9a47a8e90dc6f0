"""Lines called clear of a boundary are so by exact predicates, on the side they say; touching is never clear."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, box

from geo import overlay
from geo.lines import lines_from
from geo.overlay import intervals_inside
from geo.sides import INSIDE, OUTSIDE, UNCLEAR, sides_of

# a coarse lattice makes corners fall on roads and roads on edges all the time
lattice = st.tuples(st.integers(0, 8), st.integers(0, 8)).map(lambda at: (34.4 + at[0] / 64, 31.5 + at[1] / 64))
loose = st.tuples(st.floats(34.4, 34.525), st.floats(31.5, 31.625))
places = st.one_of(lattice, loose)


@st.composite
def roads(draw):
    return [LineString(draw(st.lists(places, min_size=2, max_size=5))) for _ in range(draw(st.integers(1, 12)))]


@st.composite
def areas(draw):
    """An area with corners on and off the lattice, with holes and parts as they come out of mending it."""
    shape = shapely.make_valid(Polygon(draw(st.lists(places, min_size=3, max_size=9))), method="structure")
    if draw(st.booleans()):
        shape = shape.difference(box(34.44, 31.54, 34.46, 31.57))
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    return MultiPolygon(parts)


def sides(lines, area):
    return sides_of(lines, np.arange(lines.count), area)


@settings(max_examples=300, deadline=None)
@given(roads(), areas())
def test_what_is_called_clear_is_clear_by_exact_predicates(drawn, area):
    side = sides(lines_from(drawn), area)
    for line, found in zip(drawn, side, strict=True):
        if found == INSIDE:
            assert shapely.contains_properly(area, line)
        if found == OUTSIDE:
            assert shapely.disjoint(area, line)


def unclear(_, rows, __):
    return np.full(len(rows), UNCLEAR, np.int8)


@settings(max_examples=200, deadline=None)
@given(roads(), st.lists(areas(), max_size=3))
def test_stretches_are_to_the_last_bit_those_of_exact_predicates_alone(drawn, shapes):
    lines = lines_from(drawn)
    found = intervals_inside(lines, shapes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overlay, "sides_of", unclear)
        exact = intervals_inside(lines, shapes)
    for name in ("area", "line", "start_m", "end_m"):
        assert np.array_equal(getattr(found, name), getattr(exact, name))


@pytest.mark.parametrize("seed", range(3))
def test_most_lines_are_clear_under_a_ragged_boundary_with_many_corners(seed):
    chance = np.random.default_rng(seed)
    turn = np.sort(chance.uniform(0, 2 * np.pi, 3000))
    reach = 0.05 * (1 + 0.05 * chance.uniform(-1, 1, 3000))
    area = Polygon(np.column_stack([34.5 + reach * np.cos(turn), 31.5 + reach * np.sin(turn)]))
    start = chance.uniform((34.4, 31.4), (34.6, 31.6), (2000, 2))
    lines = lines_from(
        [LineString([at, at + step]) for at, step in zip(start, chance.normal(0, 1e-4, (2000, 2)), strict=True)]
    )
    side = sides(lines, area)
    shapely.prepare(area)
    assert (side == UNCLEAR).mean() < 0.1
    assert np.array_equal(side == INSIDE, shapely.contains_properly(area, lines.shapes) & (side != UNCLEAR))
    assert {INSIDE, OUTSIDE} <= set(side.tolist())


@pytest.mark.parametrize(
    "line",
    [
        [(34.42, 31.39), (34.42, 31.41)],  # begins outside, ends on the edge's height at a corner
        [(34.40, 31.40), (34.42, 31.40)],  # along the edge
        [(34.41, 31.41), (34.42, 31.42)],  # from inside to a corner
        [(34.39, 31.41), (34.41, 31.43)],  # past a corner, exactly
        [(34.38, 31.41), (34.44, 31.41)],  # through
    ],
)
def test_whatever_meets_the_boundary_is_unclear(line):
    assert sides(lines_from([LineString(line)]), box(34.40, 31.40, 34.42, 31.42)) == [UNCLEAR]


def test_a_hole_is_outside_and_a_second_part_inside():
    area = MultiPolygon([box(0, 0, 3, 3).difference(box(1, 1, 2, 2)), box(5, 0, 6, 1)])
    lines = lines_from(
        [LineString([(x, 0.5 + y), (x + 0.1, 0.5 + y)]) for x, y in ((0.5, 0), (1.4, 1), (5.5, 0), (4, 0))]
    )
    assert sides(lines, area).tolist() == [INSIDE, OUTSIDE, INSIDE, OUTSIDE]


def test_an_empty_area_has_everything_outside():
    assert sides(lines_from([LineString([(0, 0), (1, 1)])]), Polygon()) == [OUTSIDE]
