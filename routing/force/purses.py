"""Money for a sequence, in whole thousands of one currency: what arrives by phase, and what units cost."""

from datetime import datetime, timedelta
from decimal import Decimal

from data.model import (
    Commitment,
    CommitmentState,
    ContributorId,
    CostKind,
    FundingSource,
    Plan,
    Unit,
)
from routing.force.rates import conversion
from routing.sequencing.case import Purse

THOUSAND = 1000
"""Money is counted in thousands: what arrives is rounded down, what is spent is rounded up."""
AN_INSTANT = timedelta(microseconds=1)
"""A rate of the very moment asked about counts."""
COUNTED = frozenset({CommitmentState.SIGNED, CommitmentState.RECEIVED})
"""States of a commitment that an order of sectors is planned on; what was announced or frozen buys nothing."""


def purses_of(plan: Plan, currency: str) -> tuple[Purse, ...]:
    """One purse for each source of money, in the plan's order."""
    return tuple(Purse(name=source.name, arrives=_arrives(plan, source, currency)) for source in plan.funding_sources)


def payers_of(plan: Plan, contributor: ContributorId) -> tuple[int, ...]:
    """The purses that may pay for a contributor: its own, and others not kept for something else alone."""
    return tuple(
        row
        for row, source in enumerate(plan.funding_sources)
        if source.contributor in {None, contributor} and _may_pay(plan, source, contributor)
    )


def unit_month(plan: Plan, unit: Unit, currency: str, at: datetime) -> Decimal:
    """What a unit costs a month: its people, and the vehicles and other things that are its own."""
    things = sum(
        (
            (worth(plan, cost.amount, cost.currency, currency, at) or Decimal(0)) * Decimal(cost.quantity)
            for cost in plan.costs
            if cost.kind is CostKind.ASSET_MONTH and cost.about == unit.id
        ),
        Decimal(0),
    )
    return (unit.strength or 0) * person_month(plan, unit, currency, at) + things


def person_month(plan: Plan, unit: Unit, currency: str, at: datetime) -> Decimal:
    """What one person of a unit costs a month: the unit's own figure, its contributor's, that of everybody, or 0."""
    costs = [cost for cost in plan.costs if cost.kind is CostKind.PERSON_MONTH and cost.valid.holds_at(at)]
    for about in (unit.id, unit.contributor, None):
        own = [worth(plan, cost.amount, cost.currency, currency, at) for cost in costs if cost.about == about]
        if own:
            return sum((amount for amount in own if amount is not None), Decimal(0))
    return Decimal(0)


def worth(plan: Plan, amount: Decimal, currency: str, into: str, at: datetime) -> Decimal | None:
    """An amount in another currency by the latest rates known at a moment, over others if need be; None without."""
    rate = conversion(plan, currency, into, at + AN_INSTANT)
    return None if rate is None else amount * rate.factor


def _may_pay(plan: Plan, source: FundingSource, contributor: ContributorId) -> bool:
    own = [commitment for commitment in plan.commitments if commitment.funding_source == source.id]
    return not own or any(not c.earmarks or contributor in c.earmarks for c in own)


def _arrives(plan: Plan, source: FundingSource, currency: str) -> tuple[int, ...]:
    own = [c for c in plan.commitments if c.funding_source == source.id and c.state in COUNTED and c.at]
    return tuple(
        sum(_whole(plan, c, currency) for c in own if _phase_of(plan, c.at) == row) for row in range(len(plan.phases))
    )


def _phase_of(plan: Plan, at: datetime | None) -> int | None:
    """The phase in which money that arrives at a moment can first be spent; what came before is there in the first."""
    return next((row for row, phase in enumerate(plan.phases) if at and at < phase.ends_at), None)


def _whole(plan: Plan, commitment: Commitment, currency: str) -> int:
    at = max(commitment.at or plan.phases[0].starts_at, plan.phases[0].starts_at)
    return int((worth(plan, commitment.amount, commitment.currency, currency, at) or 0) / THOUSAND)
