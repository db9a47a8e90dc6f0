"""Units: what a contributor brings, how far it has come, and where it is set to work."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from data.model.checks import require_not_negative, require_once
from data.model.estimate import DateEstimate
from data.model.ids import AssignmentId, ContributorId, PledgeId, SectorId, SiteId, UnitId
from data.model.provenance import Source, Validity, require_aware
from data.model.rules import TaskKind


class ForceStage(StrEnum):
    """How far a unit has come; only `deployed` is capability, after authority over it was transferred."""

    PLEDGED = "pledged"
    APPROVED = "approved"
    FUNDED = "funded"
    TRAINED = "trained"
    STAGED = "staged"
    DEPLOYED = "deployed"
    ROTATED = "rotated"


class UnitKind(StrEnum):
    """What a unit is for."""

    MANOEUVRE = "manoeuvre"
    QUICK_REACTION = "quick_reaction"
    MEDICAL = "medical"
    ENGINEER = "engineer"
    POLICE = "police"
    POLICE_MENTOR = "police_mentor"
    LOGISTICS = "logistics"


class Mobility(StrEnum):
    """What a unit moves in."""

    FOOT = "foot"
    WHEELED = "wheeled"
    PROTECTED = "protected"
    TRACKED = "tracked"
    AIR = "air"


class MedicalRole(StrEnum):
    """Level of care a unit brings; damage control surgery starts with role 2."""

    FIRST_AID = "first_aid"
    ROLE_1 = "role_1"
    ROLE_2 = "role_2"
    ROLE_3 = "role_3"


@dataclass(frozen=True, slots=True, kw_only=True)
class StageDate:
    """When a unit is expected to reach a stage, and when it did; None for what nobody knows."""

    stage: ForceStage
    expected: DateEstimate | None = None
    reached_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(self.reached_at, f"Date of the stage {self.stage.value}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A body of people with a task in view; None in any field means not reported.

    `capabilities` are the tasks it is able to do, whatever its rules of engagement allow. `base` is the site it
    drives out from, `escort_teams` how many columns it can escort at once.
    A stage that is not listed has not been reached.
    """

    id: UnitId
    name: str
    contributor: ContributorId
    kind: UnitKind
    name_ar: str | None = None
    pledge: PledgeId | None = None
    strength: int | None = None
    capabilities: tuple[TaskKind, ...] = ()
    mobility: Mobility | None = None
    languages: tuple[str, ...] = ()
    radio: str | None = None
    medical_role: MedicalRole | None = None
    fuel: str | None = None
    calibre: str | None = None
    base: SiteId | None = None
    escort_teams: int | None = None
    stages: tuple[StageDate, ...] = ()
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_not_negative(self.strength, f"Strength of unit {self.id}")
        require_not_negative(self.escort_teams, f"Escort teams of unit {self.id}")
        require_once(tuple(entry.stage for entry in self.stages), f"A stage of unit {self.id}")

    def date_of(self, stage: ForceStage) -> StageDate | None:
        """What is known of a stage."""
        return next((entry for entry in self.stages if entry.stage is stage), None)

    def reached_by(self, at: datetime) -> ForceStage | None:
        """The furthest stage the unit is known to have reached at a moment."""
        reached = {entry.stage for entry in self.stages if entry.reached_at and entry.reached_at <= at}
        return next((stage for stage in reversed(ForceStage) if stage in reached), None)

    def is_deployed(self, at: datetime) -> bool:
        """Whether the unit counts as capability at a moment: deployed, and not yet rotated out."""
        return self.reached_by(at) is ForceStage.DEPLOYED


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A unit's task in a sector for a span; `fixed` keeps a planner's decision when the plan is sequenced anew."""

    id: AssignmentId
    unit: UnitId
    sector: SectorId
    task: TaskKind
    valid: Validity = field(default_factory=Validity)
    fixed: bool = False
    note: str | None = None
