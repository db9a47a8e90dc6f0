"""Where lines enter and leave an area, as shares of their straight pieces; compiled.

Runs of pieces clear of the boundary are told whole. Along all others the winding of the boundary is
followed from place to place with exact signs, so that no corner on a road, no road through a corner
and no rounding can turn inside and outside round.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from geo.orientation import Straight, crossing, crossing_share, twice_area
from geo.outline import (
    ALONG_DEGREES,
    INSIDE,
    NEAR,
    Outline,
    columns_of,
    edge_at,
    rows_of,
    side_of_box,
    winding_at,
)
from geo.runs import Box, Floats, Rows, Runs, below

_FEW = 24


class Changes(NamedTuple):
    """Places where lines enter and leave by turns, sorted by line and place: a share of the piece from a point."""

    line: Rows
    piece: Rows
    share: Floats


class _Found(NamedTuple):
    """Room for changes, used in part."""

    piece: Rows
    share: Floats


class _Crossings(NamedTuple):
    """Where along a piece its winding changes, and where stretches along an edge begin and end."""

    share: Floats
    winding: Rows
    along: Rows


def changes_in(runs: Runs, outline: Outline) -> Changes:
    """Every entry into an area and every exit, lines that are inside from end to end included."""
    whole, near = _runs_inside(runs, outline)
    tasks = np.sort(np.concatenate([2 * whole, 2 * near + 1]))
    counts, found = _changes(runs, tasks, outline)
    return Changes(np.repeat(runs.line[tasks >> 1], counts), *found)


@njit(cache=True, nogil=True)
def _runs_inside(runs: Runs, outline: Outline) -> tuple[Rows, Rows]:
    """Runs wholly inside by their boxes, and runs that may meet the boundary."""
    whole, near = np.empty(0, np.int64), np.zeros(1, np.int64)
    for level in range(len(runs.level) - 2, -1, -1):
        side = np.empty(len(near), np.int8)
        for i in range(len(near)):
            box = runs.boxes[runs.level[level] + near[i]]
            side[i] = side_of_box(outline, (box[0], box[1], box[2], box[3]))
        inside, near = near[side == INSIDE], near[side == NEAR]
        if level > 0:
            inside, near = below(runs, inside, level), below(runs, near, level)
        for deeper in range(level - 1, 0, -1):
            inside = below(runs, inside, deeper)
        whole = np.concatenate((whole, runs.run[inside]))
    return whole, runs.run[near]


@njit(cache=True, nogil=True)
def _changes(runs: Runs, tasks: Rows, outline: Outline) -> tuple[Rows, _Found]:
    """How many changes each run has, and all of them; a task is twice the run, and one more when it may be cut."""
    counts, used = np.empty(len(tasks), np.int64), 0
    found = _Found(np.empty(2 * len(tasks), np.int64), np.empty(2 * len(tasks)))
    seen = np.full(len(outline.edges), -1, np.int64)
    for i in range(len(tasks)):
        first, last, before = runs.first[tasks[i] >> 1], runs.last[tasks[i] >> 1], used
        if tasks[i] & 1:
            found, used = _run_changes(runs.points, (first, last), outline, seen, (found, used))
        else:
            found = _with_room(found, used + 2)
            found.piece[used], found.share[used] = first, 0.0
            found.piece[used + 1], found.share[used + 1] = last - 1, 1.0
            used += 2
        counts[i] = used - before
    return counts, _Found(found.piece[:used], found.share[:used])


@njit(cache=True, nogil=True)
def _with_room(found: _Found, least: int) -> _Found:
    if least <= len(found.piece):
        return found
    size = max(2 * len(found.piece), least)
    piece, share = np.empty(size, np.int64), np.empty(size)
    piece[: len(found.piece)], share[: len(found.share)] = found.piece, found.share
    return _Found(piece, share)


@njit(cache=True, nogil=True)
def _run_changes(
    points: Floats, run: tuple[int, int], outline: Outline, seen: Rows, so_far: tuple[_Found, int]
) -> tuple[_Found, int]:
    """Entries and exits by turns along the pieces of one run, put behind those found so far; it ends outside."""
    found, used = so_far
    winding = winding_at(outline, points[run[0], 0], points[run[0], 1])
    is_inside = False
    for k in range(*run):
        found = _with_room(found, used + 2)
        if is_inside != (winding != 0):
            found.piece[used], found.share[used], is_inside = k, 0.0, winding != 0
            used += 1
        piece = (points[k, 0], points[k, 1], points[k + 1, 0], points[k + 1, 1])
        if side_of_box(outline, _box(piece)) != NEAR:
            continue
        near = _edges_near(piece, k, outline, seen)
        if not len(near):
            continue
        met, along = _crossings(piece, near, outline), 0
        found = _with_room(found, used + len(met.share) + 1)
        for m in range(len(met.share)):
            winding, along = winding + met.winding[m], along + met.along[m]
            if is_inside != (winding != 0 or along > 0):
                found.piece[used], found.share[used], is_inside = k, met.share[m], not is_inside
                used += 1
    if is_inside:
        found.piece[used], found.share[used] = run[1] - 1, 1.0
        used += 1
    return found, used


@njit(cache=True, nogil=True)
def _crossings(piece: Straight, near: Rows, outline: Outline) -> _Crossings:
    """What these edges do along one piece, in the order driven."""
    share, used = np.empty(3 * len(near)), 0
    winding, along = np.zeros(3 * len(near), np.int64), np.zeros(3 * len(near), np.int64)
    for i in near:
        edge = edge_at(outline, i)
        step = crossing(piece, edge)
        if step:
            share[used], winding[used] = crossing_share(piece, edge), step
            used += 1
        start, end = _stretch_along(piece, edge)
        if end > start:
            share[used], share[used + 1], along[used], along[used + 1] = start, end, 1, -1
            used += 2
    if used < 2:  # noqa: PLR2004  # one alone is in order
        return _Crossings(share[:used], winding[:used], along[:used])
    order = _order(share[:used])
    return _Crossings(share[:used][order], winding[:used][order], along[:used][order])


@njit(cache=True, nogil=True)
def _order(share: Floats) -> Rows:
    if len(share) > _FEW:
        return np.argsort(share)
    order = np.arange(len(share))
    for i in range(1, len(share)):
        k = i
        while k > 0 and share[order[k]] < share[order[k - 1]]:
            order[k], order[k - 1] = order[k - 1], order[k]
            k -= 1
    return order


@njit(cache=True, nogil=True)
def _edges_near(piece: Straight, k: int, outline: Outline, seen: Rows) -> Rows:
    """Each edge once whose box meets that of piece k; `seen` holds the last piece that met each edge."""
    box, grid = _box(piece), outline.grid
    found, count = np.empty(4, np.int64), 0
    low, high = rows_of(piece, grid)
    for row in range(low, high + 1):
        west, east = columns_of(piece, row, grid)
        start = outline.first[row * grid.columns + west]
        end = outline.first[row * grid.columns + east + 1]
        for at in range(start, end):
            i = outline.edge[at]
            if seen[i] == k or _boxes_apart(box, edge_at(outline, i)):
                continue
            seen[i] = k
            found = _appended(found, count, i)
            count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _appended(rows: Rows, count: int, row: int) -> Rows:
    """Rows with one more behind the first `count`, in a column with room for twice as many when it was full."""
    if count == len(rows):
        roomy = np.empty(2 * count, np.int64)
        roomy[:count] = rows
        rows = roomy
    rows[count] = row
    return rows


@njit(cache=True, nogil=True)
def _box(piece: Straight) -> Box:
    return min(piece[0], piece[2]), min(piece[1], piece[3]), max(piece[0], piece[2]), max(piece[1], piece[3])


@njit(cache=True, nogil=True)
def _boxes_apart(box: Box, edge: Straight) -> bool:
    if min(edge[0], edge[2]) > box[2] + ALONG_DEGREES or max(edge[0], edge[2]) < box[0] - ALONG_DEGREES:
        return True
    return min(edge[1], edge[3]) > box[3] + ALONG_DEGREES or max(edge[1], edge[3]) < box[1] - ALONG_DEGREES


@njit(cache=True, nogil=True)
def _stretch_along(piece: Straight, edge: Straight) -> tuple[float, float]:
    """From where to where a piece runs along an edge, as shares of the piece; (0, 0) when it does not."""
    one, other = _share_beside(piece, edge[0], edge[1]), _share_beside(piece, edge[2], edge[3])
    start, end = max(min(one, other), 0.0), min(max(one, other), 1.0)
    if not start < end:
        return 0.0, 0.0
    for share in (start, end):
        x, y = piece[0] + share * (piece[2] - piece[0]), piece[1] + share * (piece[3] - piece[1])
        length = np.hypot(edge[2] - edge[0], edge[3] - edge[1])
        if abs(twice_area(edge, x, y)) > ALONG_DEGREES * length:
            return 0.0, 0.0
    return start, end


@njit(cache=True, nogil=True)
def _share_beside(piece: Straight, x: float, y: float) -> float:
    """How far along a piece the place beside a point lies."""
    east, north = piece[2] - piece[0], piece[3] - piece[1]
    square = east * east + north * north
    return ((x - piece[0]) * east + (y - piece[1]) * north) / square if square > 0.0 else 0.0
