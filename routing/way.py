"""The cheapest way from stop to stop, as stretches of segments."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from geo.lines import Rows
from geo.snap import OnLine
from routing.costs import Costs
from routing.dijkstra import NO_WAY
from routing.engine import Engine, PlainEngine
from routing.graph import Ban, SearchGraph, with_bans
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
class Leg:
    """From one stop to the next: what is driven, the edges entered at a node, and the cost in the choice."""

    stretches: tuple[Stretch, ...]
    edges: tuple[int, ...]
    choice: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    """How a leg may leave or reach its stop: a vertex, the part cost, the part driven and the edge it is on."""

    vertex: int
    cost: int
    stretch: Stretch | None = None
    edge: int | None = None


def leg_between(index: NetworkIndex, costs: Costs, start: Stop, end: Stop) -> Leg | None:
    """The cheapest leg, or None.

    Turning round on a segment never shortens a way but can dodge a turn ban. So where the cheapest
    way turns round at a node that is no dead end, turning there and nearby is banned as well and
    the search repeated: what is left is the cheapest way without such a turn.
    """
    graph, no_turns, hops = index.graph, frozenset[Ban](), 0
    while True:
        leg = _cheapest(index, graph, costs, start, end)
        turned = _turned_at(index, leg)
        if leg is None or not turned:
            return leg
        no_turns |= _turns_near(index, turned, hops)
        graph = with_bans(index.u, index.v, index.network.node_count, index.turn_bans, no_turns)
        hops = 2 * hops + 1


def _cheapest(index: NetworkIndex, graph: SearchGraph, costs: Costs, start: Stop, end: Stop) -> Leg | None:
    seeds, targets = _departures(index, graph, costs, start), _arrivals(index, graph, costs, end)
    direct = _direct(index, costs, start, end)
    found = _searched(index, graph, costs, seeds, targets)
    ways = [way for way in (direct, found) if way is not None and way.choice < NO_WAY]
    return min(ways, key=lambda way: way.choice, default=None)


def _searched(
    index: NetworkIndex, graph: SearchGraph, costs: Costs, seeds: list[_End], targets: list[_End]
) -> Leg | None:
    engine: Engine = index.engine if graph is index.graph else PlainEngine(graph)
    found = engine.cheapest(costs.edges, _columns(seeds), _columns(targets))
    if found is None:
        return None
    edges: list[int] = graph.edge[found.arcs].tolist()
    return _leg(index, found.cost, seeds[found.start], edges, targets[found.end])


def _leg(index: NetworkIndex, choice: int, first: _End, edges: list[int], last: _End) -> Leg:
    driven = [_whole(index, edge) for edge in edges]
    ends = ((first.stretch,), driven, (last.stretch,))
    return Leg(
        stretches=tuple(s for part in ends for s in part if s is not None),
        edges=(*edges, last.edge) if last.edge is not None else tuple(edges),
        choice=choice,
    )


def _whole(index: NetworkIndex, edge: int) -> Stretch:
    segment, forward = int(index.segment[edge]), bool(index.network.edge_forward[edge])
    length = float(index.lines.length_m[segment])
    return Stretch(segment=segment, start_m=0.0 if forward else length, end_m=length if forward else 0.0)


def _columns(ends: list[_End]) -> tuple[Rows, Rows]:
    return np.array([e.vertex for e in ends], np.int64), np.array([e.cost for e in ends], np.int64)


def _departures(index: NetworkIndex, graph: SearchGraph, costs: Costs, stop: Stop) -> list[_End]:
    """Where one is after leaving a stop: at its node, or at the far end of its segment."""
    if stop.node is not None:
        return [_End(vertex=stop.node, cost=0)]
    ends = []
    for edge in _edges_at(index, stop):
        whole = _whole(index, edge)
        part = Stretch(segment=whole.segment, start_m=stop.place.position_m, end_m=whole.end_m)
        vertex = graph.after_edge.get(edge, int(index.v[edge]))
        ends.append(_End(vertex=vertex, cost=_part_choice(costs, part), stretch=part))
    return [end for end in ends if end.cost < NO_WAY]


def _arrivals(index: NetworkIndex, graph: SearchGraph, costs: Costs, stop: Stop) -> list[_End]:
    """From where one reaches a stop: at its node, or by the edges of its segment."""
    if stop.node is not None:
        return [_End(vertex=vertex, cost=0) for vertex in graph.vertices_at(stop.node)]
    ends = []
    for edge in _edges_at(index, stop):
        whole = _whole(index, edge)
        part = Stretch(segment=whole.segment, start_m=whole.start_m, end_m=stop.place.position_m)
        cost = min(_part_choice(costs, part) + int(costs.gate[edge]), NO_WAY)
        from_here = [x for x in graph.vertices_at(int(index.u[edge])) if graph.drives(x, edge)]
        ends += [_End(vertex=vertex, cost=cost, stretch=part, edge=edge) for vertex in from_here]
    return [end for end in ends if end.cost < NO_WAY]


def _direct(index: NetworkIndex, costs: Costs, start: Stop, end: Stop) -> Leg | None:
    """Along one segment without reaching its ends, where its direction permits."""
    if start.node is not None or end.node is not None or start.place.line != end.place.line:
        return None
    way = Stretch(segment=start.place.line, start_m=start.place.position_m, end_m=end.place.position_m)
    against = 1 if way.start_m > way.end_m else 0
    if way.start_m != way.end_m and index.edges_of_segment[way.segment, against] < 0:
        return None
    return Leg(stretches=(way,), edges=(), choice=_part_choice(costs, way))


def _part_choice(costs: Costs, part: Stretch) -> int:
    return costs.part_choice(part.segment, part.start_m, part.end_m)


def _edges_at(index: NetworkIndex, stop: Stop) -> list[int]:
    return [int(edge) for edge in index.edges_of_segment[stop.place.line] if edge >= 0]


def _turned_at(index: NetworkIndex, leg: Leg | None) -> set[int]:
    """Nodes that are no dead ends at which a leg turns round on its segment."""
    edges = leg.edges if leg is not None and index.turn_bans else ()
    turned = {int(index.v[a]) for a, b in pairwise(edges) if index.reverse_of(a) == b}
    return {node for node in turned if not index.is_dead_end[node]}


def _turns_near(index: NetworkIndex, nodes: set[int], hops: int) -> frozenset[Ban]:
    """Turning round at these nodes, and at those within some edges of them, dead ends excepted."""
    reached = set(nodes)
    for _ in range(hops):
        reached |= {int(index.v[edge]) for node in reached for edge in _leaving(index, node)}
    open_nodes = [node for node in reached if not index.is_dead_end[node]]
    leaving = [(index.reverse_of(edge), edge) for node in open_nodes for edge in _leaving(index, node)]
    return frozenset(turn for turn in leaving if turn[0] >= 0)


def _leaving(index: NetworkIndex, node: int) -> list[int]:
    first = index.graph.first
    return [int(edge) for edge in index.graph.edge[first[node] : first[node + 1]]]
