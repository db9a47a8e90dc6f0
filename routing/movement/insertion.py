"""The earliest way of one column between others that stay: compiled, exact for each route but for escorts.

From stretch to stretch each bound is necessary: what sets off later than the last second from which waiting and room
suffice sends the search back to the stretch before, never past a start that would do.
"""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.movement.apart import Integers
from routing.movement.field import (
    FIRST_APART,
    FIRST_HALT,
    FIRST_HOUR,
    FIRST_START,
    HALT_BEGINS,
    HALT_ENDS,
    HALT_LANE,
    HIGH_APART,
    LANE,
    LOW_APART,
    NEVER,
    NONE,
    OTHER,
    SERVICE,
    Field,
)

START, SERVE, ON = range(3)
NEED, BEGIN, END = range(3)


class State(NamedTuple):
    """What is decided: option by column (NONE standing still), stretches and use of stocks as numbered above.

    A stretch is on if its option is chosen. A column uses what it needs of a stock from a begin to an end.
    """

    option: Integers
    stretches: Integers
    uses: Integers


def empty(field: Field) -> State:
    """Nobody moves."""
    columns, all_stretches, stocks = len(field.columns) - 1, len(field.stretches) - 1, len(field.capacity)
    uses = np.zeros((stocks, columns, 3), dtype=np.int64)
    return State(np.full(columns, NONE, dtype=np.int64), np.zeros((all_stretches, 3), dtype=np.int64), uses)


@njit(cache=True, nogil=True)
def after(spans: Integers, row: tuple[int, int], t: int) -> int:
    """The first second of some spans that is not before another, else NEVER."""
    for at in range(row[0], row[1]):
        if t <= spans[at, 1]:
            return int(max(t, spans[at, 0]))
    return NEVER


@njit(cache=True, nogil=True)
def before(spans: Integers, row: tuple[int, int], t: int) -> int:
    """The last second of some spans that is not after another, else -NEVER."""
    for at in range(row[1] - 1, row[0] - 1, -1):
        if t >= spans[at, 0]:
            return int(min(t, spans[at, 1]))
    return -NEVER


@njit(cache=True, nogil=True)
def _full(state: State, stock: int, at: int, left: int) -> tuple[int, int]:
    """Around a second at which more than what is left is used: since and until when at least; (0, NONE) where not."""
    used, since, until = 0, -NEVER, NEVER
    for c in range(state.uses.shape[1]):
        if state.uses[stock, c, NEED] > 0 and state.uses[stock, c, BEGIN] <= at < state.uses[stock, c, END]:
            used += state.uses[stock, c, NEED]
            since, until = max(since, state.uses[stock, c, BEGIN]), min(until, state.uses[stock, c, END])
    return (since, until) if used > left else (0, NONE)


@njit(cache=True, nogil=True)
def crowded(field: Field, state: State, stock: int, need: int, spell: tuple[int, int]) -> tuple[int, int]:
    """Since and until when at least a stock lacks what is needed over a spell; (0, NONE) if it never does."""
    begins, ends = spell
    if stock == NONE or need == 0 or ends <= begins:
        return 0, NONE
    left = field.capacity[stock] - need
    if left < 0:
        return -NEVER, NEVER
    since, until = _full(state, stock, begins, left)
    if until != NONE:
        return since, until
    for c in range(state.uses.shape[1]):
        if state.uses[stock, c, NEED] > 0 and begins < state.uses[stock, c, BEGIN] < ends:
            since, until = _full(state, stock, state.uses[stock, c, BEGIN], left)
            if until != NONE:
                return since, until
    return 0, NONE


