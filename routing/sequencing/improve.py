"""Better sequences from a good one: part of the columns is set free, the rest stays, again and again."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from routing.sequencing import highs
from routing.sequencing.highs import Relaxed
from routing.sequencing.linear import Integers
from routing.sequencing.places import Places
from routing.sequencing.posts import of_sectors
from routing.sequencing.reduced import Flags, reduced
from routing.sequencing.writing import Model
from routing.solving.cpsat import Effort, Ending

ROUND_S = 4.0
BEGIN = 0.6
"""Size of the first parts; a larger one is no use while the time of a round does not suffice for it."""
NEAR = 1e-6
CHEAP = 0.25
"""Share of the columns the relaxation leaves aside that are cheap to use beside it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What neighbourhoods are drawn from."""

    model: Model
    places: Places
    relaxed: Relaxed
    chance: Generator


@dataclass(kw_only=True)
class Gains:
    """What each kind of neighbourhood has brought, by which the next is chosen; old gains fade."""

    brought: list[float]

    def drawn(self, chance: Generator) -> int:
        """One kind, the more likely the more it brought."""
        odds = np.array(self.brought) + 0.15 * max(self.brought)
        return int(chance.choice(len(odds), p=odds / odds.sum()))

    def note(self, kind: int, share: float) -> None:
        """Take note of what a kind brought."""
        self.brought[kind] = 0.7 * self.brought[kind] + 0.3 * share


def improved(
    ground: Ground, solution: Integers, is_over: Callable[[], bool], exchange: Callable[[Integers], Integers]
) -> None:
    """Look for better ones until time is up; `exchange` hands over what was found and gives the best known."""
    linear, gains, size = ground.model.linear, Gains(brought=[1.0] * len(KINDS)), [BEGIN] * len(KINDS)
    while not is_over():
        solution = exchange(solution)
        kind = gains.drawn(ground.chance)
        before = linear.value(solution)
        free = KINDS[kind](ground, solution, size[kind])
        solution, was_best = _round(ground, solution, free, is_over)
        exchange(solution)
        gains.note(kind, (linear.value(solution) - before) / max(1, abs(before)) * 100)
        size[kind] = float(np.clip(size[kind] * (1.2 if was_best else 0.7), 0.2, 3.0))


def _round(ground: Ground, solution: Integers, free: Flags, is_over: Callable[[], bool]) -> tuple[Integers, bool]:
    """A solution at least as good, and whether no other over the same free columns is better."""
    part = reduced(ground.model.linear, solution, free)
    effort = Effort(limit_s=ROUND_S, is_over=is_over)
    start = solution[part.kept]
    solved = highs.solve(part.linear, effort, better=lambda: start)
    is_best = solved.ending is Ending.BEST
    if solved.solution is None or part.linear.value(solved.solution) <= part.linear.value(start):
        return solution, is_best
    return part.whole(solved.solution), is_best


def _promising(ground: Ground, solution: Integers, size: float) -> Flags:
    """Columns in use here or in the relaxation, or cheap to use beside it, in some of the sectors."""
    live = (ground.relaxed.values > NEAR) | (solution > 0)
    cheap = ground.relaxed.costs <= np.quantile(ground.relaxed.costs[~live], CHEAP) if not live.all() else live
    chosen = ground.chance.random(len(ground.model.case.sectors)) < 0.6 * size
    return ((live | cheap) & chosen[ground.places.sector]) | (ground.places.sector < 0)


def _unlike_relaxed(ground: Ground, solution: Integers, size: float) -> Flags:
    """Where the relaxation has another value, in some sectors if that is too much at once, and some more."""
    unlike = np.abs(ground.relaxed.values - solution) > NEAR
    chosen = ground.chance.random(len(ground.model.case.sectors)) < 1.6 * size
    more = ground.chance.random(len(solution)) < 0.15 * min(1.0, size)
    return (unlike & chosen[ground.places.sector]) | more | (ground.places.sector < 0)


def _ball(ground: Ground, solution: Integers, size: float) -> Flags:
    """Sectors near one another, over all phases."""
    sectors = ground.model.case.sectors
    ring = [int(ground.chance.integers(len(sectors)))]
    for at in ring:
        ring += [other for other in sectors[at].neighbours if other not in ring]
    del solution
    near = ring[: max(2, round(0.4 * size * len(sectors)))]
    return np.isin(ground.places.sector, near) | (ground.places.sector < 0)


def _window(ground: Ground, solution: Integers, size: float) -> Flags:
    """Phases that follow one another, all sectors."""
    count = len(ground.model.case.phases)
    length = min(count, max(1, round(3 * size)))
    first = int(ground.chance.integers(count)) - length // 2
    del solution
    inside = (ground.places.phase >= first) & (ground.places.phase < first + length)
    return inside | (ground.places.sector < 0)


def _posts(ground: Ground, solution: Integers, size: float) -> Flags:
    """Units of a phase or of a few in a row, sectors as they are."""
    return _window(ground, solution, 0.5 * size) & ~of_sectors(ground.model)


KINDS = _promising, _unlike_relaxed, _ball, _window, _posts
