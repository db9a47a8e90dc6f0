"""Sector: an area assigned to one owner inside the operation."""

from dataclasses import dataclass, field

from shapely import MultiPolygon, Polygon

from data.model.ids import ContributorId, SectorId
from data.model.provenance import Source, Validity
from geo.shapes import require_area


@dataclass(frozen=True, slots=True, kw_only=True)
class Sector:
    """An assigned area in WGS 84; whether it is active is said by each Phase, not here.

    Overlap with a neighbour is a finding, not an error. `owner` is None while nobody has taken it.
    """

    id: SectorId
    name: str
    area: Polygon | MultiPolygon
    name_ar: str | None = None
    owner: ContributorId | None = None
    valid: Validity = field(default_factory=Validity)
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_area(self.area, f"Sector {self.id}")
