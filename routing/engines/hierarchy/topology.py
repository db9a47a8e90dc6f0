"""Everything about a hierarchy that does not depend on weights: its arcs, its tree, where weights go."""

from dataclasses import dataclass

import numpy as np
from numba import njit

from routing.engines.hierarchy.columns import Ints, Neighbours, Rows, Shape, Slots
from routing.errors import RoutingError

MOST_ARCS = 1 << 30
"""Slots are numbered in 32 bits, two for an arc."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Topology:
    """The hierarchy of one graph under one order; threads and metrics may share it.

    `rank` is the number of each graph vertex in the hierarchy, `vertex` the way back; `owner` is the
    lower end of each graph arc, -1 for one that leads nowhere else.
    """

    rank: Ints
    vertex: Ints
    owner: Ints
    shape: Shape
    slots: Slots
    triangles: int

    @property
    def size_bytes(self) -> int:
        """Memory held."""
        columns = (self.rank, self.vertex, self.owner, *self.shape[:-1], *self.slots)
        return sum(int(column.nbytes) for column in columns)


def topology_of(first: Rows, head: Rows, order: Ints) -> Topology:
    """The hierarchy of a graph under an order of its vertices, which is evened out first.

    Raises
    ------
    RoutingError
        When the graph needs more arcs than can be numbered.
    """
    count = len(first) - 1
    tail = np.repeat(np.arange(count, dtype=np.int32), np.diff(first))
    order = _evened(order, tail, head)
    rank = np.empty(count, np.int32)
    rank[order] = np.arange(count, dtype=np.int32)
    start, end = rank[tail], rank[head]
    above, parent = _filled(*_upward(count, start, end))
    if len(above.head) >= MOST_ARCS:
        msg = f"The road network needs {len(above.head)} arcs in its hierarchy, more than can be counted; split it."
        raise RoutingError(msg)
    depth = _depths(parent)
    shape = Shape(*above, *_below(*above), parent, depth, int(depth.max()))
    return Topology(
        rank=rank,
        vertex=order,
        owner=np.where(start == end, np.int32(-1), np.minimum(start, end)),
        shape=shape,
        slots=_slots(2 * len(above.head), _slot_of(start, end, *above)),
        triangles=int(_triangles(shape)),
    )


def _evened(order: Ints, tail: Ints, head: Rows) -> Ints:
    """An equally good order in which what lies under a vertex lies right before it."""
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    first, above = _upward(len(order), rank[tail], rank[head])
    return np.asarray(order[_post_order(_tree(first, above))])


@njit(cache=True, nogil=True)
def _upward(count: int, start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """For each vertex the higher ones it is joined to, as often as it is."""
    first = np.zeros(count + 1, np.int32)
    for i in range(len(start)):
        if start[i] != end[i]:
            first[min(start[i], end[i]) + 1] += 1
    for v in range(count):
        first[v + 1] += first[v]
    at = first[:-1].copy()
    head = np.empty(first[count], np.int32)
    for i in range(len(start)):
        if start[i] != end[i]:
            low = min(start[i], end[i])
            head[at[low]] = max(start[i], end[i])
            at[low] += 1
    return first, head


@njit(cache=True, nogil=True)
def _below(first: Ints, head: Ints) -> tuple[Ints, Ints, Ints]:
    """For each vertex the arcs that end in it: where they start in the list, from where, which."""
    count = len(first) - 1
    low_first = np.zeros(count + 1, np.int32)
    for w in head:
        low_first[w + 1] += 1
    for v in range(count):
        low_first[v + 1] += low_first[v]
    at = low_first[:-1].copy()
    tail, arc = np.empty(len(head), np.int32), np.empty(len(head), np.int32)
    for v in range(count):
        for k in range(first[v], first[v + 1]):
            i = at[head[k]]
            tail[i], arc[i] = v, k
            at[head[k]] += 1
    return low_first, tail, arc


@njit(cache=True, nogil=True)
def _tree(first: Ints, head: Ints) -> Ints:
    """The elimination tree of a graph; a root has the number of vertices as parent. After Liu (1986)."""
    count = len(first) - 1
    parent = np.full(count, count, np.int32)
    jump = np.full(count, count, np.int32)
    low_first, low_tail, _ = _below(first, head)
    for v in range(count):
        for i in range(low_first[v], low_first[v + 1]):
            u = low_tail[i]
            while jump[u] < count and jump[u] != v:
                jump[u], u = v, jump[u]
            if jump[u] == count:
                jump[u] = v
                parent[u] = v
    return parent


@njit(cache=True, nogil=True)
def _post_order(parent: Ints) -> Ints:
    """Vertices so that each subtree is one run that ends with its root."""
    count = len(parent)
    size = np.ones(count + 1, np.int32)
    for v in range(count):
        size[parent[v]] += size[v]
    end = np.empty(count + 1, np.int32)  # where the run of each vertex ends, moved down as children take their part
    end[count] = count
    order = np.empty(count, np.int32)
    for v in range(count - 1, -1, -1):
        last = end[parent[v]]
        order[last - 1] = v
        end[parent[v]] = last - size[v]
        end[v] = last - 1
    return order


@njit(cache=True, nogil=True)
def _gather(v: int, values: Ints, seen: Ints, out: Ints, count: int) -> int:
    """Add to `out` the values not yet seen at v; the new count."""
    for x in values:
        if x != v and seen[x] != v:
            seen[x] = v
            out[count] = x
            count += 1
    return count


@njit(cache=True, nogil=True)
def _filled(first: Ints, joined: Ints) -> tuple[Neighbours, Ints]:
    """Upward arcs with those added so that all higher neighbours of a vertex are joined; the tree."""
    count = len(first) - 1
    start = np.zeros(count + 1, np.int64)
    head = np.empty(2 * len(joined) + 16, np.int32)
    parent = np.full(count, count, np.int32)
    child, sibling = np.full(count + 1, -1, np.int32), np.full(count, -1, np.int32)
    seen, found = np.full(count, -1, np.int32), np.empty(count, np.int32)
    for v in range(count):
        n = _gather(v, joined[first[v] : first[v + 1]], seen, found, 0)
        below = child[v]
        while below >= 0:
            n = _gather(v, head[start[below] : start[below + 1]], seen, found, n)
            below = sibling[below]
        if start[v] + n > len(head):
            longer = np.empty(2 * len(head) + n, np.int32)
            longer[: len(head)] = head
            head = longer
        if n:
            head[start[v] : start[v] + n] = np.sort(found[:n])
            parent[v] = head[start[v]]
        sibling[v] = child[parent[v]]
        child[parent[v]] = v
        start[v + 1] = start[v] + n
    return Neighbours(start.astype(np.int32), head[: start[count]].copy()), parent


@njit(cache=True, nogil=True)
def _depths(parent: Ints) -> Ints:
    count = len(parent)
    depth = np.zeros(count + 1, np.int32)
    for v in range(count - 1, -1, -1):
        depth[v] = depth[parent[v]] + 1
    return depth


@njit(cache=True, nogil=True)
def arc_between(first: Ints, head: Ints, low: int, high: int) -> int:
    """The arc from a vertex to a higher one it is joined to."""
    a, b = first[low], first[low + 1]
    while a < b:
        middle = (a + b) >> 1
        if head[middle] < high:
            a = middle + 1
        else:
            b = middle
    return int(a)


@njit(cache=True, nogil=True)
def _slot_of(start: Ints, end: Ints, first: Ints, head: Ints) -> Ints:
    slot = np.full(len(start), -1, np.int32)
    for i in range(len(start)):
        if start[i] < end[i]:
            slot[i] = 2 * arc_between(first, head, start[i], end[i])
        elif end[i] < start[i]:
            slot[i] = 2 * arc_between(first, head, end[i], start[i]) + 1
    return slot


@njit(cache=True, nogil=True)
def _slots(count: int, of_arc: Ints) -> Slots:
    first = np.zeros(count + 1, np.int32)
    for slot in of_arc:
        if slot >= 0:
            first[slot + 1] += 1
    for slot in range(count):
        first[slot + 1] += first[slot]
    at = first[:-1].copy()
    arc = np.empty(first[count], np.int32)
    for i in range(len(of_arc)):
        if of_arc[i] >= 0:
            arc[at[of_arc[i]]] = i
            at[of_arc[i]] += 1
    return Slots(of_arc, first, arc)


@njit(cache=True, nogil=True)
def _triangles(shape: Shape) -> int:
    total = 0
    for i in range(len(shape.low_arc)):
        total += int(shape.first[shape.low_tail[i] + 1] - shape.low_arc[i] - 1)
    return total
