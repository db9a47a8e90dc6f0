"""Why a route runs this way and not the obvious one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from data.model.plan import Plan
from data.model.reasons import BindingReason, MetReason, RouteReasons
from data.model.results import Obstacle, Route, RoutePolicy, WouldBeRoute
from data.model.sector import Sector
from data.model.status import StatusReport
from data.model.zone import Zone
from routing.costs.blocks import EACH_SEGMENT
from routing.costs.costs import Costs
from routing.costs.effects import AREAS, Effect, Key, effects_of
from routing.costs.limits import with_segments
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.ways.case import LIMIT_POLICY, POLICIES, UNKNOWN_POLICY, Case, case_of
from routing.ways.explain import told_route
from routing.ways.limit_words import run_words
from routing.ways.way import Leg
from routing.why.closures import Closures, closed_stretches, closures_of
from routing.why.obstacles import closed_parts
from routing.why.on_the_way import limits_in_force, limits_that_could_bind, metres_met

CHOICE: Key = ("policy", "choice")
Way = tuple[tuple[int, float, float], ...]


def why_this_way(index: NetworkIndex, plan: Plan, question: RouteQuestion, route: Route) -> RouteReasons:
    """The route beside the fastest with nothing in force, and what binds it, the dearest reason first.

    Binding is what changes the way when taken away: an area with all it does to roads, a report, a
    limit, a policy for the unknown (without it, unknown roads or limits count as open) or the policy of
    choice (without it, the fastest is taken). Where nothing binding leads to the obvious way by
    itself, a set of reasons that does so together is told too, of which none can be spared. All that
    lies on the obvious way is told besides. Closed gates are part of the roads and stay closed. Each
    reason costs one search, a limit only where it lies near enough to turn the way.

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
        obvious = self._without(self.everything)
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
            met=tuple(sorted(self._met(obvious, binding), key=_closing_first)),
        )

    @cached_property
    def everything(self) -> frozenset[Key]:
        """All that lies on roads, and the policies that are not the plainest."""
        question, effects = self.case.question, self.case.effects
        on_roads = {effects.effects[i].cause for i in np.unique(effects.effect)}
        on_roads = {key for key in on_roads if key[1] != EACH_SEGMENT}
        policies = {key for key, name in POLICIES.items() if getattr(question, name) is not UnknownPolicy.USE}
        policies -= {LIMIT_POLICY} if question.vehicle is None else set()
        choice = {CHOICE} if question.policy is not RoutePolicy.FASTEST else set()
        return frozenset(on_roads | policies | choice | limits_in_force(self.case))

    @cached_property
    def candidates(self) -> frozenset[Key]:
        """All of these but the limits that lie too far away to turn the way by themselves."""
        if not any(kind == "limit" for kind, _ in self.everything):
            return self.everything
        costs = self.case.costs()
        near = limits_that_could_bind(self.case, costs, _legs(self.case, costs) or [])
        return frozenset(key for key in self.everything if key[0] != "limit" or key in near)

    def _single(self) -> Iterator[BindingReason]:
        for key in sorted(self.candidates):
            if self._way_without(frozenset({key})) != _way(self.route):
                yield self._binding(frozenset({key}))

    def _joint(self, wanted: Way) -> frozenset[Key]:
        """Reasons that together keep from this way, of which none can be spared."""
        keys = self.everything
        on_way = keys - {key for key in keys if key[0] == "limit" and key not in self._metres}
        # a limit off that way makes no way cheaper than it
        keys = on_way if self._way_without(on_way) == wanted else keys
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

    def _met(self, obvious: WouldBeRoute, binding: list[BindingReason]) -> Iterator[MetReason]:
        """All that lies on the obvious way."""
        closing = {(part.kind, part.id) for part in obvious.closed}
        alone = {(b.reasons[0].kind, b.reasons[0].id) for b in binding if len(b.reasons) == 1}
        seconds = {part.area_id: part.duration_s for part in obvious.as_if_lifted.exposure}
        for key, distance_m in self._metres.items():
            area = self.case.plan.find(key[1])
            weight = max(area.exposure, 0.0) if isinstance(area, Zone) else 0.0
            yield MetReason(
                reason=_reason(self.case, key),
                distance_m=distance_m,
                closes=key in closing or (key in POLICIES and self._forbids(key)),
                slows_s=self._slows_s(key),
                exposure_s=weight * seconds.get(key[1], 0.0),
                binds=key in alone,
            )

    def _forbids(self, policy: Key) -> bool:
        return getattr(self.case.question, POLICIES[policy]) is UnknownPolicy.CLOSED

    @cached_property
    def _metres(self) -> Mapping[Key, float]:
        """Metres of the obvious way on which each reason lies."""
        met = metres_met(self.case, self._closed_now[0], self._obvious_legs)
        return {key: distance_m for key, distance_m in met.items() if key in self.everything}

    @cached_property
    def _obvious_legs(self) -> list[Leg]:
        freed = self._freed(self.everything)
        return _legs(freed, freed.costs()) or []

    def _slows_s(self, key: Key) -> float:
        """How much longer the obvious way takes to drive because of one reason, were it all open."""
        if key[0] in {"policy", "limit"}:
            return 0.0
        without = self._freed(frozenset({key})).costs()
        return (_drive_ms(self._closed_now[0], self._obvious_legs) - _drive_ms(without, self._obvious_legs)) / 1000.0

    def _freed(self, keys: frozenset[Key]) -> Case:
        """The case with these reasons taken away."""
        case = self._used(frozenset(keys & POLICIES.keys()))
        policy = RoutePolicy.FASTEST if CHOICE in keys else case.question.policy
        effects = case.effects.ignoring(with_segments(case.index, case.question, keys))
        return replace(case, question=replace(case.question, policy=policy), effects=effects)

    def _used(self, policies: frozenset[Key]) -> Case:
        """The case in which what these policies speak of counts as open."""
        if not policies:
            return self.case
        used = {POLICIES[key]: UnknownPolicy.USE for key in policies}
        question = replace(self.case.question, **used)  # type: ignore[arg-type]  # names are fields of that type
        return replace(self.case, question=question, effects=effects_of(self.case.index, self.case.plan, question))

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
            lifted=tuple(sorted(key for key in keys if key[0] != "limit" or len(keys) == 1 or key in self._metres)),
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


