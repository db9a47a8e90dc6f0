"""Alternatives: dissimilar by formula, within limits, without detours; honest when there are fewer."""

import os
import time
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from data.model import NoRoute, Plan, Route
from data.sources.roads.load import load_roads
from geo.snap import LocalMetres
from routing.alternatives import Wanted, find_alternatives
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
from routing.ways.case import case_of
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, zone

pytestmark = pytest.mark.usefixtures("engine")
EMPTY = Plan(name="empty")
LANES = ascii_map(
    """
    *---B---*
    |       |
A---C---D---E---F
    |       |
    *---G---*
"""
)
GRID = ascii_map(
    """
A---B---C---D---E
|   |   |   |   |
F---G---H---I---J
|   |   |   |   |
K---L---M---N---O
|   |   |   |   |
P---Q---R---S---T
""",
    roads={"AB": {"speed_kmh": 37.0}, "HI": {"speed_kmh": 29.0}, "LM": {"speed_kmh": 41.0}, "RS": {"speed_kmh": 43.0}},
    bans=[("AB", "BG"), ("GH", "HM")],
)
INDEX = NetworkIndex(GRID.network)


def ways_of(drawn, ends, plan=EMPTY, via=(), **wanted):
    origin, destination = (drawn.point(x) for x in ends)
    question = RouteQuestion(origin=origin, destination=destination, at=NOON, via=tuple(drawn.point(x) for x in via))
    return find_alternatives(NetworkIndex(drawn.network), plan, question, Wanted(**wanted))


def streets(way):
    return [street.name for street in way.route.streets]


def test_three_lanes_give_three_ways():
    found = ways_of(LANES, "CE", stretch=2.5)
    assert sorted("".join(streets(way)) for way in found.ways) == ["BCBE", "CDDE", "CGEG"]
    assert found.why_fewer is None
    assert [way.dissimilarity for way in found.ways] == [1.0, 1.0, 1.0]
    assert [way.overlap for way in found.ways] == [0.0, 0.0, 0.0]


def test_shared_metres_count_by_the_formula():
    """A to F: 800 m shared of 1600 m by the best and of 2000 m by the two others."""
    found = ways_of(LANES, "AF", stretch=2.0, overlap=0.6)
    assert [round(way.route.distance_m) for way in found.ways] == [1600, 2000, 2000]
    assert [way.overlap for way in found.ways] == pytest.approx([0.5, 0.5, 0.5], abs=1e-3)
    assert found.ways[0].dissimilarity == pytest.approx(1 - (800 / 1600 + 800 / 2000) / 2, abs=1e-3)
    assert found.ways[1].dissimilarity == pytest.approx(1 - (800 / 1600 + 800 / 2000) / 2, abs=1e-3)


def test_fewer_ways_are_told_with_the_reason():
    found = ways_of(LANES, "CE", stretch=1.4)
    assert len(found.ways) == 1
    assert "1.4 times the" in found.why_fewer
    alike = ways_of(LANES, "AF", stretch=2.0, overlap=0.4)
    assert "share more than 40%" in alike.why_fewer
    only = ways_of(ascii_map("A---B---C"), "AC")
    assert only.why_fewer == "2 fewer than asked for: no other way of up to 1.4 times the cost was found."


def test_a_closed_lane_is_no_alternative():
    plan = Plan(name="p", zones=(zone(area=LANES.zone("B", 50)),), barriers=(barrier(),))
    found = ways_of(LANES, "CE", plan, stretch=2.5)
    assert sorted("".join(streets(way)) for way in found.ways) == ["CDDE", "CGEG"]


def test_no_way_at_all_is_told_as_for_a_single_question():
    plan = Plan(name="p", zones=(zone(area=area_m(-50, -250, 200, 50)),), barriers=(barrier(),))
    assert isinstance(ways_of(LANES, "AF", plan), NoRoute)


def test_a_way_with_a_short_detour_is_rejected():
    """The little loop over C adds 200 m to a long way: little stretch, much overlap allowed, still silly."""
    drawn = ascii_map(
        """
                *-C-*
                |   |
A---------------B---D---------------E
"""
    )
    found = ways_of(drawn, "AE", stretch=1.4, overlap=1.0)
    assert len(found.ways) == 1
    assert dict(found.rejected) == {"holds a detour": 1}
    assert "hold a detour" in found.why_fewer


def test_a_way_round_a_oneway_ring_passes_a_place_twice_and_is_rejected():
    """No part of a quarter can be beaten, for the ring leads one way only: it is a loop all the same."""
    drawn = ascii_map(
        """
    C---E
     \\ /
A-----B-----D
""",
        oneway=["BC", "CE", "EB"],
    )
    found = ways_of(drawn, "AD", stretch=2.5, overlap=1.0)
    assert len(found.ways) == 1
    assert set(dict(found.rejected)) == {"passes a place twice"}


