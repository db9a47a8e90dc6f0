"""Results: what routing answers, as values that pages show and exports write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shapely import LineString, MultiLineString, Point

from data.model.finding import Finding
from data.model.pieces import RoutePiece, Street


class RoutePolicy(StrEnum):
    """What a route is chosen by."""

    FASTEST = "fastest"
    LOW_EXPOSURE = "low-exposure"
    SHORTEST = "shortest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snap:
    """A wanted point and the place on the network it was taken to.

    `offset_m` is the distance along `segment` from its from_node, `distance_m` how far the wanted
    point lies off the road.
    """

    wanted: Point
    point: Point
    segment: int
    offset_m: float
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaExposure:
    """How much of a route lies inside one zone."""

    area_id: str
    name: str
    kind: str
    distance_m: float
    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliedReport:
    """A status report a route relies on: how much of it, and how old it is."""

    report_id: str
    status: str
    passability: str
    reported_at: datetime | None
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A way through, in driving order from origin over the via points to the destination.

    `line` is WGS 84. `duration_s` is driving time with all slow-downs; `exposure_s` the seconds in
    dangerous zones weighed by their exposure. `unknown_m` lies on roads reported unknown or stale,
    `unreported_m` on roads no report speaks of: neither is known to be open.
    """

    policy: RoutePolicy
    at: datetime
    origin: Snap
    destination: Snap
    via: tuple[Snap, ...]
    line: LineString
    distance_m: float
    duration_s: float
    exposure_s: float
    pieces: Sequence[RoutePiece]
    exposure: tuple[AreaExposure, ...]
    streets: tuple[Street, ...]
    reports: tuple[ReliedReport, ...]
    unknown_m: float
    unreported_m: float
    findings: tuple[Finding, ...] = ()

    @property
    def oldest_report(self) -> ReliedReport | None:
        """The oldest report the route relies on; None when it relies on none."""
        dated = [r for r in self.reports if r.reported_at is not None]
        undated = [r for r in self.reports if r.reported_at is None]
        return undated[0] if undated else min(dated, key=lambda r: (r.reported_at, r.report_id), default=None)


class NoRouteReason(StrEnum):
    """Why there is no way through."""

    ORIGIN_CLOSED = "origin_inside_closed_area"
    DESTINATION_CLOSED = "destination_inside_closed_area"
    VIA_CLOSED = "via_inside_closed_area"
    CLOSED = "closed"
    NOT_CONNECTED = "not_connected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing in the way: a zone, a status report, a barrier on the road or a policy.

    `places` are (lon, lat) where it cuts the way looked at.
    """

    kind: str
    id: str
    name: str
    why: str
    places: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPart:
    """A stretch of a road that an obstacle closes, as it would be driven; WGS 84."""

    kind: str
    id: str
    line: LineString
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldBeRoute:
    """A way that is NOT permitted: how it would run if what `lifted` names were not in force.

    `as_if_lifted` tells its metres and seconds under that assumption, its exposure as things stand;
    `closed` are the stretches on which it is not permitted.
    """

    lifted: tuple[tuple[str, str], ...]
    as_if_lifted: Route
    closed: tuple[ClosedPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRoute:
    """No way through, what stands in it, and the least that must be lifted for one.

    Lifting all `obstacles` together gives the way `relaxed`; leaving any one in place gives none.
    `separating` is the other view: these alone keep the stops apart, all else lifted, and none of
    them can be spared; each set of `also_separating` does the same and shares nothing with it or
    with another. Where `relaxed` is None no lifting helps, because roads do not join the
    stops; obstacles then name the areas that close the stops besides. `weight` is what the
    obstacles weigh together, `at_least` what every other choice weighs at least.
    """

    policy: RoutePolicy
    at: datetime
    reason: NoRouteReason
    message: str
    obstacles: tuple[Obstacle, ...] = ()
    separating: tuple[Obstacle, ...] = ()
    also_separating: tuple[tuple[Obstacle, ...], ...] = ()
    weight: int = 0
    at_least: int = 0
    relaxed: WouldBeRoute | None = None

    @property
    def proven(self) -> bool:
        """Whether nothing lighter than the obstacles can be lifted for a route."""
        return self.at_least >= self.weight


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageGap:
    """A stretch of corridor outside every active sector.

    `start_m` and `end_m` run along the corridor; `sectors` names those that lie there but are not
    active, with their state.
    """

    start_m: float
    end_m: float
    line: LineString | MultiLineString
    sectors: tuple[tuple[str, str], ...]

    @property
    def distance_m(self) -> float:
        """Length of the gap, metres."""
        return self.end_m - self.start_m


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Corridor metres inside active sectors in one phase; metres under two sectors count once."""

    corridor_id: str
    phase_id: str
    total_m: float
    covered_m: float
    by_sector_m: tuple[tuple[str, float], ...]
    gaps: tuple[CoverageGap, ...]

    @property
    def share(self) -> float:
        """Covered share, 0 to 1."""
        return self.covered_m / self.total_m if self.total_m else 0.0
