"""Where lines of one level cross or touch, made into shared vertices."""

from dataclasses import dataclass

import numpy as np
import shapely

from data.sources.roads.linework import (
    Flags,
    Floats,
    Linework,
    Place,
    Whole,
    inserted,
    places,
    without_repeats,
)

_NEAR = 0.75
"""Grid steps: more than rounding can move a place off its line, less than the next place."""
_ROUNDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossed:
    """Lines that share a vertex wherever they meet; `apart` are crossings of different levels."""

    lines: Linework
    noded: tuple[Place, ...]
    apart: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meeting:
    """Vertices to put into steps (`after`, `at`), and the plain crossings among them and apart."""

    after: Whole
    at: Whole
    crossings: Whole
    apart: Whole


def crossed(lines: Linework) -> Crossed:
    """The lines with a vertex wherever two meet; rounds go on while rounding brings lines together."""
    fresh = np.ones(len(lines.grid), dtype=bool)
    noded: tuple[Place, ...] = ()
    apart: tuple[Place, ...] = ()
    for _ in range(_ROUNDS):
        found = _meetings(lines, fresh)
        noded, apart = (*noded, *places(found.crossings)), apart or places(found.apart)
        if not len(found.after):
            break
        lines, fresh = inserted(lines, found.after, found.at)
        lines, fresh = _without_repeats(lines, fresh)
    return Crossed(lines=lines, noded=tuple(dict.fromkeys(noded)), apart=tuple(dict.fromkeys(apart)))


def _without_repeats(lines: Linework, fresh: Flags) -> tuple[Linework, Flags]:
    keys, line_of = lines.keys, lines.line_of
    last_of_repeat = np.ones(len(keys), dtype=bool)
    last_of_repeat[:-1] = (keys[1:] != keys[:-1]) | (line_of[1:] != line_of[:-1])
    return without_repeats(lines)[0], fresh[last_of_repeat]


def _meetings(lines: Linework, fresh: Flags) -> _Meeting:
    one, other = _near_pairs(lines, lines.starts, fresh)
    place, proper = _crossing(lines, one, other)
    after, at = [], []
    for a, b, end in ((one, other, 0), (one, other, 1), (other, one, 0), (other, one, 1)):
        near, joins = _touches(lines, a, b, end)
        proper &= ~near
        after.append(b[near & joins])
        at.append(lines.grid[a + end][near & joins])
    same = lines.level[lines.line_of[one]] == lines.level[lines.line_of[other]]
    crossing = place[proper & same]
    return _Meeting(
        after=np.concatenate([*after, one[proper & same], other[proper & same]]),
        at=np.concatenate([*at, crossing, crossing]),
        crossings=crossing,
        apart=place[proper & ~same],
    )


def _near_pairs(lines: Linework, first: Whole, fresh: Flags) -> tuple[Whole, Whole]:
    """Start vertices of pairs of steps that may come within rounding of each other, at least one fresh."""
    low = np.minimum(lines.grid[first], lines.grid[first + 1]) - _NEAR
    high = np.maximum(lines.grid[first], lines.grid[first + 1]) + _NEAR
    boxes = np.asarray(shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]), dtype=object)
    asked = np.flatnonzero(fresh[first])
    # the boxes alone: what really meets is found in whole columns, faster than shape by shape
    row, found = shapely.STRtree(boxes).query(boxes[asked])
    row = asked[row]
    once = (row < found) | (~fresh[first][found] & (row != found))
    return first[row[once]], first[found[once]]


def _touches(lines: Linework, one: Whole, other: Whole, end: int) -> tuple[Flags, Flags]:
    """Whether that end of step `one` lies inside step `other`, and whether roads meet there.

    A bridge or tunnel comes to the ground at its ends, so such an end meets a road on the ground.
    """
    vertex = one + end
    q, s = lines.grid[other].astype(float), (lines.grid[other + 1] - lines.grid[other]).astype(float)
    away = lines.grid[vertex] - q
    share = np.clip((away * s).sum(axis=1) / (s * s).sum(axis=1), 0.0, 1.0)
    near = np.hypot(*(away - share[:, None] * s).T) <= _NEAR
    keys = lines.keys
    near &= (keys[vertex] != keys[other]) & (keys[vertex] != keys[other + 1])
    level, line_of = lines.level, lines.line_of
    is_line_end = np.zeros(len(keys), dtype=bool)
    is_line_end[lines.ends] = True
    same = level[line_of[one]] == level[line_of[other]]
    return near, same | (is_line_end[vertex] & (level[line_of[other]] == 0))


def _crossing(lines: Linework, one: Whole, other: Whole) -> tuple[Whole, Flags]:
    """Where the two steps of each pair cross, on the grid, and whether they do inside both."""
    p, r = lines.grid[one].astype(float), (lines.grid[one + 1] - lines.grid[one]).astype(float)
    q, s = lines.grid[other].astype(float), (lines.grid[other + 1] - lines.grid[other]).astype(float)
    turn = _cross(r, s)
    slant = np.where(turn == 0, 1.0, turn)
    along, across = _cross(q - p, s) / slant, _cross(q - p, r) / slant
    inside = (turn != 0) & (along > 0) & (along < 1) & (across > 0) & (across < 1)
    return np.round(p + np.where(inside, along, 0.0)[:, None] * r).astype(np.int64), inside


def _cross(a: Floats, b: Floats) -> Floats:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
