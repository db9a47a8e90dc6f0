"""Reasons of a route: why it runs this way and not the obvious one, as values that pages show and exports write."""

from dataclasses import dataclass

from data.model.results import Obstacle, Route, WouldBeRoute


@dataclass(frozen=True, slots=True, kw_only=True)
class BindingReason:
    """What makes a route run as it does, and the way that would be taken without it.

    Mostly one thing; several where none of them alone but all together change the way. The costs
    are the route's beyond those of `without`, and may be negative: `extra_exposure_s` is below 0
    where the detour spares exposure, which is counted on both ways as things stand.
    """

    reasons: tuple[Obstacle, ...]
    without: WouldBeRoute
    extra_s: float
    extra_m: float
    extra_exposure_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteReasons:
    """A route beside the obvious way: the fastest with no area, report or policy in force.

    `binding` is ordered by the seconds each costs, the dearest first; what it does not name could be
    taken away one at a time and the route would stay. The `extra` values are beyond the obvious way.
    """

    route: Route
    obvious: WouldBeRoute
    is_obvious: bool
    extra_s: float
    extra_m: float
    extra_exposure_s: float
    binding: tuple[BindingReason, ...] = ()
