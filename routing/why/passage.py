"""Whether stops are joined once some causes are lifted, on a graph small enough to ask often."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from geo.lines import Rows
from routing.costs.costs import Costs
from routing.engines.dijkstra import NO_WAY, search
from routing.engines.strong import strong_parts
from routing.index import Flags
from routing.ways.case import Case
from routing.ways.ends import Stop
from routing.why.closures import NO_POLICY, Closures, Pair

_NONE = np.empty(0, np.int64)

Link = tuple[int, int, frozenset[Pair]]
"""An arc beyond the roads: the vertices it leaves and enters, and what closes it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Arcs:
    """Arcs by the vertex they leave, as the search takes them; `row` finds what closes each."""

    first: Rows
    tail: Rows
    head: Rows
    row: Rows

    def reached(self, cost: Rows, vertices: Rows) -> Flags:
        """Whether each vertex is reached from these."""
        return self._distances(cost, vertices, _NONE)[1] < NO_WAY

    def leads(self, cost: Rows, start: int, end: int) -> bool:
        """Whether there is a way from one vertex to another."""
        return self._distances(cost, np.array([start]), np.array([end]))[0] < NO_WAY

    def _distances(self, cost: Rows, starts: Rows, ends: Rows) -> tuple[int, Rows]:
        columns = self.first, self.head, self.row
        none = np.zeros(len(starts), np.int64)
        found = search(columns, cost, starts, none, ends, np.zeros(len(ends), np.int64))
        return found[0], found[2]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Passage:
    """The legs of a case as start and end vertices of one graph, with the causes that close its arcs.

    Vertices that can all reach each other with nothing lifted are one. Lifted causes are flags, one
    for each cause. Turning round on the road is not told apart from driving on: what is apart here
    is apart on the road.
    """

    ends: tuple[tuple[int, int], ...]
    outward: Arcs
    inward: Arcs
    row_count: int
    pair_row: Rows = field(repr=False)
    pair_cause: Rows = field(repr=False)
    pair_also: Rows = field(repr=False)

    def joins(self, leg: int, lifted: Flags) -> bool:
        """Whether the start of a leg leads to its end."""
        return self.outward.leads(self.cost(lifted), *self.ends[leg])

    def widest(self, leg: int, lifted: Flags, order: Rows) -> Flags:
        """As much lifted as can be with the ends of a leg still apart; tried one by one in this order.

        What faces neither the part reached from the start nor the part that reaches the end can be
        lifted unasked: those parts do not grow by it.
        """
        lifted = self._unfaced(leg, lifted)
        for cause in order[~lifted[order]]:
            wider = lifted.copy()
            wider[cause] = True
            if not self.joins(leg, wider):
                lifted = wider
        return lifted

    def _unfaced(self, leg: int, lifted: Flags) -> Flags:
        start, end = self.ends[leg]
        while True:
            wider = lifted | ~self._facing(self.outward, start, lifted)
            wider |= ~self._facing(self.inward, end, wider)
            if np.array_equal(wider, lifted):
                return lifted
            lifted = wider

    def _facing(self, arcs: Arcs, vertex: int, lifted: Flags) -> Flags:
        """Causes that close an arc out of the part reached from a vertex."""
        reached = arcs.reached(self.cost(lifted), np.array([vertex]))
        rows = np.zeros(self.row_count, bool)
        rows[arcs.row[reached[arcs.tail] & ~reached[arcs.head]]] = True
        facing = np.zeros(len(lifted), bool)
        pairs = rows[self.pair_row]
        facing[self.pair_cause[pairs]] = True
        facing[self.pair_also[pairs & (self.pair_also != NO_POLICY)]] = True
        return facing & ~lifted

    def cost(self, lifted: Flags) -> Rows:
        """Nothing for each row that is open once these are lifted, NO_WAY for the others."""
        cost = np.zeros(self.row_count, np.int64)
        opened = lifted[self.pair_cause] | (lifted[self.pair_also] & (self.pair_also != NO_POLICY))
        cost[self.pair_row[~opened]] = NO_WAY
        return cost


