"""How an arc of a hierarchy is made of the graph's own arcs: by way of lower and lower vertices."""

import numpy as np
from numba import njit

from routing.engines.hierarchy.columns import Ints, Rows, Shape, Slots, Weights
from routing.engines.hierarchy.topology import arc_between


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
    first, tail, arc = shape.low_first, shape.low_tail, shape.low_arc  # each look into a tuple counts references
    j, end = first[high], first[high + 1]
    for i in range(first[low], first[low + 1]):
        v = tail[i]
        j = _reached(tail, j, end, v)
        if j == end:
            break
        if tail[j] == v:
            a, b = arc[i], arc[j]
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
    first, arc = slots.first, slots.arc
    for i in range(first[slot], first[slot + 1]):
        if np.int64(cost[arc[i]]) == value:
            return int(arc[i])
    return -1


@njit(cache=True, nogil=True)
def longer(arcs: Rows, count: int) -> Rows:
    """The arcs with room for one more than this many."""
    if count < len(arcs):
        return arcs
    wider = np.empty(2 * len(arcs), np.int64)
    wider[:count] = arcs
    return wider


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
            arcs = longer(arcs, count)
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
