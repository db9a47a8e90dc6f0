"""Who searches: a plain search, or a hierarchy where one was prepared; both give the same costs."""

from typing import Protocol

import numpy as np

from routing.dijkstra import NO_WAY, search
from routing.graph import Rows, SearchGraph
from routing.hierarchy.metric import CLOSED_32, Metric, metric_of
from routing.hierarchy.query import Found, cheapest_way
from routing.hierarchy.topology import Topology
from routing.weights import EdgeCosts

Ends = tuple[Rows, Rows]
"""Vertices, and what each costs to leave from or to arrive by."""
KEPT = 4
"""Metrics kept: the questions of a moment rarely differ in more."""


class Engine(Protocol):
    """Answers for one graph; threads may share it."""

    def cheapest(self, costs: EdgeCosts, starts: Ends, ends: Ends) -> Found | None:
        """The cheapest way from any start to any end."""


class PlainEngine:
    """Dijkstra's search: nothing to prepare, slow on large networks."""

    def __init__(self, graph: SearchGraph) -> None:
        self._graph = graph

    def cheapest(self, costs: EdgeCosts, starts: Ends, ends: Ends) -> Found | None:
        """See `Engine`."""
        best, which, _, before, by_arc = search(self._graph.columns, costs.dense, *starts, *ends)
        if which < 0:
            return None
        vertex, arcs = int(ends[0][which]), []
        while before[vertex] >= 0:
            arcs.append(int(by_arc[vertex]))
            vertex = int(before[vertex])
        return Found(cost=int(best), start=int(by_arc[vertex]), end=int(which), arcs=np.array(arcs[::-1], np.int64))


class HierarchyEngine:
    """A hierarchy, with the metrics of the last questions; a new one is repaired from the nearest of them."""

    def __init__(self, graph: SearchGraph, topology: Topology) -> None:
        self._graph = graph
        self._topology = topology
        self._plain = PlainEngine(graph)
        self._known: tuple[tuple[Rows, Metric], ...] = ()  # newest first; only ever replaced as a whole

    @property
    def size_bytes(self) -> int:
        """Memory held beyond the network."""
        return self._topology.size_bytes + sum(metric.size_bytes for _, metric in self._known)

    def cheapest(self, costs: EdgeCosts, starts: Ends, ends: Ends) -> Found | None:
        """See `Engine`.

        Costs that need 64 bits, as closures at a price do, are rarely asked about twice: for them
        the plain search is quicker than new weights.
        """
        metric = next((metric for other, metric in self._known if other is costs.dense), None)
        if metric is None and np.where(costs.dense < NO_WAY, costs.dense, 0).max(initial=0) >= CLOSED_32 // 2:
            return self._plain.cheapest(costs, starts, ends)
        return cheapest_way(metric or self.metric(costs), starts, ends)

    def metric(self, costs: EdgeCosts) -> Metric:
        """The weights under these costs, made from nothing or from those at hand."""
        metric = self._made(costs.dense, self._known)
        self._known = ((costs.dense, metric), *self._known)[:KEPT]
        return metric

    def _made(self, cost: Rows, known: tuple[tuple[Rows, Metric], ...]) -> Metric:
        """The metric, from the one that differs in the fewest edges."""
        changes = [(other != cost, metric) for other, metric in known]
        if not changes:
            return metric_of(self._topology, cost[self._graph.edge])
        changed, nearest = min(changes, key=lambda pair: int(pair[0].sum()))
        arcs = np.flatnonzero(changed[self._graph.edge])
        return nearest.with_costs(arcs, cost[self._graph.edge[arcs]])
