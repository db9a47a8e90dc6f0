"""Barrier: what an area does to the roads inside it, the hinge between a drawing and a cost."""

from dataclasses import dataclass, field
from enum import StrEnum

from data.errors import PlanError
from data.model.ids import BarrierId, PhaseId, SectorId, ZoneId
from data.model.provenance import Source, Validity


class BarrierKind(StrEnum):
    """Closed to all, time multiplied, or time added, each on the portion of road inside the area."""

    CLOSED = "closed"
    SCALED = "scaled"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Barrier:
    """What the area `area_id` does to roads: on every metre the highest `priority` alone acts.

    `value` is the factor on travel time for `scaled` (1 or more) and the seconds added for each
    kilometre inside for `added` (0 or more); `closed` has none. Between equal priorities the
    more restrictive acts: closed, then the slower. No `phases` means every phase.
    """

    id: BarrierId
    area_id: ZoneId | SectorId
    kind: BarrierKind
    value: float | None = None
    priority: int = 0
    phases: tuple[PhaseId, ...] = ()
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))

    def __post_init__(self) -> None:
        least = {BarrierKind.SCALED: 1.0, BarrierKind.ADDED: 0.0}.get(self.kind)
        if least is None:
            return
        if self.value is None or not least <= self.value < float("inf"):
            msg = f"Barrier {self.id} is {self.kind} and needs a value of {least:g} or more; it has {self.value}."
            raise PlanError(msg)
