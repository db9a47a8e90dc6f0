"""Many lines end to end, with positions in metres along each and a spatial index."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString

from geo.measure import WGS84, along_m, near_share
from geo.runs import Runs, lines_meeting, runs_of

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Lines:
    """Lines in longitude and latitude, degrees, WGS 84; row numbers name them.

    Parameters
    ----------
    points
        All points end to end, shape (n, 2).
    offsets
        Where each line starts in `points`, and where the last one ends.
    along_m
        Geodesic distance of each point from the start of its own line, metres.
    """

    points: Floats
    offsets: Rows
    along_m: Floats

    @cached_property
    def count(self) -> int:
        """Number of lines."""
        return len(self.offsets) - 1

    @cached_property
    def length_m(self) -> Floats:
        """Geodesic length of each line, metres."""
        return self.along_m[self.offsets[1:] - 1]

    @cached_property
    def shapes(self) -> NDArray[np.object_]:
        """The lines as shapely geometries."""
        owner = np.repeat(np.arange(self.count), np.diff(self.offsets))
        return np.asarray(shapely.linestrings(self.points, indices=owner), dtype=object)

    @cached_property
    def runs(self) -> Runs:
        """The straight pieces in short runs, with a spatial index over them."""
        return runs_of(self.points, self.offsets.astype(np.int64))

    def rows_near(self, west: float, south: float, east: float, north: float) -> Rows:
        """Rows of the lines that come near a box in degrees, in order: all that enter it and few others."""
        return lines_meeting(self.runs, (west, south, east, north))

    @cached_property
    def _run_m(self) -> Floats:
        # one increasing column over all lines, so that one search finds positions on many of them
        return self.along_m + np.repeat(self._starts_m, np.diff(self.offsets))

    @cached_property
    def _starts_m(self) -> Floats:
        return np.concatenate([[0.0], np.cumsum(self.length_m + 1.0)])[:-1]

    def places(self, rows: Rows, positions_m: Floats) -> Floats:
        """Longitude and latitude at positions along lines, shape (n, 2)."""
        wanted = self._starts_m[rows] + positions_m
        after = np.searchsorted(self._run_m, wanted, side="left")
        after = np.clip(after, self.offsets[rows] + 1, self.offsets[rows + 1] - 1)
        return self._between(after - 1, positions_m)

    def part(self, row: int, start_m: float, end_m: float) -> Floats:
        """Points of a stretch of one line, in the order driven; backwards when `start_m` > `end_m`."""
        low_m, high_m = sorted((start_m, end_m))
        own = slice(int(self.offsets[row]), int(self.offsets[row + 1]))
        if low_m <= 0 and high_m >= self.length_m[row]:
            return self.points[own] if start_m <= end_m else self.points[own][::-1]
        between = (self.along_m[own] > low_m) & (self.along_m[own] < high_m)
        ends = self.places(np.array([row, row]), np.array([low_m, high_m]))
        stretch = np.vstack([ends[:1], self.points[own][between], ends[1:]])
        return stretch if start_m <= end_m else stretch[::-1]

    def subset(self, rows: Rows) -> "Lines":
        """Only these lines, numbered anew in the order given."""
        index = ranges(self.offsets[rows], self.offsets[rows + 1])
        counts = self.offsets[rows + 1] - self.offsets[rows]
        offsets = np.concatenate([[0], np.cumsum(counts)])
        return Lines(points=self.points[index], offsets=offsets, along_m=self.along_m[index])

    def _between(self, before: Rows, positions_m: Floats) -> Floats:
        """Point at a position on the straight piece that starts at `before`."""
        start, step = self.points[before], self.points[before + 1] - self.points[before]
        length = self.along_m[before + 1] - self.along_m[before]
        share = np.divide(positions_m - self.along_m[before], length, out=np.zeros(len(before)), where=length > 0)
        share = np.clip(share, 0.0, 1.0)
        # degrees are not metres: one correction brings a long piece to the millimetre
        found = metric_share(start, start + step, start + share[:, None] * step)
        share = np.clip(2 * share - found, 0.0, 1.0)
        placed: Floats = start + share[:, None] * step
        return placed


def lines_from(shapes: Sequence[LineString]) -> Lines:
    """These lines measured and numbered in the order given."""
    counts = shapely.get_num_coordinates(np.asarray(shapes, dtype=object))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    points = shapely.get_coordinates(np.asarray(shapes, dtype=object))
    return Lines(points=points, offsets=offsets, along_m=along_m(points, offsets))


def metric_share(start: Floats, end: Floats, between: Floats) -> Floats:
    """How far `between` lies on the way from start to end, 0 to 1 by geodesic distance."""
    share: Floats = near_share(start, end, between)
    far = np.flatnonzero(np.isnan(share))
    if len(far):
        start, end, between = start[far], end[far], between[far]
        done = np.asarray(WGS84.inv(start[:, 0], start[:, 1], between[:, 0], between[:, 1])[2])
        left = np.asarray(WGS84.inv(between[:, 0], between[:, 1], end[:, 0], end[:, 1])[2])
        whole = done + left
        share[far] = np.divide(done, whole, out=np.zeros(len(whole)), where=whole > 0)
    return share


def ranges(starts: Rows, ends: Rows) -> Rows:
    """All whole numbers of the half-open ranges, one range after the other.

    >>> ranges(np.array([0, 7]), np.array([2, 9])).tolist()
    [0, 1, 7, 8]
    """
    counts = ends - starts
    before = np.concatenate([[0], np.cumsum(counts)])
    steps = np.arange(before[-1]) - np.repeat(before[:-1], counts)
    return np.asarray(np.repeat(starts, counts) + steps)
