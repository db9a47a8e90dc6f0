"""Phase and gate: when something holds, and what must be true before it may begin."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from data.errors import PlanError
from data.model.checks import require_once
from data.model.ids import PhaseId, SectorId
from data.model.local import Lead
from data.model.provenance import require_aware


class SectorState(StrEnum):
    """State of a sector in a phase; only `active` secures the roads inside."""

    NOT_ESTABLISHED = "not_established"
    PREPARING = "preparing"
    ACTIVE = "active"
    HANDOVER = "handover"
    LOCAL_LEAD = "local_lead"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One condition for entering a phase; `met` is None while nobody knows.

    `name` is what gates of this or any other phase call it by in `after`, the gates that must be met before.
    """

    condition: str
    met: bool | None = None
    evidence: str | None = None
    name: str | None = None
    due_at: datetime | None = None
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        require_aware(self.due_at, f"Date of the condition {self.condition}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A span [starts_at, ends_at) with its gates and the state of each sector.

    A sector that is not listed is `not_established`; one without a lead has an international one.
    """

    id: PhaseId
    name: str
    starts_at: datetime
    ends_at: datetime
    name_ar: str | None = None
    gates: tuple[Gate, ...] = ()
    sector_states: tuple[tuple[SectorId, SectorState], ...] = ()
    sector_leads: tuple[tuple[SectorId, Lead], ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.starts_at, f"Start of phase {self.id}")
        require_aware(self.ends_at, f"End of phase {self.id}")
        if self.ends_at <= self.starts_at:
            starts, ends = (f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC" for at in (self.starts_at, self.ends_at))
            msg = f"Phase {self.name} ends {ends}, not after it starts, {starts}; move one of the two."
            raise PlanError(msg)
        require_once(tuple(sector for sector, _ in self.sector_states), f"The state of a sector in phase {self.id}")
        require_once(tuple(sector for sector, _ in self.sector_leads), f"The lead in a sector in phase {self.id}")

    def state_of(self, sector_id: SectorId) -> SectorState:
        """State of one sector in this phase."""
        return dict(self.sector_states).get(sector_id, SectorState.NOT_ESTABLISHED)

    def lead_of(self, sector_id: SectorId) -> Lead:
        """Who leads security in one sector in this phase."""
        return dict(self.sector_leads).get(sector_id, Lead.INTERNATIONAL)

    def active_sectors(self) -> frozenset[SectorId]:
        """Sectors that secure their roads in this phase."""
        return frozenset(s for s, state in self.sector_states if state is SectorState.ACTIVE)

    def with_sector_state(self, sector_id: SectorId, state: SectorState) -> "Phase":
        """The same phase with one sector in another state."""
        others = tuple(pair for pair in self.sector_states if pair[0] != sector_id)
        return replace(self, sector_states=(*others, (sector_id, state)))
