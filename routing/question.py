"""A question to the road network: from where to where, when, and by what rules."""

import math
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shapely import Point

from data.model.results import RoutePolicy
from data.model.vehicle import Vehicle
from geo.shapes import require_point
from routing.errors import RoutingError


class UnknownPolicy(StrEnum):
    """What to make of roads of which nobody knows whether they can be passed.

    Unknown are roads whose newest report says so, is stale or unspecified, and gates whose passage
    nobody knows. `closed` never uses them; `caution` avoids them where the way round is not too
    long; `use` chooses as if they were open. Whatever the choice, every route lists them.
    """

    CLOSED = "closed"
    CAUTION = "caution"
    USE = "use"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The rules of a question, as things stand `at` that moment; whatever its places are.

    Parameters
    ----------
    exposure_weight
        How many seconds of driving one second of exposure counts as, for low exposure.
    restricted_factor
        Driving time on roads reported restricted is multiplied by this.
    caution_factor
        Unknown roads count this many times in the choice, not in the time, under `caution`.
    max_snap_m
        A point farther than this from every road is refused.
    vehicle
        Whose dimensions limits are compared with; None compares with nothing, and tells the limits.
    unknown_limits
        What to make of a limit that matters to the vehicle and that nobody knows, or of a dimension
        not stated where a limit stands. `use` drives there and tells each such place.

    Raises
    ------
    RoutingError
        When the moment has no time zone, or a factor makes no sense.
    """

    at: datetime
    policy: RoutePolicy = RoutePolicy.FASTEST
    unknown: UnknownPolicy = UnknownPolicy.CAUTION
    exposure_weight: float = 10.0
    restricted_factor: float = 2.0
    caution_factor: float = 3.0
    max_snap_m: float = 1000.0
    vehicle: Vehicle | None = None
    unknown_limits: UnknownPolicy = UnknownPolicy.USE

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            msg = f"The time {self.at.isoformat()} has no time zone; say which zone it is in."
            raise RoutingError(msg)
        self._require("restricted_factor", 1.0)
        self._require("caution_factor", 1.0)
        self._require("exposure_weight", 0.0)
        self._require("max_snap_m", 0.0)

    def _require(self, name: str, least: float) -> None:
        value: float = getattr(self, name)
        if not (least <= value and math.isfinite(value)):
            msg = f"The {name} is {value}; give {least:g} or more."
            raise RoutingError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteQuestion(Terms):
    """From `origin` over `via` in their order to `destination`, under these terms.

    Roads of which no report speaks are usable; the route counts them as `unreported_m`.

    Raises
    ------
    RoutingError
        When the moment has no time zone, a point is no point, or a factor makes no sense.
    """

    origin: Point
    destination: Point
    via: tuple[Point, ...] = ()

    def __post_init__(self) -> None:
        Terms.__post_init__(self)
        for point, what in zip(self.stops, self.stop_names, strict=True):
            require_point(point, what)

    @property
    def stops(self) -> tuple[Point, ...]:
        """Origin, via points and destination, in driving order."""
        return (self.origin, *self.via, self.destination)

    @property
    def stop_names(self) -> tuple[str, ...]:
        """What each stop is called in messages."""
        return ("The origin", *(f"Via point {i}" for i in range(1, len(self.via) + 1)), "The destination")
