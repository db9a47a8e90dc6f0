"""Where one more unit would help most in a phase: bases among its secured sites, for corridors, sites or people."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.model import Site, SiteId
from geo.lines import Floats, lines_from
from routing.force.cover import Moment
from routing.force.places import answered_s, sectors_at
from routing.force.response import Response, known_seconds_to, standing_at
from routing.force.secured import secured_sectors
from routing.force.standards import Base, Standard
from routing.index import Flags
from routing.siting.case import ONCE, CoverCase, Effort
from routing.siting.marginal import one_more

STEP_M = 100.0
"""Corridors are placed for in stretches no longer than this, metres."""


class Demand(StrEnum):
    """What a unit is placed for: metres of corridor, sites, or people of settlements."""

    CORRIDORS = "corridor_metres"
    SITES = "sites"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """One more unit under one standard: where, what it adds while all others stay, and what the best with it adds.

    Values are metres, sites or people in time over known roads. `present` is what the bases there cover now.
    `brings` is what it brings into time, as lines or points; empty where it adds nothing.
    """

    standard: str
    demand: Demand
    site: SiteId | None
    adds: float
    present: float
    total: float
    is_proven: bool
    bound: float
    brings: tuple[BaseGeometry, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class _Wanted:
    """Places in secured sectors, what each is worth, and the seconds by which its farthest point lies beyond it."""

    points: list[Point]
    weight: Floats
    spare_s: Floats
    shapes: list[BaseGeometry]


def where_one_more_helps(
    moment: Moment, standard: Standard, demand: Demand = Demand.CORRIDORS, effort: Effort | None = None
) -> Placing:
    """Where one more unit would bring most of what lies in secured sectors in time, with proof.

    The bases that answer stay, and the new one may act in every secured sector. A stretch of corridor counts when
    its middle is reached so soon that its ends are; where two sides meet inside it that is a little too strict.
    """
    response = next(one for one in moment.responses if one.standard.name == standard.name)
    sites = _candidates(moment)
    new = standing_at(moment.grounds, [Base(name=s.name, point=s.point, site=s.id) for s in sites], standard)
    wanted = _wanted(moment, demand)
    now, then = _in_time(moment, (response, new), wanted, 60.0 * standard.minutes - wanted.spare_s)
    found = one_more(_case(wanted, now, then), 0, gains=ONCE, effort=effort)
    chosen = None if found.candidate is None else found.candidate - len(now)
    gained = () if chosen is None else np.flatnonzero(then[chosen] & ~now.any(axis=0)).tolist()
    return Placing(
        standard=standard.name,
        demand=demand,
        site=None if chosen is None else sites[chosen].id,
        adds=found.adds,
        present=found.without.value,
        total=float(wanted.weight.sum()),
        is_proven=found.is_proven,
        bound=found.with_one.bound,
        brings=tuple(wanted.shapes[row] for row in gained),
    )


def _case(wanted: _Wanted, now: Flags, then: Flags) -> CoverCase:
    """The question for one more: the bases that answer are there, every other candidate has room for one."""
    both = np.concatenate([now, then])
    row, candidate = np.nonzero(both.T)
    present = np.r_[np.ones(len(now), np.int64), np.zeros(len(then), np.int64)]
    return CoverCase(
        weight=wanted.weight, demand=row, candidate=candidate, count=len(both), present=present, room=1 - present
    )


def _candidates(moment: Moment) -> tuple[Site, ...]:
    """Sites of the moment that lie in a secured sector."""
    sites = [site for site in moment.plan.sites if site.valid.holds_at(moment.at)]
    inside = _secured(moment, [site.point for site in sites])
    return tuple(site for site, is_secured in zip(sites, inside, strict=True) if is_secured)


def _wanted(moment: Moment, demand: Demand) -> _Wanted:
    plan = moment.plan
    if demand is Demand.CORRIDORS:
        return _stretches(moment)
    if demand is Demand.SITES:
        points = [site.point for site in plan.sites if site.valid.holds_at(moment.at)]
        weight = np.ones(len(points))
    else:
        homes = [home for home in plan.settlements if home.people]
        points = [home.point for home in homes]
        weight = np.array([float(home.people or 0) for home in homes])
    own = np.flatnonzero(_secured(moment, points))
    kept = [points[row] for row in own]
    return _Wanted(points=kept, weight=weight[own], spare_s=np.zeros(len(own)), shapes=[*kept])


def _stretches(moment: Moment) -> _Wanted:
    """Stretches of all corridors by their middles, worth their metres; driving half of each is to spare."""
    lines = lines_from([corridor.line for corridor in moment.plan.corridors])
    counts = np.maximum(np.ceil(lines.length_m / STEP_M), 1).astype(np.int64)
    line = np.repeat(np.arange(lines.count), counts)
    length_m = (lines.length_m / counts)[line]
    number = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
    middles = [Point(place) for place in lines.places(line, (number + 0.5) * length_m)]
    own = np.flatnonzero(_secured(moment, middles))
    points = [middles[row] for row in own]
    ground = moment.grounds.sure
    stops = ground.placed(points, "Stretch")
    ms_per_m = np.array(
        [0.0 if one.stop is None else ground.costs.duration.plain[one.stop.place.line] for one in stops]
    )
    ends = zip(line[own].tolist(), (number * length_m)[own], ((number + 1) * length_m)[own], strict=True)
    return _Wanted(
        points=points,
        weight=length_m[own],
        spare_s=ms_per_m * length_m[own] / 2000.0,
        shapes=[LineString(lines.part(row, start_m, end_m)) for row, start_m, end_m in ends],
    )


def _in_time(moment: Moment, both: tuple[Response, Response], wanted: _Wanted, limit_s: Floats) -> tuple[Flags, Flags]:
    """Which bases (rows) reach which places (columns) in time: those that answer, and those only thought of."""
    stops = moment.grounds.sure.placed(wanted.points, "Place")
    inside = sectors_at(moment.plan, wanted.points)
    now, then = (
        np.asarray(answered_s(moment.plan, one, known_seconds_to(one, moment.grounds, stops), inside) <= limit_s)
        for one in both
    )
    return now, then


def _secured(moment: Moment, places: list[Point]) -> Flags:
    secured = secured_sectors(moment.footing)
    own = [sector.id in secured for sector in moment.plan.sectors]
    return np.asarray(sectors_at(moment.plan, places)[:, own].any(axis=1))