@njit(cache=True, nogil=True)
def _pushed(field: Field, state: State, s: int, t: int) -> int:
    """A start not before another that no rule of the road which forbids this one forbids; the same if none does."""
    for at in range(field.stretches[s, FIRST_APART], field.stretches[s + 1, FIRST_APART]):
        other = field.apart[at, OTHER]
        if state.stretches[other, ON] == 1:
            since = t - state.stretches[other, START]
            if field.apart[at, LOW_APART] <= since <= field.apart[at, HIGH_APART]:
                t = state.stretches[other, START] + field.apart[at, HIGH_APART] + 1
    for at in range(field.stretches[s, FIRST_HALT], field.stretches[s + 1, FIRST_HALT]):
        spell = t + field.halts[at, HALT_BEGINS], t + field.halts[at, HALT_ENDS]
        _, until = crowded(field, state, field.halts[at, HALT_LANE], 1, spell)
        if until != NONE:
            t = NEVER if until == NEVER else until - field.halts[at, HALT_BEGINS]
    return t


@njit(cache=True, nogil=True)
def next_start(field: Field, state: State, s: int, t: int) -> int:
    """The first second not before another at which a stretch can set off, else NEVER."""
    while t < NEVER:
        t = after(field.starts, (field.stretches[s, FIRST_START], field.stretches[s + 1, FIRST_START]), t)
        if t >= NEVER:
            break
        pushed = _pushed(field, state, s, t)
        if pushed == t:
            return t
        t = pushed
    return NEVER


@njit(cache=True, nogil=True)
def _pulled(field: Field, state: State, s: int, t: int) -> int:
    """As pushed, the other way round in time."""
    for at in range(field.stretches[s, FIRST_APART], field.stretches[s + 1, FIRST_APART]):
        other = field.apart[at, OTHER]
        if state.stretches[other, ON] == 1:
            since = t - state.stretches[other, START]
            if field.apart[at, LOW_APART] <= since <= field.apart[at, HIGH_APART]:
                t = state.stretches[other, START] + field.apart[at, LOW_APART] - 1
    for at in range(field.stretches[s, FIRST_HALT], field.stretches[s + 1, FIRST_HALT]):
        spell = t + field.halts[at, HALT_BEGINS], t + field.halts[at, HALT_ENDS]
        since, until = crowded(field, state, field.halts[at, HALT_LANE], 1, spell)
        if until != NONE:
            t = -NEVER if since == -NEVER else since - field.halts[at, HALT_ENDS]
    return t


@njit(cache=True, nogil=True)
def last_start(field: Field, state: State, s: int, t: int) -> int:
    """The last second not after another at which a stretch can set off, else -NEVER."""
    while t > -NEVER:
        t = before(field.starts, (field.stretches[s, FIRST_START], field.stretches[s + 1, FIRST_START]), t)
        if t <= -NEVER:
            break
        pulled = _pulled(field, state, s, t)
        if pulled == t:
            return t
        t = pulled
    return -NEVER


@njit(cache=True, nogil=True)
def next_service(field: Field, state: State, s: int, t: int) -> int:
    """The first second not before another at which service before a stretch can begin, else NEVER."""
    while t < NEVER:
        t = after(field.hours, (field.stretches[s, FIRST_HOUR], field.stretches[s + 1, FIRST_HOUR]), t)
        if t >= NEVER:
            break
        _, until = crowded(field, state, field.stretches[s, LANE], 1, (t, t + field.stretches[s, SERVICE]))
        if until == NONE:
            return t
        t = until
    return NEVER


@njit(cache=True, nogil=True)
def last_service(field: Field, state: State, s: int, t: int) -> int:
    """The last second not after another at which service before a stretch can begin, else -NEVER."""
    while t > -NEVER:
        t = before(field.hours, (field.stretches[s, FIRST_HOUR], field.stretches[s + 1, FIRST_HOUR]), t)
        if t <= -NEVER:
            break
        since, until = crowded(field, state, field.stretches[s, LANE], 1, (t, t + field.stretches[s, SERVICE]))
        if until == NONE:
            return t
        t = -NEVER if since == -NEVER else since - field.stretches[s, SERVICE]
    return -NEVER
