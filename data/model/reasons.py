"""Reasons of a route: why it runs this way and not the obvious one, as values that pages show and exports write."""

from dataclasses import dataclass

from data.model.results import Obstacle, Route, WouldBeRoute


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingReason:
    """What makes a route run as it does, and the way that would be taken without it.

    Mostly one thing; several where only all together keep from the obvious way. The costs are the
    route's beyond those of `without`, and may be negative: `extra_exposure_s` is below 0 where the
    detour spares exposure, which is counted on both ways as things stand. `without` is None, and
    so are the costs, where this holds open what else is closed and there would be no way without it.
    """

    reasons: tuple[Obstacle, ...]
    without: WouldBeRoute | None
    extra_s: float | None
    extra_m: float | None
    extra_exposure_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MetReason:
    """One reason that lies on the obvious way, whether or not it turns the route from there by itself.

    `distance_m` of that way lie in it; it `closes` some of them, adds `slows_s` to driving all of them
    and counts `exposure_s` there. Where it does not bind, the route stays as it is without it.
    """

    reason: Obstacle
    distance_m: float
    closes: bool
    slows_s: float
    exposure_s: float
    binds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteReasons:
    """A route beside the obvious way: the fastest with no area, report, limit or policy in force.

    `binding` begins with what holds a road open, then comes what costs the most seconds; what it
    does not name could be taken away one at a time and the route would stay. `met` is all that lies
    on the obvious way, what closes it first. The `extra` values are beyond the obvious way.
    """

    route: Route
    obvious: WouldBeRoute
    is_obvious: bool
    extra_s: float
    extra_m: float
    extra_exposure_s: float
    binding: tuple[BindingReason, ...] = ()
    met: tuple[MetReason, ...] = ()
