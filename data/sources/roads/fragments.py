"""Parts of a network that do not hang together: small ones are left out, large ones are told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from data.model.finding import Finding, Severity
from data.sources.roads.assemble import RoadColumns, Turn
from data.sources.roads.report import Dropped
from geo.measure import along_m

SMALL_SEGMENTS = 20
SMALL_M = 2_000.0
_TOLD = 10
_EXAMPLES = 5

Mask = NDArray[np.bool_]


def without_fragments(columns: RoadColumns) -> tuple[RoadColumns, tuple[Dropped, ...], tuple[Finding, ...]]:
    """The network without its crumbs, what was left out, and one finding for each larger part that stands apart.

    Parts hang together by segments whatever their direction. A part is a crumb when it has fewer
    than 20 segments and is shorter than 2 km in all; the largest part never is.
    """
    if not len(columns.from_node):
        return columns, (), ()
    part = parts(len(columns.lon), columns.from_node, columns.to_node)[columns.from_node]
    _, part, segments = np.unique(part, return_inverse=True, return_counts=True)
    main = int(segments.argmax())
    length_m = _lengths_off(columns, part, main, len(segments))
    crumb = (segments < SMALL_SEGMENTS) & (length_m < SMALL_M)
    crumb[main] = False
    apart = np.setdiff1d(np.flatnonzero(~crumb), [main])
    apart = apart[np.argsort(-length_m[apart], kind="stable")]
    findings = [_finding(columns, part, each, segments, length_m) for each in apart[:_TOLD].tolist()]
    kept = columns if not crumb.any() else only(columns, ~crumb[part])
    lost = len(columns.turns) - len(kept.turns)
    return (
        kept,
        (*_dropped(columns, part, crumb, length_m), *_dropped_turns(lost)),
        (*findings, *_more(apart, length_m)),
    )


def parts(node_count: int, from_node: NDArray[np.int32], to_node: NDArray[np.int32]) -> NDArray[np.int64]:
    """For each node the lowest row among the nodes it hangs together with.

    >>> parts(5, np.array([3, 1], np.int32), np.array([1, 4], np.int32)).tolist()
    [0, 1, 2, 1, 1]
    """
    label = np.arange(node_count)
    while True:
        ends = label[from_node], label[to_node]
        if (ends[0] == ends[1]).all():
            return label
        low = np.minimum(*ends)
        for end in ends:
            np.minimum.at(label, end, low)
        while (label != (root := label[label])).any():
            label = root


def only(columns: RoadColumns, keep: Mask) -> RoadColumns:
    """The columns with these segments alone, their nodes and the turn bans that stay whole."""
    from_node, to_node = columns.from_node[keep], columns.to_node[keep]
    nodes, row = used_rows(from_node, to_node, len(columns.lon))
    sizes = np.diff(columns.offsets)
    return replace(
        columns,
        node_id=columns.node_id[nodes],
        lon=columns.lon[nodes],
        lat=columns.lat[nodes],
        from_node=row[from_node],
        to_node=row[to_node],
        offsets=np.r_[0, np.cumsum(sizes[keep])].astype(np.int64),
        points=columns.points[np.repeat(keep, sizes)],
        direction=columns.direction[keep],
        attributes=_rows(columns.attributes, keep),
        node_barrier=_of_nodes(columns.node_barrier, nodes),
        node_passage=_of_nodes(columns.node_passage, nodes),
        turns=_turns(columns.turns, keep),
    )


def used_rows(
    from_row: NDArray[np.integer],
    to_row: NDArray[np.integer],
    count: int,
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The rows that some segment ends at, in order, and for each of `count` old rows its new one.

    >>> used_rows(np.array([5, 2]), np.array([2, 3]), 6)[0].tolist()
    [2, 3, 5]
    """
    used = np.zeros(count, np.bool_)
    used[from_row] = True
    used[to_row] = True
    return np.flatnonzero(used), (np.cumsum(used) - 1).astype(np.int32)


