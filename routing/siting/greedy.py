"""Placing one unit after the other where it adds most, with the bound that follows, and better placings near it."""

import numpy as np
from numba import njit

from geo.lines import Floats, Rows
from routing.siting.reduced import Reduced

TAKEN = 4
"""At most so many units are taken up and placed anew at once."""
SEED = 20_011
ALLOWANCE = 0.3
"""What a placing may at first lose against the one before it, as a share of what one more unit would add."""
Starts = tuple[Rows, Rows]
State = tuple[Rows, Floats, Rows]


def worth(case: Reduced, units: Rows) -> float:
    """What a placing adds to what is certain."""
    depth = np.minimum(_depth(case, units), case.gains.shape[1])
    return float(_sums(case)[np.arange(len(depth)), depth].sum())


def greedy(case: Reduced, units: int) -> tuple[Rows, float]:
    """A placing, and what no placing can pass: this one and its greatest further gains.

    The bound holds where a further unit over a place never adds more than the one before it
    (Nemhauser, Wolsey and Fisher 1978); elsewhere it is all there is.
    """
    placed = np.zeros(len(case.kept), np.int64)
    for _ in range(units):
        added = _added(case, placed)
        if not len(added) or added.max() <= 0:
            break
        placed[int(added.argmax())] += 1
    if not is_falling(case.gains):
        return placed, float(case.gains.sum())
    free = np.repeat(_added(case, placed), np.maximum(case.room - placed, 0))
    return placed, worth(case, placed) + float(np.sort(free)[::-1][:units].clip(0).sum())


def is_falling(gains: Floats) -> bool:
    """Whether no further unit over a place adds more than the one before it."""
    return bool((np.diff(gains, axis=1) <= 0).all())


def bettered(case: Reduced, placed: Rows, tries: int) -> Rows:
    """The best placing met by taking a few units up and placing them anew, one after the other where it adds most.

    Chance is the same every time.
    """
    if not placed.sum():
        return placed
    padded = np.column_stack([case.gains, np.zeros((len(case.gains), int(placed.sum()) + TAKEN))])
    by_candidate = np.lexsort((case.demand, case.candidate))
    by_demand = np.lexsort((case.candidate, case.demand))
    found = _bettered(
        (_firsts(case.candidate, len(case.kept)), case.demand[by_candidate]),
        (_firsts(case.demand, len(case.gains)), case.candidate[by_demand]),
        padded,
        case.room,
        placed.copy(),
        tries,
    )
    return np.asarray(found) if worth(case, found) > worth(case, placed) else placed


def _firsts(column: Rows, count: int) -> Rows:
    return np.concatenate([[0], np.cumsum(np.bincount(column, minlength=count))]).astype(np.int64)


def _added(case: Reduced, placed: Rows) -> Floats:
    """What one more unit adds at each candidate, nothing where there is no room."""
    depth = np.minimum(_depth(case, placed), case.gains.shape[1])
    padded = np.column_stack([case.gains, np.zeros(len(case.gains))])
    next_gain = padded[np.arange(len(depth)), depth]
    added = np.bincount(case.candidate, next_gain[case.demand], len(case.kept))
    return np.asarray(np.where(placed < case.room, added, 0.0))


def _depth(case: Reduced, units: Rows) -> Rows:
    return np.rint(np.bincount(case.demand, units[case.candidate], len(case.gains))).astype(np.int64)


def _sums(case: Reduced) -> Floats:
    return np.column_stack([np.zeros(len(case.gains)), case.gains.cumsum(axis=1)])


@njit(cache=True, nogil=True)
def _bettered(covers: Starts, covered_by: Starts, gains: Floats, room: Rows, placed: Rows, tries: int) -> Rows:
    """The best placing met; a new one is kept where it is worth no less, by a shrinking allowance."""
    state = _state(covers, gains, placed)
    where = np.repeat(np.arange(len(placed)), placed)
    best, lead, ahead = placed.copy(), 0.0, 0.0
    old, chance = np.empty(TAKEN, np.int64), SEED
    allowed = ALLOWANCE * (np.abs(state[1]).max() + 1e-9)
    for n in range(tries):
        chance = (chance * 48_271) % 2_147_483_647
        many = min(1 + (chance // 7) % TAKEN, len(where))
        change = 0.0
        for k in range(many):
            chance = (chance * 48_271) % 2_147_483_647
            at = k + chance % (len(where) - k)
            where[k], where[at] = where[at], where[k]
            old[k] = where[k]
            change -= _moved(covers, covered_by, gains, state, old[k], -1)
        for k in range(many):
            where[k] = _best_target(state, room, old[0])
            change += _moved(covers, covered_by, gains, state, where[k], 1)
        if change < -allowed * (1 - n / tries):
            for k in range(many):
                _moved(covers, covered_by, gains, state, where[k], -1)
                _moved(covers, covered_by, gains, state, old[k], 1)
            where[:many] = old[:many]
            continue
        ahead += change
        if ahead > lead + 1e-9:
            lead = ahead
            best[:] = placed
    return best


@njit(cache=True, nogil=True)
def _state(covers: Starts, gains: Floats, placed: Rows) -> State:
    """How deep each demand is covered, what one more unit adds at each candidate, and where units are."""
    depth, added = np.zeros(len(gains), np.int64), np.zeros(len(placed))
    for j in range(len(placed)):
        for at in range(covers[0][j], covers[0][j + 1]):
            depth[covers[1][at]] += placed[j]
    for j in range(len(placed)):
        for at in range(covers[0][j], covers[0][j + 1]):
            added[j] += gains[covers[1][at], depth[covers[1][at]]]
    return depth, added, placed


@njit(cache=True, nogil=True)
def _best_target(state: State, room: Rows, barred: int) -> int:
    """Where one more unit adds most, but not where one was just taken up; there only for want of another."""
    _, added, placed = state
    target, most = barred, -1.0
    for j in range(len(added)):
        if placed[j] < room[j] and added[j] > most and j != barred:
            target, most = j, added[j]
    return target


@njit(cache=True, nogil=True)
def _moved(covers: Starts, covered_by: Starts, gains: Floats, state: State, candidate: int, by: int) -> float:
    """Put a unit there, or take one away; how much it adds, or what goes with it."""
    depth, added, placed = state
    worth_of_it = 0.0
    placed[candidate] += by
    for at in range(covers[0][candidate], covers[0][candidate + 1]):
        i = covers[1][at]
        before = gains[i, depth[i]]
        depth[i] += by
        after = gains[i, depth[i]]
        worth_of_it += before if by > 0 else after
        if before != after:
            for other in range(covered_by[0][i], covered_by[0][i + 1]):
                added[covered_by[1][other]] += after - before
    return worth_of_it
