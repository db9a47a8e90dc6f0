"""Separators: few vertices that part a cell of a graph in two, found by flow between its opposite ends.

After Schild and Sommer, On Balanced Separators in Road Networks (2015): vertices are sorted along
a line, the first and last quarter are the two ends, and a smallest cut between them is taken.
"""

import numpy as np
from numba import njit

from routing.engines.hierarchy.columns import Bytes, Floats, Ints, Neighbours

END = 0.25
"""Share of a cell at either end of the line."""
LEAF = 6
"""Cells of no more vertices are not parted."""
_FAR = 1 << 30


@njit(cache=True, nogil=True)
def _cell_graph(graph: Neighbours, cell: Ints, local: Ints) -> tuple[Ints, Ints, Ints]:
    """The part of a graph within a cell, with each arc's way back; vertices by their place in the cell."""
    size = len(cell)
    for i in range(size):
        local[cell[i]] = i
    first = np.zeros(size + 1, np.int32)
    total = 0
    for i in range(size):
        total += graph.first[cell[i] + 1] - graph.first[cell[i]]
    head = np.empty(total, np.int32)
    n = 0
    for i in range(size):
        for k in range(graph.first[cell[i]], graph.first[cell[i] + 1]):
            j = local[graph.head[k]]  # another thread may write others' places: only one's own cell confirms them
            if 0 <= j < size and cell[j] == graph.head[k]:
                head[n] = j
                n += 1
        first[i + 1] = n
    return first, head[:n], _ways_back(first, head[:n])


@njit(cache=True, nogil=True)
def _ways_back(first: Ints, head: Ints) -> Ints:
    """For each arc the arc the other way; arcs of a vertex must not repeat a neighbour."""
    back = np.empty(len(head), np.int32)
    at = first.copy()
    order = np.empty(len(head), np.int32)
    tail = np.empty(len(head), np.int32)
    for v in range(len(first) - 1):
        for k in range(first[v], first[v + 1]):
            order[at[head[k]]] = k
            at[head[k]] += 1
            tail[k] = v
    # `order` lists the arcs into each vertex by ascending tail; so do two passes give ascending heads
    at = first.copy()
    ordered = np.empty(len(head), np.int32)
    for v in range(len(first) - 1):
        for i in range(first[v], first[v + 1]):
            k = order[i]
            ordered[at[tail[k]]] = k
            at[tail[k]] += 1
    for i in range(len(head)):
        back[ordered[i]] = order[i]
    return back


@njit(cache=True, nogil=True)
def _levels(flow_graph: tuple[Ints, Ints, Ints], flow: Bytes, end: Bytes, level: Ints, queue: Ints, start: int) -> bool:
    """Breadth-first levels from the vertices with end == start through arcs with room; whether the other end is met."""
    first, head, _ = flow_graph
    level[:] = -1
    count, met = 0, False
    for v in range(len(first) - 1):
        if end[v] == start:
            level[v] = 0
            queue[count] = v
            count += 1
    at, horizon = 0, _FAR
    while at < count and level[queue[at]] < horizon:
        v = queue[at]
        at += 1
        for k in range(first[v], first[v + 1]):
            w = head[k]
            if level[w] < 0 and flow[k] * start < 1:
                level[w] = level[v] + 1
                queue[count] = w
                count += 1
                if end[w] == -start:
                    horizon, met = level[w], True
    return met


@njit(cache=True, nogil=True)
def _advance(flow_graph: tuple[Ints, Ints, Ints], flow: Bytes, level: Ints, at: Ints, v: int) -> bool:
    """Move at[v] to the next arc with room one level on; whether there is one."""
    first, head, _ = flow_graph
    while at[v] < first[v + 1]:
        k = at[v]
        if flow[k] < 1 and level[head[k]] == level[v] + 1:
            return True
        at[v] += 1
    return False


@njit(cache=True, nogil=True)
def _push_from(
    source: int, flow_graph: tuple[Ints, Ints, Ints], flow: Bytes, end: Bytes, level: Ints, walk: tuple[Ints, Ints]
) -> int:
    """Send what goes from one source along the levels; how much it was."""
    _, head, back = flow_graph
    at, path = walk
    sent, depth, v = 0, 0, source
    while True:
        if end[v] < 0:
            for i in range(depth):
                flow[path[i]] += 1
                flow[back[path[i]]] -= 1
            sent, depth, v = sent + 1, 0, source
        elif _advance(flow_graph, flow, level, at, v):
            path[depth] = at[v]
            v = head[at[v]]
            depth += 1
        elif depth == 0:
            return sent
        else:
            depth -= 1
            v = head[back[path[depth]]]
            at[v] += 1


