"""The same question in fewer rows: demand that the same candidates cover as one, candidates that others outdo left out.

Both are exact: every placing of the units is worth the same, and one of the best is still there.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit

from geo.lines import Floats, Rows
from routing.siting.case import CoverCase, Flags


@dataclass(frozen=True, kw_only=True, eq=False)
class Reduced:
    """Rows of demand with what the next, the one after … unit over each adds, and the candidates left.

    `certain` is worth what present units cover already; `room` is what each candidate takes of any use.
    """

    gains: Floats
    demand: Rows
    candidate: Rows
    kept: Rows
    room: Rows
    certain: float


def reduced(case: CoverCase, gains: Floats, units: int) -> Reduced:
    """The reduced question of placing so many units."""
    left = _gains_left(case, gains)
    use = np.flatnonzero(left.any(axis=1))
    certain = float((case.weight * np.concatenate([[0.0], np.cumsum(gains)])[_depth(case, gains)]).sum())
    group, first = _groups(case, use, _depth(case, gains))
    rows = np.zeros((len(first), len(gains)))
    np.add.at(rows, group[use], left[use])
    wanted = np.zeros(len(case.weight), bool)
    wanted[use[first]] = True
    own = wanted[case.demand]
    demand, candidate = group[case.demand[own]], case.candidate[own]
    room = np.full(case.count, units) if case.room is None else case.room
    room = np.minimum(room, min(units, len(gains)))
    kept = _useful(demand, candidate, room, min(units, len(gains)))
    number = np.full(case.count, -1)
    number[kept] = np.arange(len(kept))
    own = number[candidate] >= 0
    return Reduced(
        gains=rows,
        demand=demand[own],
        candidate=number[candidate[own]],
        kept=kept,
        room=room[kept],
        certain=certain,
    )


def _depth(case: CoverCase, gains: Floats) -> Rows:
    return np.minimum(case.standing, len(gains))


def _gains_left(case: CoverCase, gains: Floats) -> Floats:
    """What each further unit over each demand adds, nothing beyond the last gain and where no candidate covers."""
    padded = np.concatenate([gains, np.zeros(len(gains))])
    steps = _depth(case, gains)[:, None] + np.arange(len(gains))
    left = case.weight[:, None] * padded[steps]
    left[np.bincount(case.demand, minlength=len(case.weight)) == 0] = 0.0
    return np.asarray(left)


def _groups(case: CoverCase, use: Rows, depth: Rows) -> tuple[Rows, Rows]:
    """The group of each demand of use, by candidates and present depth, and where in `use` each group begins."""
    if not len(use):
        return np.zeros(len(case.weight), np.int64), np.empty(0, np.int64)
    place = np.full(len(case.weight), -1)
    place[use] = np.arange(len(use))
    bits = np.zeros((len(use), (case.count + 7) // 8 + 1), np.uint8)
    own = place[case.demand] >= 0
    column = case.candidate[own]
    np.bitwise_or.at(bits, (place[case.demand[own]], column // 8), (1 << (column % 8)).astype(np.uint8))
    bits[:, -1] = depth[use]
    keys = np.ascontiguousarray(bits).view(np.dtype((np.void, bits.shape[1]))).ravel()
    _, first, group = np.unique(keys, return_index=True, return_inverse=True)
    of_all = np.zeros(len(case.weight), np.int64)
    of_all[use] = group
    return of_all, first


def _useful(demand: Rows, candidate: Rows, room: Rows, most: int) -> Rows:
    """Candidates with room that cover something, and not only what another with all the room covers besides."""
    by_candidate, by_demand = np.lexsort((demand, candidate)), np.lexsort((candidate, demand))
    rows = max(int(demand.max(initial=-1)) + 1, 1)
    first = np.concatenate([[0], np.cumsum(np.bincount(candidate, minlength=len(room)))])
    of_demand = np.concatenate([[0], np.cumsum(np.bincount(demand, minlength=rows))])
    outdone = _outdone(first, demand[by_candidate], of_demand, candidate[by_demand], room >= most)
    return np.flatnonzero((np.diff(first) > 0) & (room > 0) & ~outdone)


@njit(cache=True, nogil=True)
def _outdone(first: Rows, demand: Rows, of_demand: Rows, candidate: Rows, has_room: Flags) -> Flags:
    """Whether another candidate covers all that each covers; of equals the first stays."""
    outdone = np.zeros(len(first) - 1, np.bool_)
    for j in range(len(first) - 1):
        own = demand[first[j] : first[j + 1]]
        if len(own) == 0:
            continue
        rare = own[0]
        for i in own:
            if of_demand[i + 1] - of_demand[i] < of_demand[rare + 1] - of_demand[rare]:
                rare = i
        for k in candidate[of_demand[rare] : of_demand[rare + 1]]:
            many = first[k + 1] - first[k]
            greater = many > len(own) or (many == len(own) and (k < j or not has_room[j]))
            if k == j or not has_room[k] or not greater:
                continue
            if _is_part(own, demand[first[k] : first[k + 1]]):
                outdone[j] = True
                break
    return outdone


@njit(cache=True, nogil=True)
def _is_part(own: Rows, other: Rows) -> bool:
    """Whether all of a rising column is in another."""
    met = 0
    for row in other:
        if met == len(own) or row > own[met]:
            break
        met += row == own[met]
    return bool(met == len(own))
