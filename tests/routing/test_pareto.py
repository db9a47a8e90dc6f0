"""The front of time against exposure: exact by brute force, honest where it is cut short."""

import os
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from data.model import BarrierKind, NoRoute, Plan, RoutePolicy
from data.sources.roads.load import load_roads
from routing.engines.dijkstra import NO_WAY
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.pareto import exposure_costs, find_front
from routing.question import RouteQuestion
from routing.search import find_route
from routing.ways.case import case_of
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, zone
from tests.oracles import rules, usable_edges

pytestmark = pytest.mark.usefixtures("engine")

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
A---B---C---D
|   | \\ |   |
E---F---G---H
|   |   | / |
I---J---K---L
""",
    oneway=["BC", "GF"],
    bans=[("AB", "BF"), ("FG", "GC")],
    roads={"AB": {"speed_kmh": 63.0}, "FG": {"speed_kmh": 17.0}, "JK": {"speed_kmh": 91.0}},
)
INDEX = NetworkIndex(GRID.network)


def asked(drawn, ends, via=()):
    origin, destination = (drawn.point(x) for x in ends)
    return RouteQuestion(origin=origin, destination=destination, at=NOON, via=tuple(drawn.point(x) for x in via))


def danger(name, area, exposure):
    return zone(name, area=area, exposure=exposure)


def plan_of(*zones, barriers=()):
    return Plan(name="p", zones=zones, barriers=barriers)


DANGEROUS = plan_of(
    danger("on D", area_m(700, -250, 900, -150), 4.0),  # 200 m on the straight lane
    danger("on G", area_m(750, -450, 850, -350), 1.0),  # 100 m on the lower lane
)


def test_each_point_trades_time_for_exposure():
    found = find_front(NetworkIndex(LANES.network), DANGEROUS, asked(LANES, "AF"))
    told = [(round(p.time_s), round(p.exposure_s)) for p in found.points]
    assert told == [(160, 80), (200, 0)]
    assert found.is_exact
    assert [round(p.route.duration_s) for p in found.points] == [160, 200]
    assert [round(p.route.exposure_s) for p in found.points] == [80, 0]


def test_the_ends_of_the_front_are_the_fastest_and_the_least_exposed():
    index, question = NetworkIndex(LANES.network), asked(LANES, "AF")
    found = find_front(index, DANGEROUS, question)
    assert found.points[0].route.duration_s == find_route(index, DANGEROUS, question).duration_s
    closed = plan_of(
        *DANGEROUS.zones, zone("shut", area=area_m(750, -50, 850, 50)), barriers=(barrier(area_id="shut"),)
    )
    assert [round(p.exposure_s) for p in find_front(index, closed, question).points] == [80, 10]


def test_no_way_at_all_is_told_as_for_a_single_question():
    shut = plan_of(zone(area=area_m(100, -250, 200, -150)), barriers=(barrier(),))
    assert isinstance(find_front(NetworkIndex(LANES.network), shut, asked(LANES, "AF")), NoRoute)


def test_both_ends_on_one_segment_and_on_one_spot():
    index = NetworkIndex(LANES.network)
    here, there = LANES.point("A", 100), LANES.point("A", 250)
    for end, seconds in ((there, 15.0), (here, 0.0)):
        found = find_front(index, DANGEROUS, RouteQuestion(origin=here, destination=end, at=NOON))
        assert [p.time_s for p in found.points] == pytest.approx([seconds], abs=0.01)


def test_via_points_keep_their_order_and_fronts_of_legs_add_up():
    index, question = NetworkIndex(LANES.network), asked(LANES, "AF", via="EC")
    found = find_front(index, DANGEROUS, question)
    assert [(round(p.time_s), round(p.exposure_s)) for p in found.points] == [
        (320, 240),
        (360, 160),
        (400, 80),
        (440, 0),
    ]
    assert all([s.wanted for s in p.route.via] == list(question.via) for p in found.points)


def test_a_turn_ban_is_not_dodged_by_turning_round_on_the_road():
    drawn = ascii_map("A---B---C---E\n    |\n    D", bans=[("AB", "BD")])
    index, question = NetworkIndex(drawn.network), asked(drawn, "AD")
    (point,) = find_front(index, DANGEROUS, question).points
    assert point.route.duration_s == find_route(index, DANGEROUS, question).duration_s


def test_a_budget_that_makes_no_sense_is_refused():
    with pytest.raises(RoutingError, match="give 1 or more"):
        find_front(NetworkIndex(LANES.network), DANGEROUS, asked(LANES, "AF"), 0)


@st.composite
def plans(draw):
    """Dangers, slow areas and a closure by chance."""
    zones, barriers = [], []
    for i in range(draw(st.integers(1, 4))):
        west, south = draw(st.integers(-50, 1100)), draw(st.integers(-850, 0))
        area = area_m(west, south, west + draw(st.integers(60, 600)), south + draw(st.integers(60, 600)))
        zones.append(zone(f"z{i}", area=area, exposure=draw(st.sampled_from([0.0, 0.5, 1.0, 3.0]))))
        if draw(st.booleans()):
            barriers.append(barrier(f"b{i}", area_id=f"z{i}", kind=BarrierKind.SCALED, value=draw(st.floats(1, 4))))
    return plan_of(*zones, barriers=tuple(barriers))


letters = st.sampled_from("ABCDEFGHIJKL")


@settings(max_examples=25, deadline=None)
@given(plan=plans(), start=letters, goal=letters)
def test_the_front_is_what_listing_all_ways_gives(plan, start, goal):
    """By number, not by shape: of ways with equal time and exposure either may be told."""
    question = asked(GRID, start + goal)
    found = find_front(INDEX, plan, question)
    expected = front_by_listing(INDEX, plan, question, GRID.node[start], GRID.node[goal])
    assert [(round(p.time_s * 1000), round(p.exposure_s * 1000)) for p in found.points] == expected


@settings(max_examples=15, deadline=None)
@given(plan=plans(), start=letters, goal=letters, most=st.integers(1, 60))
def test_a_front_cut_short_keeps_the_factors_it_states(plan, start, goal, most):
    question = asked(GRID, start + goal)
    found = find_front(INDEX, plan, question, most)
    for time_ms, exposure_ms in front_by_listing(INDEX, plan, question, GRID.node[start], GRID.node[goal]):
        assert any(
            p.time_s * 1000 <= time_ms * found.time_factor + 1e-3
            and p.exposure_s * 1000 <= exposure_ms * found.exposure_factor + 1e-3
            for p in found.points
        )


def front_by_listing(index, plan, question, start, goal):
    """Unbeaten (time, exposure) over all ways without a circle, listed one by one."""
    time_costs = case_of(index, plan, question).costs()
    exposed = exposure_costs(index, time_costs)
    taken, leaving = rules(index), usable_edges(index, time_costs.edge)
    ways, stack = [], [(0, 0, start, ())]
    while stack:
        t, x, node, past = stack.pop()
        if node == goal:
            ways.append((t, x))
            continue
        for edge in leaving[node]:
            # a junction may be passed twice once, where a ban forces a way round the block; an edge never
            again = sum(int(index.u[e]) == index.v[edge] for e in past)
            turn_ms = taken(past, edge)
            if edge not in past and again <= 1 and len(past) < 12 and turn_ms is not None:
                t_on, x_on = t + int(time_costs.edge[edge]) + turn_ms, x + int(exposed.edge[edge])
                stack.append((t_on, x_on, int(index.v[edge]), (*past, edge)))
    kept = []
    for t, x in sorted(set(ways)):
        if not kept or x < kept[-1][1]:
            kept.append((t, x))
    return kept


def test_closed_edges_are_closed_to_both_numbers():
    plan = plan_of(zone(area=area_m(100, -250, 200, -150), exposure=1.0), barriers=(barrier(),))
    index = NetworkIndex(LANES.network)
    costs = case_of(index, plan, asked(LANES, "CE")).costs()
    exposed = exposure_costs(index, costs)
    assert ((costs.edge >= NO_WAY) == (exposed.edge >= NO_WAY)).all()
    assert (costs.edge >= NO_WAY).sum() == 2


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder with real data")
@pytest.mark.parametrize("name", ["osm/malta.osm.pbf", "gaza/roads/gaza_graph_333_edges.geojson"])
def test_fronts_on_real_roads_are_exact_and_hold_both_single_answers(name):
    """Twelve dangers by chance; timings are printed."""
    index = NetworkIndex(load_roads([Path(os.environ["PASSAGE_DATA"]) / name]).network)
    chance, took, counts = np.random.default_rng(8), [], []
    spots = index.network.points[chance.integers(0, len(index.network.points), 12)]
    zones = [danger(f"z{i}", Point(spot).buffer(0.012), float(chance.uniform(0.5, 5))) for i, spot in enumerate(spots)]
    plan = plan_of(*zones)
    for _ in range(6):
        ends = [Point(index.network.points[k]) for k in chance.integers(0, len(index.network.points), 2)]
        question = RouteQuestion(origin=ends[0], destination=ends[1], at=NOON)
        began = time.perf_counter()
        found = find_front(index, plan, question)
        took.append(time.perf_counter() - began)
        if isinstance(found, NoRoute):
            continue
        counts.append(len(found.points))
        assert found.is_exact
        assert found.points[0].route.duration_s == pytest.approx(find_route(index, plan, question).duration_s, abs=0.1)
        calm = find_route(
            index, plan, RouteQuestion(origin=ends[0], destination=ends[1], at=NOON, policy=RoutePolicy.LOW_EXPOSURE)
        )
        assert found.points[-1].exposure_s <= calm.exposure_s + 0.1
    print(f"{name}: {counts} points, median {np.median(took):.2f} s, longest {max(took):.2f} s")  # noqa: T201
    assert counts
