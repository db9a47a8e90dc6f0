"""Rows of a case, rule family by rule family; what is no rule but holds by nature names no condition."""

from itertools import pairwise, product

import networkx as nx
import numpy as np

from routing.sequencing.case import Rule
from routing.sequencing.columns import shut_sector, shut_units
from routing.sequencing.entering import write_gates, write_leads
from routing.sequencing.linear import LIMIT
from routing.sequencing.needs import write_needs
from routing.sequencing.tightening import write_tightening
from routing.sequencing.writing import Writing


def write_rules(writing: Writing) -> None:
    """Write the rows of all rules."""
    for write in (
        _nature, _corridors, _shut_sectors, _shut_units, _contiguity, _continuity, _count,
        write_needs, write_gates, write_leads, _apart, _money, _held_sectors, _held_units, write_tightening,
    ):  # fmt: skip
        write(writing)


def _nature(writing: Writing) -> None:
    """Units stand only where a sector is held; a sector has begun from the first phase it is held."""
    held, begun, units = writing.columns.held, writing.columns.begun, writing.columns.units
    for row, sector, phase in np.argwhere(units >= 0).tolist():
        column, sender = units[row, sector, phase], writing.case.units[row].contributor
        if _is_apart_firm(writing) and writing.columns.present[sender, sector, phase] >= 0:
            continue
        writing.draft.row([(1, column), (-writing.draft.upper[column], held[sector, phase])], at_most=0)
    if held is begun:
        return
    for sector, phase in np.ndindex(held.shape):
        before = int(begun[sector, phase - 1]) if phase else -1
        now, holds = int(begun[sector, phase]), int(held[sector, phase])
        writing.draft.row([(1, now), (-1, holds)], at_least=0)
        writing.draft.row([(1, now), (-1, before)], at_least=0)
        writing.draft.row([(1, now), (-1, before), (-1, holds)], at_most=0)


def _corridors(writing: Writing) -> None:
    """A sector is reached by one corridor at most, along which all is held."""
    case, used, held = writing.case, writing.columns.used, writing.columns.held
    for target, phase in product(range(len(case.sectors)), writing.phases()):
        rows = [row for row, corridor in enumerate(case.corridors) if corridor.sectors[-1] == target]
        for passed in sorted({sector for row in rows for sector in case.corridors[row].sectors}):
            through = [(1, used[row, phase]) for row in rows if passed in case.corridors[row].sectors]
            if any(column >= 0 for _, column in through):
                writing.draft.row([*through, (-1, held[passed, phase])], at_most=0)
        writing.draft.row([(1, used[row, phase]) for row in rows], at_most=1)


def _shut_sectors(writing: Writing) -> None:
    for sector, phase in np.argwhere(writing.columns.held >= 0).tolist():
        for rule in shut_sector(writing.case, sector, phase):
            about = {} if rule is Rule.MANDATE_END else {"sector": sector}
            writing.ask(rule, phase, [(1, writing.columns.held[sector, phase])], (-LIMIT, 0), **about)


def _shut_units(writing: Writing) -> None:
    for row, sector, phase in np.argwhere(writing.columns.units >= 0).tolist():
        for rule in shut_units(writing.case.units[row], sector, phase):
            about = {"sector": sector} if rule is Rule.CAVEAT else {}
            term = [(1, writing.columns.units[row, sector, phase])]
            writing.ask(rule, phase, term, (-LIMIT, 0), unit_class=row, **about)


def _contiguity(writing: Writing) -> None:
    held = writing.columns.held
    for row, sector in enumerate(writing.case.sectors):
        for phase in () if sector.is_gate else writing.phases():
            if held[row, phase] < 0:
                continue
            beside = [(1, held[other, phase - 1]) for other in set(sector.neighbours) - {row}] if phase else []
            writing.ask(Rule.CONTIGUITY, phase, [*beside, (-1, held[row, phase])], (0, LIMIT), sector=row)


def _continuity(writing: Writing) -> None:
    """Held on once begun; the end of the mandate ends that, too."""
    held, begun = writing.columns.held, writing.columns.begun
    for sector, (before, phase) in product(range(len(held)), pairwise(writing.phases())):
        if not writing.case.is_within_mandate(phase) or begun[sector, before] < 0:
            continue
        terms = [(1, held[sector, phase]), (-1, begun[sector, before])]
        writing.ask(Rule.CONTINUITY, phase, terms, (0, LIMIT), sector=sector)


