"""How far responses come on the roads of a phase, from every base by itself: known, and at best.

Known ways use only roads known to be passable; at best roads of unknown state are taken for passable.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from shapely import Point

from data.model import Plan
from geo.lines import Floats, Rows
from routing.force.standards import Base, Standard, bases_of
from routing.force.track import Stretches
from routing.index import NetworkIndex
from routing.matrix import matrix_on
from routing.question import Terms, UnknownPolicy
from routing.ways.ground import Ground, Placed, ground_of
from routing.ways.profile import Profile, profile_of
from routing.ways.tree import tree_within

FAR_MIN = 24 * 60.0
"""What is not reached in so many minutes is not reached."""


Stops = tuple[Placed, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Grounds:
    """The roads responses may use: those known to be passable, and those that may be."""

    sure: Ground
    hoped: Ground

    @property
    def both(self) -> tuple[Ground, Ground]:
        """Known first."""
        return self.sure, self.hoped

    def placed(self, points: Sequence[Point], word: str) -> tuple[Stops, Stops]:
        """These points on the roads of both."""
        return self.sure.placed(points, word), self.hoped.placed(points, word)


@dataclass(frozen=True, kw_only=True, eq=False)
class Response:
    """One standard, its bases, and what takes how long from or to each of them; known first, then at best.

    A base without a road, or on closed ground, has no profile.
    """

    standard: Standard
    bases: tuple[Base, ...]
    placed: tuple[Stops, Stops]
    profiles: tuple[tuple[Profile | None, ...], tuple[Profile | None, ...]]

    def within(self, which: int, base: int, minutes: float) -> Stretches:
        """The stretches of road within so many minutes of a base."""
        profile = self.profiles[which][base]
        if profile is None:
            return np.empty(0, np.int64), np.empty(0), np.empty(0)
        return profile.within(60.0 * minutes)


def grounds_of(index: NetworkIndex, plan: Plan, at: datetime) -> Grounds:
    """The roads at a moment; responses drive by the fastest way."""
    sure, hoped = (
        ground_of(index, plan, Terms(at=at, unknown=unknown)) for unknown in (UnknownPolicy.CLOSED, UnknownPolicy.USE)
    )
    return Grounds(sure=sure, hoped=hoped)


def responses(plan: Plan, grounds: Grounds, standards: Sequence[Standard], at: datetime) -> Iterator[Response]:
    """The response under each standard; what a place takes is worked out once for all of them."""
    known: dict[tuple[int, Point, bool], Profile | None] = {}
    for standard in standards:
        bases = bases_of(plan, standard, at)
        placed = grounds.placed([base.point for base in bases], "Base")
        for which, (ground, places) in enumerate(zip(grounds.both, placed, strict=True)):
            for place in places:
                key = which, place.wanted, standard.toward
                if key not in known:
                    known[key] = _profile(ground, place, toward=standard.toward)
        sure, hoped = (
            tuple(known[which, place.wanted, standard.toward] for place in places)
            for which, places in enumerate(placed)
        )
        yield Response(standard=standard, bases=bases, placed=placed, profiles=(sure, hoped))


def standing_at(grounds: Grounds, bases: Sequence[Base], standard: Standard) -> Response:
    """A response from bases that are only thought of; it has no profiles."""
    placed = grounds.placed([base.point for base in bases], "Base")
    return Response(standard=standard, bases=tuple(bases), placed=placed, profiles=((), ()))


def seconds_to(response: Response, grounds: Grounds, places: tuple[Stops, Stops]) -> tuple[Floats, Floats]:
    """Seconds between each base (rows) and each place (columns): known, and at best; infinite for no way."""
    known, at_best = (
        _seconds(ground, bases, stops, toward=response.standard.toward)
        for ground, bases, stops in zip(grounds.both, response.placed, places, strict=True)
    )
    # a way over unknown roads may be the cheaper choice and yet the longer drive
    return known, np.minimum(known, at_best)


def known_seconds_to(response: Response, grounds: Grounds, places: Stops) -> Floats:
    """Seconds between each base (rows) and each place (columns) over roads known to be passable; else infinite."""
    return _seconds(grounds.sure, response.placed[0], places, toward=response.standard.toward)


def farthest_s(response: Response, roads: Stretches, bases: Sequence[int]) -> float:
    """The known seconds to the farthest point of some stretches from the nearest of these bases."""
    return float(farthest_each_s(response, roads, bases).max(initial=0.0)) if len(roads[0]) else np.inf


def farthest_each_s(response: Response, roads: Stretches, bases: Sequence[int], which: int = 0) -> Floats:
    """The seconds to the farthest point of each stretch from the nearest of these bases: known (0), or at best (1).

    Between two places v and w the farthest point takes (v + w + t) / 2, where t is the drive between them.
    """
    profiles = [profile for base in bases if (profile := response.profiles[which][base]) is not None]
    if not profiles or not len(roads[0]):
        return np.full(len(roads[0]), np.inf)
    owner, low_m, high_m = _cut(profiles, roads)
    segment = roads[0][owner]
    middle_m = (low_m + high_m) / 2
    found = [_at(profile, segment, middle_m, at_m) for at_m in (low_m, high_m) for profile in profiles]
    ends = np.array(found)[:, 0, :].reshape(2, len(profiles), -1).min(axis=1)
    ms_per_m = np.fmin.reduce(np.array(found)[:, 1, :], axis=0)
    peak = (ends[0] + ends[1] + ms_per_m * (high_m - low_m)) / 2
    farthest = np.full(len(roads[0]), -np.inf)
    np.maximum.at(farthest, owner, np.where(np.isnan(peak), np.inf, peak))
    return np.where(farthest < 0, np.inf, farthest) / 1000.0


def nearest_each(response: Response, roads: Stretches, bases: Sequence[int], which: int = 0) -> Rows:
    """Which of these bases comes first to the middle of each stretch; -1 where none comes."""
    usable = [(base, profile) for base in bases if (profile := response.profiles[which][base]) is not None]
    if not usable or not len(roads[0]):
        return np.full(len(roads[0]), -1)
    middle_m = (roads[1] + roads[2]) / 2
    times_ms = np.nan_to_num([_at(profile, roads[0], middle_m, middle_m)[0] for _, profile in usable], nan=np.inf)
    first = np.array([base for base, _ in usable])[times_ms.argmin(axis=0)]
    return np.where(np.isfinite(times_ms.min(axis=0)), first, -1)


def _profile(ground: Ground, place: Placed, *, toward: bool) -> Profile | None:
    stop = place.usable
    if stop is None:
        return None
    tree = tree_within(ground.index, ground.costs, stop, 60.0 * FAR_MIN, toward=toward)
    return profile_of(ground.index, ground.costs, tree)


def _seconds(ground: Ground, bases: Stops, places: Stops, *, toward: bool) -> Floats:
    if not bases or not places:
        return np.full((len(bases), len(places)), np.inf)
    matrix = matrix_on(ground, places, bases) if toward else matrix_on(ground, bases, places)
    return np.nan_to_num(matrix.duration_s.T if toward else matrix.duration_s, nan=np.inf)


def _cut(profiles: Sequence[Profile], roads: Stretches) -> Stretches:
    """The stretches cut wherever the pace of any profile changes: row of the stretch, from and to."""
    rows, cuts = np.arange(len(roads[0])), [roads[1], roads[2]]
    owners = [rows, rows]
    for profile in profiles:
        own = np.isin(profile.segment, roads[0])
        owner, at = np.nonzero(roads[0][:, None] == profile.segment[own])
        start_m = profile.start_m[own][at]
        inside = (start_m > roads[1][owner]) & (start_m < roads[2][owner])
        owners.append(owner[inside])
        cuts.append(start_m[inside])
    owner, at_m = np.concatenate(owners), np.concatenate(cuts)
    order = np.lexsort((at_m, owner))
    owner, at_m = owner[order], at_m[order]
    real = (owner[1:] == owner[:-1]) & (at_m[1:] > at_m[:-1])
    return owner[:-1][real], at_m[:-1][real], at_m[1:][real]


def _at(profile: Profile, segment: Rows, middle_m: Floats, at_m: Floats) -> tuple[Floats, Floats]:
    """Milliseconds at places, in the interval around the middle given, and what a metre adds there."""
    span = float(profile.end_m.max(initial=0.0)) + 1.0
    row = np.searchsorted(profile.segment * span + profile.start_m, segment * span + middle_m, side="right") - 1
    row = row.clip(0)
    met = (profile.segment[row] == segment) & (middle_m <= profile.end_m[row])
    ms_per_m = profile.rate[row, 1]
    up = profile.up[row, 1] + ms_per_m * (at_m - profile.start_m[row])
    down = profile.down[row, 1] + ms_per_m * (profile.end_m[row] - at_m)
    return np.where(met, np.minimum(up, down), np.inf), np.where(met, ms_per_m, np.nan)
