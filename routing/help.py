"""Which sites lie within some minutes of help, in every phase to come: of a quick reaction force, of medical care.

Every time is asked twice: over roads known to be passable, and over roads of unknown state besides. Only
the first makes a site lie within the limit; what the second alone would give is unknown.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from data.model.ids import SiteId
from data.model.place import Site, SiteKind
from data.model.plan import Plan
from geo.lines import Floats, Rows
from routing.errors import RoutingError
from routing.index import Flags, NetworkIndex
from routing.matrix import matrix_on
from routing.phases import phase_at
from routing.question import Terms, UnknownPolicy
from routing.ways.ground import Ground, Placed, ground_of

SOON_MIN = 20.0
"""Minutes within which help counts as near, unless asked otherwise."""


class Help(StrEnum):
    """Which help: a force that drives out to a site, or care a site's people are driven to."""

    FORCE = "quick_reaction_force"
    CARE = "medical_care"


HELPERS: Mapping[Help, frozenset[SiteKind]] = MappingProxyType(
    {
        Help.FORCE: frozenset({SiteKind.BASE}),
        Help.CARE: frozenset({SiteKind.HOSPITAL, SiteKind.CLINIC}),
    },
)
"""The sites help comes from, or is given at."""


class Nearness(StrEnum):
    """How a site lies to help; `unknown` is never within."""

    WITHIN = "within"
    UNKNOWN = "unknown"
    BEYOND = "beyond"
    NO_WAY = "no_way"


