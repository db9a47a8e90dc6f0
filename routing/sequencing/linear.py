"""Columns and rows of a linear question in whole numbers, known to no solver; every row may name its condition."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from routing.sequencing.answer import Condition

Integers = NDArray[np.int64]
Term = tuple[int, int]
"""A factor and the column it belongs to."""

LIMIT = 2**50
"""Stands for no limit."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Linear:
    """Maximise worth times columns, rows within their limits; `row_condition` is -1 for rows without one.

    `breaches` are columns that count how often a soft condition is broken, with that condition and phase;
    `base` is what nothing at all is worth.
    """

    lower: Integers
    upper: Integers
    worth: Integers
    begin: Integers
    column: Integers
    factor: Integers
    row_lower: Integers
    row_upper: Integers
    row_condition: Integers
    conditions: tuple[Condition, ...]
    breaches: tuple[tuple[int, int, int], ...]
    base: int = 0

    def value(self, solution: Integers) -> int:
        """What a solution is worth."""
        return self.base + int(self.worth @ solution)

    def holds(self, solution: Integers) -> bool:
        """Whether a solution keeps every limit."""
        sums = np.add.reduceat(np.append(self.factor * solution[self.column], 0), self.begin[:-1])
        sums[self.begin[:-1] == self.begin[1:]] = 0
        rows = (sums >= self.row_lower) & (sums <= self.row_upper)
        return bool(rows.all() and (solution >= self.lower).all() and (solution <= self.upper).all())

    @property
    def step(self) -> int:
        """Values lie whole steps of this apart."""
        return max(1, int(np.gcd.reduce(self.worth)))

    @property
    def most(self) -> int:
        """What no solution surpasses, whatever the rows say."""
        return self.base + int(np.maximum(self.worth, 0) @ self.upper)

    @property
    def is_void(self) -> bool:
        """Whether a row without columns, or a column, asks for the impossible."""
        empty = self.begin[:-1] == self.begin[1:]
        return bool((empty & ((self.row_lower > 0) | (self.row_upper < 0))).any() or (self.lower > self.upper).any())


@dataclass(kw_only=True)
class Draft:
    """A linear question being written down."""

    lower: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    worth: list[int] = field(default_factory=list)
    begin: list[int] = field(default_factory=lambda: [0])
    column: list[int] = field(default_factory=list)
    factor: list[int] = field(default_factory=list)
    row_lower: list[int] = field(default_factory=list)
    row_upper: list[int] = field(default_factory=list)
    row_condition: list[int] = field(default_factory=list)
    conditions: dict[Condition, int] = field(default_factory=dict)
    breaches: list[tuple[int, int, int]] = field(default_factory=list)

    def new(self, upper: int, worth: int = 0) -> int:
        """A column from 0 to a limit."""
        self.lower.append(0)
        self.upper.append(upper)
        self.worth.append(worth)
        return len(self.lower) - 1

    def row(self, terms: Iterable[Term], at_least: int = -LIMIT, at_most: int = LIMIT, condition: int = -1) -> None:
        """Ask for a sum of terms within limits; terms without a column (-1) are left out, like ones summed."""
        summed: dict[int, int] = {}
        for factor, column in terms:
            if column >= 0:
                summed[int(column)] = summed.get(int(column), 0) + int(factor)
        kept = {column: factor for column, factor in summed.items() if factor}
        self.column.extend(kept)
        self.factor.extend(kept.values())
        self.begin.append(len(self.column))
        self.row_lower.append(at_least)
        self.row_upper.append(at_most)
        self.row_condition.append(condition)

    def extremes(self, terms: Iterable[Term]) -> tuple[int, int]:
        """The least and the most that terms can sum to."""
        ends = [factor * self.upper[column] for factor, column in terms if column >= 0]
        return sum(min(0, end) for end in ends), sum(max(0, end) for end in ends)

    def known(self, condition: Condition) -> int:
        """Where a condition stands."""
        return self.conditions.setdefault(condition, len(self.conditions))

    def breach(self, condition: int, phase: int, price: int, most: int) -> int:
        """A column that counts how often a condition is broken."""
        column = self.new(max(0, most), -price)
        self.breaches.append((column, condition, phase))
        return column

    def done(self, base: int) -> Linear:
        """What was written down."""
        return Linear(
            **{name: np.array(getattr(self, name), dtype=np.int64) for name in _COLUMNS},
            conditions=tuple(self.conditions),
            breaches=tuple(self.breaches),
            base=base,
        )


_COLUMNS = (
    "lower", "upper", "worth", "begin", "column", "factor", "row_lower", "row_upper", "row_condition",
)  # fmt: skip
