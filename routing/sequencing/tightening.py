"""Rows that every whole-number solution keeps anyway, and that shut out many broken ones; none is a condition.

Where a unit with wide enough rules of engagement must stand, one of its contributors is present, and whoever
cannot work with that contributor is not. Counted by presence instead of by units this cannot be halved.
What all sectors of a phase need is not more than all units have: a sum of rows, told so that the solver
finds which sectors cannot be held together.
"""

from collections.abc import Iterator

import numpy as np

from routing.sequencing.case import Rule
from routing.sequencing.linear import Term
from routing.sequencing.needs import able_in
from routing.sequencing.reduced import Flags
from routing.sequencing.writing import Writing, by_age


def write_tightening(writing: Writing) -> None:
    """Write the rows that hold anyway; none where a rule they rest on may be broken."""
    if _is_firm(writing, Rule.APART, Rule.ENGAGEMENT):
        for sector, phase in np.argwhere(writing.columns.held >= 0).tolist():
            _company(writing, sector, phase)
    if _is_firm(writing, Rule.STRENGTH) and writing.columns.held is writing.columns.begun:
        for phase in writing.phases():
            _strength_in_all(writing, phase, np.ones(len(writing.case.units), dtype=np.bool_))
            for part in range(len(writing.case.phases[phase].day_parts)) if _is_firm(writing, Rule.HOURS) else ():
                _strength_in_all(writing, phase, able_in(writing.case, phase, part))


def _is_firm(writing: Writing, *rules: Rule) -> bool:
    return not writing.is_loose and all(writing.case.price(rule) is None for rule in rules)


def _strength_in_all(writing: Writing, phase: int, able: Flags) -> None:
    there = np.flatnonzero((writing.columns.units[:, :, phase] >= 0).any(axis=1) & able)
    most = sum(writing.case.units[row].number * writing.case.units[row].strength for row in there.tolist())
    held = [row for row in range(len(writing.case.sectors)) if writing.columns.held[row, phase] >= 0]
    needs = [(row, writing.case.sectors[row].strength_by_age) for row in held]
    aged = [term for row, values in needs for term in by_age(values, phase, writing.columns.begun[row])]
    writing.draft.row(aged, at_most=most)
    least = [(min(values[: phase + 1]), writing.columns.held[row, phase]) for row, values in needs]
    writing.draft.row(least, at_most=most)


def _company(writing: Writing, sector: int, phase: int) -> None:
    """Somebody able is present, and so for each contributor that is not able: somebody it can work with."""
    present = writing.columns.present[:, sector, phase]
    if (present < 0).all():
        return
    able = set(_able(writing, sector, phase))
    apart = {pair for one, other in writing.case.apart for pair in ((one, other), (other, one))}
    writing.draft.row([*_shown(writing, able, sector, phase), (-1, writing.columns.held[sector, phase])], at_least=0)
    for one in np.flatnonzero(present >= 0).tolist():
        beside = {other for other in able if (one, other) not in apart}
        if one not in able and beside != able:
            writing.draft.row([*_shown(writing, beside, sector, phase), (-1, present[one])], at_least=0)


def _able(writing: Writing, sector: int, phase: int) -> Iterator[int]:
    """Contributors of units that may stand here and have wide enough rules of engagement."""
    needed = writing.case.sectors[sector].engagement
    for row in np.flatnonzero(writing.columns.units[:, sector, phase] >= 0).tolist():
        if writing.case.units[row].engagement >= needed:
            yield writing.case.units[row].contributor


def _shown(writing: Writing, contributors: set[int], sector: int, phase: int) -> Iterator[Term]:
    """Presence of contributors, or their able units where presence is not counted."""
    needed = writing.case.sectors[sector].engagement
    yield from ((1, writing.columns.present[one, sector, phase]) for one in sorted(contributors))
    for row, unit in enumerate(writing.case.units):
        uncounted = writing.columns.present[unit.contributor, sector, phase] < 0
        if unit.contributor in contributors and uncounted and unit.engagement >= needed:
            yield 1, writing.columns.units[row, sector, phase]
