"""What a sequence is: who stands where in which phase, what it is worth, and how good it is proven to be."""

from dataclasses import dataclass
from enum import StrEnum

from data.model.phase import SectorState
from routing.sequencing.case import Rule


class Status(StrEnum):
    """How the search ended; only the first and the last are proofs."""

    PROVEN = "proven best"
    TIME_LIMIT = "time limit"
    CANCELLED = "cancelled"
    INFEASIBLE = "conditions in conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """So many units of a class in a sector in a phase."""

    unit_class: int
    sector: int
    phase: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a purse pays for the units of a contributor in a phase."""

    purse: int
    contributor: int
    phase: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorUse:
    """Aid reaches the last sector of a corridor through it in a phase."""

    corridor: int
    phase: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a case, by what it is about; other rows are None, `other` is a second contributor.

    `need` is what must be there at `hours` of the day, too.
    """

    rule: Rule
    sector: int | None = None
    contributor: int | None = None
    other: int | None = None
    unit_class: int | None = None
    purse: int | None = None
    phase: int | None = None
    need: Rule | None = None
    hours: str = ""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A soft rule that is broken in a phase: how often, and what that costs."""

    condition: Condition
    phase: int
    amount: int
    penalty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The objective taken apart, each term before its weight; the penalty as it is."""

    need: int = 0
    exposure: int = 0
    cost: int = 0
    shaky: int = 0
    local: int = 0
    change: int = 0
    penalty: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """The best found, and what nothing can surpass; `value` is None where nothing was found.

    `active`, `states` and `led` (under joint or local lead) are by sector, then phase. `gap` is
    (bound - value) / max(1, |value|).
    `first_s` is when the first sequence worth more than doing nothing was known.
    """

    status: Status
    value: int | None = None
    bound: int | None = None
    active: tuple[tuple[bool, ...], ...] = ()
    states: tuple[tuple[SectorState, ...], ...] = ()
    led: tuple[tuple[bool, ...], ...] = ()
    assignments: tuple[Assignment, ...] = ()
    payments: tuple[Payment, ...] = ()
    used: tuple[CorridorUse, ...] = ()
    breaches: tuple[Breach, ...] = ()
    terms: Terms = Terms()
    first_s: float | None = None
    took_s: float = 0.0

    @property
    def gap(self) -> float | None:
        """How much better another could be at most, as a share of this one."""
        if self.value is None or self.bound is None:
            return None
        return max(0, self.bound - self.value) / max(1, abs(self.value))

    def start(self, sector: int) -> int | None:
        """The first phase in which a sector is held."""
        return next((phase for phase, held in enumerate(self.active[sector]) if held), None)
