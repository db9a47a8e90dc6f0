"""Ways between many places at once, by one sweep for each place of the shorter side."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from shapely import Point

from data.model.answers import Matrix
from data.model.plan import Plan
from geo.lines import Floats, Rows
from routing.dijkstra import NO_WAY
from routing.ends import Ends, Stop, arrivals, departures, direct_way, part_choice
from routing.ground import Ground, Placed, ground_of, place_findings
from routing.index import NetworkIndex
from routing.question import Terms
from routing.tree import Tree, ends_take, tree_from, tree_toward


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
    toward = len(destinations) < len(origins)
    far = _far(ground, origins if toward else destinations, toward=toward)
    for i, place in enumerate(destinations if toward else origins):
        if place.usable:
            tree = (tree_toward if toward else tree_from)(ground.index, ground.costs, place.usable)
            table.fill((slice(None), i) if toward else (i, slice(None)), tree, far)
    table.fill_direct()
    return table.matrix()


@dataclass(frozen=True, kw_only=True, eq=False)
class _Far:
    """Where the ways to many places end (or begin), place after place."""

    place: Rows
    vertex: Rows
    cost: Rows
    takes: Floats


class _Table:
    """The cells of a matrix while it is filled."""

    def __init__(self, ground: Ground, origins: Sequence[Placed], destinations: Sequence[Placed]) -> None:
        self._ground, self._origins, self._destinations = ground, origins, destinations
        self._choice = np.full((len(origins), len(destinations)), NO_WAY)
        self._takes = np.full((len(origins), len(destinations), 2), np.nan)

    def fill(self, row: tuple[slice | int, slice | int], tree: Tree, far: _Far) -> None:
        """Put one row or column: for each place the cheapest of its ends."""
        choice = tree.choice[far.vertex] + far.cost
        order = np.lexsort((choice, far.place))
        best = order[np.unique(far.place[order], return_index=True)[1]]
        best = best[choice[best] < NO_WAY]
        self._choice[row][far.place[best]] = choice[best]
        self._takes[row][far.place[best]] = tree.takes[far.vertex[best]] + far.takes[best]

    def fill_direct(self) -> None:
        """Put the ways that stay on one segment where they are cheaper."""
        pairs = product(enumerate(self._origins), enumerate(self._destinations))
        for (i, origin), (j, destination) in pairs:
            start, end = origin.usable, destination.usable
            if start and end and start.place.line == end.place.line:
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


def _far(ground: Ground, places: Sequence[Placed], *, toward: bool) -> _Far:
    ends_of = departures if toward else arrivals
    found = [(i, p.usable) for i, p in enumerate(places) if p.usable]
    groups: list[Ends] = [ends_of(ground.index, ground.index.turn_free, ground.costs, stop) for _, stop in found]
    ends = [end for group in groups for end in group]
    return _Far(
        place=np.repeat(np.array([i for i, _ in found], np.int64), [len(group) for group in groups]),
        vertex=np.array([end.vertex for end in ends], np.int64),
        cost=np.array([end.cost for end in ends], np.int64),
        takes=ends_take(ground.costs, ends),
    )
