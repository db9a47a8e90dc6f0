"""The cheapest way through a hierarchy: up the tree from both ends, then each arc unfolded.

All that a search writes is its own and as small as the tree is high: an ancestor is kept at its depth.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numba import njit

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.columns import Ints, Rows, Shape, Slots, Weights
from routing.engines.hierarchy.metric import Metric
from routing.engines.hierarchy.topology import arc_between

Grid = Rows  # two-dimensional


class _Side(NamedTuple):
    """What one end of a search found; a row for each branch of the tree, a column for each depth.

    `before` is the cell from which a cell was reached, row * columns + column, or -1 - i for end i.
    """

    cost: Grid
    before: Grid
    vertex: Grid


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """A cheapest way: its cost, which start and which end it joins, and the graph arcs between them."""

    cost: int
    start: int
    end: int
    arcs: Rows


def cheapest_way(metric: Metric, starts: tuple[Rows, Rows], ends: tuple[Rows, Rows]) -> Found | None:
    """The cheapest way from any start to any end, each given by its vertex and what it costs to use; None: no way."""
    if not len(starts[0]) or not len(ends[0]):
        return None
    topology = metric.topology
    ranks = topology.rank[starts[0]], topology.rank[ends[0]]
    weights = metric.cost, metric.weight, metric.closed
    costs = starts[1].astype(np.int64), ends[1].astype(np.int64)
    cost, start, end, arcs = _way(topology.shape, topology.slots, weights, ranks, costs)
    return Found(cost=int(cost), start=int(start), end=int(end), arcs=arcs) if cost < NO_WAY else None


@njit(cache=True, nogil=True)
def _side(at: Ints, cost: Rows, depth: Ints, height: int) -> _Side:
    """One row for each end, with its own cost in its place."""
    side = _Side(
        np.full((len(at), height), NO_WAY, np.int64),
        np.empty((len(at), height), np.int64),
        np.full((len(at), height), -1, np.int64),
    )
    for i in range(len(at)):
        side.cost[i, depth[at[i]]] = cost[i]
        side.before[i, depth[at[i]]] = -1 - i
    return side


@njit(cache=True, nogil=True)
def _meeting(one: Ints, other: Ints, parent: Ints) -> int:
    """The lowest vertex above all of these; the number of vertices when there is none."""
    at = np.concatenate((one, other))
    while True:
        low, high = at.min(), at.max()
        if low == high:
            return int(low)
        for i in range(len(at)):
            while at[i] < high:
                at[i] = parent[at[i]]


@njit(cache=True, nogil=True)
def _relax(v: int, cell: tuple[int, int], shape: Shape, half: tuple[Weights, int, int], side: _Side) -> None:
    """Pass on the cost of a vertex along its upward arcs; `half` is weights, closed, and 0 or 1 for the direction."""
    row, column = cell
    weight, closed, way = half
    near, here = side.cost[row, column], row * side.cost.shape[1] + column
    side.vertex[row, column] = v
    if near >= NO_WAY:
        return
    for k in range(shape.first[v], shape.first[v + 1]):
        step, above = np.int64(weight[2 * k + way]), shape.depth[shape.head[k]]
        if step < closed and near + step < side.cost[row, above]:
            side.cost[row, above] = near + step
            side.before[row, above] = here


@njit(cache=True, nogil=True)
def _merge(kept: int, gone: int, up_to: int, side: _Side) -> None:
    """Take over what another row knows of the vertices they share."""
    for column in range(up_to + 1):
        if side.cost[gone, column] < side.cost[kept, column]:
            side.cost[kept, column] = side.cost[gone, column]
            side.before[kept, column] = side.before[gone, column]


@njit(cache=True, nogil=True)
def _climb(ends: Ints, top: int, shape: Shape, half: tuple[Weights, int, int], side: _Side) -> int:
    """Go up from all ends to `top`, not into it; the row that holds what is known from there on."""
    at = ends.copy()
    gone = len(shape.parent) + 1
    while True:
        row = int(at.argmin())
        v = int(at[row])
        depth = shape.depth[v]
        for other in range(len(at)):
            if other != row and at[other] == v:
                _merge(row, other, depth, side)
                at[other] = gone
        if v >= top:
            return row
        _relax(v, (row, depth), shape, half, side)
        at[row] = shape.parent[v]


@njit(cache=True, nogil=True)
def _branches_meet(there: _Side, back: _Side) -> tuple[int, int, int]:
    """The best of the vertices that branches of both sides went through: cost and a cell of each side."""
    best, one, other = NO_WAY, -1, -1
    height = there.cost.shape[1]
    for i in range(len(there.cost)):
        for j in range(len(back.cost)):
            for column in range(height):
                v = there.vertex[i, column]
                if v >= 0 and v == back.vertex[j, column]:
                    near, far = there.cost[i, column], back.cost[j, column]
                    if near < NO_WAY and far < NO_WAY and near + far < best:
                        best, one, other = near + far, i * height + column, j * height + column
    return best, one, other


@njit(cache=True, nogil=True)
def _crest(
    v: int, rows: tuple[int, int], shape: Shape, weights: tuple[Weights, int], sides: tuple[_Side, _Side]
) -> tuple[int, int, int]:
    """Go up from where all branches have met, both sides at once; as `_branches_meet`."""
    there, back = sides
    best, one, other = NO_WAY, -1, -1
    height, count = there.cost.shape[1], len(shape.parent)
    while v < count:
        column = shape.depth[v]
        near, far = there.cost[rows[0], column], back.cost[rows[1], column]
        if near < NO_WAY and far < NO_WAY and near + far < best:
            best, one, other = near + far, rows[0] * height + column, rows[1] * height + column
        there.vertex[rows[0], column] = v
        back.vertex[rows[1], column] = v
        if near < best:
            _relax(v, (rows[0], column), shape, (weights[0], weights[1], 0), there)
        if far < best:
            _relax(v, (rows[1], column), shape, (weights[0], weights[1], 1), back)
        v = shape.parent[v]
    return best, one, other


@njit(cache=True, nogil=True)
def _reached(tails: Ints, at: int, end: int, wanted: int) -> int:
    """The first place from `at` on whose tail is not below the wanted one, found by longer and longer steps."""
    step = 1
    while at + step < end and tails[at + step] < wanted:
        at += step
        step *= 2
    last = min(at + step, end)
    while at < last:
        middle = (at + last) >> 1
        if tails[middle] < wanted:
            at = middle + 1
        else:
            last = middle
    return at


@njit(cache=True, nogil=True)
def halves(low: int, high: int, shape: Shape, weight: Weights, slot: int) -> tuple[int, int, int]:
    """A vertex below both by way of which the slot between them has its weight, and its halves as driven; -1: none."""
    value, up = np.int64(weight[slot]), slot % 2 == 0
    j, end = shape.low_first[high], shape.low_first[high + 1]
    for i in range(shape.low_first[low], shape.low_first[low + 1]):
        v = shape.low_tail[i]
        j = _reached(shape.low_tail, j, end, v)
        if j == end:
            break
        if shape.low_tail[j] == v:
            a, b = shape.low_arc[i], shape.low_arc[j]
            if not up:
                a, b = b, a
            if np.int64(weight[2 * a + 1]) + np.int64(weight[2 * b]) == value:
                return int(v), int(2 * a + 1), int(2 * b)
    return -1, -1, -1


@njit(cache=True, nogil=True)
def middle_of(low: int, high: int, shape: Shape, weight: Weights, slot: int) -> int:
    """A vertex below both by way of which the slot between them has its weight; -1: none."""
    return halves(low, high, shape, weight, slot)[0]


@njit(cache=True, nogil=True)
def own_arc(slot: int, slots: Slots, cost: Weights, value: int) -> int:
    """The first graph arc of a slot that costs this; -1: none."""
    for i in range(slots.first[slot], slots.first[slot + 1]):
        if np.int64(cost[slots.arc[i]]) == value:
            return int(slots.arc[i])
    return -1


@njit(cache=True, nogil=True)
def _longer(arcs: Rows, count: int) -> Rows:
    if count < len(arcs):
        return arcs
    longer = np.empty(2 * len(arcs), np.int64)
    longer[:count] = arcs
    return longer


@njit(cache=True, nogil=True)
def unfold(
    step: tuple[int, int], shape: Shape, slots: Slots, weights: tuple[Weights, Weights, int], out: tuple[Rows, int]
) -> tuple[Rows, int]:
    """Add the graph arcs of one step between joined vertices."""
    cost, weight, _ = weights
    arcs, count = out
    stack = np.empty((shape.height + 2, 3), np.int64)  # each unfolding goes one lower, one half waits
    low, high = min(step[0], step[1]), max(step[0], step[1])
    stack[0, 0], stack[0, 1] = low, high
    stack[0, 2] = 2 * arc_between(shape.first, shape.head, low, high) + (0 if step[0] < step[1] else 1)
    waiting = 1
    while waiting:
        waiting -= 1
        low, high, slot = stack[waiting, 0], stack[waiting, 1], stack[waiting, 2]
        own = own_arc(slot, slots, cost, int(weight[slot]))
        if own >= 0:
            arcs = _longer(arcs, count)
            arcs[count] = own
            count += 1
            continue
        middle, first, second = halves(low, high, shape, weight, slot)
        if middle < 0:
            raise AssertionError  # weights that were not made by customisation
        start, end = (low, high) if slot % 2 == 0 else (high, low)
        stack[waiting, 0], stack[waiting, 1], stack[waiting, 2] = middle, end, second
        stack[waiting + 1, 0], stack[waiting + 1, 1], stack[waiting + 1, 2] = middle, start, first
        waiting += 2
    return arcs, count


@njit(cache=True, nogil=True)
def _chain(side: _Side, cell: int) -> tuple[Rows, int]:
    """The vertices from a cell back to the end it was reached from, and which end."""
    height = side.cost.shape[1]
    vertices = np.empty(height, np.int64)
    count = 0
    while True:
        vertices[count] = side.vertex[cell // height, cell % height]
        count += 1
        before = side.before[cell // height, cell % height]
        if before < 0:
            return vertices[:count], -1 - before
        cell = before


@njit(cache=True, nogil=True)
def _way(
    shape: Shape,
    slots: Slots,
    weights: tuple[Weights, Weights, int],
    ends: tuple[Ints, Ints],
    costs: tuple[Rows, Rows],
) -> tuple[int, int, int, Rows]:
    """Cost, which start, which end, graph arcs."""
    _, weight, closed = weights
    height = max(shape.depth[ends[0]].max(), shape.depth[ends[1]].max()) + 1
    there, back = _side(ends[0], costs[0], shape.depth, height), _side(ends[1], costs[1], shape.depth, height)
    top = _meeting(ends[0], ends[1], shape.parent)
    rows = (
        _climb(ends[0], top, shape, (weight, closed, 0), there),
        _climb(ends[1], top, shape, (weight, closed, 1), back),
    )
    best, one, other = _branches_meet(there, back)
    crest, here, beyond = _crest(top, rows, shape, (weight, closed), (there, back))
    if crest < best:
        best, one, other = crest, here, beyond
    arcs, count = np.empty(256, np.int64), 0
    if best >= NO_WAY:
        return NO_WAY, -1, -1, arcs[:0]
    up, start = _chain(there, one)
    down, end = _chain(back, other)
    for i in range(len(up) - 1, 0, -1):
        arcs, count = unfold((up[i], up[i - 1]), shape, slots, weights, (arcs, count))
    for i in range(len(down) - 1):
        arcs, count = unfold((down[i], down[i + 1]), shape, slots, weights, (arcs, count))
    return best, start, end, arcs[:count]
