"""Many cheapest ways in one call, on as many threads as there are cores: the same ways as asked one by one.

A way is mostly unfolding. What one question found out about how a slot is folded stays with the
metric and, where a repair did not touch it, with the metrics made from it.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numba import njit

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.columns import Ints, Rows, Shape, Slots, Weights
from routing.engines.hierarchy.folds import FORGOTTEN, Table, fold_of, place_of
from routing.engines.hierarchy.metric import Metric
from routing.engines.hierarchy.query import Found, searched
from routing.engines.hierarchy.topology import arc_between
from routing.engines.hierarchy.unfold import longer
from routing.engines.tables import Groups

SHARE = 8
"""Fewer ways than this are not worth a thread of their own."""

Ends = tuple[Ints, Rows, Rows]
"""Vertices, costs and where those of each stop begin, as in Groups."""


class _Each(NamedTuple):
    """Ways one by one: cost, start and end in columns; the arcs of way i are arcs[first[i]:first[i + 1]].

    `found` are the folds that were not known.
    """

    way: Rows
    first: Rows
    arcs: Rows
    found: Rows


def cheapest_ways(metric: Metric, starts: Groups, ends: Groups, threads: int | None = None) -> list[Found | None]:
    """The cheapest way from each group of starts to the group of ends beside it; None: no way."""
    count = len(starts.first) - 1
    rank, table = metric.topology.rank, metric.folds.table
    columns = _ranked(rank, starts), _ranked(rank, ends)
    given = metric.topology.shape, metric.topology.slots, (metric.cost, metric.weight, metric.closed), columns, table
    cuts = _cuts(count, threads or os.cpu_count() or 1)
    if len(cuts) > 2:  # noqa: PLR2004  # more than one share
        shares = list(_pool().map(lambda cut: _ways(*given, cut), pairwise(cuts)))
    else:
        shares = [_ways(*given, (0, count))]
    metric.folds.learn(np.concatenate([share.found for share in shares]))
    return [found for share in shares for found in _told(share)]


def _ranked(rank: Ints, side: Groups) -> Ends:
    return rank[side.vertex], side.cost.astype(np.int64), side.first


def _cuts(count: int, threads: int) -> list[int]:
    shares = max(1, min(threads, count // SHARE))
    return [count * k // shares for k in range(shares + 1)]


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="ways")


def _told(share: _Each) -> list[Found | None]:
    spans = zip(share.way.tolist(), share.first[:-1].tolist(), share.first[1:].tolist(), strict=True)
    return [
        Found(cost=cost, start=start, end=end, arcs=share.arcs[low:high]) if cost < NO_WAY else None
        for (cost, start, end), low, high in spans
    ]


@njit(cache=True, nogil=True)
def _ways(
    shape: Shape,
    slots: Slots,
    weights: tuple[Weights, Weights, int],
    ends: tuple[Ends, Ends],
    table: Table,
    span: tuple[int, int],
) -> _Each:
    """The ways of a span of the groups."""
    (one, one_cost, one_first), (other, other_cost, other_first) = ends
    many = span[1] - span[0]
    way, first = np.empty((many, 3), np.int64), np.zeros(many + 1, np.int64)
    arcs, found, counts = np.empty(1024, np.int64), np.empty((256, 5), np.int64), (0, 0)
    for i in range(many):
        a, b = span[0] + i, span[0] + i + 1
        at = one[one_first[a] : one_first[b]], other[other_first[a] : other_first[b]]
        costs = one_cost[one_first[a] : one_first[b]], other_cost[other_first[a] : other_first[b]]
        way[i, 0], way[i, 1], way[i, 2] = NO_WAY, -1, -1
        if len(at[0]) and len(at[1]):
            way[i, 0], (way[i, 1], way[i, 2]), up, down = searched(shape, (weights[1], weights[2]), at, costs)
            steps = _steps(up, down, shape)
            arcs, found, counts = _unfolded(steps, shape, slots, weights, table, (arcs, found, counts))
        first[i + 1] = counts[0]
    return _Each(way, first, arcs[: counts[0]], found[: counts[1]])


@njit(cache=True, nogil=True)
def _steps(up: Rows, down: Rows, shape: Shape) -> Rows:
    """Lower vertex, higher vertex and slot of each step of a way, the last first, with room to unfold them."""
    steps = np.empty((len(up) + len(down) + shape.height + 4, 3), np.int64)
    count = 0
    for k in range(len(down) - 2, -1, -1):
        steps[count, 0], steps[count, 1] = down[k + 1], down[k]
        steps[count, 2] = 2 * arc_between(shape.first, shape.head, down[k + 1], down[k]) + 1
        count += 1
    for k in range(len(up) - 1):
        steps[count, 0], steps[count, 1] = up[k + 1], up[k]
        steps[count, 2] = 2 * arc_between(shape.first, shape.head, up[k + 1], up[k])
        count += 1
    steps[-1, 0] = count
    return steps


@njit(cache=True, nogil=True)
def _unfolded(
    stack: Rows,
    shape: Shape,
    slots: Slots,
    weights: tuple[Weights, Weights, int],
    table: Table,
    out: tuple[Rows, Rows, tuple[int, int]],
) -> tuple[Rows, Rows, tuple[int, int]]:
    """Add the graph arcs of the steps of a way, and the folds met that were not known.

    Columns are taken out of their tuples before the loop: each such look counts references, one by one.
    """
    arcs, found, (count, fresh) = out
    known, fold, waiting = table.slot, table.fold, stack[-1, 0]
    while waiting:
        waiting -= 1
        low, high, slot = int(stack[waiting, 0]), int(stack[waiting, 1]), int(stack[waiting, 2])
        at = place_of(known, slot)
        if known[at] >= 0 and fold[at, 1] != FORGOTTEN:
            middle, first, second = int(fold[at, 1]), int(fold[at, 2]), int(fold[at, 3])
        else:
            middle, first, second = fold_of((low, high, slot), shape, slots, weights)
            found = _noted(found, fresh, (slot, low, middle, first, second))
            fresh += 1
        if middle < 0:
            if count == len(arcs):
                arcs = longer(arcs, count)
            arcs[count] = first
            count += 1
            continue
        start, end = (low, high) if slot % 2 == 0 else (high, low)
        stack[waiting, 0], stack[waiting, 1], stack[waiting, 2] = middle, end, second
        stack[waiting + 1, 0], stack[waiting + 1, 1], stack[waiting + 1, 2] = middle, start, first
        waiting += 2
    return arcs, found, (count, fresh)


@njit(cache=True, nogil=True)
def _noted(found: Rows, count: int, fold: tuple[int, int, int, int, int]) -> Rows:
    if count == len(found):
        longer = np.empty((2 * count, 5), np.int64)
        longer[:count] = found
        found = longer
    for k in range(5):
        found[count, k] = fold[k]
    return found
