"""The cheapest ways between one stop and everywhere, by one sweep over the graph."""

from dataclasses import dataclass

import numpy as np
from numba import njit

from geo.lines import Floats, Rows
from routing.costs.costs import Costs
from routing.engines.bounded import search_within
from routing.engines.graph import SearchGraph
from routing.index import NetworkIndex
from routing.ways.ends import Ends, Stop, Stretch, arrivals, columns, departures


@dataclass(frozen=True, kw_only=True, eq=False)
class Tree:
    """Ways from a stop to each vertex of `graph`, or `toward` the stop from each vertex.

    `choice` is NO_WAY where there is none; `takes` holds driving time in milliseconds and metres,
    NaN where there is no way. `beside` is the next vertex on the way nearer to the stop (-1: none),
    `arc` the arc of `graph` between the two; next to the stop, `arc` is the row in `ends` instead.
    """

    graph: SearchGraph
    stop: Stop
    toward: bool
    ends: Ends
    choice: Rows
    takes: Floats
    beside: Rows
    arc: Rows


def tree_within(index: NetworkIndex, costs: Costs, stop: Stop, most_s: float, *, toward: bool) -> Tree:
    """The cheapest ways between a stop and all that lies within a time of it, none turning round but at dead ends."""
    return grown(index, index.turn_free, costs, stop, toward=toward, most_s=most_s)


def grown(  # a graph, a question and how far
    index: NetworkIndex, graph: SearchGraph, costs: Costs, stop: Stop, *, toward: bool, most_s: float = np.inf
) -> Tree:
    """The tree on a given graph, as far as ways take no longer than `most_s`."""
    ends = (arrivals if toward else departures)(index, graph, costs, stop)
    searched = graph.backwards.columns if toward else graph.columns
    rows, sums = rows_take(index, graph, costs), ends_take(costs, ends)
    vertex, cost = columns(ends)
    seeds = vertex, cost, sums[:, 0]
    choice, beside, by_arc = search_within(searched, graph.costs(costs.edges), rows[:, 0], seeds, 1000.0 * most_s)
    takes = _summed(beside, by_arc, searched[2], rows, sums)
    arc = by_arc.copy()
    if toward:
        inner = beside >= 0
        arc[inner] = graph.backwards.arc[by_arc[inner]]
    return Tree(graph=graph, stop=stop, toward=toward, ends=ends, choice=choice, takes=takes, beside=beside, arc=arc)


def arcs_of(tree: Tree, vertex: int) -> tuple[list[int], int]:
    """Arcs between the stop and a vertex, in driving order, and which of the ends they begin or finish with."""
    arcs = []
    while tree.beside[vertex] >= 0:
        arcs.append(int(tree.arc[vertex]))
        vertex = int(tree.beside[vertex])
    return (arcs if tree.toward else arcs[::-1]), int(tree.arc[vertex])


def rows_take(index: NetworkIndex, graph: SearchGraph, costs: Costs) -> Floats:
    """Milliseconds and metres of each row of costs."""
    takes = np.column_stack([costs.duration.total, costs.length_m])[index.segment]
    turned = takes[graph.turn_edge]
    turned[:, 0] += graph.turn_ms
    return np.concatenate([takes, turned])


def ends_take(costs: Costs, ends: Ends) -> Floats:
    """Milliseconds and metres of the part each end drives, shape (n, 2)."""
    takes = np.array([_part_takes(costs, end.stretch) for end in ends]).reshape(-1, 2)
    takes[:, 0] += [end.turn_ms for end in ends]
    return takes


def _part_takes(costs: Costs, stretch: Stretch | None) -> tuple[float, float]:
    if stretch is None:
        return 0.0, 0.0
    part = costs.part(stretch.segment, stretch.start_m, stretch.end_m)
    return float(part.duration_ms), abs(stretch.end_m - stretch.start_m)


@njit(cache=True, nogil=True)
def _summed(before: Rows, by_arc: Rows, edge: Rows, edge_takes: Floats, end_takes: Floats) -> Floats:
    """What the ways of a tree take in all, each vertex after the one before it."""
    total = np.full((len(before), 2), np.nan)
    path = np.empty(len(before), np.int64)
    for v in range(len(before)):
        count, at = 0, v
        while at >= 0 and by_arc[at] >= 0 and np.isnan(total[at, 0]):
            path[count] = at
            count += 1
            at = before[at]
        for i in range(count - 1, -1, -1):
            at = path[i]
            for k in range(2):
                if before[at] < 0:
                    total[at, k] = end_takes[by_arc[at], k]
                else:
                    total[at, k] = total[before[at], k] + edge_takes[edge[by_arc[at]], k]
    return total
