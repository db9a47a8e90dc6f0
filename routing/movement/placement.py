"""A column put between others, by its best route, and taken out again: compiled."""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.movement.apart import Integers
from routing.movement.field import (
    BACK,
    CLEARS,
    COLUMN,
    ESCORTS,
    FIRST_HALT,
    FIRST_OPTION,
    FIRST_STRETCH,
    HALT_BEGINS,
    HALT_ENDS,
    HALT_LANE,
    LANE,
    LASTS,
    LENGTH,
    LONGEST,
    NEVER,
    NONE,
    PASSES,
    PENALTY,
    PLACES,
    READY,
    ROOM,
    SERVICE,
    WEIGHT,
    Field,
)
from routing.movement.insertion import (
    BEGIN,
    END,
    NEED,
    ON,
    SERVE,
    START,
    State,
    crowded,
    last_service,
    last_start,
    next_service,
    next_start,
)

Draft = Integers
"""What is being worked out, by stretch: start, service, and the second before which it cannot set off."""

LOW = 2


class Habit(NamedTuple):
    """How columns moved before, by column and stretch; `price` is what each change costs, 0 where none counts.

    `is_kept` marks columns that stay where they are.
    """

    price: int
    option: Integers
    stretches: Integers
    is_kept: Integers


def draft_for(field: Field) -> Draft:
    """Room to work something out."""
    return np.zeros((len(field.stretches) - 1, 3), dtype=np.int64)


@njit(cache=True, nogil=True)
def _off(field: Field, state: State, s: int, draft: Draft) -> int:
    """The first second at which a column can set off from its origin, served before; else NEVER."""
    ready, served = field.columns[field.stretches[s, COLUMN], READY], field.stretches[s, SERVICE]
    if served == 0:
        return next_start(field, state, s, max(draft[s, LOW], ready))
    serve = next_service(field, state, s, ready)
    while serve < NEVER:
        t = next_start(field, state, s, max(draft[s, LOW], serve + served))
        if t >= NEVER:
            return NEVER
        draft[s, SERVE] = last_service(field, state, s, t - served)
        if t - served - draft[s, SERVE] <= field.stretches[s, LONGEST]:
            return t
        serve = next_service(field, state, s, t - served - field.stretches[s, LONGEST])
    return NEVER


@njit(cache=True, nogil=True)
def _on(field: Field, state: State, s: int, draft: Draft) -> int:
    """The first second at which a column can go on from a halt, served before; else NEVER."""
    arrives, served = draft[s - 1, START] + field.stretches[s - 1, LASTS], field.stretches[s, SERVICE]
    if served == 0:
        return next_start(field, state, s, max(draft[s, LOW], arrives))
    serve = next_service(field, state, s, arrives)
    if serve >= NEVER:
        return NEVER
    t = next_start(field, state, s, max(draft[s, LOW], serve + served))
    if t < NEVER:
        draft[s, SERVE] = max(serve, last_service(field, state, s, t - served))
    return t


@njit(cache=True, nogil=True)
def unparked(field: Field, state: State, s: int, arrives: int, leaves: int) -> int:
    """Until when at least there is no room to halt before a stretch, NONE where there is room."""
    if leaves == arrives and field.stretches[s, CLEARS] == field.stretches[s, PASSES]:
        return NONE
    spell = arrives, leaves + field.stretches[s, CLEARS]
    _, until = crowded(field, state, field.stretches[s, ROOM], field.stretches[s, LENGTH], spell)
    if until == NONE:
        _, until = crowded(field, state, field.stretches[s, PLACES], 1, spell)
    return until


@njit(cache=True, nogil=True)
def _held_back(field: Field, state: State, s: int, draft: Draft) -> int:
    """The second before which the stretch before cannot set off if this one starts so; NONE where all is well."""
    t, arrives = draft[s, START], draft[s - 1, START] + field.stretches[s - 1, LASTS]
    if t - arrives - field.stretches[s, SERVICE] > field.stretches[s, LONGEST]:
        return int(t - field.stretches[s, LONGEST] - field.stretches[s, SERVICE] - field.stretches[s - 1, LASTS])
    until = unparked(field, state, s, arrives, t)
    if until == NONE:
        return NONE
    is_free = field.stretches[s, SERVICE] == 0 and field.stretches[s, CLEARS] == field.stretches[s, PASSES]
    bound = min(until, t) if is_free else until
    return NEVER if bound >= NEVER else bound - field.stretches[s - 1, LASTS]


