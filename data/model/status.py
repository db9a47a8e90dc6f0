"""Status reports on roads, bridges and borders, in the Logistics Cluster's words."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.errors import PlanError
from data.model.ids import CrossingId, ReportId
from data.model.provenance import Source, Validity
from geo.shapes import require_line, require_point


class RoadStatus(StrEnum):
    """Vocabulary for roads (LogIE as encoded in openrouteservice)."""

    UNKNOWN = "UNKNOWN"
    PASSABLE = "PASSABLE"
    RESTRICTED = "RESTRICTED"
    NOT_PASSABLE = "NOT_PASSABLE"
    ALTERNATIVE_ROUTE = "ALTERNATIVE_ROUTE"
    UNSPECIFIED = "UNSPECIFIED"


class BridgeStatus(StrEnum):
    """Vocabulary for bridges (LogIE as encoded in openrouteservice)."""

    UNKNOWN = "UNKNOWN"
    PASSABLE = "PASSABLE"
    RESTRICTED = "RESTRICTED"
    NOT_PASSABLE = "NOT_PASSABLE"
    ALTERNATIVE = "ALTERNATIVE"


class BorderStatus(StrEnum):
    """Vocabulary for borders (LogIE as encoded in openrouteservice)."""

    UNKNOWN = "UNKNOWN"
    OPEN = "OPEN"
    RESTRICTED = "RESTRICTED"
    CLOSED = "CLOSED"
    UNSPECIFIED = "UNSPECIFIED"
    UNCLEAR = "UNCLEAR"


class Passability(StrEnum):
    """What a status means for a convoy; every word that does not clearly say open is unknown."""

    OPEN = "open"
    RESTRICTED = "restricted"
    CLOSED = "closed"
    UNKNOWN = "unknown"


_MEANS = {
    "PASSABLE": Passability.OPEN,
    "OPEN": Passability.OPEN,
    "RESTRICTED": Passability.RESTRICTED,
    "NOT_PASSABLE": Passability.CLOSED,
    "CLOSED": Passability.CLOSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReport:
    """One report on a stretch of road (line), a bridge (point) or a border crossing (its id).

    `place` is None only for a border. After `stale_after` without a newer report the status is
    unknown again.
    """

    id: ReportId
    status: RoadStatus | BridgeStatus | BorderStatus
    source: Source
    place: LineString | Point | None = None
    crossing_id: CrossingId | None = None
    valid: Validity = field(default_factory=Validity)
    stale_after: timedelta = timedelta(hours=72)
    note: str | None = None

    def __post_init__(self) -> None:
        expected = (
            (BorderStatus, type(None), self.crossing_id is not None),
            (BridgeStatus, Point, self.crossing_id is None),
            (RoadStatus, LineString, self.crossing_id is None),
        )
        if not any(isinstance(self.status, s) and isinstance(self.place, p) and c for s, p, c in expected):
            msg = (
                f"Report {self.id} does not fit together: a road report needs a line, a bridge report a point, "
                "a border report the id of its crossing."
            )
            raise PlanError(msg)
        _require_place(self.place, f"Report {self.id}")

    def passability(self, at: datetime) -> Passability:
        """What the report says at a moment: unknown before it is made and once it is stale."""
        age = self.source.age(at)
        if age is None or not timedelta(0) <= age <= self.stale_after or not self.valid.holds_at(at):
            return Passability.UNKNOWN
        return _MEANS.get(self.status.value, Passability.UNKNOWN)


def _require_place(place: BaseGeometry | None, what: str) -> None:
    match place:
        case Point():
            require_point(place, what)
        case LineString():
            require_line(place, what)
