"""Exact costs from the starts and to the ends of a question, for the places both searches come to and those beside.

The vertices above the starts and ends in the tree are the corners of the cells around both, so every
way passes some of them. One sweep up and one down again gives the costs of each, with no way unfolded.
"""

from heapq import heapify, heappop, heappush
from typing import NamedTuple

import numpy as np
from numba import njit

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.columns import Ints, Rows, Shape, Weights

Half = tuple[Weights, int, int]
"""Weights, what is closed, and 0 for ways from the starts, 1 for ways to the ends."""
Wanted = tuple[float, int]
"""What ways may cost over the best, and how many vertices are looked at below the members."""
Room = tuple[int, int]
"""The cost up to which ways are of use, and how many vertices are looked at below the members."""


class Side(NamedTuple):
    """For each member the cost from the starts (or to the ends), and the member next to it on that way.

    `before` is -1 - i next to start or end i.
    """

    cost: Rows
    before: Rows


@njit(cache=True, nogil=True)
def labelled(
    shape: Shape, weights: tuple[Weights, int], ends: tuple[Ints, Ints], costs: tuple[Rows, Rows], wanted: Wanted
) -> tuple[Ints, Side, Side]:
    """The members, then as many vertices below them as wanted, with costs from the starts and to the ends."""
    members = _members(ends[0], ends[1], shape)
    there = _risen(members, ends[0], costs[0], shape, (weights[0], weights[1], 0))
    back = _risen(members, ends[1], costs[1], shape, (weights[0], weights[1], 1))
    best = sums(there, back).min()
    if best >= NO_WAY:
        return members[0], there, back
    stretch, below = wanted
    most = int(min(stretch * best, NO_WAY / 4))
    _fall(members, there, shape, (weights[0], weights[1], 0), most)
    _fall(members, back, shape, (weights[0], weights[1], 1), most)
    return _widened(members, (there, back), shape, weights, (most, below))


@njit(cache=True, nogil=True)
def sums(there: Side, back: Side) -> Rows:
    """The cost of the best way over each member."""
    total = np.full(len(there.cost), NO_WAY, np.int64)
    for i in range(len(total)):
        if there.cost[i] < NO_WAY and back.cost[i] < NO_WAY:
            total[i] = there.cost[i] + back.cost[i]
    return total


@njit(cache=True, nogil=True)
def _members(starts: Ints, ends: Ints, shape: Shape) -> tuple[Ints, Ints]:
    """Everything above these, lowest first, and the row of each vertex in that list; set for these only."""
    count = len(shape.parent)
    at = np.concatenate((starts, ends))
    found = np.empty(shape.depth[at].sum(), np.int32)
    n = 0
    for v in at:
        while v < count:
            found[n] = v
            n += 1
            v = shape.parent[v]  # noqa: PLW2901  # climbing
    vertex = np.unique(found[:n])
    place = np.empty(count, np.int32)
    for i in range(len(vertex)):
        place[vertex[i]] = i
    return vertex, place


@njit(cache=True, nogil=True)
def _risen(members: tuple[Ints, Ints], at: Ints, cost: Rows, shape: Shape, half: Half) -> Side:
    """Costs by ways that only rise."""
    vertex, place = members
    weight, closed, way = half
    side = Side(np.full(len(vertex), NO_WAY, np.int64), np.full(len(vertex), -1, np.int64))
    near, before = side
    for i in range(len(at)):
        row = place[at[i]]
        if cost[i] < near[row]:
            near[row], before[row] = cost[i], -1 - i
    for i in range(len(vertex)):
        if near[i] >= NO_WAY:
            continue
        for k in range(shape.first[vertex[i]], shape.first[vertex[i] + 1]):
            step, above = np.int64(weight[2 * k + way]), place[shape.head[k]]
            if step < closed and near[i] + step < near[above]:
                near[above], before[above] = near[i] + step, i
    return side


@njit(cache=True, nogil=True)
def _from_above(v: int, known: tuple[Ints, Rows], shape: Shape, half: Half) -> tuple[int, int]:
    """The least cost of a vertex by way of a higher one, and which row that is; `known` is rows and their costs."""
    place, near = known
    weight, closed, way = half
    least, by = NO_WAY, -1
    for k in range(shape.first[v], shape.first[v + 1]):
        step, above = np.int64(weight[2 * k + 1 - way]), place[shape.head[k]]
        if step < closed and near[above] + step < least:
            least, by = near[above] + step, above
    return least, by


