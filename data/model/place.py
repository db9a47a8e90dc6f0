"""Places a convoy serves or passes: sites, crossings, corridors and reported incidents."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shapely import LineString, Point

from data.model.checks import require_not_negative
from data.model.ids import CorridorId, CrossingId, IncidentId, SiteId
from data.model.provenance import Source, Validity, require_aware
from geo.shapes import require_line, require_point


class SiteKind(StrEnum):
    """What a site is for."""

    HOSPITAL = "hospital"
    CLINIC = "clinic"
    WAREHOUSE = "warehouse"
    DISTRIBUTION = "distribution"
    SHELTER = "shelter"
    WELL = "well"
    WATER_PLANT = "water_plant"
    POWER_PLANT = "power_plant"
    RECONSTRUCTION = "reconstruction"
    SCHOOL = "school"
    BASE = "base"
    HOLDING_POINT = "holding_point"
    CHECKPOINT = "checkpoint"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A fixed place; None in any figure means not reported, which is not 0.

    `room_m` is the length of column that can stand there clear of the road; `lanes` vehicles are dealt with at once
    at a checkpoint, each for `service_time_per_vehicle_s`.
    """

    id: SiteId
    name: str
    point: Point
    kind: SiteKind
    name_ar: str | None = None
    capacity: float | None = None
    capacity_unit: str | None = None
    room_m: float | None = None
    service_time_per_vehicle_s: float | None = None
    lanes: int | None = None
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_point(self.point, f"Site {self.id}")
        require_not_negative(self.capacity, f"Capacity of site {self.id}")
        require_not_negative(self.room_m, f"Room for columns at site {self.id}")
        require_not_negative(self.service_time_per_vehicle_s, f"Service time of site {self.id}")
        require_not_negative(self.lanes, f"Lanes of site {self.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A border crossing; its status is told by StatusReports that name it."""

    id: CrossingId
    name: str
    point: Point
    name_ar: str | None = None
    service_time_per_vehicle_s: float | None = None
    lanes: int | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_point(self.point, f"Crossing {self.id}")
        require_not_negative(self.service_time_per_vehicle_s, f"Service time of crossing {self.id}")
        require_not_negative(self.lanes, f"Lanes of crossing {self.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """An agreed way for safe passage, drawn as a line along roads."""

    id: CorridorId
    name: str
    line: LineString
    name_ar: str | None = None
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_line(self.line, f"Corridor {self.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One reported event at a place; `precision_m` None means the place is only roughly known."""

    id: IncidentId
    kind: str
    point: Point
    happened_at: datetime
    summary: str
    precision_m: float | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))

    def __post_init__(self) -> None:
        require_point(self.point, f"Incident {self.id}")
        require_aware(self.happened_at, f"Time of incident {self.id}")