@njit(cache=True, nogil=True)
def settle(field: Field, state: State, option: int, since: int, draft: Draft) -> bool:
    """Write the earliest starts of a route into the draft; whether there are any."""
    first, last = field.options[option, FIRST_STRETCH], field.options[option + 1, FIRST_STRETCH]
    draft[first:last, LOW] = -NEVER
    draft[first, LOW] = since
    s = first
    while s < last:
        draft[s, START] = _off(field, state, s, draft) if s == first else _on(field, state, s, draft)
        if draft[s, START] >= NEVER:
            return False
        bound = NONE if s == first else _held_back(field, state, s, draft)
        if bound == NONE:
            s += 1
            continue
        if bound >= NEVER:
            return False
        draft[s, LOW] = -NEVER
        s -= 1
        draft[s, LOW] = max(bound, draft[s, START] + 1)
    return True


@njit(cache=True, nogil=True)
def _closed_up(field: Field, state: State, option: int, draft: Draft) -> None:
    """Let the column wait earlier on its way rather than later, where nothing else changes by it."""
    for s in range(field.options[option + 1, FIRST_STRETCH] - 1, field.options[option, FIRST_STRETCH], -1):
        before = s - 1
        if field.stretches[s, SERVICE] > 0 or draft[before, START] + field.stretches[before, LASTS] == draft[s, START]:
            continue
        t = last_start(field, state, before, draft[s, START] - field.stretches[before, LASTS])
        if t <= draft[before, START]:
            continue
        if before == field.options[option, FIRST_STRETCH]:
            _late_off(field, state, before, t, draft)
            continue
        arrives = draft[before - 1, START] + field.stretches[before - 1, LASTS]
        is_short = t - arrives - field.stretches[before, SERVICE] <= field.stretches[before, LONGEST]
        if is_short and unparked(field, state, before, arrives, t) == NONE:
            draft[before, START] = t


@njit(cache=True, nogil=True)
def _late_off(field: Field, state: State, s: int, t: int, draft: Draft) -> None:
    """Set off later from the origin, if service there can be late enough too."""
    if field.stretches[s, SERVICE] > 0:
        serve = last_service(field, state, s, t - field.stretches[s, SERVICE])
        if t - field.stretches[s, SERVICE] - serve > field.stretches[s, LONGEST]:
            return
        draft[s, SERVE] = serve
    draft[s, START] = t


@njit(cache=True, nogil=True)
def tail_in(field: Field, option: int, draft: Draft) -> int:
    """When the last vehicle is in."""
    s = field.options[option + 1, FIRST_STRETCH] - 1
    return int(draft[s, START] + field.stretches[s, LASTS] + field.stretches[s, PASSES])


@njit(cache=True, nogil=True)
def escorted(field: Field, state: State, option: int, draft: Draft) -> int:
    """Until when at least escorts are lacking, NONE where they suffice."""
    first = field.options[option, FIRST_STRETCH]
    spell = draft[first, START], tail_in(field, option, draft) + field.options[option, BACK]
    need = field.columns[field.stretches[first, COLUMN], ESCORTS]
    return crowded(field, state, len(field.capacity) - 1, need, spell)[1]


@njit(cache=True, nogil=True)
def found(field: Field, state: State, option: int, most: int, draft: Draft) -> bool:
    """Write a way with escorts into the draft, its tail in before a second; whether there is one."""
    since = -NEVER
    while settle(field, state, option, since, draft) and tail_in(field, option, draft) < most:
        _closed_up(field, state, option, draft)
        until = escorted(field, state, option, draft)
        if until == NONE:
            return True
        if until >= NEVER:
            return False
        since = max(until, draft[field.options[option, FIRST_STRETCH], START] + 1)
    return False


@njit(cache=True, nogil=True)
def _used(state: State, stock: int, column: int, need: int, spell: tuple[int, int]) -> None:
    if stock != NONE and need > 0 and spell[0] < spell[1]:
        state.uses[stock, column, NEED] = need
        state.uses[stock, column, BEGIN], state.uses[stock, column, END] = spell


