"""Alternatives on networks with a hierarchy: every law again, by an oracle that shares no code with the search."""

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from data.model import Plan
from data.sources.roads.assemble import RoadColumns, Turn, assemble
from routing.alternatives import Wanted, chosen_ways, find_alternatives
from routing.engines.engine import HierarchyEngine
from routing.index import NetworkIndex
from routing.others.candidates import field_of
from routing.question import RouteQuestion
from routing.ways.case import case_of
from tests.asciimap import MADE_UP
from tests.builders import NOON, barrier, zone
from tests.oracles import networkx_graph

SIDE = 34
EMPTY = Plan(name="empty")


def made_roads(seed, bans=0):
    """A town of streets at chance speeds, some missing, some one-way, with through roads and turn bans by chance."""
    chance = np.random.default_rng(seed)
    at = np.arange(SIDE * SIDE).reshape(SIDE, SIDE)
    a = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    b = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    kept = chance.random(len(a)) < 0.85
    a, b = a[kept], b[kept]
    lon, lat = 34.0 + (at % SIDE * 0.002).ravel(), 31.0 + (at // SIDE * 0.002).ravel()
    lon, lat = lon + chance.uniform(-5e-4, 5e-4, len(lon)), lat + chance.uniform(-5e-4, 5e-4, len(lat))
    ends = np.stack([a, b], axis=1).ravel()
    through = (a // SIDE % 8 == 4) & (b // SIDE % 8 == 4) | (a % SIDE % 8 == 4) & (b % SIDE % 8 == 4)
    pairs = [(i, j) for i in range(len(a)) for j in np.flatnonzero(a == b[i])[:1].tolist()]
    picked = [pairs[k] for k in chance.choice(len(pairs), bans, replace=False)]
    oneway = np.where(chance.random(len(a)) < 0.1, 1, 0)
    network = assemble(
        RoadColumns(
            node_id=np.arange(len(lon)),
            lon=lon,
            lat=lat,
            from_node=a.astype(np.int32),
            to_node=b.astype(np.int32),
            offsets=np.arange(len(a) + 1) * 2,
            points=np.column_stack([lon[ends], lat[ends]]),
            direction=oneway.astype(np.int8),
            attributes={
                "speed_kmh": np.where(through, 60.0, chance.choice([20.0, 30.0, 45.0], len(a))),
                "speed_from": np.full(len(a), "class", object),
            },
            turns=[Turn(segments=pair, forward=(True, True), kind="no_turn") for pair in picked],
        ),
        (MADE_UP,),
    )
    index = NetworkIndex(network)
    index.prepare(None, large=0)
    assert isinstance(index.engine, HierarchyEngine)
    return index


FREE, BANNED = made_roads(1), made_roads(2, bans=150)
nodes = st.integers(0, SIDE * SIDE - 1)


def question_between(index, *stops):
    points = [Point(index.network.node_lon[n], index.network.node_lat[n]) for n in stops]
    return RouteQuestion(origin=points[0], destination=points[-1], via=tuple(points[1:-1]), at=NOON)


def ways_between(index, stops, wanted, plan=EMPTY):
    """Costs of the edges, and for each way its legs; None where there is no way at all."""
    case = case_of(index, plan, question_between(index, *stops))
    costs = case.costs()
    best = case.legs(costs)
    if None in best:
        return costs, None
    chosen = chosen_ways(field_of(case, costs), best, wanted)
    return costs, [list(best), *(chosen.legs(course) for course in chosen.courses[1:])]


def assert_lawful(index, costs, ways, wanted):
    graph = networkx_graph(index, costs.edge)
    least = sum(leg.choice for leg in ways[0])
    for legs in ways:
        for leg in legs:
            edges = list(leg.edges)
            passed = [int(index.u[edge]) for edge in edges] + [int(index.v[edge]) for edge in edges[-1:]]
            assert [int(index.v[edge]) for edge in edges] == passed[1:]
            assert leg.choice == sum(int(costs.edge[edge]) for edge in edges)
        assert sum(leg.choice for leg in legs) <= wanted.stretch * least
    for legs in ways[1:]:
        for leg in legs:
            passed = [int(index.u[edge]) for edge in leg.edges]
            assert len(set(passed)) == len(passed)
            if not index.turns:
                assert_no_part_beaten(graph, index, costs, leg)
    assert_unlike(index, ways, wanted)


def assert_no_part_beaten(graph, index, costs, leg):
    """From each junction to the farthest one within a quarter of the leg's cost."""
    after = np.concatenate([[0], np.cumsum([int(costs.edge[edge]) for edge in leg.edges])])
    passed = [int(index.u[edge]) for edge in leg.edges] + [int(index.v[edge]) for edge in leg.edges[-1:]]
    for i in range(len(passed) - 1):
        j = max(k for k in range(i, len(passed)) if after[k] - after[i] <= leg.choice // 4)
        takes = int(after[j] - after[i])
        assert nx.single_source_dijkstra_path_length(graph, passed[i], takes)[passed[j]] == takes


def assert_unlike(index, ways, wanted):
    """Whole segments only: stops are at junctions."""
    driven = [{int(index.segment[edge]) for leg in legs for edge in leg.edges} for legs in ways]
    length = index.lines.length_m
    for i, one in enumerate(driven):
        for other in driven[:i]:
            shorter_m = min(sum(length[list(way)]) for way in (one, other))
            assert sum(length[list(one & other)]) <= wanted.overlap * shorter_m + 0.01


@settings(max_examples=25, deadline=None)
@given(stops=st.tuples(nodes, nodes), stretch=st.floats(1.1, 1.8), overlap=st.floats(0.2, 0.9))
def test_every_way_keeps_the_limits_and_no_part_of_it_is_beaten(stops, stretch, overlap):
    wanted = Wanted(ways=4, stretch=stretch, overlap=overlap)
    costs, ways = ways_between(FREE, stops, wanted)
    if ways is not None:
        assert_lawful(FREE, costs, ways, wanted)


@settings(max_examples=15, deadline=None)
@given(stops=st.tuples(nodes, nodes, nodes), stretch=st.floats(1.2, 1.8))
def test_every_way_over_a_via_point_keeps_the_laws_leg_by_leg(stops, stretch):
    wanted = Wanted(stretch=stretch, overlap=0.8)
    costs, ways = ways_between(FREE, stops, wanted)
    if ways is not None:
        assert_lawful(FREE, costs, ways, wanted)


@settings(max_examples=25, deadline=None)
@given(stops=st.tuples(nodes, nodes))
def test_no_way_drives_a_banned_turn_or_turns_round_on_a_street(stops):
    wanted = Wanted(ways=4, overlap=0.8)
    costs, ways = ways_between(BANNED, stops, wanted)
    banned = {tuple(row) for row in BANNED.network.turns["edges"].to_pylist()}
    for leg in (leg for legs in ways or [] for leg in legs):
        steps = list(zip(leg.edges[:-1], leg.edges[1:], strict=True))
        assert not banned & set(steps)
        assert not any(BANNED.segment[a] == BANNED.segment[b] and not BANNED.is_dead_end[BANNED.v[a]] for a, b in steps)
    if ways is not None:
        assert_lawful(BANNED, costs, ways, wanted)


@pytest.mark.parametrize(("stops", "via"), [((0, SIDE * SIDE - 1), ()), ((SIDE - 1, SIDE * (SIDE - 1)), ())])
def test_across_the_town_three_ways_are_found(stops, via):
    costs, ways = ways_between(FREE, (stops[0], *via, stops[1]), wanted := Wanted())
    assert len(ways) == 3
    assert_lawful(FREE, costs, ways, wanted)


def test_over_a_via_point_there_are_several_ways():
    _, ways = ways_between(FREE, (0, SIDE * SIDE // 2 + SIDE // 2, SIDE * SIDE - 1), Wanted(stretch=1.5, overlap=0.7))
    assert len(ways) >= 2


def test_no_way_leads_through_a_closed_zone():
    middle = Point(34.0 + 0.001 * SIDE, 31.0 + 0.001 * SIDE).buffer(0.012)
    plan = Plan(name="p", zones=(zone(area=middle),), barriers=(barrier(),))
    found = find_alternatives(FREE, plan, question_between(FREE, 0, SIDE * SIDE - 1))
    assert len(found.ways) >= 2
    assert all(way.route.line.disjoint(middle.buffer(-1e-6)) for way in found.ways)


def test_asking_leaves_the_kept_weights_of_other_questions_alone():
    index = made_roads(1)
    question = question_between(index, 0, SIDE * SIDE - 1)
    first = find_alternatives(index, EMPTY, question)
    held_bytes = index.engine.size_bytes
    again = find_alternatives(index, EMPTY, question)
    assert index.engine.size_bytes == held_bytes
    assert [way.route.duration_s for way in again.ways] == [way.route.duration_s for way in first.ways]
