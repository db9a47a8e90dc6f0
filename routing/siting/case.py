"""What a siting is asked for: demand, candidates and which of them would serve which, as plain columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.lines import Floats, Rows
from routing.errors import RoutingError

Flags = NDArray[np.bool_]

ONCE = (1.0,)
"""What covering counts, when a second cover of the same place adds nothing."""
DEEPEST = 255
"""Beyond so many units over one place no further one is told apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long a proof may take.

    `grace_s` is what the solver may overrun before it is left to itself and the best known is answered.
    """

    seconds: float = 20.0
    grace_s: float = 3.0
    rounds: int = 1500
    tries: int = 100_000

    def __post_init__(self) -> None:
        if not (self.seconds > 0 and self.grace_s >= 0 and self.rounds > 0):
            msg = f"A proof within {self.seconds} s and {self.rounds} rounds cannot be asked; give more than 0."
            raise RoutingError(msg)


@dataclass(frozen=True, kw_only=True, eq=False)
class CoverCase:
    """Demand to be covered from candidate places.

    Parameters
    ----------
    weight
        What each demand is worth.
    demand, candidate
        Pairs of rows: a unit at that candidate would cover that demand; each pair once.
    count
        How many candidates there are.
    present
        Units that stand at each candidate already and stay; none where not given.
    room
        How many more units each candidate takes; as many as wanted where not given.

    Raises
    ------
    RoutingError
        When columns do not fit together or hold what makes no sense; all faults are told.
    """

    weight: Floats
    demand: Rows
    candidate: Rows
    count: int
    present: Rows | None = None
    room: Rows | None = None

    def __post_init__(self) -> None:
        counts = [column for column in (self.present, self.room) if column is not None]
        faults = (
            (not _is_finite(self.weight), "a weight is below 0 or not a number"),
            (len(self.demand) != len(self.candidate), "the two columns of pairs are not of one length"),
            (not _are_rows(self.demand, len(self.weight)), "a pair names a demand that is not there"),
            (not _are_rows(self.candidate, self.count), "a pair names a candidate that is not there"),
            (any(len(c) != self.count for c in counts), "present units or room do not tell every candidate"),
            (any((c < 0).any() for c in counts), "present units or room are below 0"),
        )
        _require([told for is_fault, told in faults if is_fault], "cover")
        if len(np.unique(self.demand * self.count + self.candidate)) < len(self.demand):
            _require(["a pair is given twice"], "cover")

    @cached_property
    def standing(self) -> Rows:
        """How many present units cover each demand."""
        if self.present is None:
            return np.zeros(len(self.weight), np.int64)
        return self.times_covered(self.present)

    def times_covered(self, units: Rows) -> Rows:
        """By how many of these units, counted by candidate, each demand is covered."""
        found = np.bincount(self.demand, units[self.candidate], len(self.weight))
        return np.rint(found).astype(np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class MedianCase:
    """Demand that goes to the nearest unit, wherever units are placed.

    `cost` is what serving each demand (rows) from each candidate (columns) costs one piece of weight,
    infinite where it cannot be served from there.
    """

    weight: Floats
    cost: Floats = field(repr=False)
    present: Rows | None = None

    def __post_init__(self) -> None:
        present = self.present
        faults = (
            (not _is_finite(self.weight), "a weight is below 0 or not a number"),
            (self.cost.ndim != 2 or len(self.cost) != len(self.weight), "costs do not tell every demand"),  # noqa: PLR2004 - a table
            (bool(np.isnan(self.cost).any() or (self.cost < 0).any()), "a cost is below 0 or not a number"),
            (present is not None and len(present) != self.cost.shape[-1], "present units do not tell every candidate"),
        )
        _require([told for is_fault, told in faults if is_fault], "median")


def gains_of_backup(first: float) -> tuple[float, float]:
    """What covering counts when being covered is worth `first` of 1, and a second unit the rest.

    >>> gains_of_backup(0.75)
    (0.75, 0.25)
    """
    if not 0 <= first <= 1:
        _require([f"the first cover counts {first}, not between 0 and 1"], "backup")
    return first, 1 - first


def gains_of_chance(busy: float, depth: int) -> tuple[float, ...]:
    """What covering counts when each unit is away with this chance, on its own: (1 - q) q^k for each unit more.

    >>> gains_of_chance(0.5, 3)
    (0.5, 0.25, 0.125)
    """
    if not (0 <= busy < 1 and depth > 0):
        _require([f"a chance of {busy} over {depth} units is none"], "expected cover")
    return tuple((1 - busy) * busy**k for k in range(depth))


def require_gains(gains: Sequence[float]) -> Floats:
    """The gains as a column.

    Raises
    ------
    RoutingError
        When there is none, or one is below 0.
    """
    column = np.asarray(gains, float)
    if not 0 < len(column) <= DEEPEST or not _is_finite(column):
        _require([f"what the first, second … cover counts is missing, below 0 or beyond {DEEPEST} units"], "cover")
    return column


def _is_finite(column: Floats) -> bool:
    return bool(np.isfinite(column).all() and (column >= 0).all())


def _are_rows(column: Rows, count: int) -> bool:
    return not len(column) or (int(column.min()) >= 0 and int(column.max()) < count)


def _require(faults: Sequence[str], what: str) -> None:
    if faults:
        msg = f"No {what} can be worked out: {'; '.join(faults)}. Mend the columns."
        raise RoutingError(msg)
