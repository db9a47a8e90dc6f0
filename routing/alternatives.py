"""Dissimilar ways through: few metres in common, not much costlier, none with a silly detour."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from data.model.answers import Alternative, Alternatives
from data.model.plan import Plan
from data.model.results import NoRoute
from routing.costs.costs import Costs
from routing.engines.hierarchy.via import Limits
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.others.candidates import Field, Path, by_penalties, field_of, over_plateaus
from routing.others.courses import Course, course_of_legs, course_of_paths, share
from routing.others.crossways import Crossways
from routing.others.detours import has_detour
from routing.question import RouteQuestion
from routing.ways.case import Case, case_of
from routing.ways.explain import told_route
from routing.ways.way import Leg
from routing.why.obstacles import no_route

AT_ONCE = 3
"""Of so many ways that are looked at together those least like the ones chosen are taken first."""
LONG, ALIKE, LOOP, DETOUR = "too long", "too much in common", "passes a place twice", "holds a detour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How many ways, the best included, and how they may differ from it.

    `stretch` limits the cost in the choice over that of the best, `overlap` the share of metres in
    common with any other way given, of the shorter of the two.
    """

    ways: int = 3
    stretch: float = 1.4
    overlap: float = 0.6

    def __post_init__(self) -> None:
        if self.ways < 1 or not self.stretch >= 1.0 or not 0.0 <= self.overlap <= 1.0:
            msg = (
                f"{self.ways} ways with stretch {self.stretch} and overlap {self.overlap} cannot be wanted; "
                "give 1 way or more, a stretch of 1 or more and an overlap from 0 to 1."
            )
            raise RoutingError(msg)


def find_alternatives(
    index: NetworkIndex, plan: Plan, question: RouteQuestion, wanted: Wanted | None = None
) -> Alternatives | NoRoute:
    """The best way and dissimilar others, each chosen as the least like those before it.

    Every part of an alternative of up to a quarter of a leg's cost is the cheapest between its
    ends; ways that are not are rejected and counted. Via points keep their order.
    """
    case = case_of(index, plan, question)
    costs = case.costs()
    legs = case.legs(costs)
    best = [leg for leg in legs if leg is not None]
    if any(case.closed_at_stops()) or len(best) < len(legs):
        return no_route(case)
    return _told(case, costs, best, chosen_ways(field_of(case, costs), best, wanted or Wanted()))


def chosen_ways(field: Field, best: Sequence[Leg], wanted: Wanted) -> "Chosen":
    """The best way and dissimilar others, before they are told as routes."""
    chosen = Chosen(field, course_of_legs(best), wanted)
    if field.metric is None:
        if len(best) == 1:
            chosen.add_from(over_plateaus(field, chosen.most))
        chosen.add_from(by_penalties(field))
        return chosen
    ways = Crossways(field, field.metric, Limits(wanted.stretch, wanted.overlap))
    places = ways.over_places()
    while len(chosen.courses) < wanted.ways and (some := list(islice(places, AT_ONCE))):
        chosen.add_from(some)
    chosen.refuse(zip((ALIKE, LOOP, DETOUR), ways.refused(), strict=True))
    return chosen


class Chosen:
    """The ways chosen so far and the reasons for which others were not."""

    def __init__(self, field: Field, best: Course, wanted: Wanted) -> None:
        self.wanted, self.courses = wanted, [best]
        self.most = wanted.stretch * best.choice
        self.rejected: Counter[str] = Counter()
        self._field = field
        self._seen = {best.name}

    def add_from(self, candidates: Iterable[tuple[Path, ...]]) -> None:
        """Add ways from these until there are as many as wanted."""
        if len(self.courses) >= self.wanted.ways:
            return
        pool = [course for paths in candidates if (course := self._fit(paths)) is not None]
        while pool and len(self.courses) < self.wanted.ways:
            course = max(pool, key=lambda c: c.dissimilarity(self.courses))
            pool.remove(course)
            if reason := self._fault(course):
                self.rejected[reason] += 1
            else:
                self.courses.append(course)

    def refuse(self, counts: Iterable[tuple[str, int]]) -> None:
        """Count ways refused elsewhere."""
        self.rejected.update({reason: count for reason, count in counts if count})

    def legs(self, course: Course) -> list[Leg]:
        """The legs of a course that was added."""
        return [self._field.leg(hop, path) for hop, path in enumerate(course.paths)]

    def _fit(self, paths: tuple[Path, ...]) -> Course | None:
        """The way of these paths; None when it was seen before, is too long or drives in circles."""
        course = course_of_paths(self._field, paths)
        if course.name in self._seen:
            return None
        self._seen.add(course.name)
        reason = LONG if course.choice > self.most else LOOP if _loops(self._field, course) else None
        if reason:
            self.rejected[reason] += 1
        return None if reason else course

    def _fault(self, course: Course) -> str | None:
        if course.overlap(self.courses) > self.wanted.overlap:
            return ALIKE
        return DETOUR if any(has_detour(self._field, hop, path) for hop, path in enumerate(course.paths)) else None


def _loops(field: Field, course: Course) -> bool:
    """Whether a leg passes a junction twice or drives metres twice."""
    return course.doubles or any(_passes_twice(field, path) for path in course.paths)


def _passes_twice(field: Field, path: Path) -> bool:
    """Whether a path is twice at a junction, where it starts and ends included."""
    index = field.case.index
    edges = field.graph.edge[path.arcs]
    nodes = np.sort(np.concatenate([index.u[edges], index.v[edges[-1:]]]))
    return bool((nodes[1:] == nodes[:-1]).any())


def _told(case: Case, costs: Costs, best: Sequence[Leg], chosen: Chosen) -> Alternatives:
    ways = []
    for course in chosen.courses:
        others = [other for other in chosen.courses if other is not course]
        ways.append(
            Alternative(
                route=told_route(case, costs, chosen.legs(course) or best),
                stretch=share(course.choice, chosen.courses[0].choice) or 1.0,
                overlap=course.overlap(others),
                dissimilarity=course.dissimilarity(others),
            )
        )
    rejected = tuple(sorted(chosen.rejected.items()))
    return Alternatives(ways=tuple(ways), rejected=rejected, why_fewer=_why_fewer(chosen))


def _why_fewer(chosen: Chosen) -> str | None:
    missing = chosen.wanted.ways - len(chosen.courses)
    if missing <= 0:
        return None
    wanted, counts = chosen.wanted, chosen.rejected
    if not counts:
        return f"{missing} fewer than asked for: no other way of up to {wanted.stretch:g} times the cost was found."
    meant = {
        LONG: f"cost more than {wanted.stretch:g} times the best",
        ALIKE: f"share more than {wanted.overlap:.0%} with a way given",
        LOOP: "pass a place twice",
        DETOUR: "hold a detour",
    }
    told = ", ".join(f"{count} {meant[reason]}" for reason, count in sorted(counts.items()))
    return f"{missing} fewer than asked for: of the other ways looked at {told}."
