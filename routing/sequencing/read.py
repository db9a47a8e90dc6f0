"""A solution read as a sequence, and a sequence as a solution to begin from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.model.phase import SectorState
from routing.sequencing.answer import Assignment, Breach, CorridorUse, Payment, Sequence, Status, Terms
from routing.sequencing.case import SequencingCase
from routing.sequencing.cpsat import solve
from routing.sequencing.linear import Integers
from routing.sequencing.reduced import reduced
from routing.sequencing.writing import Model
from routing.solving.cpsat import Effort

Held = NDArray[np.bool_]
ALL_LOCAL = 100
COMPLETING_S = 2.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a search ended."""

    status: Status
    bound: int | None
    first_s: float | None
    took_s: float
    previous: Sequence | None


def sequence_of(model: Model, solution: Integers | None, outcome: Outcome) -> Sequence:
    """What was found, in the words of the case."""
    if solution is None:
        bound = None if outcome.status is Status.INFEASIBLE else outcome.bound
        return Sequence(status=outcome.status, bound=bound, took_s=outcome.took_s)
    active = _read(model.columns.held, solution) > 0
    led = _led(model, solution, active)
    assignments = _assignments(model, solution)
    used = tuple(CorridorUse(corridor=row, phase=at) for row, at in _places(model.columns.used, solution))
    breaches = _breaches(model, solution)
    return Sequence(
        status=outcome.status,
        first_s=outcome.first_s,
        took_s=outcome.took_s,
        value=model.linear.value(solution),
        bound=outcome.bound,
        active=tuple(tuple(row) for row in active.tolist()),
        states=tuple(_states(model.case, sector, *rows) for sector, rows in enumerate(zip(active, led, strict=True))),
        led=tuple(tuple(row) for row in led.tolist()),
        assignments=assignments,
        payments=_payments(model, solution),
        used=used,
        breaches=breaches,
        terms=Terms(
            need=sum(_need(model.case, one) for one in used),
            exposure=sum(_exposure(model.case, one) for one in used),
            cost=sum(model.case.units[one.unit_class].cost_per_phase * one.number for one in assignments),
            shaky=sum(_shaky(model.case, one) for one in assignments),
            local=sum(_local(model.case, at, *rows) for at, rows in enumerate(zip(active, led, strict=True))),
            change=changes(outcome.previous, active, assignments),
            penalty=sum(breach.penalty for breach in breaches),
        ),
    )


def solution_of(model: Model, sequence: Sequence) -> Integers | None:
    """A solution with the sectors and units of a sequence; None where the case no longer allows them."""
    places = model.columns.held.shape
    if len(sequence.active) != places[0] or any(len(row) != places[1] for row in sequence.active):
        return None
    solution = np.zeros(len(model.linear.lower), dtype=np.int64)
    free = np.ones(len(solution), dtype=np.bool_)
    for grid in (model.columns.held, model.columns.units):
        free[grid[grid >= 0]] = False
    if not _written(model, sequence, solution):
        return None
    solved = solve((part := reduced(model.linear, solution, free)).linear, Effort(limit_s=COMPLETING_S))
    whole = None if solved.solution is None else part.whole(solved.solution)
    return whole if whole is not None and model.linear.holds(whole) else None


def changes(previous: Sequence | None, active: NDArray[np.bool_], assignments: tuple[Assignment, ...]) -> int:
    """How many sector-phases and unit-phases are unlike a previous answer."""
    if previous is None or not previous.active:
        return 0
    now = {(one.unit_class, one.sector, one.phase): one.number for one in assignments}
    then = {(one.unit_class, one.sector, one.phase): one.number for one in previous.assignments}
    moved = sum(abs(now.get(place, 0) - then.get(place, 0)) for place in now.keys() | then.keys())
    return moved + int((active != np.array(previous.active)).sum())


