"""A first good sequence: phase after phase, towards what the relaxation holds, drawing back where that fails."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from routing.sequencing.case import Rule
from routing.sequencing.cpsat import solve
from routing.sequencing.linear import LIMIT, Integers
from routing.sequencing.places import Places
from routing.sequencing.reduced import reduced
from routing.sequencing.writing import Model
from routing.solving.cpsat import Effort
from routing.solving.progress import Watch

STAGE_S = 0.7
QUICK_S = 0.2
"""How long a stage may take, and where nothing at all is known yet."""
PATIENCE = 4
"""How often a phase may fail, for each phase, before another way is tried."""
SURE, MAYBE = 0.5, 0.2
"""Shares of the relaxation from which a sector is wanted, or taken where it is cheap."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Stages:
    """What the stages share; `not_before` is by sector and grows where a stage fails."""

    model: Model
    places: Places
    wanted: NDArray[np.float64]
    watch: Watch
    not_before: Integers
    stage_s: float

    @property
    def count(self) -> int:
        """How many phases there are."""
        return len(self.model.case.phases)


def staged(
    model: Model, places: Places, wanted: NDArray[np.float64], watch: Watch, stage_s: float = STAGE_S
) -> Integers | None:
    """A solution built phase after phase; None where patience did not suffice."""
    never = np.zeros(len(model.case.sectors), np.int64)
    stages = Stages(model=model, places=places, wanted=wanted, watch=watch, not_before=never, stage_s=stage_s)
    return _built(stages)


def _built(stages: Stages) -> Integers | None:
    places = stages.places
    solution, phase = np.zeros(len(stages.model.linear.lower), dtype=np.int64), 0
    for _ in range(stages.count * (1 + PATIENCE)):
        found = None if stages.watch.is_over() else _stage(stages, solution, phase)
        solution = solution if found is None else found
        phase = phase + 1 if found is not None else _drawn_back(stages, solution, phase)
        if phase < 0 or phase == stages.count:
            break
        solution[places.phase >= phase] = 0
    return completed(stages.model, places, solution) if phase == stages.count else None


def trimmed(model: Model, places: Places, wanted: NDArray[np.float64], watch: Watch) -> NDArray[np.float64]:
    """What is wanted without the sectors that could not be held later on: from the last phase to the first."""
    held = model.columns.held
    solution = np.zeros(len(wanted), dtype=np.int64)
    solution[held[held >= 0]] = wanted[held[held >= 0]] > SURE
    chained = [row for row, at in enumerate(model.linear.conditions) if at.rule in {Rule.CONTINUITY, Rule.POLICE}]
    bound = np.isin(model.linear.row_condition, chained)
    linear = replace(model.linear, row_lower=np.where(bound, -LIMIT, model.linear.row_lower))
    never = np.zeros(len(held), np.int64)
    for phase in reversed(range(held.shape[1])):
        stages = Stages(
            model=replace(model, linear=linear),
            places=places,
            wanted=solution.astype(float),
            watch=watch,
            not_before=never,
            stage_s=STAGE_S,
        )
        upper = linear.upper.copy()
        here = held[held[:, phase] >= 0, phase]
        upper[here] = solution[here]
        found = None if watch.is_over() else _stage(stages, solution, phase, upper)
        if found is not None:
            lost = [
                row
                for row in range(len(held))
                if held[row, phase] >= 0 and solution[held[row, phase]] > found[held[row, phase]]
            ]
            gone = held[lost, : phase + 1]
            solution[gone[gone >= 0]] = 0
    return solution.astype(float)


def _stage(stages: Stages, solution: Integers, phase: int, upper: Integers | None = None) -> Integers | None:
    """The solution with one more phase, later ones left out of account."""
    linear, held = stages.model.linear, stages.model.columns.held[:, phase]
    worth, there = linear.worth.copy(), held >= 0
    upper = linear.upper.copy() if upper is None else upper
    most = max(1, int(np.abs(worth).max(initial=0)))
    share = stages.wanted[held[there]]
    worth[held[there]] = np.where(share > SURE, most, np.where(share > MAYBE, most // 4, -most))
    upper[held[there & (phase < stages.not_before)]] = 0
    free, later = stages.places.phase == phase, stages.places.phase > phase
    part = reduced(replace(linear, worth=worth, upper=upper), solution, free, later | (stages.places.phase < 0))
    effort = Effort(limit_s=min(stages.stage_s, stages.watch.left_s), is_over=stages.watch.is_over)
    solved = solve(part.linear, effort)
    return None if solved.solution is None else part.whole(solved.solution)


def _drawn_back(stages: Stages, solution: Integers, phase: int) -> int:
    """The phase to go on from once the least of the sectors that started last starts later; -1 where none did."""
    held = stages.model.columns.held
    holds = (held >= 0) & (solution[held] > 0)
    for at in range(phase - 1, -1, -1):
        started = np.flatnonzero(holds[:, at] & ~(holds[:, at - 1] if at else False))
        if len(started):
            least = min(started.tolist(), key=lambda sector: stages.model.case.sectors[sector].need)
            stages.not_before[least] = phase + 1
            return at
    return -1


def completed(model: Model, places: Places, solution: Integers) -> Integers | None:
    """The solution with the columns that only count, found while all others stay."""
    rest = places.phase < 0
    if rest.any():
        part = reduced(model.linear, solution, rest)
        solved = solve(part.linear, Effort(limit_s=STAGE_S))
        solution = solution if solved.solution is None else part.whole(solved.solution)
    return solution if model.linear.holds(solution) else None
