"""What planning gives back: the schedule, what it costs, and how good it is proven to be."""

from dataclasses import dataclass
from enum import StrEnum

from routing.movement.schedule import Schedule


class Status(StrEnum):
    """How the search ended; only the first is a proof."""

    PROVEN = "proven best"
    TIME_LIMIT = "time limit"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The best schedule found, and what none can cost less than.

    `gap` is (value - bound) / max(1, value). `first_s` is when the first schedule was known. `changed` are columns
    that move unlike before, `standing` those that do not move.
    """

    status: Status
    schedule: Schedule
    value: int
    bound: int
    first_value: int
    first_s: float
    took_s: float
    changed: tuple[int, ...] = ()
    standing: tuple[int, ...] = ()

    @property
    def gap(self) -> float:
        """How much less another could cost at most, as a share of this one."""
        return max(0, self.value - self.bound) / max(1, self.value)
