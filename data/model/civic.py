"""Civic services and rebuilding: what must be done at a site, and which of it needs cover; where people live."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shapely import Point

from data.errors import PlanError
from data.model.checks import require_not_negative
from data.model.ids import RestorationId, SettlementId, SiteId
from data.model.provenance import Source, require_aware
from geo.shapes import require_point


class CivicService(StrEnum):
    """What people get back."""

    WATER = "water"
    POWER = "power"
    HEALTH = "health"
    SCHOOLS = "schools"
    HOUSING = "housing"


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorationStep:
    """One piece of work; where it `needs_cover`, days without cover of its site do not count as worked."""

    name: str
    work_days: float
    needs_cover: bool = True
    done_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(self.done_at, f"Completion of {self.name}")
        if not 0 <= self.work_days < float("inf"):
            msg = f"The step “{self.name}” takes {self.work_days} days; give 0 or more."
            raise PlanError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """How a service comes back at a site, step by step; `people_served` None means not reported."""

    id: RestorationId
    site: SiteId
    service: CivicService
    steps: tuple[RestorationStep, ...] = ()
    people_served: int | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_not_negative(self.people_served, f"People served by restoration {self.id}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """People who live around a point; `people` None means not reported, which is not 0."""

    id: SettlementId
    name: str
    point: Point
    people: int | None = None
    name_ar: str | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_point(self.point, f"Settlement {self.id}")
        require_not_negative(self.people, f"People of settlement {self.id}")
