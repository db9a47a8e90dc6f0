"""Where one more unit would help most in a phase: bases among its secured sites, for corridors, sites or people."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from shapely import Point

from data.model import Site, SiteId
from geo.lines import Floats, lines_from
from routing.force.cover import Moment
from routing.force.places import answered_s, sectors_at
from routing.force.response import Response, seconds_to, standing_at
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
    """

    standard: str
    demand: Demand
    site: SiteId | None
    adds: float
    present: float
    total: float
    is_proven: bool
    bound: float


def where_one_more_helps(
    moment: Moment, standard: Standard, demand: Demand = Demand.CORRIDORS, effort: Effort | None = None
) -> Placing:
    """Where one more unit would bring most of what lies in secured sectors in time, with proof.

    The bases that answer stay. A stretch of corridor counts when its middle is reached so soon that its ends
    are; where two sides meet inside it that is a little too strict.
    """
    response = next(one for one in moment.responses if one.standard.name == standard.name)
    sites = _candidates(moment)
    new = standing_at(moment.grounds, [Base(name=s.name, point=s.point, site=s.id) for s in sites], standard)
    places, weight, spare_s = _demand(moment, demand)
    limit_s = 60.0 * standard.minutes - spare_s
    now, then = (_in_time(moment, one, places, limit_s) for one in (response, new))
    both = np.concatenate([now, then])
    row, candidate = np.nonzero(both.T)
    present = np.r_[np.ones(len(now), np.int64), np.zeros(len(then), np.int64)]
    room = np.r_[np.zeros(len(now), np.int64), np.ones(len(then), np.int64)]
    case = CoverCase(weight=weight, demand=row, candidate=candidate, count=len(both), present=present, room=room)
    found = one_more(case, 0, gains=ONCE, effort=effort)
    return Placing(
        standard=standard.name,
        demand=demand,
        site=None if found.candidate is None else sites[found.candidate - len(now)].id,
        adds=found.adds,
        present=found.without.value,
        total=float(weight.sum()),
        is_proven=found.is_proven,
        bound=found.with_one.bound,
    )


def _candidates(moment: Moment) -> tuple[Site, ...]:
    """Sites of the moment that lie in a secured sector."""
    sites = [site for site in moment.plan.sites if site.valid.holds_at(moment.at)]
    inside = _secured(moment, [site.point for site in sites])
    return tuple(site for site, is_secured in zip(sites, inside, strict=True) if is_secured)


def _demand(moment: Moment, demand: Demand) -> tuple[list[Point], Floats, Floats]:
    """Places in secured sectors, what each is worth, and the seconds by which its farthest point lies beyond it."""
    plan = moment.plan
    if demand is Demand.CORRIDORS:
        places, weight, spare_s = _stretches(moment)
    elif demand is Demand.SITES:
        places = [site.point for site in plan.sites if site.valid.holds_at(moment.at)]
        weight, spare_s = np.ones(len(places)), np.zeros(len(places))
    else:
        homes = [home for home in plan.settlements if home.people]
        places = [home.point for home in homes]
        weight, spare_s = np.array([float(home.people or 0) for home in homes]), np.zeros(len(homes))
    own = np.flatnonzero(_secured(moment, places))
    return [places[row] for row in own], weight[own], spare_s[own]


def _stretches(moment: Moment) -> tuple[list[Point], Floats, Floats]:
    """The middles of stretches of all corridors, their metres, and what driving half of each takes at its pace."""
    lines = lines_from([corridor.line for corridor in moment.plan.corridors])
    counts = np.maximum(np.ceil(lines.length_m / STEP_M), 1).astype(np.int64)
    line = np.repeat(np.arange(lines.count), counts)
    length_m = (lines.length_m / counts)[line]
    number = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
    middles = [Point(place) for place in lines.places(line, (number + 0.5) * length_m)]
    ground = moment.grounds.sure
    stops = ground.placed(middles, "Stretch")
    ms_per_m = np.array(
        [0.0 if one.stop is None else ground.costs.duration.plain[one.stop.place.line] for one in stops]
    )
    return middles, length_m, ms_per_m * length_m / 2000.0


def _in_time(moment: Moment, response: Response, places: list[Point], limit_s: Floats) -> Flags:
    stops = moment.grounds.placed(places, "Place")
    seconds = answered_s(
        moment.plan, response, seconds_to(response, moment.grounds, stops)[0], sectors_at(moment.plan, places)
    )
    return np.asarray(seconds <= limit_s)


def _secured(moment: Moment, places: list[Point]) -> Flags:
    secured = secured_sectors(moment.footing)
    own = [sector.id in secured for sector in moment.plan.sectors]
    return np.asarray(sectors_at(moment.plan, places)[:, own].any(axis=1))
