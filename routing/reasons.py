"""Why a route runs this way and not the obvious one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from data.model.plan import Plan
from data.model.reasons import BindingReason, RouteReasons
from data.model.results import Obstacle, Route, RoutePolicy, WouldBeRoute
from data.model.sector import Sector
from data.model.status import StatusReport
from data.model.zone import Zone
from routing.case import Case, case_of
from routing.closures import Closures, closed_stretches, closures_of
from routing.costs import Costs
from routing.effects import AREAS, Effect, Key
from routing.errors import RoutingError
from routing.explain import told_route
from routing.index import NetworkIndex
from routing.obstacles import closed_parts
from routing.question import RouteQuestion, UnknownPolicy
from routing.way import Leg

UNKNOWN: Key = ("policy", "unknown")
CHOICE: Key = ("policy", "choice")
Way = tuple[tuple[int, float, float], ...]


def why_this_way(index: NetworkIndex, plan: Plan, question: RouteQuestion, route: Route) -> RouteReasons:
    """The route beside the fastest with nothing in force, and what binds it, the dearest reason first.

    Binding is what changes the way when taken away: an area with all it does to roads, a report, the
    policy for the unknown (without it, unknown roads count as open) or the policy of choice (without
    it, the fastest is taken). Where nothing binding leads to the obvious way by itself, a set of
    reasons that does so together is told too, of which none can be spared. Closed gates are part of
    the roads and stay closed. Each reason costs one search.

    Raises
    ------
    RoutingError
        When a stop lies farther from every road than `question.max_snap_m`.
    """
    return _Comparison(case_of(index, plan, question), route).told()


@dataclass
class _Comparison:
    case: Case
    route: Route

    def told(self) -> RouteReasons:
        """See `why_this_way`."""
        obvious = self._without(self.candidates)
        if obvious is None:
            msg = "There is no route to explain; ask for the route again and explain the new answer."
            raise RoutingError(msg)
        binding = list(self._single())
        if _way(obvious) not in [_way(self.route), *(_way(b.without) for b in binding if b.without)]:
            binding.append(self._binding(self._joint(_way(obvious))))
        extra_s, extra_m, extra_exposure_s = self._extra(obvious)
        return RouteReasons(
            route=self.route,
            obvious=obvious,
            is_obvious=_way(obvious) == _way(self.route),
            extra_s=extra_s,
            extra_m=extra_m,
            extra_exposure_s=extra_exposure_s,
            binding=tuple(sorted(binding, key=_dearest_first)),
        )

    @cached_property
    def candidates(self) -> frozenset[Key]:
        """All that lies on roads, and the policies that are not the plainest."""
        question, effects = self.case.question, self.case.effects
        on_roads = {effects.effects[i].cause for i in np.unique(effects.effect)}
        unknown = {UNKNOWN} if question.unknown is not UnknownPolicy.USE else set()
        choice = {CHOICE} if question.policy is not RoutePolicy.FASTEST else set()
        return frozenset(on_roads | unknown | choice)

    def _single(self) -> Iterator[BindingReason]:
        for key in sorted(self.candidates):
            if self._way_without(frozenset({key})) != _way(self.route):
                yield self._binding(frozenset({key}))

    def _joint(self, wanted: Way) -> frozenset[Key]:
        """Reasons that together keep from this way, of which none can be spared."""
        keys = self.candidates
        for key in sorted(keys):
            if self._way_without(keys - {key}) == wanted:
                keys -= {key}
        return keys

    def _binding(self, keys: frozenset[Key]) -> BindingReason:
        without = self._without(keys)
        extra_s, extra_m, extra_exposure_s = self._extra(without) if without else (None, None, None)
        return BindingReason(
            reasons=tuple(_reason(self.case, key) for key in sorted(keys)),
            without=without,
            extra_s=extra_s,
            extra_m=extra_m,
            extra_exposure_s=extra_exposure_s,
        )

    def _extra(self, without: WouldBeRoute) -> tuple[float, float, float]:
        """Seconds, metres and exposure of the route beyond those of another way."""
        route, other = self.route, without.as_if_lifted
        return (
            route.duration_s - other.duration_s,
            route.distance_m - other.distance_m,
            route.exposure_s - other.exposure_s,
        )

    def _freed(self, keys: frozenset[Key]) -> Case:
        """The case with these reasons taken away."""
        case = self._unknown_used if UNKNOWN in keys else self.case
        policy = RoutePolicy.FASTEST if CHOICE in keys else case.question.policy
        return replace(case, question=replace(case.question, policy=policy), effects=case.effects.ignoring(keys))

    @cached_property
    def _unknown_used(self) -> Case:
        question = replace(self.case.question, unknown=UnknownPolicy.USE)
        return case_of(self.case.index, self.case.plan, question)

    def _way_without(self, keys: frozenset[Key]) -> Way | None:
        freed = self._freed(keys)
        legs = _legs(freed, freed.costs())
        if legs is None:
            return None
        stretches = (s for leg in legs for s in leg.stretches if s.start_m != s.end_m)
        return tuple((s.segment, s.start_m, s.end_m) for s in stretches)

    def _without(self, keys: frozenset[Key]) -> WouldBeRoute | None:
        """The way without these reasons; its exposure and closed stretches as things stand."""
        freed = self._freed(keys)
        costs = freed.costs()
        legs = _legs(freed, costs)
        if legs is None:
            return None
        now, closures = self._closed_now
        told = replace(freed, effects=replace(freed.effects, findings=()))
        return WouldBeRoute(
            lifted=tuple(sorted(keys)),
            as_if_lifted=told_route(told, costs, legs),
            closed=closed_parts(self.case.index, closed_stretches(now, closures, legs)),
        )

    @cached_property
    def _closed_now(self) -> tuple[Costs, Closures]:
        costs = self.case.costs()
        return costs, closures_of(self.case, costs)


def _legs(case: Case, costs: Costs) -> list[Leg] | None:
    found = [leg for leg in case.legs(costs) if leg is not None]
    return found if len(found) == len(case.stops) - 1 else None


def _dearest_first(binding: BindingReason) -> tuple[float, float, list[tuple[str, str]]]:
    names = [(reason.kind, reason.id) for reason in binding.reasons]
    if binding.extra_s is None or binding.extra_m is None:
        return -np.inf, -np.inf, names
    return -binding.extra_s, -binding.extra_m, names


def _way(answer: Route | WouldBeRoute) -> Way:
    route = answer.as_if_lifted if isinstance(answer, WouldBeRoute) else answer
    return tuple((piece.segment, piece.start_m, piece.end_m) for piece in route.pieces)


def _reason(case: Case, key: Key) -> Obstacle:
    kind, name = key
    if key == UNKNOWN:
        return Obstacle(kind=kind, id=name, name="Unknown roads and gates", why=_UNKNOWN_WHY[case.question.unknown])
    if key == CHOICE:
        return Obstacle(
            kind=kind, id=name, name=f"Policy {case.question.policy.value}", why="not the fastest is wanted"
        )
    does = [_does(effect) for effect in case.effects.effects if effect.cause == key]
    why = ", ".join(dict.fromkeys(word for word in does if word)) or "without effect"
    match case.plan.get(name):
        case Zone() | Sector() as area:
            return Obstacle(kind=kind, id=name, name=area.name, why=f"{why}, says {area.source.name}")
        case StatusReport() as report:
            return Obstacle(
                kind=kind, id=name, name=f"Report {name}", why=f"{report.status.value}, says {report.source.name}"
            )
    return Obstacle(kind=kind, id=name, name=name, why=why)


_UNKNOWN_WHY = {
    UnknownPolicy.CLOSED: "not to be used",
    UnknownPolicy.CAUTION: "avoided where the way round is not too long",
    UnknownPolicy.USE: "used as if open",
}


def _does(effect: Effect) -> str:
    if effect.closed:
        return "closed"
    if effect.factor != 1.0 or effect.added_s_per_km:
        return "slowed"
    if effect.layer == AREAS:
        return "held open"
    return "dangerous" if effect.exposure else ""
