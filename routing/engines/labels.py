"""Ways none of which is beaten in both of two costs, by setting labels in the order of the first."""

import numpy as np
from numba import njit

from geo.lines import Rows
from routing.engines.dijkstra import NO_WAY, pop, push

Graph = tuple[Rows, Rows, Rows]
Vectors = tuple[Rows, Rows]
Ends = tuple[Rows, Rows, Rows]
Room = tuple[Rows, Rows, Rows]


@njit(cache=True, nogil=True)
def _grown(column: Rows) -> Rows:
    longer = np.empty(2 * len(column), np.int64)
    longer[: len(column)] = column
    return longer


@njit(cache=True, nogil=True)
def _room(label: Rows, keys: Rows, heap: Rows, wanted: int) -> tuple[Rows, Rows, Rows]:
    """The same with room for so many labels."""
    while wanted > len(keys):
        longer = np.empty((2 * len(label), 5), np.int64)
        longer[: len(label)] = label
        label, keys, heap = longer, _grown(keys), _grown(heap)
    return label, keys, heap


@njit(cache=True, nogil=True)
def _expand(
    arcs: tuple[Graph, Vectors, Vectors, Rows],
    at: int,
    room: Room,
    counts: tuple[int, int],
    bar: tuple[int, float, int],
) -> tuple[int, int]:
    """Put a label for each arc on which one may still end unbeaten; how many labels there are, and how many wait."""
    (first, head, row), (one, other), (left_one, left_other), least = arcs
    (label, keys, heap), (n, waiting), (best, factor, most) = room, counts, bar
    a, b, v = label[at, 0], label[at, 1], label[at, 2]
    for k in range(first[v], first[v + 1]):
        to, step = head[k], one[row[k]]
        if step >= NO_WAY or left_one[to] >= NO_WAY or a + step + left_one[to] > most:
            continue
        b_to = b + other[row[k]]
        if b_to < least[to] and (best == NO_WAY or (b_to + left_other[to]) * factor < best):
            label[n, 0], label[n, 1], label[n, 2], label[n, 3], label[n, 4] = a + step, b_to, to, at, k
            waiting = push(keys, heap, waiting, a + step + left_one[to], n)
            n += 1
    return n, waiting


@njit(cache=True, nogil=True)
def _arrive(targets: Ends, at: int, room: Room, counts: tuple[int, int]) -> tuple[int, int]:
    """Put a label for each target at the vertex of a label."""
    (label, keys, heap), (n, waiting) = room, counts
    for t in range(len(targets[0])):
        if targets[0][t] == label[at, 2]:
            a, b = label[at, 0] + targets[1][t], label[at, 1] + targets[2][t]
            label[n, 0], label[n, 1], label[n, 2], label[n, 3], label[n, 4] = a, b, -1 - t, at, -1
            waiting = push(keys, heap, waiting, a, n)
            n += 1
    return n, waiting


@njit(cache=True, nogil=True)
def _leave(seeds: Ends, left: Rows, room: Room) -> tuple[int, int]:
    """Put a label for each seed from which the end can be reached."""
    (label, keys, heap), n, waiting = room, 0, 0
    for i in range(len(seeds[0])):
        v = seeds[0][i]
        if left[v] < NO_WAY:
            label[n, 0], label[n, 1], label[n, 2], label[n, 3], label[n, 4] = seeds[1][i], seeds[2][i], v, -1, i
            waiting = push(keys, heap, waiting, seeds[1][i] + left[v], n)
            n += 1
    return n, waiting


@njit(cache=True, nogil=True)
def set_labels(
    graph: Graph, costs: Vectors, bounds: Vectors, seeds: Ends, targets: Ends, stops: tuple[int, float, int]
) -> tuple[Rows, Rows, int]:
    """Labels set, the rows of those that end the ways wanted, and how far the first cost was searched.

    Parameters
    ----------
    graph
        As `search` takes it.
    costs, bounds
        Two costs by row, NO_WAY for what is closed; and by vertex the least of each that is left.
    seeds, targets
        Vertices with the two costs of leaving from or arriving by them.
    stops
        Most labels to set; the factor within which the second cost of a way given, at no higher
        first cost, must lie for a way to be left out; and the first cost of a way of the least
        second cost: what costs more is beaten by it.

    Returns
    -------
    tuple
        Labels, shape (n, 5): first cost, second cost, vertex (or -1 - target), label before (or
        -1), arc (or seed). Rows of labels at targets, by rising first cost. The first cost up to
        which all is known, NO_WAY when nothing was left out.
    """
    least = np.full(len(graph[0]) - 1, NO_WAY, np.int64)
    label, keys, heap = _room(np.empty((1024, 5), np.int64), np.empty(1024, np.int64), np.empty(1024, np.int64), 1024)
    found, count, best = np.empty(64, np.int64), 0, NO_WAY
    n, waiting = _leave(seeds, bounds[0], (label, keys, heap))
    while waiting:
        reached, at = keys[0], heap[0]
        if n > stops[0]:
            return label[:n], found[:count], reached
        waiting = pop(keys, heap, waiting)
        b, v = label[at, 1], label[at, 2]
        if v < 0:
            if best == NO_WAY or b * stops[1] < best:
                found = _grown(found) if count == len(found) else found
                found[count], best = at, b
                count += 1
        elif b < least[v]:
            least[v] = b
            wanted = n + graph[0][v + 1] - graph[0][v] + len(targets[0])
            label, keys, heap = _room(label, keys, heap, wanted)
            arcs, room = (graph, costs, bounds, least), (label, keys, heap)
            n, waiting = _expand(arcs, at, room, (n, waiting), (best, stops[1], stops[2]))
            n, waiting = _arrive(targets, at, room, (n, waiting))
    return label[:n], found[:count], NO_WAY
