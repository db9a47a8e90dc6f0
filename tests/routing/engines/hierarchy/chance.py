"""Chance graphs for the hierarchy: one-ways, loops, parallel and free arcs, closed arcs, parts apart."""

import numpy as np
from hypothesis import strategies as st

from routing.engines.dijkstra import NO_WAY, search
from routing.engines.hierarchy.order import dissection_order
from routing.engines.hierarchy.topology import topology_of

VERTICES = 14
NONE = np.empty(0, np.int64)

costs = st.one_of(
    st.integers(0, 9), st.integers(0, 1 << 20), st.sampled_from([0, NO_WAY, (1 << 30) - 2, 1 << 31, 1 << 50])
)
arcs = st.lists(st.tuples(st.integers(0, VERTICES - 1), st.integers(0, VERTICES - 1), costs), max_size=70)
orders = st.permutations(range(VERTICES))


def graph_of(drawn, count=VERTICES):
    """Arcs as the search takes them, with a cost for each."""
    u, v, cost = (np.array(column, np.int64) for column in (zip(*drawn, strict=True) if drawn else ([], [], [])))
    order = np.argsort(u, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(u, minlength=count))]).astype(np.int64)
    return first, v[order], cost[order]


def grid(side, seed):
    """A street grid with some streets missing, some one-way, some free, some closed, and its coordinates."""
    chance = np.random.default_rng(seed)
    at = np.arange(side * side).reshape(side, side)
    a = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    b = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    kept = chance.random(len(a)) < 0.8
    a, b = a[kept], b[kept]
    back = chance.random(len(a)) < 0.8
    u, v = np.concatenate([a, b[back]]), np.concatenate([b, a[back]])
    cost = chance.integers(0, 60_000, len(u))
    cost[chance.random(len(u)) < 0.05] = 0
    cost[chance.random(len(u)) < 0.03] = NO_WAY
    first, head, cost = graph_of(list(zip(u.tolist(), v.tolist(), cost.tolist(), strict=True)), side * side)
    place = (at % side).ravel().astype(float), (at // side).ravel().astype(float)
    return first, head, cost, place


def dissected(first, head, place):
    return topology_of(first, head, dissection_order(first, head, place))


def plain(graph, starts, ends=(NONE, NONE)):
    """Best cost and all costs by the plain search."""
    first, head, cost = graph
    best, _, all_costs, _, _ = search((first, head, np.arange(len(head))), cost, *starts, *ends)
    return best, all_costs
