from itertools import combinations

import geopandas
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon, affinity, box
from shapely.geometry.polygon import orient

from geo.measure import WGS84
from geo.repair import area_m2
from geo.tiling import borders, equal_areas, gaps, overlaps, slits

STEP = 0.01


@st.composite
def grids(draw):
    """Tiles of a grid with lines at random places; neighbours share their corners exactly."""
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    lon = 34 + np.cumsum([0, *draw(st.lists(st.integers(1, 9), min_size=columns, max_size=columns))]) * STEP
    lat = 31 + np.cumsum([0, *draw(st.lists(st.integers(1, 9), min_size=rows, max_size=rows))]) * STEP
    return {(i, j): box(lon[i], lat[j], lon[i + 1], lat[j + 1]) for i in range(columns) for j in range(rows)}


@settings(max_examples=40, deadline=None)
@given(tiles=grids())
def test_tiles_of_a_grid_have_no_overlap_and_no_gap_and_the_neighbours_of_the_grid(tiles):
    assert overlaps(tiles) == ()
    assert gaps(tiles) == ()
    assert slits(tiles, width_m=5.0) == ()
    beside = {(a, b) for a, b in combinations(tiles, 2) if abs(a[0] - b[0]) + abs(a[1] - b[1]) == 1}
    assert {(b.first, b.second) for b in borders(tiles)} == beside


@settings(max_examples=25, deadline=None)
@given(tiles=grids())
def test_a_border_is_as_long_as_the_shared_edge(tiles):
    for border in borders(tiles):
        edge = tiles[border.first].intersection(tiles[border.second])
        assert border.length_m == pytest.approx(WGS84.geometry_length(edge), rel=0.002, abs=3)


@settings(max_examples=40, deadline=None)
@given(east=st.integers(-40, 40), north=st.integers(-40, 40))
def test_moving_one_corner_makes_just_the_overlap_and_gap_it_sweeps(east, north):
    """The corner of one tile of four moves; what it takes is overlap, what it leaves is a gap."""
    assume(east or north)
    middle = (34 + STEP, 31 + STEP)
    tiles = {(i, j): box(34 + i * STEP, 31 + j * STEP, 34 + (i + 1) * STEP, 31 + (j + 1) * STEP)
             for i in range(2) for j in range(2)}  # fmt: skip
    moved = Polygon([(34, 31), (34 + STEP, 31), (middle[0] + east * 1e-4, middle[1] + north * 1e-4), (34, 31 + STEP)])
    before = tiles[0, 0]
    tiles[0, 0] = moved
    found = {o.second: o.area_m2 for o in overlaps(tiles, least_m2=0) if o.first == (0, 0)}
    taken = moved.difference(before)
    for other in ((0, 1), (1, 0), (1, 1)):
        expected = _area(moved.intersection(tiles[other]))
        assert found.get(other, 0.0) == pytest.approx(expected, rel=1e-3, abs=0.01)
    assert sum(found.values()) == pytest.approx(_area(taken), rel=1e-3, abs=0.05)
    assert sum(g.area_m2 for g in gaps(tiles, least_m2=0)) == pytest.approx(
        _area(before.difference(moved)), rel=1e-3, abs=0.05
    )


def _area(shape):
    parts = [p for p in getattr(shape, "geoms", [shape]) if isinstance(p, Polygon) and not p.is_empty]
    return area_m2(MultiPolygon(parts)) if parts else 0.0


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_overlaps_are_those_geopandas_finds(seed):
    chance = np.random.default_rng(seed)
    places = chance.uniform((34, 31, 0.01, 0.01, 0), (34.1, 31.1, 0.11, 0.11, 90), (12, 5))
    areas = {i: affinity.rotate(box(x, y, x + w, y + h), angle) for i, (x, y, w, h, angle) in enumerate(places)}
    frame = geopandas.GeoDataFrame({"label": list(areas)}, geometry=list(areas.values()), crs=4326)
    cut = frame.overlay(frame, how="intersection", keep_geom_type=True)
    cut = cut[cut["label_1"] < cut["label_2"]]
    expected = {
        (a, b): size
        for a, b, size in zip(cut["label_1"], cut["label_2"], cut.to_crs(32636).area, strict=True)
        if size >= 10
    }
    found = {(o.first, o.second): o.area_m2 for o in overlaps(areas, least_m2=9)}
    assert expected.keys() <= found.keys()
    for pair, size in expected.items():
        assert found[pair] == pytest.approx(size, rel=0.003)


