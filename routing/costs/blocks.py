"""What one record does to the roads: its effect, and the stretches it lies on."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numba import njit

from geo.lines import Floats, Rows
from routing.index import Flags
from routing.kept import Shelf

AREAS, REPORTS, DANGERS, LIMITS = 0, 1, 2, 3
"""Layers. In the first two the highest rank alone acts on a place; dangers of all zones add up, and
what limits say holds together. What different layers say about a place holds together too: no
barrier opens a road reported closed, and none lets a vehicle under a bridge that is too low."""

Key = tuple[str, str]
"""Kind and id of what acts: ("zone", "z1"), "sector", "report", ("limit", row of segment), ("gate", row of node)."""

EACH_SEGMENT = ""
"""The id in the cause of an effect that has one cause for each segment: the row of the segment."""

Stretches = tuple[Rows, Floats, Floats]
"""Segments, starts and ends in metres; sorted by segment and start."""

STRETCHES = Shelf[Hashable, Stretches](
    most=4000, most_bytes=128 << 20, size_of=lambda found: sum(column.nbytes for column in found)
)
"""The stretches of areas, reports and limits, by their content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What one cause does to every stretch it lies on; neutral unless said otherwise."""

    layer: int
    cause: Key
    rank: float = 0.0
    closed: bool = False
    factor: float = 1.0
    added_s_per_km: float = 0.0
    unknown: bool = False
    exposure: float = 0.0


class Block:
    """One effect and the stretches it lies on; blocks are equal that say the same of the very same columns.

    Columns worked out twice are another block: that costs a comparison of rows and changes no answer.
    """

    __slots__ = ("_hash", "effect", "stretches")

    def __init__(self, effect: Effect, stretches: Stretches) -> None:
        self.effect, self.stretches = effect, stretches
        self._hash = hash((effect, id(stretches)))

    def __eq__(self, other: object) -> bool:
        """Whether the other says the same of the very same columns."""
        return isinstance(other, Block) and self.effect == other.effect and self.stretches is other.stretches

    def __hash__(self) -> int:
        """Worked out once: blocks are looked up with every question."""
        return self._hash

    @property
    def segment(self) -> Rows:
        """The segment of each stretch."""
        return self.stretches[0]

    def without_segments(self, gone: Rows) -> "Block":
        """The same effect on all other segments."""
        kept = ~np.isin(self.segment, gone)
        segment, start_m, end_m = self.stretches
        return self if kept.all() else Block(self.effect, (segment[kept], start_m[kept], end_m[kept]))


Blocks = tuple[Block, ...]


_ORDER = attrgetter("layer", "cause", "rank", "closed", "factor", "added_s_per_km", "unknown", "exposure")


def in_order(blocks: Iterable[Block]) -> Blocks:
    """The blocks, each once, in the one order that does not depend on how records are kept; sums are made in it."""
    return tuple(sorted(set(blocks), key=lambda block: _ORDER(block.effect)))


def apart(one: Blocks, other: Blocks) -> int:
    """At most how many stretches differ; quick, to choose whom to compare with."""
    return sum(len(block.segment) for block in set(one) ^ set(other))


def changed_segments(one: Blocks, other: Blocks, count: int) -> Rows:
    """Segments, of `count`, of which the two say anything different, in rising order."""
    changed = np.zeros(count, bool)
    gone, new = _by_effect(set(one) - set(other)), _by_effect(set(other) - set(one))
    for effect in gone.keys() | new.keys():
        both = gone.get(effect), new.get(effect)
        if both[0] is not None and both[1] is not None:
            mark_differing(both[0].stretches, both[1].stretches, changed)
        else:
            changed[next(block for block in both if block is not None).segment] = True
    return np.flatnonzero(changed)


def _by_effect(blocks: set[Block]) -> Mapping[Effect, Block]:
    """Blocks by their effect: one record does not lie twice on the roads, equal effects are one."""
    return {block.effect: block for block in blocks}


def rows_on(blocks: Blocks, segments: Rows, count: int) -> Iterator[tuple[int, Rows]]:
    """For each block, by its number, its rows on these segments, of `count`."""
    wanted: Flags = np.zeros(count, bool)
    wanted[segments] = True
    rows = np.empty(max((len(block.segment) for block in blocks), default=0), np.int64)
    for number, block in enumerate(blocks):
        yield number, rows[: _on(block.segment, wanted, rows)].copy()


def stretches_on(blocks: Blocks, segments: Rows, count: int) -> tuple[Rows, Stretches]:
    """The stretches on these segments, of `count`, block by block, and the number of the block of each."""
    if not blocks or not len(segments):
        return np.empty(0, np.int64), (np.empty(0, np.int64), np.empty(0), np.empty(0))
    rows = list(rows_on(blocks, segments, count))
    segment, start_m, end_m = (
        np.concatenate([blocks[number].stretches[k][own] for number, own in rows]) for k in range(3)
    )
    return np.repeat(np.arange(len(blocks)), [len(own) for _, own in rows]), (segment, start_m, end_m)


@njit(cache=True, nogil=True)
def _on(segment: Rows, wanted: Flags, rows: Rows) -> int:
    """Write the rows of the segments that are wanted; how many there are."""
    count = 0
    for i in range(len(segment)):
        rows[count] = i
        count += wanted[segment[i]]
    return count


@njit(cache=True, nogil=True)
def mark_differing(one: Stretches, other: Stretches, changed: Flags) -> None:
    """Mark segments whose stretches are not the same in both."""
    i = j = 0
    while i < len(one[0]) or j < len(other[0]):
        if j == len(other[0]) or (i < len(one[0]) and one[0][i] < other[0][j]):
            changed[one[0][i]] = True
            i += 1
        elif i == len(one[0]) or other[0][j] < one[0][i]:
            changed[other[0][j]] = True
            j += 1
        else:
            if one[1][i] != other[1][j] or one[2][i] != other[2][j]:
                changed[one[0][i]] = True
            i += 1
            j += 1


@njit(cache=True, nogil=True)
def first_from(segment: Rows, start_m: Floats, wanted: Rows, wanted_m: Floats) -> Rows:
    """For each wanted position the first piece of its segment, or of a later one, that starts there or beyond."""
    found = np.empty(len(wanted), np.int64)
    for i in range(len(wanted)):
        low, high = 0, len(segment)
        while low < high:
            middle = (low + high) // 2
            if segment[middle] < wanted[i] or (segment[middle] == wanted[i] and start_m[middle] < wanted_m[i]):
                low = middle + 1
            else:
                high = middle
        found[i] = low
    return found
