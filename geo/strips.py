"""Lines and rings cut into the squares of a grid whose squares have side 1, each with a margin around it.

Cutting a shape into the columns of the grid and each part into rows gives its squares; both are the
same cut into strips, with the axes exchanged.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.lines import Floats, Rows

# the fewest points a line and a ring have
_LINE, _RING = 2, 3


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pieces:
    """Parts of lines or rings, each inside one square of the grid.

    Parameters
    ----------
    x, y
        Points of all pieces end to end; rings do not repeat their first point.
    offsets
        Where piece i starts (i) and ends (i + 1) among the points.
    source
        Row of the line or ring each piece is of; ascending.
    column, row
        The square of each piece.
    """

    x: Floats
    y: Floats
    offsets: Rows
    source: Rows
    column: Rows
    row: Rows


def cut_into_squares(points: Floats, offsets: Rows, *, side: int, margin: float, closed: bool) -> Pieces:
    """The pieces of lines (or closed rings) in each square of a grid of `side` by `side` squares.

    A piece reaches at most `margin` beyond its square. Rings are cut into rings, along the edges of
    the square; a line may be cut into several pieces in one square.
    """
    fewest = _RING if closed else _LINE
    x, y = np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1])
    x, y, offsets, source, column = _in_strips(x, y, offsets.astype(np.int64), side, margin, fewest)
    y, x, offsets, part, row = _in_strips(y, x, offsets, side, margin, fewest)
    return Pieces(x=x, y=y, offsets=offsets, source=source[part], column=column[part], row=row)


@njit(cache=True, nogil=True)
def _in_strips(
    x: Floats, y: Floats, offsets: Rows, side: int, margin: float, fewest: int
) -> tuple[Floats, Floats, Rows, Rows, Rows]:
    """Points, offsets, source and strip of every piece, cut along x; strip k is [k - margin, k + 1 + margin].

    `fewest` says what the shapes are: lines have at least two points, rings three.
    """
    out_x, out_y = np.empty(len(x) + 16), np.empty(len(x) + 16)
    ends, source = np.empty(len(offsets) + 16, np.int64), np.empty(len(offsets) + 16, np.int64)
    strip = np.empty(len(offsets) + 16, np.int64)
    ends[0], count, pieces = 0, 0, 0
    for shape in range(len(offsets) - 1):
        own_x, own_y = x[offsets[shape] : offsets[shape + 1]], y[offsets[shape] : offsets[shape + 1]]
        if len(own_x) < fewest:
            continue
        first = max(0, int(np.floor(own_x.min() - margin)))
        last = min(side - 1, int(np.floor(own_x.max() + margin)))
        for k in range(first, last + 1):
            if fewest == _RING:
                cut_x, cut_y, cut_ends = _ring_within(own_x, own_y, k - margin, k + 1 + margin)
            else:
                cut_x, cut_y, cut_ends = _line_within(own_x, own_y, k - margin, k + 1 + margin)
            out_x, out_y = _room(out_x, count + len(cut_x)), _room(out_y, count + len(cut_x))
            out_x[count : count + len(cut_x)], out_y[count : count + len(cut_x)] = cut_x, cut_y
            for end in cut_ends:
                ends, source, strip = _room(ends, pieces + 2), _room(source, pieces + 1), _room(strip, pieces + 1)
                ends[pieces + 1], source[pieces], strip[pieces] = count + end, shape, k
                pieces += 1
            count += len(cut_x)
    return out_x[:count], out_y[:count], ends[: pieces + 1], source[:pieces], strip[:pieces]


@njit(cache=True, nogil=True)
def _room(array: NDArray[Any], needed: int) -> NDArray[Any]:
    """The array, or a longer one that begins with it, with room for `needed` items."""
    if needed <= len(array):
        return array
    longer = np.empty(max(needed, 2 * len(array)), array.dtype)
    longer[: len(array)] = array
    return longer


@njit(cache=True, nogil=True)
def _line_within(x: Floats, y: Floats, low: float, high: float) -> tuple[Floats, Floats, Rows]:
    """Points of the stretches of a line where low <= x <= high, and where each stretch ends among them."""
    cut_x, cut_y, ends = np.empty(2 * len(x)), np.empty(2 * len(x)), np.empty(len(x), np.int64)
    count, begun, pieces = 0, 0, 0
    for i in range(1, len(x)):
        enters, leaves = _shares_within(x[i - 1], x[i], low, high)
        if enters > leaves:
            continue
        if count == begun:
            cut_x[count], cut_y[count] = _between(x, y, i, enters)
            count += 1
        cut_x[count], cut_y[count] = _between(x, y, i, leaves)
        count += 1
        if leaves < 1.0 or i == len(x) - 1 or not low <= x[i] <= high:
            ends[pieces] = count
            pieces, begun = pieces + 1, count
    if count > begun:
        ends[pieces] = count
        pieces += 1
    return cut_x[:count], cut_y[:count], ends[:pieces]


@njit(cache=True, nogil=True)
def _shares_within(start: float, end: float, low: float, high: float) -> tuple[float, float]:
    """From which share to which share of its way from `start` to `end` a value is within; (1, 0): never."""
    if (start < low and end < low) or (start > high and end > high):
        return 1.0, 0.0
    enters = 0.0 if low <= start <= high else ((low if start < low else high) - start) / (end - start)
    leaves = 1.0 if low <= end <= high else ((low if end < low else high) - start) / (end - start)
    return enters, leaves


@njit(cache=True, nogil=True)
def _between(x: Floats, y: Floats, i: int, share: float) -> tuple[float, float]:
    """The point at a share of the stretch that ends at point i; its ends are exact."""
    if share <= 0.0:
        return x[i - 1], y[i - 1]
    if share >= 1.0:
        return x[i], y[i]
    return x[i - 1] + share * (x[i] - x[i - 1]), y[i - 1] + share * (y[i] - y[i - 1])


@njit(cache=True, nogil=True)
def _ring_within(x: Floats, y: Floats, low: float, high: float) -> tuple[Floats, Floats, Rows]:
    """Points of the part of a ring where low <= x <= high, and where it ends; nothing when there is none."""
    cut_x, cut_y = _half(x, y, low, 1.0)
    cut_x, cut_y = _half(cut_x, cut_y, high, -1.0)
    if len(cut_x) < _RING:
        return cut_x[:0], cut_y[:0], np.empty(0, np.int64)
    return cut_x, cut_y, np.full(1, len(cut_x), np.int64)


@njit(cache=True, nogil=True)
def _half(x: Floats, y: Floats, edge: float, sign: float) -> tuple[Floats, Floats]:
    """The ring where (x - edge) * sign >= 0 (Sutherland and Hodgman, 1974)."""
    cut_x, cut_y = np.empty(2 * len(x) + 2), np.empty(2 * len(x) + 2)
    count = 0
    for i in range(len(x)):
        before = i - 1 if i else len(x) - 1
        inside, was_inside = (x[i] - edge) * sign >= 0, (x[before] - edge) * sign >= 0
        if inside != was_inside:
            share = (edge - x[before]) / (x[i] - x[before])
            cut_x[count], cut_y[count] = edge, y[before] + share * (y[i] - y[before])
            count += 1
        if inside:
            cut_x[count], cut_y[count] = x[i], y[i]
            count += 1
    return cut_x[:count], cut_y[:count]
