"""Time against exposure: all ways of which no other is both quicker and less exposed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

import numpy as np

from data.model.answers import Front, FrontPoint
from data.model.plan import Plan
from data.model.results import NoRoute, RoutePolicy
from geo.lines import Rows
from routing.costs.costs import Costs, rate_on
from routing.engines.dijkstra import NO_WAY, search
from routing.engines.graph import SearchGraph
from routing.engines.labels import set_labels
from routing.engines.weights import EdgeCosts
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.ways.case import Case, case_of
from routing.ways.ends import Ends, Stop, arrivals, columns, departures
from routing.ways.explain import told_route
from routing.ways.way import Leg, direct_leg, leg_of
from routing.why.obstacles import no_route

MOST_LABELS = 2_000_000
FACTORS = (1.0, 1.01, 1.05, 1.2)
"""Exposure factors tried in turn until the labels suffice."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Judged:
    """Ways of one or more legs with the two numbers they are judged by, milliseconds, exposure weighed."""

    legs: tuple[Leg, ...]
    time_ms: int
    exposure_ms: int


@dataclass(frozen=True, kw_only=True, eq=False)
class _LegFront:
    """Unbeaten ways of one leg by rising time, and by what factors others may lie beyond them."""

    ways: tuple[Judged, ...]
    time_factor: float = 1.0
    exposure_factor: float = 1.0


def find_front(
    index: NetworkIndex, plan: Plan, question: RouteQuestion, most_labels: int = MOST_LABELS
) -> Front | NoRoute:
    """The ways from fastest to least exposed; the policy of the question plays no part.

    Exact while `most_labels` suffice; then exposures within a stated factor; then whatever was
    found, with the least exposed way, and the factor of time by which others may be quicker.
    With via points in their order each leg has its front, and the sums are compared.
    """
    if most_labels < 1:
        msg = f"A front of {most_labels} labels cannot be found; give 1 or more."
        raise RoutingError(msg)
    case = case_of(index, plan, replace(question, policy=RoutePolicy.FASTEST))
    if any(case.closed_at_stops()):
        return no_route(case)
    time = case.costs()
    exposure = exposure_costs(index, time)
    search = _Search(index, time, exposure, most_labels)
    fronts = [search.front(start, end) for start, end in pairwise(case.stops)]
    if not all(front.ways for front in fronts):
        return no_route(case)
    return _told(case, time, fronts)


def exposure_costs(index: NetworkIndex, time: Costs) -> Costs:
    """The same network with exposure as the choice: milliseconds in dangerous zones, weighed."""
    anchor, own = time.conditions.sheets
    pieces = time.duration.pieces[0] * anchor.exposure, time.duration.pieces[1] * own.exposure
    rate = rate_on(time.conditions, np.zeros(len(time.length_m)), pieces)
    return replace(
        time,
        edges=EdgeCosts(base=np.where(time.edge < NO_WAY, rate.total[index.segment], NO_WAY), turns_count=False),
        gate=np.where(time.gate < NO_WAY, 0, NO_WAY),
        choice=rate,
    )


def _told(case: Case, time: Costs, fronts: Sequence[_LegFront]) -> Front:
    ways: tuple[Judged, ...] = (Judged(legs=(), time_ms=0, exposure_ms=0),)
    for front in fronts:
        ways = unbeaten(_after(way, leg) for way, leg in product(ways, front.ways))
    return Front(
        points=tuple(
            FrontPoint(
                route=told_route(case, time, way.legs),
                time_s=way.time_ms / 1000.0,
                exposure_s=way.exposure_ms / 1000.0,
            )
            for way in ways
        ),
        time_factor=max(front.time_factor for front in fronts),
        exposure_factor=max(front.exposure_factor for front in fronts),
    )


def _after(way: Judged, leg: Judged) -> Judged:
    return Judged(
        legs=(*way.legs, *leg.legs), time_ms=way.time_ms + leg.time_ms, exposure_ms=way.exposure_ms + leg.exposure_ms
    )


def unbeaten(ways: Iterable[Judged]) -> tuple[Judged, ...]:
    """Those no other beats in one and equals in the other, by rising time; of equals one."""
    kept: list[Judged] = []
    for way in sorted(ways, key=lambda way: (way.time_ms, way.exposure_ms)):
        if not kept or way.exposure_ms < kept[-1].exposure_ms:
            kept.append(way)
    return tuple(kept)


