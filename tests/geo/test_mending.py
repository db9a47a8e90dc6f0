"""Slivers are closed, wide disputes are left to people, and nobody else's ground moves."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from geo.mending import mended
from geo.repair import area_m2
from geo.tiling import gaps, overlaps, slits

METRE = 1 / 111_195
WIDTH_M = 5.0


def slivers(areas):
    found = [o.width_m for o in overlaps(areas, least_m2=1.0)]
    found += [g.width_m for g in gaps(areas, least_m2=1.0)]
    found += [s.width_m for s in slits(areas, width_m=WIDTH_M, least_m2=1.0)]
    return [width for width in found if width < WIDTH_M]


def test_areas_that_share_their_boundary_stay_as_they_are():
    areas = {"a": box(34.0, 31.0, 34.1, 31.1), "b": box(34.1, 31.0, 34.2, 31.1)}
    assert mended(areas, width_m=WIDTH_M).areas == {}


def test_a_thin_overlap_stays_with_the_larger_area():
    areas = {"small": box(34.1 - 2 * METRE, 31.0, 34.15, 31.1), "large": box(34.0, 31.0, 34.1, 31.1)}
    after = mended(areas, width_m=WIDTH_M)
    assert set(after.areas) == {"small"}
    assert [(c.gainer, c.loser) for c in after.closed] == [("large", "small")]
    assert not slivers({**areas, **after.areas})


def test_a_slit_that_opens_to_the_outside_is_closed():
    areas = {"a": box(34.0, 31.0, 34.1, 31.1), "b": box(34.1 + 2 * METRE, 31.0, 34.2, 31.1)}
    after = mended(areas, width_m=WIDTH_M)
    assert len(after.areas) == 1
    assert not slivers({**areas, **after.areas})


def test_a_thin_gap_between_three_goes_to_one_of_them():
    gap = Polygon([(34.05, 31.1), (34.15, 31.1), (34.10, 31.1 + 3 * METRE)])
    top = box(34.0, 31.1, 34.2, 31.2).difference(gap)
    areas = {"a": box(34.0, 31.0, 34.1, 31.1), "b": box(34.1, 31.0, 34.2, 31.1), "top": top}
    after = mended(areas, width_m=WIDTH_M)
    assert [c.gainer for c in after.closed] == ["top"]
    assert shapely.union_all(list({**areas, **after.areas}.values())).area == pytest.approx(0.04, abs=1e-7)


@pytest.mark.parametrize("offset_m", [-60, 60])
def test_what_is_wide_is_left_to_people(offset_m):
    middle = box(34.1 + offset_m * METRE, 31.02, 34.2, 31.08)
    frame = box(34.0, 31.0, 34.2, 31.1).difference(box(34.1, 31.02, 34.2, 31.08))
    areas = {"middle": middle, "frame": frame}
    assert mended(areas, width_m=WIDTH_M).areas == {}


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=9, max_size=9))
def test_a_tiling_drawn_a_little_off_has_no_slivers_afterwards(shifts):
    """Each of four tiles moves each of its corners by itself, so every shared edge overlaps, gapes or both."""
    grid = np.linspace(0, 0.06, 3)
    shift = np.array(shifts).reshape(3, 3, 2) * METRE
    areas = {}
    for n, (i, j) in enumerate(((0, 0), (0, 1), (1, 0), (1, 1))):
        corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
        own = 1 if n % 2 else -1
        areas[n] = Polygon([np.array([34 + grid[a], 31 + grid[b]]) + own * shift[a, b] for a, b in corners])
    after = mended(areas, width_m=WIDTH_M)
    now = {**areas, **after.areas}
    assert all(area.is_valid for area in now.values())
    assert not slivers(now)
    moved = sum(abs(area_m2(now[n]) - area_m2(areas[n])) for n in areas)
    assert moved <= 2 * sum(c.area_m2 for c in after.closed) + 1.0
