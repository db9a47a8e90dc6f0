"""A search that ends where nothing more can be reached within a time, though ways are chosen by another cost."""

from typing import NamedTuple

import numpy as np
from numba import njit

from geo.lines import Floats, Rows
from routing.engines.dijkstra import NO_WAY, pop, push

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


class _Labels(NamedTuple):
    """By vertex: the least cost yet, the time of that way, the vertex before, the arc, and whether it is final."""

    cost: Rows
    ms: Floats
    before: Rows
    by_arc: Rows
    final: Flags


@njit(cache=True, nogil=True)
def _label(v: int, cost: int, ms: float, by: tuple[int, int], labels: _Labels, most_ms: float) -> int:
    """Write a label; by how much the number of waiting vertices within the time grows."""
    grows = int(ms <= most_ms) - int(labels.cost[v] < NO_WAY and labels.ms[v] <= most_ms)
    labels.cost[v], labels.ms[v], labels.before[v], labels.by_arc[v] = cost, ms, by[0], by[1]
    return grows


@njit(cache=True, nogil=True)
def search_within(
    graph: tuple[Rows, Rows, Rows], cost: Rows, takes_ms: Floats, seeds: tuple[Rows, Rows, Floats], most_ms: float
) -> tuple[Rows, Rows, Rows]:
    """The cheapest ways from any seed as far as anything of them lies within a time.

    Every vertex whose cheapest way takes no longer is told, and every one so cheap that the cheapest
    way to some place along an arc from one within the time could lead over it. What is left out
    costs more, or lies only beyond what takes longer.

    Parameters
    ----------
    graph, cost
        As the plain search takes them.
    takes_ms
        The time of each row of costs.
    seeds
        Vertices, and what each costs and takes.

    Returns
    -------
    tuple
        Cost of each vertex, the vertex before it and the arc that led to it, as the plain search.
    """
    count = len(graph[0]) - 1
    labels = _Labels(
        np.full(count, NO_WAY, np.int64),
        np.full(count, np.inf),
        np.full(count, -1, np.int64),
        np.full(count, -1, np.int64),
        np.zeros(count, np.bool_),
    )
    room = len(graph[1]) + len(seeds[0]) + 1
    queue = np.empty(room, np.int64), np.empty(room, np.int64)
    waiting, within, bar = _begin(seeds, labels, queue, most_ms)
    while waiting and (within > 0 or queue[0][0] <= bar):
        v = queue[1][0]
        waiting = pop(queue[0], queue[1], waiting)
        if not labels.final[v]:
            labels.final[v] = True
            if labels.ms[v] <= most_ms:
                within -= 1
                bar = max(bar, _dearest(v, graph, cost, labels))
            waiting, within = _relax(v, (graph, cost, takes_ms), labels, queue, (waiting, within), most_ms)
    _drop_open(labels)
    return labels.cost, labels.before, labels.by_arc


@njit(cache=True, nogil=True)
def _begin(
    seeds: tuple[Rows, Rows, Floats], labels: _Labels, queue: tuple[Rows, Rows], most_ms: float
) -> tuple[int, int, int]:
    """Label the seeds; how many wait, how many of them are within the time, and the cost up to which to search."""
    waiting, within, bar = 0, 0, -1
    for i in range(len(seeds[0])):
        bar = max(bar, seeds[1][i] + 1)  # places between a stop and a seed
        if seeds[1][i] < labels.cost[seeds[0][i]]:
            within += _label(seeds[0][i], seeds[1][i], seeds[2][i], (-1, i), labels, most_ms)
            waiting = push(queue[0], queue[1], waiting, seeds[1][i], seeds[0][i])
    return waiting, within, bar


@njit(cache=True, nogil=True)
def _dearest(v: int, graph: tuple[Rows, Rows, Rows], cost: Rows, labels: _Labels) -> int:
    """The cost at the far end of the dearest open arc of a vertex, and one more: costs of arcs are rounded."""
    most = -1
    for arc in range(graph[0][v], graph[0][v + 1]):
        step = cost[graph[2][arc]]
        if step < NO_WAY:
            most = max(most, labels.cost[v] + step + 1)
    return most


@njit(cache=True, nogil=True)
def _relax(
    v: int,
    arcs: tuple[tuple[Rows, Rows, Rows], Rows, Floats],
    labels: _Labels,
    queue: tuple[Rows, Rows],
    counts: tuple[int, int],
    most_ms: float,
) -> tuple[int, int]:
    """Pass a label on along the arcs; how many wait, and how many of the open ones are within the time."""
    (first, head, row), cost, takes_ms = arcs
    waiting, within = counts
    for arc in range(first[v], first[v + 1]):
        step, to = cost[row[arc]], head[arc]
        if step < NO_WAY and labels.cost[v] + step < labels.cost[to]:
            within += _label(to, labels.cost[v] + step, labels.ms[v] + takes_ms[row[arc]], (v, arc), labels, most_ms)
            waiting = push(queue[0], queue[1], waiting, labels.cost[to], to)
    return waiting, within


@njit(cache=True, nogil=True)
def _drop_open(labels: _Labels) -> None:
    for v in range(len(labels.final)):
        if not labels.final[v]:
            labels.cost[v], labels.before[v], labels.by_arc[v] = NO_WAY, -1, -1
