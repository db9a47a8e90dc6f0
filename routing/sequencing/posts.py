"""Sectors first, then units: phase after phase the best posts for units while the sectors stay as they are given.

What the relaxation spends later is set aside, or else the first phases take the cheap way that leaves later ones
without money; where that is too much, less is set aside.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from routing.sequencing import highs
from routing.sequencing.cpsat import Solved
from routing.sequencing.linear import Integers, Linear
from routing.sequencing.places import Places
from routing.sequencing.reduced import Flags, reduced
from routing.sequencing.staged import completed
from routing.sequencing.writing import Model
from routing.solving.cpsat import Effort, Ending
from routing.solving.progress import Watch

POSTS_S = 10.0
"""How long posts of a phase are looked for where none are found."""
SHARE, ENOUGH_S = 0.25, 2.0
"""Share of the time that all phases together take to better the posts they have found, and the most that one may."""
SET_ASIDE = 1.0, 0.95, 0.8, 0.0
"""Shares of later spending that are tried, one after the other, where a phase has no posts."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Posting:
    """What all phases share; `wanted` are values to follow, not all of them whole."""

    model: Model
    places: Places
    wanted: NDArray[np.float64]
    sectors: Flags
    paid: Flags


def of_sectors(model: Model) -> Flags:
    """The columns that say which sectors are held, and which have been."""
    return _marked(model, model.columns.held, model.columns.begun)


def posted(model: Model, places: Places, wanted: NDArray[np.float64], watch: Watch) -> Integers | None:
    """A solution with the sectors wanted; None where a phase has no posts for units, or time did not suffice."""
    sectors, paid = of_sectors(model), _marked(model, model.columns.paid)
    posting = _Posting(model=model, places=places, wanted=wanted, sectors=sectors, paid=paid)
    solution: Integers | None = np.where(sectors, np.rint(wanted), 0).astype(np.int64)
    for phase in range(len(model.case.phases)):
        solution = None if solution is None else _phase(posting, solution, phase, watch)
    return None if solution is None else completed(model, places, solution)


def _marked(model: Model, *grids: Integers) -> Flags:
    found = np.zeros(len(model.linear.lower), dtype=np.bool_)
    for grid in grids:
        found[grid[grid >= 0]] = True
    return found


def _phase(posting: _Posting, solution: Integers, phase: int, watch: Watch) -> Integers | None:
    """The solution with the units of one more phase, nothing said of later ones but what they spend."""
    places, later = posting.places, posting.paid & (posting.places.phase > phase)
    free = ~posting.sectors & (places.phase == phase)
    dropped = (places.phase < 0) | (~posting.sectors & ~posting.paid & (places.phase > phase))
    for share in SET_ASIDE:
        solution[later] = np.ceil(share * posting.wanted[later])
        part = reduced(posting.model.linear, solution, free, dropped)
        solved = _solved(part.linear, watch, len(posting.model.case.phases))
        if solved.solution is not None:
            return part.whole(solved.solution)
        if solved.ending is not Ending.IMPOSSIBLE:
            break
    return None


def _solved(linear: Linear, watch: Watch, phases: int) -> Solved:
    """The best posts found in little time, or the first in more."""
    began_s, first_s = watch.took_s, []
    enough_s = min(ENOUGH_S, SHARE * watch.limit_s / phases)
    effort = Effort(
        limit_s=min(POSTS_S, watch.left_s),
        met=lambda _: first_s.append(watch.took_s),
        is_over=lambda: watch.is_over() or (bool(first_s) and watch.took_s - began_s > enough_s),
    )
    return highs.solve(linear, effort, may_restart=False)
