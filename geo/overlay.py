"""Which metres of which line lie inside which area.

The boundary belongs to the area: a road that runs along the boundary of a closed area is inside it.
A line that only touches an area in a point has no metre inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geo.lines import Floats, Lines, Rows, metric_share, ranges
from geo.sides import INSIDE, UNCLEAR, sides_of

TOUCH_M = 0.001
"""Stretches shorter than this are a touch, and gaps shorter than this are none, metres."""

_LINE = 1  # shapely's number for a line string


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Columns: line `line` is inside area `area` from `start_m` to `end_m`; sorted by area, line, start."""

    area: Rows
    line: Rows
    start_m: Floats
    end_m: Floats

    @property
    def length_m(self) -> Floats:
        """Length of each stretch, metres."""
        return self.end_m - self.start_m


def intervals_inside(lines: Lines, areas: Sequence[Polygon | MultiPolygon]) -> Inside:
    """The exact stretches of every line inside every area, found straight piece by straight piece.

    Working on straight pieces keeps lines that cross or retrace themselves exact. Stretches that
    meet are one stretch.
    """
    found = [_inside_one(lines, area) for area in areas]
    empty = np.empty(0, np.int64), np.empty(0), np.empty(0)
    line, start_m, end_m = (np.concatenate(column) for column in zip(empty, *found, strict=True))
    area = np.repeat(np.arange(len(areas)), [len(part[0]) for part in found])
    return Inside(area=area, line=line, start_m=start_m, end_m=end_m)


def _inside_one(lines: Lines, area: Polygon | MultiPolygon) -> tuple[Rows, Floats, Floats]:
    own = shapely.force_2d(area)  # a copy: preparing the caller's shape would be seen by other threads
    shapely.prepare(own)
    near = np.sort(lines.tree.query(own)).astype(np.int64)
    side = sides_of(lines, near, own)
    unclear = near[side == UNCLEAR]
    wholly = shapely.contains_properly(own, lines.shapes[unclear])
    whole, rest = np.concatenate([near[side == INSIDE], unclear[wholly]]), unclear[~wholly]
    partly = rest[shapely.intersects(own, lines.shapes[rest])]
    line, start_m, end_m = _joined(*_clipped(lines, partly, own))
    return _sorted(
        np.concatenate([whole, line]),
        np.concatenate([np.zeros(len(whole)), start_m]),
        np.concatenate([lines.length_m[whole], end_m]),
    )


def _clipped(lines: Lines, rows: Rows, area: Polygon | MultiPolygon) -> tuple[Rows, Floats, Floats]:
    """Stretches of the straight pieces of these lines inside a prepared area, not yet joined."""
    before = ranges(lines.offsets[rows], lines.offsets[rows + 1] - 1)
    line = np.repeat(rows, lines.offsets[rows + 1] - lines.offsets[rows] - 1)
    real = (lines.points[before] != lines.points[before + 1]).any(axis=1)
    before, line = before[real], line[real]
    ends = np.stack([lines.points[before], lines.points[before + 1]], axis=1)
    pieces = np.asarray(shapely.linestrings(ends), dtype=object)
    inside = shapely.covers(area, pieces)
    crossing = ~inside & shapely.intersects(area, pieces)
    owner, start_m, end_m = _crossed(lines, before[crossing], pieces[crossing], area)
    return _sorted(
        np.concatenate([line[inside], line[crossing][owner]]),
        np.concatenate([lines.along_m[before[inside]], start_m]),
        np.concatenate([lines.along_m[before[inside] + 1], end_m]),
    )


def _crossed(
    lines: Lines, before: Rows, pieces: NDArray[np.object_], area: Polygon | MultiPolygon
) -> tuple[Rows, Floats, Floats]:
    """Which of the pieces that cross the boundary, and from where to where, metres along the line."""
    parts, owner = _line_parts(shapely.intersection(pieces, area))
    at = before[owner]
    ends = [shapely.get_coordinates(shapely.get_point(parts, i)).reshape(-1, 2) for i in (0, -1)]
    length = lines.along_m[at + 1] - lines.along_m[at]
    shares = np.sort([metric_share(lines.points[at], lines.points[at + 1], end) for end in ends], axis=0)
    return owner, lines.along_m[at] + shares[0] * length, lines.along_m[at] + shares[1] * length


def _line_parts(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], Rows]:
    """The line strings in these shapes and in the collections among them, and the shape each is from."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    owner = owner[inner]
    lines = shapely.get_type_id(parts) == _LINE
    return parts[lines], owner[lines].astype(np.int64)


def _joined(line: Rows, start_m: Floats, end_m: Floats) -> tuple[Rows, Floats, Floats]:
    """Stretches that meet as one, touches left out; input sorted by line and start."""
    if not len(line):
        return line, start_m, end_m
    begins = np.ones(len(line), bool)
    begins[1:] = (line[1:] != line[:-1]) | (start_m[1:] - end_m[:-1] > TOUCH_M)
    last = np.append(np.nonzero(begins)[0][1:] - 1, len(line) - 1)
    line, start_m, end_m = line[begins], start_m[begins], end_m[last]
    real = end_m - start_m > TOUCH_M
    return line[real], start_m[real], end_m[real]


def _sorted(line: Rows, start_m: Floats, end_m: Floats) -> tuple[Rows, Floats, Floats]:
    order = np.lexsort((start_m, line))
    return line[order], start_m[order], end_m[order]
