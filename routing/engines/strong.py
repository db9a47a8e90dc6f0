"""Parts of a graph in which every vertex reaches every other."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.lines import Rows

Flags = NDArray[np.bool_]

Side = tuple[Rows, Rows, Flags]
"""Arcs by one of their ends: where those of each vertex begin, the other end, and whether each is open."""


def strong_parts(outward: Side, inward: Side) -> Rows:
    """The number of the part of each vertex; arcs that are not open join nothing.

    Vertices are left in the order in which a search outward is done with them; the last of those is
    in a part that nothing outside of it reaches, so what reaches it by searching inward is its part.
    """
    part = np.full(len(outward[0]) - 1, -1, np.int64)
    _gather(*inward, _done_in_order(*outward), part)
    return part


@njit(cache=True, nogil=True)
def _done_in_order(first: Rows, other: Rows, is_open: Flags) -> Rows:
    """Vertices in the order in which a search in depth is done with them."""
    count = len(first) - 1
    order, path = np.empty(count, np.int64), np.empty(count, np.int64)
    arc, seen, done = first[:-1].copy(), np.zeros(count, np.bool_), 0
    for root in range(count):
        depth = 0
        if not seen[root]:
            seen[root], path[0], depth = True, root, 1
        while depth > 0:
            vertex = path[depth - 1]
            beyond = _unseen(first, other, is_open, vertex, arc, seen)
            if beyond < 0:
                order[done] = vertex
                done += 1
                depth -= 1
            else:
                seen[beyond] = True
                path[depth] = beyond
                depth += 1
    return order


@njit(cache=True, nogil=True)
def _unseen(first: Rows, other: Rows, is_open: Flags, vertex: int, arc: Rows, seen: Flags) -> int:
    """The next vertex not seen that an arc of this one leads to; -1 when there is none left."""
    while arc[vertex] < first[vertex + 1]:
        k = arc[vertex]
        arc[vertex] += 1
        if is_open[k] and not seen[other[k]]:
            return int(other[k])
    return -1


@njit(cache=True, nogil=True)
def _gather(first: Rows, other: Rows, is_open: Flags, order: Rows, part: Rows) -> None:
    """Number the parts, beginning from the vertex done with last."""
    path = np.empty(len(order), np.int64)
    number = 0
    for root in order[::-1]:
        depth = 0
        if part[root] < 0:
            part[root], path[0], depth = number, root, 1
            number += 1
        while depth > 0:
            depth -= 1
            vertex = path[depth]
            for k in range(first[vertex], first[vertex + 1]):
                if is_open[k] and part[other[k]] < 0:
                    part[other[k]] = part[root]
                    path[depth] = other[k]
                    depth += 1
