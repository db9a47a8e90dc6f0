"""Zone: a standing area of some kind; what it does to roads is said by a Barrier, not here."""

from dataclasses import dataclass, field
from enum import StrEnum

from shapely import MultiPolygon, Polygon

from data.errors import PlanError
from data.model.ids import ZoneId
from data.model.provenance import Source, Validity
from geo.shapes import require_area


class ZoneKind(StrEnum):
    """What a zone is about."""

    ADMIN = "admin"
    HAZARD = "hazard"
    MINES = "mines"
    FLOOD = "flood"
    DAMAGE = "damage"
    EVACUATION = "evacuation"
    NO_GO = "no_go"
    CURFEW = "curfew"
    SEPARATION = "separation"
    HUMANITARIAN = "humanitarian"
    MILITARY = "military"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A standing area in WGS 84 with kind, owner, validity and source; an invalid area is refused.

    `exposure` weighs one hour inside it when routes of low exposure are sought: 0 is harmless,
    1 the usual danger. It is relative and uncalibrated.
    """

    id: ZoneId
    name: str
    area: Polygon | MultiPolygon
    kind: ZoneKind
    name_ar: str | None = None
    owner: str | None = None
    exposure: float = 0.0
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_area(self.area, f"Zone {self.id}")
        if not 0 <= self.exposure < float("inf"):
            msg = f"Zone {self.id} has an exposure of {self.exposure}; give 0 or more."
            raise PlanError(msg)
