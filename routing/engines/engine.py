"""Who searches: a plain search, or a hierarchy where one was prepared; both give the same costs."""

from collections import Counter, deque
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from sys import getrefcount
from typing import Protocol
from weakref import finalize

import numpy as np

from geo.lines import Rows, ranges
from routing.engines.dijkstra import NO_WAY, search
from routing.engines.graph import SearchGraph
from routing.engines.hierarchy.between import ways_between
from routing.engines.hierarchy.many import cheapest_ways
from routing.engines.hierarchy.metric import CLOSED_32, Metric, metric_of
from routing.engines.hierarchy.query import Found, cheapest_way
from routing.engines.hierarchy.spare import Columns, Spare
from routing.engines.hierarchy.sweep import costs_from, costs_to
from routing.engines.hierarchy.topology import Topology
from routing.engines.tables import Groups, Takes, Ways, no_ways
from routing.engines.traces import put_ways
from routing.engines.weights import EdgeCosts

Ends = tuple[Rows, Rows]
"""Vertices, and what each costs to leave from or to arrive by."""
KEPT, MOST_KEPT, KEPT_BYTES, OF_ONE_BASE = 4, 24, 512 << 20, 3
"""Metrics kept: always the last few, more while they are small, but few of one base."""
SPARE = 2
"""Columns of metrics that are no more, kept to be written over."""
SAMPLED = 4096
"""Edges looked at to tell which of some metrics is the nearest."""


_NOWHERE = np.empty(0, np.int64), np.empty(0, np.int64)


class Engine(Protocol):
    """Answers for one graph; threads may share it."""

    @property
    def size_bytes(self) -> int:
        """Memory held beyond the network and its graph."""

    def cheapest(self, costs: EdgeCosts, starts: Ends, ends: Ends) -> Found | None:
        """The cheapest way from any start to any end."""

    def cheapest_each(self, costs: EdgeCosts, starts: Groups, ends: Groups) -> list[Found | None]:
        """The cheapest way from each group of starts to the group of ends beside it, as if asked one by one."""

    def costs_from(self, costs: EdgeCosts, starts: Ends) -> Rows:
        """The least cost of each vertex from any start; NO_WAY where there is no way."""

    def costs_to(self, costs: EdgeCosts, ends: Ends) -> Rows:
        """The least cost from each vertex to any end; NO_WAY where there is no way."""

    def ways(self, costs: EdgeCosts, starts: Groups, ends: Groups, takes: Takes) -> Ways:
        """The cheapest way from each group of starts to each group of ends, with what it takes."""


class PlainEngine:
    """Dijkstra's search: nothing to prepare, slow on large networks."""

    def __init__(self, graph: SearchGraph) -> None:
        self._graph = graph

    @property
    def size_bytes(self) -> int:
        """See `Engine`."""
        return 0

    def costs_from(self, costs: EdgeCosts, starts: Ends) -> Rows:
        """See `Engine`."""
        return search(self._graph.columns, self._graph.costs(costs), *starts, *_NOWHERE)[2]

    def costs_to(self, costs: EdgeCosts, ends: Ends) -> Rows:
        """See `Engine`."""
        return search(self._graph.backwards.columns, self._graph.costs(costs), *ends, *_NOWHERE)[2]

    def ways(self, costs: EdgeCosts, starts: Groups, ends: Groups, takes: Takes) -> Ways:
        """See `Engine`."""
        found = no_ways(len(starts.first) - 1, len(ends.first) - 1)
        rows = self._graph.costs(costs)
        for origin, (low, high) in enumerate(pairwise(starts.first.tolist())):
            seeds = starts.vertex[low:high], starts.cost[low:high]
            tree = search(self._graph.columns, rows, *seeds, *_NOWHERE)[2:]
            put_ways(origin, tree, low, ends, takes, found)
        return found

    def cheapest_each(self, costs: EdgeCosts, starts: Groups, ends: Groups) -> list[Found | None]:
        """See `Engine`."""
        pairs = zip(_one_by_one(starts), _one_by_one(ends), strict=True)
        return [self.cheapest(costs, *pair) for pair in pairs]

    def cheapest(self, costs: EdgeCosts, starts: Ends, ends: Ends) -> Found | None:
        """See `Engine`."""
        best, which, _, before, by_arc = search(self._graph.columns, self._graph.costs(costs), *starts, *ends)
        if which < 0:
            return None
        vertex, arcs = int(ends[0][which]), []
        while before[vertex] >= 0:
            arcs.append(int(by_arc[vertex]))
            vertex = int(before[vertex])
        return Found(cost=int(best), start=int(by_arc[vertex]), end=int(which), arcs=np.array(arcs[::-1], np.int64))


