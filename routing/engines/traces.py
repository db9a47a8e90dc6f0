"""What the ways of a plain search take, traced back from their ends."""

from numba import njit

from geo.lines import Floats, Rows
from routing.engines.dijkstra import NO_WAY
from routing.engines.tables import Groups, Takes, Ways


@njit(cache=True, nogil=True)
def _traced(vertex: int, tree: tuple[Rows, Rows, Rows], takes: Takes, total: Floats, edges: Rows) -> int:
    """Sum up the way to a vertex; the seed it began with."""
    _, before, by_arc = tree
    while before[vertex] >= 0:
        arc = by_arc[vertex]
        edge, turn = takes.edge[arc], takes.row[arc] - len(takes.segment)
        total[0] += takes.segment_ms[takes.segment[edge]] + (takes.turn_ms[turn] if turn >= 0 else 0)
        total[1] += takes.segment_m[takes.segment[edge]]
        if edges[0] >= 0 and takes.never_then[edge] == edges[0]:
            edges[2] = 1
        edges[0] = edge
        edges[1] = edge if edges[1] < 0 else edges[1]
        vertex = before[vertex]
    return int(by_arc[vertex])


@njit(cache=True, nogil=True)
def put_ways(
    origin: int, tree: tuple[Rows, Rows, Rows], first_seed: int, ends: Groups, takes: Takes, ways: Ways
) -> None:
    """Write one row of a table: of each group the cheapest end, and what the way there takes.

    `tree` is distance, vertex before and arc of each vertex, as a search gives them.
    """
    for group in range(len(ends.first) - 1):
        best, which = NO_WAY, -1
        for e in range(ends.first[group], ends.first[group + 1]):
            near = tree[0][ends.vertex[e]]
            if near < NO_WAY and near + ends.cost[e] < best:
                best, which = near + ends.cost[e], e
        if which >= 0:
            ways.takes[origin, group] = 0.0
            seed = _traced(ends.vertex[which], tree, takes, ways.takes[origin, group], ways.edges[origin, group])
            ways.cost[origin, group] = best
            ways.start[origin, group], ways.end[origin, group] = first_seed + seed, which
