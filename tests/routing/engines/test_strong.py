"""Strong parts of random graphs, against networkx."""

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.engines.strong import strong_parts

_arcs = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11), st.booleans()), max_size=40)


def sides(arcs, count):
    """The arcs (tail, head, open) by their tails and by their heads."""
    for near, far in ((0, 1), (1, 0)):
        ordered = sorted(arcs, key=lambda arc: arc[near])
        first = np.searchsorted([arc[near] for arc in ordered], np.arange(count + 1)).astype(np.int64)
        yield first, np.array([arc[far] for arc in ordered], np.int64), np.array([arc[2] for arc in ordered], bool)


@settings(max_examples=200, deadline=None)
@given(_arcs)
def test_vertices_share_a_part_exactly_when_each_reaches_the_other(arcs):
    found = strong_parts(*sides(arcs, 12))
    graph = nx.DiGraph([(tail, head) for tail, head, is_open in arcs if is_open])
    graph.add_nodes_from(range(12))
    expected = {frozenset(own) for own in nx.strongly_connected_components(graph)}
    assert {frozenset(np.flatnonzero(found == part).tolist()) for part in np.unique(found)} == expected


def test_a_long_path_needs_no_recursion():
    count = 100_000
    arcs = [(i, i + 1, True) for i in range(count - 1)]
    assert len(np.unique(strong_parts(*sides(arcs, count)))) == count