HelpKey = tuple[SiteId, Help, str]
"""Site, help and phase; the phase is empty where none holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpTime:
    """How long help takes to a site in a phase.

    `known_s` is the driving time over roads known to be passable, `at_best_s` that with roads of
    unknown state taken for passable; None where there is no such way. `helper` is the site the
    nearer of the known ways leads from or to.
    """

    nearness: Nearness
    known_s: float | None
    at_best_s: float | None
    helper: SiteId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked:
    """From when on, and within how many minutes.

    Raises
    ------
    RoutingError
        When the limit makes no sense.
    """

    at: datetime
    within_min: float = SOON_MIN

    def __post_init__(self) -> None:
        if not 0 < self.within_min < math.inf:
            msg = f"Help within {self.within_min} minutes cannot be asked; give more than 0."
            raise RoutingError(msg)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Moment:
    """The times of one phase and all they were made from."""

    sites: tuple[Site, ...]
    grounds: tuple[Ground, Ground]
    placed: tuple[tuple[Placed, ...], tuple[Placed, ...]]
    times: Mapping[HelpKey, HelpTime]


@dataclass(frozen=True, kw_only=True, eq=False)
class HelpTimes:
    """How every site of a plan lies to help, in every phase that has not ended."""

    index: NetworkIndex = field(repr=False)
    asked: HelpAsked
    times: Mapping[HelpKey, HelpTime]
    moments: Mapping[str, _Moment] = field(repr=False)

    def after(self, plan: Plan, asked: HelpAsked | None = None) -> "HelpTimes":
        """The same of a changed plan, or as asked at another moment, equal to what is made from nothing."""
        asked = asked or self.asked
        return _made(self.index, plan, asked, self.moments if asked.within_min == self.asked.within_min else {})


def help_times(index: NetworkIndex, plan: Plan, asked: HelpAsked) -> HelpTimes:
    """How every site of a plan lies to help, in every phase that has not ended."""
    return _made(index, plan, asked, {})


def moments_ahead(plan: Plan, at: datetime) -> Iterator[tuple[str, datetime]]:
    """Each phase that holds now or later with the moment it is looked at; an empty name where none holds now."""
    if phase_at(plan, at) is None:
        yield "", at
    for phase in plan.phases:
        moment = max(phase.starts_at, at)
        if phase_at(plan, moment) is phase:
            yield phase.id, moment


def _made(index: NetworkIndex, plan: Plan, asked: HelpAsked, known: Mapping[str, _Moment]) -> HelpTimes:
    moments = {
        name: _moment(index, plan, (asked, moment), known.get(name)) for name, moment in moments_ahead(plan, asked.at)
    }
    times = {
        (site_id, wanted, name): time
        for name, made in moments.items()
        for (site_id, wanted, _), time in made.times.items()
    }
    return HelpTimes(index=index, asked=asked, times=MappingProxyType(times), moments=moments)


def _moment(index: NetworkIndex, plan: Plan, asked: tuple[HelpAsked, datetime], known: _Moment | None) -> _Moment:
    """The times at one moment, the known ones where nothing they were made from has changed."""
    how, at = asked
    sites = tuple(site for site in plan.sites if site.valid.holds_at(at))
    sure, hoped = (
        ground_of(index, plan, Terms(at=at, unknown=unknown)) for unknown in (UnknownPolicy.CLOSED, UnknownPolicy.USE)
    )
    points = [site.point for site in sites]
    made = _Moment(
        sites=sites,
        grounds=(sure, hoped),
        placed=(sure.placed(points, "Site"), hoped.placed(points, "Site")),
        times={},
    )
    if known is not None and _same(known, made):
        return replace(made, times=known.times)
    return replace(made, times=dict(_times(made, how)))


def _same(one: _Moment, other: _Moment) -> bool:
    """Whether two moments have the same sites in the same places, and roads that cost the same."""
    closed = ([[place.closed for place in places] for places in moment.placed] for moment in (one, other))
    costs = zip(one.grounds, other.grounds, strict=True)
    return one.sites == other.sites and all(a.costs is b.costs for a, b in costs) and next(closed) == next(closed)


def _times(moment: _Moment, asked: HelpAsked) -> Iterator[tuple[HelpKey, HelpTime]]:
    for wanted, kinds in HELPERS.items():
        helps = np.array([site.kind in kinds for site in moment.sites], bool)
        known_s, nearest = _least_s(moment, 0, wanted, helps)
        at_best_s, _ = _least_s(moment, 1, wanted, helps)
        lost = any(place.stop is None for place, is_helper in zip(moment.placed[0], helps, strict=True) if is_helper)
        for row in np.flatnonzero(~helps):
            unplaced = lost or moment.placed[0][row].stop is None
            # a way over unknown roads may be the cheaper choice and yet the longer drive
            seconds = float(known_s[row]), float(min(known_s[row], at_best_s[row]))
            time = HelpTime(
                nearness=_nearness(seconds, 60.0 * asked.within_min, unplaced=unplaced),
                known_s=_finite(seconds[0]),
                at_best_s=_finite(seconds[1]),
                helper=moment.sites[nearest[row]].id if np.isfinite(seconds[0]) else None,
            )
            yield (moment.sites[row].id, wanted, ""), time


def _least_s(moment: _Moment, which: int, wanted: Help, helps: Flags) -> tuple[Floats, Rows]:
    """For each site the shortest of the driving times, and the row of the site it leads from or to."""
    ground, places = moment.grounds[which], moment.placed[which]
    helpers = [place for place, is_helper in zip(places, helps, strict=True) if is_helper]
    if not helpers:
        return np.full(len(places), np.inf), np.zeros(len(places), np.int64)
    if wanted is Help.FORCE:
        seconds = matrix_on(ground, helpers, places).duration_s
    else:
        seconds = matrix_on(ground, places, helpers).duration_s.T
    whole = np.nan_to_num(seconds, nan=np.inf)
    nearest = whole.argmin(axis=0)
    return whole[nearest, np.arange(len(places))], np.flatnonzero(helps)[nearest].astype(np.int64)


def _nearness(seconds: tuple[float, float], limit_s: float, *, unplaced: bool) -> Nearness:
    """How a site lies whose known and hoped-for time are these; of a place without a road nothing is known."""
    known_s, at_best_s = seconds
    if known_s <= limit_s:
        return Nearness.WITHIN
    if at_best_s <= limit_s or unplaced:
        return Nearness.UNKNOWN
    return Nearness.BEYOND if math.isfinite(at_best_s) else Nearness.NO_WAY


def _finite(seconds: float) -> float | None:
    return seconds if math.isfinite(seconds) else None
