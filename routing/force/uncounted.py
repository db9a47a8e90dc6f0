"""What an order of sectors does not count, though it may matter: told beside every order, never left to be guessed."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

from data.model import CostKind, Finding, InstrumentKind, MovementLimit, Plan, Severity
from data.model.local import MOST_READY
from routing.force.ordering import Roll
from routing.force.presence import pledge_of, relations_of
from routing.force.purses import COUNTED, worth
from routing.force.requirements import requirement_of
from routing.force.serving import TASKS, task_of

Check: TypeAlias = Callable[[Plan, Roll, str], Iterator[Finding]]


def uncounted(plan: Plan, roll: Roll, currency: str) -> tuple[Finding, ...]:
    """Everything of a plan that bears on security and that an order of these units takes no account of."""
    return tuple(finding for check in CHECKS for finding in check(plan, roll, currency))


def ways_of_caveats(plan: Plan, _roll: Roll, _currency: str) -> Iterator[Finding]:
    """Contributors whose people keep to main roads: an order knows sectors, not the roads driven inside them."""
    names = {contributor.id: contributor.name for contributor in plan.contributors}
    for caveat in plan.caveats:
        if MovementLimit.MAIN_ROADS_ONLY in caveat.movement:
            yield _told(
                "order-without-ways",
                caveat.id,
                f"{names[caveat.contributor]} keeps to main roads; an order knows sectors, not the roads driven inside "
                "them, and counts its units all over a sector.",
                "See on the map whether main roads lead to all that its units are to secure.",
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


def readiness(plan: Plan, _roll: Roll, _currency: str) -> Iterator[Finding]:
    """Local police not said to be able alone: no rule says how many people of which readiness make up one who is."""
    for force in plan.local_forces:
        if force.sector and force.vetted and force.readiness != MOST_READY:
            level = "its readiness is not known" if force.readiness is None else f"it is at readiness {force.readiness}"
            yield _told(
                "order-without-readiness",
                force.id,
                f"{force.name} counts by its {force.vetted:,} vetted people, though {level}; where lead was handed "
                "over, the order takes their share as assumed.",
                "Assume a smaller local share where they are not able alone.",
            )


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


CHECKS: tuple[Check, ...] = (approvals_unknown, ways_of_caveats, readiness, money)


def _told(code: str, subject: str, message: str, remedy: str) -> Finding:
    return Finding(code=code, severity=Severity.DOUBT, subject=subject, message=message, remedy=remedy)
