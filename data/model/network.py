"""The road network: nodes, physical segments, directed edges and turns that are not free, in read-only columns.

Tables are Arrow: immutable, memory-mapped from the cache, and a missing value is null, which means
*unknown* and nothing else. A segment is a piece of road between two junctions, drawn from
`from_node` to `to_node`; an edge is one permitted direction along a segment. Rows are numbered from
0 and those row numbers are the references between tables.
"""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.errors import PlanError
from data.model.provenance import Provenance
from data.model.signs import SIGNS, Signs, signs_of

Floats: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.int32]


def _text(description: str) -> tuple[pa.DataType, str]:
    return pa.dictionary(pa.int32(), pa.string()), description


def _schema(**columns: tuple[pa.DataType, str]) -> pa.Schema:
    return pa.schema(
        [pa.field(name, kind, metadata={"about": about}) for name, (kind, about) in columns.items()],
    )


NODES = _schema(
    node_id=(pa.int64(), "id in the source (OSM node id), or the row number where it has none"),
    lon=(pa.float64(), "longitude, degrees, WGS 84"),
    lat=(pa.float64(), "latitude, degrees, WGS 84"),
    barrier=_text("kind of barrier standing here as tagged: gate, bollard, block, border_control; null: none mapped"),
    barrier_passage=_text("may a convoy pass that barrier: open, closed or unknown; null: no barrier"),
)
SEGMENTS = _schema(
    from_node=(pa.int32(), "row of the node where the geometry starts"),
    to_node=(pa.int32(), "row of the node where the geometry ends"),
    way_id=(pa.int64(), "OSM way id; null: not from OSM"),
    name=_text("local name"),
    name_en=_text("English name"),
    name_ar=_text("Arabic name"),
    ref=_text("road number"),
    highway=_text("OSM highway class; null: unknown"),
    lanes=(pa.float64(), "number of lanes"),
    width_m=(pa.float64(), "carriageway width, metres"),
    maxheight_m=(pa.float64(), "clearance, metres; null is unknown, never unlimited"),
    maxwidth_m=(pa.float64(), "permitted or physical width, metres; null is unknown, never unlimited"),
    maxlength_m=(pa.float64(), "permitted length, metres; null is unknown, never unlimited"),
    maxweight_t=(pa.float64(), "permitted weight, tonnes; null is unknown, never unlimited"),
    maxaxleload_t=(pa.float64(), "permitted load on one axle, tonnes; null is unknown, never unlimited"),
    mlc_wheeled=(pa.float64(), "military load class for wheeled vehicles; null is unknown, never unlimited"),
    mlc_tracked=(pa.float64(), "military load class for tracked vehicles; null is unknown, never unlimited"),
    limit_doubt=_text("limit tags that stand here but give no number or hold at times only, as tagged; null: none"),
    maxspeed_kmh=(pa.float64(), "posted limit, km/h"),
    oneway=_text("oneway tag as written; null: not tagged"),
    bridge=_text("bridge tag as written; null: not tagged"),
    tunnel=_text("tunnel tag as written; null: not tagged"),
    surface=_text("surface tag as written"),
    junction=_text("junction type: roundabout, circular"),
    access=_text("access for a convoy: permission (private, delivery, permit), or null: not restricted by a tag"),
    speed_kmh=(pa.float64(), "speed assumed for a convoy, km/h"),
    speed_from=_text("where speed_kmh comes from: class, maxspeed, column or default"),
    length_m=(pa.float64(), "geodesic length, metres"),
    points=(pa.list_(pa.list_(pa.float64(), 2)), "geometry, (lon, lat) in degrees, from from_node to to_node"),
    along_m=(pa.list_(pa.float64()), "geodesic distance from from_node at each point, metres"),
)
EDGES = _schema(
    u=(pa.int32(), "row of the node the edge leaves"),
    v=(pa.int32(), "row of the node the edge enters"),
    segment=(pa.int32(), "row of its segment"),
    forward=(pa.bool_(), "true when driven from from_node to to_node"),
)
LONGEST_TURN_S = 86_400.0
"""No turn takes longer than a day."""
TURNS = _schema(
    edges=(pa.list_(pa.int32()), "edges driven one after the other, in order, two or more"),
    banned=(pa.bool_(), "true when that is never permitted"),
    seconds=(pa.float64(), "what doing so takes beyond driving the edges, seconds; 0 where it is banned"),
    source_id=(pa.int64(), "OSM relation id; null: not from OSM"),
    kind=_text("restriction as tagged, for example no_left_turn; cost: it takes time"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadNetwork:
    """A road network nobody can write to; equal content has an equal `fingerprint`.

    `kept_fingerprint` is the fingerprint where it was kept with the tables and need not be computed.

    Raises
    ------
    PlanError
        When a table lacks a column, refers to a row that does not exist, or a turn takes no possible time.
    """

    nodes: pa.Table
    segments: pa.Table
    edges: pa.Table
    turns: pa.Table
    provenance: tuple[Provenance, ...]
    kept_fingerprint: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for name, schema in (("nodes", NODES), ("segments", SEGMENTS), ("edges", EDGES), ("turns", TURNS)):
            table: pa.Table = getattr(self, name)
            if not table.schema.equals(schema):
                msg = f"Table {name} of the road network does not have the documented columns."
                raise PlanError(msg)
        self._check_references()

    def _check_references(self) -> None:
        ends = ((self.segment_from, self.node_count), (self.segment_to, self.node_count))
        edge_ends = (
            (self.edge_u, self.node_count),
            (self.edge_v, self.node_count),
            (self.edge_segment, self.segment_count),
        )
        for rows, limit in (*ends, *edge_ends, (self._turn_edges, self.edge_count)):
            if len(rows) and not (rows.min() >= 0 and rows.max() < limit):
                msg = "The road network refers to a node, segment or edge that it does not have."
                raise PlanError(msg)
        seconds = _numbers(self.turns, "seconds")
        if not ((seconds >= 0) & (seconds <= LONGEST_TURN_S)).all() or self.turns["banned"].null_count:
            msg = f"A turn of the road network is neither banned nor takes 0 to {LONGEST_TURN_S:g} seconds."
            raise PlanError(msg)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the content of all tables, 64 hex digits; provenance does not count."""
        if self.kept_fingerprint:
            return self.kept_fingerprint
        digest = hashlib.sha256()
        for table in (self.nodes, self.segments, self.edges, self.turns):
            sink = _HashSink(digest)
            # one chunk and unified dictionaries: the same content always gives the same bytes
            with pa.ipc.new_stream(sink, table.schema) as stream:
                stream.write_table(_canonical(table))
        return digest.hexdigest()

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return int(self.nodes.num_rows)

    @property
    def segment_count(self) -> int:
        """Number of physical segments."""
        return int(self.segments.num_rows)

    @property
    def edge_count(self) -> int:
        """Number of directed edges."""
        return int(self.edges.num_rows)

    @cached_property
    def node_lon(self) -> Floats:
        """Longitude of each node, degrees."""
        return _numbers(self.nodes, "lon")

    @cached_property
    def node_lat(self) -> Floats:
        """Latitude of each node, degrees."""
        return _numbers(self.nodes, "lat")

    @cached_property
    def edge_u(self) -> Rows:
        """Node row each edge leaves."""
        return _numbers(self.edges, "u")

    @cached_property
    def edge_v(self) -> Rows:
        """Node row each edge enters."""
        return _numbers(self.edges, "v")

    @cached_property
    def edge_segment(self) -> Rows:
        """Segment row of each edge."""
        return _numbers(self.edges, "segment")

    @cached_property
    def edge_forward(self) -> NDArray[np.bool_]:
        """Whether each edge runs with the drawing of its segment."""
        return _numbers(self.edges, "forward")

    @cached_property
    def segment_from(self) -> Rows:
        """Node row where each segment starts."""
        return _numbers(self.segments, "from_node")

    @cached_property
    def segment_to(self) -> Rows:
        """Node row where each segment ends."""
        return _numbers(self.segments, "to_node")

    @cached_property
    def segment_length_m(self) -> Floats:
        """Geodesic length of each segment, metres."""
        return _numbers(self.segments, "length_m")

    @cached_property
    def segment_speed_kmh(self) -> Floats:
        """Speed assumed for a convoy on each segment, km/h."""
        return _numbers(self.segments, "speed_kmh")

    @cached_property
    def point_offset(self) -> NDArray[np.int64]:
        """Where the points of segment i start in `points` (i) and end (i + 1); segment_count + 1 long."""
        return _frozen(_one_chunk(self.segments, "points").offsets.to_numpy(zero_copy_only=False).astype(np.int64))

    @cached_property
    def points(self) -> Floats:
        """All geometry points, shape (n, 2), lon and lat in degrees."""
        flat = _one_chunk(self.segments, "points").values.flatten().to_numpy(zero_copy_only=False)
        return _frozen(flat.reshape(-1, 2))

    @cached_property
    def point_along_m(self) -> Floats:
        """Geodesic distance of each point from the start of its segment, metres; same order as `points`."""
        return _frozen(_one_chunk(self.segments, "along_m").values.to_numpy(zero_copy_only=False))

    @cached_property
    def _turn_edges(self) -> Rows:
        return _frozen(_one_chunk(self.turns, "edges").values.to_numpy(zero_copy_only=False))

    def segment_text(self, column: str, row: int) -> str | None:
        """Text of one attribute of one segment; None when it is unknown."""
        value: str | None = self.segments[column][row].as_py()
        return value

    @cached_property
    def signs(self) -> Signs:
        """What a driver may read on each segment."""
        return signs_of([self.segments[column] for column in SIGNS])

    def attributions(self) -> tuple[str, ...]:
        """Credits every map and export of this network must show."""
        return tuple(dict.fromkeys(p.attribution for p in self.provenance if p.attribution))


class _HashSink:
    """A file that only hashes what is written to it."""

    closed = False

    def __init__(self, digest: "hashlib._Hash") -> None:
        self._digest = digest

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return len(data)

    def flush(self) -> None: ...

    def close(self) -> None: ...


def _canonical(table: pa.Table) -> pa.Table:
    return table.unify_dictionaries().combine_chunks()


def _one_chunk(table: pa.Table, column: str) -> pa.ListArray:
    chunked = table[column]
    return chunked.chunk(0) if chunked.num_chunks == 1 else chunked.combine_chunks()


def _numbers(table: pa.Table, column: str) -> NDArray:  # type: ignore[type-arg]
    return _frozen(table[column].to_numpy(zero_copy_only=False))


def _frozen(array: NDArray) -> NDArray:  # type: ignore[type-arg]
    array.setflags(write=False)
    return array
