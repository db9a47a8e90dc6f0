"""Answers beyond one route: matrices, reach, alternatives and fronts, as values that pages show."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from shapely import MultiLineString, MultiPolygon

from data.model.finding import Finding
from data.model.ids import SiteId
from data.model.results import Route, RoutePolicy, Snap

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Matrix:
    """From every origin (rows) to every destination (columns); NaN where there is no route.

    `choice` is what each way was chosen by, -1 where there is none. A snap is None where no road
    is near; `findings` name those places, and the places inside closed areas.
    """

    policy: RoutePolicy
    at: datetime
    origins: tuple[Snap | None, ...]
    destinations: tuple[Snap | None, ...]
    duration_s: Floats
    distance_m: Floats
    choice: Rows
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteReached:
    """A site within reach: of which base (row in the question), and how long the way takes."""

    site_id: SiteId
    name: str
    base: int
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reached:
    """What lies within one limit of at least one base.

    The columns `segment`, `start_m`, `end_m` are the stretches of road reached, exact, sorted,
    each metre once; `line` draws them. `area` is the ground beside them, a picture: it also covers
    roads that lie beside a reached one without being reached.
    """

    limit_min: float
    segment: Rows
    start_m: Floats
    end_m: Floats
    distance_m: float
    line: MultiLineString
    area: MultiPolygon
    sites: tuple[SiteReached, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reach:
    """Reach of the bases, one answer for each limit in the order asked.

    `toward` tells that the ways lead from the road to the base, as to a hospital.
    """

    policy: RoutePolicy
    at: datetime
    toward: bool
    bases: tuple[Snap | None, ...]
    reached: tuple[Reached, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One of several ways through, compared with the best and with the others given.

    `stretch` is its cost in the choice over that of the best. `overlap` is the greatest share of
    metres it has in common with another way, of the shorter of the two; `dissimilarity` the least
    to any other, 1 - (shared / own + shared / other) / 2. A way alone has overlap 0, dissimilarity 1.
    """

    route: Route
    stretch: float
    overlap: float
    dissimilarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """The best way first, then dissimilar ones; `why_fewer` says why there are fewer than asked for.

    `rejected` counts the ways looked at and refused, by reason.
    """

    ways: tuple[Alternative, ...]
    rejected: tuple[tuple[str, int], ...]
    why_fewer: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPoint:
    """A way no other beats in both time and exposure, with the two numbers it was judged by.

    `time_s` counts doubtful roads and roads that need permission as the choice does; the driving
    time is the route's.
    """

    route: Route
    time_s: float
    exposure_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """Ways from fastest to least exposed.

    For every way through there is a point here with at most `time_factor` times its time and
    `exposure_factor` times its exposure; both are 1 when the front is exact.
    """

    points: tuple[FrontPoint, ...]
    time_factor: float = 1.0
    exposure_factor: float = 1.0

    @property
    def is_exact(self) -> bool:
        """Whether no way through is missing but equals of those given."""
        return self.time_factor == self.exposure_factor == 1.0