def test_a_neighbours_corner_on_an_edge_opens_no_gap():
    wide = Polygon([(34, 31), (34.3, 31.1), (34.3, 31), (34, 31)])
    start, middle, end = (34, 31), (34.15, 31.05), (34.3, 31.1)
    upper = {"a": Polygon([start, middle, (34, 31.1)]), "b": Polygon([middle, end, (34.3, 31.2), (34, 31.1)])}
    assert overlaps({"wide": wide, **upper}) == ()
    assert gaps({"wide": wide, **upper}) == ()


def test_a_hole_that_nobody_fills_is_a_gap_with_its_neighbours():
    ring = box(34, 31, 34.03, 31.03).difference(box(34.01, 31.01, 34.02, 31.02))
    (gap,) = gaps({"ring": ring})
    assert gap.neighbours == ("ring",)
    assert gap.area_m2 == pytest.approx(area_m2(box(34.01, 31.01, 34.02, 31.02)), rel=1e-6)
    assert gaps({"ring": ring, "core": box(34.01, 31.01, 34.02, 31.02)}) == ()


def test_a_thin_overlap_is_as_wide_as_it_is_thin():
    (found,) = overlaps({"a": box(34, 31, 34.01, 31.01), "b": box(34.00999, 31, 34.02, 31.01)})
    assert found.width_m == pytest.approx(0.955, rel=0.02)


def test_edges_that_run_a_little_apart_are_a_border_within_the_tolerance_only():
    areas = {"a": box(34, 31, 34.01, 31.01), "b": box(34.01002, 31, 34.02, 31.01)}
    assert borders(areas, tolerance_m=1.0) == ()
    (border,) = borders(areas, tolerance_m=5.0)
    assert border.length_m == pytest.approx(1109, rel=0.01)


def test_areas_that_touch_in_a_corner_have_no_border():
    assert borders({"a": box(34, 31, 34.01, 31.01), "b": box(34.01, 31.01, 34.02, 31.02)}) == ()


def test_an_island_in_a_ring_has_its_whole_outline_as_border():
    core = box(34.01, 31.01, 34.02, 31.02)
    (border,) = borders({"ring": box(34, 31, 34.03, 31.03).difference(core), "core": core})
    assert border.length_m == pytest.approx(WGS84.geometry_length(core.exterior), rel=0.002)


def test_equal_areas_are_found_wherever_their_rings_start():
    square = box(34, 31, 34.01, 31.01)
    turned = orient(Polygon([*square.exterior.coords[2:], *square.exterior.coords[1:3]]), sign=-1.0)
    assert equal_areas({"a": square, "b": turned, "c": box(34, 31, 34.01, 31.02)}) == (("a", "b"),)


@pytest.mark.parametrize("measure", [overlaps, gaps, borders, equal_areas])
def test_no_areas_give_no_findings(measure):
    assert measure({}) == ()


METRE = 1 / 111_195


@pytest.mark.parametrize(("apart_m", "count"), [(0.0, 0), (0.5, 1), (4.0, 1), (8.0, 0)])
def test_a_slit_between_neighbours_is_found_although_it_is_open_at_its_ends(apart_m, count):
    south, north = box(34.0, 31.0, 34.1, 31.1), box(34.0, 31.1 + apart_m * METRE, 34.1, 31.2)
    found = slits({"south": south, "north": north}, width_m=5.0)
    assert [slit.neighbours for slit in found] == [("south", "north")] * count
    for slit in found:
        assert slit.width_m == pytest.approx(apart_m, rel=0.02)
        assert 31.1 < slit.place[1] < 31.1 + apart_m * METRE


def test_where_boundaries_part_there_is_no_slit():
    wedge = {"a": box(0, 0, 0.1, 0.1), "b": Polygon([(0, 0.1), (0.05, 0.1), (0.1, 0.13), (0, 0.2)])}
    assert slits(wedge, width_m=5.0) == ()


def test_enclosed_ground_is_a_gap_and_not_a_slit_too():
    holed = {"ring": box(0, 0, 0.1, 0.1).difference(box(0.05, 0.05, 0.05 + 2 * METRE, 0.09)), "far": box(1, 1, 2, 2)}
    assert len(gaps(holed)) == 1
    assert slits(holed, width_m=5.0) == ()
