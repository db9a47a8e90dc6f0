"""A way cut into stretches that lie in the same sectors and zones, each short enough to be read as one."""

from dataclasses import dataclass

import numpy as np

from data.model import Plan, Route
from geo.intervals import cut_pieces
from geo.lines import Floats, Rows, lines_from
from geo.overlay import intervals_inside
from routing.force.track import Stretches
from routing.index import Flags

LONGEST_M = 100.0
"""A stretch is read as a whole, by its worst point; none is longer than this, metres."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Stretched:
    """A way in stretches from `start_m` to `end_m`, on which road each lies, and in which sectors and zones."""

    start_m: Floats
    end_m: Floats
    roads: Stretches
    sectors: Flags
    zones: Flags


def stretched(plan: Plan, route: Route) -> Stretched:
    """A route cut where sectors and zones begin or end, and into pieces short enough to be read as one."""
    own = lines_from([route.line])
    length_m = np.array([piece.distance_m for piece in route.pieces])
    knots = np.append(0.0, np.cumsum(length_m))
    scale = knots[-1] / float(own.length_m[0]) if own.length_m[0] > 0 else 1.0
    sectors = intervals_inside(own, [sector.area for sector in plan.sectors])
    zones = intervals_inside(own, [zone.area for zone in plan.zones])
    marks = [knots, *(scale * np.concatenate([found.start_m, found.end_m]) for found in (sectors, zones))]
    marks.append(np.arange(0.0, knots[-1], LONGEST_M))
    cut = cut_pieces(*_between(np.unique(np.concatenate(marks).clip(0.0, knots[-1]))))
    middle_m = (cut.start_m + cut.end_m) / 2
    row = np.clip(np.searchsorted(knots, middle_m, side="right") - 1, 0, len(length_m) - 1)
    return Stretched(
        start_m=cut.start_m,
        end_m=cut.end_m,
        roads=_roads(route, knots, row, (cut.start_m, cut.end_m)),
        sectors=_within(middle_m / scale, len(plan.sectors), (sectors.area, sectors.start_m, sectors.end_m)),
        zones=_within(middle_m / scale, len(plan.zones), (zones.area, zones.start_m, zones.end_m)),
    )


def _between(marks: Floats) -> tuple[Rows, Floats, Floats]:
    return np.zeros(len(marks) - 1, np.int64), marks[:-1], marks[1:]


def _roads(route: Route, knots: Floats, row: Rows, ends: tuple[Floats, Floats]) -> Stretches:
    """Where on its segment each stretch lies."""
    segment, start_m, end_m = (
        np.array([getattr(piece, name) for piece in route.pieces], float) for name in ("segment", "start_m", "end_m")
    )
    sign = np.where(end_m[row] >= start_m[row], 1.0, -1.0)
    low, high = (start_m[row] + sign * (along - knots[row]) for along in ends)
    return segment[row].astype(np.int64), np.minimum(low, high), np.maximum(low, high)


def _within(middle_m: Floats, count: int, inside: tuple[Rows, Floats, Floats]) -> Flags:
    found = np.zeros((len(middle_m), count), bool)
    for area, start_m, end_m in zip(*(column.tolist() for column in inside), strict=True):
        found[(middle_m >= start_m) & (middle_m <= end_m), area] = True
    return found
