"""Refusals of cases that cannot be meant, all faults told together."""

from collections.abc import Iterator
from itertools import pairwise

from routing.errors import RoutingError
from routing.sequencing.case import SOFTENABLE, SUPPORTS, Rule, SequencingCase

MOST = 2**46
"""Beyond this sums of whole numbers would no longer be exact in the solvers."""


def checked(case: SequencingCase) -> SequencingCase:
    """The case itself.

    Raises
    ------
    RoutingError
        The case contradicts itself; every fault is named.
    """
    faults = [*_of_phases(case), *_of_sectors(case), *_of_corridors(case), *_of_units(case)]
    faults += [*_of_money(case), *_of_supports(case), *_of_rules(case), *_of_gates(case)]
    faults += [*_of_choices(case)] or ([] if faults else [*_of_size(case)])
    if faults:
        msg = f"Nothing can be put in order: {' '.join(faults)}"
        raise RoutingError(msg)
    return case


def _of_phases(case: SequencingCase) -> Iterator[str]:
    if not case.phases:
        yield "There is no phase; give at least one."
    for phase in case.phases:
        if phase.ends_day <= phase.starts_day:
            yield f"Phase {phase.name} ends before it starts; mend its days."
    for one, other in pairwise(case.phases):
        if other.starts_day < one.ends_day:
            yield f"Phase {other.name} starts before {one.name} ends; mend their days or their order."


def _of_sectors(case: SequencingCase) -> Iterator[str]:
    for sector in case.sectors:
        yield from _unknown(sector.neighbours, len(case.sectors), f"Neighbours of sector {sector.name}")
        for numbers, what in (
            (sector.site_needs, "needs"),
            (sector.strength_by_age, "strength"),
            (sector.local_share_by_age, "local shares"),
            ((sector.exposure,), "exposure"),
        ):
            if min(numbers, default=0) < 0:
                yield f"Sector {sector.name} has {what} below 0; give 0 or more."
        if not sector.strength_by_age:
            yield f"Sector {sector.name} lacks the strength it needs; give it, 0 where none is needed."
        if any(later < earlier for earlier, later in pairwise(sector.local_share_by_age)):
            yield f"The local share of sector {sector.name} falls; let it stay or rise."
        if max(sector.local_share_by_age, default=0) > 100:  # noqa: PLR2004 - per cent
            yield f"The local share of sector {sector.name} is above 100 per cent."


def _of_corridors(case: SequencingCase) -> Iterator[str]:
    for corridor in case.corridors:
        yield from _unknown(corridor.sectors, len(case.sectors), f"Corridor {corridor.name}")
        if not corridor.sectors:
            yield f"Corridor {corridor.name} passes no sector; name the sectors it passes."


def _of_units(case: SequencingCase) -> Iterator[str]:
    for unit in case.units:
        yield from _unknown((unit.contributor,), len(case.contributors), f"The contributor of {unit.name}")
        yield from _unknown(unit.caveats, len(case.sectors), f"Caveats of {unit.name}")
        for phase, part in unit.away:
            if not (0 <= phase < len(case.phases) and 0 <= part < len(case.phases[phase].day_parts)):
                yield f"Units {unit.name} are away in part {part} of the days of phase {phase}, which is not there."
        numbers = unit.strength, unit.number, unit.cost_per_phase, unit.doubt, unit.available_phases or 0
        if min(numbers) < 0:
            yield f"Units {unit.name} have a number below 0; give 0 or more."
    for pair in case.apart:
        yield from _unknown(pair, len(case.contributors), "Contributors who cannot work together")
        if pair[0] == pair[1]:
            yield f"Contributor {pair[0]} is said not to work together with itself; drop that pair."


def _of_money(case: SequencingCase) -> Iterator[str]:
    for contributor in case.contributors:
        yield from _unknown(contributor.purses, len(case.purses), f"Purses of {contributor.name}")
    for purse in case.purses:
        if len(purse.arrives) != len(case.phases):
            yield f"Purse {purse.name} tells {len(purse.arrives)} phases of {len(case.phases)}; tell each."
        if min(purse.arrives, default=0) < 0:
            yield f"Purse {purse.name} receives less than nothing; give 0 or more."


