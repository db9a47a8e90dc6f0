"""Whatever is asked of a network, the answer is clear: never a wrong way, never a crash."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from data.model import BarrierKind, NoRoute, NoRouteReason, Plan, Route
from routing.engines.dijkstra import NO_WAY
from routing.engines.engine import HierarchyEngine, PlainEngine
from routing.engines.weights import EdgeCosts
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.matrix import travel_matrix
from routing.question import RouteQuestion, Terms
from routing.search import find_route
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, zone

ISLANDS = ascii_map(
    """
A---B   C---D
|   |   |   |
E---F   G---H
"""
)


def index_of(large):
    index = NetworkIndex(ISLANDS.network)
    index.prepare(None, large=large)
    return index


INDEX = {PlainEngine: index_of(1000), HierarchyEngine: index_of(0)}


@pytest.fixture(params=[PlainEngine, HierarchyEngine])
def index(request):
    found = INDEX[request.param]
    assert isinstance(found.engine, request.param)
    return found


def ask(index, *records, origin="A", destination="F", **said):
    ends = {"origin": ISLANDS.point(origin), "destination": ISLANDS.point(destination)}
    return find_route(index, Plan(name="p").with_record(*records), RouteQuestion(at=NOON, **ends, **said))


def closed(area):
    return zone("shut", area=area), barrier(area_id="shut")


def searched(index, cost):
    first, zero = np.zeros(1, np.int64), np.zeros(1, np.int64)
    return index.engine.cheapest(EdgeCosts(base=cost), (first, zero), (first + 5, zero))


def test_places_on_two_islands_are_told_apart_in_routes_and_matrices(index):
    found = ask(index, destination="D")
    assert found.reason is NoRouteReason.NOT_CONNECTED
    assert found.relaxed is None
    places = [ISLANDS.point(x) for x in "AFDH"]
    table = travel_matrix(index, Plan(name="p"), Terms(at=NOON), places, places)
    apart = np.array([[0, 0, 1, 1]] * 2 + [[1, 1, 0, 0]] * 2, bool)
    assert np.array_equal(np.isnan(table.duration_s), apart)
    assert np.array_equal(table.choice < 0, apart)


def test_a_closed_area_at_a_place_on_another_island_is_told_besides(index):
    found = ask(index, *closed(ISLANDS.zone("D")), destination="D")
    assert found.reason is NoRouteReason.NOT_CONNECTED
    assert [o.id for o in found.obstacles] == ["shut"]


def edge_costs(index):
    return np.full(index.network.edge_count, 1000, np.int64)


@pytest.mark.parametrize("wrong", [-1, -(1 << 62), np.iinfo(np.int64).min])
def test_a_negative_cost_is_refused_whichever_engine_searches(index, wrong):
    cost = edge_costs(index)
    cost[3] = wrong
    with pytest.raises(RoutingError, match=rf"the cost {wrong}; costs must be 0 or more"):
        searched(index, cost)
    changed = EdgeCosts(base=edge_costs(index), changed=np.array([3]), cost=np.array([wrong]))
    with pytest.raises(RoutingError, match="costs must be 0 or more"):
        index.engine.cheapest(changed, (np.array([0]),) * 2, (np.array([1]), np.array([0])))


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.5])
def test_a_cost_that_is_no_whole_number_is_refused_whichever_engine_searches(index, wrong):
    cost = edge_costs(index).astype(float)
    cost[3] = wrong
    with pytest.raises(RoutingError, match="give whole numbers"):
        searched(index, cost)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0, 1, 7, (1 << 30) - 1, 1 << 31, 1 << 40, NO_WAY]), min_size=16, max_size=16))
def test_both_engines_agree_on_costs_of_every_size(drawn):
    cost = np.array(drawn, np.int64)
    assert len(cost) == ISLANDS.network.edge_count
    one, other = (searched(INDEX[kind], cost) for kind in (PlainEngine, HierarchyEngine))
    assert (one and one.cost) == (other and other.cost)


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize("kind", [BarrierKind.SCALED, BarrierKind.ADDED])
@pytest.mark.parametrize("value", [1e12, 1e19, 1e300, 1.7e308])
def test_a_value_too_great_to_count_is_refused_and_never_wraps_to_a_cheap_one(index, kind, value):
    slow = zone("slow", area=area_m(-50, -50, 450, 50)), barrier(area_id="slow", kind=kind, value=value)
    if value < 1e15:
        found = ask(index, *slow, destination="B")
        assert found.duration_s > 1e9  # both ways begin in the zone
    else:
        with pytest.raises(RoutingError, match="add up to more than can be counted"):
            ask(index, *slow, destination="B")


def test_a_zone_outside_the_network_changes_nothing_and_is_told(index):
    plain = ask(index)
    found = ask(index, *closed(box(-70, -40, -69, -39)))
    assert (found.duration_s, found.line) == (plain.duration_s, plain.line)
    assert [finding.code for finding in found.findings if finding.code.startswith("barrier-")] == ["barrier-off-roads"]


def test_when_everything_is_closed_both_ends_are_told_and_no_cell_has_a_way(index):
    everything = closed(area_m(-100, -500, 2000, 100))
    found = ask(index, *everything)
    assert found.reason is NoRouteReason.ORIGIN_CLOSED
    assert [o.id for o in found.obstacles] == ["shut"]
    assert isinstance(found.relaxed.as_if_lifted, Route)
    places = [ISLANDS.point(x) for x in "ABEF"]
    table = travel_matrix(index, Plan(name="p").with_record(*everything), Terms(at=NOON), places, places)
    assert np.isnan(table.duration_s).all()
    assert (table.choice == -1).all()
    assert {f.code for f in table.findings} >= {"place-inside-closed-area"}


def test_when_every_road_but_no_junction_is_closed_nothing_leads_anywhere_and_back_again(index):
    plain = ask(index)
    middles = [area_m(*at) for at in ((150, -250, 250, 50), (-50, -150, 450, -50), (750, -250, 1300, 50))]
    shut = [r for i, a in enumerate(middles) for r in (zone(f"z{i}", area=a), barrier(f"b{i}", area_id=f"z{i}"))]
    for destination in "BEF":
        assert isinstance(ask(index, *shut, destination=destination), NoRoute)
    assert ask(index).line == plain.line


def test_an_engine_finds_nothing_where_every_edge_is_closed(index):
    assert searched(index, np.full(index.network.edge_count, NO_WAY)) is None
