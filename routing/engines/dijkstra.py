"""Shortest ways over plain integer columns, compiled; no shared scratch, so threads do not meet."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Costs = NDArray[np.int64]
Rows = NDArray[np.int64]

NO_WAY = 1 << 62
"""Cost of what cannot be used; no sum of real costs may reach it."""


@njit(cache=True, nogil=True)
def push(keys: Costs, vertices: Rows, count: int, key: int, vertex: int) -> int:
    """Put into the four-way heap; the new count."""
    i = count
    while i > 0:
        above = (i - 1) >> 2
        if keys[above] <= key:
            break
        keys[i] = keys[above]
        vertices[i] = vertices[above]
        i = above
    keys[i] = key
    vertices[i] = vertex
    return count + 1


@njit(cache=True, nogil=True)
def pop(keys: Costs, vertices: Rows, count: int) -> int:
    """Drop the least of the four-way heap; the new count."""
    last = count - 1
    key, vertex, i = keys[last], vertices[last], 0
    while 4 * i + 1 < last:
        below = 4 * i + 1
        for j in range(below + 1, min(below + 4, last)):
            if keys[j] < keys[below]:
                below = j
        if keys[below] >= key:
            break
        keys[i] = keys[below]
        vertices[i] = vertices[below]
        i = below
    keys[i] = key
    vertices[i] = vertex
    return last


@njit(cache=True, nogil=True)
def _best_target(vertex: int, cost: int, targets: Rows, target_cost: Costs, best: int, which: int) -> tuple[int, int]:
    for i in range(len(targets)):
        if targets[i] == vertex and cost + target_cost[i] < best:
            best = cost + target_cost[i]
            which = i
    return best, which


@njit(cache=True, nogil=True)
def search(
    graph: tuple[Rows, Rows, Rows], cost: Costs, seeds: Rows, seed_cost: Costs, targets: Rows, target_cost: Costs
) -> tuple[int, int, Costs, Rows, Rows]:
    """Cheapest cost from any seed to any target, with distances and the arcs that led there.

    Parameters
    ----------
    graph
        Where the arcs of each vertex start (one longer than the vertices), the vertex each arc
        leads to, and the row of its cost.
    cost
        Non-negative costs; NO_WAY for what cannot be used.
    targets, target_cost
        The search ends when no target can become cheaper; with no targets it visits everything.

    Returns
    -------
    tuple
        Best cost (NO_WAY: none), which target, distance of each vertex, the vertex before it (-1:
        it is a seed) and the arc that led to it (for a seed: which one).
    """
    first, head, row = graph
    distance = np.full(len(first) - 1, NO_WAY, np.int64)
    before = np.full(len(first) - 1, -1, np.int64)
    by_arc = np.full(len(first) - 1, -1, np.int64)
    keys = np.empty(len(head) + len(seeds) + 1, np.int64)
    vertices = np.empty(len(head) + len(seeds) + 1, np.int64)
    count, best, which = 0, NO_WAY, -1
    for i in range(len(seeds)):
        if seed_cost[i] < distance[seeds[i]]:
            distance[seeds[i]] = seed_cost[i]
            by_arc[seeds[i]] = i
            count = push(keys, vertices, count, seed_cost[i], seeds[i])
    while count:
        near, vertex = keys[0], vertices[0]
        if near >= best:
            break
        count = pop(keys, vertices, count)
        if near > distance[vertex]:
            continue
        best, which = _best_target(vertex, near, targets, target_cost, best, which)
        for arc in range(first[vertex], first[vertex + 1]):
            step = cost[row[arc]]
            if step < NO_WAY and near + step < distance[head[arc]]:
                distance[head[arc]] = near + step
                before[head[arc]] = vertex
                by_arc[head[arc]] = arc
                count = push(keys, vertices, count, near + step, head[arc])
    return best, which, distance, before, by_arc


@njit(cache=True, nogil=True)
def components(count: int, start: Rows, end: Rows) -> Rows:
    """For each vertex the lowest-numbered vertex it is joined to in any direction."""
    root = np.arange(count)
    for i in range(len(start)):
        a, b = start[i], end[i]
        while root[a] != a:
            root[a] = root[root[a]]
            a = root[a]
        while root[b] != b:
            root[b] = root[root[b]]
            b = root[b]
        root[max(a, b)] = min(a, b)
    for i in range(count):
        root[i] = root[root[i]]
    return root
