from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from routing.boundaries import coordination_points, sector_findings, sector_graph
from tests.asciimap import area_m, ascii_map
from tests.builders import plan, sector

STREET = ascii_map("A---B---C")
WEST = area_m(-100, -100, 250, 100)
EAST = area_m(250, -100, 900, 100)


def sectors(**areas):
    return plan(*(sector(name, area=area) for name, area in areas.items()))


def test_a_road_over_a_boundary_has_one_coordination_point_there():
    (point,) = coordination_points(sectors(west=WEST, east=EAST), STREET.network)
    assert (point.sectors, point.road) == (("east", "west"), "AB")
    assert point.segment == STREET.segment["AB"]
    assert point.offset_m == pytest.approx(250, abs=0.1)
    assert STREET.point("A", east_m=250).distance(Point(point.place)) < 1e-6


def test_a_junction_on_a_boundary_is_one_coordination_point():
    west, east = area_m(-100, -100, 400, 100), area_m(400, -100, 900, 100)
    (point,) = coordination_points(sectors(west=west, east=east), STREET.network)
    assert STREET.point("B").distance(Point(point.place)) < 1e-6


def test_a_road_along_a_boundary_is_no_passage():
    south, north = area_m(-100, -100, 900, 0), area_m(-100, 0, 900, 100)
    assert coordination_points(sectors(south=south, north=north), STREET.network) == ()


def test_a_road_that_leaves_into_no_mans_land_is_no_passage():
    far = area_m(300, -100, 900, 100)
    assert coordination_points(sectors(west=WEST, far=far), STREET.network) == ()


def test_a_road_through_an_overlap_still_joins_both():
    (point,) = coordination_points(sectors(west=WEST, east=area_m(200, -100, 900, 100)), STREET.network)
    assert point.offset_m == pytest.approx(225, abs=0.1)


def test_a_road_that_crosses_twice_has_two_points():
    bent = ascii_map("""
A-*  *-B
  |  |
  *--*
""")
    upper, lower = area_m(-50, -100, 900, 100), area_m(-50, -900, 900, -100)
    assert len(coordination_points(sectors(upper=upper, lower=lower), bent.network)) == 2


def test_the_graph_joins_neighbours_with_border_and_crossings():
    graph = sector_graph(sectors(west=WEST, east=EAST, far=area_m(5000, 0, 6000, 100)), STREET.network)
    assert set(graph.nodes) == {"west", "east", "far"}
    assert list(graph.edges) == [("west", "east")]
    edge = graph.edges["west", "east"]
    assert edge["shared_boundary_m"] == pytest.approx(200, abs=1)
    assert len(edge["crossings"]) == 1


def test_a_network_outside_all_sectors_has_no_coordination_points():
    assert coordination_points(plan(), STREET.network) == ()
    assert len(sector_graph(plan(), STREET.network)) == 0


def test_an_overlap_is_a_problem_with_its_place():
    (found,) = sector_findings(sectors(west=WEST, east=area_m(200, -100, 900, 100)))
    assert (found.code, found.severity.value, found.subject) == ("sector-overlap", "problem", "west, east")
    assert "10000 m²" in found.message
    assert found.place is not None


def test_a_hair_of_overlap_is_a_note():
    (found,) = sector_findings(sectors(west=WEST, east=area_m(249, -100, 900, 100)))
    assert (found.code, found.severity.value) == ("sector-overlap-sliver", "note")


def test_ground_that_nobody_claims_is_found():
    ring = {
        "n": area_m(0, 200, 300, 300),
        "s": area_m(0, 0, 300, 100),
        "w": area_m(0, 100, 100, 200),
        "e": area_m(200, 100, 300, 200),
    }
    (found,) = sector_findings(sectors(**ring))
    assert (found.code, found.subject) == ("sector-gap", "n, s, w, e")


def test_equal_sectors_are_told_once_and_not_as_overlap():
    (found,) = sector_findings(sectors(one=WEST, two=WEST))
    assert (found.code, found.subject) == ("duplicate-area", "one, two")


@settings(max_examples=25, deadline=None)
@given(cuts=st.lists(st.integers(1, 799), min_size=1, max_size=6, unique=True))
def test_a_straight_road_meets_each_boundary_once(cuts):
    edges = [-100, *sorted(cuts), 900]
    strips = {f"s{i:02}": area_m(west, -100, east, 100) for i, (west, east) in enumerate(pairwise(edges))}
    points = coordination_points(sectors(**strips), STREET.network)
    assert [p.sectors for p in points] == list(pairwise(strips))
    along = [p.offset_m + (400 if p.segment == STREET.segment["BC"] else 0) for p in points]
    assert along == pytest.approx(sorted(cuts), abs=0.1)
