"""Ways over the places both searches know: many other ways for the price of a few questions.

The exact cost from the starts and to the ends of a place is that of the best way over it, known
before any is unfolded; most can be refused by a look around the place.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.columns import Bytes, Ints, Rows, Shape, Slots, Weights
from routing.engines.hierarchy.least import least
from routing.engines.hierarchy.metric import Metric
from routing.engines.hierarchy.spread import Side, labelled, sums
from routing.engines.hierarchy.topology import arc_between
from routing.engines.hierarchy.unfold import middle_of, own_arc, unfold

PART = 4
"""A way whose part of up to its cost divided by this can be beaten is refused."""
LENIENCE = 1.25
"""Costs in common may exceed what metres in common may not by this factor: roads differ in speed."""
Ends = tuple[Rows, Rows]
Roads = tuple[Shape, Slots, tuple[Weights, Weights, int]]


class Limits(NamedTuple):
    """Cost in all over that of the best, and cost in common with the best over its own."""

    stretch: float
    overlap: float


class Crossings(NamedTuple):
    """Places that other ways may go over, the most promising first.

    `vertex` are the members, everything above the starts and ends in the tree, lowest first, then
    some below those; `row` says which members ways may lead over, `best` the one over which the
    best way leads. `alike` counts those left out, for they surely have too much in common with it.
    """

    vertex: Ints
    there: Side
    back: Side
    best: int
    row: Rows
    alike: int

    @property
    def joined(self) -> bool:
        """Whether there is a way at all."""
        return bool(self.there.cost[self.best] < NO_WAY and self.back.cost[self.best] < NO_WAY)


class Tried(NamedTuple):
    """How many of the places were tried, of how many the ways pass a place twice, of how many they hold a detour."""

    places: int = 0
    looped: int = 0
    beaten: int = 0


class Over(NamedTuple):
    """A way over a place: which start and end it joins, its graph arcs, and how many lead to the place."""

    cost: int
    start: int
    end: int
    arcs: Rows
    via: int


def crossings(metric: Metric, starts: Ends, ends: Ends, limits: Limits, below: int) -> Crossings:
    """Places over which other ways may go than the best, `below` of them below the members; no way unfolded yet."""
    topology = metric.topology
    ranks = topology.rank[starts[0]], topology.rank[ends[0]]
    costs = starts[1].astype(np.int64), ends[1].astype(np.int64)
    half = metric.weight, metric.closed
    vertex, there, back = labelled(topology.shape, half, ranks, costs, (limits.stretch, below))
    return Crossings(vertex, there, back, *_candidates(there, back, limits))


def next_way(metric: Metric, found: Crossings, tried: Tried, tests: int) -> tuple[int, Tried]:
    """The next member over which a way is worth unfolding, after those tried and at most so many tests; -1: none."""
    sides, places = (found.there, found.back), (found.vertex, _roads(metric))
    row, *counts = _next(sides, found.row, (tried.places, tried.looped, tried.beaten), tests, places)
    return int(row), Tried(*map(int, counts))


def way_over(metric: Metric, found: Crossings, row: int) -> Over:
    """The best way over one of the members."""
    start, end, arcs, via = _unfolded((found.there, found.back), row, (found.vertex, _roads(metric)))
    return Over(int(found.there.cost[row] + found.back.cost[row]), int(start), int(end), arcs, int(via))


def _roads(metric: Metric) -> Roads:
    return metric.topology.shape, metric.topology.slots, (metric.cost, metric.weight, metric.closed)


@njit(cache=True, nogil=True)
def _next(
    sides: tuple[Side, Side], rows: Rows, tried: tuple[int, int, int], tests: int, places: tuple[Ints, Roads]
) -> tuple[int, int, int, int]:
    """A row and how many places were tried up to it, looped and were beaten."""
    there, back = sides
    at, looped, beaten = tried
    while at < len(rows) and at - looped < tests:
        row = rows[at]
        at += 1
        if _turns(there, back, row, places):
            looped += 1
        elif _is_beaten(there, back, row, places):
            beaten += 1
        else:
            return int(row), at, looped, beaten
    return -1, at, looped, beaten


@njit(cache=True, nogil=True)
def _candidates(there: Side, back: Side, limits: Limits) -> tuple[int, Rows, int]:
    """The best member, those over which ways go that are not all too alike, the likeliest first, and how many were.

    Likely are ways that share little with the best one and on which a long part around the member may
    be the best way both to its end and from its start: one without a detour has such a part. What
    costs exactly the same as another is nearly always the same way and comes last.
    """
    total = sums(there, back)
    best = int(total.argmin())
    rows, worth, n, alike = np.empty(len(total), np.int64), np.empty(len(total)), 0, 0
    on_best, seen, before = _on_best(there, back, best), np.full(len(total), -1, np.int64), total[best]
    for row in np.argsort(total):
        if total[row] > limits.stretch * total[best] or total[row] >= NO_WAY:
            break
        if on_best[row] or seen[row] == total[row]:
            continue
        up, down = _chain(there, row)[0], _chain(back, row)[0]
        seen[up], seen[down] = total[row], total[row]
        common = _left_at(up, there, on_best) + _left_at(down, back, on_best)
        if common > LENIENCE * limits.overlap * total[best]:
            alike += 1
        else:
            both = min(_both_best(up, there, total) + _both_best(down, back, total), total[row] // 2)
            rows[n], worth[n] = row, 2 * both - common - (4 * total[row] if total[row] == before else 0)
            n, before = n + 1, total[row]
    return best, rows[np.argsort(-worth[:n])], alike


@njit(cache=True, nogil=True)
def _both_best(chain: Rows, side: Side, total: Rows) -> int:
    """The cost up to which the way over a member may also be the best one over all that it passes."""
    for row in chain:
        if total[row] != total[chain[0]]:
            return int(side.cost[chain[0]] - side.cost[row])
    return int(side.cost[chain[0]])


@njit(cache=True, nogil=True)
def _on_best(there: Side, back: Side, row: int) -> Bytes:
    """Which members the best way goes over, itself known by one of them."""
    on_best = np.zeros(len(there.cost), np.int8)
    for side in (there, back):
        for other in _chain(side, row)[0]:
            on_best[other] = 1
    return on_best


@njit(cache=True, nogil=True)
def _left_at(chain: Rows, side: Side, on_best: Bytes) -> int:
    """The cost up to which a way surely follows the best one: to the last of its members that lies on it."""
    for row in chain:
        if on_best[row]:
            return int(side.cost[row])
    return 0


@njit(cache=True, nogil=True)
def _turns(there: Side, back: Side, row: int, places: tuple[Ints, Roads]) -> bool:
    """Whether the way over a member comes from where it goes on to."""
    if there.before[row] == back.before[row] >= 0:
        return True
    return _around(there, row, 0, 0, places)[1] == _around(back, row, 0, 1, places)[1]


@njit(cache=True, nogil=True)
def _is_beaten(there: Side, back: Side, row: int, places: tuple[Ints, Roads]) -> bool:
    """Whether the part around a member, half of it on either side, is costlier than need be."""
    part = (there.cost[row] + back.cost[row]) // PART
    low, _, before = _around(there, row, part // 2, 0, places)
    high, _, after = _around(back, row, part // 2, 1, places)
    shape, _, weights = places[1]
    return least(shape, (weights[1], weights[2]), low, high, before + after) < before + after


@njit(cache=True, nogil=True)
def _around(side: Side, row: int, within: int, way: int, places: tuple[Ints, Roads]) -> tuple[int, int, int]:
    """As `_along`, on the whole way from a member to its start or end; past those the next one is -1."""
    vertex, roads = places
    here = row
    while side.before[here] >= 0:
        further = side.before[here]
        if side.cost[row] - side.cost[further] > within:
            used = side.cost[row] - side.cost[here]
            near, far, cost = _along((vertex[here], vertex[further]), within - used, way, roads)
            return near, far, used + cost
        here = further
    return int(vertex[here]), -1, side.cost[row] - side.cost[here]


@njit(cache=True, nogil=True)
def _along(step: tuple[int, int], within: int, way: int, roads: Roads) -> tuple[int, int, int]:
    """How far one gets along a step: the last vertex within this cost, the next one, and the cost to the last.

    `step` is seen from its first vertex; with `way` 0 it is driven from the second to the first.
    """
    shape, slots, (cost, weight, _) = roads
    near, far = step
    used = 0
    while True:
        slot = _slot(far, near, shape) if way == 0 else _slot(near, far, shape)
        if own_arc(slot, slots, cost, int(weight[slot])) >= 0:
            return near, far, used
        middle = middle_of(min(near, far), max(near, far), shape, weight, slot)
        if middle < 0:
            raise AssertionError  # weights that were not made by customisation
        half = np.int64(weight[_slot(middle, near, shape) if way == 0 else _slot(near, middle, shape)])
        if used + half <= within:
            near = middle
            used += int(half)
        else:
            far = middle


@njit(cache=True, nogil=True)
def _slot(start: int, end: int, shape: Shape) -> int:
    """Where the weight of a step between joined vertices is."""
    return 2 * arc_between(shape.first, shape.head, min(start, end), max(start, end)) + (0 if start < end else 1)


@njit(cache=True, nogil=True)
def _chain(side: Side, row: int) -> tuple[Rows, int]:
    """The members from one back to the end it was reached from, and which end."""
    rows = np.empty(len(side.cost), np.int64)
    n = 0
    while row >= 0:
        rows[n] = row
        n += 1
        row = side.before[row]
    return rows[:n], -1 - row


@njit(cache=True, nogil=True)
def _unfolded(sides: tuple[Side, Side], row: int, places: tuple[Ints, Roads]) -> tuple[int, int, Rows, int]:
    """Start, end, graph arcs, and how many of them lead to the member."""
    (there, back), vertex, (shape, slots, weights) = sides, places[0], places[1]
    up, start = _chain(there, row)
    down, end = _chain(back, row)
    arcs, count = np.empty(1024, np.int64), 0
    for i in range(len(up) - 1, 0, -1):
        arcs, count = unfold((vertex[up[i]], vertex[up[i - 1]]), shape, slots, weights, (arcs, count))
    via = count
    for i in range(len(down) - 1):
        arcs, count = unfold((vertex[down[i]], vertex[down[i + 1]]), shape, slots, weights, (arcs, count))
    return start, end, arcs[:count].copy(), via
