"""The roads of all ways of a day as nodes and segments: who shares which road, and what places and hours ask of it."""

from collections import defaultdict
from math import floor

import numpy as np

from data.model.movement import Convoy
from data.model.place import Crossing, Site
from data.model.plan import Plan
from routing.convoys.asked import MovementAsked, Roster, Way
from routing.convoys.course import Course, Key, Spot, courses_of
from routing.convoys.flow import paces, single_flow
from routing.convoys.hours import Hours
from routing.convoys.join import Driven, Stretch, stretch_of, stretches_of
from routing.convoys.roster import with_gates
from routing.index import NetworkIndex
from routing.march.stands import is_gate
from routing.movement.case import Node, Segment


class Ground:
    """Nodes and segments in the making; rows of segments below the number of stretches are those of stretches."""

    def __init__(self, index: NetworkIndex, plan: Plan, asked: MovementAsked, roster: Roster, hours: Hours) -> None:
        self.index, self.plan, self.asked, self.roster, self.hours = index, plan, asked, roster, hours
        self.assumed = with_gates(plan, asked.gate_s)
        segments = [piece.segment for one in roster.entrants for way in one.ways for piece in way.route.pieces]
        shut = hours.shut_parts(segments)
        self.courses, self.cuts = courses_of(index, roster.entrants, shut)
        self.driven = {
            (one.convoy.id, number): _driven(self.courses[one.convoy.id][number], way)
            for one in roster.entrants
            for number, way in enumerate(one.ways)
        }
        parts = [key for own in self.driven.values() for key in own.course.parts]
        self.shut = hours.closings(parts, shut)
        driven = sorted({key[0] for key in parts})
        self.single = {segment: single_flow(index, segment) for segment in driven}
        self.paces = dict(zip(driven, paces(index, driven), strict=True))
        places = [spot for own in self.driven.values() for spot in own.course.marks]
        self.stretches = stretches_of(list(self.driven.values()), self._sort, places)
        self.row_of = stretch_of(self.stretches)
        self.nodes: list[Node] = []
        self.subjects: list[str | None] = []
        self.segments = [self._segment(stretch) for stretch in self.stretches]
        self.known: dict[object, int] = {}

    def _sort(self, key: Key) -> tuple[object, ...]:
        return self.single[key[0]], self.shut[key], self.paces[key[0]]

    def _segment(self, stretch: Stretch) -> Segment:
        shut = frozenset().union(*(self.shut[key] for key in stretch.parts))
        return Segment(
            name=self._road_name(stretch),
            one_end=0,
            other_end=0,
            headway_s=self.asked.headway_s,
            is_single_flow=any(self.single[key[0]] for key in stretch.parts),
            opens=self.hours.open_but(shut) if shut else None,
        )

    def _road_name(self, stretch: Stretch) -> str:
        """The name under which most of a stretch runs."""
        metres: dict[str, float] = defaultdict(float)
        for segment, low_m, high_m in stretch.parts:
            network = self.index.network
            name = network.segment_text("name_en", segment) or network.segment_text("name", segment)
            metres[name or network.segment_text("ref", segment) or "a road without a name"] += high_m - low_m
        return max(metres, key=lambda name: metres[name])

    def node(self, spot: Spot) -> int:
        """The row of the node at a spot; all spots of a place are one node."""
        subject = self.cuts.places.get(spot)
        key = subject or spot
        if key not in self.known:
            self.known[key] = len(self.nodes)
            self.nodes.append(self._made(subject, spot))
            self.subjects.append(subject)
        return self.known[key]

    def _made(self, subject: str | None, spot: Spot) -> Node:
        place = None if subject is None else self.assumed.find(subject)
        if isinstance(place, Site | Crossing) and is_gate(place):
            # a column takes all lanes at once: its vehicles are dealt with side by side
            opens = self.hours.place(place.id)
            return Node(name=place.name, headway_s=self.asked.headway_s, lanes=1, opens=opens)
        if isinstance(place, Site) and place.room_m is not None:
            return Node(name=place.name, room_m=floor(place.room_m))
        return Node(name=getattr(place, "name", None) or self._junction_name(spot))

    def _junction_name(self, spot: Spot) -> str:
        meeting = [row for row, one in enumerate(self.stretches) if spot in {one.spots[0], one.spots[-1]}]
        names = list(dict.fromkeys(self.segments[row].name for row in meeting))
        named = [name for name in names if name != "a road without a name"] or names
        return f"the junction of {' and '.join(named[:2])}" if len(named) > 1 else f"a point on {named[0]}"

    def own_node(self, key: str, name: str) -> int:
        """A node that lies on no road."""
        if key not in self.known:
            self.known[key] = len(self.nodes)
            self.nodes.append(Node(name=name))
            self.subjects.append(None)
        return self.known[key]

    def behind(self, gate: int) -> int:
        """The segment by which columns leave a gate that is their destination."""
        key = f"behind {gate}"
        if key not in self.known:
            name = f"behind {self.nodes[gate].name}"
            node = self.own_node(f"node {key}", name)
            self.known[key] = len(self.segments)
            self.segments.append(Segment(name=name, one_end=gate, other_end=node))
        return self.known[key]

    def lead(self, convoy: Convoy) -> int | None:
        """The segment by which a convoy leaves an origin with hours of its own."""
        origin = self.plan.get(convoy.origin)
        opens = self.hours.place(convoy.origin)
        if opens is None or not isinstance(origin, Site):
            return None
        self.segments.append(Segment(name=f"the way out of {origin.name}", one_end=0, other_end=0, opens=opens))
        return len(self.segments) - 1


def _driven(course: Course, way: Way) -> Driven:
    since_s = way.table.drive.times_s(np.array(course.along_m), "left")
    return Driven(course=course, since_s=tuple(since_s.tolist()))
