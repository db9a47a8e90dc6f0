"""Ways between many places at once: one table from the engine, and again one by one where a way turns round."""

from collections.abc import Iterable, Sequence

import numpy as np
from shapely import Point

from data.model.answers import Matrix
from data.model.plan import Plan
from geo.lines import Floats, Rows
from routing.costs.costs import Costs
from routing.engines.dijkstra import NO_WAY
from routing.engines.tables import Groups, Takes
from routing.index import NetworkIndex
from routing.question import Terms
from routing.ways.ends import Ends, Stop, arrivals, columns, departures, direct_way, part_choice
from routing.ways.ground import Ground, Placed, ground_of, place_findings
from routing.ways.tree import ends_take
from routing.ways.way import Leg, leg_between


def travel_matrix(
    index: NetworkIndex, plan: Plan, terms: Terms, origins: Sequence[Point], destinations: Sequence[Point]
) -> Matrix:
    """Driving time and distance of the best way from each origin to each destination.

    Each cell is what `find_route` answers for its two places; of ways that cost the same in the
    choice either may be told.
    """
    ground = ground_of(index, plan, terms)
    return matrix_on(ground, ground.placed(origins, "Origin"), ground.placed(destinations, "Destination"))


def matrix_on(ground: Ground, origins: Sequence[Placed], destinations: Sequence[Placed]) -> Matrix:
    """The matrix of places already taken to their roads."""
    table = _Table(ground, origins, destinations)
    table.fill()
    table.fill_direct()
    return table.matrix()


def takes_on(index: NetworkIndex, costs: Costs) -> Takes:
    """What driving takes on the graph of a network under these costs."""
    graph = index.graph
    return Takes(
        edge=graph.edge,
        row=graph.row,
        segment=index.segment,
        segment_ms=costs.duration.total,
        segment_m=costs.length_m,
        turn_ms=graph.turn_ms,
        never_then=index.never_then,
    )


class _Table:
    """The cells of a matrix while it is filled."""

    def __init__(self, ground: Ground, origins: Sequence[Placed], destinations: Sequence[Placed]) -> None:
        self._ground, self._origins, self._destinations = ground, origins, destinations
        self._choice = np.full((len(origins), len(destinations)), NO_WAY)
        self._takes = np.full((len(origins), len(destinations), 2), np.nan)

    def fill(self) -> None:
        """Put the ways through the graph; those that turn round where they may not are looked for anew."""
        index, costs = self._ground.index, self._ground.costs
        starts, sources = _grouped(departures(index, index.graph, costs, stop) for stop in _stops(self._origins))
        ends, targets = _grouped(arrivals(index, index.graph, costs, stop) for stop in _stops(self._destinations))
        if not sources or not targets:
            return
        found = index.engine.ways(costs.edges, starts, ends, takes_on(index, costs))
        takes = found.takes + ends_take(costs, sources)[found.start] + ends_take(costs, targets)[found.end]
        entered = np.array([-1 if end.edge is None else end.edge for end in targets])[found.end]
        last = found.edges[..., 1]
        turned = (found.edges[..., 2] > 0) | ((last >= 0) & (entered >= 0) & (index.never_then[last] == entered))
        cells = np.ix_(_usable(self._origins), _usable(self._destinations))
        self._choice[cells], self._takes[cells] = found.cost, takes
        if index.turns:
            self._again(turned & (found.cost < NO_WAY))

    def _again(self, turned: Rows) -> None:
        """Put the single answers to some cells, given by the places that are of use."""
        origins, destinations = _usable(self._origins), _usable(self._destinations)
        for i, j in zip(*np.nonzero(turned), strict=True):
            start, end = self._origins[origins[i]].usable, self._destinations[destinations[j]].usable
            assert start is not None  # noqa: S101  # only usable places were asked about
            assert end is not None  # noqa: S101  # as above
            leg = leg_between(self._ground.index, self._ground.costs, start, end)
            cell = origins[i], destinations[j]
            self._choice[cell] = NO_WAY if leg is None else leg.choice
            self._takes[cell] = np.nan if leg is None else leg_takes(self._ground.costs, leg)

    def fill_direct(self) -> None:
        """Put the ways that stay on one segment where they are cheaper."""
        lines = [
            np.array([-1 if place.usable is None else place.usable.place.line for place in places], np.int64)
            for places in (self._origins, self._destinations)
        ]
        for i, j in np.argwhere((lines[0][:, None] == lines[1]) & (lines[0][:, None] >= 0)).tolist():
            start, end = self._origins[i].usable, self._destinations[j].usable
            if start and end:
                self._put_direct((i, j), start, end)

    def _put_direct(self, cell: tuple[int, int], start: Stop, end: Stop) -> None:
        stretch = direct_way(self._ground.index, start, end)
        choice = NO_WAY if stretch is None else part_choice(self._ground.costs, stretch)
        if stretch is not None and choice < NO_WAY and choice <= self._choice[cell]:
            part = self._ground.costs.part(stretch.segment, stretch.start_m, stretch.end_m)
            self._choice[cell] = choice
            self._takes[cell] = part.duration_ms, abs(stretch.end_m - stretch.start_m)

    def matrix(self) -> Matrix:
        """What was filled in, not to be written again."""
        none, within_m = self._choice >= NO_WAY, self._ground.terms.max_snap_m
        columns = (self._takes[..., 0] / 1000.0, self._takes[..., 1].copy(), np.where(none, -1, self._choice))
        for column in columns:
            column.setflags(write=False)
        places = (*self._origins, *self._destinations)
        return Matrix(
            policy=self._ground.terms.policy,
            at=self._ground.terms.at,
            origins=tuple(place.snap for place in self._origins),
            destinations=tuple(place.snap for place in self._destinations),
            duration_s=columns[0],
            distance_m=columns[1],
            choice=columns[2],
            findings=(*place_findings(places, within_m), *self._ground.findings),
        )


def leg_takes(costs: Costs, leg: Leg) -> Floats:
    """Milliseconds and metres of a leg."""
    parts = [costs.part(s.segment, s.start_m, s.end_m).duration_ms for s in leg.stretches]
    return np.array([sum(parts) + leg.turn_ms.sum(), np.abs(leg.end_m - leg.start_m).sum()])


def _usable(places: Sequence[Placed]) -> Rows:
    return np.array([i for i, place in enumerate(places) if place.usable], np.int64)


def _stops(places: Sequence[Placed]) -> list[Stop]:
    return [place.usable for place in places if place.usable]


def _grouped(found: Iterable[Ends]) -> tuple[Groups, Ends]:
    """The ends of many stops, as engines take them and one by one."""
    groups = list(found)
    ends = [end for group in groups for end in group]
    first = np.concatenate([[0], np.cumsum([len(group) for group in groups])]).astype(np.int64)
    return Groups(*columns(ends), first), ends
