"""What coverage by phase answers: corridors, places, people, gaps by their remedy, density and what hangs together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from shapely import LineString

from data.model import SectorId
from routing.force.secured import Footing
from routing.force.standards import Benchmark


class GapKind(StrEnum):
    """Why a place is not covered; each kind has another remedy."""

    NOT_SECURED = "sector_not_active_or_not_consented"
    NOBODY_MAY_ACT = "nobody_may_act"
    NOT_KNOWN = "not_known"
    NOT_REACHABLE = "not_reachable_inside"
    UNKNOWN_ROADS = "only_over_unknown_roads"
    BEYOND = "beyond_the_limit"
    NO_BACKUP = "covered_once"


TWICE = 2
"""Bases that must reach a place for it to have a backup."""


def lack_of(known: int, at_best: int, ever: int) -> GapKind | None:
    """What a place lacks of a response that so many bases give in time, at best in time, and at any time."""
    if known:
        return GapKind.NO_BACKUP if known < TWICE else None
    if at_best:
        return GapKind.UNKNOWN_ROADS
    return GapKind.BEYOND if ever else GapKind.NOT_REACHABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A stretch of corridor with one lack; `over_s` is by how much its farthest point is beyond the limit.

    `standard` is None where the lack is not one of response.
    """

    corridor_id: str
    kind: GapKind
    standard: str | None
    start_m: float
    end_m: float
    line: LineString
    sectors: tuple[SectorId, ...]
    over_s: float | None = None

    @property
    def distance_m(self) -> float:
        """Length, metres."""
        return self.end_m - self.start_m


@dataclass(frozen=True, slots=True, kw_only=True)
class MetresCovered:
    """Secured corridor metres that meet a standard: known, at best, by two bases or more, and to be expected.

    What is expected counts each metre by the chance that one of its bases is free, 1 - (1 - q)^k.
    """

    standard: str
    known_m: float
    at_best_m: float
    twice_m: float
    expected_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CorridorCover:
    """One corridor: all of it, what is secured, what is secured and meets every standard, and the rest as gaps."""

    corridor_id: str
    total_m: float
    secured_m: float
    covered_m: float
    by_standard: tuple[MetresCovered, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTime:
    """One standard at one place: seconds known and at best, None for no way, and how many bases are in time."""

    standard: str
    known_s: float | None
    at_best_s: float | None
    bases: int
    gap: GapKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCover:
    """A site or settlement: the sectors it lies in, whether one is secured, its response times and what lacks first."""

    place_id: str
    sectors: tuple[SectorId, ...]
    footing: Footing
    times: tuple[PlaceTime, ...]
    people: int | None = None

    @property
    def covered(self) -> bool:
        """Whether it is secured and meets every standard by ways known to be passable."""
        return self.footing is Footing.SECURED and all(
            time.gap in {None, GapKind.NO_BACKUP} and time.bases > 0 for time in self.times
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Density:
    """Security forces who may act for 1,000 people; None while people, or a strength, are not reported."""

    sector: SectorId
    forces: int | None
    people: int | None
    per_thousand: float | None

    def meets(self, benchmark: Benchmark) -> bool | None:
        """Whether it reaches the least of a benchmark; None when it is not known."""
        return None if self.per_thousand is None else self.per_thousand >= benchmark.least


@dataclass(frozen=True, kw_only=True, eq=False)
class PhaseCover:
    """Coverage in one phase at a moment; `cut_off` are secured sectors without a secured way to a crossing."""

    phase_id: str
    at: datetime
    footing: Mapping[SectorId, Footing]
    corridors: tuple[CorridorCover, ...]
    sites: tuple[PlaceCover, ...]
    settlements: tuple[PlaceCover, ...]
    density: tuple[Density, ...]
    cut_off: frozenset[SectorId] = field(default_factory=frozenset)

    @property
    def covered_share(self) -> float:
        """Share of all corridor metres that is covered, 0 to 1."""
        total_m = sum(corridor.total_m for corridor in self.corridors)
        return sum(corridor.covered_m for corridor in self.corridors) / total_m if total_m else 0.0

    @property
    def people_covered(self) -> int:
        """People of covered settlements, those not reported left out."""
        return sum(place.people or 0 for place in self.settlements if place.covered)

    @property
    def people(self) -> int:
        """People of all settlements that are reported."""
        return sum(place.people or 0 for place in self.settlements)