@njit(cache=True, nogil=True)
def _cut(flow_graph: tuple[Ints, Ints, Ints], end: Bytes, at_most: int) -> tuple[int, Ints, Ints]:
    """Size of the smallest cut between the ends and which vertices each end still reaches (level >= 0).

    Beyond `at_most` the search is given up.
    """
    first, head, _ = flow_graph
    size = len(first) - 1
    flow = np.zeros(len(head), np.int8)
    level, queue = np.empty(size, np.int32), np.empty(size, np.int32)
    walk = np.empty(size, np.int32), np.empty(size, np.int32)
    total = 0
    while total <= at_most and _levels(flow_graph, flow, end, level, queue, 1):
        walk[0][:] = first[:-1]
        for v in range(size):
            if end[v] > 0:
                total += _push_from(v, flow_graph, flow, end, level, walk)
    other = np.empty(size, np.int32)
    if total <= at_most:
        _levels(flow_graph, flow, end, other, queue, -1)
    return total, level, other


@njit(cache=True, nogil=True)
def _ends(x: Floats, y: Floats, direction: int) -> Bytes:
    """1 for the first vertices along a direction, -1 for the last, 0 between."""
    size = len(x)
    along = x
    if direction == 1:
        along = y
    elif direction == 2:  # noqa: PLR2004  # the four directions are numbered
        along = x + y
    elif direction == 3:  # noqa: PLR2004  # as above
        along = x - y
    order = np.argsort(along)
    end = np.zeros(size, np.int8)
    share = max(1, int(size * END))
    end[order[:share]] = 1
    end[order[size - share :]] = -1
    return end


@njit(cache=True, nogil=True)
def _sides(reached: Ints, flow_graph: tuple[Ints, Ints, Ints]) -> Bytes:
    """0 and 1 for the sides, 2 for the separator: the ends of the cut arcs on the side that has fewer."""
    first, head, _ = flow_graph
    size = len(first) - 1
    touched = np.zeros(size, np.bool_)
    count = np.zeros(2, np.int64)
    for v in range(size):
        for k in range(first[v], first[v + 1]):
            if (reached[v] >= 0) != (reached[head[k]] >= 0) and not touched[v]:
                touched[v] = True
                count[1 if reached[v] >= 0 else 0] += 1
    cheap = count[1] < count[0]
    side = np.empty(size, np.int8)
    for v in range(size):
        near = reached[v] >= 0
        side[v] = 2 if touched[v] and near == cheap else (0 if near else 1)
    return side


@njit(cache=True, nogil=True)
def _best_sides(x: Floats, y: Floats, flow_graph: tuple[Ints, Ints, Ints]) -> Bytes:
    """The sides of the cut that is smallest for the size of its smaller side."""
    size = len(x)
    best, sides = np.inf, np.zeros(size, np.int8)
    for direction in range(4):
        most = _FAR if best == np.inf else int(best * (size // 2))
        end = _ends(x, y, direction)
        total, near, far = _cut(flow_graph, end, most)
        if total > most:
            continue
        reach_near, reach_far = (near >= 0).sum(), (far >= 0).sum()
        from_near = min(reach_near, size - reach_near) >= min(reach_far, size - reach_far)
        smaller = min(reach_near, size - reach_near) if from_near else min(reach_far, size - reach_far)
        if total / smaller < best:
            best = total / smaller
            sides = _sides(near if from_near else far, flow_graph)
    return sides


@njit(cache=True, nogil=True)
def part(graph: Neighbours, place: tuple[Floats, Floats], cell: Ints, local: Ints) -> tuple[int, int]:
    """Sort a cell in place into one side, the other, the separator; how many are on the sides."""
    if len(cell) <= LEAF:
        return 0, 0
    flow_graph = _cell_graph(graph, cell, local)
    sides = _best_sides(place[0][cell], place[1][cell], flow_graph)
    count = np.zeros(4, np.int64)
    for side in sides:
        count[side + 1] += 1
    at = np.cumsum(count)
    old = cell.copy()
    for i in range(len(cell)):
        cell[at[sides[i]]] = old[i]
        at[sides[i]] += 1
    return count[1], count[2]


@njit(cache=True, nogil=True)
def part_all(graph: Neighbours, place: tuple[Floats, Floats], cell: Ints, local: Ints) -> None:
    """Sort a cell in place by nested dissection, down to its leaves."""
    todo = [(0, len(cell))]
    while todo:
        low, high = todo.pop()
        one, other = part(graph, place, cell[low:high], local)
        if one > 1:
            todo.append((low, low + one))
        if other > 1:
            todo.append((low + one, low + one + other))
