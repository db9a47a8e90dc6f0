"""Phase and gate: when something holds, and what must be true before it may begin."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from data.errors import PlanError
from data.model.ids import PhaseId, SectorId
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
    """One condition for entering a phase; `met` is None while nobody knows."""

    condition: str
    met: bool | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A span [starts_at, ends_at) with its gates and the state of each sector.

    A sector that is not listed is `not_established`.
    """

    id: PhaseId
    name: str
    starts_at: datetime
    ends_at: datetime
    name_ar: str | None = None
    gates: tuple[Gate, ...] = ()
    sector_states: tuple[tuple[SectorId, SectorState], ...] = ()
    note: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.starts_at, f"Start of phase {self.id}")
        require_aware(self.ends_at, f"End of phase {self.id}")
        if self.ends_at <= self.starts_at:
            msg = f"Phase {self.id} ends {self.ends_at.isoformat()}, not after it starts; move one of the two."
            raise PlanError(msg)
        if len(dict(self.sector_states)) < len(self.sector_states):
            msg = f"Phase {self.id} gives the state of a sector twice; keep one."
            raise PlanError(msg)

    def state_of(self, sector_id: SectorId) -> SectorState:
        """State of one sector in this phase."""
        return dict(self.sector_states).get(sector_id, SectorState.NOT_ESTABLISHED)

    def active_sectors(self) -> frozenset[SectorId]:
        """Sectors that secure their roads in this phase."""
        return frozenset(s for s, state in self.sector_states if state is SectorState.ACTIVE)

    def with_sector_state(self, sector_id: SectorId, state: SectorState) -> "Phase":
        """The same phase with one sector in another state."""
        others = tuple(pair for pair in self.sector_states if pair[0] != sector_id)
        return replace(self, sector_states=(*others, (sector_id, state)))
