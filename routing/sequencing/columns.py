"""Columns of a case: only those that no hard condition shuts, unless every condition is to be lifted."""

from collections.abc import Iterator
from itertools import product

import numpy as np

from routing.sequencing.answer import Sequence
from routing.sequencing.case import Rule, SequencingCase, UnitClass
from routing.sequencing.linear import Draft, Integers
from routing.sequencing.writing import Columns, can_lapse, is_open


def columns_of(case: SequencingCase, draft: Draft, previous: Sequence | None, *, is_loose: bool) -> Columns:
    """The columns, written into the draft without any worth."""
    phases, sectors = len(case.phases), len(case.sectors)
    held = _held(case, draft, is_loose=is_loose)
    begun = _begun(case, draft) if can_lapse(case, is_loose=is_loose) else held
    units = np.full((len(case.units), sectors, phases), -1)
    present = np.full((len(case.contributors), sectors, phases), -1)
    wished = _wished(case, previous)
    for row, sector, phase in product(range(len(case.units)), range(sectors), range(phases)):
        if held[sector, phase] >= 0 and _may_stand(case, case.units[row], (sector, phase), is_loose=is_loose):
            units[row, sector, phase] = draft.new(_most(case, (row, sector, phase), wished, is_loose=is_loose))
            _join(case, draft, present, (case.units[row].contributor, sector, phase))
    return Columns(
        held=held,
        begun=begun,
        units=units,
        present=present,
        paid=_paid(case, draft, is_loose=is_loose),
        used=_used(case, draft, held),
        led=_led(case, draft, held, is_loose=is_loose),
    )


def shut_sector(case: SequencingCase, sector: int, phase: int) -> Iterator[Rule]:
    """Rules by which a sector cannot be held in a phase, whatever else holds."""
    granted = case.sectors[sector].consent_from
    if granted is None or phase < granted:
        yield Rule.CONSENT
    if not case.is_within_mandate(phase):
        yield Rule.MANDATE_END


def shut_units(unit: UnitClass, sector: int, phase: int) -> Iterator[Rule]:
    """Rules by which units cannot stand in a sector in a phase, whatever else holds."""
    since, length = unit.available_from, unit.available_phases
    if since is None or phase < since or (length is not None and phase >= since + length):
        yield Rule.APPROVAL
    if sector in unit.caveats:
        yield Rule.CAVEAT


def _held(case: SequencingCase, draft: Draft, *, is_loose: bool) -> Integers:
    found = np.full((len(case.sectors), len(case.phases)), -1)
    for sector, phase in np.ndindex(found.shape):
        if all(is_open(case, rule, is_loose=is_loose) for rule in shut_sector(case, sector, phase)):
            found[sector, phase] = draft.new(1)
    return found


def _begun(case: SequencingCase, draft: Draft) -> Integers:
    shape = len(case.sectors), len(case.phases)
    return np.array([draft.new(1) for _ in np.ndindex(shape)]).reshape(shape)


def _may_stand(case: SequencingCase, unit: UnitClass, place: tuple[int, int], *, is_loose: bool) -> bool:
    return all(is_open(case, rule, is_loose=is_loose) for rule in shut_units(unit, *place))


def _wished(case: SequencingCase, previous: Sequence | None) -> dict[tuple[int, int, int], int]:
    """How many units were fixed by hand or stood in a place before."""
    found = {} if previous is None else {(at.unit_class, at.sector, at.phase): at.number for at in previous.assignments}
    for held in case.held_units:
        place = held.unit_class, held.sector, held.phase
        found[place] = max(found.get(place, 0), held.at_least)
    return found


def _most(
    case: SequencingCase, place: tuple[int, int, int], wished: dict[tuple[int, int, int], int], *, is_loose: bool
) -> int:
    """No more units than a sector can use, which makes the relaxation much tighter; those wished for in any case."""
    unit, sector = case.units[place[0]], case.sectors[place[1]]
    if is_loose:
        return max(unit.number, 1, *(max(other.strength_by_age) for other in case.sectors))
    needed = -(-max(sector.strength_by_age[: place[2] + 1]) // max(1, unit.strength))
    return min(unit.number, max(1, needed, wished.get(place, 0)))


def _join(case: SequencingCase, draft: Draft, present: Integers, place: tuple[int, int, int]) -> None:
    """Presence counts only for contributors who cannot work with everyone."""
    if present[place] < 0 and any(place[0] in pair for pair in case.apart):
        present[place] = draft.new(1)


def _paid(case: SequencingCase, draft: Draft, *, is_loose: bool) -> Integers:
    found = np.full((len(case.purses), len(case.contributors), len(case.phases)), -1)
    for purse, contributor, phase in np.ndindex(found.shape):
        if purse in case.contributors[contributor].purses:
            bill = _largest_bill(case, contributor, is_loose=is_loose)
            arrived = sum(case.purses[purse].arrives[: phase + 1])
            found[purse, contributor, phase] = draft.new(bill if is_loose else min(bill, arrived))
    return found


def _largest_bill(case: SequencingCase, contributor: int, *, is_loose: bool) -> int:
    """What all units of a contributor cost in a phase at most: nobody pays more."""
    units = [unit for unit in case.units if unit.contributor == contributor]
    if not is_loose:
        return sum(unit.number * unit.cost_per_phase for unit in units)
    most = max((max(1, *sector.strength_by_age) for sector in case.sectors), default=1)
    return len(case.sectors) * sum(max(unit.number, most) * unit.cost_per_phase for unit in units)


def _used(case: SequencingCase, draft: Draft, held: Integers) -> Integers:
    found = np.full((len(case.corridors), len(case.phases)), -1)
    for corridor, phase in np.ndindex(found.shape):
        if all(held[sector, phase] >= 0 for sector in case.corridors[corridor].sectors):
            found[corridor, phase] = draft.new(1)
    return found


def _led(case: SequencingCase, draft: Draft, held: Integers, *, is_loose: bool) -> Integers:
    """Lead that is not international is a choice only before a hand-over is passed; from then on it is taken."""
    found = np.full(held.shape, -1)
    for sector, phase in np.argwhere(held >= 0).tolist() if is_open(case, Rule.HANDOVER, is_loose=is_loose) else ():
        since = case.sectors[sector].local_from_age
        if since is not None and phase >= since and not case.sectors[sector].is_handed_over(phase):
            found[sector, phase] = draft.new(1)
    return found
