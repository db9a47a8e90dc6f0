"""The line a way draws on the map."""

from collections.abc import Sequence

import numpy as np
from numba import njit
from shapely import LineString

from geo.lines import Floats, Rows
from routing.index import Flags, NetworkIndex
from routing.kept import Shelf
from routing.ways.ends import Stop
from routing.ways.way import Leg

_LINES = Shelf[tuple[Leg, ...], LineString](most=256)
"""The lines drawn last: most zones change few ways."""


def way_line(index: NetworkIndex, stops: Sequence[Stop], legs: Sequence[Leg]) -> LineString:
    """The line these legs draw from the first stop to the last."""
    return index.memory.on(_LINES).get(tuple(legs), lambda: _line(index, stops, legs))


def _line(index: NetworkIndex, stops: Sequence[Stop], legs: Sequence[Leg]) -> LineString:
    segment, start_m, end_m, turn_ms = (
        np.concatenate([getattr(leg, name) for leg in legs]) for name in ("segment", "start_m", "end_m", "turn_ms")
    )
    real = (start_m != end_m) | (turn_ms > 0)
    if not real.any():
        return LineString([(stop.place.lon, stop.place.lat) for stop in (stops[0], stops[-1])])
    return LineString(_points(index, segment[real], start_m[real], end_m[real]))


def _points(index: NetworkIndex, segment: Rows, start_m: Floats, end_m: Floats) -> Floats:
    """The points of these stretches, each once where one ends and the next begins."""
    lines = index.lines
    low_m, high_m = np.minimum(start_m, end_m), np.maximum(start_m, end_m)
    cut = np.flatnonzero((low_m > 0) | (high_m < lines.length_m[segment]))
    ends = zip(segment[cut].tolist(), start_m[cut].tolist(), end_m[cut].tolist(), strict=True)
    parts = [np.empty((0, 2)), *(lines.part(*stretch) for stretch in ends)]
    first, last = lines.offsets[segment], lines.offsets[segment + 1]
    last[cut] = np.cumsum([len(part) for part in parts])[1:]
    first[cut] = np.append(0, last[cut])[:-1]
    is_cut: Flags = np.zeros(len(segment), bool)
    is_cut[cut] = True
    against = (start_m > end_m) & ~is_cut
    points, fresh = _strung((lines.points, np.vstack(parts)), is_cut, first, last, against)
    return points[:fresh] if fresh > 1 else np.vstack([points[:1], points[:1]])


@njit(cache=True, nogil=True)
def _strung(
    points: tuple[Floats, Floats], is_cut: Flags, first: Rows, last: Rows, against: Flags
) -> tuple[Floats, int]:
    """The points of these spans one after the other, none like the one before it; how many there are."""
    strung, count = np.empty(((last - first).sum(), 2)), 0
    for i in range(len(first)):
        column = points[1] if is_cut[i] else points[0]
        for k in range(first[i], last[i]):
            at = first[i] + last[i] - 1 - k if against[i] else k
            x, y = column[at, 0], column[at, 1]
            if count == 0 or x != strung[count - 1, 0] or y != strung[count - 1, 1]:
                strung[count, 0], strung[count, 1] = x, y
                count += 1
    return strung, count
