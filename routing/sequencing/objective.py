"""What columns are worth: the terms of the objective, each before its weight, and their sum."""

from collections.abc import Iterator

import numpy as np

from routing.sequencing.answer import Sequence
from routing.sequencing.case import SequencingCase
from routing.sequencing.linear import Draft, Term
from routing.sequencing.writing import Columns, by_age

SHARES = 100
"""Local shares are in per cent."""


def write_objective(case: SequencingCase, draft: Draft, columns: Columns, previous: Sequence | None) -> int:
    """What doing nothing is worth; columns get their worth, and those that only count are added."""
    weights = case.weights
    for weight, terms in (
        (weights.need, _need(case, columns)),
        (-weights.exposure, _exposure(case, columns)),
        (-weights.cost, _cost(case, columns)),
        (-weights.shaky, _shaky(case, columns)),
        (weights.local, _local(case, draft, columns)),
    ):
        for factor, column in terms if weight else ():
            draft.worth[column] += weight * factor
    return 0 if previous is None else _write_change(case, draft, columns, previous)


def _need(case: SequencingCase, columns: Columns) -> Iterator[Term]:
    for corridor, phase in np.argwhere(columns.used >= 0).tolist():
        need = case.sectors[case.corridors[corridor].sectors[-1]].need
        yield need * case.phases[phase].days, columns.used[corridor, phase]


def _exposure(case: SequencingCase, columns: Columns) -> Iterator[Term]:
    for corridor, phase in np.argwhere(columns.used >= 0).tolist():
        met = sum(case.sectors[sector].exposure for sector in set(case.corridors[corridor].sectors))
        yield met * case.phases[phase].days, columns.used[corridor, phase]


def _cost(case: SequencingCase, columns: Columns) -> Iterator[Term]:
    for unit, sector, phase in np.argwhere(columns.units >= 0).tolist():
        yield case.units[unit].cost_per_phase, columns.units[unit, sector, phase]


def _shaky(case: SequencingCase, columns: Columns) -> Iterator[Term]:
    for unit, sector, phase in np.argwhere(columns.units >= 0).tolist():
        yield case.units[unit].doubt * case.phases[phase].days, columns.units[unit, sector, phase]


def _local(case: SequencingCase, draft: Draft, columns: Columns) -> Iterator[Term]:
    """Local share by age where lead may be local; a column of its own where a sector can lapse or lead is chosen."""
    for sector, phase in np.argwhere(columns.held >= 0).tolist():
        shares, days = case.sectors[sector].local_share_by_age, case.phases[phase].days
        is_passed = case.sectors[sector].is_handed_over(phase)
        leads = (columns.held if is_passed else columns.led)[sector, phase]
        terms = [term for term in by_age(shares, phase, columns.begun[sector]) if term[1] >= 0] if shares else []
        if leads < 0 or not terms:
            continue
        if columns.held is columns.begun and is_passed:
            yield from ((factor * days, column) for factor, column in terms)
            continue
        share = draft.new(SHARES)
        draft.row([(1, share), (-SHARES, leads)], at_most=0)
        draft.row([(1, share), *((-factor, column) for factor, column in terms)], at_most=0)
        yield days, share


def _write_change(case: SequencingCase, draft: Draft, columns: Columns, previous: Sequence) -> int:
    """What doing nothing is worth beside a previous answer: everything that stood there is missing."""
    weight, before = case.weights.change, np.zeros(columns.units.shape, dtype=np.int64)
    for one in previous.assignments:
        before[one.unit_class, one.sector, one.phase] = one.number
    base = -weight * int(before.sum() + np.sum(previous.active))
    if not weight:
        return 0
    for sector, phase in np.argwhere(columns.held >= 0).tolist():
        draft.worth[columns.held[sector, phase]] += weight * (1 if previous.active[sector][phase] else -1)
    for place in np.argwhere(columns.units >= 0).tolist():
        _write_moved(draft, columns.units[tuple(place)], int(before[tuple(place)]), weight)
    return base


def _write_moved(draft: Draft, column: int, before: int, weight: int) -> None:
    """Fewer units than before or more: each counts once."""
    draft.worth[column] += weight if before else -weight
    if before and draft.upper[column] > before:
        more = draft.new(draft.upper[column] - before, -2 * weight)
        draft.row([(1, column), (-1, more)], at_most=before)