def test_via_points_are_passed_in_their_order_by_every_way():
    found = ways_of(GRID, "AE", via="RI", stretch=2.0, overlap=0.8)
    assert len(found.ways) >= 2
    for way in found.ways:
        assert [snap.wanted for snap in way.route.via] == [GRID.point("R"), GRID.point("I")]


@pytest.mark.parametrize("said", [{"ways": 0}, {"stretch": 0.9}, {"overlap": 1.1}, {"stretch": float("nan")}])
def test_wishes_without_sense_are_refused(said):
    with pytest.raises(RoutingError, match="cannot be wanted"):
        Wanted(**said)


@settings(max_examples=25, deadline=None)
@given(
    ends=st.lists(st.builds(Point, st.floats(34.4, 34.416), st.floats(31.4895, 31.5)), min_size=2, max_size=2),
    stretch=st.floats(1.1, 2.0),
    overlap=st.floats(0.2, 0.8),
)
def test_every_alternative_keeps_the_limits_and_holds_no_detour(ends, stretch, overlap):
    question = RouteQuestion(origin=ends[0], destination=ends[1], at=NOON)
    found = find_alternatives(INDEX, EMPTY, question, Wanted(stretch=stretch, overlap=overlap))
    assert_honest(INDEX, EMPTY, question, found, Wanted(stretch=stretch, overlap=overlap))


def assert_honest(index, plan, question, found, wanted):
    best = find_route(index, plan, question)
    assert found.ways[0].route.duration_s == best.duration_s
    assert (found.why_fewer is None) == (len(found.ways) >= wanted.ways)
    for way in found.ways[1:]:
        assert way.route.duration_s <= wanted.stretch * best.duration_s + 0.01
        assert way.overlap <= wanted.overlap
        assert_no_short_detour(index, plan, question, way.route)
    for one, other in combinations(found.ways, 2):
        lines = [geodesic_metres(way.route.line) for way in (one, other)]
        shared_m = lines[0].intersection(lines[1]).length
        assert one.dissimilarity <= 1 - shared_m / max(line.length for line in lines) + 0.01


def geodesic_metres(line):
    """The line with degrees turned into metres where it lies."""
    here = LocalMetres(*line.coords[0])
    return shapely.transform(line, lambda lonlat: (lonlat - line.coords[0]) * here.scale)


def assert_no_short_detour(index, plan, question, route):
    """Between any two junctions of it not farther than a quarter of its time no route is quicker."""
    after_s = np.cumsum([piece.duration_s for piece in route.pieces])
    where = [Point(index.lines.part(p.segment, p.start_m, p.end_m)[-1]) for p in route.pieces]
    for i, j in combinations(range(len(where) - 1), 2):
        takes_s = after_s[j] - after_s[i]
        if takes_s <= route.duration_s / 4 - 0.01 and not index.turns:
            asked = RouteQuestion(origin=where[i], destination=where[j], at=question.at)
            assert find_route(index, plan, asked).duration_s >= takes_s - 0.01


def test_on_a_grid_without_bans_no_short_part_can_be_beaten():
    free = ascii_map(
        "A---B---C---D---E\n|   |   |   |   |\nF---G---H---I---J\n|   |   |   |   |\nK---L---M---N---O",
        roads={"BC": {"speed_kmh": 47.0}, "HI": {"speed_kmh": 51.0}, "LM": {"speed_kmh": 39.0}},
    )
    index, looked_at = NetworkIndex(free.network), 0
    for a, b in pairwise("AJKEOCFNAOL"):
        question = RouteQuestion(origin=free.point(a), destination=free.point(b), at=NOON)
        wanted = Wanted(stretch=1.6, overlap=0.7)
        found = find_alternatives(index, EMPTY, question, wanted)
        assert_honest(index, EMPTY, question, found, wanted)
        looked_at += len(found.ways) - 1
    assert looked_at >= 8


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder with real data")
def test_malta_gives_alternatives_within_the_limits():
    """Timings are printed."""
    index = NetworkIndex(load_roads([Path(os.environ["PASSAGE_DATA"]) / "osm/malta.osm.pbf"]).network)
    chance, counts, took = np.random.default_rng(6), [], []
    while len(counts) < 8:
        ends = [Point(index.network.points[k]) for k in chance.integers(0, len(index.network.points), 2)]
        question = RouteQuestion(origin=ends[0], destination=ends[1], at=NOON)
        if case_of(index, EMPTY, question).passes(frozenset()):
            began = time.perf_counter()
            found = find_alternatives(index, EMPTY, question)
            took.append(time.perf_counter() - began)
            counts.append(len(found.ways))
            assert all(isinstance(way.route, Route) and way.stretch <= 1.4 and way.overlap <= 0.6 for way in found.ways)
    print(f"malta: {counts} ways, median {np.median(took):.2f} s, longest {max(took):.2f} s")  # noqa: T201
    assert sum(count >= 3 for count in counts) >= 4