@njit(cache=True, nogil=True)
def place(field: Field, state: State, option: int, draft: Draft) -> None:
    """Let a column move as the draft says."""
    first, last = field.options[option, FIRST_STRETCH], field.options[option + 1, FIRST_STRETCH]
    column = field.stretches[first, COLUMN]
    state.option[column] = option
    for s in range(first, last):
        state.stretches[s, START], state.stretches[s, SERVE], state.stretches[s, ON] = (
            draft[s, START],
            draft[s, SERVE],
            1,
        )
        t = draft[s, START]
        if field.stretches[s, SERVICE] > 0:
            _used(
                state,
                field.stretches[s, LANE],
                column,
                1,
                (draft[s, SERVE], draft[s, SERVE] + field.stretches[s, SERVICE]),
            )
        arrives = draft[s - 1, START] + field.stretches[s - 1, LASTS] if s > first else t
        if s > first and (t > arrives or field.stretches[s, CLEARS] > field.stretches[s, PASSES]):
            _used(
                state,
                field.stretches[s, ROOM],
                column,
                field.stretches[s, LENGTH],
                (arrives, t + field.stretches[s, CLEARS]),
            )
            _used(state, field.stretches[s, PLACES], column, 1, (arrives, t + field.stretches[s, CLEARS]))
        for at in range(field.stretches[s, FIRST_HALT], field.stretches[s + 1, FIRST_HALT]):
            spell = t + field.halts[at, HALT_BEGINS], t + field.halts[at, HALT_ENDS]
            _used(state, field.halts[at, HALT_LANE], column, 1, spell)
    spell = draft[first, START], tail_in(field, option, draft) + field.options[option, BACK]
    _used(state, len(field.capacity) - 1, column, field.columns[column, ESCORTS], spell)


@njit(cache=True, nogil=True)
def remove(field: Field, state: State, column: int) -> None:
    """Let a column stand still."""
    option = state.option[column]
    if option != NONE:
        state.stretches[field.options[option, FIRST_STRETCH] : field.options[option + 1, FIRST_STRETCH], ON] = 0
        state.uses[:, column, NEED] = 0
        state.option[column] = NONE


@njit(cache=True, nogil=True)
def stands(field: Field, state: State, option: int, draft: Draft) -> bool:
    """Whether a column can move exactly as the draft says."""
    first, last = field.options[option, FIRST_STRETCH], field.options[option + 1, FIRST_STRETCH]
    for s in range(first, last):
        t = draft[s, START]
        if next_start(field, state, s, t) != t:
            return False
        arrives = (
            field.columns[field.stretches[s, COLUMN], READY]
            if s == first
            else draft[s - 1, START] + field.stretches[s - 1, LASTS]
        )
        if field.stretches[s, SERVICE] > 0:
            serve = draft[s, SERVE]
            if (
                serve < arrives
                or serve + field.stretches[s, SERVICE] > t
                or next_service(field, state, s, serve) != serve
            ):
                return False
            arrives = max(arrives, serve) if s == first else arrives
        elif t < arrives:
            return False
        if (s > first or field.stretches[s, SERVICE] > 0) and t - arrives - field.stretches[
            s, SERVICE
        ] > field.stretches[s, LONGEST]:
            return False
        if s > first and unparked(field, state, s, arrives, t) != NONE:
            return False
    return escorted(field, state, option, draft) == NONE


@njit(cache=True, nogil=True)
def insert(field: Field, habit: Habit, state: State, column: int, drafts: tuple[Draft, Draft]) -> int:
    """Put a column that stands still where it costs least; what it then costs."""
    draft, best = drafts
    dropped = field.columns[column, PENALTY] + (habit.price if habit.option[column] != NONE else 0)
    cheapest, chosen = dropped, NONE
    old = habit.option[column]
    if old >= 0 and habit.price > 0:
        for s in range(field.options[old, FIRST_STRETCH], field.options[old + 1, FIRST_STRETCH]):
            best[s, START], best[s, SERVE] = habit.stretches[s, START], habit.stretches[s, SERVE]
        cost = field.columns[column, WEIGHT] * (tail_in(field, old, best) - field.columns[column, READY])
        if cost < cheapest and stands(field, state, old, best):
            cheapest, chosen = cost, old
    for option in range(field.columns[column, FIRST_OPTION], field.columns[column + 1, FIRST_OPTION]):
        room = cheapest - habit.price
        most = (
            NEVER
            if field.columns[column, WEIGHT] == 0
            else field.columns[column, READY] - (-room // field.columns[column, WEIGHT])
        )
        if room > 0 and found(field, state, option, most, draft):
            for s in range(field.options[option, FIRST_STRETCH], field.options[option + 1, FIRST_STRETCH]):
                best[s, START], best[s, SERVE] = draft[s, START], draft[s, SERVE]
            spent = field.columns[column, WEIGHT] * (tail_in(field, option, draft) - field.columns[column, READY])
            cheapest, chosen = spent + habit.price, option
    if chosen != NONE:
        place(field, state, chosen, best)
    return int(cheapest)
