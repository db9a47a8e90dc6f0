"""Local capacity: police and civil defence of the place itself, who leads, and when lead is handed over."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from data.errors import PlanError
from data.model.checks import require_not_negative, require_once
from data.model.ids import HandoverId, LocalForceId, PhaseId, SectorId
from data.model.provenance import Source, require_aware

MOST_READY, LEAST_READY = 1, 4


class Lead(StrEnum):
    """Who leads security in a sector, least local first."""

    INTERNATIONAL = "international"
    JOINT = "joint"
    LOCAL = "local"

    @property
    def rank(self) -> int:
        """Place in the order, 0 for the least local."""
        return tuple(Lead).index(self)


class CriterionKind(StrEnum):
    """What must be true before lead is handed over."""

    THREAT = "threat"
    LOCAL_READINESS = "local_readiness"
    GOVERNANCE = "governance"
    RE_INTERVENTION = "re_intervention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion of a hand-over; `met` is None while nobody knows."""

    kind: CriterionKind
    met: bool | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalForce:
    """Local police or guards; None means not reported. `readiness` runs from 1, able alone, to 4, not able."""

    id: LocalForceId
    name: str
    name_ar: str | None = None
    sector: SectorId | None = None
    strength: int | None = None
    vetted: int | None = None
    trained: int | None = None
    readiness: int | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        for figure in (self.strength, self.vetted, self.trained):
            require_not_negative(figure, f"A strength of local force {self.id}")
        if self.readiness is not None and not MOST_READY <= self.readiness <= LEAST_READY:
            msg = f"Readiness of local force {self.id} is {self.readiness}; give 1 (able alone) to 4 (not able)."
            raise PlanError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """The gate before local lead in a sector from a phase on: its four criteria, and the joint decision."""

    id: HandoverId
    sector: SectorId
    phase: PhaseId
    criteria: tuple[Criterion, ...] = tuple(Criterion(kind=kind) for kind in CriterionKind)
    decided_at: datetime | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.decided_at, f"Decision of hand-over {self.id}")
        require_once(tuple(criterion.kind for criterion in self.criteria), f"A criterion of hand-over {self.id}")

    @property
    def open_criteria(self) -> tuple[CriterionKind, ...]:
        """Criteria not known to be met, those nobody listed included."""
        met = {criterion.kind for criterion in self.criteria if criterion.met is True}
        return tuple(kind for kind in CriterionKind if kind not in met)
