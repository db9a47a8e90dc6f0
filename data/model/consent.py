"""Parties and what they consent to; silence is not consent."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from data.errors import PlanError
from data.model.checks import require_once
from data.model.ids import ConsentId, ContributorId, CorridorId, PartyId, SectorId
from data.model.provenance import Source, Validity
from data.model.rules import TaskKind


class ConsentObject(StrEnum):
    """What a party may be asked to agree to."""

    CORRIDOR = "corridor"
    SECTOR = "sector"
    CONTINGENT = "contingent"
    TASK = "task"


class ConsentState(StrEnum):
    """What a party said; `silent` is what it said when it said nothing."""

    GRANTED = "granted"
    CONDITIONAL = "conditional"
    SILENT = "silent"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What a party asks in return; `met` is None while nobody knows."""

    text: str
    met: bool | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Somebody whose word counts, and for what its consent is required."""

    id: PartyId
    name: str
    name_ar: str | None = None
    required_for: tuple[ConsentObject, ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        require_once(self.required_for, f"What the consent of party {self.id} is required for")


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """The word of a party about one corridor, sector or contributor, or about one task everywhere."""

    id: ConsentId
    party: PartyId
    state: ConsentState
    about: CorridorId | SectorId | ContributorId | None = None
    task: TaskKind | None = None
    conditions: tuple[Condition, ...] = ()
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        if (self.about is None) == (self.task is None):
            msg = f"Consent {self.id} must be about one record or one task, not both and not neither."
            raise PlanError(msg)
        if self.state is ConsentState.CONDITIONAL and not self.conditions:
            msg = f"Consent {self.id} is conditional but names no condition; add what is asked, or another state."
            raise PlanError(msg)

    def covers(self, at: datetime) -> bool:
        """Whether it is consent at a moment: granted, or conditional with every condition known to be met."""
        given = self.state is ConsentState.GRANTED or (
            self.state is ConsentState.CONDITIONAL and all(condition.met is True for condition in self.conditions)
        )
        return given and self.valid.holds_at(at)
