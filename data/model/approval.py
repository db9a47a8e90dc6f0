"""Pledge: what a contributor promised, and the steps of approval at home that stand before it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from data.errors import PlanError
from data.model.checks import require_not_negative
from data.model.estimate import DateEstimate
from data.model.ids import ContributorId, PledgeId
from data.model.provenance import Source, Validity, require_aware


class ApprovalKind(StrEnum):
    """Whose consent a contributor needs at home, or with the host."""

    CABINET = "cabinet"
    PARLIAMENT = "parliament"
    COURT = "court"
    BILATERAL = "bilateral"
    STATUS_OF_FORCES = "status_of_forces"


class ApprovalState(StrEnum):
    """How far a step has come; only `granted` lets a force go."""

    NOT_STARTED = "not_started"
    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalStep:
    """One step; `expected` is None while nobody ventures a date, `valid` says how long a granted one holds."""

    kind: ApprovalKind
    state: ApprovalState = ApprovalState.NOT_STARTED
    expected: DateEstimate | None = None
    decided_at: datetime | None = None
    valid: Validity = field(default_factory=Validity)
    note: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.decided_at, f"Decision of the {self.kind.value} step")
        if self.decided_at and self.state in {ApprovalState.NOT_STARTED, ApprovalState.PENDING}:
            msg = f"The {self.kind.value} step has a date of decision but is {self.state.value}; say what was decided."
            raise PlanError(msg)

    def grants_at(self, at: datetime) -> bool:
        """Whether the step is granted, and in force at a moment."""
        decided = self.decided_at is None or self.decided_at <= at
        return self.state is ApprovalState.GRANTED and decided and self.valid.holds_at(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """A promise of people; `personnel` None means no number was named, which is not 0."""

    id: PledgeId
    name: str
    contributor: ContributorId
    personnel: int | None = None
    announced_at: datetime | None = None
    steps: tuple[ApprovalStep, ...] = ()
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.announced_at, f"Announcement of pledge {self.id}")
        require_not_negative(self.personnel, f"Personnel of pledge {self.id}")

    def approved_at(self, at: datetime) -> bool:
        """Whether every step is granted and in force at a moment; a pledge without steps needs none."""
        return all(step.grants_at(at) for step in self.steps)
