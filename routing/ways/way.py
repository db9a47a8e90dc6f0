"""The cheapest way from stop to stop, as stretches of segments in columns."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geo.lines import Floats, Rows
from routing.costs.costs import Costs
from routing.engines.dijkstra import NO_WAY
from routing.engines.engine import Engine
from routing.engines.graph import SearchGraph
from routing.index import NetworkIndex
from routing.ways.ends import End, Stop, Stretch, arrivals, columns, departures, direct_way, part_choice


@dataclass(frozen=True, kw_only=True, eq=False)
class Leg:
    """From one stop to the next: the stretches driven in columns, the edges entered at a node, the cost in the choice.

    A stretch has start_m > end_m when driven against the drawing of its segment; `turn_ms` is the
    time of the turns that end with it, beyond driving it.
    """

    segment: Rows
    start_m: Floats
    end_m: Floats
    turn_ms: Rows
    entered: Rows
    choice: int

    def is_same(self, other: "Leg") -> bool:
        """Whether the other drives the same, to the metre, at the same cost."""
        columns = ("segment", "start_m", "end_m", "turn_ms", "entered")
        return self.choice == other.choice and all(
            np.array_equal(getattr(self, name), getattr(other, name)) for name in columns
        )

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """What is driven, one by one."""
        rows = zip(self.segment.tolist(), self.start_m.tolist(), self.end_m.tolist(), strict=True)
        return tuple(Stretch(segment=segment, start_m=start_m, end_m=end_m) for segment, start_m, end_m in rows)

    @cached_property
    def edges(self) -> tuple[int, ...]:
        """The edges entered at a node, one by one."""
        return tuple(self.entered.tolist())


def leg_between(index: NetworkIndex, costs: Costs, start: Stop, end: Stop) -> Leg | None:
    """The cheapest leg that turns round on no segment but at dead ends, or None.

    Turning round elsewhere never shortens a way but can dodge a turn. What answers without it where
    some is permitted answers also where none is; else the graph without it is searched.
    """
    leg = _cheapest(index, (index.graph, index.engine), costs, (start, end))
    if leg is None or not index.turns or not index.turns_round(leg.entered).any():
        return leg
    return _cheapest(index, (index.turn_free, index.turn_free_engine), costs, (start, end))


def leg_of(index: NetworkIndex, graph: SearchGraph, choice: int, arcs: Rows, ends: tuple[End, End]) -> Leg:
    """The leg of these arcs between two ends."""
    (first, last), edges = ends, graph.edge[arcs]
    low, high = int(first.stretch is not None), len(edges) + int(first.stretch is not None)
    driven = np.empty((high + int(last.stretch is not None), 3))
    driven[low:high] = index.edge_stretch[edges]
    turn_ms = np.zeros(len(driven), np.int64)
    if first.stretch is not None:
        driven[0] = _row_of(first.stretch)
    if last.stretch is not None:
        driven[-1] = _row_of(last.stretch)
        turn_ms[-1] = last.turn_ms
    if len(graph.turn_ms):
        turn_ms[low:high] = graph.turns_ms(arcs)
    entered = edges if last.edge is None else np.append(edges, last.edge)
    return _leg(driven, turn_ms, entered, choice)


def direct_leg(index: NetworkIndex, costs: Costs, start: Stop, end: Stop) -> Leg | None:
    """The leg along one segment without reaching its ends, where there is one; its choice is NO_WAY where closed."""
    way = direct_way(index, start, end)
    if way is None:
        return None
    driven, none = np.array([_row_of(way)]), np.empty(0, np.int64)
    return _leg(driven, np.zeros(1, np.int64), none, part_choice(costs, way))


def _leg(driven: Floats, turn_ms: Rows, entered: Rows, choice: int) -> Leg:
    segment, start_m, end_m = driven.T
    return Leg(
        segment=segment.astype(np.int64), start_m=start_m, end_m=end_m, turn_ms=turn_ms, entered=entered, choice=choice
    )


def _cheapest(
    index: NetworkIndex, searched: tuple[SearchGraph, Engine], costs: Costs, stops: tuple[Stop, Stop]
) -> Leg | None:
    graph, engine = searched
    seeds, targets = departures(index, graph, costs, stops[0]), arrivals(index, graph, costs, stops[1])
    straight = direct_leg(index, costs, *stops)
    found = engine.cheapest(costs.edges, columns(seeds), columns(targets))
    if straight is not None and straight.choice <= (NO_WAY - 1 if found is None else found.cost):
        return straight
    if found is None:
        return None
    return leg_of(index, graph, found.cost, found.arcs, (seeds[found.start], targets[found.end]))


def _row_of(stretch: Stretch) -> tuple[int, float, float]:
    return stretch.segment, stretch.start_m, stretch.end_m
