"""Lines cut into runs of straight pieces, with the boxes around them packed into a tree; compiled."""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

FAN = 16
"""A box of the tree holds this many of the level below."""
_MOST_PIECES = 32

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Box = tuple[float, float, float, float]
"""West, south, east, north."""


class Runs(NamedTuple):
    """Run i holds the pieces from point `first[i]` to point `last[i]` of line `line[i]`, in the order of lines.

    `boxes` of single runs come first, near ones side by side, and `run` names theirs. Then come the
    boxes around FAN of them each, and around FAN of those, up to one; `level` says where each
    level starts, and where the last one ends.
    """

    points: Floats
    line: Rows
    first: Rows
    last: Rows
    run: Rows
    boxes: Floats
    level: Rows


def runs_of(points: Floats, offsets: Rows) -> Runs:
    """The runs of all lines; a line without pieces has none."""
    points = _read_only(points)
    pieces = np.maximum(np.diff(offsets) - 1, 0)
    counts = -(-pieces // _MOST_PIECES)
    line = np.repeat(np.arange(len(counts)), counts)
    nth = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
    first = offsets[:-1][line] + nth * _MOST_PIECES
    last = np.minimum(first + _MOST_PIECES, offsets[1:][line] - 1)
    boxes = _boxes(points, first, last)
    run = np.argsort(_places_on_curve(boxes), kind="stable")
    level = _levels(len(line))
    return Runs(points, line, first, last, run, _packed(boxes, run, level), level)


def lines_meeting(runs: Runs, box: Box) -> Rows:
    """Rows of the lines that have a run whose box meets this one, in order; their pieces may still pass it by."""
    return np.unique(runs.line[_runs_meeting(runs, box)]) if len(runs.line) else np.empty(0, np.int64)


@njit(cache=True, nogil=True)
def below(runs: Runs, boxes: Rows, level: int) -> Rows:
    """The boxes one level below these, as numbers within their level."""
    size = runs.level[level] - runs.level[level - 1]
    found, count = np.empty(len(boxes) * FAN, np.int64), 0
    for box in boxes:
        for child in range(box * FAN, min((box + 1) * FAN, size)):
            found[count] = child
            count += 1
    return found[:count]


def _read_only(points: Floats) -> Floats:
    # compiled once for all, whether or not the caller may write
    view = np.ascontiguousarray(points, np.float64).view()
    view.flags.writeable = False
    return view


def _levels(count: int) -> Rows:
    sizes = [count]
    while sizes[-1] > 1:
        sizes.append(-(-sizes[-1] // FAN))
    return np.concatenate([[0], np.cumsum(sizes)])


@njit(cache=True, nogil=True)
def _boxes(points: Floats, first: Rows, last: Rows) -> Floats:
    boxes = np.empty((len(first), 4))
    for i in range(len(first)):
        west, south = points[first[i], 0], points[first[i], 1]
        east, north = west, south
        for k in range(first[i] + 1, last[i] + 1):
            west, east = min(west, points[k, 0]), max(east, points[k, 0])
            south, north = min(south, points[k, 1]), max(north, points[k, 1])
        boxes[i, 0], boxes[i, 1], boxes[i, 2], boxes[i, 3] = west, south, east, north
    return boxes


def _places_on_curve(boxes: Floats) -> Rows:
    """Where the middle of each box lies on a curve that passes through every place and keeps near ones near."""
    if not len(boxes):
        return np.empty(0, np.int64)
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2 - low
    cell = (middle * (65535 / np.where(high > low, high - low, 1.0))).astype(np.int64)
    return np.asarray(_on_hilbert_curve(cell))


@njit(cache=True, nogil=True)
def _on_hilbert_curve(cells: Rows) -> Rows:
    places = np.empty(len(cells), np.int64)
    for i in range(len(cells)):
        x, y = cells[i]
        place, side = 0, 32768
        while side > 0:
            right, up = (x & side) > 0, (y & side) > 0
            place += side * side * ((3 * right) ^ up)
            if not up:
                if right:
                    x, y = 65535 - x, 65535 - y
                x, y = y, x
            side //= 2
        places[i] = place
    return places


@njit(cache=True, nogil=True)
def _packed(boxes: Floats, run: Rows, level: Rows) -> Floats:
    packed = np.empty((level[-1], 4))
    for i in range(len(run)):
        packed[i] = boxes[run[i]]
    for above in range(1, len(level) - 1):
        for i in range(level[above], level[above + 1]):
            low = level[above - 1] + (i - level[above]) * FAN
            inner = packed[low : min(low + FAN, level[above])]
            packed[i, 0], packed[i, 1] = inner[:, 0].min(), inner[:, 1].min()
            packed[i, 2], packed[i, 3] = inner[:, 2].max(), inner[:, 3].max()
    return packed


@njit(cache=True, nogil=True)
def _runs_meeting(runs: Runs, box: Box) -> Rows:
    found = np.zeros(1, np.int64)
    for level in range(len(runs.level) - 2, -1, -1):
        meets = np.empty(len(found), np.bool_)
        for i in range(len(found)):
            other = runs.boxes[runs.level[level] + found[i]]
            meets[i] = other[0] <= box[2] and box[0] <= other[2] and other[1] <= box[3] and box[1] <= other[3]
        found = found[meets]
        if level > 0:
            found = below(runs, found, level)
    return runs.run[found]