class HierarchyEngine:
    """A hierarchy, with the metrics of the last questions; a new one is repaired from the nearest of them.

    Metrics of several bases live side by side (other policies, phases, vehicles). Known ones are only
    ever replaced as a whole, and nobody writes to a metric: two threads never meet.
    """

    def __init__(self, graph: SearchGraph, topology: Topology) -> None:
        self._graph = graph
        self._topology = topology
        self._plain = PlainEngine(graph)
        self._spare: deque[Spare] = deque(maxlen=SPARE)
        self._known: tuple[tuple[EdgeCosts, Metric], ...] = ()  # newest first; only ever replaced as a whole

    @property
    def size_bytes(self) -> int:
        """Memory held beyond the network."""
        spare = sum(column.nbytes for spare in tuple(self._spare) for column in spare.columns)
        return self._topology.size_bytes + spare + sum(metric.size_bytes for _, metric in self._known)

    def cheapest(self, costs: EdgeCosts, starts: Ends, ends: Ends) -> Found | None:
        """See `Engine`.

        Costs that need 64 bits, as closures at a price do, are rarely asked about twice: for them
        the plain search is quicker than new weights.
        """
        metric = self.metric_for(costs)
        return self._plain.cheapest(costs, starts, ends) if metric is None else cheapest_way(metric, starts, ends)

    def cheapest_each(self, costs: EdgeCosts, starts: Groups, ends: Groups) -> list[Found | None]:
        """See `Engine`."""
        metric = self.metric_for(costs)
        return self._plain.cheapest_each(costs, starts, ends) if metric is None else cheapest_ways(metric, starts, ends)

    def metric_for(self, costs: EdgeCosts) -> Metric | None:
        """The weights under these costs, kept or made; None where the plain search is quicker than making them."""
        metric = self._found(costs)
        return None if metric is None and self._is_wide(costs) else metric or self.metric(costs)

    def costs_from(self, costs: EdgeCosts, starts: Ends) -> Rows:
        """See `Engine`."""
        return costs_from(self.metric(costs), starts)

    def costs_to(self, costs: EdgeCosts, ends: Ends) -> Rows:
        """See `Engine`."""
        return costs_to(self.metric(costs), ends)

    def ways(self, costs: EdgeCosts, starts: Groups, ends: Groups, takes: Takes) -> Ways:
        """See `Engine`."""
        return ways_between(self.metric(costs), starts, ends, takes)

    def metric(self, costs: EdgeCosts) -> Metric:
        """The weights under these costs, made from nothing or from those at hand."""
        known = self._known
        metric = self._found(costs)
        if metric is None:
            metric = self._made(costs, known)
            # its columns may be written over once nobody holds it, and not a moment before
            finalize(metric, self._spare.append, Spare(metric.columns, metric.past)).atexit = False
        others = [(other, kept) for other, kept in self._known if other is not costs]
        self._known = tuple(_within_bounds([(costs, metric), *others]))
        return metric

    def _found(self, costs: EdgeCosts) -> Metric | None:
        return next((metric for other, metric in self._known if other is costs), None)

    def _is_wide(self, costs: EdgeCosts) -> bool:
        """Whether a cost needs 64 bits; a base of which a narrow metric is known need not be looked through again."""
        seen = any(other.base is costs.base and metric.closed == CLOSED_32 for other, metric in self._known)
        cost = costs.cost if seen else costs.dense
        return bool(np.where(cost < NO_WAY, cost, 0).max(initial=0) >= CLOSED_32 // 2)

    def _made(self, costs: EdgeCosts, known: tuple[tuple[EdgeCosts, Metric], ...]) -> Metric:
        """The metric, from one of the same base, or else of another, that differs in the fewest edges."""
        if len(self._graph.turn_edge):
            known = tuple(pair for pair in known if pair[0].turns_count == costs.turns_count)
        same = [(other, metric) for other, metric in known if other.base is costs.base]
        nearest = same or list({id(other.base): (other, metric) for other, metric in reversed(known)}.values())
        if not nearest:
            return metric_of(self._topology, self._graph.costs(costs)[self._graph.row])
        other, metric = min(nearest, key=lambda pair: _apart(costs, pair[0]))
        edges = _differing(costs, other)
        first, arc = self._arcs_of_edge
        arcs = arc[ranges(first[edges], first[edges + 1])]
        return metric.with_costs(arcs, self._graph.arc_costs(costs, arcs), self._spared())

    def _spared(self) -> Spare | None:
        """Columns of a metric that is no more, where nobody kept hold of them."""
        try:
            spare = self._spare.pop()
        except IndexError:
            return None
        return spare if _held(spare.columns) == _held((_NOWHERE[0].copy(), _NOWHERE[1].copy())) else None

    @cached_property
    def _arcs_of_edge(self) -> tuple[Rows, Rows]:
        """The arcs that drive edge i: arc[first[i]:first[i + 1]]."""
        edge = self._graph.edge
        first = np.concatenate([[0], np.cumsum(np.bincount(edge))]).astype(np.int64)
        return first, np.argsort(edge, kind="stable")


def _one_by_one(groups: Groups) -> Iterator[Ends]:
    return ((groups.vertex[low:high], groups.cost[low:high]) for low, high in pairwise(groups.first.tolist()))


def _differing(costs: EdgeCosts, other: EdgeCosts) -> Rows:
    """The edges that two sets of costs, whatever their bases, do not agree on."""
    return costs.differing(other) if costs.base is other.base else np.flatnonzero(costs.dense != other.dense)


def _apart(costs: EdgeCosts, other: EdgeCosts) -> int:
    """On how many edges two sets of costs differ; where their bases do, on how many of a sample."""
    if costs.base is other.base:
        return len(costs.differing(other))
    step = max(1, len(costs.base) // SAMPLED)
    return int(np.count_nonzero(costs.dense[::step] != other.dense[::step]))


def _held(columns: Columns) -> int:
    """How many hold these columns, counted the same way for any."""
    return sum(getrefcount(column) for column in columns)


def _within_bounds(known: list[tuple[EdgeCosts, Metric]]) -> Iterator[tuple[EdgeCosts, Metric]]:
    """The newest of these, so that no more are kept than stated."""
    size_bytes, of_base = 0, Counter[int]()
    for number, (costs, metric) in enumerate(known):
        size_bytes += metric.size_bytes
        of_base[id(costs.base)] += 1
        few = number < KEPT or (number < MOST_KEPT and size_bytes <= KEPT_BYTES)
        if few and of_base[id(costs.base)] <= OF_ONE_BASE:
            yield costs, metric