def _count(writing: Writing) -> None:
    for row, unit in enumerate(writing.case.units):
        for phase in writing.phases():
            terms = [(1, column) for column in writing.columns.units[row, :, phase] if column >= 0]
            if terms:
                writing.ask(Rule.COUNT, phase, terms, (-LIMIT, unit.number), unit_class=row)


def _apart(writing: Writing) -> None:
    """Of contributors of whom no two can work together at most one is in a sector; pairs where that is soft."""
    case, present, units = writing.case, writing.columns.present, writing.columns.units
    for row, sector, phase in np.argwhere(units >= 0).tolist():
        there, column = present[case.units[row].contributor, sector, phase], units[row, sector, phase]
        if there >= 0:
            writing.draft.row([(1, column), (-writing.draft.upper[column], there)], at_most=0)
    pairs = sorted({(min(pair), max(pair)) for pair in case.apart})
    if not _is_apart_firm(writing):
        _apart_pairs(writing, pairs)
        return
    for clique in nx.find_cliques(nx.Graph(pairs)):
        for sector, phase in np.argwhere(writing.columns.held >= 0).tolist():
            terms = [(1, present[one, sector, phase]) for one in clique]
            writing.draft.row([*terms, (-1, writing.columns.held[sector, phase])], at_most=0)


def _is_apart_firm(writing: Writing) -> bool:
    """Whether who is present must be in a sector held, as it is where no two who cannot work together may be."""
    return not writing.is_loose and writing.case.price(Rule.APART) is None


def _apart_pairs(writing: Writing, pairs: list[tuple[int, int]]) -> None:
    present = writing.columns.present
    for one, other in pairs:
        for sector, phase in np.argwhere((present[one] >= 0) & (present[other] >= 0)).tolist():
            terms = [(1, present[one, sector, phase]), (1, present[other, sector, phase])]
            writing.ask(Rule.APART, phase, terms, (-LIMIT, 1), contributor=one, other=other)


def _money(writing: Writing) -> None:
    _bills(writing)
    paid = writing.columns.paid
    for purse, phase in product(range(len(writing.case.purses)), writing.phases()):
        spent = [(1, column) for column in paid[purse, :, : phase + 1].ravel().tolist()]
        limits = -LIMIT, sum(writing.case.purses[purse].arrives[: phase + 1])
        condition = writing.known(Rule.MONEY, purse=purse)
        writing.draft.row(spent, *limits, condition)


def _bills(writing: Writing) -> None:
    """What the units of a contributor cost is paid by its purses; soft money leaves a rest that is told."""
    case, price = writing.case, writing.case.price(Rule.MONEY)
    for row, contributor in enumerate(case.contributors):
        for phase in writing.phases():
            bill = [
                (case.units[at].cost_per_phase, column)
                for at in range(len(case.units))
                if case.units[at].contributor == row and case.units[at].cost_per_phase
                for column in writing.columns.units[at, :, phase]
            ]
            condition = -1 if contributor.purses and price is None else writing.known(Rule.MONEY, contributor=row)
            rest = (
                []
                if price is None
                else [(-1, writing.draft.breach(condition, phase, price, writing.draft.extremes(bill)[1]))]
            )
            by_purse = [(-1, column) for column in writing.columns.paid[:, row, phase]]
            writing.draft.row([*bill, *by_purse, *rest], 0, 0, -1 if contributor.purses else condition)


def _held_sectors(writing: Writing) -> None:
    begun = writing.columns.begun
    for held in writing.case.held_sectors:
        known = writing.known(Rule.FIXING, sector=held.sector)
        last = len(writing.case.phases) if held.is_never else held.not_before or 0
        for phase in range(last):
            writing.draft.row([(1, begun[held.sector, phase])], at_most=0, condition=known)
        if held.at_latest is not None:
            by_then = [(1, column) for column in begun[held.sector, : held.at_latest + 1].tolist()]
            writing.draft.row(by_then, at_least=1, condition=known)


def _held_units(writing: Writing) -> None:
    for held in writing.case.held_units:
        known = writing.known(Rule.FIXING, sector=held.sector, unit_class=held.unit_class, phase=held.phase)
        column = writing.columns.units[held.unit_class, held.sector, held.phase]
        most = LIMIT if held.at_most is None else held.at_most
        writing.draft.row([(1, column)], held.at_least, most, known)
