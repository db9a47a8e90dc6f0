"""Dissimilar ways through: few metres in common, not much costlier, none with a silly detour."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from data.model.answers import Alternative, Alternatives
from data.model.plan import Plan
from data.model.results import NoRoute
from routing.candidates import Field, Path, by_penalties, field_of, over_plateaus
from routing.case import Case, case_of
from routing.costs import Costs
from routing.detours import has_detour
from routing.errors import RoutingError
from routing.explain import told_route
from routing.index import NetworkIndex
from routing.obstacles import no_route
from routing.question import RouteQuestion
from routing.way import Leg

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


class _Course:
    """A way looked at: its legs, what it costs, and its metres by segment."""

    def __init__(self, legs: Sequence[Leg], paths: tuple[Path, ...] = ()) -> None:
        self.legs, self.paths = tuple(legs), paths
        self.choice = sum(leg.choice for leg in legs)
        self.spans: dict[int, list[tuple[float, float]]] = {}
        for s in (s for leg in legs for s in leg.stretches if s.start_m != s.end_m):
            self.spans.setdefault(s.segment, []).append((min(s.start_m, s.end_m), max(s.start_m, s.end_m)))
        self.distance_m = sum(high - low for spans in self.spans.values() for low, high in spans)

    @property
    def doubles(self) -> bool:
        """Whether some leg drives metres twice."""
        return any(_doubled(leg) for leg in self.legs)

    def shared_m(self, other: "_Course") -> float:
        """Metres of road in common, whatever the direction."""
        both = self.spans.keys() & other.spans.keys()
        pairs = ((a, b) for segment in both for a in self.spans[segment] for b in other.spans[segment])
        return sum(max(0.0, min(a[1], b[1]) - max(a[0], b[0])) for a, b in pairs)

    def overlap(self, others: Iterable["_Course"]) -> float:
        """The greatest share in common with any of these, of the shorter way."""
        return max((_share(self.shared_m(o), min(self.distance_m, o.distance_m)) for o in others), default=0.0)

    def dissimilarity(self, others: Iterable["_Course"]) -> float:
        """The least dissimilarity to any of these."""
        return min((self._differs(other) for other in others), default=1.0)

    def _differs(self, other: "_Course") -> float:
        shared_m = self.shared_m(other)
        return 1.0 - (_share(shared_m, self.distance_m) + _share(shared_m, other.distance_m)) / 2.0


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
    search = _Search(field_of(case, costs), _Course(best), wanted or Wanted())
    if len(best) == 1:
        search.choose(over_plateaus(search.field, search.most))
    search.choose(by_penalties(search.field))
    return _told(case, costs, search)


class _Search:
    """The ways chosen so far and the reasons for which others were not."""

    def __init__(self, field: Field, best: _Course, wanted: Wanted) -> None:
        self.field, self.wanted, self.chosen = field, wanted, [best]
        self.most = wanted.stretch * best.choice
        self.rejected: Counter[str] = Counter()
        self._seen = {_name(best.legs)}

    def choose(self, candidates: Iterable[tuple[Path, ...]]) -> None:
        """Add ways from these until there are as many as wanted."""
        if len(self.chosen) >= self.wanted.ways:
            return
        pool = [course for paths in candidates if (course := self._fit(paths)) is not None]
        while pool and len(self.chosen) < self.wanted.ways:
            course = max(pool, key=lambda c: c.dissimilarity(self.chosen))
            pool.remove(course)
            if reason := self._fault(course):
                self.rejected[reason] += 1
            else:
                self.chosen.append(course)

    def _fit(self, paths: tuple[Path, ...]) -> _Course | None:
        """The way of these paths; None when it was seen before, is too long or drives in circles."""
        course = _Course([path.leg for path in paths], paths)
        name = _name(course.legs)
        if name in self._seen:
            return None
        self._seen.add(name)
        reason = LONG if course.choice > self.most else LOOP if _loops(self.field, course) else None
        if reason:
            self.rejected[reason] += 1
        return None if reason else course

    def _fault(self, course: _Course) -> str | None:
        if course.overlap(self.chosen) > self.wanted.overlap:
            return ALIKE
        return DETOUR if any(has_detour(self.field, hop, path) for hop, path in enumerate(course.paths)) else None


def _loops(field: Field, course: _Course) -> bool:
    """Whether a leg passes a junction twice or drives metres twice."""
    passed = [field.case.index.u[list(leg.edges)].tolist() for leg in course.legs if leg.edges]
    return course.doubles or any(len(set(nodes)) < len(nodes) for nodes in passed)


def _doubled(leg: Leg) -> bool:
    spans: dict[int, list[tuple[float, float]]] = {}
    for s in leg.stretches:
        low, high = sorted((s.start_m, s.end_m))
        if any(low < b and a < high for a, b in spans.get(s.segment, ())):
            return True
        spans.setdefault(s.segment, []).append((low, high))
    return False


def _name(legs: Sequence[Leg]) -> tuple[object, ...]:
    return tuple(s for leg in legs for s in leg.stretches if s.start_m != s.end_m)


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _told(case: Case, costs: Costs, search: _Search) -> Alternatives:
    ways = []
    for course in search.chosen:
        others = [other for other in search.chosen if other is not course]
        ways.append(
            Alternative(
                route=told_route(case, costs, course.legs),
                stretch=_share(course.choice, search.chosen[0].choice) or 1.0,
                overlap=course.overlap(others),
                dissimilarity=course.dissimilarity(others),
            )
        )
    rejected = tuple(sorted(search.rejected.items()))
    return Alternatives(ways=tuple(ways), rejected=rejected, why_fewer=_why_fewer(search))


def _why_fewer(search: _Search) -> str | None:
    missing = search.wanted.ways - len(search.chosen)
    if missing <= 0:
        return None
    wanted, counts = search.wanted, search.rejected
    if not counts:
        return f"{missing} fewer than asked for: no other way through was found."
    meant = {
        LONG: f"cost more than {wanted.stretch:g} times the best",
        ALIKE: f"share more than {wanted.overlap:.0%} with a way given",
        LOOP: "pass a place twice",
        DETOUR: "hold a detour",
    }
    told = ", ".join(f"{count} {meant[reason]}" for reason, count in sorted(counts.items()))
    return f"{missing} fewer than asked for: of the other ways looked at {told}."
