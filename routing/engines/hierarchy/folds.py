"""How slots come by their weights, as questions found out: kept with a metric, so that the next need not look again.

A slot is *folded* from two slots by way of a lower vertex, or is a graph arc of its own. Which of
them follows from the weights alone. A repair looks again at every vertex of which any such answer
can change; of all other vertices the answers stay true.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.engines.hierarchy.columns import Bytes, Ints, Rows, Shape, Slots, Weights
from routing.engines.hierarchy.unfold import halves, own_arc

MOST_FOLDS = 1 << 18
"""So many are kept at most; past them only the last ones."""
LEAST_ROOM = 1 << 10
FORGOTTEN = -2
SLOT, OWNER, MIDDLE, FIRST, SECOND = range(5)


class Table(NamedTuple):
    """An open table: `slot` (-1: free) at a place that follows from it, and beside it what is known of that slot.

    Columns of `fold`: the lower vertex of the slot, the vertex it leads over (-1: it is a graph arc
    of its own, -2: no longer known), and the two slots as driven, or the arc.
    """

    slot: Ints
    fold: Ints


class Folds:
    """What is known of one metric; the table is only ever replaced as a whole, so threads may share it."""

    __slots__ = ("count", "table")

    def __init__(self, table: Table | None = None, count: int = 0) -> None:
        self.table = _empty(LEAST_ROOM) if table is None else table
        self.count = count

    @property
    def size_bytes(self) -> int:
        """Memory held."""
        return int(self.table.slot.nbytes + self.table.fold.nbytes)

    def without(self, changed: Bytes) -> "Folds":
        """What stays true after a repair that looked again at the vertices marked here."""
        table = Table(self.table.slot, self.table.fold.copy())
        _forget(table, changed)
        return Folds(table, self.count)

    def learn(self, found: Rows) -> None:
        """Keep what was found too: rows of slot, lower vertex, vertex led over, two slots."""
        if not len(found):
            return
        most = self.count + len(found)
        if most > MOST_FOLDS:
            known, most = _empty(LEAST_ROOM), len(found)
        else:
            known = self.table
        table = _empty(_room(most, len(known.slot)))
        if len(table.slot) == len(known.slot):
            table.slot[:], table.fold[:] = known.slot, known.fold
        else:
            _move(known, table)
        _put(table, found)
        self.table, self.count = table, int((table.slot >= 0).sum())


def _room(count: int, room: int) -> int:
    """The size of a table that is at most half full."""
    while room < 2 * count:
        room *= 2
    return room


def _empty(room: int) -> Table:
    return Table(np.full(room, -1, np.int32), np.empty((room, 4), np.int32))


@njit(cache=True, nogil=True)
def place_of(slots: Ints, slot: int) -> int:
    """Where a slot is in a table, or the free place where it would be."""
    last = len(slots) - 1
    at = ((slot * 2654435761) >> 16) & last
    while slots[at] >= 0 and slots[at] != slot:
        at = (at + 1) & last
    return int(at)


@njit(cache=True, nogil=True)
def _forget(table: Table, changed: Bytes) -> None:
    for i in range(len(table.slot)):
        if table.slot[i] >= 0 and changed[table.fold[i, 0]]:
            table.fold[i, 1] = FORGOTTEN


@njit(cache=True, nogil=True)
def _move(one: Table, other: Table) -> None:
    for i in range(len(one.slot)):
        if one.slot[i] >= 0:
            at = place_of(other.slot, one.slot[i])
            other.slot[at] = one.slot[i]
            other.fold[at] = one.fold[i]


@njit(cache=True, nogil=True)
def _put(table: Table, found: Rows) -> None:
    for i in range(len(found)):
        at = place_of(table.slot, found[i, SLOT])
        table.slot[at] = found[i, SLOT]
        for k in range(4):
            table.fold[at, k] = found[i, OWNER + k]


@njit(cache=True, nogil=True)
def fold_of(
    step: tuple[int, int, int], shape: Shape, slots: Slots, weights: tuple[Weights, Weights, int]
) -> tuple[int, int, int]:
    """How a slot between two vertices comes by its weight: the vertex led over and two slots, or -1 and its arc."""
    low, high, slot = step
    cost, weight, _ = weights
    own = own_arc(slot, slots, cost, int(weight[slot]))
    if own >= 0:
        return -1, own, -1
    middle, first, second = halves(low, high, shape, weight, slot)
    if middle < 0:
        raise AssertionError  # weights that were not made by customisation
    return middle, first, second
