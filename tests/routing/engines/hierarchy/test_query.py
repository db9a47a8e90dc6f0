"""Ways, sweeps and matrices against the plain search, bit by bit."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.metric import metric_of
from routing.engines.hierarchy.query import cheapest_way
from routing.engines.hierarchy.sweep import cost_matrix, costs_from, costs_to
from routing.engines.hierarchy.topology import topology_of
from tests.routing.engines.hierarchy.chance import NONE, VERTICES, arcs, dissected, graph_of, grid, orders, plain

ends = st.lists(st.tuples(st.integers(0, VERTICES - 1), st.integers(0, 99)), min_size=1, max_size=4)


def columns(drawn):
    vertex, cost = zip(*drawn, strict=True)
    return np.array(vertex), np.array(cost)


def at(vertex):
    return np.array([vertex]), np.zeros(1, np.int64)


def assert_leads(graph, found, starts, goals):
    """The arcs of a way hang together, join its ends and cost what it says."""
    first, head, cost = graph
    vertex, total = starts[0][found.start], starts[1][found.start] + goals[1][found.end]
    for arc in found.arcs:
        assert first[vertex] <= arc < first[vertex + 1]
        vertex, total = head[arc], total + cost[arc]
    assert vertex == goals[0][found.end]
    assert total == found.cost


def assert_agrees(graph, metric, starts, goals):
    best, _ = plain(graph, starts, goals)
    found = cheapest_way(metric, starts, goals)
    assert (found.cost if found else NO_WAY) == best
    if found:
        assert_leads(graph, found, starts, goals)


@settings(max_examples=150, deadline=None)
@given(arcs, orders, ends, ends)
def test_ways_between_any_ends_equal_the_plain_search(drawn, order, starts, goals):
    graph = graph_of(drawn)
    metric = metric_of(topology_of(*graph[:2], np.array(order, np.int32)), graph[2])
    assert_agrees(graph, metric, columns(starts), columns(goals))


@settings(max_examples=50, deadline=None)
@given(arcs, orders, ends)
def test_costs_from_and_to_everywhere_equal_the_plain_search(drawn, order, starts):
    graph = graph_of(drawn)
    metric = metric_of(topology_of(*graph[:2], np.array(order, np.int32)), graph[2])
    vertices, costs = columns(starts)
    assert np.array_equal(costs_from(metric, (vertices, costs)), plain(graph, (vertices, costs))[1])
    back = [min(plain(graph, at(v), (vertices, costs))[0], NO_WAY) for v in range(VERTICES)]
    assert costs_to(metric, (vertices, costs)).tolist() == back


@settings(max_examples=60, deadline=None)
@given(arcs, orders)
def test_a_matrix_equals_the_plain_search_in_every_cell(drawn, order):
    graph = graph_of(drawn)
    metric = metric_of(topology_of(*graph[:2], np.array(order, np.int32)), graph[2])
    everywhere = np.tile(np.arange(VERTICES), 2)
    rows = [plain(graph, at(v))[1] for v in range(VERTICES)]
    assert np.array_equal(cost_matrix(metric, everywhere, np.arange(VERTICES)), np.array(rows * 2))


@pytest.mark.parametrize("seed", range(3))
def test_a_dissected_grid_answers_as_the_plain_search_with_zones_on_top(seed):
    first, head, cost, place = grid(45, seed)
    topology = dissected(first, head, place)
    chance = np.random.default_rng(seed)
    metric = metric_of(topology, cost)
    for _ in range(4):
        rows = chance.integers(0, len(cost), 40)
        cost[rows] = np.where(chance.random(40) < 0.5, NO_WAY, chance.integers(0, 10**6, 40))
        metric = metric.with_costs(rows, cost[rows])
        for a, b in chance.integers(0, len(first) - 1, (40, 2)):
            assert_agrees((first, head, cost), metric, at(a), at(b))


def test_no_ends_give_no_way_and_empty_matrices():
    first, head, cost, place = grid(5, 1)
    metric = metric_of(dissected(first, head, place), cost)
    assert cheapest_way(metric, (NONE, NONE), at(0)) is None
    assert cheapest_way(metric, at(0), (NONE, NONE)) is None
    assert cost_matrix(metric, NONE, np.arange(3)).shape == (0, 3)
    assert (costs_from(metric, (NONE, NONE)) == NO_WAY).all()


def test_paths_beyond_32_bits_of_legs_within_them_are_exact():
    """Each leg fits 32 bits with its neighbours, the whole way does not."""
    count = 64
    graph = graph_of([(i, i + 1, (1 << 29) - 1) for i in range(count)], count + 1)
    first, head, cost = graph
    order = np.concatenate([np.arange(0, count + 1, 2), np.arange(1, count, 2)]).astype(np.int32)
    metric = metric_of(topology_of(first, head, order), cost)
    total = count * ((1 << 29) - 1)
    assert cheapest_way(metric, at(0), at(count)).cost == total
    assert cost_matrix(metric, np.array([0]), np.array([count])).item() == total
    assert costs_from(metric, at(0))[count] == total


def test_threads_with_different_metrics_do_not_disturb_each_other():
    first, head, cost, place = grid(40, 5)
    topology = dissected(first, head, place)
    metrics = [metric_of(topology, np.where(cost < NO_WAY, cost * k, NO_WAY)) for k in (1, 2, 3)]
    pairs = np.random.default_rng(1).integers(0, len(first) - 1, (60, 2))

    def asked(k):
        found = [cheapest_way(metrics[k % 3], at(a), at(b)) for a, b in pairs]
        return [f and (f.cost, f.arcs.tolist()) for f in found]

    alone = [asked(k) for k in range(3)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(asked, range(12)))
    assert together == alone * 4
