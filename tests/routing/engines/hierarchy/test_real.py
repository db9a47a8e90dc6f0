"""Four thousand questions on each real network, with its turn bans and with zones drawn over one another."""

import os
from pathlib import Path

import numpy as np
import pytest

from data.sources.roads.load import load_roads
from routing.engines.dijkstra import NO_WAY, search
from routing.engines.hierarchy.cache import prepared
from routing.engines.hierarchy.metric import metric_of
from routing.engines.hierarchy.query import cheapest_way
from routing.engines.hierarchy.sweep import cost_matrix, costs_from
from routing.index import NetworkIndex

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder of real data"),
]
DATA = Path(os.environ.get("PASSAGE_DATA", "."))
EXTRACTS = ["andorra", "heidelberg", "helsinki", "liechtenstein", "malta", "milan", "monaco", "mopti", "porto"]
ROUNDS, STARTS, GOALS = 5, 20, 40
NONE = np.empty(0, np.int64)


def at(vertex):
    return np.array([vertex]), np.zeros(1, np.int64)


def zoned(cost, index, chance):
    """The costs with a circle closed or slowed, and a few roads closed anywhere."""
    network = index.network
    middle = chance.integers(network.node_count)
    off = np.hypot(network.node_lon - network.node_lon[middle], network.node_lat - network.node_lat[middle])
    inside = (off < np.quantile(off, chance.uniform(0.01, 0.1)))[index.u]
    fresh = cost.copy()
    fresh[inside] = NO_WAY if chance.random() < 0.3 else np.where(cost[inside] < NO_WAY, 3 * cost[inside], NO_WAY)
    fresh[chance.integers(0, len(cost), 20)] = NO_WAY
    return fresh


def assert_leads(graph, cost, start, goal, found):
    vertex = start
    for arc in found.arcs:
        assert graph.first[vertex] <= arc < graph.first[vertex + 1]
        vertex = graph.head[arc]
    assert vertex == goal
    assert cost[graph.edge[found.arcs]].sum() == found.cost


@pytest.mark.parametrize("name", EXTRACTS)
def test_thousands_of_questions_with_zones_and_bans_equal_the_plain_search(name):
    index = NetworkIndex(load_roads([DATA / "osm" / f"{name}.osm.pbf"]).network)
    graph, chance = index.graph, np.random.default_rng(1)
    topology = prepared(graph.first, graph.head, index._places(), None)
    plain = cost = np.rint(100 * index.lines.length_m[index.segment]).astype(np.int64)
    metric = metric_of(topology, cost[graph.edge])
    for _ in range(ROUNDS):
        fresh = zoned(plain if chance.random() < 0.5 else cost, index, chance)
        arcs = np.flatnonzero((fresh != cost)[graph.edge])
        metric, cost = metric.with_costs(arcs, fresh[graph.edge[arcs]]), fresh
        assert np.array_equal(metric.weight, metric_of(topology, cost[graph.edge]).weight)
        starts, goals = (chance.integers(0, index.network.node_count, count) for count in (STARTS, GOALS))
        known = np.array([search(graph.columns, cost, *at(a), NONE, NONE)[2] for a in starts])
        assert np.array_equal(costs_from(metric, at(starts[0])), known[0])
        assert np.array_equal(cost_matrix(metric, starts, goals), known[:, goals])
        for a, row in zip(starts, known, strict=True):
            for b in goals:
                found = cheapest_way(metric, at(a), at(b))
                assert (found.cost if found else NO_WAY) == row[b]
                if found:
                    assert_leads(graph, cost, a, b, found)
