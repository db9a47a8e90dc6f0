"""Turn restriction relations → bans on the segments of a network, for trucks.

`no_*` bans one sequence of edges; `only_*` bans every other way on, turning back included, at the
via node or along the via ways. Restrictions that hold only at times are not obeyed: they are told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from data.sources.roads.assemble import Turn
from data.sources.roads.osm_file import RawRelation

Edge: TypeAlias = tuple[int, bool]
"""Segment row, and whether it is driven as drawn."""

KINDS = frozenset(
    {
        "no_left_turn",
        "no_right_turn",
        "no_straight_on",
        "no_u_turn",
        "no_turn",
        "no_entry",
        "no_exit",
        "only_left_turn",
        "only_right_turn",
        "only_straight_on",
        "only_u_turn",
    }
)
_OURS = frozenset({"hgv", "goods", "motor_vehicle", "vehicle"})
_KEYS = ("restriction:hgv", "restriction:goods", "restriction:motor_vehicle", "restriction:vehicle", "restriction")
_TIMES = ("day_on", "day_off", "hour_on", "hour_off")
_MOST_WALKS = 64
MANY = {"no_entry": "from", "no_exit": "to"}

INCOMPLETE = "from, via or to is missing, or there is more than one"
UNKNOWN_KIND = "the kind of restriction is not known"
NOT_A_ROAD = "a member is no road of this network (outside the extract, a path, or closed to traffic)"
NOT_MEETING = "from, via and to do not meet end to end"
NOT_DRIVABLE = "it concerns a direction nobody may drive"
NOT_OURS = "it is not for trucks"
AT_TIMES = "it holds only at certain times"


class Unusable(Exception):
    """Why a restriction bans nothing."""


@dataclass(frozen=True, slots=True)
class Streets:
    """Segments as turn restrictions see them: by way, by node, by direction."""

    way_id: NDArray[np.int64]
    from_node: NDArray[np.int32]
    to_node: NDArray[np.int32]
    direction: NDArray[np.int8]
    _by_way: NDArray[np.int64]
    _by_node: NDArray[np.int64]
    _nodes: NDArray[np.int32]

    @classmethod
    def of(
        cls,
        way_id: NDArray[np.int64],
        from_node: NDArray[np.int32],
        to_node: NDArray[np.int32],
        direction: NDArray[np.int8],
    ) -> "Streets":
        """Index of these segments."""
        ends = np.r_[from_node, to_node]
        by_node = np.argsort(ends, kind="stable")
        by_way = np.argsort(way_id, kind="stable")
        return cls(way_id, from_node, to_node, direction, by_way, by_node, ends[by_node])

    def of_way(self, way: int) -> list[Edge]:
        """Every permitted edge of a way.

        Raises
        ------
        Unusable
            When no segment is of that way.
        """
        start, stop = np.searchsorted(self.way_id, [way, way + 1], sorter=self._by_way)
        if start == stop:
            raise Unusable(NOT_A_ROAD)
        return [edge for segment in self._by_way[start:stop].tolist() for edge in self._permitted(segment)]

    def leaving(self, node: int) -> list[Edge]:
        """Every permitted edge that starts at a node."""
        start, stop = np.searchsorted(self._nodes, [node, node + 1])
        segments = dict.fromkeys((self._by_node[start:stop] % len(self.way_id)).tolist())
        return [edge for segment in segments for edge in self._permitted(segment) if self.tail(edge) == node]

    def tail(self, edge: Edge) -> int:
        """Node that an edge leaves."""
        return int((self.from_node if edge[1] else self.to_node)[edge[0]])

    def head(self, edge: Edge) -> int:
        """Node that an edge enters."""
        return int((self.to_node if edge[1] else self.from_node)[edge[0]])

    def _permitted(self, segment: int) -> list[Edge]:
        way = self.direction[segment]
        return [(segment, forward) for forward, allowed in ((True, way >= 0), (False, way <= 0)) if allowed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """Bans, and the ids of the relations that give none, by reason."""

    bans: tuple[Turn, ...]
    unused: Mapping[str, tuple[int, ...]]


def turns(relations: Iterable[RawRelation], streets: Streets, node_row: Callable[[int], int | None]) -> Turns:
    """The bans of these relations; `node_row` gives the row of an OSM node id."""
    bans: list[Turn] = []
    unused: dict[str, list[int]] = {}
    for relation in relations:
        try:
            bans.extend(_bans(relation, streets, node_row))
        except Unusable as reason:
            unused.setdefault(str(reason), []).append(relation.id)
    return Turns(bans=tuple(bans), unused={why: tuple(ids) for why, ids in unused.items()})


def kind_of(tags: Mapping[str, str]) -> str:
    """The restriction as it stands for trucks.

    Raises
    ------
    Unusable
        When it is not for trucks, holds only at times, or is of no known kind.
    """
    if set(tags.get("except", "").replace(" ", "").split(";")) & _OURS:
        raise Unusable(NOT_OURS)
    kind = next((tags[key] for key in _KEYS if key in tags), None)
    if any(key in tags for key in _TIMES) or (kind is None and any(key.endswith(":conditional") for key in tags)):
        raise Unusable(AT_TIMES)
    if kind is None:
        raise Unusable(NOT_OURS if any(key.startswith("restriction:") for key in tags) else UNKNOWN_KIND)
    if kind not in KINDS:
        raise Unusable(UNKNOWN_KIND)
    return kind


def _bans(relation: RawRelation, streets: Streets, node_row: Callable[[int], int | None]) -> list[Turn]:
    kind = kind_of(relation.tags)
    froms, tos = _members(relation, kind, "from"), _members(relation, kind, "to")
    sequences: list[tuple[Edge, ...]] = []
    for from_way, to_way in product(froms, tos):
        path = _path(relation, streets, node_row, (from_way, to_way))
        sequences.extend(_others(path, streets) if kind.startswith("only_") else [path])
    return [
        Turn(
            segments=tuple(segment for segment, _ in sequence),
            forward=tuple(forward for _, forward in sequence),
            kind=kind,
            source_id=relation.id,
        )
        for sequence in dict.fromkeys(sequences)
    ]


def _members(relation: RawRelation, kind: str, role: str) -> list[int]:
    ways = list(dict.fromkeys(ref for kind_of_member, ref, r in relation.members if (kind_of_member, r) == ("w", role)))
    if not ways or (len(ways) > 1 and MANY.get(kind) != role):
        raise Unusable(INCOMPLETE)
    return ways


def _path(
    relation: RawRelation,
    streets: Streets,
    node_row: Callable[[int], int | None],
    ends: tuple[int, int],
) -> tuple[Edge, ...]:
    """Edges from the one way over the via to the other."""
    via_nodes = [ref for kind, ref, role in relation.members if (kind, role) == ("n", "via")]
    via_ways = [ref for kind, ref, role in relation.members if (kind, role) == ("w", "via")]
    into, out_of = streets.of_way(ends[0]), streets.of_way(ends[1])
    if len(via_nodes) == 1 and not via_ways:
        node = node_row(via_nodes[0])
        if node is None:
            raise Unusable(NOT_A_ROAD)
        entering = _one([(streets.head(edge), edge) for edge in into], node, streets)
        return (entering, _one([(streets.tail(edge), edge) for edge in out_of], node, streets))
    if via_nodes or not via_ways:
        raise Unusable(INCOMPLETE)
    return _along(via_ways, into, out_of, streets)


def _one(ends: Sequence[tuple[int, Edge]], node: int, streets: Streets) -> Edge:
    """The one edge whose end is the node."""
    meeting = [edge for end, edge in ends if end == node]
    if len(meeting) == 1:
        return meeting[0]
    touching = any(node in {streets.head(edge), streets.tail(edge)} for _, edge in ends)
    raise Unusable(NOT_DRIVABLE if touching and not meeting else NOT_MEETING)


def _along(via: Sequence[int], into: Sequence[Edge], out_of: Sequence[Edge], streets: Streets) -> tuple[Edge, ...]:
    """The one path that drives every via way from end to end between the two others."""
    via_edges = [edge for way in dict.fromkeys(via) for edge in streets.of_way(way)]
    segments = {segment for segment, _ in via_edges}
    found = [
        (start, *middle, end)
        for start in into
        for middle in _walks((start,), via_edges, len(segments), streets)
        for end in out_of
        if streets.tail(end) == streets.head(middle[-1])
    ]
    if len(found) == 1:
        return found[0]
    raise Unusable(NOT_MEETING)


def _walks(start: tuple[Edge, ...], edges: Sequence[Edge], steps: int, streets: Streets) -> list[tuple[Edge, ...]]:
    walks: list[tuple[Edge, ...]] = [()]
    for _ in range(steps):
        walks = [
            (*walk, edge)
            for walk in walks
            for edge in edges
            if streets.tail(edge) == streets.head((*start, *walk)[-1])
            and edge[0] not in {segment for segment, _ in walk}
        ]
        if len(walks) > _MOST_WALKS:
            raise Unusable(NOT_MEETING)
    return walks


def _others(path: tuple[Edge, ...], streets: Streets) -> list[tuple[Edge, ...]]:
    """Every way to leave a mandatory path, each up to its first wrong edge."""
    return [
        (*path[:step], edge)
        for step in range(1, len(path))
        for edge in streets.leaving(streets.tail(path[step]))
        if edge != path[step]
    ]
