"""The least cost between places of a hierarchy, without the way."""

import numpy as np
from numba import njit

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.columns import Ints, Rows, Shape, Weights
from routing.engines.hierarchy.metric import Metric
from routing.engines.hierarchy.spread import Half


def least_cost(metric: Metric, starts: tuple[Rows, Rows], ends: tuple[Rows, Rows], most: int = NO_WAY) -> int:
    """The cost of the cheapest way from any start to any end; `most` where none costs less."""
    topology = metric.topology
    ranks = topology.rank[starts[0]], topology.rank[ends[0]]
    half = metric.weight, metric.closed
    costs = starts[1].astype(np.int64), ends[1].astype(np.int64)
    return int(_least_of_all(topology.shape, half, ranks, costs, most))


@njit(cache=True, nogil=True)
def least(shape: Shape, weights: tuple[Weights, int], start: int, end: int, most: int) -> int:
    """The least cost between two vertices, or `most` where none is less.

    Up both branches of the tree to where they join, then on at once, never from what costs as much as the best known.
    """
    weight, closed = weights
    near = np.full(shape.depth[start] + 1, NO_WAY, np.int64)
    far = np.full(shape.depth[end] + 1, NO_WAY, np.int64)
    near[shape.depth[start]], far[shape.depth[end]] = 0, 0
    while start != end:
        if start < end:
            _rise(start, shape, (weight, closed, 0), near, most)
            start = shape.parent[start]
        else:
            _rise(end, shape, (weight, closed, 1), far, most)
            end = shape.parent[end]
    best = most
    while start < len(shape.parent):
        depth = shape.depth[start]
        if near[depth] < NO_WAY and far[depth] < NO_WAY:
            best = min(best, near[depth] + far[depth])
        _rise(start, shape, (weight, closed, 0), near, best)
        _rise(start, shape, (weight, closed, 1), far, best)
        start = shape.parent[start]
    return best


@njit(cache=True, nogil=True)
def _rise(v: int, shape: Shape, half: Half, near: Rows, most: int) -> None:
    """Pass on the cost of a vertex, kept by depth, along its upward arcs; not if it is `most` or more."""
    weight, closed, way = half
    cost = near[shape.depth[v]]
    if cost >= most:
        return
    for k in range(shape.first[v], shape.first[v + 1]):
        step, above = np.int64(weight[2 * k + way]), shape.depth[shape.head[k]]
        if step < closed and cost + step < near[above]:
            near[above] = cost + step


@njit(cache=True, nogil=True)
def _least_of_all(
    shape: Shape, weights: tuple[Weights, int], ends: tuple[Ints, Ints], costs: tuple[Rows, Rows], most: int
) -> int:
    best = most
    for i in range(len(ends[0])):
        for j in range(len(ends[1])):
            own = costs[0][i] + costs[1][j]
            if own < best:
                best = own + least(shape, weights, ends[0][i], ends[1][j], best - own)
    return best