class _Search:
    """Fronts between stops of one case."""

    def __init__(self, index: NetworkIndex, time: Costs, exposure: Costs, most_labels: int) -> None:
        self._index, self._time, self._exposure, self._most = index, time, exposure, most_labels

    def front(self, start: Stop, end: Stop) -> _LegFront:
        """The front of one leg."""
        found = self._on(self._index.graph, start, end)
        if self._index.turns and self._turns(found):
            found = self._on(self._index.turn_free, start, end)
        straight = direct_leg(self._index, self._time, start, end)
        if straight is None or straight.choice >= NO_WAY:
            return found
        stretch = straight.stretches[0]
        exposed = self._exposure.part(stretch.segment, stretch.start_m, stretch.end_m).choice
        way = Judged(legs=(straight,), time_ms=straight.choice, exposure_ms=exposed)
        return replace(found, ways=unbeaten((way, *found.ways)))

    def _turns(self, front: _LegFront) -> bool:
        return any(self._index.turns_round(leg.entered).any() for way in front.ways for leg in way.legs)

    def _on(self, graph: SearchGraph, start: Stop, end: Stop) -> _LegFront:
        ends = _TwoEnds(self._index, graph, (self._time, self._exposure), (start, end))
        bounds = ends.bounds()
        if not (bounds[0][ends.seeds[0]] < NO_WAY).any():
            return _LegFront(ways=())
        calm = ends.least_exposed(bounds[1])
        for factor in FACTORS:
            label, found, reached = set_labels(
                graph.columns, ends.costs, bounds, ends.seeds, ends.targets, (self._most, factor, calm.time_ms)
            )
            if reached >= NO_WAY:
                return _LegFront(ways=unbeaten(ends.way(label, at) for at in found), exposure_factor=factor)
        return self._cut_short(calm, unbeaten(ends.way(label, at) for at in found), int(reached))

    def _cut_short(self, calm: Judged, ways: tuple[Judged, ...], reached: int) -> _LegFront:
        """What was found with the least exposed way, which no way yet unknown beats in exposure."""
        return _LegFront(
            ways=unbeaten((*ways, calm)),
            exposure_factor=FACTORS[-1],
            time_factor=max(calm.time_ms / max(reached, 1), 1.0),
        )


class _TwoEnds:
    """Start and end of a leg on a graph, as the labels take them: two costs side by side."""

    def __init__(
        self, index: NetworkIndex, graph: SearchGraph, costs: tuple[Costs, Costs], stops: tuple[Stop, Stop]
    ) -> None:
        self._index, self._graph, self._both = index, graph, costs
        self._starts = [departures(index, graph, cost, stops[0]) for cost in costs]
        self._ends = [arrivals(index, graph, cost, stops[1]) for cost in costs]
        self.costs = graph.costs(costs[0].edges), graph.costs(costs[1].edges)
        self.seeds, self.targets = _beside(self._starts), _beside(self._ends)

    def bounds(self) -> tuple[Rows, Rows]:
        """By vertex the least time and the least exposure to the end."""
        index, graph = self._index, self._graph
        engine = index.engine if graph is index.graph else index.turn_free_engine
        time, exposure = (
            engine.costs_to(cost.edges, columns(ends)) for cost, ends in zip(self._both, self._ends, strict=True)
        )
        return time, exposure

    def way(self, label: Rows, at: int) -> Judged:
        """The way a label at a target stands for."""
        time_ms, exposure_ms, target, before, _ = (int(x) for x in label[at])
        arcs: list[int] = []
        while label[before, 3] >= 0:
            arcs.append(int(label[before, 4]))
            before = int(label[before, 3])
        leg = self._leg(int(label[before, 4]), arcs[::-1], -1 - target, time_ms)
        return Judged(legs=(leg,), time_ms=time_ms, exposure_ms=exposure_ms)

    def least_exposed(self, left: Rows) -> Judged:
        """The quickest of the least exposed ways; `left` is the least exposure to the end by vertex."""
        graph, (time, exposure), (vertex, first_ms, first_x) = self._graph, self.costs, self.seeds
        starts = first_x + left[vertex]
        least = int(starts.min())
        begins, ends = np.flatnonzero(starts == least), np.flatnonzero(self.targets[2] == left[self.targets[0]])
        tight = (exposure[graph.row] < NO_WAY) & (left[graph.tail] < NO_WAY) & (left[graph.head] < NO_WAY)
        tight[tight] = (exposure[graph.row] + left[graph.head] == left[graph.tail])[tight]
        best, which, _, before, by_arc = search(
            (graph.first, graph.head, np.arange(len(graph.head))),
            np.where(tight, time[graph.row], NO_WAY),
            vertex[begins],
            first_ms[begins],
            self.targets[0][ends],
            self.targets[1][ends],
        )
        at, arcs = int(self.targets[0][ends[which]]), []
        while before[at] >= 0:
            arcs.append(int(by_arc[at]))
            at = int(before[at])
        leg = self._leg(int(begins[by_arc[at]]), arcs[::-1], int(ends[which]), int(best))
        return Judged(legs=(leg,), time_ms=int(best), exposure_ms=least)

    def _leg(self, seed: int, arcs: list[int], target: int, time_ms: int) -> Leg:
        ends = self._starts[0][seed], self._ends[0][target]
        return leg_of(self._index, self._graph, time_ms, np.array(arcs, np.int64), ends)


def _beside(ends: Sequence[Ends]) -> tuple[Rows, Rows, Rows]:
    """Vertices with both costs; both lists hold the same ends, as what is closed is closed to both."""
    (vertex, one), (_, other) = columns(ends[0]), columns(ends[1])
    return vertex, one, other
