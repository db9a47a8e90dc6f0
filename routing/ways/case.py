"""One question against one plan: stops on their roads, effects, and the way under given liftings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice, pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point

from data.model.barrier import BarrierKind
from data.model.plan import Plan
from geo.lines import Floats, Rows
from geo.snap import OnLine, nearest
from routing.costs.conditions import conditions_of
from routing.costs.costs import Costs, costs_of
from routing.costs.effects import Effects, Key, area_key, barriers_in_force, effects_of
from routing.costs.limits import with_segments
from routing.errors import RoutingError
from routing.index import Flags, NetworkIndex
from routing.kept import Shelf
from routing.question import RouteQuestion, Terms, UnknownPolicy
from routing.ways.ends import Stop
from routing.ways.way import Leg, leg_between, legs_between

NOTHING: frozenset[Key] = frozenset()
UNKNOWN_POLICY: Key = ("policy", "unknown")
LIMIT_POLICY: Key = ("policy", "unknown_limits")
POLICIES = {UNKNOWN_POLICY: "unknown", LIMIT_POLICY: "unknown_limits"}
"""Policies that close what is unknown, as causes, with the term each is."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """Everything one answer is made from."""

    index: NetworkIndex
    plan: Plan
    question: RouteQuestion
    effects: Effects
    stops: tuple[Stop, ...]

    def costs(self, lifted: frozenset[Key] = NOTHING, *, toll: bool = False) -> Costs:
        """Costs with the closures of these causes lifted."""
        asked = self.under(lifted)
        effects = asked.effects.without(with_segments(self.index, self.question, lifted))
        conditions = conditions_of(self.index, effects)
        return costs_of(self.index, conditions, asked.question, _gates(lifted), toll=toll)

    def under(self, lifted: frozenset[Key]) -> "Case":
        """The case with the policies among these lifted: what was closed for being unknown is used with caution."""
        lenient = {name: UnknownPolicy.CAUTION for key, name in POLICIES.items() if key in lifted}
        if not lenient:
            return self
        question = replace(self.question, **lenient)  # type: ignore[arg-type]  # names are fields of that type
        return replace(self, question=question, effects=effects_of(self.index, self.plan, question))

    def legs(self, costs: Costs) -> tuple[Leg | None, ...]:
        """The way from stop to stop; None where there is none."""
        return tuple(leg_between(self.index, costs, a, b) for a, b in pairwise(self.stops))

    def closed_at_stops(self, lifted: frozenset[Key] = NOTHING) -> tuple[frozenset[Key], ...]:
        """For each stop the closed areas it lies in, as wanted or as taken to the road."""
        return closing_keys(self.index, self.plan, self.question, (self.question.stops, self.stops), lifted)

    def passes(self, lifted: frozenset[Key]) -> bool:
        """Whether there is a route once the closures of these causes are lifted."""
        return not any(self.closed_at_stops(lifted)) and None not in self.legs(self.costs(lifted))


def legs_of_each(asked: Sequence[tuple[Case, Costs]]) -> list[tuple[Leg | None, ...]]:
    """The way from stop to stop of each case under its costs, those under the same costs searched together."""
    by_costs: dict[int, list[int]] = {}
    for row, (_, costs) in enumerate(asked):
        by_costs.setdefault(id(costs), []).append(row)
    found: dict[int, tuple[Leg | None, ...]] = {}
    for rows in by_costs.values():
        pairs = [tuple(pairwise(asked[row][0].stops)) for row in rows]
        legs = iter(legs_between(asked[rows[0]][0].index, asked[rows[0]][1], [pair for own in pairs for pair in own]))
        found.update((row, tuple(islice(legs, len(own)))) for row, own in zip(rows, pairs, strict=True))
    return [found[row] for row in range(len(asked))]


def case_of(index: NetworkIndex, plan: Plan, question: RouteQuestion) -> Case:
    """The case of a question.

    Raises
    ------
    RoutingError
        When a stop lies farther from every road than `question.max_snap_m`.
    """
    stops = tuple(
        _stop(index, point, name, question.max_snap_m)
        for point, name in zip(question.stops, question.stop_names, strict=True)
    )
    return Case(index=index, plan=plan, question=question, effects=effects_of(index, plan, question), stops=stops)


_PLACES = Shelf[tuple[float, float, float], OnLine | None](most=5000)


def place_near(index: NetworkIndex, point: Point, within_m: float) -> OnLine | None:
    """The nearest place on a road within a distance; a point once taken to its road is not looked for again."""
    key = point.x, point.y, within_m
    return index.memory.on(_PLACES).get(key, lambda: nearest(index.lines, point, within_m))


def _stop(index: NetworkIndex, point: Point, name: str, within_m: float) -> Stop:
    place = place_near(index, point, within_m)
    if place is None:
        msg = (
            f"{name} at {point.x:.5f}, {point.y:.5f} has no road within {within_m:g} m; "
            "choose a place nearer to a road, or load roads that reach it."
        )
        raise RoutingError(msg)
    return Stop(place=place, node=index.node_at(place.line, place.position_m))


@dataclass(frozen=True, kw_only=True, eq=False)
class _Acting:
    """The barriers in force and their areas, row by row."""

    areas: NDArray[np.object_]
    bounds: Floats
    keys: tuple[Key, ...]
    closed: Flags
    priority: Floats

    @cached_property
    def around(self) -> tuple[float, float, float, float] | None:
        """The rectangle around all closed areas; None where nothing is closed."""
        if not self.closed.any():
            return None
        west, south, east, north = self.bounds[self.closed].T
        return float(west.min()), float(south.min()), float(east.max()), float(north.max())


_ACTING = Shelf[tuple[int, datetime], tuple[Plan, _Acting]](most=48)


def closing_keys(
    index: NetworkIndex,
    plan: Plan,
    terms: Terms,
    places: tuple[Sequence[Point], Sequence[Stop]],
    lifted: frozenset[Key] = NOTHING,
) -> tuple[frozenset[Key], ...]:
    """For each stop the closed areas it lies in, as wanted or as taken to the road."""
    key = id(plan), terms.at
    _, acting = index.memory.on(_ACTING).get(key, lambda: (plan, _acting(plan, terms.at)))
    if not _meets_closed(acting, places):
        return (NOTHING,) * len(places[1])
    on_road = [Point(stop.place.lon, stop.place.lat) for stop in places[1]]
    inside = shapely.covers(acting.areas[:, None], np.array([*places[0], *on_road], object)[None, :])
    either = zip(inside.T[: len(on_road)], inside.T[len(on_road) :], strict=True)
    return tuple(_closing(acting, wanted, lifted) | _closing(acting, taken, lifted) for wanted, taken in either)


def _meets_closed(acting: _Acting, places: tuple[Sequence[Point], Sequence[Stop]]) -> bool:
    """Whether any of these places lies in the rectangle around a closed area."""
    if acting.around is None:
        return False
    west, south, east, north = acting.around
    found = [*((point.x, point.y) for point in places[0]), *((stop.place.lon, stop.place.lat) for stop in places[1])]
    near = [(lon, lat) for lon, lat in found if west <= lon <= east and south <= lat <= north]
    if not near:
        return False
    lon, lat = np.array(near).T[:, :, None]
    west, south, east, north = acting.bounds[acting.closed].T
    return bool(((west <= lon) & (lon <= east) & (south <= lat) & (lat <= north)).any())


def _acting(plan: Plan, at: datetime) -> _Acting:
    rows = list(barriers_in_force(plan, at))
    areas = np.empty(len(rows), object)
    areas[:] = [area.area for _, area in rows]
    return _Acting(
        areas=areas,
        bounds=shapely.bounds(areas).reshape(-1, 4),
        keys=tuple(area_key(area) for _, area in rows),
        closed=np.array([barrier.kind is BarrierKind.CLOSED for barrier, _ in rows], bool),
        priority=np.array([barrier.priority for barrier, _ in rows], float),
    )


def _closing(acting: _Acting, inside: Flags, lifted: frozenset[Key]) -> frozenset[Key]:
    """The closed areas among those a point lies in where no higher priority says otherwise."""
    if not inside.any():
        return NOTHING
    overruled = acting.priority[inside & ~acting.closed].max(initial=-np.inf)
    closing = np.flatnonzero(inside & acting.closed & (acting.priority >= overruled))
    return frozenset(acting.keys[row] for row in closing) - lifted


def _gates(lifted: frozenset[Key]) -> Rows:
    return np.array([int(name) for kind, name in lifted if kind == "gate"], np.int64)
