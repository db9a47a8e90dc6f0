"""Ways that nobody can foretell: a draw among near-equal ones, none used more than a few times in a row."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

import numpy as np

from data.model.movement import Convoy
from data.model.outcome import OutcomeKind
from data.model.plan import Plan
from data.model.results import NoRoute, Route
from routing.alternatives import Wanted, find_alternatives
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.waits import outcomes_of
from routing.others.courses import Course, course_of_legs, share
from routing.question import RouteQuestion
from routing.ways.way import Leg

SAME_SHARE = 0.8
"""Ways that have more of their metres in common than this, of the shorter, are one way to whoever watches the road."""
LONGEST_STRETCH = 3.0
_NOT_DRIVEN = frozenset({OutcomeKind.DENIED, OutcomeKind.WITHDRAWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Varying:
    """How ways are varied.

    `most_extra_s` is how much longer than the fastest a way may take, `most_in_row` how often one way may be used
    one time after the other, `ways` how many are looked at. A way that takes `taste_s` longer than another is drawn
    about a third as often.
    """

    most_extra_s: float = 15 * 60.0
    most_in_row: int = 2
    ways: int = 6
    taste_s: float = 10 * 60.0

    def __post_init__(self) -> None:
        if not (self.most_extra_s >= 0 and self.most_in_row >= 1 and self.ways >= 1 and self.taste_s > 0):
            msg = (
                f"Ways cannot be varied with {self.most_extra_s:g} s more, {self.most_in_row} times in a row and "
                f"{self.ways} ways; give 0 s or more, once or more, 1 way or more."
            )
            raise RoutingError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A march of another column, or of an earlier day, between the same two places."""

    convoy: str
    name: str
    departs_at: datetime


@dataclass(frozen=True, kw_only=True)
class NearEqual:
    """One of the ways that may be drawn.

    `extra_s` is how much longer it takes than the fastest, `overlap` the greatest share it has in common with another
    of them. `uses` are the marches that took it, the latest first; `in_row` how many of the latest marches of all
    took it one after the other.
    """

    route: Route
    extra_s: float
    overlap: float
    uses: tuple[Use, ...]
    in_row: int
    is_allowed: bool


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """The way drawn, as a row of the near-equal ones, with its share of all chances, and why so.

    `is_free` tells whether there was a choice.
    """

    row: int
    chance: float
    reason: str
    is_free: bool


def near_equal(
    index: NetworkIndex,
    plan: Plan,
    asked: tuple[Convoy, RouteQuestion],
    ways: Mapping[str, object],
    varying: Varying | None = None,
) -> tuple[NearEqual, ...] | NoRoute:
    """The ways of a convoy that take little longer than the fastest, with how often they were used of late.

    `ways` are the answers for all convoys of the plan; those that left before between the same two places, either
    way, count as uses of what they took, unless their mission was denied or withdrawn.
    """
    convoy, question = asked
    rules = varying or Varying()
    found = find_alternatives(
        index, plan, question, Wanted(ways=rules.ways, stretch=LONGEST_STRETCH, overlap=SAME_SHARE)
    )
    if isinstance(found, NoRoute):
        return found
    least_s = min(way.route.duration_s for way in found.ways)
    kept = [way.route for way in found.ways if way.route.duration_s <= least_s + rules.most_extra_s]
    courses, taken = [_course(route) for route in kept], _uses(plan, convoy, ways)
    by_use = [_same_as(_course(route), courses) for _, route in taken]
    return tuple(
        _told(row, route, least_s, (courses, [use for use, _ in taken], by_use), rules)
        for row, route in enumerate(kept)
    )


def draw(ways: Sequence[NearEqual], chance: Random, varying: Varying | None = None) -> Drawn:
    """One of these ways by chance, shorter ones more often, and none that was used too often in a row.

    Raises
    ------
    RoutingError
        When there is no way to draw from.
    """
    if not ways:
        msg = "There is no way to draw from; ask for ways first."
        raise RoutingError(msg)
    rules = varying or Varying()
    rows = [row for row, way in enumerate(ways) if way.is_allowed] or list(range(len(ways)))
    least_s = min(ways[row].extra_s for row in rows)
    weights = [math.exp(-(ways[row].extra_s - least_s) / rules.taste_s) for row in rows]
    row = chance.choices(rows, weights)[0]
    share_of_all = weights[rows.index(row)] / sum(weights)
    return Drawn(row=row, chance=share_of_all, reason=_reason(ways, rows, rules), is_free=len(rows) > 1)


def _reason(ways: Sequence[NearEqual], rows: Sequence[int], rules: Varying) -> str:
    limit = f"at most {rules.most_extra_s / 60:.0f} min longer than the fastest"
    barred = sum(not way.is_allowed for way in ways)
    if len(ways) == 1:
        return f"There is only one way {limit}: it can be foretold."
    if barred == len(ways):
        return f"Every way {limit} was used {rules.most_in_row} times in a row or more: drawn among all {len(ways)}."
    more = f"; {barred} left out, used {rules.most_in_row} times in a row" if barred else ""
    if len(rows) == 1:
        return f"The only way {limit} that was not used too often in a row{more}."
    return f"Drawn among {len(rows)} ways {limit}, shorter ones more often{more}."


def _told(
    row: int,
    route: Route,
    least_s: float,
    known: tuple[Sequence[Course], Sequence[Use], Sequence[int | None]],
    rules: Varying,
) -> NearEqual:
    courses, uses, by_use = known
    in_row = next((number for number, used in enumerate(by_use) if used != row), len(by_use))
    return NearEqual(
        route=route,
        extra_s=route.duration_s - least_s,
        overlap=courses[row].overlap(course for other, course in enumerate(courses) if other != row),
        uses=tuple(use for use, used in zip(uses, by_use, strict=True) if used == row),
        in_row=in_row,
        is_allowed=in_row < rules.most_in_row,
    )


def _uses(plan: Plan, convoy: Convoy, ways: Mapping[str, object]) -> list[tuple[Use, Route]]:
    """The marches before a convoy between its two places, the latest first, each with the way it took."""
    ends = {convoy.origin, convoy.destination}
    found = [
        (Use(convoy=other.id, name=other.name, departs_at=other.departs_at), way)
        for other in plan.convoys
        if other.id != convoy.id
        and other.departs_at < convoy.departs_at
        and {other.origin, other.destination} == ends
        and isinstance(way := ways.get(other.id), Route)
        and not any(one.kind in _NOT_DRIVEN for one in outcomes_of(plan, other.id))
    ]
    return sorted(found, key=lambda one: (one[0].departs_at, one[0].convoy), reverse=True)


def _same_as(course: Course, courses: Sequence[Course]) -> int | None:
    """Which of some ways a way is, by the metres in common; None where it is none of them."""
    shares = [share(course.shared_m(one), min(course.distance_m, one.distance_m)) for one in courses]
    row = max(range(len(shares)), key=shares.__getitem__, default=None)
    return row if row is not None and shares[row] >= SAME_SHARE else None


def _course(route: Route) -> Course:
    """A route as what is compared with others: the metres it drives."""
    segment, start_m, end_m = (
        np.array([getattr(piece, name) for piece in route.pieces]) for name in ("segment", "start_m", "end_m")
    )
    none = np.empty(0, np.int64)
    turns = np.zeros(len(segment), np.int64)
    leg = Leg(segment=segment.astype(np.int64), start_m=start_m, end_m=end_m, turn_ms=turns, entered=none, choice=0)
    return course_of_legs([leg])
