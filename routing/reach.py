"""How far one comes from bases within some minutes, or from where one comes to them in time."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiLineString, Point

from data.model.answers import Matrix, Reach, Reached, SiteReached
from data.model.plan import Plan
from geo.intervals import cut_pieces
from geo.lines import Floats
from geo.ribbon import ground_beside
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.matrix import matrix_on
from routing.question import Terms
from routing.ways.ground import Ground, Placed, ground_of, place_findings
from routing.ways.profile import Profile, Stretches, profile_of
from routing.ways.tree import tree_within


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachQuestion:
    """What lies within each of the limits of at least one base.

    Parameters
    ----------
    toward
        Count the way from the road to the base, as to a hospital; otherwise from the base to the road.
    beside_m
        How far beside a reached road the area extends.

    Raises
    ------
    RoutingError
        When a limit or the width makes no sense.
    """

    terms: Terms
    bases: tuple[Point, ...]
    limits_min: tuple[float, ...]
    toward: bool = False
    beside_m: float = 100.0

    def __post_init__(self) -> None:
        for number, what in (*((limit, "limit in minutes") for limit in self.limits_min), (self.beside_m, "width")):
            if not 0 < number < math.inf:
                msg = f"The {what} of a reach is {number}; give more than 0."
                raise RoutingError(msg)


def find_reach(index: NetworkIndex, plan: Plan, question: ReachQuestion) -> Reach:
    """The stretches of road, the ground beside them and the sites of the plan within each limit.

    A place is within the limit when `find_route` between it and a base takes no longer.
    """
    ground = ground_of(index, plan, question.terms)
    bases = ground.placed(question.bases, "Base")
    sites = _sites(ground, question, bases)
    most_s = 60.0 * max(question.limits_min, default=0.0)
    profiles = list(_profiles(ground, bases, most_s, toward=question.toward))
    return Reach(
        policy=question.terms.policy,
        at=question.terms.at,
        toward=question.toward,
        bases=tuple(base.snap for base in bases),
        reached=tuple(_reached(ground, question, profiles, sites, limit) for limit in question.limits_min),
        findings=(*place_findings(bases, question.terms.max_snap_m), *ground.findings),
    )


def _profiles(ground: Ground, bases: Sequence[Placed], most_s: float, *, toward: bool) -> Iterator[Profile]:
    for stop in (base.usable for base in bases):
        if stop is not None:
            tree = tree_within(ground.index, ground.costs, stop, most_s, toward=toward)
            yield profile_of(ground.index, ground.costs, tree)


def _reached(
    ground: Ground,
    question: ReachQuestion,
    profiles: Sequence[Profile],
    sites: Sequence[SiteReached],
    limit_min: float,
) -> Reached:
    segment, start_m, end_m = _joined([profile.within(limit_min * 60.0) for profile in profiles])
    shapes = _shapes(ground.index, (segment, start_m, end_m))
    for column in (segment, start_m, end_m):
        column.setflags(write=False)
    return Reached(
        limit_min=limit_min,
        segment=segment,
        start_m=start_m,
        end_m=end_m,
        distance_m=float((end_m - start_m).sum()),
        line=MultiLineString(list(shapes)),
        area=ground_beside(shapes, question.beside_m),
        sites=tuple(site for site in sites if site.duration_s <= limit_min * 60.0),
    )


def _joined(found: Sequence[Stretches]) -> Stretches:
    """All stretches of all bases, each metre once, those that meet as one."""
    none = (np.empty(0, np.int64), np.empty(0), np.empty(0))
    pieces = cut_pieces(*(np.concatenate(columns) for columns in zip(none, *found, strict=True)))
    if not len(pieces.line):
        return none
    meets = (pieces.line[1:] == pieces.line[:-1]) & (pieces.start_m[1:] - pieces.end_m[:-1] < TOUCHING_M)
    first = np.concatenate([[True], ~meets])
    last = np.concatenate([~meets, [True]])
    return pieces.line[first], pieces.start_m[first], pieces.end_m[last]


TOUCHING_M = 1e-6
"""Stretches this near to one another are one, metres."""


def _shapes(index: NetworkIndex, stretches: Stretches) -> NDArray[np.object_]:
    segment, start_m, end_m = stretches
    shapes = np.empty(len(segment), object)
    whole = (start_m <= 0) & (end_m >= index.lines.length_m[segment])
    shapes[whole] = index.lines.shapes[segment[whole]]
    for i in np.flatnonzero(~whole):
        part = index.lines.part(int(segment[i]), float(start_m[i]), float(end_m[i]))
        shapes[i] = shapely.LineString(part)
    return shapes


def _sites(ground: Ground, question: ReachQuestion, bases: Sequence[Placed]) -> tuple[SiteReached, ...]:
    """Every site of the plan that any base has a way to (or from), with the nearest of them in time."""
    sites = ground.plan.sites
    placed = ground.placed([site.point for site in sites], "Site")
    if not bases or not sites:
        return ()
    matrix = matrix_on(ground, placed, bases) if question.toward else matrix_on(ground, bases, placed)
    seconds = _by_base(matrix, toward=question.toward)
    nearest = seconds.argmin(axis=0)
    return tuple(
        SiteReached(site_id=site.id, name=site.name, base=int(base), duration_s=float(seconds[base, i]))
        for i, (site, base) in enumerate(zip(sites, nearest, strict=True))
        if np.isfinite(seconds[base, i])
    )


def _by_base(matrix: Matrix, *, toward: bool) -> Floats:
    seconds = matrix.duration_s.T if toward else matrix.duration_s
    return np.nan_to_num(seconds, nan=np.inf)
