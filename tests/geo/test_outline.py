"""What an outline tells of boxes and places against exact predicates."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo.outline import INSIDE, NEAR, OUTSIDE, outline_of, side_of_box, winding_at

lattice = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(lambda at: (34.4 + at[0] / 64, 31.4 + at[1] / 64))
loose = st.tuples(st.floats(34.4, 34.6), st.floats(31.4, 31.6))
places = st.one_of(lattice, loose)


@st.composite
def areas(draw):
    shape = shapely.make_valid(Polygon(draw(st.lists(places, min_size=3, max_size=10))), method="structure")
    if draw(st.booleans()):
        shape = shape.difference(box(34.44, 31.44, 34.5, 31.5))
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    return MultiPolygon(parts) if parts else box(34.45, 31.45, 34.5, 31.5)


@settings(max_examples=150, deadline=None)
@given(areas(), st.lists(st.tuples(places, places), min_size=1, max_size=20))
def test_boxes_called_clear_are_clear_on_the_side_told(area, corners):
    outline = outline_of(area)
    for (x, y), (z, w) in corners:
        spanned = (min(x, z), min(y, w), max(x, z), max(y, w))
        side = side_of_box(outline, spanned)
        if side != NEAR:
            assert side == (INSIDE if shapely.contains_properly(area, box(*spanned)) else OUTSIDE)
            assert shapely.disjoint(shapely.boundary(area), box(*spanned))


@settings(max_examples=150, deadline=None)
@given(areas(), st.lists(places, min_size=1, max_size=30))
def test_places_off_the_boundary_are_wound_around_once_inside_and_never_outside(area, spots):
    outline, boundary = outline_of(area), shapely.boundary(area)
    for x, y in spots:
        point = shapely.Point(x, y)
        if not boundary.intersects(point):
            assert winding_at(outline, x, y) == (1 if area.contains(point) else 0)


@pytest.mark.parametrize("corners", [100, 3000, 100_000])
def test_most_boxes_are_clear_of_a_ragged_boundary(corners):
    chance = np.random.default_rng(corners)
    turn = np.sort(chance.uniform(0, 2 * np.pi, corners))
    reach = 0.05 * (1 + 0.05 * chance.uniform(-1, 1, corners))
    area = Polygon(np.column_stack([34.5 + reach * np.cos(turn), 31.5 + reach * np.sin(turn)]))
    outline, at = outline_of(area), chance.uniform((34.44, 31.44), (34.56, 31.56), (1000, 2))
    sides = np.array([side_of_box(outline, (x, y, x + 1e-4, y + 1e-4)) for x, y in at])
    shapely.prepare(area)
    inside = shapely.contains_properly(area, shapely.box(*at.T, *(at + 1e-4).T))
    assert (sides == NEAR).mean() < 0.2
    assert np.array_equal(sides == INSIDE, inside & (sides != NEAR))


def test_a_comb_of_tall_teeth_makes_no_more_entries_than_its_edges_are_worth():
    x = np.linspace(34.0, 35.0, 40_001)
    top = np.where(np.arange(40_000) % 2 == 0, 31.7, 31.3)
    area = Polygon([*np.column_stack([np.repeat(x, 2)[1:-1], np.repeat(top, 2)]), (35.0, 31.2), (34.0, 31.2)])
    outline = outline_of(area)
    assert len(outline.edge) < 20 * len(outline.edges)
