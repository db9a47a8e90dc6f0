"""Where more units would help most in a phase: at which of its secured sites, with proof."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from shapely.geometry.base import BaseGeometry

from data.model import Site, SiteId
from geo.lines import Floats, Rows
from routing.errors import RoutingError
from routing.force.cover import Moment
from routing.force.places import answered_s, sectors_at
from routing.force.response import FAR_MIN, Response, known_seconds_to, standing_at
from routing.force.standards import Base, Standard
from routing.force.wanted import Demand, Wanted, candidates, wanted_in
from routing.siting.answer import Proof, Siting
from routing.siting.case import CoverCase, Effort, MedianCase
from routing.siting.covering import least_units
from routing.siting.marginal import one_more
from routing.siting.medians import nearest_units

FAR_S = 60.0 * FAR_MIN
"""What so many units do not reach at all counts as driven for so long."""


class Goal(StrEnum):
    """What units are placed to do: reach most in time, be nearest on average, or reach all in time with the fewest."""

    MOST = "most"
    NEAREST = "nearest"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is wanted of how many more units; how many is found out where all is to be reached."""

    demand: Demand = Demand.CORRIDORS
    goal: Goal = Goal.MOST
    units: int = 1

    def __post_init__(self) -> None:
        if self.units < 1:
            msg = f"{self.units} more units cannot be placed; ask for 1 or more."
            raise RoutingError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How much is in time, how much is reached at all, and how soon that is on average, over known roads.

    Amounts are metres, sites or people. `mean_s` is None where nothing is reached.
    """

    in_time: float
    reached: float
    mean_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """More units under one standard: where, and what is reached with them beside those that answer now.

    `brings` is what they bring into time, as lines or points. `last_adds` is by how much the best rises with the last
    of them, and None for other goals than most. `gap` is how far another placing may be better, as a share of what was
    sought. `never` is what no site could serve: in time where all is to be, else at all.
    """

    standard: str
    wish: Wish
    sites: tuple[SiteId, ...]
    total: float
    now: Reach
    then: Reach
    last_adds: float | None
    is_proven: bool
    gap: float
    never: float = 0.0
    brings: tuple[BaseGeometry, ...] = ()

    @property
    def adds(self) -> float:
        """What they bring into time."""
        return self.then.in_time - self.now.in_time


@dataclass(frozen=True, kw_only=True, eq=False)
class _Ask:
    """The seconds of the bases that answer, and of those only thought of (rows), to all that is wanted (columns)."""

    wanted: Wanted
    now_s: Floats
    then_s: Floats
    limit_s: Floats

    def reach(self, chosen: Rows) -> Reach:
        """What the bases that answer reach together with some of those thought of."""
        least = np.concatenate([self.now_s, self.then_s[chosen]]).min(axis=0, initial=np.inf)
        weight, reached = self.wanted.weight, np.isfinite(least)
        amount = float(weight[reached].sum())
        mean_s = float((weight * least)[reached].sum()) / amount if amount else None
        return Reach(in_time=float(weight[least <= self.limit_s].sum()), reached=amount, mean_s=mean_s)


def where_units_help(
    moment: Moment, standard: Standard, wish: Wish | None = None, effort: Effort | None = None
) -> Placing:
    """Where more units would help most in secured sectors, with proof.

    The bases that answer stay, and new ones may act in every secured sector. A stretch of corridor counts when
    its middle is reached so soon that its ends are; where two sides meet inside it that is a little too strict.

    Raises
    ------
    RoutingError
        When fewer than one unit is asked for.
    """
    wish = wish or Wish()
    response = next(one for one in moment.responses if one.standard.name == standard.name)
    sites = candidates(moment)
    asked = _asked(moment, (response, _thought_of(moment, sites, standard)), wanted_in(moment, wish.demand))
    found, last_adds = _SOUGHT[wish.goal](asked, wish, effort)
    chosen = _needed(asked, wish.goal, np.flatnonzero(found.units[len(asked.now_s) :]))
    gained = (asked.now_s > asked.limit_s).all(axis=0) & (asked.then_s[chosen] <= asked.limit_s).any(axis=0)
    return Placing(
        standard=standard.name,
        wish=wish,
        sites=tuple(sites[row].id for row in chosen.tolist()),
        total=float(asked.wanted.weight.sum()),
        now=asked.reach(np.empty(0, np.int64)),
        then=asked.reach(chosen),
        last_adds=last_adds,
        is_proven=found.proof is Proof.PROVEN,
        gap=found.gap,
        never=float(asked.wanted.weight[found.unserved].sum()),
        brings=tuple(asked.wanted.shapes[row] for row in np.flatnonzero(gained).tolist()),
    )


def _needed(asked: _Ask, goal: Goal, chosen: Rows) -> Rows:
    """The units without those that bring nothing beside the others."""

    def brought(rows: Rows) -> tuple[float | None, ...]:
        reach = asked.reach(rows)
        return (reach.reached, reach.mean_s) if goal is Goal.NEAREST else (reach.in_time,)

    for row in chosen.tolist():
        fewer = chosen[chosen != row]
        chosen = fewer if brought(fewer) == brought(chosen) else chosen
    return chosen


def _thought_of(moment: Moment, sites: tuple[Site, ...], standard: Standard) -> Response:
    return standing_at(moment.grounds, [Base(name=s.name, point=s.point, site=s.id) for s in sites], standard)


def _asked(moment: Moment, both: tuple[Response, Response], wanted: Wanted) -> _Ask:
    stops = moment.grounds.sure.placed(wanted.points, "Place")
    inside = sectors_at(moment.plan, wanted.points)
    now_s, then_s = (answered_s(moment.plan, one, known_seconds_to(one, moment.grounds, stops), inside) for one in both)
    limit_s = 60.0 * both[0].standard.minutes - wanted.spare_s
    return _Ask(wanted=wanted, now_s=now_s, then_s=then_s, limit_s=limit_s)


def _most(asked: _Ask, wish: Wish, effort: Effort | None) -> tuple[Siting, float | None]:
    found = one_more(_cover_case(asked), wish.units - 1, effort=effort)
    return found.with_one, found.worth


def _all(asked: _Ask, _: Wish, effort: Effort | None) -> tuple[Siting, float | None]:
    return least_units(_cover_case(asked), effort=effort), None


def _nearest(asked: _Ask, wish: Wish, effort: Effort | None) -> tuple[Siting, float | None]:
    both_s = np.concatenate([asked.now_s, asked.then_s]).T
    reachable = np.isfinite(both_s).any(axis=1, keepdims=True)
    case = MedianCase(
        weight=asked.wanted.weight,
        cost=np.where(reachable & ~np.isfinite(both_s), FAR_S, both_s),
        present=_present(asked),
    )
    return nearest_units(case, wish.units, effort=effort), None


_SOUGHT = {Goal.MOST: _most, Goal.NEAREST: _nearest, Goal.ALL: _all}


def _cover_case(asked: _Ask) -> CoverCase:
    """The question for more: the bases that answer are there, every other candidate has room for one."""
    in_time = np.concatenate([asked.now_s, asked.then_s]) <= asked.limit_s
    row, candidate = np.nonzero(in_time.T)
    present = _present(asked)
    return CoverCase(
        weight=asked.wanted.weight,
        demand=row,
        candidate=candidate,
        count=len(in_time),
        present=present,
        room=1 - present,
    )


def _present(asked: _Ask) -> Rows:
    return np.repeat(np.array([1, 0]), [len(asked.now_s), len(asked.then_s)])
