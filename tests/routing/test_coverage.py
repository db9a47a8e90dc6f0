"""Coverage of corridors by active sectors, against an independent overlay."""

from datetime import timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from data.model import Plan, SectorState, Validity
from geo.lines import lines_from
from geo.snap import LocalMetres
from routing.coverage import ALL_ROADS, corridor_coverage, coverage_by_phase, network_coverage
from routing.index import NetworkIndex
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, corridor, phase, sector

HERE = LocalMetres(34.4, 31.5)
ACTIVE, PREPARING = SectorState.ACTIVE, SectorState.PREPARING


def road(*corners):
    return shapely.transform(LineString(corners), HERE.degrees)


def plan_of(sectors, states, *corridors, **said):
    return Plan(name="c", sectors=sectors, phases=(phase("p", sector_states=states, **said),), corridors=corridors)


WEST, EAST = sector("west", area=area_m(-10, -50, 600, 50)), sector("east", area=area_m(600, -50, 1010, 50))
ROAD = corridor("main", line=road((0, 0), (1000, 0)))


def test_activating_the_second_sector_takes_sixty_percent_to_all():
    first = plan_of((WEST, EAST), (("west", ACTIVE), ("east", PREPARING)), ROAD)
    second = plan_of((WEST, EAST), (("west", ACTIVE), ("east", ACTIVE)), ROAD)
    assert coverage_by_phase(first)[0].share == pytest.approx(0.6, abs=1e-4)
    assert coverage_by_phase(second)[0].share == pytest.approx(1.0, abs=1e-9)
    assert coverage_by_phase(second)[0].gaps == ()


def test_a_gap_says_where_it_is_and_who_is_not_yet_active():
    plan = plan_of((WEST, EAST), (("west", ACTIVE), ("east", PREPARING)), ROAD)
    (gap,) = corridor_coverage(plan, ROAD, plan.phases[0]).gaps
    assert (gap.start_m, gap.end_m) == (pytest.approx(600, abs=0.05), pytest.approx(1000, abs=0.05))
    assert gap.sectors == (("east", "preparing"),)
    assert HERE.metres(shapely.get_coordinates(gap.line)) == pytest.approx(np.array([[600, 0], [1000, 0]]), abs=0.05)


def test_metres_under_two_sectors_count_once():
    both = sector("both", area=area_m(-10, -50, 1010, 50))
    plan = plan_of((WEST, both), (("west", ACTIVE), ("both", ACTIVE)), ROAD)
    found = corridor_coverage(plan, ROAD, plan.phases[0])
    assert found.covered_m == pytest.approx(found.total_m)
    assert dict(found.by_sector_m) == {"west": pytest.approx(600, abs=0.05), "both": pytest.approx(found.total_m)}


@pytest.mark.parametrize(
    "valid", [Validity(starts_at=NOON + timedelta(days=1)), Validity(ends_at=NOON + timedelta(days=29))]
)
def test_a_sector_that_does_not_hold_throughout_the_phase_secures_nothing(valid):
    short = sector("west", area=WEST.area, valid=valid)
    plan = plan_of((short,), (("west", ACTIVE),), ROAD)
    found = corridor_coverage(plan, ROAD, plan.phases[0])
    assert found.covered_m == 0
    assert ("west", "active, but not valid throughout") in found.gaps[0].sectors


def test_all_roads_count_each_segment_once():
    drawn = ascii_map("A---B---C")
    plan = plan_of((sector("s", area=area_m(-10, -50, 600, 50)),), (("s", ACTIVE),))
    found = network_coverage(NetworkIndex(drawn.network), plan, plan.phases[0])
    assert found.corridor_id == ALL_ROADS
    assert (found.total_m, found.covered_m) == (pytest.approx(800, abs=0.01), pytest.approx(600, abs=0.05))
    assert sum(gap.distance_m for gap in found.gaps) == pytest.approx(200, abs=0.05)


def test_a_plan_without_sectors_covers_nothing():
    plan = plan_of((), (), ROAD)
    found = corridor_coverage(plan, ROAD, plan.phases[0])
    assert (found.covered_m, found.share, len(found.gaps)) == (0, 0, 1)


metres = st.tuples(st.integers(-1500, 1500), st.integers(-1500, 1500))
boxes = st.tuples(metres, st.integers(50, 1500), st.integers(50, 1500), st.sampled_from(list(SectorState)))


@settings(max_examples=60, deadline=None)
@given(st.lists(metres, min_size=2, max_size=6, unique=True), st.lists(boxes, max_size=5))
def test_coverage_equals_an_independent_overlay_to_a_decimetre(corners, drawn):
    line = road(*corners)
    sectors = tuple(sector(f"s{i}", area=area_m(x, y, x + w, y + h)) for i, ((x, y), w, h, _) in enumerate(drawn))
    states = tuple((f"s{i}", state) for i, (*_, state) in enumerate(drawn))
    plan = plan_of(sectors, states, corridor("main", line=line))
    found = corridor_coverage(plan, plan.corridors[0], plan.phases[0])
    expected, scale = overlaid_m(line, [s.area for s in sectors if dict(states)[s.id] is ACTIVE])
    assert found.covered_m == pytest.approx(expected * scale, abs=0.1)
    assert found.covered_m + sum(gap.distance_m for gap in found.gaps) == pytest.approx(found.total_m, abs=0.1)


def overlaid_m(line, areas):
    """Metres of the straight pieces inside the union of the areas in UTM, and ellipsoid metres per UTM metre."""
    ends = shapely.get_coordinates(line)
    straight = [shapely.segmentize(LineString(ends[i : i + 2]), 0.0005) for i in range(len(ends) - 1)]
    pieces = gpd.GeoDataFrame(geometry=straight, crs=4326).to_crs(32636)
    scale = lines_from([line]).length_m[0] / pieces.length.sum()
    if not areas:
        return 0.0, scale
    union = shapely.union_all([shapely.segmentize(area, 0.0005) for area in areas])
    there = gpd.GeoDataFrame(geometry=[union], crs=4326).to_crs(32636)
    return gpd.overlay(pieces, there, keep_geom_type=True).length.sum(), scale
