"""Why a sequence is as it is: what stands in the way of an earlier start, and of fewer units in a place.

Every reason is shown by trying: the conditions named cannot hold together with the other choice, all else as
in the sequence, and without any one of them they could.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic

import numpy as np

from routing.errors import RoutingError
from routing.sequencing.answer import Assignment, Condition, Sequence, Status
from routing.sequencing.case import HeldSector, SequencingCase
from routing.sequencing.conflict import Conflict, Trial, thinned, valueless
from routing.sequencing.linear import Integers
from routing.sequencing.model import model_of
from routing.sequencing.places import places_of
from routing.sequencing.reduced import reduced
from routing.sequencing.solve import solve
from routing.sequencing.writing import Model
from routing.solving.cpsat import Ending
from routing.solving.progress import Progress

TRIAL_SHARE = 0.6
"""Share of the time for conditions; the rest is for what an earlier start would cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierStart:
    """A phase in which a sector could have started.

    `conditions` stand in the way while all other sectors, and units of other phases, stay as they are;
    empty where nothing does, and where time ran out before that was known: then `is_settled` is False.
    With all free to change, the best sequence with that start is worth `loss` less, exactly where
    `is_exact`, else at least; None where there is none at all.
    """

    phase: int
    conditions: tuple[Condition, ...]
    is_minimal: bool
    loss: int | None
    is_exact: bool
    is_settled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """When a sector starts, None where never, and why not in any phase before."""

    sector: int
    start: int | None
    earlier: tuple[EarlierStart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReason:
    """What asks for so many units in a place; without conditions the sequence could do with fewer, at a cost.

    Where time ran out before that was known there are none either, and `is_settled` is False.
    """

    assignment: Assignment
    conditions: tuple[Condition, ...]
    is_minimal: bool
    is_settled: bool = True


def explain(
    case: SequencingCase,
    sequence: Sequence,
    sector: int,
    *,
    limit_s: float = 30.0,
    progress: Progress | None = None,
) -> Explanation:
    """Why a sector starts when it does; phases are looked at from the latest to the earliest while time lasts.

    Raises
    ------
    RoutingError
        The sequence holds nothing, or not this sector.
    """
    if sequence.value is None or not 0 <= sector < len(sequence.active):
        msg = f"Sector {sector} is in no sequence that was found; find a sequence first."
        raise RoutingError(msg)
    start, ends_s = sequence.start(sector), monotonic() + limit_s
    watched = progress or Progress()
    before = reversed(range(len(case.phases) if start is None else start))
    model = model_of(valueless(case), is_loose=True)
    earlier = tuple(_earlier(case, sequence, (sector, list(before)), model, (ends_s, watched)))
    return Explanation(sector=sector, start=start, earlier=earlier)


def explain_units(
    case: SequencingCase, sequence: Sequence, assignment: Assignment, *, limit_s: float = 10.0
) -> UnitReason:
    """Which conditions ask for the last of some units in their place, the rest of that phase free to move."""
    model = model_of(valueless(case), is_loose=True)
    solution = _solution(model, sequence)
    upper = model.linear.upper.copy()
    place = assignment.unit_class, assignment.sector, assignment.phase
    upper[model.columns.units[place]] = max(0, assignment.number - 1)
    held = _held(model, solution)
    asked = replace(model, linear=replace(model.linear, upper=np.where(held, solution, upper), lower=held * solution))
    found = _conflict(asked, solution, {assignment.phase}, _until(limit_s, Progress()))
    told = _told(found)
    return UnitReason(
        assignment=assignment, conditions=told.conditions, is_minimal=told.is_minimal, is_settled=_is_settled(found)
    )


def _earlier(
    case: SequencingCase,
    sequence: Sequence,
    asked: tuple[int, list[int]],
    model: Model,
    clock: tuple[float, Progress],
) -> Iterator[EarlierStart]:
    sector, phases = asked
    for done, phase in enumerate(phases):
        left = (clock[0] - monotonic()) / (len(phases) - done)
        if left <= 0 or clock[1].is_cancelled:
            return
        found = _in_the_way(model, sequence, (sector, phase), left * TRIAL_SHARE, clock[1])
        loss, is_exact = _loss(case, sequence, (sector, phase), left * (1 - TRIAL_SHARE), clock[1])
        yield EarlierStart(
            phase=phase,
            conditions=_told(found).conditions,
            is_minimal=_told(found).is_minimal,
            is_settled=_is_settled(found),
            loss=loss,
            is_exact=is_exact,
        )


def _told(found: Conflict | Ending) -> Conflict:
    """The conflict; one without conditions where there is none, or none was found in time."""
    return found if isinstance(found, Conflict) else Conflict(conditions=(), is_minimal=_is_settled(found))


def _is_settled(found: Conflict | Ending) -> bool:
    """Whether it is known if anything stands in the way."""
    return found is not Ending.NOTHING


def _in_the_way(
    model: Model, sequence: Sequence, place: tuple[int, int], limit_s: float, progress: Progress
) -> Conflict | Ending:
    """The conditions that cannot hold if a sector is held from a phase on, all else as it is."""
    sector, phase = place
    solution = _solution(model, sequence)
    start = sequence.start(sector)
    end = len(sequence.active[sector]) if start is None else start
    for grid in (model.columns.held, model.columns.begun):
        solution[grid[sector, phase:end]] = 1
    held = _held(model, solution)
    linear = replace(model.linear, lower=held * solution, upper=np.where(held, solution, model.linear.upper))
    return _conflict(replace(model, linear=linear), solution, set(range(phase, end)), _until(limit_s, progress))


def _conflict(model: Model, solution: Integers, window: set[int], clock: tuple[float, Progress]) -> Conflict | Ending:
    """Conditions in conflict where only what lies in some phases is free."""
    places = places_of(model)
    free = np.isin(places.phase, list(window)) | (places.phase < 0)
    free[[column for column, _, _ in model.linear.breaches]] = True
    part = reduced(model.linear, solution, free).linear
    asked = np.unique(part.row_condition[part.row_condition >= 0]).tolist()
    return thinned(Trial(linear=part, ends_s=clock[0], progress=clock[1]), asked)


def _loss(
    case: SequencingCase, sequence: Sequence, place: tuple[int, int], limit_s: float, progress: Progress
) -> tuple[int | None, bool]:
    """How much less the best sequence with this start is worth, all free to change."""
    fixed = HeldSector(sector=place[0], not_before=place[1], at_latest=place[1])
    asked = replace(case, held_sectors=(*case.held_sectors, fixed))
    other = solve(asked, limit_s=limit_s, previous=sequence, progress=progress)
    if other.status is Status.INFEASIBLE or sequence.value is None or other.bound is None:
        return None, other.status is Status.INFEASIBLE
    if other.status is Status.PROVEN and other.value is not None:
        return sequence.value - other.value, sequence.gap == 0
    return max(0, sequence.value - other.bound), False


def _solution(model: Model, sequence: Sequence) -> Integers:
    """The columns of a sequence in a loose question."""
    columns, active = model.columns, np.array(sequence.active)
    solution = np.zeros(len(model.linear.lower), dtype=np.int64)
    solution[columns.held] = active
    solution[columns.begun] = np.maximum.accumulate(active, axis=1)
    for one in sequence.assignments:
        solution[columns.units[one.unit_class, one.sector, one.phase]] = one.number
        present = columns.present[model.case.units[one.unit_class].contributor, one.sector, one.phase]
        if present >= 0:
            solution[present] = 1
    for bill in sequence.payments:
        solution[columns.paid[bill.purse, bill.contributor, bill.phase]] = bill.amount
    return solution


def _held(model: Model, solution: Integers) -> Integers:
    marks = np.zeros(len(solution), dtype=np.int64)
    marks[model.columns.held] = 1
    marks[model.columns.begun] = 1
    return marks


def _until(limit_s: float, progress: Progress) -> tuple[float, Progress]:
    return monotonic() + limit_s, progress
