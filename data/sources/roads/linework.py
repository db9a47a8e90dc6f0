"""Lines end to end on a whole-number grid: their pieces, ends, lengths and doubles."""

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

Whole: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]
Place: TypeAlias = tuple[float, float]

GRID = 1e7
METRES_PER_STEP = 111_195.0 / GRID


@dataclass(frozen=True, slots=True, kw_only=True)
class Linework:
    """Lines on the grid; line i is `grid[offsets[i]:offsets[i + 1]]`, (lon, lat) in 10⁻⁷ degree.

    `level` keeps roads of different height apart; `travel` is 1 as drawn, -1 against, 0 both;
    `origin` is the row of the input line; `was_cut` tells pieces from untouched lines.
    """

    grid: Whole
    offsets: Whole
    level: Whole
    travel: Whole
    origin: Whole
    was_cut: Flags

    @property
    def count(self) -> int:
        """Number of lines."""
        return len(self.origin)

    @property
    def line_of(self) -> Whole:
        """Line of each vertex."""
        return np.repeat(np.arange(self.count), np.diff(self.offsets))

    @property
    def keys(self) -> Whole:
        """One number for each vertex, equal exactly where the place is equal."""
        return self.grid[:, 0] * np.int64(2**32) + self.grid[:, 1]

    @property
    def starts(self) -> Whole:
        """Vertex where each straight step of a line starts; it ends at the next vertex."""
        goes_on = np.ones(len(self.grid), dtype=bool)
        goes_on[self.offsets[1:] - 1] = False
        return np.flatnonzero(goes_on)

    @property
    def ends(self) -> Whole:
        """First and last vertex of each line, shape (count, 2)."""
        return np.column_stack([self.offsets[:-1], self.offsets[1:] - 1])


def on_grid(points: Floats, offsets: Whole, level: Whole, travel: Whole) -> Linework:
    """The lines on the grid, each its own origin."""
    count = len(offsets) - 1
    return Linework(
        grid=np.round(points * GRID).astype(np.int64),
        offsets=offsets.astype(np.int64),
        level=level.astype(np.int64),
        travel=travel.astype(np.int64),
        origin=np.arange(count),
        was_cut=np.zeros(count, dtype=bool),
    )


def places(at: Whole) -> tuple[Place, ...]:
    """Grid positions in degrees."""
    return tuple((lon, lat) for lon, lat in (at / GRID).tolist())


def lengths_m(lines: Linework) -> Floats:
    """Length of each line, metres, good enough to compare with a tolerance."""
    starts = lines.starts
    step = scaled(lines.grid[starts + 1] - lines.grid[starts], lines.grid[starts, 1])
    far = np.bincount(lines.line_of[starts], np.hypot(step[:, 0], step[:, 1]), minlength=lines.count)
    return np.asarray(far, dtype=np.float64)


def scaled(steps: Whole, lat: Whole) -> Floats:
    """Grid steps in metres, as they are at that latitude."""
    metres = np.asarray(steps * METRES_PER_STEP, dtype=np.float64)
    metres[:, 0] *= np.cos(np.radians(lat / GRID))
    return metres


def steps_drawn(lines: Linework, starts: Whole) -> NDArray[np.object_]:
    """The straight steps that start at these vertices, as shapes in grid steps."""
    both = np.stack([lines.grid[starts], lines.grid[starts + 1]], axis=1)
    return np.asarray(shapely.linestrings(both.astype(float)), dtype=object)


def end_counts(lines: Linework) -> Whole:
    """How many line ends meet at the start and at the end of each line, shape (count, 2)."""
    keys = lines.keys[lines.ends]
    _, place, meeting = np.unique(keys.ravel(), return_inverse=True, return_counts=True)
    return np.asarray(meeting[place].reshape(-1, 2), dtype=np.int64)


def kept(lines: Linework, keep: Flags) -> Linework:
    """Only the lines to keep."""
    counts = np.diff(lines.offsets)
    return Linework(
        grid=lines.grid[np.repeat(keep, counts)],
        offsets=np.concatenate([[0], np.cumsum(counts[keep])]),
        level=lines.level[keep],
        travel=lines.travel[keep],
        origin=lines.origin[keep],
        was_cut=lines.was_cut[keep],
    )


def without_repeats(lines: Linework) -> tuple[Linework, tuple[int, ...]]:
    """Lines in which no vertex follows itself, and the origins of those that had no length."""
    line_of, keys = lines.line_of, lines.keys
    new = np.ones(len(keys), dtype=bool)
    new[1:] = (keys[1:] != keys[:-1]) | (line_of[1:] != line_of[:-1])
    counts = np.bincount(line_of[new], minlength=lines.count)
    thin = replace(lines, grid=lines.grid[new], offsets=np.concatenate([[0], np.cumsum(counts)]))
    has_length = counts > 1
    return kept(thin, has_length), tuple(lines.origin[~has_length].tolist())


def without_doubles(lines: Linework) -> tuple[Linework, tuple[int, ...]]:
    """Lines of which no two are equal in place, level and travel, and the origins of those left out."""
    drawn = shapely.linestrings(lines.grid.astype(float), indices=lines.line_of)
    raw, normal = shapely.to_wkb(drawn), shapely.to_wkb(shapely.normalize(drawn))
    way = lines.travel * np.where(raw == normal, 1, -1)
    double = pd.DataFrame({"drawn": normal, "level": lines.level, "way": way}).duplicated().to_numpy()
    return kept(lines, ~double), tuple(lines.origin[double].tolist())


def inserted(lines: Linework, after: Whole, at: Whole) -> tuple[Linework, Flags]:
    """Lines with vertices `at` put into the steps that start at vertices `after`, and the steps that are new.

    The flags are given for each vertex of the answer and concern the step it starts.
    """
    position = np.concatenate([np.arange(len(lines.grid)), after])
    everything = np.concatenate([lines.grid, at])
    reach = np.hypot(*(everything - lines.grid[position]).T)
    order = np.lexsort((reach, position))
    new = np.isin(position, after)[order]
    line_of = lines.line_of[position][order]
    counts = np.bincount(line_of, minlength=lines.count)
    return replace(lines, grid=everything[order], offsets=np.concatenate([[0], np.cumsum(counts)])), new


def split(lines: Linework) -> Linework:
    """Pieces between places where a line ends or that are visited more than once."""
    _, place, visits = np.unique(lines.keys, return_inverse=True, return_counts=True)
    is_end = np.zeros(len(lines.grid), dtype=bool)
    is_end[lines.ends.ravel()] = True
    is_node = np.bincount(place, is_end) > 0
    inner = np.flatnonzero(((visits > 1) | is_node)[place] & ~is_end)
    # an inner node ends one piece and starts the next, so it is there twice
    twice = np.sort(np.concatenate([np.arange(len(lines.grid)), inner]))
    begins = np.concatenate([lines.offsets[:-1] + np.searchsorted(inner, lines.offsets[:-1]), _second(twice)])
    offsets = np.concatenate([np.sort(begins), [len(twice)]])
    line = lines.line_of[twice[offsets[:-1]]]
    cut = np.bincount(line, minlength=lines.count)[line] > 1
    return Linework(
        grid=lines.grid[twice],
        offsets=offsets,
        level=lines.level[line],
        travel=lines.travel[line],
        origin=lines.origin[line],
        was_cut=lines.was_cut[line] | cut,
    )


def _second(rising: Whole) -> Whole:
    """Positions whose value equals the one before."""
    return np.flatnonzero(rising[1:] == rising[:-1]) + 1
