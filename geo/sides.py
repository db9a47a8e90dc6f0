"""Lines that stay clear of the boundary of an area, and on which side; compiled, and never wrong for rounding.

A line is called clear only where the signs it rests on are far beyond what rounding can change. All
others are left to exact predicates.
"""

from typing import NamedTuple

import numpy as np
import shapely
from numba import njit
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.lines import Floats, Lines, Rows

OUTSIDE, INSIDE, UNCLEAR = 0, 1, 2
_SURE = 1e-12
"""A sign is sure when its value is more than this times its terms; rounding reaches about 1e-15."""
_MOST_ROWS = 4096

Sides = NDArray[np.int8]
Edge = tuple[float, float, float, float]


class _Boundary(NamedTuple):
    """Edges from (ax, ay) to (bx, by) of all rings, and in rows of equal height those that reach into each."""

    ax: Floats
    ay: Floats
    bx: Floats
    by: Floats
    first: Rows
    edge: Rows
    low: float
    per_degree: float


def sides_of(lines: Lines, rows: Rows, area: Polygon | MultiPolygon) -> Sides:
    """For each of these lines INSIDE, OUTSIDE, or UNCLEAR when it meets the boundary or might."""
    if area.is_empty or not len(rows):
        return np.full(len(rows), OUTSIDE, np.int8)
    return np.asarray(_sides(lines.points, lines.offsets, rows, _boundary(area)))


def _boundary(area: Polygon | MultiPolygon) -> _Boundary:
    corners, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(area)), return_index=True)
    start, end = corners[:-1], corners[1:]
    kept = (ring[1:] == ring[:-1]) & (start != end).any(axis=1)
    ax, ay, bx, by = (np.ascontiguousarray(column) for column in (*start[kept].T, *end[kept].T))
    rows = min(len(ax), _MOST_ROWS)
    low, high = float(corners[:, 1].min()), float(corners[:, 1].max())
    per_degree = rows / (high - low) if high > low else 0.0
    return _Boundary(ax, ay, bx, by, *_in_rows(ay, by, (low, per_degree), rows), low, per_degree)


@njit(cache=True, nogil=True)
def _row(y: float, low: float, per_degree: float, rows: int) -> int:
    """The row of a height; those beyond the first and the last belong to them. Never falls as y rises."""
    return int(min(max((y - low) * per_degree, 0.0), rows - 1.0))


@njit(cache=True, nogil=True)
def _in_rows(ay: Floats, by: Floats, scale: tuple[float, float], rows: int) -> tuple[Rows, Rows]:
    first = np.zeros(rows + 1, np.int64)
    for i in range(len(ay)):
        for row in range(_row(min(ay[i], by[i]), *scale, rows), _row(max(ay[i], by[i]), *scale, rows) + 1):
            first[row + 1] += 1
    for row in range(rows):
        first[row + 1] += first[row]
    at = first[:-1].copy()
    edge = np.empty(first[rows], np.int64)
    for i in range(len(ay)):
        for row in range(_row(min(ay[i], by[i]), *scale, rows), _row(max(ay[i], by[i]), *scale, rows) + 1):
            edge[at[row]] = i
            at[row] += 1
    return first, edge


@njit(cache=True, nogil=True)
def _turn(edge: Edge, x: float, y: float) -> int:
    """1 when a point lies to the left of a straight line, -1 to the right, 0 when that is not sure."""
    ax, ay, bx, by = edge
    one, other = (bx - ax) * (y - ay), (by - ay) * (x - ax)
    sure = _SURE * (abs(one) + abs(other))
    if one - other > sure:
        return 1
    return -1 if other - one > sure else 0


@njit(cache=True, nogil=True)
def _boxes_apart(one: Edge, other: Edge) -> bool:
    """Whether the boxes that two pairs of corners span have no point in common."""
    if max(one[0], one[2]) < min(other[0], other[2]) or max(other[0], other[2]) < min(one[0], one[2]):
        return True
    return max(one[1], one[3]) < min(other[1], other[3]) or max(other[1], other[3]) < min(one[1], one[3])


@njit(cache=True, nogil=True)
def _apart(one: Edge, other: Edge) -> bool:
    """Whether two straight pieces surely have no point in common."""
    if _boxes_apart(one, other):
        return True
    if _turn(one, other[0], other[1]) * _turn(one, other[2], other[3]) > 0:
        return True
    return _turn(other, one[0], one[1]) * _turn(other, one[2], one[3]) > 0


@njit(cache=True, nogil=True)
def _edge(boundary: _Boundary, i: int) -> Edge:
    return boundary.ax[i], boundary.ay[i], boundary.bx[i], boundary.by[i]


@njit(cache=True, nogil=True)
def _is_clear(piece: Edge, boundary: _Boundary, whole_box: bool) -> bool:  # noqa: FBT001  # compiled code has no keywords
    """Whether a straight piece, or the whole box it spans, surely does not meet the boundary."""
    rows = len(boundary.first) - 1
    low = _row(min(piece[1], piece[3]), boundary.low, boundary.per_degree, rows)
    high = _row(max(piece[1], piece[3]), boundary.low, boundary.per_degree, rows)
    for k in range(boundary.first[low], boundary.first[high + 1]):
        edge = _edge(boundary, boundary.edge[k])
        if not (_boxes_apart(piece, edge) if whole_box else _apart(piece, edge)):
            return False
    return True


@njit(cache=True, nogil=True)
def _side_of_point(x: float, y: float, boundary: _Boundary) -> int:
    """Inside when a ray to the east crosses an odd number of edges; the point must not lie on one."""
    row = _row(y, boundary.low, boundary.per_degree, len(boundary.first) - 1)
    side = OUTSIDE
    for k in range(boundary.first[row], boundary.first[row + 1]):
        edge = _edge(boundary, boundary.edge[k])
        if (edge[1] > y) == (edge[3] > y) or max(edge[0], edge[2]) < x:
            continue
        turn = _turn(edge, x, y) * (1 if edge[3] > edge[1] else -1)
        if min(edge[0], edge[2]) > x or turn > 0:
            side = INSIDE - side
        elif turn == 0:
            return UNCLEAR
    return side


@njit(cache=True, nogil=True)
def _box(points: Floats, first: int, last: int) -> Edge:
    """Opposite corners of the box around these points."""
    west, south, east, north = points[first, 0], points[first, 1], points[first, 0], points[first, 1]
    for k in range(first + 1, last + 1):
        west, east = min(west, points[k, 0]), max(east, points[k, 0])
        south, north = min(south, points[k, 1]), max(north, points[k, 1])
    return west, south, east, north


@njit(cache=True, nogil=True)
def _line_is_clear(points: Floats, first: int, last: int, boundary: _Boundary) -> bool:
    if _is_clear(_box(points, first, last), boundary, True):  # noqa: FBT003  # as above
        return True
    for k in range(first, last):
        piece = (points[k, 0], points[k, 1], points[k + 1, 0], points[k + 1, 1])
        if not _is_clear(piece, boundary, False):  # noqa: FBT003  # as above
            return False
    return True


@njit(cache=True, nogil=True)
def _sides(points: Floats, offsets: Rows, rows: Rows, boundary: _Boundary) -> Sides:
    sides = np.empty(len(rows), np.int8)
    for i in range(len(rows)):
        first, last = offsets[rows[i]], offsets[rows[i] + 1] - 1
        sides[i] = UNCLEAR
        if _line_is_clear(points, first, last, boundary):
            sides[i] = _side_of_point(points[first, 0], points[first, 1], boundary)
    return sides
