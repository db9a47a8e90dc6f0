"""Columns that a reader collected → a RoadNetwork."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from data.model.network import EDGES, NODES, SEGMENTS, TURNS, RoadNetwork
from data.model.provenance import Provenance
from geo.measure import along_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Segments driven one after the other, each `forward` or not: what that takes, or None when it is banned."""

    segments: tuple[int, ...]
    forward: tuple[bool, ...]
    kind: str
    seconds: float | None = None
    source_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadColumns:
    """What a reader hands over: nodes, and segments with geometry, direction and attributes.

    Parameters
    ----------
    node_id, lon, lat
        One entry per node; degrees, WGS 84.
    from_node, to_node
        Node row at the start and end of each segment.
    offsets, points
        Geometry of the segments end to end: `points` has shape (n, 2); segment i is
        points[offsets[i]:offsets[i + 1]].
    direction
        1: only as drawn, -1: only against the drawing, 0: both.
    attributes
        Columns of SEGMENTS by name; text columns as object arrays or categoricals, None or NaN for
        unknown. `speed_kmh` and `speed_from` must be among them; missing columns are unknown throughout.
    node_barrier, node_passage
        Text per node or None, see NODES.
    """

    node_id: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    from_node: NDArray[np.int32]
    to_node: NDArray[np.int32]
    offsets: NDArray[np.int64]
    points: NDArray[np.float64]
    direction: NDArray[np.int8]
    attributes: Mapping[str, Any]
    node_barrier: Sequence[str | None] | None = None
    node_passage: Sequence[str | None] | None = None
    turns: Sequence[Turn] = field(default_factory=tuple)


def assemble(columns: RoadColumns, provenance: tuple[Provenance, ...]) -> RoadNetwork:
    """The network of these columns; edges come in segment order, the one as drawn before the other."""
    along = along_m(columns.points, columns.offsets)
    segments = _segments(columns, along)
    forward_edge, backward_edge, edges = _edges(columns)
    return RoadNetwork(
        nodes=_table(
            NODES,
            {
                "node_id": columns.node_id,
                "lon": columns.lon,
                "lat": columns.lat,
                "barrier": columns.node_barrier,
                "barrier_passage": columns.node_passage,
            },
            len(columns.lon),
        ),
        segments=segments,
        edges=edges,
        turns=_turns(columns.turns, forward_edge, backward_edge),
        provenance=provenance,
    )


def _segments(columns: RoadColumns, along: NDArray[np.float64]) -> pa.Table:
    offsets = pa.array(columns.offsets.astype(np.int32))
    pairs = pa.FixedSizeListArray.from_arrays(pa.array(columns.points.ravel()), 2)
    own = {
        **columns.attributes,
        "from_node": columns.from_node,
        "to_node": columns.to_node,
        "length_m": along[columns.offsets[1:] - 1],
        "points": pa.ListArray.from_arrays(offsets, pairs),
        "along_m": pa.ListArray.from_arrays(offsets, pa.array(along)),
    }
    return _table(SEGMENTS, own, len(columns.from_node))


def _edges(columns: RoadColumns) -> tuple[NDArray[np.int32], NDArray[np.int32], pa.Table]:
    """Edge row of each segment in both directions (-1: not permitted), and the table."""
    permitted = np.column_stack([columns.direction >= 0, columns.direction <= 0])
    rows = np.where(permitted.ravel(), np.cumsum(permitted.ravel()) - 1, -1).reshape(-1, 2).astype(np.int32)
    segment, against = np.nonzero(permitted)
    ends = np.column_stack([columns.from_node, columns.to_node])
    table = _table(
        EDGES,
        {
            "u": ends[segment, against].astype(np.int32),
            "v": ends[segment, 1 - against].astype(np.int32),
            "segment": segment.astype(np.int32),
            "forward": against == 0,
        },
        len(segment),
    )
    return rows[:, 0], rows[:, 1], table


def _turns(turns: Sequence[Turn], forward: NDArray[np.int32], backward: NDArray[np.int32]) -> pa.Table:
    rows = [
        [int(forward[s] if f else backward[s]) for s, f in zip(turn.segments, turn.forward, strict=True)]
        for turn in turns
    ]
    # a turn into or out of a direction that is not permitted anyway says nothing
    kept = [(row, turn) for row, turn in zip(rows, turns, strict=True) if min(row) >= 0]
    own = {
        "edges": pa.array([row for row, _ in kept], pa.list_(pa.int32())),
        "banned": pa.array([turn.seconds is None for _, turn in kept], pa.bool_()),
        "seconds": pa.array([turn.seconds or 0.0 for _, turn in kept], pa.float64()),
        "source_id": pa.array([turn.source_id for _, turn in kept], pa.int64()),
        "kind": [turn.kind for _, turn in kept],
    }
    return _table(TURNS, own, len(kept))


def _table(schema: pa.Schema, columns: Mapping[str, Any], rows: int) -> pa.Table:
    return pa.table([_column(f.type, columns.get(f.name), rows) for f in schema], schema=schema)


def _column(kind: pa.DataType, values: Any, rows: int) -> pa.Array:
    if values is None:
        return pa.nulls(rows, kind)
    if isinstance(values, pa.Array):
        return values
    if not pa.types.is_dictionary(kind):
        return pa.array(values, kind, from_pandas=True)
    # sorted dictionaries: equal content must have an equal fingerprint
    coded = pd.Categorical(values)
    coded = coded.remove_unused_categories()
    coded = coded.reorder_categories(sorted(coded.categories))
    codes = pa.array(coded.codes.astype(np.int32), mask=coded.codes < 0)
    return pa.DictionaryArray.from_arrays(codes, pa.array(list(coded.categories), pa.string()))
