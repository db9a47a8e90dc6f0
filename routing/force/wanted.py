"""What units are placed for in a phase, and where they may stand: places in its secured sectors."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.model import Site
from geo.lines import Floats, lines_from
from routing.force.cover import Moment
from routing.force.places import sectors_at
from routing.force.secured import secured_sectors
from routing.index import Flags

STEP_M = 100.0
"""Corridors are placed for in stretches no longer than this, metres."""


class Demand(StrEnum):
    """What units are placed for: metres of corridor, sites, or people of settlements."""

    CORRIDORS = "corridor_metres"
    SITES = "sites"
    PEOPLE = "people"


@dataclass(frozen=True, kw_only=True, eq=False)
class Wanted:
    """Places in secured sectors, what each is worth, and the seconds by which its farthest point lies beyond it."""

    points: list[Point]
    weight: Floats
    spare_s: Floats
    shapes: list[BaseGeometry]


def candidates(moment: Moment) -> tuple[Site, ...]:
    """Sites of the moment that lie in a secured sector."""
    sites = [site for site in moment.plan.sites if site.valid.holds_at(moment.at)]
    inside = _secured(moment, [site.point for site in sites])
    return tuple(site for site, is_secured in zip(sites, inside, strict=True) if is_secured)


def wanted_in(moment: Moment, demand: Demand) -> Wanted:
    """What is to be reached in a moment: stretches, sites or people in secured sectors."""
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
    return Wanted(points=kept, weight=weight[own], spare_s=np.zeros(len(own)), shapes=[*kept])


def _stretches(moment: Moment) -> Wanted:
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
    return Wanted(
        points=points,
        weight=length_m[own],
        spare_s=ms_per_m * length_m[own] / 2000.0,
        shapes=[LineString(lines.part(row, start_m, end_m)) for row, start_m, end_m in ends],
    )


def _secured(moment: Moment, places: list[Point]) -> Flags:
    secured = secured_sectors(moment.footing)
    own = [sector.id in secured for sector in moment.plan.sectors]
    return np.asarray(sectors_at(moment.plan, places)[:, own].any(axis=1))
