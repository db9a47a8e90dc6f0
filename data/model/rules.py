"""What a force may do: rules of engagement, caveats, and what each task requires."""

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from data.errors import PlanError
from data.model.checks import require_once
from data.model.ids import CaveatId, ContributorId, InstrumentId, PhaseId, RoeGrantId, SectorId, TaskRequirementId
from data.model.provenance import Source, Validity


class TaskKind(StrEnum):
    """What a unit is asked to do."""

    ESCORT = "escort"
    ROUTE_SECURITY = "route_security"
    CHECKPOINT = "checkpoint"
    PROTECT_SITE = "protect_site"
    QUICK_REACTION = "quick_reaction"
    CASUALTY_EVACUATION = "casualty_evacuation"
    ENGINEERING = "engineering"
    TRAINING = "training"
    DETENTION = "detention"


class RoeClass(StrEnum):
    """Rules of engagement, each class allowing all that those before it allow."""

    SELF_DEFENCE = "self_defence"
    DEFENCE_OF_OTHERS = "defence_of_others"
    PROTECT_PROPERTY = "protect_property"
    DETAIN = "detain"
    ALL_NECESSARY_MEANS = "all_necessary_means"

    @property
    def rank(self) -> int:
        """Place in the order, 0 for the narrowest."""
        return tuple(RoeClass).index(self)

    def allows(self, needed: "RoeClass") -> bool:
        """Whether what needs the other class may be done under this one.

        >>> RoeClass.DETAIN.allows(RoeClass.SELF_DEFENCE)
        True
        """
        return self.rank >= needed.rank


class InstrumentKind(StrEnum):
    """What a legal instrument settles."""

    MANDATE = "mandate"
    STATUS_OF_FORCES = "status_of_forces"
    DETENTION = "detention"
    CLAIMS = "claims"
    ACCOUNTABILITY = "accountability"


class MovementLimit(StrEnum):
    """How a contributor limits the movement of its people."""

    DAYLIGHT_ONLY = "daylight_only"
    OWN_SECTOR_ONLY = "own_sector_only"
    MAIN_ROADS_ONLY = "main_roads_only"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRequirement:
    """What must hold for a task to be done: a class of rules, and instruments in force."""

    id: TaskRequirementId
    task: TaskKind
    roe: RoeClass
    instruments: tuple[InstrumentKind, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoeGrant:
    """The rules a contributor's people act under; no sector or phase stands for all of them.

    Where several grants hold, the one that names more of sector and phase counts; of equals, the narrowest.
    """

    id: RoeGrantId
    contributor: ContributorId
    roe: RoeClass
    sector: SectorId | None = None
    phase: PhaseId | None = None
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyHours:
    """Hours of the day, local, from `starts` to before `ends`; they may pass midnight."""

    starts: time
    ends: time

    def __post_init__(self) -> None:
        if self.starts == self.ends:
            msg = f"Hours from {self.starts:%H:%M} to the same time are none or all; give two times, or no hours."
            raise PlanError(msg)

    def hold_at(self, local: time) -> bool:
        """Whether a local time of day lies within.

        >>> DailyHours(starts=time(22), ends=time(4)).hold_at(time(1))
        True
        """
        if self.starts < self.ends:
            return self.starts <= local < self.ends
        return local >= self.starts or local < self.ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """A contributor's own limit: tasks and sectors it keeps its people out of, hours and ways they may move.

    Hours are those in which its people may act, None for all. Barred tasks hold in the barred sectors where both
    are given, else everywhere.
    """

    id: CaveatId
    contributor: ContributorId
    name: str
    barred_tasks: tuple[TaskKind, ...] = ()
    barred_sectors: tuple[SectorId, ...] = ()
    hours: DailyHours | None = None
    movement: tuple[MovementLimit, ...] = ()
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_once((*self.barred_tasks, *self.barred_sectors, *self.movement), f"A limit of caveat {self.id}")
        if not (self.barred_tasks or self.barred_sectors or self.hours or self.movement):
            msg = f"Caveat {self.id} limits nothing; say which tasks, sectors, hours or movement it bars."
            raise PlanError(msg)

    def bars(self, task: TaskKind, sector: SectorId | None) -> bool:
        """Whether the contributor's people stay out of a task in a sector, whatever the hour."""
        if self.barred_tasks and self.barred_sectors:
            return task in self.barred_tasks and sector in self.barred_sectors
        return task in self.barred_tasks or sector in self.barred_sectors


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalInstrument:
    """A legal basis; it covers all contributors where none is named, and holds at no time without `in_force`."""

    id: InstrumentId
    name: str
    kind: InstrumentKind
    contributors: tuple[ContributorId, ...] = ()
    in_force: Validity | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def covers(self, contributor: ContributorId) -> bool:
        """Whether a contributor's people stand under it."""
        return not self.contributors or contributor in self.contributors
