"""What is worked out once for a road network and serves every question to it."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.model.network import RoadNetwork
from geo.lines import Floats, Lines
from routing.engines.engine import Engine, HierarchyEngine, PlainEngine
from routing.engines.graph import BANNED, SearchGraph, Turns, search_graph, turns_of
from routing.engines.hierarchy.cache import prepared
from routing.engines.hierarchy.order import Progress
from routing.errors import RoutingError
from routing.kept import Memory
from routing.roads.limits import RoadLimits

if TYPE_CHECKING:
    import pyarrow as pa

Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

LARGE = 20_000
"""Networks of more nodes are worth a hierarchy."""


NEAR_HOPS = 5
"""Within so many edges of a turn nothing turns round on its way already on the graph that is searched first."""


class NetworkIndex:
    """A road network with its lines, directions and searchable graph; never writes to the network.

    Everything beyond the graph is worked out when first needed and then kept; threads may share it.
    """

    def __init__(self, network: RoadNetwork) -> None:
        self.network = network
        self.memory = Memory()
        self.lines = Lines(points=network.points, offsets=network.point_offset, along_m=network.point_along_m)
        speed = network.segment_speed_kmh
        if not (speed > 0).all():
            row = int(np.argmin(speed > 0))
            msg = f"Segment {row} of the road network has a speed of {speed[row]} km/h; give it more than 0."
            raise RoutingError(msg)

    @cached_property
    def u(self) -> Rows:
        """Node each edge leaves."""
        return self.network.edge_u.astype(np.int64)

    @cached_property
    def v(self) -> Rows:
        """Node each edge enters."""
        return self.network.edge_v.astype(np.int64)

    @cached_property
    def segment(self) -> Rows:
        """Segment of each edge."""
        return self.network.edge_segment.astype(np.int64)

    @cached_property
    def edge_stretch(self) -> Floats:
        """Segment of each edge and where along it the edge starts and ends, metres; side by side, as they are read."""
        length_m, forward = self.lines.length_m[self.segment], self.network.edge_forward
        return np.column_stack([self.segment, np.where(forward, 0.0, length_m), np.where(forward, length_m, 0.0)])

    @cached_property
    def edges_of_segment(self) -> Rows:
        """Edge as drawn and edge against the drawing for each segment, shape (n, 2); -1 is not permitted."""
        rows = np.full((self.network.segment_count, 2), -1, np.int64)
        rows[self.segment, np.where(self.network.edge_forward, 0, 1)] = np.arange(self.network.edge_count)
        return rows

    @cached_property
    def graph(self) -> SearchGraph:
        """The network to search, with its turns; near them nothing turns round on a segment but at dead ends.

        Turning round pays only to dodge a turn, and mostly right beside it.
        """
        near = np.zeros(self.network.node_count, bool)
        near[self.v[self.turns.under_way]] = True
        for _ in range(NEAR_HOPS):
            near[self.v[near[self.u]]] = True
        return self._without_turning_round(near)

    @cached_property
    def turn_free(self) -> SearchGraph:
        """The graph on which nothing turns round but at dead ends; the plain one where no turn could be dodged."""
        if not self.turns:
            return self.graph
        return self._without_turning_round(np.ones(self.network.node_count, bool))

    def _without_turning_round(self, at: Flags) -> SearchGraph:
        """The network to search, without turning round on segments at these nodes, dead ends excepted."""
        edge = np.flatnonzero((self.reverse >= 0) & (at & ~self.is_dead_end)[self.v])
        round_ = np.column_stack([edge, self.reverse[edge]])
        return search_graph(self.u, self.v, self.network.node_count, self.turns.and_banned(round_))

    @cached_property
    def never_then(self) -> Rows:
        """The edge by which one would turn round after each edge at a node that is no dead end; -1: none."""
        return np.where(self.is_dead_end[self.v], -1, self.reverse)

    def turns_round(self, edges: Rows) -> Flags:
        """For each of these edges but the first, driven in order: whether before it one turns round at no dead end."""
        return np.asarray(self.never_then[edges[:-1]] == edges[1:])

    @cached_property
    def engine(self) -> Engine:
        """What searches the graph: the plain search until `prepare` has found the network large."""
        return PlainEngine(self.graph)

    @cached_property
    def turn_free_engine(self) -> Engine:
        """What searches `turn_free`: seldom asked, so never prepared."""
        return self.engine if self.turn_free is self.graph else PlainEngine(self.turn_free)

    def prepare(self, folder: Path | None, progress: Progress = lambda _: None, *, large: int = LARGE) -> None:
        """Let a network of more than `large` nodes answer by a hierarchy from now on; costs are the same either way.

        Takes up to a minute for a country the first time and a second when its order is in `folder`.
        `progress` is told the share done and stops the work by raising; nothing has changed then.
        """
        if self.network.node_count > large and not isinstance(self.engine, HierarchyEngine):
            topology = prepared(self.graph.first, self.graph.head, self._places(), folder, progress)
            self.engine = HierarchyEngine(self.graph, topology)

    def _places(self) -> tuple[Floats, Floats]:
        """Where the vertices of the graph lie, eastwards and northwards in one unit."""
        network, graph = self.network, self.graph
        lon, lat = network.node_lon[graph.node], network.node_lat[graph.node]
        return lon * np.cos(np.radians(np.mean(lat))), lat

    @cached_property
    def turns(self) -> Turns:
        """Edges that may not be driven one after the other, or take longer when they are."""
        table = self.network.turns
        ms = np.where(table["banned"].to_numpy(), BANNED, np.rint(1000.0 * table["seconds"].to_numpy()))
        return turns_of(zip(table["edges"].to_pylist(), ms.astype(np.int64).tolist(), strict=True))

    @cached_property
    def reverse(self) -> Rows:
        """The edge the other way along the segment of each edge; -1 where that is not permitted."""
        both = self.edges_of_segment[self.segment]
        return np.where(both[:, 0] == np.arange(len(both)), both[:, 1], both[:, 0])

    @cached_property
    def corners(self) -> tuple[Floats, Floats]:
        """South-west and north-east corner of the rectangle around all roads."""
        return self.lines.points.min(axis=0), self.lines.points.max(axis=0)

    @cached_property
    def is_dead_end(self) -> Flags:
        """Whether each node is the end of one segment only."""
        ends = np.concatenate([self.network.segment_from, self.network.segment_to])
        return np.asarray(np.bincount(ends, minlength=self.network.node_count) == 1)

    @cached_property
    def gate_closed(self) -> Flags:
        """Whether something no convoy may pass stands on each node."""
        return self._node_says("closed")

    @cached_property
    def gate_unknown(self) -> Flags:
        """Whether something stands on each node of which nobody knows if a convoy may pass."""
        return self._node_says("unknown")

    @cached_property
    def needs_permission(self) -> Flags:
        """Whether each segment is tagged as usable by some or with permission only: any word of access says so."""
        return np.asarray(pc.is_valid(self.network.segments["access"]).to_numpy())

    @cached_property
    def is_bridge(self) -> Flags:
        """Whether each segment is tagged as a bridge."""
        return _tagged(self.network.segments["bridge"])

    @cached_property
    def is_tunnel(self) -> Flags:
        """Whether each segment is tagged as a tunnel."""
        return _tagged(self.network.segments["tunnel"])

    @cached_property
    def limits(self) -> RoadLimits:
        """What vehicles are compared with."""
        return RoadLimits(self.network, self.lines, self.is_bridge, self.is_tunnel)

    def node_at(self, segment: int, position_m: float) -> int | None:
        """The node at a position along a segment; None between its ends."""
        if position_m <= AT_NODE_M:
            return int(self.network.segment_from[segment])
        if position_m >= self.lines.length_m[segment] - AT_NODE_M:
            return int(self.network.segment_to[segment])
        return None

    def _node_says(self, word: str) -> Flags:
        return _says(self.network.nodes["barrier_passage"], word)


AT_NODE_M = 0.01
"""A place this near the end of a segment is at its node, metres."""


def _says(column: "pa.ChunkedArray", word: str) -> Flags:
    return np.asarray(pc.fill_null(pc.equal(column.cast("string"), word), fill_value=False).to_numpy())


def _tagged(column: "pa.ChunkedArray") -> Flags:
    return np.asarray(pc.is_valid(column).to_numpy()) & ~_says(column, "no")
