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
from routing.engines.hierarchy.unfold import unfold

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
    cost, (start, end), arcs = _way(topology.shape, topology.slots, weights, ranks, costs)
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
def searched(
    shape: Shape, half: tuple[Weights, int], ends: tuple[Ints, Ints], costs: tuple[Rows, Rows]
) -> tuple[int, tuple[int, int], Rows, Rows]:
    """Cost, which start and which end, the vertices back from the highest to each; `half` is weights and closed."""
    weight, closed = half
    height = max(shape.depth[ends[0]].max(), shape.depth[ends[1]].max()) + 1
    there, back = _side(ends[0], costs[0], shape.depth, height), _side(ends[1], costs[1], shape.depth, height)
    top = _meeting(ends[0], ends[1], shape.parent)
    rows = (
        _climb(ends[0], top, shape, (weight, closed, 0), there),
        _climb(ends[1], top, shape, (weight, closed, 1), back),
    )
    best, one, other = _branches_meet(there, back)
    crest, here, beyond = _crest(top, rows, shape, half, (there, back))
    if crest < best:
        best, one, other = crest, here, beyond
    if best >= NO_WAY:
        return NO_WAY, (-1, -1), np.empty(0, np.int64), np.empty(0, np.int64)
    up, start = _chain(there, one)
    down, end = _chain(back, other)
    return best, (start, end), up, down


@njit(cache=True, nogil=True)
def _way(
    shape: Shape,
    slots: Slots,
    weights: tuple[Weights, Weights, int],
    ends: tuple[Ints, Ints],
    costs: tuple[Rows, Rows],
) -> tuple[int, tuple[int, int], Rows]:
    """Cost, which start and which end, graph arcs."""
    best, met, up, down = searched(shape, (weights[1], weights[2]), ends, costs)
    arcs, count = np.empty(256, np.int64), 0
    for i in range(len(up) - 1, 0, -1):
        arcs, count = unfold((up[i], up[i - 1]), shape, slots, weights, (arcs, count))
    for i in range(len(down) - 1):
        arcs, count = unfold((down[i], down[i + 1]), shape, slots, weights, (arcs, count))
    return best, met, arcs[:count]
