"""What can be said of a stretch of way at a moment: a grade, a word, the reason, and what would change it."""

from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How well something holds, best first; `unknown` is worse than what holds narrowly and never taken for it."""

    MET = "met"
    NARROW = "narrowly met"
    UNKNOWN = "not known"
    NOT_MET = "not met"

    @property
    def rank(self) -> int:
        """Place in the order, 0 for the best."""
        return tuple(Grade).index(self)


class Aspect(StrEnum):
    """What is asked of every part of a column at every minute."""

    ALL = "protected"
    SECTOR = "sector"
    RULES = "may act"
    RESPONSE = "response"
    CONSENT = "consent"
    EXPOSURE = "exposure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One answer: `word` fits into a cell, `reason` says why, `change` what would make it better, None for nothing.

    `why` are the ids of the records that decide. `minutes` is the time a response takes where one is told.
    """

    grade: Grade
    word: str
    reason: str
    change: str | None = None
    why: tuple[str, ...] = ()
    minutes: float | None = None

    @property
    def badness(self) -> tuple[int, float]:
        """What readings are compared by: the grade, then the minutes."""
        return self.grade.rank, self.minutes or 0.0


def worst(readings: tuple[Reading, ...]) -> Reading:
    """The worst of some readings, the first of equals."""
    return max(readings, key=lambda reading: reading.badness)
