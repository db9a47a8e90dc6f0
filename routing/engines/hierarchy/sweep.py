"""Costs from or to every vertex, and between many, by one pass down a hierarchy."""

import numpy as np
from numba import njit

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.columns import Ints, Rows, Shape, Weights
from routing.engines.hierarchy.metric import CLOSED_64, Metric

BLOCK = 16
"""Origins swept at once."""


def costs_from(metric: Metric, starts: tuple[Rows, Rows]) -> Rows:
    """The least cost of each vertex from any start; NO_WAY where there is no way."""
    return _all_costs(metric, starts, 0)


def costs_to(metric: Metric, ends: tuple[Rows, Rows]) -> Rows:
    """The least cost from each vertex to any end; NO_WAY where there is no way."""
    return _all_costs(metric, ends, 1)


def cost_matrix(metric: Metric, starts: Rows, ends: Rows) -> Rows:
    """The cost from each of these vertices to each of those; NO_WAY where there is no way."""
    if not len(starts) or not len(ends):
        return np.empty((len(starts), len(ends)), np.int64)
    topology = metric.topology
    return np.asarray(
        _matrix(topology.shape, (metric.weight, metric.closed), topology.rank[starts], topology.rank[ends])
    )


def _all_costs(metric: Metric, ends: tuple[Rows, Rows], way: int) -> Rows:
    topology = metric.topology
    cost = np.full(len(topology.rank), NO_WAY, np.int64)
    np.minimum.at(cost, topology.rank[ends[0]], ends[1].astype(np.int64))
    _rise(topology.shape, (metric.weight, metric.closed, way), cost)
    _fall(topology.shape, (metric.weight, metric.closed, 1 - way), cost)
    return np.asarray(cost[topology.rank])


@njit(cache=True, nogil=True)
def _rise(shape: Shape, half: tuple[Weights, int, int], cost: Rows) -> None:
    weight, closed, way = half
    for v in range(len(shape.parent)):
        if cost[v] < NO_WAY:
            for k in range(shape.first[v], shape.first[v + 1]):
                step = np.int64(weight[2 * k + way])
                if step < closed:
                    cost[shape.head[k]] = min(cost[shape.head[k]], cost[v] + step)


@njit(cache=True, nogil=True)
def _fall(shape: Shape, half: tuple[Weights, int, int], cost: Rows) -> None:
    weight, closed, way = half
    for v in range(len(shape.parent) - 1, -1, -1):
        least = cost[v]
        for k in range(shape.first[v], shape.first[v + 1]):
            step, above = np.int64(weight[2 * k + way]), cost[shape.head[k]]
            if step < closed and above < NO_WAY:
                least = min(least, above + step)
        cost[v] = least


@njit(cache=True, nogil=True)
def above_all(ends: Ints, parent: Ints) -> tuple[Ints, Ints]:
    """Everything above these, highest first, and the place of each vertex in that list (-1: none)."""
    count = len(parent)
    place = np.full(count + 1, -1, np.int32)
    for v in ends:
        while v < count and place[v] < 0:
            place[v] = 0
            v = parent[v]  # noqa: PLW2901  # climbing
    above = np.flatnonzero(place[:count] == 0)[::-1].astype(np.int32)
    for i in range(len(above)):
        place[above[i]] = i
    return above, place


@njit(cache=True, nogil=True)
def cut_out(above: Ints, place: Ints, shape: Shape, half: tuple[Weights, int]) -> tuple[Rows, Ints, Rows]:
    """The upward arcs of these vertices with their downward weights, packed; what is closed as CLOSED_64."""
    weight, closed = half
    first = np.zeros(len(above) + 1, np.int64)
    for i in range(len(above)):
        first[i + 1] = first[i] + shape.first[above[i] + 1] - shape.first[above[i]]
    head, step = np.empty(first[-1], np.int32), np.empty(first[-1], np.int64)
    n = 0
    for v in above:
        for k in range(shape.first[v], shape.first[v + 1]):
            down = np.int64(weight[2 * k + 1])
            head[n], step[n] = place[shape.head[k]], down if down < closed else CLOSED_64
            n += 1
    return first, head, step


@njit(cache=True, nogil=True)
def _start_row(
    start: int, column: int, shape: Shape, half: tuple[Weights, int], places: tuple[Ints, Rows, Rows]
) -> None:
    """Costs of what lies above a start, put into its column; `reached` holds by depth and is left as it was."""
    weight, closed = half
    place, reached, cost = places
    v, count = start, len(shape.parent)
    reached[shape.depth[v]] = 0
    while v < count:
        near = reached[shape.depth[v]]
        reached[shape.depth[v]] = CLOSED_64
        if place[v] >= 0:
            cost[place[v], column] = near
        if near < CLOSED_64:
            for k in range(shape.first[v], shape.first[v + 1]):
                step, above = np.int64(weight[2 * k]), shape.depth[shape.head[k]]
                if step < closed:
                    reached[above] = min(reached[above], near + step)
        v = shape.parent[v]


@njit(cache=True, nogil=True)
def fall_block(first: Rows, head: Ints, step: Rows, cost: Rows) -> None:
    """Lessen the costs of a block of origins by all that comes from above."""
    for i in range(len(first) - 1):
        for k in range(first[i], first[i + 1]):
            above, down = head[k], step[k]
            for b in range(BLOCK):
                cost[i, b] = min(cost[i, b], cost[above, b] + down)


@njit(cache=True, nogil=True)
def _matrix(shape: Shape, half: tuple[Weights, int], starts: Ints, ends: Ints) -> Rows:
    """Only what lies above the ends is swept, a block of starts at once; no sum exceeds twice CLOSED_64."""
    above, place = above_all(ends, shape.parent)
    first, head, step = cut_out(above, place, shape, half)
    out = np.empty((len(starts), len(ends)), np.int64)
    reached = np.full(shape.height + 1, CLOSED_64, np.int64)
    for low in range(0, len(starts), BLOCK):
        cost = np.full((len(above), BLOCK), CLOSED_64, np.int64)
        block = min(BLOCK, len(starts) - low)
        for b in range(block):
            _start_row(starts[low + b], b, shape, half, (place, reached, cost))
        fall_block(first, head, step, cost)
        for b in range(block):
            for j in range(len(ends)):
                value = cost[place[ends[j]], b]
                out[low + b, j] = value if value < CLOSED_64 else NO_WAY
    return out
