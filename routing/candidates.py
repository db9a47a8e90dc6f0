"""Ways that might serve as alternatives: over plateaus of two trees, and by making used roads dearer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from geo.lines import Floats, Rows
from routing.case import Case
from routing.costs import Costs
from routing.dijkstra import NO_WAY
from routing.ends import Ends, Stop, arrivals, columns, departures
from routing.engine import Engine, PlainEngine
from routing.index import Flags
from routing.tree import Tree, arcs_of, grown
from routing.way import Leg, leg_of

PLATEAUS = 40
"""So many plateaus are looked at, the longest for their detour first."""
ROUNDS = 12
"""So many times the roads used so far are made dearer."""
DEARER = 0.4
"""A road becomes dearer by this share of its cost with each round that uses it."""


_NONE = np.empty(0, np.int64)


class Path(NamedTuple):
    """From one stop to the next through the graph: how it leaves, the arcs, how it arrives; and the leg it makes."""

    first: int
    arcs: tuple[int, ...]
    last: int
    leg: Leg


@dataclass(frozen=True, kw_only=True, eq=False)
class Field:
    """What candidates of one case are looked for on: no way of it turns round but at dead ends."""

    case: Case
    costs: Costs
    starts: tuple[Ends, ...]
    ends: tuple[Ends, ...]
    engine: Engine

    def path(self, hop: int, first: int, arcs: Sequence[int], last: int) -> Path:
        """The path of these arcs from one stop to the next, at its true cost."""
        index, start, end = self.case.index, self.starts[hop][first], self.ends[hop][last]
        graph, rows = index.turn_free, np.array(arcs, np.int64)
        choice = start.cost + int(graph.costs(self.costs.edges)[graph.row[rows]].sum()) + end.cost
        return Path(first, tuple(arcs), last, leg_of(index, graph, choice, rows, (start, end)))


def field_of(case: Case, costs: Costs) -> Field:
    """The field of a case."""
    index = case.index
    graph = index.turn_free
    return Field(
        case=case,
        costs=costs,
        starts=tuple(departures(index, graph, costs, stop) for stop in case.stops[:-1]),
        ends=tuple(arrivals(index, graph, costs, stop) for stop in case.stops[1:]),
        engine=index.engine if graph is index.graph else PlainEngine(graph),
    )


def over_plateaus(field: Field, most: float) -> Iterator[tuple[Path, ...]]:
    """Ways over the stretches that both trees share, not costlier than `most`; for one leg only.

    Such a way is the best one through its plateau, so it can hold a detour only where it leaves it.
    """
    start, end = field.case.stops
    out, back = _tree(field, start, toward=False), _tree(field, end, toward=True)
    both = (out.choice < NO_WAY) & (back.choice < NO_WAY)
    total = np.where(both, out.choice + np.where(both, back.choice, 0), NO_WAY)
    length = _plateaus(out, back, total <= most)
    rows = np.flatnonzero(length > 0)
    for vertex in rows[np.argsort(total[rows] - 2 * length[rows], kind="stable")][:PLATEAUS].tolist():
        before, first = arcs_of(out, vertex)
        after, last = arcs_of(back, vertex)
        yield (field.path(0, first, [*before, *after], last),)


def _tree(field: Field, stop: Stop, *, toward: bool) -> Tree:
    return grown(field.case.index, field.case.index.turn_free, field.costs, stop, toward=toward)


def _plateaus(out: Tree, back: Tree, usable: Flags) -> Rows:
    """For each vertex that begins a plateau the cost along it, else 0."""
    vertex = np.arange(len(out.choice))
    before = np.where(usable & (out.beside >= 0), out.beside, vertex)
    shared = (before != vertex) & (back.beside[before] == vertex) & (back.arc[before] == out.arc)
    root = np.where(shared, before, vertex)
    while not np.array_equal(further := root[root], root):
        root = further
    length = np.zeros(len(vertex), np.int64)
    rows = np.flatnonzero(usable)
    np.maximum.at(length, root[rows], out.choice[rows] - out.choice[root[rows]])
    return length


def by_penalties(field: Field) -> Iterator[tuple[Path, ...]]:
    """Best ways while roads used before become dearer from round to round."""
    factor = np.ones(len(field.costs.length_m))
    for _ in range(ROUNDS):
        found = _penalised(field, factor)
        if found is None:
            return
        segments = np.unique([s.segment for path in found for s in path.leg.stretches]).astype(np.int64)
        factor[segments] += DEARER
        yield found


def _penalised(field: Field, factor: Floats) -> tuple[Path, ...] | None:
    open_edges = field.costs.edge < NO_WAY
    dearer = np.rint(np.where(open_edges, field.costs.edge, 0) * factor[field.case.index.segment])
    cost = replace(
        field.costs.edges, base=np.where(open_edges, dearer.astype(np.int64), NO_WAY), changed=_NONE, cost=_NONE
    )
    paths = []
    for hop, (starts, ends) in enumerate(zip(field.starts, field.ends, strict=True)):
        found = field.engine.cheapest(cost, columns(starts), columns(ends))
        if found is None:
            return None
        paths.append(field.path(hop, found.start, found.arcs.tolist(), found.end))
    return tuple(paths)
