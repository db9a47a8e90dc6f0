"""Which metres of which line lie inside which area.

The boundary belongs to the area: a road that runs along the boundary of a closed area is inside it.
A line that only touches an area in a point has no metre inside.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import MultiPolygon, Polygon

from geo.clipping import Changes, changes_in
from geo.lines import Floats, Lines, Rows, metric_share
from geo.outline import outline_of

TOUCH_M = 0.001
"""Stretches shorter than this are a touch, and gaps shorter than this are none, metres."""


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
    meet are one stretch. What is found for a line and an area rests on these two alone, to the last
    bit: not on other lines or areas, nor on their order.
    """
    found = [_inside_one(lines, area) for area in areas]
    empty = np.empty(0, np.int64), np.empty(0), np.empty(0)
    line, start_m, end_m = (np.concatenate(column) for column in zip(empty, *found, strict=True))
    area = np.repeat(np.arange(len(areas)), [len(part[0]) for part in found])
    return Inside(area=area, line=line, start_m=start_m, end_m=end_m)


def _inside_one(lines: Lines, area: Polygon | MultiPolygon) -> tuple[Rows, Floats, Floats]:
    if area.is_empty or not len(lines.runs.line):
        return np.empty(0, np.int64), np.empty(0), np.empty(0)
    changes = changes_in(lines.runs, outline_of(area))
    at_m = _positions_m(lines, changes)
    line, start_m, end_m = _joined(changes.line[::2], at_m[::2], at_m[1::2])
    whole = (start_m == 0.0) & (end_m == lines.length_m[line]) & (end_m > 0.0)
    real = whole | (end_m - start_m > TOUCH_M)
    return line[real], start_m[real], end_m[real]


def _positions_m(lines: Lines, changes: Changes) -> Floats:
    """Metres along the line of each change; degrees are not metres, so shares of pieces are corrected."""
    at_m = np.where(changes.share < 1.0, lines.along_m[changes.piece], lines.along_m[changes.piece + 1])
    between = np.flatnonzero((changes.share > 0.0) & (changes.share < 1.0))
    before = changes.piece[between]
    start, end = lines.points[before], lines.points[before + 1]
    share = metric_share(start, end, start + changes.share[between, None] * (end - start))
    start_m, end_m = lines.along_m[before], lines.along_m[before + 1]
    at_m[between] = np.minimum(start_m + share * (end_m - start_m), end_m)
    return at_m


def _joined(line: Rows, start_m: Floats, end_m: Floats) -> tuple[Rows, Floats, Floats]:
    """Stretches that meet as one; input sorted by line and start."""
    begins = np.ones(len(line), bool)
    begins[1:] = (line[1:] != line[:-1]) | (start_m[1:] - end_m[:-1] > TOUCH_M)
    ends = np.ones(len(line), bool)
    ends[:-1] = begins[1:]
    return line[begins], start_m[begins], end_m[ends]