def _of_supports(case: SequencingCase) -> Iterator[str]:
    for support in case.supports:
        if support.rule not in SUPPORTS or support.from_age < 0:
            yield f"Support {support.rule.value} is not known; use {_listed(SUPPORTS)}, from phase held 0."
        if len(support.within_reach) != len(case.sectors):
            yield f"Reach of {support.rule.value} tells {len(support.within_reach)} sectors of {len(case.sectors)}."
        for reached in support.within_reach:
            yield from _unknown(reached, len(case.sectors), f"Reach of {support.rule.value}")


def _of_gates(case: SequencingCase) -> Iterator[str]:
    for gate in case.gates:
        yield from _unknown((gate.phase,), len(case.phases), f"The phase of the gate {gate.name}")
        if gate.met_from is not None and gate.met_from < 0:
            yield f"The gate {gate.name} is met before the first phase; drop it, or give a phase."


def _of_rules(case: SequencingCase) -> Iterator[str]:
    for soft in case.soft:
        if soft.rule not in SOFTENABLE or soft.price < 0:
            yield f"Rule {soft.rule.value} cannot be broken for {soft.price}; price others, 0 or more."
    if len({soft.rule for soft in case.soft}) < len(case.soft):
        yield "A rule has two prices; give one."
    weights = case.weights
    if min(weights.need, weights.exposure, weights.cost, weights.shaky, weights.local, weights.change) < 0:
        yield "A weight is below 0; give 0 or more."


def _of_choices(case: SequencingCase) -> Iterator[str]:
    for held in case.held_sectors:
        yield from _unknown((held.sector,), len(case.sectors), "A sector fixed by hand")
        named = held.not_before, held.at_latest, held.is_local_in
        phases = tuple(phase for phase in named if phase is not None)
        yield from _unknown(phases, len(case.phases), "The phase of a sector fixed by hand")
    for units in case.held_units:
        yield from _unknown((units.unit_class,), len(case.units), "Units fixed by hand")
        yield from _unknown((units.sector,), len(case.sectors), "The sector of units fixed by hand")
        yield from _unknown((units.phase,), len(case.phases), "The phase of units fixed by hand")


def _of_size(case: SequencingCase) -> Iterator[str]:
    if _greatest(case) > MOST:
        yield "Weights, needs, money or days are so great that sums would no longer be exact; use larger units."


def _greatest(case: SequencingCase) -> int:
    """What the objective can at most amount to, all terms and prices taken together."""
    days, weights = sum(phase.days for phase in case.phases), case.weights
    units = sum(unit.number for unit in case.units)
    money = sum(unit.number * unit.cost_per_phase for unit in case.units) * len(case.phases)
    needs = sum(sector.need for sector in case.sectors)
    exposures = sum(case.sectors[at].exposure for corridor in case.corridors for at in corridor.sectors)
    doubts = sum(unit.number * unit.doubt for unit in case.units)
    strengths = sum(max(sector.strength_by_age) for sector in case.sectors)
    parts = 1 + max((len(phase.day_parts) for phase in case.phases), default=0)
    sectors = len(case.sectors) * (len(case.sectors) + len(case.gates) + parts * (2 + len(case.supports)))
    broken = (units + strengths * parts + sectors) * len(case.phases) + money
    prices = sum(soft.price for soft in case.soft) * broken
    ends = weights.need * needs + weights.exposure * exposures + weights.shaky * doubts
    ends += weights.local * len(case.sectors) * 100
    changes = weights.change * (units + len(case.sectors)) * len(case.phases)
    return ends * days + weights.cost * money + prices + changes


def _unknown(rows: tuple[int, ...], count: int, what: str) -> Iterator[str]:
    wrong = sorted({row for row in rows if not 0 <= row < count})
    if wrong:
        yield f"{what} name rows {', '.join(map(str, wrong))} of {count}; name rows that are there."


def _listed(rules: frozenset[Rule]) -> str:
    return ", ".join(sorted(rule.value for rule in rules))
