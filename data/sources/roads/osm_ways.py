"""Ways cut into segments at junctions, barriers, turn restriction nodes and gaps, on whole columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.sources.roads.osm_file import RawOsm

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Segments as positions in a list of nodes.

    Parameters
    ----------
    way
        Row of the way of each segment.
    first, last
        Positions in `node` where each segment starts and ends, both inside.
    node
        Row in the collected nodes of each position.
    incomplete, lost
        Rows of ways with nodes that the file does not have, and of those of which nothing is left.
    """

    way: Rows
    first: Rows
    last: Rows
    node: Rows
    incomplete: Rows
    lost: Rows


def cut(raw: RawOsm, keep: Mask, rows: Rows, known: Mask, split_at: Mask) -> Cut:
    """Segments of the ways to keep.

    A way is cut where it meets another way or itself, at its ends, at the nodes of `split_at`, and
    on both sides of a node whose place is unknown: nothing is drawn across the gap.

    Parameters
    ----------
    raw
        The ways.
    keep
        Which ways are roads.
    rows
        Node row of every reference of every way.
    known, split_at
        By node row: its place is known; a segment must end there.
    """
    lengths = np.frombuffer(raw.way_lengths, np.int32) if raw.way_lengths else np.empty(0, np.int32)
    way = np.repeat(np.arange(len(lengths)), lengths)
    road = keep[way]
    way, node = way[road], rows[road]
    fresh = _starts(way)
    moved = fresh | np.r_[True, node[1:] != node[:-1]][: len(node)]
    way, node = way[moved], node[moved]
    gap = ~known[node]
    incomplete = np.unique(way[gap])
    piece = np.cumsum(_starts(way) | gap | np.r_[False, gap[:-1]][: len(gap)])
    way, node, piece = way[~gap], node[~gap], piece[~gap]
    alone = np.bincount(piece, minlength=1)[piece] < 2  # noqa: PLR2004 - a line has two ends
    way, node, piece = way[~alone], node[~alone], piece[~alone]
    ends = _starts(piece) | np.r_[_starts(piece)[1:], True][: len(piece)]
    shared = np.bincount(node, minlength=len(known))[node] > 1
    at = np.flatnonzero(ends | shared | split_at[node])
    first, last = at[:-1], at[1:]
    within = piece[first] == piece[last]
    first, last = first[within], last[within]
    return Cut(
        way=way[first],
        first=first,
        last=last,
        node=node,
        incomplete=incomplete,
        lost=np.flatnonzero(keep & (np.bincount(way[first], minlength=len(keep)) == 0)),
    )


def spread(first: Rows, last: Rows) -> tuple[Rows, Rows]:
    """Positions of all points of all segments end to end, and where each segment starts among them."""
    sizes = last - first + 1
    offsets = np.r_[0, np.cumsum(sizes)]
    positions = np.arange(offsets[-1]) + np.repeat(first - offsets[:-1], sizes)
    return positions, offsets


def _starts(group: Rows) -> Mask:
    """Where a new group begins in a column of equal runs."""
    begins = np.ones(len(group), np.bool_)
    begins[1:] = group[1:] != group[:-1]
    return begins
