import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from geo.repair import area_m2, repaired

BOW_TIE = Polygon([(34, 31), (34.01, 31.01), (34.01, 31), (34, 31.01)])


def test_a_proper_area_is_left_as_it_is():
    found = repaired(box(34, 31, 34.01, 31.01))
    assert found.area.equals_exact(box(34, 31, 34.01, 31.01))
    assert (found.place, found.changed_share) == (None, 0.0)


def test_a_bow_tie_keeps_both_halves_and_tells_the_crossing():
    found = repaired(BOW_TIE)
    assert found.place == pytest.approx((34.005, 31.005))
    assert found.after_m2 == pytest.approx(area_m2(box(34, 31, 34.01, 31.01)) / 2, rel=1e-3)
    assert found.changed_share == pytest.approx(1.0, abs=1e-3)


def test_a_spike_is_cut_off_without_changing_the_area():
    spiked = Polygon([(34, 31), (34.01, 31), (34.01, 31.01), (34.02, 31.02), (34.01, 31.01), (34, 31.01)])
    found = repaired(spiked)
    assert found.area.is_valid
    assert found.changed_share < 1e-6


def test_overlapping_parts_become_one_area():
    parts = MultiPolygon([box(34, 31, 34.02, 31.01), box(34.01, 31, 34.03, 31.01)])
    assert repaired(parts).area.equals(box(34, 31, 34.03, 31.01))


def test_polygons_of_a_collection_are_kept_and_the_rest_named():
    found = repaired(GeometryCollection([box(34, 31, 34.01, 31.01), LineString([(0, 0), (1, 1)])]))
    assert found.area.equals(box(34, 31, 34.01, 31.01))
    assert found.lost_kinds == ("LineString",)


@pytest.mark.parametrize("shape", [Point(34, 31), LineString([(34, 31), (35, 32)]), Polygon(), GeometryCollection()])
def test_what_is_no_area_stays_none(shape):
    assert repaired(shape) is None


def test_a_ring_without_any_ground_is_no_area():
    assert repaired(Polygon([(34, 31), (34.01, 31), (34, 31)])) is None


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 100_000), corners=st.integers(3, 12))
def test_repair_gives_a_proper_area_and_repairing_that_changes_nothing(seed, corners):
    chance = np.random.default_rng(seed)
    shape = Polygon(np.column_stack([chance.uniform(34, 34.1, corners), chance.uniform(31, 31.1, corners)]))
    first = repaired(shape)
    second = repaired(first.area)
    assert first.area.is_valid
    assert second.area.equals_exact(first.area)
    assert (second.place, second.changed_share) == (None, 0.0)
    assert (first.place is None) == shape.is_valid


def test_a_degree_square_has_the_area_of_the_ellipsoid():
    """0 to 1 degree at the equator: 12,308.78 km²."""
    assert area_m2(box(0, 0, 1, 1)) == pytest.approx(12_308.78e6, rel=1e-5)
