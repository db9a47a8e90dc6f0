"""Other ways on networks with a hierarchy: over places both searches know, woven from those, over dearer roads."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from geo.lines import Rows, ranges
from routing.candidates import DEARER, Field, Path, segments_of
from routing.dijkstra import NO_WAY
from routing.engine import PlainEngine
from routing.graph import SearchGraph
from routing.hierarchy.metric import Metric
from routing.hierarchy.query import Found, cheapest_way
from routing.hierarchy.via import Crossings, Limits, crossings, way_over
from routing.weights import EdgeCosts

Columns = tuple[Rows, Rows]
UNFOLDED = 16
"""So many ways over places are looked at for each leg."""
MATERIAL = 30
"""Of so many ways over places others are woven."""
WEAVINGS = 10
"""So many times the roads used so far are made dearer among those of known ways."""
REPAIRS = 3
"""So many times the roads used so far are made dearer on the whole network."""


class Crossways:
    """Candidates of a field with a hierarchy, the cheaper to find the earlier."""

    def __init__(self, field: Field, metric: Metric, limits: Limits) -> None:
        self._field, self._metric = field, metric
        hops = range(len(field.starts))
        self._found = [crossings(metric, *field.columns(hop), limits) for hop in hops]
        self._paths: dict[tuple[int, int], Path] = {}

    def refused(self) -> tuple[int, int, int]:
        """How many places were refused at sight: too much in common, passed twice, a detour."""
        found = self._found
        return sum(f.alike for f in found), sum(f.looped for f in found), sum(len(f.beaten) for f in found)

    def over_places(self) -> Iterator[tuple[Path, ...]]:
        """The best ways over one place in each leg, or in one leg and the best in the others."""
        best = [self._path(hop, found.best) for hop, found in enumerate(self._found)]
        others = [
            [self._path(hop, row) for row in found.row[:UNFOLDED].tolist()] for hop, found in enumerate(self._found)
        ]
        for k in range(max(map(len, others))):
            yield tuple(own[k] if k < len(own) else known for own, known in zip(others, best, strict=True))
        if len(best) > 1:
            for hop, own in enumerate(others):
                yield from ((*best[:hop], path, *best[hop + 1 :]) for path in own)

    def woven(self) -> Iterator[tuple[Path, ...]]:
        """Ways made of parts of those over places, as used parts become dearer from round to round."""
        looms = [self._woven(hop, found) for hop, found in enumerate(self._found)]
        yield from zip(*looms, strict=False)

    def over_dearer_roads(self, used: Sequence[Rows]) -> Iterator[tuple[Path, ...]]:
        """Best ways on the whole network while the segments used become dearer from round to round.

        The weights repaired for that serve no other question and are not kept.
        """
        metric, used = self._metric, [np.unique(segments) for segments in used]
        for _ in range(REPAIRS):
            metric = metric.with_costs(*_dearer(self._field, *np.unique(np.concatenate(used), return_counts=True)))
            ways = [cheapest_way(metric, *self._field.columns(hop)) for hop in range(len(self._found))]
            found = [way for way in ways if way is not None]
            paths = tuple(self._field.path(hop, way.start, way.arcs, way.end) for hop, way in enumerate(found))
            used.append(np.unique(np.concatenate(segments_of(self._field, paths))))
            yield paths

    def _path(self, hop: int, row: int) -> Path:
        if (hop, row) not in self._paths:
            over = way_over(self._metric, self._found[hop], row)
            self._paths[hop, row] = Path(over.start, over.arcs, over.end, over.cost, over.via)
        return self._paths[hop, row]

    def _woven(self, hop: int, found: Crossings) -> Iterator[Path]:
        rows = [found.best, *found.row.tolist(), *found.beaten.tolist()][:MATERIAL]
        loom = _Loom(self._field, [self._path(hop, row).arcs for row in rows], self._field.columns(hop))
        for _ in range(WEAVINGS):
            way = loom.next_way()
            if way is not None:
                yield self._field.path(hop, way.start, way.arcs, way.end)


class _Loom:
    """The arcs of some ways as a small graph of their own, on which used segments become dearer."""

    def __init__(self, field: Field, ways: Sequence[Rows], ends: tuple[Columns, Columns]) -> None:
        graph = field.graph
        self._arc = np.unique(np.concatenate(ways))
        tail, head = np.searchsorted(graph.first, self._arc, side="right") - 1, graph.head[self._arc]
        vertex = np.unique(np.concatenate([tail, head, ends[0][0], ends[1][0]]))
        own = SearchGraph(
            first=np.searchsorted(tail, np.append(vertex, vertex[-1] + 1)),
            head=np.searchsorted(vertex, head),
            edge=np.arange(len(head)),
            node_count=len(vertex),
            after_edge={},
            extra_of_node={},
        )
        self._engine = PlainEngine(own)
        self._ends = tuple((np.searchsorted(vertex, at), cost) for at, cost in ends)
        self._segment = field.case.index.segment[graph.edge[self._arc]]
        self._cost = field.costs.edge[graph.edge[self._arc]].astype(float)
        self._factor = np.ones(len(head))

    def next_way(self) -> Found | None:
        """The cheapest way by its arcs on the whole graph; its segments become dearer."""
        cost = EdgeCosts(base=np.rint(self._cost * self._factor).astype(np.int64))
        way = self._engine.cheapest(cost, *self._ends)
        if way is None:
            return None
        self._factor[np.isin(self._segment, self._segment[way.arcs])] += DEARER
        return replace(way, arcs=self._arc[way.arcs])


def _dearer(field: Field, segments: Rows, times: Rows) -> Columns:
    """The arcs of the open edges of these segments, both ways, and what they cost after being used so often."""
    index, graph, costs = field.case.index, field.graph, field.costs.edge
    edges = index.edges_of_segment[segments].ravel()
    factor = np.repeat(1.0 + DEARER * times, 2)
    usable = (edges >= 0) & (costs[edges] < NO_WAY)
    edges, factor = edges[usable], factor[usable]
    arcs, row = _arcs(graph, index.u, edges)
    return arcs, np.rint(costs[edges] * factor).astype(np.int64)[row]


def _arcs(graph: SearchGraph, u: Rows, edges: Rows) -> Columns:
    """The arcs that drive these edges, and which of them each drives."""
    at = [(row, vertex) for row, node in enumerate(u[edges].tolist()) for vertex in graph.vertices_at(node)]
    row, vertex = np.array(at, np.int64).reshape(-1, 2).T
    starts, ends = graph.first[vertex], graph.first[vertex + 1]
    arc, row = ranges(starts, ends), np.repeat(row, ends - starts)
    own = graph.edge[arc] == edges[row]
    return arc[own], row[own]
