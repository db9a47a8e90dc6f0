"""What keeps two columns apart on the road: differences between the starts of two stretches that must not be.

Every rule of the road - headway, no overtaking, no meeting on a single flow, one at a time over a node - says that one
column comes so and so long before the other or after it. As nothing is free within a stretch, all rules between two
stretches together are one set of forbidden differences.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.movement.case import Case
from routing.movement.stretches import Stretch

Integers = NDArray[np.int64]


GROUP, STRETCH, COLUMN, IS_BACK, ENTERS, DRIVES, CLEAR, HEADWAY, IS_SINGLE, FIRST_BEND = range(10)


def apart(case: Case, all_stretches: Sequence[Stretch]) -> Integers:
    """Rows (stretch, other, low, high), sorted: the start of the one less that of the other never lies between."""
    rows = np.concatenate([_between(*_uses(case, all_stretches)), _at_nodes(_passings(case, all_stretches))])
    return _merged(rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))])


def _uses(case: Case, all_stretches: Sequence[Stretch]) -> tuple[Integers, Integers]:
    """One row for each leg driven, sorted by segment, columns as numbered; and the bends of all."""
    rows, bends = [], []
    for at, stretch in enumerate(all_stretches):
        legs = case.columns[stretch.column].routes[stretch.route].legs
        for passage in stretch.passages:
            leg = legs[passage.leg]
            segment = case.segments[leg.segment]
            road = segment.headway_s, segment.is_single_flow
            drive = passage.enters_s, leg.traverse_s, passage.tail_out_s + segment.headway_s
            rows.append((leg.segment, at, stretch.column, leg.is_backward, *drive, *road))
            bends.append(passage.bends)
    table = np.array([*rows, (len(case.segments), *(0,) * 8)], dtype=np.int64)
    order = np.argsort(table[:, 0], kind="stable")
    sorted_bends = [bends[row] for row in order[:-1].tolist()]
    first = np.cumsum([0, *(len(each) for each in sorted_bends)])
    flat = np.array([bend for each in sorted_bends for bend in each], dtype=np.int64).reshape(-1, 2)
    return np.ascontiguousarray(np.column_stack([table[order], first])), flat


def _passings(case: Case, all_stretches: Sequence[Stretch]) -> Integers:
    """(node, stretch, column, from, until with headway), sorted, for nodes passed one after the other."""
    rows = [
        (node, at, stretch.column, begins, ends + (case.nodes[node].headway_s or 0))
        for at, stretch in enumerate(all_stretches)
        for node, begins, ends in stretch.over
        if case.nodes[node].headway_s is not None
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    return np.ascontiguousarray(table[np.argsort(table[:, 0], kind="stable")])


@njit(cache=True, nogil=True)
def _lead(uses: Integers, bends: Integers, a: int, b: int) -> int:
    """How long the second must set off after the first when it enters a segment behind it, in the same direction."""
    least = -(1 << 60)
    for at in range(uses[a, FIRST_BEND], uses[a + 1, FIRST_BEND]):
        head = bends[at, 0] * uses[b, DRIVES] // uses[a, DRIVES]
        least = max(least, bends[at, 1] + uses[a, HEADWAY] - head)
    return int(least - uses[b, ENTERS])


@njit(cache=True, nogil=True)
def _between(uses: Integers, bends: Integers) -> Integers:
    count = 0
    rows = np.empty((1024, 4), np.int64)
    for a in range(len(uses) - 1):
        b = np.searchsorted(uses[:, GROUP], uses[a, GROUP])
        while uses[b, GROUP] == uses[a, GROUP]:
            is_same = uses[a, IS_BACK] == uses[b, IS_BACK]
            if uses[a, COLUMN] != uses[b, COLUMN] and (is_same or uses[a, IS_SINGLE] == 1):
                if is_same:
                    before, after = _lead(uses, bends, a, b), _lead(uses, bends, b, a)
                else:
                    before, after = uses[a, CLEAR] - uses[b, ENTERS], uses[b, CLEAR] - uses[a, ENTERS]
                if count == len(rows):
                    rows = np.concatenate((rows, np.empty_like(rows)))
                rows[count, 0], rows[count, 1] = uses[a, STRETCH], uses[b, STRETCH]
                rows[count, 2], rows[count, 3] = 1 - before, after - 1
                count += 1
            b += 1
    return rows[:count]


@njit(cache=True, nogil=True)
def _at_nodes(passings: Integers) -> Integers:
    count = 0
    rows = np.empty((1024, 4), np.int64)
    for a in range(len(passings)):
        b = np.searchsorted(passings[:, 0], passings[a, 0])
        while b < len(passings) and passings[b, 0] == passings[a, 0]:
            if passings[a, 2] != passings[b, 2]:
                if count == len(rows):
                    rows = np.concatenate((rows, np.empty_like(rows)))
                before, after = passings[a, 4] - passings[b, 3], passings[b, 4] - passings[a, 3]
                rows[count, 0], rows[count, 1] = passings[a, 1], passings[b, 1]
                rows[count, 2], rows[count, 3] = 1 - before, after - 1
                count += 1
            b += 1
    return rows[:count]


@njit(cache=True, nogil=True)
def _merged(rows: Integers) -> Integers:
    """The same with spans that touch made one; rows come sorted by stretch, other and begin."""
    kept = np.empty_like(rows)
    count = 0
    for at in range(len(rows)):
        if rows[at, 3] < rows[at, 2]:
            continue
        last = count - 1
        is_same = count > 0 and kept[last, 0] == rows[at, 0] and kept[last, 1] == rows[at, 1]
        if is_same and rows[at, 2] <= kept[last, 3] + 1:
            kept[last, 3] = max(kept[last, 3], rows[at, 3])
        else:
            for k in range(4):
                kept[count, k] = rows[at, k]
            count += 1
    return kept[:count]
