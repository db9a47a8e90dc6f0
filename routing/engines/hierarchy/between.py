"""Ways between many stops and many others through a hierarchy: their costs, and what the chosen ones take.

Costs come from one pass down over all that lies above the ends, a block of origins at once. Then each
way is traced back arc by arc. What an arc of the hierarchy takes is unfolded when first needed and
remembered, so that the many ways over the same roads unfold them once.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.columns import Floats, Ints, Rows, Shape, Slots, Weights
from routing.engines.hierarchy.metric import CLOSED_64, Metric
from routing.engines.hierarchy.sweep import BLOCK, above_all, cut_out, fall_block
from routing.engines.hierarchy.topology import arc_between
from routing.engines.hierarchy.unfold import middle_of, own_arc
from routing.engines.tables import Groups, Takes, Ways, no_ways


class _Known(NamedTuple):
    """What arcs of the hierarchy take: by slot one more than the row, 0 for not yet known; and the rows.

    `takes` holds milliseconds and metres, `edges` the first and the last edge and whether one turns round.
    """

    row: Ints
    takes: Floats
    edges: Rows
    used: int


class _Above(NamedTuple):
    """All that lies above the ends, highest first, with its upward arcs and what coming down them costs."""

    vertex: Ints
    place: Ints
    first: Rows
    head: Ints
    step: Rows


class _Climbs(NamedTuple):
    """For each start of a block, by depth: what lies above it, the cost to there, the depth before (-1: none)."""

    cost: Rows
    before: Rows
    vertex: Rows


def ways_between(metric: Metric, starts: Groups, ends: Groups, takes: Takes) -> Ways:
    """The cheapest way from each group of starts to each group of ends."""
    ways = no_ways(len(starts.first) - 1, len(ends.first) - 1)
    if len(starts.vertex) and len(ends.vertex):
        rank = metric.topology.rank
        _between(
            (metric.topology.shape, metric.topology.slots, metric.cost, metric.weight, metric.closed),
            starts._replace(vertex=rank[starts.vertex].astype(np.int64)),
            ends._replace(vertex=rank[ends.vertex].astype(np.int64)),
            takes,
            ways,
        )
    return ways


_Hierarchy = tuple[Shape, Slots, Weights, Weights, int]


@njit(cache=True, nogil=True)
def _room(known: _Known) -> _Known:
    """The same with room for one row more."""
    if known.used < len(known.takes):
        return known
    takes, edges = np.empty((2 * known.used, 2)), np.empty((2 * known.used, 3), np.int64)
    takes[: known.used] = known.takes
    edges[: known.used] = known.edges
    return _Known(known.row, takes, edges, known.used)


@njit(cache=True, nogil=True)
def _put_arc(slot: int, arc: int, takes: Takes, known: _Known) -> _Known:
    """Remember what a slot takes that is one arc of the graph."""
    known = _room(known)
    n, edge, turn = known.used, takes.edge[arc], takes.row[arc] - len(takes.segment)
    known.takes[n, 0] = takes.segment_ms[takes.segment[edge]] + (takes.turn_ms[turn] if turn >= 0 else 0)
    known.takes[n, 1] = takes.segment_m[takes.segment[edge]]
    known.edges[n, 0], known.edges[n, 1], known.edges[n, 2] = edge, edge, 0
    known.row[slot] = n + 1
    return _Known(known.row, known.takes, known.edges, n + 1)


@njit(cache=True, nogil=True)
def _put_joined(slot: int, one: int, other: int, takes: Takes, known: _Known) -> _Known:
    """Remember what a slot takes that goes over two others."""
    known = _room(known)
    n = known.used
    known.takes[n] = known.takes[one] + known.takes[other]
    turned = takes.never_then[known.edges[one, 1]] == known.edges[other, 0]
    known.edges[n, 0], known.edges[n, 1] = known.edges[one, 0], known.edges[other, 1]
    known.edges[n, 2] = known.edges[one, 2] | known.edges[other, 2] | turned
    known.row[slot] = n + 1
    return _Known(known.row, known.takes, known.edges, n + 1)


@njit(cache=True, nogil=True)
def _slot(start: int, end: int, shape: Shape) -> int:
    if start < end:
        return int(2 * arc_between(shape.first, shape.head, start, end))
    return int(2 * arc_between(shape.first, shape.head, end, start) + 1)


@njit(cache=True, nogil=True)
def _looked_up(start: int, end: int, hierarchy: _Hierarchy, takes: Takes, known: _Known) -> tuple[int, _Known]:
    """The row of what the step between two joined vertices takes."""
    shape, slots, cost, weight, _ = hierarchy
    wanted = _slot(start, end, shape)
    if known.row[wanted]:
        return known.row[wanted] - 1, known
    stack = np.empty((3 * shape.height + 6, 2), np.int64)  # a step and its halves at each of the levels below it
    stack[0, 0], stack[0, 1] = start, end
    waiting = 1
    while waiting:
        a, b = stack[waiting - 1, 0], stack[waiting - 1, 1]
        slot = _slot(a, b, shape)
        own = -1 if known.row[slot] else own_arc(slot, slots, cost, int(weight[slot]))
        if known.row[slot]:
            waiting -= 1
        elif own >= 0:
            known = _put_arc(slot, own, takes, known)
        else:
            middle = middle_of(min(a, b), max(a, b), shape, weight, slot)
            if middle < 0:
                raise AssertionError  # weights that were not made by customisation
            one, other = known.row[_slot(a, middle, shape)], known.row[_slot(middle, b, shape)]
            if one and other:
                known = _put_joined(slot, one - 1, other - 1, takes, known)
            else:
                stack[waiting, 0], stack[waiting, 1] = middle, b
                stack[waiting + 1, 0], stack[waiting + 1, 1] = a, middle
                waiting += 2
    return known.row[wanted] - 1, known


@njit(cache=True, nogil=True)
def _climb(start: int, own: int, shape: Shape, half: tuple[Weights, int], climbs: _Climbs, row: int) -> None:
    """Costs to all that lies above one start."""
    weight, closed = half
    v, count = start, len(shape.parent)
    climbs.cost[row] = CLOSED_64
    climbs.cost[row, shape.depth[v]] = own
    climbs.before[row, shape.depth[v]] = -1
    while v < count:
        here = shape.depth[v]
        climbs.vertex[row, here] = v
        near = climbs.cost[row, here]
        if near < CLOSED_64:
            for k in range(shape.first[v], shape.first[v + 1]):
                step, above = np.int64(weight[2 * k]), shape.depth[shape.head[k]]
                if step < closed and near + step < climbs.cost[row, above]:
                    climbs.cost[row, above] = near + step
                    climbs.before[row, above] = here
        v = shape.parent[v]


@njit(cache=True, nogil=True)
def _taken_over(start: int, row: int, shape: Shape, above: _Above, climbs: _Climbs, column: tuple[Rows, Ints]) -> None:
    """Put the costs of a climb where they are the least yet, and which climb gave them."""
    cost, climb = column
    v = start
    while v < len(shape.parent):
        place = above.place[v]
        if place >= 0 and climbs.cost[row, shape.depth[v]] < cost[place]:
            cost[place] = climbs.cost[row, shape.depth[v]]
            climb[place] = row
        v = shape.parent[v]


@njit(cache=True, nogil=True)
def _down_from(i: int, b: int, above: _Above, cost: Rows) -> int:
    """The place above from which a place has its cost."""
    for k in range(above.first[i], above.first[i + 1]):
        if cost[above.head[k], b] + above.step[k] == cost[i, b]:
            return int(above.head[k])
    raise AssertionError  # costs that were not made by a pass down


@njit(cache=True, nogil=True)
def _before(way: tuple[Floats, Rows], row: int, takes: Takes, known: _Known) -> None:
    """Add what comes before a way already traced: its takes, and first edge, last edge and turning of its `edges`."""
    total, edges = way
    total += known.takes[row]
    turned = edges[0] >= 0 and takes.never_then[known.edges[row, 1]] == edges[0]
    edges[2] |= known.edges[row, 2] | turned
    edges[0] = known.edges[row, 0]
    if edges[1] < 0:
        edges[1] = known.edges[row, 1]


@njit(cache=True, nogil=True)
def _traced(
    at: tuple[int, int],
    found: tuple[_Above, _Climbs, Rows, Rows, Ints],
    hierarchy: _Hierarchy,
    takes: Takes,
    known: _Known,
    way: tuple[Floats, Rows],
) -> tuple[int, _Known]:
    """Sum up the way to a place in a column; the climb it began with."""
    above, climbs, cost, begun, climb = found
    (i, b), shape = at, hierarchy[0]
    while cost[i, b] != begun[i, b]:
        higher = _down_from(i, b, above, cost)
        row, known = _looked_up(above.vertex[higher], above.vertex[i], hierarchy, takes, known)
        _before(way, row, takes, known)
        i = higher
    own = climb[i, b]
    depth = shape.depth[above.vertex[i]]
    while climbs.before[own, depth] >= 0:
        lower = climbs.before[own, depth]
        row, known = _looked_up(climbs.vertex[own, lower], climbs.vertex[own, depth], hierarchy, takes, known)
        _before(way, row, takes, known)
        depth = lower
    return own, known


@njit(cache=True, nogil=True)
def _best_end(ends: Groups, group: int, above: _Above, cost: Rows, b: int) -> tuple[int, int]:
    best, which = NO_WAY, -1
    for e in range(ends.first[group], ends.first[group + 1]):
        near = cost[above.place[ends.vertex[e]], b]
        if near < CLOSED_64 and near + ends.cost[e] < best:
            best, which = near + ends.cost[e], e
    return best, which


@njit(cache=True, nogil=True)
def _between(hierarchy: _Hierarchy, starts: Groups, ends: Groups, takes: Takes, ways: Ways) -> None:
    """Write the cells; no sum exceeds twice CLOSED_64."""
    shape, _, _, weight, closed = hierarchy
    vertex, place = above_all(ends.vertex.astype(np.int32), shape.parent)
    above = _Above(vertex, place, *cut_out(vertex, place, shape, (weight, closed)))
    known = _Known(np.zeros(len(weight), np.int32), np.empty((1024, 2)), np.empty((1024, 3), np.int64), 0)
    origins, height = len(starts.first) - 1, shape.height + 1
    for low in range(0, origins, BLOCK):
        high = min(low + BLOCK, origins)
        first = starts.first[low]
        count = starts.first[high] - first
        room = (count, height)
        climbs = _Climbs(np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64))
        begun = np.full((len(vertex), BLOCK), CLOSED_64, np.int64)
        climb = np.full((len(vertex), BLOCK), -1, np.int32)
        for origin in range(low, high):
            for s in range(starts.first[origin], starts.first[origin + 1]):
                _climb(starts.vertex[s], starts.cost[s], shape, (weight, closed), climbs, s - first)
                column = begun[:, origin - low], climb[:, origin - low]
                _taken_over(starts.vertex[s], s - first, shape, above, climbs, column)
        cost = begun.copy()
        fall_block(above.first, above.head, above.step, cost)
        for origin in range(low, high):
            for group in range(len(ends.first) - 1):
                best, which = _best_end(ends, group, above, cost, origin - low)
                if which < 0:
                    continue
                at = int(place[ends.vertex[which]]), origin - low
                way = ways.takes[origin, group], ways.edges[origin, group]
                way[0][:] = 0.0
                own, known = _traced(at, (above, climbs, cost, begun, climb), hierarchy, takes, known, way)
                ways.cost[origin, group] = best
                ways.start[origin, group], ways.end[origin, group] = first + own, which
