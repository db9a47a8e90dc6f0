"""When places, areas and the whole operation may be moved in: hours of a day in local time, and single spans."""

from dataclasses import dataclass, field
from enum import StrEnum

from data.errors import PlanError
from data.model.checks import require_once
from data.model.ids import CorridorId, CrossingId, OpeningRuleId, SectorId, SiteId, ZoneId
from data.model.provenance import Source, Validity
from data.model.rules import DailyHours


class Weekday(StrEnum):
    """A day of the week, in the order of ISO 8601."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class OpeningKind(StrEnum):
    """What the times of a rule mean: during the first two nobody moves, during the others only then."""

    CURFEW = "curfew"
    CLOSURE = "closure"
    OPENING_HOURS = "opening_hours"
    PAUSE = "pause"
    DAYLIGHT = "daylight"

    @property
    def shuts(self) -> bool:
        """Whether nobody moves during its times; of the others, nobody moves outside them."""
        return self in {OpeningKind.CURFEW, OpeningKind.CLOSURE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """Hours that come again on days of the week, in the local time of the operation; no days stand for all.

    Hours that pass midnight belong to the day on which they start.
    """

    hours: DailyHours
    days: tuple[Weekday, ...] = ()

    def __post_init__(self) -> None:
        require_once(self.days, "A day of the week")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningRule:
    """When one place or area, or all of the operation, may be moved in.

    Its times are `weekly`, `once`, and for daylight the span from sunrise to sunset, each narrowed by
    `daylight_margin_s` (below 0 widens it into the dusk). `about` None is the whole operation. `valid`
    is when the rule itself is in force; outside it, it says nothing.
    """

    id: OpeningRuleId
    name: str
    kind: OpeningKind
    about: ZoneId | SectorId | CorridorId | CrossingId | SiteId | None = None
    weekly: tuple[Recurrence, ...] = ()
    once: tuple[Validity, ...] = ()
    daylight_margin_s: float = 0.0
    name_ar: str | None = None
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        if self.kind is OpeningKind.DAYLIGHT and (self.weekly or self.once):
            msg = f"Rule {self.id} follows daylight and names hours as well; make two rules of it."
            raise PlanError(msg)
        if self.kind is not OpeningKind.DAYLIGHT and not (self.weekly or self.once):
            msg = f"Rule {self.id} names no times; give hours of the week or single spans."
            raise PlanError(msg)
        if not abs(self.daylight_margin_s) <= MOST_MARGIN_S:
            msg = f"Rule {self.id} shifts daylight by {self.daylight_margin_s} s; give at most {MOST_MARGIN_S} s."
            raise PlanError(msg)


MOST_MARGIN_S = 10_800
"""Three hours: a margin beyond is a slip of the pen."""
