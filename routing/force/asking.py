"""A unit asked for a task in a sector at a moment, and what may stand in its way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from data.model import Phase, Plan, Sector, TaskKind, Unit
from routing.force.requirements import Requirement, requirement_of
from routing.phases import phase_at


class Cause(StrEnum):
    """Why a unit does not act, or may not."""

    NOT_DEPLOYED = "not_deployed"
    NO_AUTHORITY = "no_authority"
    APPROVAL = "approval"
    ABILITY = "ability"
    RULES = "rules_of_engagement"
    CAVEAT = "caveat"
    INSTRUMENT = "legal_instrument"
    CONSENT = "consent"


ABSENT = frozenset({Cause.NOT_DEPLOYED, Cause.NO_AUTHORITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindrance:
    """One thing in the way; where it `is_known` it bars, else nobody knows whether it does.

    `change` says what would take it away, `why` which records decide; none where no record exists.
    """

    cause: Cause
    is_known: bool
    message: str
    change: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A unit asked for a task in a sector at a moment; `at_any_hour` leaves out what hangs on the hour of the day."""

    plan: Plan
    unit: Unit
    task: TaskKind
    sector: Sector
    at: datetime
    at_any_hour: bool = False

    @cached_property
    def phase(self) -> Phase | None:
        """The phase that holds."""
        return phase_at(self.plan, self.at)

    @cached_property
    def requirement(self) -> Requirement:
        """What the task requires."""
        return requirement_of(self.plan, self.task)

    @property
    def task_name(self) -> str:
        """The task in words."""
        return self.task.value.replace("_", " ")
