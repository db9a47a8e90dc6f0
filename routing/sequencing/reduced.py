"""A linear question with some columns fixed: what is left of it, and how an answer is put back."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.sequencing.linear import LIMIT, Integers, Linear

Flags = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Reduced:
    """The question over the free columns alone; `kept` are those columns in the whole one."""

    linear: Linear
    kept: Integers
    solution: Integers

    def whole(self, part: Integers) -> Integers:
        """A solution of the whole question from one of what is left."""
        full = self.solution.copy()
        full[self.kept] = part
        return full


def reduced(linear: Linear, solution: Integers, free: Flags, dropped: Flags | None = None) -> Reduced:
    """Fix all columns but the free ones at a solution; rows that name a dropped column are left out."""
    kept = np.flatnonzero(free)
    rows = np.repeat(np.arange(len(linear.row_lower)), np.diff(linear.begin))
    given = np.bincount(
        rows, np.where(free[linear.column], 0, linear.factor * solution[linear.column]), len(linear.row_lower)
    )
    open_rows = np.bincount(rows, free[linear.column], len(linear.row_lower)) > 0
    if dropped is not None:
        open_rows &= np.bincount(rows, dropped[linear.column], len(linear.row_lower)) == 0
    entries = open_rows[rows] & free[linear.column]
    place = np.cumsum(free) - 1
    begin = np.concatenate([[0], np.cumsum(np.bincount(rows[entries], minlength=len(linear.row_lower))[open_rows])])
    moved = given[open_rows].astype(np.int64)
    lower, upper = linear.row_lower[open_rows], linear.row_upper[open_rows]
    part = replace(
        linear,
        lower=linear.lower[kept],
        upper=linear.upper[kept],
        worth=linear.worth[kept],
        begin=begin.astype(np.int64),
        column=place[linear.column[entries]],
        factor=linear.factor[entries],
        row_lower=np.where(lower > -LIMIT, lower - moved, lower),
        row_upper=np.where(upper < LIMIT, upper - moved, upper),
        row_condition=linear.row_condition[open_rows],
        breaches=(),
        base=linear.base + int(linear.worth[~free] @ solution[~free]),
    )
    return Reduced(linear=part, kept=kept, solution=solution)