def _closing_first(met: MetReason) -> tuple[bool, float, float, str, str]:
    return not met.closes, -met.slows_s, -met.exposure_s, met.reason.kind, met.reason.id


def _drive_ms(costs: Costs, legs: Sequence[Leg]) -> int:
    return sum(costs.part(s.segment, s.start_m, s.end_m).duration_ms for leg in legs for s in leg.stretches)


def _way(answer: Route | WouldBeRoute) -> Way:
    route = answer.as_if_lifted if isinstance(answer, WouldBeRoute) else answer
    return tuple((piece.segment, piece.start_m, piece.end_m) for piece in route.pieces)


def _reason(case: Case, key: Key) -> Obstacle:
    kind, name = key
    if kind == "policy":
        title, why = _policy(case.question, key)
    elif kind == "limit" and case.question.vehicle is not None:
        title, why = run_words(case.index, case.question.vehicle, int(name))
    else:
        title, why = _record(case, key)
    return Obstacle(kind=kind, id=name, name=title, why=why)


def _policy(question: RouteQuestion, key: Key) -> tuple[str, str]:
    if key == CHOICE:
        return f"Policy {question.policy.value}", "not the fastest is wanted"
    if key == UNKNOWN_POLICY:
        return "Unknown roads and gates", _UNKNOWN_WHY[question.unknown]
    return "Unknown limits", _UNKNOWN_WHY[question.unknown_limits]


def _record(case: Case, key: Key) -> tuple[str, str]:
    """Name of a record, what it does and who says so."""
    does = [_does(effect) for effect in case.effects.effects if effect.cause == key]
    why = ", ".join(dict.fromkeys(word for word in does if word)) or "without effect"
    match case.plan.get(key[1]):
        case Zone() | Sector() as area:
            return area.name, f"{why}, says {area.source.name}"
        case StatusReport() as report:
            return f"Report {report.id}", f"{report.status.value}, says {report.source.name}"
    return key[1], why


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
