"""A schedule made better: some columns are taken out and put back in another order, again and again; compiled."""

from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.movement.apart import Integers
from routing.movement.field import (
    COLUMN,
    FIRST_APART,
    OTHER,
    WEIGHT,
    Field,
    Ground,
)
from routing.movement.greedy import costs_of
from routing.movement.insertion import State, empty
from routing.movement.placement import Draft, Habit, draft_for, insert, remove

ROUNDS = 400
"""Rounds between two looks at the clock: a few hundredths of a second."""
WARMTH = 0.004
"""Share of the cost of an average column by which a worse schedule may be taken at first."""
MOST_OUT = 9
"""Columns taken out at once, at most."""


def improved(
    ground: Ground,
    habit: Habit,
    known: State,
    clock: Callable[[], float],
    told: Callable[[int, State], None],
    seed: int = 1,
) -> None:
    """Improve a schedule until `clock`, which runs from 0 to 1, is at 1; each better one is told."""
    field, current = ground.field, copied(known)
    costs = costs_of(ground, habit, current)
    cost = int(costs.sum())
    best, best_cost = copied(known), cost
    work = empty(field), draft_for(field), draft_for(field)
    near, chance = related(field), np.random.default_rng(seed)
    while (share := clock()) < 1:
        warmth = WARMTH * cost / max(1, len(current.option)) * 100 * (1 - share) ** 2
        knobs = near, cost, best_cost, warmth, int(chance.integers(1 << 30))
        cost, found = _search(field, habit, (current, best, costs), work, knobs)
        if found < best_cost:
            best_cost = found
            told(best_cost, best)


def copied(state: State) -> State:
    """The same, apart."""
    return State(*(table.copy() for table in state))


def related(field: Field) -> NDArray[np.float64]:
    """How much each column has to do with each other: rules of the road between them, by their number."""
    count = len(field.columns) - 1
    rows = np.repeat(np.arange(len(field.stretches) - 1), np.diff(field.stretches[:, FIRST_APART]))
    near = np.zeros((count, count))
    np.add.at(near, (field.stretches[rows, COLUMN], field.stretches[field.apart[:, OTHER], COLUMN]), 1.0)
    return np.asarray(near + 0.25 * near.mean() + 0.01)


@njit(cache=True, nogil=True)
def _drawn(near: NDArray[np.float64], out: Integers, wanted: int, is_kept: Integers) -> int:
    """Write columns that have to do with one another; how many there are."""
    columns = len(near)
    worth = np.zeros(columns)
    count = 0
    for _ in range(wanted):
        for c in range(columns):
            first = 1.0 if count == 0 else near[out[0], c]
            worth[c] = 0.0 if is_kept[c] == 1 else first
        for at in range(count):
            worth[out[at]] = 0.0
        total = worth.sum()
        if total <= 0.0:
            break
        left, c = np.random.random() * total, 0  # noqa: NPY002 - compiled code has no other chance
        while c < columns - 1 and (left >= worth[c] or worth[c] == 0.0):
            left -= worth[c]
            c += 1
        if worth[c] > 0.0:
            out[count] = c
            count += 1
    return count


@njit(cache=True, nogil=True)
def _copy(source: Integers, target: Integers) -> None:
    """Loops compile in a tenth of the time of assigning whole arrays."""
    one, other = source.reshape(-1), target.reshape(-1)
    for at in range(len(one)):
        other[at] = one[at]


@njit(cache=True, nogil=True)
def _keep(source: State, target: State) -> None:
    _copy(source.option, target.option)
    _copy(source.stretches, target.stretches)
    _copy(source.uses, target.uses)


@njit(cache=True, nogil=True)
def _search(
    field: Field,
    habit: Habit,
    known: tuple[State, State, Integers],
    work: tuple[State, Draft, Draft],
    knobs: tuple[NDArray[np.float64], int, int, float, int],
) -> tuple[int, int]:
    """Rounds of taking out and putting back; what the current and the best schedule cost."""
    (state, best, costs), (saved, draft, other), (near, cost, best_cost, warmth, seed) = known, work, knobs
    np.random.seed(seed)  # noqa: NPY002 - compiled code has no other chance
    columns = len(state.option)
    out, keys, old = np.empty(columns, np.int64), np.empty(columns), costs.copy()
    for _ in range(ROUNDS):
        _keep(state, saved)
        _copy(costs, old)
        count = _drawn(near, out, np.random.randint(1, min(MOST_OUT, columns) + 1), habit.is_kept)  # noqa: NPY002
        for at in range(count):
            remove(field, state, out[at])
            keys[at] = np.random.random()  # noqa: NPY002
            if seed % 3:
                keys[at] = (keys[at] + 0.3) / max(1, field.columns[out[at], WEIGHT])
        new = cost
        for at in np.argsort(keys[:count]):
            new -= costs[out[at]]
            costs[out[at]] = insert(field, habit, state, out[at], (draft, other))
            new += costs[out[at]]
        if new <= cost - warmth * np.log(np.random.random()):  # noqa: NPY002
            cost = new
            if new < best_cost:
                best_cost = new
                _keep(state, best)
        else:
            _keep(saved, state)
            _copy(old, costs)
    return cost, best_cost