def _rows(attributes: Mapping[str, Any], keep: Mask) -> dict[str, Any]:
    return {name: _chosen(values, keep) for name, values in attributes.items() if values is not None}


def _chosen(values: Any, keep: Mask) -> Any:
    if isinstance(values, pa.Array):
        return values.filter(pa.array(keep))
    return list(compress(values, keep)) if isinstance(values, (list, tuple)) else values[keep]


def _of_nodes(texts: Sequence[str | None] | None, nodes: NDArray[np.int64]) -> Sequence[str | None] | None:
    return None if texts is None else [texts[node] for node in nodes.tolist()]


def _turns(turns: Sequence[Turn], keep: Mask) -> tuple[Turn, ...]:
    row = np.cumsum(keep) - 1
    return tuple(
        replace(turn, segments=tuple(int(row[segment]) for segment in turn.segments))
        for turn in turns
        if all(keep[segment] for segment in turn.segments)
    )


def _lengths_off(columns: RoadColumns, part: NDArray[np.int64], main: int, count: int) -> NDArray[np.float64]:
    """Metres of each part but the main one, which is not worth measuring here (0)."""
    off = part != main
    sizes = np.diff(columns.offsets)
    offsets = np.r_[0, np.cumsum(sizes[off])].astype(np.int64)
    if not off.any():
        return np.zeros(count)
    along = along_m(columns.points[np.repeat(off, sizes)], offsets)
    return np.bincount(part[off], weights=along[offsets[1:] - 1], minlength=count).astype(np.float64)


def _dropped(
    columns: RoadColumns,
    part: NDArray[np.int64],
    crumb: Mask,
    length_m: NDArray[np.float64],
) -> tuple[Dropped, ...]:
    if not crumb.any():
        return ()
    longest = np.flatnonzero(crumb)[np.argsort(-length_m[crumb], kind="stable")][:_EXAMPLES]
    places = [(*_place(columns, part, each), length_m[each]) for each in longest.tolist()]
    return (
        Dropped(
            what="fragments off the main network",
            count=int(crumb.sum()),
            why=f"fewer than {SMALL_SEGMENTS} segments and shorter than {SMALL_M / 1000:g} km, joined to nothing else",
            examples=tuple(f"{lon:.5f}, {lat:.5f}: {metres:.0f} m" for lon, lat, metres in places),
            length_m=float(length_m[crumb].sum()),
        ),
    )


def _dropped_turns(count: int) -> tuple[Dropped, ...]:
    why = "they are on fragments that are left out"
    return (Dropped(what="turns", count=count, why=why),) if count else ()


def _place(columns: RoadColumns, part: NDArray[np.int64], which: int) -> tuple[float, float]:
    node = columns.from_node[np.argmax(part == which)]
    return float(columns.lon[node]), float(columns.lat[node])


def _finding(
    columns: RoadColumns,
    part: NDArray[np.int64],
    which: int,
    segments: NDArray[np.int64],
    length_m: NDArray[np.float64],
) -> Finding:
    lon, lat = _place(columns, part, which)
    return Finding(
        code="separate-part",
        severity=Severity.DOUBT,
        subject=f"part of the network at {lon:.5f}, {lat:.5f}",
        message=f"{segments[which]} segments, {length_m[which] / 1000:.1f} km, are joined to the rest by no road.",
        remedy="Routes cannot cross the gap; look whether it is water or border, or a road is missing in the source.",
        place=(lon, lat),
    )


def _more(apart: NDArray[np.int64], length_m: NDArray[np.float64]) -> tuple[Finding, ...]:
    rest = apart[_TOLD:]
    if not len(rest):
        return ()
    return (
        Finding(
            code="separate-part",
            severity=Severity.DOUBT,
            subject="further parts of the network",
            message=f"{len(rest)} more parts, {length_m[rest].sum() / 1000:.1f} km, are joined to the rest by no road.",
            remedy="Routes cannot cross these gaps; look at the map.",
        ),
    )
