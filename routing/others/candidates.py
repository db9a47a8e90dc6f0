"""Ways that might serve as alternatives, from stop to stop, and the field they are looked for on."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from geo.lines import Floats, Rows
from routing.costs.costs import Costs
from routing.engines.dijkstra import NO_WAY
from routing.engines.engine import Engine, HierarchyEngine
from routing.engines.graph import SearchGraph
from routing.engines.hierarchy.metric import Metric
from routing.index import Flags
from routing.ways.case import Case
from routing.ways.ends import Ends, Stop, arrivals, columns, departures
from routing.ways.tree import Tree, arcs_of, grown
from routing.ways.way import Leg, leg_of

PLATEAUS = 40
"""So many plateaus are looked at, the longest for their detour first."""
ROUNDS = 12
"""So many times the roads used so far are made dearer."""
DEARER = 0.4
"""A road becomes dearer by this share of its cost with each round that uses it."""
_NONE = np.empty(0, np.int64)


class Path(NamedTuple):
    """From one stop to the next: how it leaves, the arcs, how it arrives, and its true cost.

    Up to `via` arcs it is the cheapest way, and from there on again; None: that is not known.
    """

    first: int
    arcs: Rows
    last: int
    choice: int
    via: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Field:
    """What candidates of one case are looked for on.

    Without a hierarchy (`metric` is None) no way of `graph` turns round but at dead ends. With one
    some may; they pass a place twice and are refused for that.
    """

    case: Case
    costs: Costs
    starts: tuple[Ends, ...]
    ends: tuple[Ends, ...]
    graph: SearchGraph
    engine: Engine
    metric: Metric | None

    def path(self, hop: int, first: int, arcs: Rows, last: int, via: int | None = None) -> Path:
        """The path of these arcs from one stop to the next, at its true cost."""
        ends = self.starts[hop][first].cost + self.ends[hop][last].cost
        return Path(first, arcs, last, int(self.graph.arc_costs(self.costs.edges, arcs).sum()) + ends, via)

    def leg(self, hop: int, path: Path) -> Leg:
        """The leg a path makes."""
        ends = self.starts[hop][path.first], self.ends[hop][path.last]
        return leg_of(self.case.index, self.graph, path.choice, path.arcs, ends)

    def columns(self, hop: int) -> tuple[tuple[Rows, Rows], tuple[Rows, Rows]]:
        """Where the ways of a hop may start and end, as engines take it."""
        return columns(self.starts[hop]), columns(self.ends[hop])


def field_of(case: Case, costs: Costs) -> Field:
    """The field of a case."""
    index = case.index
    metric = index.engine.metric_for(costs.edges) if isinstance(index.engine, HierarchyEngine) else None
    graph = index.turn_free if metric is None else index.graph
    return Field(
        case=case,
        costs=costs,
        starts=tuple(departures(index, graph, costs, stop) for stop in case.stops[:-1]),
        ends=tuple(arrivals(index, graph, costs, stop) for stop in case.stops[1:]),
        graph=graph,
        engine=index.turn_free_engine if metric is None else index.engine,
        metric=metric,
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
        yield (field.path(0, first, np.array([*before, *after], np.int64), last, len(before)),)


def _tree(field: Field, stop: Stop, *, toward: bool) -> Tree:
    return grown(field.case.index, field.graph, field.costs, stop, toward=toward)


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
    """Best ways while roads used before become dearer from round to round, by plain searches."""
    factor = np.ones(len(field.costs.length_m))
    for _ in range(ROUNDS):
        found = _penalised(field, factor)
        if found is None:
            return
        factor[np.unique(np.concatenate(segments_of(field, found)))] += DEARER
        yield found


def segments_of(field: Field, paths: tuple[Path, ...]) -> list[Rows]:
    """The segments that paths drive, wholly or in part, one column for each path."""
    return [_segments(field, hop, path) for hop, path in enumerate(paths)]


def _segments(field: Field, hop: int, path: Path) -> Rows:
    ends = field.starts[hop][path.first].stretch, field.ends[hop][path.last].stretch
    own = np.array([stretch.segment for stretch in ends if stretch is not None], np.int64)
    return np.concatenate([field.case.index.segment[field.graph.edge[path.arcs]], own])


def _penalised(field: Field, factor: Floats) -> tuple[Path, ...] | None:
    open_edges = field.costs.edge < NO_WAY
    dearer = np.rint(np.where(open_edges, field.costs.edge, 0) * factor[field.case.index.segment])
    cost = replace(
        field.costs.edges, base=np.where(open_edges, dearer.astype(np.int64), NO_WAY), changed=_NONE, cost=_NONE
    )
    paths = []
    for hop in range(len(field.starts)):
        found = field.engine.cheapest(cost, *field.columns(hop))
        if found is None:
            return None
        paths.append(field.path(hop, found.start, found.arcs, found.end))
    return tuple(paths)