def passage_of(case: Case, costs: Costs, closures: Closures) -> Passage:
    """The graph of a case, drawn together."""
    graph, edge_count = case.index.graph, case.index.network.edge_count
    count = len(graph.first) - 1
    legs = list(zip(case.stops[:-1], case.stops[1:], strict=True))
    ends = tuple((count + 2 * i, count + 2 * i + 1) for i in range(len(legs)))
    links = [x for (a, b), own in zip(legs, ends, strict=True) for x in _links(case, costs, closures, (a, b), own)]
    tail = np.concatenate([np.repeat(np.arange(count), np.diff(graph.first)), [a for a, _, _ in links]])
    head = np.concatenate([graph.head, [b for _, b, _ in links]])
    row = np.concatenate([graph.edge, edge_count + np.arange(len(links))])
    pairs = [(edge_count + i, *pair) for i, (_, _, own) in enumerate(links) for pair in sorted(own)]
    link_row, link_cause, link_also = np.array(pairs, np.int64).reshape(-1, 3).T
    blank = Passage(
        ends=ends,
        outward=_arcs(tail.astype(np.int64), head.astype(np.int64), row, count + 2 * len(legs)),
        inward=_arcs(head.astype(np.int64), tail.astype(np.int64), row, count + 2 * len(legs)),
        row_count=edge_count + len(links),
        pair_row=np.concatenate([closures.edge, link_row]),
        pair_cause=np.concatenate([closures.edge_cause, link_cause]),
        pair_also=np.concatenate([closures.edge_also, link_also]),
    )
    return _drawn_together(blank, len(closures.causes))


def _drawn_together(passage: Passage, cause_count: int) -> Passage:
    """The same with all vertices one that reach each other as things stand, and the arcs between them gone."""
    out, back = passage.outward, passage.inward
    is_open = passage.cost(np.zeros(cause_count, bool)) < NO_WAY
    vertex = strong_parts((out.first, out.head, is_open[out.row]), (back.first, back.head, is_open[back.row]))
    tail, head = vertex[out.tail], vertex[out.head]
    kept = tail != head
    tail, head, row, count = tail[kept], head[kept], out.row[kept], int(vertex.max()) + 1
    return Passage(
        ends=tuple((int(vertex[a]), int(vertex[b])) for a, b in passage.ends),
        outward=_arcs(tail, head, row, count),
        inward=_arcs(head, tail, row, count),
        row_count=passage.row_count,
        pair_row=passage.pair_row,
        pair_cause=passage.pair_cause,
        pair_also=passage.pair_also,
    )


def _arcs(tail: Rows, head: Rows, row: Rows, count: int) -> Arcs:
    order = np.argsort(tail, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=count))]).astype(np.int64)
    return Arcs(first=first, tail=tail[order], head=head[order], row=row[order])


def _links(
    case: Case, costs: Costs, closures: Closures, stops: tuple[Stop, Stop], ends: tuple[int, int]
) -> Iterator[Link]:
    """How a leg leaves its first stop and reaches its second."""
    start, end = stops
    yield from ((ends[0], vertex, own) for vertex, own in _departures(case, costs, closures, start))
    yield from ((vertex, ends[1], own) for vertex, own in _arrivals(case, costs, closures, end))
    from_m, to_m = start.place.position_m, end.place.position_m
    if start.node is None and end.node is None and start.place.line == end.place.line:
        edge = case.index.edges_of_segment[start.place.line, 1 if from_m > to_m else 0]
        if edge >= 0 or from_m == to_m:
            yield *ends, _part(costs, closures, start.place.line, (from_m, to_m))


def _departures(case: Case, costs: Costs, closures: Closures, stop: Stop) -> Iterator[tuple[int, frozenset[Pair]]]:
    index, line, position_m = case.index, stop.place.line, stop.place.position_m
    if stop.node is not None:
        yield stop.node, frozenset()
        return
    for edge, far_m in zip(index.edges_of_segment[line].tolist(), (index.lines.length_m[line], 0.0), strict=True):
        if edge >= 0:
            yield int(index.graph.after[edge]), _part(costs, closures, line, (position_m, far_m))


def _arrivals(case: Case, costs: Costs, closures: Closures, stop: Stop) -> Iterator[tuple[int, frozenset[Pair]]]:
    index, line, position_m = case.index, stop.place.line, stop.place.position_m
    if stop.node is not None:
        yield from ((vertex, frozenset()) for vertex in index.graph.vertices_at(stop.node).tolist())
        return
    for edge, far_m in zip(index.edges_of_segment[line].tolist(), (0.0, index.lines.length_m[line]), strict=True):
        if edge >= 0:
            own = _part(costs, closures, line, (far_m, position_m)) | closures.gate_of(edge)
            yield from ((vertex, own) for vertex, _ in index.graph.entries(int(index.u[edge]), edge))


def _part(costs: Costs, closures: Closures, segment: int, ends_m: tuple[float, float]) -> frozenset[Pair]:
    """What closes the part of a segment between two positions."""
    low_m, high_m = sorted(ends_m)
    return closures.of_pieces(costs.conditions.pieces_within(segment, low_m, high_m))
