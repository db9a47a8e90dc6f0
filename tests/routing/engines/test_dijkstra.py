"""The compiled search against networkx on chance graphs with loops, parallel arcs and arcs without cost."""

from concurrent.futures import ThreadPoolExecutor

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.dijkstra import NO_WAY, components, search
from routing.engines.graph import search_graph

NONE = np.empty(0, np.int64)
arcs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.integers(0, 9)), max_size=60)


def columns(drawn):
    u, v, cost = (np.array(column, np.int64) for column in (zip(*drawn, strict=True) if drawn else ([], [], [])))
    return search_graph(u, v, 12), cost


def distances(graph, cost, start):
    return search(graph.columns, cost, np.array([start]), np.zeros(1, np.int64), NONE, NONE)[2]


@settings(max_examples=150, deadline=None)
@given(arcs, st.integers(0, 11))
def test_distances_equal_networkx(drawn, start):
    graph, cost = columns(drawn)
    other = nx.MultiDiGraph()
    other.add_nodes_from(range(12))
    other.add_weighted_edges_from(drawn)
    expected = nx.single_source_dijkstra_path_length(other, start)
    found = distances(graph, cost, start)
    assert {i: int(d) for i, d in enumerate(found) if d < NO_WAY} == expected


@settings(max_examples=60, deadline=None)
@given(arcs, st.integers(0, 11), st.integers(0, 11))
def test_stopping_early_changes_no_answer(drawn, start, goal):
    graph, cost = columns(drawn)
    zero = np.zeros(1, np.int64)
    best = search(graph.columns, cost, np.array([start]), zero, np.array([goal]), zero)[0]
    assert best == distances(graph, cost, start)[goal]


@settings(max_examples=60, deadline=None)
@given(arcs)
def test_components_equal_networkx(drawn):
    u, v = (np.array([arc[i] for arc in drawn], np.int64) for i in (0, 1))
    other = nx.Graph([(int(a), int(b)) for a, b in zip(u, v, strict=True)])
    other.add_nodes_from(range(12))
    expected = {node: min(part) for part in nx.connected_components(other) for node in part}
    assert dict(enumerate(components(12, u, v).tolist())) == expected


def test_threads_do_not_disturb_each_other():
    chance = np.random.default_rng(3)
    u, v, cost = (chance.integers(0, high, 4000) for high in (500, 500, 100))
    graph = search_graph(u, v, 500)
    alone = [distances(graph, cost, start).tolist() for start in range(24)]
    with ThreadPoolExecutor(4) as pool:
        together = [d.tolist() for d in pool.map(lambda start: distances(graph, cost, start), range(24))]
    assert together == alone
