"""The chart a column is timed on: a copy of the roads for each leg, and the places it starts from and stops at.

A place has three vertices: arriving, being there, and leaving. Arriving and leaving obey what shuts
the place itself; only while it is there may a column wait.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.model.ids import CrossingId, SiteId
from geo.lines import Rows
from routing.engines.dijkstra import NO_WAY, search
from routing.index import NetworkIndex
from routing.march.courses import Courses
from routing.march.entries import Entries
from routing.ways.ends import Stop

ARRIVING, THERE, LEAVING = range(3)
FREE = -1
"""Instead of a course: an arc between a place and the node it lies at."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """A place on the road; `shut` are the closings that keep columns from arriving and leaving.

    `standing` are the spans in milliseconds, last moments included, at which the head of a column may
    wait to leave; `leg` is the leg after which it is reached, or for a holding point the one it lies on.
    """

    name: SiteId | CrossingId | None
    stop: Stop
    leg: int
    is_stop: bool
    shut: tuple[int, ...] = ()
    standing: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """An arc beside those of the roads: which course it drives (FREE: none), or which place it is at."""

    tail: int
    head: int
    course: int = FREE
    place: int | None = None
    turn_ms: int = 0
    edge: int | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Chart:
    """Vertices and arcs of all legs and places.

    `courses` are the edges of the network, then the parts of roads driven at places.
    """

    index: NetworkIndex
    places: tuple[Place, ...]
    legs: int
    arcs: tuple[Arc, ...]
    courses: Courses
    gates: Rows

    @cached_property
    def base(self) -> int:
        """How many vertices one leg has."""
        return len(self.index.graph.node)

    def vertex(self, place: int, part: int) -> int:
        """A vertex of a place."""
        return self.legs * self.base + 3 * place + part

    @cached_property
    def ends(self) -> tuple[Rows, Rows]:
        """Tail and head of every arc, those of the roads leg by leg first."""
        graph, own = self.index.graph, self.arcs
        lift = np.repeat(np.arange(self.legs) * self.base, len(graph.head))
        tail = np.append(np.tile(graph.tail, self.legs) + lift, np.array([arc.tail for arc in own], np.int64))
        head = np.append(np.tile(graph.head, self.legs) + lift, np.array([arc.head for arc in own], np.int64))
        return tail, head

    @cached_property
    def row(self) -> Rows:
        """The row of entries of every arc: its course, past all courses its place, and last the row of the free."""
        count = len(self.courses.segment)
        free = count + len(self.places)
        own = [count + a.place if a.place is not None else free if a.course == FREE else a.course for a in self.arcs]
        return np.append(np.tile(self.index.graph.edge, self.legs), np.array(own, np.int64))

    @cached_property
    def turn_ms(self) -> Rows:
        """What the turn before each arc takes."""
        graph = self.index.graph
        road = graph.turns_ms(np.arange(len(graph.head))) if len(graph.turn_ms) else np.zeros(len(graph.head), np.int64)
        return np.append(np.tile(road, self.legs), np.array([arc.turn_ms for arc in self.arcs], np.int64))

    @cached_property
    def junction(self) -> Rows:
        """By vertex the node of the roads it is at, leg by leg; -1 for places."""
        node = np.concatenate([self.index.graph.node + leg * self.index.graph.node_count for leg in range(self.legs)])
        return np.append(node, np.full(3 * len(self.places), -1)).astype(np.int64)

    @cached_property
    def forwards(self) -> tuple[Rows, Rows, Rows]:
        """Arcs by their tails."""
        return _ordered(self.ends[0], self.ends[1], len(self.junction))

    @cached_property
    def backwards(self) -> tuple[Rows, Rows, Rows]:
        """Arcs by their heads."""
        return _ordered(self.ends[1], self.ends[0], len(self.junction))

    def least(self, entries: Entries, target: int, *, backwards: bool) -> tuple[Rows, Rows]:
        """By vertex the least time to the target, and with penalties; NO_WAY where there is no way at any time."""
        first, head, arc = self.forwards if backwards else self.backwards
        some, took, both = entries.least()
        seed, none = (np.array([target]), np.zeros(1, np.int64)), np.empty(0, np.int64)
        found = []
        for cost in (took, both):
            own = np.where(some[self.row] > 0, cost[self.row] + self.turn_ms, NO_WAY)
            found.append(search((first, head, arc), own, *seed, none, none)[2])
        return found[0], found[1]

    def holds(self, *, backwards: bool) -> tuple[Rows, Rows, Rows]:
        """Where the spans begin in which columns may stand at each vertex; the first and last moment of each."""
        spans = np.array([span for place in self.places for span in place.standing], np.int64).reshape(-1, 2)
        low, high = (-spans[:, 1], -spans[:, 0]) if backwards else (spans[:, 0], spans[:, 1])
        counts = np.zeros(len(self.junction), np.int64)
        counts[[self.vertex(number, THERE) for number in range(len(self.places))]] = [
            len(place.standing) for place in self.places
        ]
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64), low.copy(), high.copy()


def _ordered(tail: Rows, head: Rows, count: int) -> tuple[Rows, Rows, Rows]:
    arc = np.argsort(tail, kind="stable")
    first = np.concatenate([[0], np.cumsum(np.bincount(tail, minlength=count))]).astype(np.int64)
    return first, head[arc], arc


class _Drawing:
    """Arcs and parts of roads of a chart being drawn, place by place."""

    def __init__(self, index: NetworkIndex, gate: Rows, legs: int) -> None:
        self.index, self.gate, self.legs = index, gate, legs
        self.base = len(index.graph.node)
        self.arcs: list[Arc] = []
        self.parts: list[tuple[int, float, float]] = []
        self.gates: list[int] = []

    def vertex(self, place: int, part: int) -> int:
        return self.legs * self.base + 3 * place + part

    def course(self, segment: int, from_m: float, to_m: float, gate: int = 0) -> int:
        """The row of a further course."""
        self.parts.append((segment, from_m, to_m))
        self.gates.append(gate)
        return len(self.index.u) + len(self.parts) - 1

    def place(self, number: int) -> None:
        """What leads through a place."""
        for part in (ARRIVING, THERE):
            self.arcs.append(Arc(tail=self.vertex(number, part), head=self.vertex(number, part + 1), place=number))

    def leaving(self, number: int, stop: Stop, leg: int) -> None:
        """How roads are reached from a place."""
        tail, up = self.vertex(number, LEAVING), leg * self.base
        if stop.node is not None:
            self.arcs.append(Arc(tail=tail, head=up + stop.node))
            return
        for edge in self._edges(stop):
            course = self.course(stop.place.line, stop.place.position_m, float(self.index.edge_stretch[edge, 2]))
            self.arcs.append(Arc(tail=tail, head=up + int(self.index.graph.after[edge]), course=course))

    def arriving(self, number: int, stop: Stop, leg: int) -> None:
        """How a place is reached from roads."""
        graph, head, up = self.index.graph, self.vertex(number, ARRIVING), leg * self.base
        if stop.node is not None:
            self.arcs += [Arc(tail=up + v, head=head) for v in graph.vertices_at(stop.node).tolist()]
            return
        for edge in self._edges(stop):
            from_m, to_m = float(self.index.edge_stretch[edge, 1]), stop.place.position_m
            course = self.course(stop.place.line, from_m, to_m, int(self.gate[edge]))
            for vertex, arc in graph.entries(int(self.index.u[edge]), edge):
                turn_ms = graph.turn_ms_of(arc)
                self.arcs.append(Arc(tail=up + vertex, head=head, course=course, turn_ms=turn_ms, edge=edge))

    def direct(self, one: tuple[int, Stop], other: tuple[int, Stop]) -> None:
        """Along one segment from place to place, where its direction permits."""
        (a, start), (b, end) = one, other
        if start.node is not None or end.node is not None or start.place.line != end.place.line:
            return
        from_m, to_m = start.place.position_m, end.place.position_m
        if from_m == to_m or self.index.edges_of_segment[start.place.line, int(from_m > to_m)] >= 0:
            course = self.course(start.place.line, from_m, to_m)
            self.arcs.append(Arc(tail=self.vertex(a, LEAVING), head=self.vertex(b, ARRIVING), course=course))

    def _edges(self, stop: Stop) -> Iterator[int]:
        return (edge for edge in self.index.edges_of_segment[stop.place.line].tolist() if edge >= 0)


def chart_of(index: NetworkIndex, gate: Rows, places: Sequence[Place]) -> Chart:
    """The chart of these places: the stops in their order, then the points at which columns may stand on each leg."""
    stops = [place for place in places if place.is_stop]
    drawing = _Drawing(index, gate, len(stops) - 1)
    for number, place in enumerate(places):
        drawing.place(number)
        if not place.is_stop or number + 1 < len(stops):
            drawing.leaving(number, place.stop, place.leg)
        if not place.is_stop or number > 0:
            drawing.arriving(number, place.stop, place.leg - int(place.is_stop))
    for a, b in _neighbours(places, len(stops)):
        drawing.direct((a, places[a].stop), (b, places[b].stop))
    segment, from_m, to_m = np.array(drawing.parts, float).reshape(-1, 3).T
    edges = index.edge_stretch
    return Chart(
        index=index,
        places=tuple(places),
        legs=drawing.legs,
        arcs=tuple(drawing.arcs),
        courses=Courses(
            segment=np.append(index.segment, segment.astype(np.int64)),
            from_m=np.append(edges[:, 1], from_m),
            to_m=np.append(edges[:, 2], to_m),
        ),
        gates=np.append(gate, np.array(drawing.gates, np.int64)),
    )


def _neighbours(places: Sequence[Place], stop_count: int) -> Iterator[tuple[int, int]]:
    """Places between which a column may drive without passing a junction."""
    held = [(number, place.leg) for number, place in enumerate(places) if not place.is_stop]
    for leg in range(stop_count - 1):
        on_leg = [number for number, own in held if own == leg]
        yield from ((a, b) for a in (leg, *on_leg) for b in (*on_leg, leg + 1) if a != b)
