"""The answers that stand on a map: every convoy's way, coverage and matrices, kept right as the plan changes.

A changed plan works out anew only what it can have changed. What comes out is equal to what would
come out of nothing: an answer is only taken over where all it was made from is the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from shapely import Point

from data.model.answers import Matrix
from data.model.movement import Convoy, Via, Waypoint
from data.model.place import Crossing, Site
from data.model.plan import Plan
from data.model.results import Coverage, NoRoute, Route
from routing.costs.costs import Costs
from routing.coverage import coverage_by_phase
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.envelope import column_vehicle
from routing.matrix import matrix_on
from routing.question import RouteQuestion, Terms
from routing.step import Step
from routing.ways.case import Case, case_of, legs_of_each
from routing.ways.explain import told_route
from routing.ways.ground import Ground, ground_of
from routing.ways.way import Leg, same_legs
from routing.why.obstacles import no_route


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why a convoy cannot be asked about at all: a stop of it lies away from all roads."""

    message: str


Answer = Route | NoRoute | Refused


@dataclass(frozen=True, kw_only=True)
class MatrixAsked:
    """A matrix to be kept: its terms and places."""

    terms: Terms
    origins: tuple[Point, ...]
    destinations: tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be kept right: the ways of all convoys under these terms, each when it departs, and matrices."""

    terms: Terms
    matrices: tuple[MatrixAsked, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A convoy whose answer a change of the plan has changed; None where it was not, or is no more, in the plan."""

    convoy_id: str
    before: Answer | None
    after: Answer | None

    @property
    def extra_s(self) -> float | None:
        """How many seconds longer the way is now; None where there are not two ways to compare."""
        if isinstance(self.before, Route) and isinstance(self.after, Route):
            return self.after.duration_s - self.before.duration_s
        return None

    def newly_through(self, plan: Plan) -> tuple[str, ...]:
        """Names of the sectors of a plan the way runs through now and did not before."""
        if not isinstance(self.after, Route):
            return ()
        line, before = self.after.line, self.before.line if isinstance(self.before, Route) else None
        through = (s for s in plan.sectors if s.area.intersects(line))
        return tuple(s.name for s in through if before is None or not s.area.intersects(before))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Convoyed:
    """The answer for one convoy and what it was made from; no case where it was refused."""

    answer: Answer
    case: Case | None = None
    legs: tuple[Leg | None, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class _Tabled:
    """A matrix and the ground it was made on."""

    asked: MatrixAsked
    ground: Ground
    matrix: Matrix


@dataclass(frozen=True, kw_only=True, eq=False)
class Standing:
    """The answers that stand for one plan, and what its last change has changed."""

    index: NetworkIndex = field(repr=False)
    plan: Plan = field(repr=False)
    asked: Asked
    coverage: tuple[Coverage, ...]
    changes: tuple[Change, ...] = ()
    convoys: Mapping[str, _Convoyed] = field(repr=False)
    tables: tuple[_Tabled, ...] = field(repr=False)

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """The answer for each convoy, by its id."""
        return {name: convoyed.answer for name, convoyed in self.convoys.items()}

    @cached_property
    def matrices(self) -> tuple[Matrix, ...]:
        """The matrices, in the order asked."""
        return tuple(table.matrix for table in self.tables)

    def after(self, plan: Plan) -> "Standing":
        """The answers for a changed plan, equal to those made from nothing, with what the change has changed."""
        step = Step(self.index, self.plan, plan)
        convoys = _convoyed_all(step, self.asked.terms, self.convoys)
        return replace(
            self,
            plan=plan,
            coverage=coverage_by_phase(plan, (self.plan, self.coverage)),
            changes=changes_between(self.answers, {name: made.answer for name, made in convoys.items()}),
            convoys=convoys,
            tables=tuple(_tabled(self.index, plan, table.asked, table) for table in self.tables),
        )


def standing_of(index: NetworkIndex, plan: Plan, asked: Asked) -> Standing:
    """The answers that stand for a plan."""
    step = Step(index, plan, plan)
    return Standing(
        index=index,
        plan=plan,
        asked=asked,
        coverage=coverage_by_phase(plan),
        convoys=_convoyed_all(step, asked.terms, {}),
        tables=tuple(_tabled(index, plan, one, None) for one in asked.matrices),
    )


def convoy_question(plan: Plan, convoy: Convoy, terms: Terms) -> RouteQuestion:
    """The way of a convoy, asked under these terms for when it departs; for its own vehicles where none is named."""
    own = {name: getattr(terms, name) for name in Terms.__slots__}
    own["vehicle"] = terms.vehicle or column_vehicle(plan, convoy)
    origin, *via, destination = (_point(plan, stop) for stop in (convoy.origin, *convoy.via, convoy.destination))
    return RouteQuestion(**{**own, "at": convoy.departs_at}, origin=origin, via=tuple(via), destination=destination)


def _point(plan: Plan, stop: Via) -> Point:
    if isinstance(stop, Waypoint):
        return stop.point
    place = plan.get(stop)
    assert isinstance(place, Site | Crossing)  # noqa: S101  # a plan refuses convoys between anything else
    return place.point


@dataclass(frozen=True, kw_only=True, eq=False)
class _Open:
    """A convoy whose way is to be searched; `known` is what was answered to the same question."""

    case: Case
    costs: Costs
    known: _Convoyed | None


def _convoyed_all(step: Step, terms: Terms, known: Mapping[str, _Convoyed]) -> Mapping[str, _Convoyed]:
    """The answer for each convoy; the ways to be searched are searched together."""
    asked = {str(c.id): _asked(step, terms, c, known.get(c.id)) for c in step.after.convoys}
    ways = [one for one in asked.values() if isinstance(one, _Open)]
    legs = iter(legs_of_each([(way.case, way.costs) for way in ways]))
    return {name: _told(step, one, next(legs)) if isinstance(one, _Open) else one for name, one in asked.items()}


def _asked(step: Step, terms: Terms, convoy: Convoy, known: _Convoyed | None) -> _Convoyed | _Open:
    """The answer for one convoy where no search is needed: the known one where nothing acts otherwise."""
    try:
        case = case_of(step.index, step.after, convoy_question(step.after, convoy, terms))
    except RoutingError as refusal:
        return _Convoyed(answer=Refused(message=str(refusal)))
    same = known is not None and known.case is not None and known.case.question == case.question
    if known is not None and same and step.same_records:
        return replace(known, case=case)
    if any(case.closed_at_stops()):
        return _Convoyed(answer=no_route(case), case=case)
    return _Open(case=case, costs=case.costs(), known=known if same else None)


def _told(step: Step, way: _Open, legs: tuple[Leg | None, ...]) -> _Convoyed:
    found = [leg for leg in legs if leg is not None]
    if len(found) < len(legs):
        return _Convoyed(answer=no_route(way.case), case=way.case, legs=legs)
    if way.known is not None and same_legs(way.known.legs, legs) and _same_told(step, way.known, way.case):
        return replace(way.known, case=way.case)
    return _Convoyed(answer=told_route(way.case, way.costs, found), case=way.case, legs=legs)


def _same_told(step: Step, known: _Convoyed, after: Case) -> bool:
    """Whether a route of the same legs is told in the same words."""
    route, before = known.answer, known.case
    return isinstance(route, Route) and before is not None and step.same_told(route, before, after)


def changes_between(before: Mapping[str, Answer], after: Mapping[str, Answer]) -> tuple[Change, ...]:
    """Every convoy that two sets of answers do not answer alike, those of the later set first."""
    names = (*after, *(name for name in before if name not in after))
    changes = (Change(convoy_id=name, before=before.get(name), after=after.get(name)) for name in names)
    return tuple(c for c in changes if c.before is not c.after and c.before != c.after)


def _tabled(index: NetworkIndex, plan: Plan, asked: MatrixAsked, known: _Tabled | None) -> _Tabled:
    ground = ground_of(index, plan, asked.terms)
    origins, destinations = ground.placed(asked.origins, "Origin"), ground.placed(asked.destinations, "Destination")
    if known is not None and known.ground.costs is ground.costs and known.ground.findings == ground.findings:
        places = (*known.ground.placed(asked.origins, ""), *known.ground.placed(asked.destinations, ""))
        if [place.closed for place in places] == [place.closed for place in (*origins, *destinations)]:
            return replace(known, ground=ground)
    return _Tabled(asked=asked, ground=ground, matrix=matrix_on(ground, origins, destinations))
