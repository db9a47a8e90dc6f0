"""What an order of sectors does not count, though it may matter: told beside every order, never left to be guessed."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from math import ceil
from typing import TypeAlias

from data.model import CostKind, Finding, InstrumentKind, MovementLimit, Plan, Severity
from routing.force.gates import PhaseEntry, phase_entries
from routing.force.ordering import Roll
from routing.force.presence import pledge_of, relations_of
from routing.force.purses import COUNTED, worth
from routing.force.requirements import requirement_of
from routing.force.serving import TASKS, task_of

Check: TypeAlias = Callable[[Plan, Roll, str], Iterator[Finding]]

_LIMITS = {
    MovementLimit.DAYLIGHT_ONLY: "moves in daylight only",
    MovementLimit.MAIN_ROADS_ONLY: "keeps to main roads",
}


def uncounted(plan: Plan, roll: Roll, currency: str) -> tuple[Finding, ...]:
    """Everything of a plan that bears on security and that an order of these units takes no account of."""
    return tuple(finding for check in CHECKS for finding in check(plan, roll, currency))


def hours_of_caveats(plan: Plan, _roll: Roll, _currency: str) -> Iterator[Finding]:
    """Contributors whose people act or move at some hours, or on some roads, only."""
    names = {contributor.id: contributor.name for contributor in plan.contributors}
    for caveat in plan.caveats:
        told = [f"acts from {caveat.hours.starts:%H:%M} to {caveat.hours.ends:%H:%M} only"] if caveat.hours else []
        told += [_LIMITS[limit] for limit in caveat.movement if limit in _LIMITS]
        if told:
            yield _told(
                "order-without-hours",
                caveat.id,
                f"{names[caveat.contributor]} {' and '.join(told)}; the order counts it day and night, on every road.",
                "See on the page Rules who covers the other hours before the order is relied on.",
            )


def approvals_unknown(plan: Plan, roll: Roll, _currency: str) -> Iterator[Finding]:
    """Units of which no approval, no command or no legal basis is on record, and which are counted all the same."""
    for unit in (unit for units in roll.units for unit in units):
        needed = {
            i
            for i in requirement_of(plan, task_of(unit) or TASKS[unit.kind][0]).instruments
            if i is not InstrumentKind.MANDATE
        }
        known = {i.kind for i in plan.legal_instruments if i.covers(unit.contributor)}
        lacks = ["pledge with its approvals"] if pledge_of(plan, unit) is None else []
        lacks += [] if relations_of(plan, unit) else ["command relation"]
        lacks += [f"instrument for {kind.value.replace('_', ' ')}" for kind in sorted(needed - known)]
        if lacks:
            yield _told(
                "order-on-trust",
                unit.id,
                f"For {unit.name} no {', no '.join(lacks)} is on record; the order counts it as if all were settled.",
                "Record it, or keep the unit out by hand.",
            )


def local_capacity(plan: Plan, _roll: Roll, _currency: str) -> Iterator[Finding]:
    """Criteria of hand-overs, and readiness of local police, which do not decide when a local share is reached."""
    names = {sector.id: sector.name for sector in plan.sectors}
    for handover in plan.handovers:
        if handover.open_criteria:
            yield _told(
                "order-before-handover",
                handover.id,
                f"{len(handover.open_criteria)} criteria of hand-over in {names[handover.sector]} are not known to be "
                "met; the order lets the local share grow by vetted police alone.",
                "See the gate on the page Phases before a local lead is counted on.",
            )


def gates(plan: Plan, _roll: Roll, _currency: str) -> Iterator[Finding]:
    """Conditions of phases that are not known to be met: phases begin on their dates in an order."""
    for phase, entry in zip(plan.phases, phase_entries(plan), strict=True):
        open_ones = sum(gate.met is not True for gate in phase.gates)
        if open_ones:
            late = (
                f" By their dates it can begin {_days_late(entry)} later at the earliest." if _days_late(entry) else ""
            )
            yield _told(
                "order-before-gates",
                phase.id,
                f"{open_ones} condition{'s' if open_ones > 1 else ''} of phase {phase.name} "
                f"{'are' if open_ones > 1 else 'is'} not known to be met; the order lets it begin on its date.{late}",
                "See the gates on the page Phases; move the dates of the phase if it will be late.",
            )


def _days_late(entry: PhaseEntry) -> str:
    """How much later than planned the dates of its gates let a phase begin; nothing where they do not."""
    days = 0 if entry.earliest is None else ceil((entry.earliest - entry.planned) / timedelta(days=1))
    return "" if days < 1 else "1 day" if days == 1 else f"{days} days"


def money(plan: Plan, _roll: Roll, currency: str) -> Iterator[Finding]:
    """Costs no order counts, and money in currencies no rate leads from."""
    others = [cost for cost in plan.costs if cost.kind in {CostKind.SITE_MONTH, CostKind.ONCE}]
    if others:
        yield _told(
            "order-without-costs",
            others[0].id,
            f"{len(others)} costs of sites and of single payments are paid from the same money and are not counted.",
            "See the page Money for the whole outlook.",
        )
    begins = plan.phases[0].starts_at if plan.phases else None
    paid = [(c.id, c.currency, max(c.at, begins)) for c in plan.commitments if begins and c.at and c.state in COUNTED]
    asked = [(c.id, c.currency, begins) for c in plan.costs if begins]
    for record, known, at in (*paid, *asked):
        if worth(plan, Decimal(1), known, currency, at) is None:
            yield _told(
                "order-without-rate",
                record,
                f"No rate leads from {known} to {currency} by then: {record} is counted as nothing.",
                "Record a rate with its date.",
            )


CHECKS: tuple[Check, ...] = (approvals_unknown, hours_of_caveats, local_capacity, gates, money)


def _told(code: str, subject: str, message: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.DOUBT, subject=subject, message=message, remedy=remedy)
