"""What a sector held needs of units: strength, rules of engagement, help within reach, whenever it is asked.

All units count in the rows of a whole phase. Where a part of the day finds some of them unable to act, the same is
asked of the others, as a condition of its own.
"""

from collections.abc import Iterator

import numpy as np

from routing.sequencing.answer import Condition
from routing.sequencing.case import Rule, SequencingCase, Support
from routing.sequencing.linear import LIMIT, Term
from routing.sequencing.reduced import Flags
from routing.sequencing.told import told_at
from routing.sequencing.writing import Writing, by_age, condition_of


def write_needs(writing: Writing) -> None:
    """Write what every sector held needs, in whole phases and in the parts of their days."""
    everybody = np.ones(len(writing.case.units), dtype=np.bool_)
    for sector, phase in np.argwhere(writing.columns.held >= 0).tolist():
        _ask(writing, (sector, phase), everybody, "")
        for part, hours in enumerate(writing.case.phases[phase].day_parts):
            _ask(writing, (sector, phase), able_in(writing.case, phase, part), hours)


def able_in(case: SequencingCase, phase: int, part: int) -> Flags:
    """Which units can act in a part of the days of a phase."""
    return np.array([(phase, part) not in unit.away for unit in case.units], dtype=np.bool_)


def _ask(writing: Writing, place: tuple[int, int], able: Flags, hours: str) -> None:
    case, (sector, phase) = writing.case, place
    for need, terms in _needs(writing, place, able):
        condition = condition_of(case, need, sector=sector)
        if hours:
            text = told_at(case, need, sector, hours)
            condition = Condition(rule=_rule_of(case, need), sector=sector, need=need, hours=hours, text=text)
        writing.ask_for(condition, phase, terms, (0, LIMIT))


def _rule_of(case: SequencingCase, need: Rule) -> Rule:
    """What lacks at some hours lacks: while cover at every hour has no price, it has the price of what lacks."""
    return need if case.price(Rule.HOURS) is None and case.price(need) is not None else Rule.HOURS


def _needs(writing: Writing, place: tuple[int, int], able: Flags) -> Iterator[tuple[Rule, list[Term]]]:
    yield Rule.STRENGTH, _strength(writing, place, able)
    yield Rule.ENGAGEMENT, _engagement(writing, place, able)
    for support in writing.case.supports:
        if place[1] >= support.from_age:
            yield support.rule, _support(writing, support, place, able)


def _strength(writing: Writing, place: tuple[int, int], able: Flags) -> list[Term]:
    (row, phase), values = place, writing.case.sectors[place[0]].strength_by_age
    need = [(-factor, column) for factor, column in by_age(values, phase, writing.columns.begun[row])]
    units = writing.columns.units[:, row, phase].tolist()
    have = [(writing.case.units[at].strength, units[at]) for at in np.flatnonzero(able).tolist()]
    return [*have, *need, *_lapsed(writing, place, max(values))]


def _engagement(writing: Writing, place: tuple[int, int], able: Flags) -> list[Term]:
    row, phase = place
    wide = np.array([unit.engagement for unit in writing.case.units]) >= writing.case.sectors[row].engagement
    there = writing.columns.units[wide & able, row, phase]
    return [(1, column) for column in there.tolist()] + [(-1, int(writing.columns.held[row, phase]))]


def _support(writing: Writing, support: Support, place: tuple[int, int], able: Flags) -> list[Term]:
    row, phase = place
    of_kind = np.array([unit.kind in support.kinds for unit in writing.case.units], dtype=np.bool_) & able
    reach = sorted(set(support.within_reach[row]))
    near = writing.columns.units[np.flatnonzero(of_kind)][:, reach, phase].ravel()
    needed = int(writing.columns.begun[row, phase - support.from_age])
    return [*((1, column) for column in near.tolist()), (-1, needed), *_lapsed(writing, place, 1)]


def _lapsed(writing: Writing, place: tuple[int, int], times: int) -> list[Term]:
    """So many times one where a sector was begun and is not held."""
    held, begun = writing.columns.held, writing.columns.begun
    return [] if held is begun else [(times, begun[place]), (-times, held[place])]
