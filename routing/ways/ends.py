"""Stops on the road, and how ways leave and reach them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from geo.lines import Rows
from geo.snap import OnLine
from routing.costs.costs import Costs
from routing.engines.dijkstra import NO_WAY
from routing.engines.graph import SearchGraph
from routing.engines.tables import Groups
from routing.index import NetworkIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A place the way must touch: on a segment, or at a node when it lies at the end of one."""

    place: OnLine
    node: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A driven part of a segment; `start_m` > `end_m` when driven against its drawing."""

    segment: int
    start_m: float
    end_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a way may leave or reach its stop: the vertex, the cost, and the part of a segment driven.

    `edge` is the edge that part is on and `turn_ms` the time of turning into it, where it is reached
    from a vertex.
    """

    vertex: int
    cost: int
    stretch: Stretch | None = None
    edge: int | None = None
    turn_ms: int = 0


Ends: TypeAlias = list[End]


def columns(ends: Sequence[End]) -> tuple[Rows, Rows]:
    """Vertices and costs, as engines take them."""
    return np.array([end.vertex for end in ends], np.int64), np.array([end.cost for end in ends], np.int64)


def grouped(stops: Sequence[Sequence[End]]) -> Groups:
    """The ends of many stops, as engines take them."""
    vertex, cost = columns([end for ends in stops for end in ends])
    return Groups(vertex, cost, np.cumsum([0, *map(len, stops)]))


def departures(index: NetworkIndex, graph: SearchGraph, costs: Costs, stop: Stop) -> Ends:
    """Where one is after leaving a stop: at its node, or at the far end of its segment."""
    if stop.node is not None:
        return [End(vertex=stop.node, cost=0)]
    found = []
    for edge in _edges_at(index, stop):
        part = Stretch(segment=stop.place.line, start_m=stop.place.position_m, end_m=float(index.edge_stretch[edge, 2]))
        found.append(End(vertex=int(graph.after[edge]), cost=part_choice(costs, part), stretch=part))
    return [end for end in found if end.cost < NO_WAY]


def arrivals(index: NetworkIndex, graph: SearchGraph, costs: Costs, stop: Stop) -> Ends:
    """From where one reaches a stop: at its node, or by the edges of its segment."""
    if stop.node is not None:
        return [End(vertex=vertex, cost=0) for vertex in graph.vertices_at(stop.node).tolist()]
    return [end for edge in _edges_at(index, stop) for end in _arriving(index, graph, costs, (stop, edge))]


def _arriving(index: NetworkIndex, graph: SearchGraph, costs: Costs, by: tuple[Stop, int]) -> Iterator[End]:
    stop, edge = by
    part = Stretch(segment=stop.place.line, start_m=float(index.edge_stretch[edge, 1]), end_m=stop.place.position_m)
    cost = part_choice(costs, part) + int(costs.gate[edge])
    if cost >= NO_WAY:
        return
    for vertex, arc in graph.entries(int(index.u[edge]), edge):
        turn_ms = graph.turn_ms_of(arc)
        counted = cost + turn_ms if costs.edges.turns_count else cost
        yield End(vertex=vertex, cost=counted, stretch=part, edge=edge, turn_ms=turn_ms)


def direct_way(index: NetworkIndex, start: Stop, end: Stop) -> Stretch | None:
    """Along one segment without reaching its ends, where its direction permits."""
    if start.node is not None or end.node is not None or start.place.line != end.place.line:
        return None
    way = Stretch(segment=start.place.line, start_m=start.place.position_m, end_m=end.place.position_m)
    against = 1 if way.start_m > way.end_m else 0
    permitted = way.start_m == way.end_m or index.edges_of_segment[way.segment, against] >= 0
    return way if permitted else None


def part_choice(costs: Costs, part: Stretch) -> int:
    """What a part of a segment counts in the choice, NO_WAY when closed."""
    return costs.part_choice(part.segment, part.start_m, part.end_m)


def _edges_at(index: NetworkIndex, stop: Stop) -> list[int]:
    return [edge for edge in index.edges_of_segment[stop.place.line].tolist() if edge >= 0]
