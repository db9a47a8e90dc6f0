"""What became of a movement: when its column really passed a place, and how the mission ended."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from data.errors import PlanError
from data.model.checks import require_not_negative
from data.model.ids import ConvoyId, CrossingId, MissionOutcomeId, PassingReportId, SiteId
from data.model.movement import Via, Waypoint
from data.model.provenance import Source, require_aware


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingReport:
    """When a column's head reached a place of its way and its tail cleared it; None is not reported, never zero.

    Where nothing stands that the plan knows, such as a bridge or the edge of a sector, the place is a waypoint.
    """

    id: PassingReportId
    convoy: ConvoyId
    place: Via
    arrived_at: datetime | None = None
    cleared_at: datetime | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.arrived_at, f"Arrival in report {self.id}")
        require_aware(self.cleared_at, f"Clearing in report {self.id}")
        if self.arrived_at and self.cleared_at and self.cleared_at < self.arrived_at:
            where = self.place.name if isinstance(self.place, Waypoint) else self.place
            msg = f"Report {self.id} has the tail clear {where} before the head is there; correct one of the two."
            raise PlanError(msg)


class OutcomeKind(StrEnum):
    """How a mission ended, in the words of the access reports of the United Nations."""

    FACILITATED = "facilitated"
    IMPEDED_ACCOMPLISHED = "impeded_accomplished"
    IMPEDED_NOT_ACCOMPLISHED = "impeded_not_accomplished"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """How long a column stood at a place."""

    place: SiteId | CrossingId
    wait_s: float

    def __post_init__(self) -> None:
        require_not_negative(self.wait_s, f"The wait at {self.place}")


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionOutcome:
    """How a mission ended on a day, and where it waited.

    `convoy` is None for missions of others, whose waits are worth knowing all the same.
    """

    id: MissionOutcomeId
    kind: OutcomeKind
    ended_at: datetime
    convoy: ConvoyId | None = None
    waits: tuple[Wait, ...] = ()
    cause: str | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.ended_at, f"End of mission {self.id}")
