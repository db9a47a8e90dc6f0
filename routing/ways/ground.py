"""Plan and terms laid over a network once, for questions with many places."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from shapely import Point

from data.model.finding import Finding, Severity
from data.model.plan import Plan
from data.model.results import Snap
from geo.shapes import require_point
from routing.costs.conditions import conditions_of
from routing.costs.costs import Costs, costs_of
from routing.costs.effects import effects_of
from routing.costs.limits import unknown_limit_findings
from routing.index import NetworkIndex
from routing.question import Terms
from routing.ways.case import closing_keys, place_near
from routing.ways.ends import Stop


@dataclass(frozen=True, kw_only=True, eq=False)
class Placed:
    """A wanted point and its stop; the stop is None when no road is near, `closed` when in a closed area."""

    name: str
    wanted: Point
    stop: Stop | None
    closed: bool

    @property
    def usable(self) -> Stop | None:
        """The stop if ways may begin or end there."""
        return None if self.closed else self.stop

    @property
    def snap(self) -> Snap | None:
        """Where the point was taken to."""
        if self.stop is None:
            return None
        place = self.stop.place
        return Snap(
            wanted=self.wanted,
            point=Point(place.lon, place.lat),
            segment=place.line,
            offset_m=place.position_m,
            distance_m=place.distance_m,
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What every way of a many-place question is judged by."""

    index: NetworkIndex
    plan: Plan
    terms: Terms
    costs: Costs
    findings: tuple[Finding, ...]

    def placed(self, points: Sequence[Point], word: str) -> tuple[Placed, ...]:
        """These points on their roads, called "`word` 1" and so on."""
        return tuple(self._placed(point, f"{word} {i}") for i, point in enumerate(points, 1))

    def _placed(self, point: Point, name: str) -> Placed:
        require_point(point, name)
        place = place_near(self.index, point, self.terms.max_snap_m)
        if place is None:
            return Placed(name=name, wanted=point, stop=None, closed=False)
        stop = Stop(place=place, node=self.index.node_at(place.line, place.position_m))
        closed = bool(closing_keys(self.index, self.plan, self.terms, ((point,), (stop,)))[0])
        return Placed(name=name, wanted=point, stop=stop, closed=closed)


def ground_of(index: NetworkIndex, plan: Plan, terms: Terms) -> Ground:
    """The ground for all questions under these terms."""
    effects = effects_of(index, plan, terms)
    costs = costs_of(index, conditions_of(index, effects), terms, np.empty(0, np.int64))
    findings = (*effects.findings, *unknown_limit_findings(index, terms))
    return Ground(index=index, plan=plan, terms=terms, costs=costs, findings=findings)


def place_findings(places: Sequence[Placed], within_m: float) -> Iterator[Finding]:
    """One finding for each place without a road, and for each inside a closed area."""
    for place in places:
        if place.stop is None:
            yield Finding(
                code="place-without-road",
                severity=Severity.PROBLEM,
                subject=place.name,
                message=f"{place.name} has no road within {within_m:g} m; nothing is known of ways from or to it.",
                remedy="Choose a place nearer to a road, or load roads that reach it.",
                place=(place.wanted.x, place.wanted.y),
            )
        elif place.closed:
            yield Finding(
                code="place-inside-closed-area",
                severity=Severity.PROBLEM,
                subject=place.name,
                message=f"{place.name} lies inside a closed area and is not moved; no way begins or ends there.",
                remedy="Open the area, move the place, or take another.",
                place=(place.wanted.x, place.wanted.y),
            )
