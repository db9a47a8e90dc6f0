"""Areas side by side have one boundary between them, corner for corner."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, box

from geo.noding import NEAR_DEG, noded

WEST, EAST, SOUTH = box(34.0, 31.0, 34.1, 31.1), box(34.1, 31.0, 34.2, 31.1), box(34.0, 30.9, 34.2, 31.0)


def test_a_corner_of_a_neighbour_on_an_edge_becomes_a_corner():
    before = (WEST, EAST, SOUTH)
    assert not shapely.coverage_is_valid(before), "the neighbours' corner lies on the edge of the third"
    after = noded(before)
    assert shapely.coverage_is_valid(after)
    assert (34.1, 31.0) in after[2].exterior.coords
    assert len(after[2].exterior.coords) == len(SOUTH.exterior.coords) + 1
    assert all(a.equals(b) for a, b in zip(before, after, strict=True))


def test_corners_nearly_the_same_become_one():
    shifted = shapely.affinity.translate(EAST, NEAR_DEG / 3, -NEAR_DEG / 3)
    after = noded((WEST, shifted, SOUTH))
    assert shapely.coverage_is_valid(after)
    assert all(shapely.hausdorff_distance(a, b) <= NEAR_DEG for a, b in zip((WEST, shifted, SOUTH), after, strict=True))


def test_a_gap_somebody_can_see_stays():
    away = shapely.affinity.translate(EAST, NEAR_DEG * 10, 0)
    assert [a.equals_exact(b, 0) for a, b in zip(noded((WEST, away)), (WEST, away), strict=True)] == [True, True]


def test_holes_and_parts_are_noded_too():
    around = box(33, 30, 36, 33).difference(box(34, 31, 35, 32))
    inner = (box(34, 31, 34.5, 32), box(34.5, 31, 35, 32))
    both = MultiPolygon([around, box(40, 40, 41, 41)])
    after = noded((both, *inner))
    assert shapely.coverage_is_valid(after)
    assert isinstance(after[0], MultiPolygon)


def test_a_crossed_shape_goes_out_as_it_is_and_stops_nothing():
    crossed = Polygon([(34, 31), (34.1, 31.1), (34.1, 31), (34, 31.1)])
    after = noded((crossed, EAST))
    assert len(after) == 2
    assert not after[0].is_valid


@pytest.mark.parametrize("areas", [(), (WEST,)])
def test_nothing_and_one_alone_stay(areas):
    assert noded(areas) == areas


def test_a_boundary_of_many_corners_is_quick():
    turn = np.linspace(0, 2 * np.pi, 50_000, endpoint=False)
    ring = np.stack([34 + 0.3 * np.cos(turn), 31 + 0.3 * np.sin(turn)], axis=1)
    one, other = Polygon(ring), box(33, 30, 35, 32).difference(Polygon(ring))
    assert shapely.coverage_is_valid(noded((one, other)))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.05, 0.95), min_size=1, max_size=6), st.lists(st.floats(0.05, 0.95), min_size=1, max_size=6))
def test_rows_cut_anywhere_fit_and_noding_again_changes_nothing(above, below):
    def row(cuts, bottom, top):
        stops = [0.0, *sorted({round(cut, 3) for cut in cuts}), 1.0]
        return [box(west, bottom, east, top) for west, east in pairwise(stops)]

    areas = tuple(row(above, 0.5, 1.0) + row(below, 0.0, 0.5))
    after = noded(areas)
    assert shapely.coverage_is_valid(after)
    assert all(a.equals(b) for a, b in zip(areas, after, strict=True))
    assert all(a.equals_exact(b, 0) for a, b in zip(noded(after), after, strict=True))