def _written(model: Model, sequence: Sequence, solution: Integers) -> bool:
    held, units = model.columns.held, model.columns.units
    wanted = np.array(sequence.active)
    if (held[wanted] < 0).any():
        return False
    solution[held[wanted]] = 1
    for one in sequence.assignments:
        if one.unit_class >= len(units) or units[one.unit_class, one.sector, one.phase] < 0:
            return False
        solution[units[one.unit_class, one.sector, one.phase]] = one.number
    return True


def _read(grid: Integers, solution: Integers) -> Integers:
    return np.append(solution, 0)[grid]


def _places(grid: Integers, solution: Integers) -> list[list[int]]:
    found: list[list[int]] = np.argwhere(_read(grid, solution) > 0).tolist()
    return found


def _assignments(model: Model, solution: Integers) -> tuple[Assignment, ...]:
    units = model.columns.units
    return tuple(
        Assignment(unit_class=unit, sector=sector, phase=phase, number=int(solution[units[unit, sector, phase]]))
        for unit, sector, phase in _places(units, solution)
    )


def _payments(model: Model, solution: Integers) -> tuple[Payment, ...]:
    paid = model.columns.paid
    return tuple(
        Payment(purse=purse, contributor=row, phase=phase, amount=int(solution[paid[purse, row, phase]]))
        for purse, row, phase in _places(paid, solution)
    )


def _breaches(model: Model, solution: Integers) -> tuple[Breach, ...]:
    linear = model.linear
    return tuple(
        Breach(
            condition=linear.conditions[condition],
            phase=phase,
            amount=int(solution[column]),
            penalty=int(-linear.worth[column] * solution[column]),
        )
        for column, condition, phase in linear.breaches
        if solution[column]
    )


def _led(model: Model, solution: Integers, active: Held) -> Held:
    """Where lead is joint or local: a share is there, and the gate of hand-over is passed or its breach is paid for."""
    chosen = _read(model.columns.led, solution) > 0
    found = np.zeros(active.shape, dtype=np.bool_)
    for sector, phase in np.argwhere(active).tolist():
        may = chosen[sector, phase] or model.case.sectors[sector].is_handed_over(phase)
        found[sector, phase] = may and share_of(model.case, sector, active[sector], phase) > 0
    return found


def _states(case: SequencingCase, sector: int, held: Held, led: Held) -> tuple[SectorState, ...]:
    return tuple(_state(case, sector, (held, led), phase) for phase in range(len(held)))


def _state(case: SequencingCase, sector: int, rows: tuple[Held, Held], phase: int) -> SectorState:
    """Preparing is the phase before the first held; held no longer is suspended."""
    held, led = rows
    if held[phase]:
        is_local = led[phase] and share_of(case, sector, held, phase) == ALL_LOCAL
        return SectorState.LOCAL_LEAD if is_local else SectorState.ACTIVE
    if held[:phase].any():
        return SectorState.SUSPENDED
    is_next = phase + 1 < len(held) and held[phase + 1]
    return SectorState.PREPARING if is_next else SectorState.NOT_ESTABLISHED


def share_of(case: SequencingCase, sector: int, held: Held, phase: int) -> int:
    """The local share of a sector held, in per cent, by phases since it was first held."""
    shares = case.sectors[sector].local_share_by_age
    return shares[min(phase - int(held.argmax()), len(shares) - 1)] if shares else 0


def _need(case: SequencingCase, one: CorridorUse) -> int:
    return case.sectors[case.corridors[one.corridor].sectors[-1]].need * case.phases[one.phase].days


def _exposure(case: SequencingCase, one: CorridorUse) -> int:
    met = sum(case.sectors[sector].exposure for sector in set(case.corridors[one.corridor].sectors))
    return met * case.phases[one.phase].days


def _shaky(case: SequencingCase, one: Assignment) -> int:
    return case.units[one.unit_class].doubt * case.phases[one.phase].days * one.number


def _local(case: SequencingCase, sector: int, held: Held, led: Held) -> int:
    phases = np.flatnonzero(led).tolist()
    return sum(share_of(case, sector, held, phase) * case.phases[phase].days for phase in phases)
