"""The cheapest way from stop to stop, as stretches of segments in columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from geo.lines import Floats, Rows
from routing.costs.costs import Costs
from routing.engines.dijkstra import NO_WAY
from routing.engines.graph import SearchGraph
from routing.engines.hierarchy.query import Found
from routing.index import NetworkIndex
from routing.kept import Shelf
from routing.ways.ends import End, Ends, Stop, Stretch, arrivals, columns, departures, direct_way, grouped, part_choice


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


Pair = tuple[Stop, Stop]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Known:
    """A leg and what it was made from."""

    graph: SearchGraph
    arcs: Rows
    ends: tuple[End, End]
    leg: Leg


_KNOWN = Shelf[Pair, _Known](most=256)
"""The last leg between two stops: most zones change few ways."""


def leg_between(index: NetworkIndex, costs: Costs, start: Stop, end: Stop) -> Leg | None:
    """The cheapest leg that turns round on no segment but at dead ends, or None.

    Turning round elsewhere never shortens a way but can dodge a turn. What answers without it where
    some is permitted answers also where none is; else the graph without it is searched.
    """
    stops = start, end
    ends = _ends(index, index.graph, costs, stops)
    found = index.engine.cheapest(costs.edges, columns(ends[0]), columns(ends[1]))
    return _checked(index, costs, stops, _leg_found((index, index.graph), costs, stops, ends, found))


def legs_between(index: NetworkIndex, costs: Costs, pairs: Sequence[Pair]) -> list[Leg | None]:
    """The cheapest leg for each pair of stops, as `leg_between` finds them one by one."""
    ends = [_ends(index, index.graph, costs, pair) for pair in pairs]
    groups = grouped([seeds for seeds, _ in ends]), grouped([targets for _, targets in ends])
    rows = zip(pairs, ends, index.engine.cheapest_each(costs.edges, *groups), strict=True)
    legs = (_leg_found((index, index.graph), costs, pair, own, found) for pair, own, found in rows)
    return [_checked(index, costs, pair, leg) for pair, leg in zip(pairs, legs, strict=True)]


def same_legs(one: tuple[Leg | None, ...], other: tuple[Leg | None, ...]) -> bool:
    """Whether two ways, leg by leg, are the same."""
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(a is not None and b is not None and a.is_same(b) for a, b in pairs)


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


def _ends(index: NetworkIndex, graph: SearchGraph, costs: Costs, stops: Pair) -> tuple[Ends, Ends]:
    return departures(index, graph, costs, stops[0]), arrivals(index, graph, costs, stops[1])


def _leg_found(
    searched: tuple[NetworkIndex, SearchGraph], costs: Costs, stops: Pair, ends: tuple[Ends, Ends], found: Found | None
) -> Leg | None:
    """The leg of a way found on a graph, or the direct one where that costs no more."""
    straight = direct_leg(searched[0], costs, *stops)
    if straight is not None and straight.choice <= (NO_WAY - 1 if found is None else found.cost):
        return straight
    if found is None:
        return None
    return _as_known(searched, stops, found, (ends[0][found.start], ends[1][found.end]))


def _as_known(searched: tuple[NetworkIndex, SearchGraph], stops: Pair, found: Found, ends: tuple[End, End]) -> Leg:
    """The leg of these arcs, that of the last question where it is the same way."""
    (index, graph), memory = searched, searched[0].memory.on(_KNOWN)
    known = memory.find(stops)
    if known is None or known.graph is not graph or known.ends != ends or not np.array_equal(known.arcs, found.arcs):
        leg = leg_of(index, graph, found.cost, found.arcs, ends)
        known = _Known(graph=graph, arcs=found.arcs.copy(), ends=ends, leg=leg)
        memory.put(stops, known)
    return known.leg if known.leg.choice == found.cost else replace(known.leg, choice=found.cost)


def _checked(index: NetworkIndex, costs: Costs, stops: Pair, leg: Leg | None) -> Leg | None:
    """The leg, or the one on the graph without turning round where it turns round at no dead end."""
    if leg is None or not index.turns or not index.turns_round(leg.entered).any():
        return leg
    ends = _ends(index, index.turn_free, costs, stops)
    found = index.turn_free_engine.cheapest(costs.edges, columns(ends[0]), columns(ends[1]))
    return _leg_found((index, index.turn_free), costs, stops, ends, found)


def _row_of(stretch: Stretch) -> tuple[int, float, float]:
    return stretch.segment, stretch.start_m, stretch.end_m
