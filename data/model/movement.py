"""Convoy: a column that wants to move from one place to another."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from data.errors import PlanError
from data.model.ids import ConvoyId, CrossingId, SiteId
from data.model.provenance import require_aware


class Priority(StrEnum):
    """Urgency of a movement."""

    ROUTINE = "routine"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Convoy:
    """A column between two places of the plan.

    `vehicle_count` None means not reported. `movement_number` is the number it is announced under.
    """

    id: ConvoyId
    name: str
    organisation: str
    origin: SiteId | CrossingId
    destination: SiteId | CrossingId
    departs_at: datetime
    via: tuple[SiteId | CrossingId, ...] = ()
    vehicle_count: int | None = None
    vehicle_gap_m: float = 100.0
    priority: Priority = Priority.ROUTINE
    cargo: str | None = None
    movement_number: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.departs_at, f"Departure of convoy {self.id}")
        if self.vehicle_count is not None and self.vehicle_count < 1:
            msg = f"Convoy {self.id} has {self.vehicle_count} vehicles; give 1 or more, or leave it unknown."
            raise PlanError(msg)
        if not 0 < self.vehicle_gap_m < float("inf"):
            msg = f"Convoy {self.id} has a vehicle gap of {self.vehicle_gap_m} m; give more than 0."
            raise PlanError(msg)
