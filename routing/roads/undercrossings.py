"""Which roads pass under a bridge of the road network."""

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.lines import Floats, Lines, Rows

Flags = NDArray[np.bool_]
CELLS = 512
"""Cells to each side of the grid on which roads far from every bridge are passed over."""


def segments_under(lines: Lines, is_bridge: Flags) -> Flags:
    """Whether each line crosses a bridge between their ends, so that it passes under it.

    Where two bridges cross, either may lie below: both count. Bridges of railways and paths are no
    part of a road network and cannot be seen here.
    """
    under = np.zeros(lines.count, bool)
    bridges = np.flatnonzero(is_bridge)
    if len(bridges):
        near = _near(_boxes(lines), bridges)
        tree = shapely.STRtree(lines.subset(near).shapes)
        _, crossing = tree.query(lines.subset(bridges).shapes, predicate="crosses")
        under[near[crossing]] = True
    return under


def _boxes(lines: Lines) -> Floats:
    """West, south, east and north of each line."""
    low = np.minimum.reduceat(lines.points, lines.offsets[:-1])
    high = np.maximum.reduceat(lines.points, lines.offsets[:-1])
    return np.hstack([low, high])


def _near(boxes: Floats, bridges: Rows) -> Rows:
    """Lines whose box shares a cell of a grid with the box of a bridge."""
    corner, span = boxes[:, :2].min(axis=0), np.ptp(boxes.reshape(-1, 2), axis=0)
    scale = CELLS / np.where(span > 0, span, 1.0)
    cells = np.clip((boxes.reshape(-1, 2) - corner) * scale, 0, CELLS - 1).astype(np.int64).reshape(-1, 4)
    marked = np.zeros((CELLS + 1, CELLS + 1), np.int64)
    # each box raises the sum over its cells by one: corners first, then summed along both axes
    west, south, east, north = cells[bridges].T
    for x, y, sign in ((west, south, 1), (east + 1, south, -1), (west, north + 1, -1), (east + 1, north + 1, 1)):
        np.add.at(marked, (x, y), sign)
    has_bridge = marked.cumsum(axis=0).cumsum(axis=1)[:CELLS, :CELLS] > 0
    sums = np.zeros((CELLS + 1, CELLS + 1), np.int64)
    sums[1:, 1:] = has_bridge.cumsum(axis=0).cumsum(axis=1)
    west, south, east, north = cells.T
    met = sums[east + 1, north + 1] - sums[west, north + 1] - sums[east + 1, south] + sums[west, south]
    return np.flatnonzero(met > 0)