@njit(cache=True, nogil=True)
def _fall(members: tuple[Ints, Ints], side: Side, shape: Shape, half: Half, most: int) -> None:
    """Costs by ways that rise and fall again: exact up to `most`, NO_WAY beyond."""
    vertex, place = members
    for i in range(len(vertex) - 1, -1, -1):
        least, by = _from_above(vertex[i], (place, side.cost), shape, half)
        if least < side.cost[i]:
            side.cost[i], side.before[i] = least, by
        if side.cost[i] > most:
            side.cost[i] = NO_WAY


@njit(cache=True, nogil=True)
def _longer(side: Side, count: int) -> Side:
    longer = Side(np.full(count, NO_WAY, np.int64), np.full(count, -1, np.int64))
    longer.cost[: len(side.cost)] = side.cost
    longer.before[: len(side.cost)] = side.before
    return longer


@njit(cache=True, nogil=True)
def _widened(
    members: tuple[Ints, Ints],
    sides: tuple[Side, Side],
    shape: Shape,
    weights: tuple[Weights, int],
    within: Room,
) -> tuple[Ints, Side, Side]:
    """The members and vertices below them, those with the most below them first.

    All that is above such a vertex is known already, so its costs are exact. Cells that lead
    nowhere or that no way of use comes into are left out.
    """
    most, below = within
    n, place = len(members[0]), members[1]
    vertex = np.empty(n + below, np.int32)
    vertex[:n] = members[0]
    there, back = _longer(sides[0], n + below), _longer(sides[1], n + below)
    waiting = _beside(members, shape)
    while n < len(vertex) and len(waiting) > 0:
        size, x = heappop(waiting)
        if min(_into(x, (place, there.cost), shape), most + 1) + _into(x, (place, back.cost), shape) > most:
            continue
        near, by = _from_above(x, (place, there.cost), shape, (weights[0], weights[1], 0))
        far, on = _from_above(x, (place, back.cost), shape, (weights[0], weights[1], 1))
        vertex[n], place[x] = x, n
        there.cost[n], there.before[n] = near if near <= most else NO_WAY, by
        back.cost[n], back.before[n] = far if far <= most else NO_WAY, on
        n += 1
        for child, lowest in _children(x, x + 1 + size, shape):
            if shape.first[child + 1] - shape.first[child] > 1:
                heappush(waiting, (lowest - child - 1, child))
    return vertex[:n], Side(there.cost[:n], there.before[:n]), Side(back.cost[:n], back.before[:n])


@njit(cache=True, nogil=True)
def _beside(members: tuple[Ints, Ints], shape: Shape) -> list[tuple[int, int]]:
    """A heap of what lies right below the members: how much lies below each, negative, and the vertex."""
    vertex, place = members
    lowest = np.zeros(len(vertex), np.int64)
    waiting = [(0, 0) for _ in range(0)]
    for i in range(len(vertex) - 1, -1, -1):
        for child, low in _children(vertex[i], lowest[i], shape):
            at = place[child]
            if 0 <= at < len(vertex) and vertex[at] == child:  # whatever `place` held before
                lowest[at] = low
            elif shape.first[child + 1] - shape.first[child] > 1:
                waiting.append((low - child - 1, child))
    heapify(waiting)
    return waiting


@njit(cache=True, nogil=True)
def _children(v: int, lowest: int, shape: Shape) -> list[tuple[int, int]]:
    """What lies right below a vertex, each with the lowest below it; `lowest` is that of the vertex."""
    found = [(0, 0) for _ in range(0)]
    for q in range(shape.low_first[v], shape.low_first[v + 1]):
        x = int(shape.low_tail[q])
        if shape.parent[x] == v:
            found.append((x, lowest))
            lowest = x + 1
    return found


@njit(cache=True, nogil=True)
def _into(v: int, known: tuple[Ints, Rows], shape: Shape) -> int:
    """The least cost of the vertices above the cell under a vertex."""
    place, near = known
    least = NO_WAY
    for k in range(shape.first[v], shape.first[v + 1]):
        least = min(least, near[place[shape.head[k]]])
    return least
