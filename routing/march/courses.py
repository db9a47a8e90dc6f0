"""Stretches of road driven in one go, and the parts of them that are shut at times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.lines import Floats, Rows, ranges
from routing.costs.blocks import Stretches


@dataclass(frozen=True, kw_only=True, eq=False)
class Parts:
    """Parts of segments that are shut when `closing` says so, sorted by segment."""

    segment: Rows
    low_m: Floats
    high_m: Floats
    closing: Rows


@dataclass(frozen=True, kw_only=True, eq=False)
class Courses:
    """Stretches driven in one go, `from_m` > `to_m` against the drawing."""

    segment: Rows
    from_m: Floats
    to_m: Floats


def parts_of(found: Sequence[tuple[int, Stretches]]) -> Parts:
    """Stretches with what shuts them as parts in order of their segments."""
    segment, low_m, high_m = (
        np.concatenate([np.empty(0, kind), *(stretches[k] for _, stretches in found)])
        for k, kind in enumerate((np.int64, float, float))
    )
    closing = np.repeat([row for row, _ in found], [len(stretches[0]) for _, stretches in found]).astype(np.int64)
    order = np.argsort(segment, kind="stable")
    return Parts(segment=segment[order], low_m=low_m[order], high_m=high_m[order], closing=closing[order])


def on_courses(courses: Courses, tables: Sequence[Parts]) -> tuple[Rows, Rows, Floats, Floats]:
    """Each part as far as it lies on each course: the course, what shuts it, and between which positions."""
    rows, closings, lows, highs = [], [], [], []
    low_m, high_m = np.minimum(courses.from_m, courses.to_m), np.maximum(courses.from_m, courses.to_m)
    for parts in tables:
        first, last = (np.searchsorted(parts.segment, courses.segment, side=side) for side in ("left", "right"))
        row, part = np.repeat(np.arange(len(courses.segment)), last - first), ranges(first, last)
        low, high = np.maximum(parts.low_m[part], low_m[row]), np.minimum(parts.high_m[part], high_m[row])
        met = low < high
        rows.append(row[met])
        closings.append(parts.closing[part[met]])
        lows.append(low[met])
        highs.append(high[met])
    row = np.concatenate(rows)
    order = np.argsort(row, kind="stable")
    return row[order], np.concatenate(closings)[order], np.concatenate(lows)[order], np.concatenate(highs)[order]
