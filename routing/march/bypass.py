"""If the next stretch of a way closes: the best way round from each critical point, and how far help is from there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np
from shapely import Point

from data.model.movement import Waypoint
from data.model.place import Site, SiteKind
from data.model.plan import Plan
from data.model.results import Route
from geo.lines import Floats, Rows
from geo.snap import OnLine
from routing.changing import moments_of_change
from routing.columns import measured_line
from routing.costs.blocks import LIMITS, Block, Effect, in_order
from routing.index import NetworkIndex
from routing.march.places import stop_m
from routing.march.table import MarchTable
from routing.matrix import matrix_on
from routing.question import RouteQuestion, UnknownPolicy
from routing.ways.case import Case, case_of
from routing.ways.ends import Stop
from routing.ways.explain import told_route
from routing.ways.ground import Ground, Placed

APART_M = 50.0
"""Points nearer to each other along the way are one: what closes is the way beyond both."""
ROUNDING_M = 0.01
"""Places on a road nearer to each other than this are one."""
STREET_M = 300.0
"""A junction is told where the way leaves one street for another, both followed at least so far."""
HAVENS = frozenset({SiteKind.BASE, SiteKind.HOLDING_POINT})
"""Where a column can shelter."""
HOSPITALS = frozenset({SiteKind.HOSPITAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A point of a way at which it matters whether one can go on; `names` are all that lie there."""

    names: tuple[str, ...]
    along_m: float
    point: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest site of some kind: by roads known to be passable, and by those the question uses besides.

    None where there is no such way. `site` is the one the known way leads to, else the other.
    """

    site: str | None
    name: str | None
    known_s: float | None
    at_best_s: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Bypass:
    """What is left at a point when the way from there to the next is closed.

    `route` leads on to the end of the way, over the sites and crossings it is still to be led over; None: there is no
    way round. What it takes more than the way as planned is `extra_s` and `extra_m`; `back_m` it first
    drives back the way it came.
    """

    at: Turn
    closed_m: tuple[float, float]
    route: Route | None
    extra_s: float | None
    extra_m: float | None
    back_m: float
    haven: Nearest
    hospital: Nearest


def bypasses(
    index: NetworkIndex, plan: Plan, question: RouteQuestion, march: tuple[Route, MarchTable]
) -> tuple[Bypass, ...]:
    """For each critical point of a way but its end: what is left if the way to the next one closes.

    Roads are as they are when the head comes to the point, for the vehicle of the question, under its policy for
    unknown roads.
    """
    head = march[1].column.head
    changes = moments_of_change(plan, (question.at, question.at + timedelta(seconds=float(head.since_s[-1]) + 1.0)))
    asked: dict[datetime, _Asking] = {}
    found = []
    for at, until_m in _legs(march):
        comes_at = question.at + timedelta(seconds=head.reached_s(at.along_m))
        since = max(moment for moment in changes if moment <= comes_at)
        if since not in asked:
            asked[since] = _Asking(index, plan, replace(question, at=since), march)
        found.append(asked[since].bypass(at, until_m))
    return tuple(found)


def _legs(march: tuple[Route, MarchTable]) -> list[tuple[Turn, float]]:
    """Each point and where the next begins."""
    return [(one, other.along_m) for one, other in pairwise(turns_of(march))]


def turns_of(march: tuple[Route, MarchTable]) -> list[Turn]:
    """The critical points of a way and the junctions at which it changes streets; those at one place as one."""
    route, table = march
    told = [(row.point.along_m, row.point.name, row.point.point) for row in table.rows]
    told += [one for one in _junctions(route, table) if all(abs(one[0] - along_m) > APART_M for along_m, *_ in told)]
    turns: list[Turn] = []
    for along_m, name, point in sorted(told, key=lambda one: one[0]):
        if turns and along_m - turns[-1].along_m <= APART_M:
            turns[-1] = replace(turns[-1], names=(*turns[-1].names, name))
        else:
            turns.append(Turn(names=(name,), along_m=along_m, point=point))
    return turns


def _junctions(route: Route, table: MarchTable) -> list[tuple[float, str, Point]]:
    ends_m = np.cumsum([street.distance_m for street in route.streets])
    way = measured_line(table.line, table.distance_m)
    long = [
        (float(ends_m[row]), f"Junction, {one.name} → {other.name}")
        for row, (one, other) in enumerate(pairwise(route.streets))
        if one.name and other.name and min(one.distance_m, other.distance_m) >= STREET_M
    ]
    places = way.places(np.zeros(len(long), np.int64), np.array([along_m for along_m, _ in long]))
    return [(along_m, name, Point(place)) for (along_m, name), place in zip(long, places.tolist(), strict=True)]


class _Asking:
    """One way, and what is asked at each of its points."""

    def __init__(
        self, index: NetworkIndex, plan: Plan, question: RouteQuestion, march: tuple[Route, MarchTable]
    ) -> None:
        self.route, self.table = march
        self.case = case_of(index, plan, question)
        self.sure = case_of(index, plan, replace(question, unknown=UnknownPolicy.CLOSED))
        self.segment, self.start_m, self.end_m = (
            np.array([getattr(piece, name) for piece in self.route.pieces]) for name in ("segment", "start_m", "end_m")
        )
        self.until_m = np.cumsum(np.abs(self.end_m - self.start_m))
        self.stops_m = list(self._stops_m())
        # points on the road keep a way that was chosen; on another they are no use
        self.must_lead_over = [*(not isinstance(via, Waypoint) for via in self.table.convoy.via), True]
        at = question.at
        sites = [site for site in plan.sites if site.valid.holds_at(at)]
        self.havens = [site for site in sites if site.kind in HAVENS]
        self.hospitals = [site for site in sites if site.kind in HOSPITALS]

    def _stops_m(self) -> Iterator[float]:
        """How far along the way each stop is."""
        since_m = 0.0
        for snap in self.route.via:
            since_m = stop_m(self.route, snap, since_m)
            yield since_m
        yield float(self.until_m[-1])

    def bypass(self, at: Turn, until_m: float) -> Bypass:
        """What is left at a point when the way as far as the next is closed."""
        closing = self._closing(at.along_m, until_m)
        here = self._stop(at.along_m)
        route = self._round(here, at.along_m, closing)
        left_s, left_m = self._left(at.along_m)
        return Bypass(
            at=at,
            closed_m=(at.along_m, until_m),
            route=route,
            extra_s=None if route is None else route.duration_s - left_s,
            extra_m=None if route is None else route.distance_m - left_m,
            back_m=0.0 if route is None else self._back_m(route, at.along_m),
            haven=self._nearest(here, closing, self.havens),
            hospital=self._nearest(here, closing, self.hospitals),
        )

    def _round(self, here: Stop, along_m: float, closing: Block) -> Route | None:
        """The best way on with a stretch closed."""
        ahead = [row for row, own_m in enumerate(self.stops_m) if own_m > along_m and self.must_lead_over[row]]
        stops = (here, *(self.case.stops[row + 1] for row in ahead))
        wanted = [self.case.question.stops[row + 1] for row in ahead]
        question = replace(self.case.question, origin=_point(here), via=tuple(wanted[:-1]), destination=wanted[-1])
        case = replace(_shut(self.case, closing), question=question, stops=stops)
        costs = case.costs()
        legs = [leg for leg in case.legs(costs) if leg is not None]
        return told_route(case, costs, legs) if len(legs) == len(stops) - 1 else None

    def _closing(self, from_m: float, until_m: float) -> Block:
        """The way between two of its points as closed, in both directions."""
        begins_m = self.until_m - np.abs(self.end_m - self.start_m)
        low, high = np.maximum(begins_m, from_m), np.minimum(self.until_m, until_m)
        length_m = np.abs(self.end_m - self.start_m)
        # a few millimetres of the road before a junction would close all of that road
        rows = np.flatnonzero(high - low > np.minimum(ROUNDING_M, length_m / 2))
        sign = np.sign(self.end_m - self.start_m)[rows]
        ends = [self.start_m[rows] + sign * (own[rows] - begins_m[rows]) for own in (low, high)]
        return Block(_CLOSED, _sorted(self.segment[rows].astype(np.int64), np.minimum(*ends), np.maximum(*ends)))

    def _stop(self, along_m: float) -> Stop:
        """A place of the way as a stop."""
        row = min(int(np.searchsorted(self.until_m, along_m)), len(self.until_m) - 1)
        before_m = float(self.until_m[row] - abs(self.end_m[row] - self.start_m[row]))
        position_m = float(self.start_m[row] + np.sign(self.end_m[row] - self.start_m[row]) * (along_m - before_m))
        segment, index = int(self.segment[row]), self.case.index
        lon, lat = index.lines.places(np.array([segment]), np.array([position_m]))[0].tolist()
        place = OnLine(line=segment, position_m=position_m, lon=lon, lat=lat, distance_m=0.0)
        return Stop(place=place, node=index.node_at(segment, position_m))

    def _left(self, along_m: float) -> tuple[float, float]:
        """What driving the rest of the way takes: seconds and metres."""
        took_s = np.array([piece.duration_s for piece in self.route.pieces])
        length_m = np.abs(self.end_m - self.start_m)
        ahead_m = np.clip(self.until_m - along_m, 0.0, length_m)
        share = np.divide(ahead_m, length_m, out=np.zeros(len(length_m)), where=length_m > 0)
        return float((took_s * share).sum()), float(self.until_m[-1]) - along_m

    def _back_m(self, route: Route, along_m: float) -> float:
        """How far a way first drives back on what was driven."""
        driven = set(self.segment[self.until_m - np.abs(self.end_m - self.start_m) < along_m].tolist())
        headings = dict(zip(self.segment.tolist(), (self.end_m >= self.start_m).tolist(), strict=True))
        back_m = 0.0
        for piece in route.pieces:
            if piece.segment not in driven or headings[piece.segment] == (piece.end_m >= piece.start_m):
                return back_m
            back_m += piece.distance_m
        return back_m

    def _nearest(self, here: Stop, closing: Block, sites: Sequence[Site]) -> Nearest:
        """The nearest of some sites with a stretch closed."""
        known_s, known = _least(_shut(self.sure, closing), here, sites)
        hoped_s, hoped = (None, None)
        if self.case.question.unknown is not UnknownPolicy.CLOSED:
            hoped_s, hoped = _least(_shut(self.case, closing), here, sites)
        site = known or hoped
        return Nearest(
            site=None if site is None else site.id,
            name=None if site is None else site.name,
            known_s=known_s,
            at_best_s=hoped_s,
        )


_CLOSED = Effect(layer=LIMITS, cause=("way", "next"), closed=True)


def _shut(case: Case, closing: Block) -> Case:
    """A case with a stretch closed besides all that acts."""
    blocks = in_order([*case.effects.blocks, closing])
    return replace(case, effects=replace(case.effects, blocks=blocks))


def _point(stop: Stop) -> Point:
    return Point(stop.place.lon, stop.place.lat)


def _sorted(segment: Rows, low_m: Floats, high_m: Floats) -> tuple[Rows, Floats, Floats]:
    order = np.lexsort((low_m, segment))
    return segment[order], low_m[order], high_m[order]


def _least(case: Case, here: Stop, sites: Sequence[Site]) -> tuple[float | None, Site | None]:
    """The least driving time from a place to any of some sites, and which that is."""
    if not sites:
        return None, None
    ground = Ground(index=case.index, plan=case.plan, terms=case.question, costs=case.costs(), findings=())
    start = Placed(name="here", wanted=_point(here), stop=here, closed=False)
    seconds = matrix_on(ground, [start], ground.placed([site.point for site in sites], "Site")).duration_s[0]
    if np.isnan(seconds).all():
        return None, None
    row = int(np.nanargmin(seconds))
    return float(seconds[row]), sites[row]
