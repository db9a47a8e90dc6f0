"""Who pays, how long it lasts, and which sectors lose cover when it does not: month by month, and by mechanism."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile
from types import MappingProxyType
from typing import TypeVar
from zoneinfo import ZoneInfo

from data.model import (
    Commitment,
    CommitmentId,
    CommitmentState,
    Finding,
    ForceStage,
    FundingKind,
    FundingSource,
    FundingSourceId,
    Plan,
    SectorId,
    Severity,
    UnitId,
    Validity,
)
from routing.force.cost_lines import CENT, CostLine, Horizon, cost_lines
from routing.force.expected import P50
from routing.force.months import month_of, months_between, months_from
from routing.force.paying import Demand, Paid, Pot, paid
from routing.force.rates import Conversion, conversion
from routing.force.records import record_of
from routing.force.spans import overlap

Key = TypeVar("Key")

ALL_KINDS = frozenset(FundingKind)
IN_HAND = frozenset({CommitmentState.RECEIVED})
LOOK_AHEAD_MONTHS = 24
LOOK_BACK = timedelta(days=3652)


class Mechanism(StrEnum):
    """The three ways to pay for a force that are argued about."""

    ASSESSED = "assessed"
    POOLED = "pooled"
    BILATERAL = "bilateral"


KINDS_OF: Mapping[Mechanism, frozenset[FundingKind]] = MappingProxyType(
    {
        Mechanism.ASSESSED: frozenset({FundingKind.ASSESSED}),
        Mechanism.POOLED: frozenset({FundingKind.TRUST_FUND, FundingKind.RECONSTRUCTION_FUND}),
        Mechanism.BILATERAL: frozenset({FundingKind.BILATERAL, FundingKind.LEAD_NATION}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyAsked:
    """From when, in which currency, for how many months; which money counts, and units to come by which chance.

    Money received before is not money left: costs are counted `since` the first deployment or money, unless said.
    """

    now: datetime
    currency: str = "USD"
    number_of_months: int = LOOK_AHEAD_MONTHS
    kinds: frozenset[FundingKind] = ALL_KINDS
    states: frozenset[CommitmentState] = IN_HAND
    share: float = P50
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthOfMoney:
    """Cost and money of a month where the operation is; `arrives` is new, `left` what remains in all pots after it.

    `unfunded_units` are not fully paid, `sectors_lost` have a task of one of them in this month. `uncounted` are
    costs nobody can put a figure to, so that `cost` is more than told.
    """

    month: Validity
    cost: Decimal
    arrives: Decimal
    paid: Decimal
    left: Decimal
    unfunded_units: tuple[UnitId, ...]
    sectors_lost: tuple[SectorId, ...]
    uncounted: tuple[str, ...]

    @property
    def unfunded(self) -> Decimal:
        """What nobody pays."""
        return self.cost - self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """What a source pays of a cost in a month."""

    month: Validity
    funding_source: FundingSourceId
    commitment: CommitmentId
    line: CostLine
    worth: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyOutlook:
    """How money lasts from now on; `first_unfunded` None where every month looked at is paid.

    `earlier` are the months before, whose costs were met first; what they lacked is no debt.

    `runway_months` counts whole months paid from the first on. `is_complete` False: some costs or sums could not
    be counted, and money may end sooner.
    """

    months: tuple[MonthOfMoney, ...]
    earlier: tuple[MonthOfMoney, ...]
    lines: tuple[CostLine, ...]
    payments: tuple[Payment, ...]
    first_unfunded: datetime | None
    runway_months: int
    is_complete: bool
    not_converted: tuple[CommitmentId, ...]

    def paid_by_source(self) -> dict[FundingSourceId, Decimal]:
        """What each source pays in all."""
        return _summed((payment.funding_source, payment.worth) for payment in self.payments)

    def cost_by(self, plan: Plan) -> dict[str, Decimal]:
        """What each contributor's people and things cost in all; costs of nobody in particular by their own id."""
        contributors = {unit.id: str(unit.contributor) for unit in plan.units}
        counted = (line for line in self.lines if line.worth is not None)
        return _summed((contributors[x.unit] if x.unit else str(x.cost), x.worth or Decimal(0)) for x in counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Purse:
    """A commitment with its worth, the month it can be spent from, and for whom."""

    commitment: Commitment
    source: FundingSource
    worth: Decimal
    from_month: int

    def may_pay(self, line: CostLine) -> bool:
        own = self.source.contributor
        earmarks = self.commitment.earmarks
        return (own is None or own in line.payable_for) and (not earmarks or not line.payable_for.isdisjoint(earmarks))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """Costs, those of them that can be counted, purses, and who pays what."""

    lines: tuple[CostLine, ...]
    counted: tuple[CostLine, ...]
    purses: tuple[_Purse, ...]
    paid: Paid

    def paid_of(self, number: int) -> Decimal:
        return self.paid.of(number) * CENT


def money_outlook(plan: Plan, asked: MoneyAsked) -> MoneyOutlook:
    """How money of the kinds and states asked lasts; earmarks are kept, and used so that money lasts longest."""
    begins_at = min(asked.since or _beginning(plan, asked.now), asked.now)
    zone = ZoneInfo(plan.time_zone)
    number_before = months_between(begins_at, asked.now, zone)
    months = months_from(begins_at, number_before + asked.number_of_months, zone)
    horizon = Horizon(now=asked.now, months=months, currency=asked.currency, share=asked.share)
    lines = cost_lines(plan, horizon)
    purses, not_converted = _purses(plan, asked, months)
    counted = tuple(line for line in lines if line.worth)
    book = _Told(lines=lines, counted=counted, purses=purses, paid=_paid(purses, counted, months))
    all_told = tuple(_months_told(plan, book, months))
    earlier, told = all_told[:number_before], all_told[number_before:]
    funded = tuple(takewhile(lambda month: not month.unfunded, told))
    return MoneyOutlook(
        months=told,
        earlier=earlier,
        lines=lines,
        payments=tuple(_payments(book)),
        first_unfunded=told[len(funded)].month.starts_at if len(funded) < len(told) else None,
        runway_months=len(funded),
        is_complete=len(not_converted) == 0 and all(line.worth is not None for line in lines),
        not_converted=not_converted,
    )


def mechanisms(plan: Plan, asked: MoneyAsked) -> dict[Mechanism, MoneyOutlook]:
    """The same costs paid by each mechanism alone."""
    return {name: money_outlook(plan, replace(asked, kinds=kinds & asked.kinds)) for name, kinds in KINDS_OF.items()}


def money_findings(plan: Plan, now: datetime) -> Iterator[Finding]:
    """Currencies no rate leads out of into the one most costs are in."""
    currency = main_currency(plan)
    stated: list[tuple[str, str]] = [(cost.id, cost.currency) for cost in plan.costs]
    stated += [(commitment.id, commitment.currency) for commitment in plan.commitments]
    before = month_of(now, ZoneInfo(plan.time_zone)).ends_at or now
    for code in sorted({code for _, code in stated}):
        if conversion(plan, code, currency, before) is None:
            concerned = [record_id for record_id, own in stated if own == code]
            counted = "1 amount is" if len(concerned) == 1 else f"{len(concerned)} amounts are"
            yield Finding(
                code="rate-missing",
                severity=Severity.PROBLEM,
                subject=", ".join(concerned),
                message=f"No exchange rate leads from {code} to {currency}; {counted} not counted.",
                remedy=f"Add a dated rate between {code} and {currency}.",
            )


def main_currency(plan: Plan) -> str:
    """The currency most costs and commitments are in; of equals the first by its letters, USD without any."""
    stated = Counter([*(cost.currency for cost in plan.costs), *(one.currency for one in plan.commitments)])
    return min(stated, key=lambda code: (-stated[code], code), default="USD")


def conversion_at(plan: Plan, currency: str, into: str, at: datetime) -> Conversion | None:
    """The worth of a currency as it is counted in the month of a moment; None where no rate leads there."""
    return conversion(plan, currency, into, month_of(at, ZoneInfo(plan.time_zone)).ends_at or at)


def _beginning(plan: Plan, now: datetime) -> datetime:
    """The first deployment or money on record before now, ten years back at most."""
    stages = (stage for unit in plan.units for stage in unit.stages if stage.stage is ForceStage.DEPLOYED)
    dates = [*(stage.reached_at for stage in stages), *(commitment.at for commitment in plan.commitments)]
    return max(min([now, *(date for date in dates if date is not None)]), now - LOOK_BACK)


def _purses(
    plan: Plan, asked: MoneyAsked, months: tuple[Validity, ...]
) -> tuple[tuple[_Purse, ...], tuple[CommitmentId, ...]]:
    """The commitments that count, and those no rate leads out of."""
    purses: list[_Purse] = []
    lost: list[CommitmentId] = []
    for commitment in plan.commitments:
        source = record_of(plan, FundingSource, commitment.funding_source)
        at = max(commitment.at or asked.now, months[0].starts_at or asked.now)
        if source.kind not in asked.kinds or commitment.state not in asked.states or not _is_usable(commitment):
            continue
        rate = conversion_at(plan, commitment.currency, asked.currency, at)
        if rate is None:
            lost.append(commitment.id)
            continue
        worth = (commitment.amount * rate.factor).quantize(CENT)
        row = next((row for row, month in enumerate(months) if month.holds_at(at)), len(months))
        purses.append(_Purse(commitment=commitment, source=source, worth=worth, from_month=row))
    return tuple(purses), tuple(lost)


def _is_usable(commitment: Commitment) -> bool:
    """Whether it is known when the money is there: money in hand is there, a promise needs a date."""
    return commitment.state is CommitmentState.RECEIVED or commitment.at is not None


def _paid(purses: tuple[_Purse, ...], counted: tuple[CostLine, ...], months: tuple[Validity, ...]) -> Paid:
    rows = {month: row for row, month in enumerate(months)}
    return paid(
        [Pot(cents=_cents(purse.worth), from_month=purse.from_month) for purse in purses],
        [
            Demand(
                cents=_cents(line.worth or Decimal(0)),
                month=rows[line.month],
                pots=tuple(number for number, purse in enumerate(purses) if purse.may_pay(line)),
            )
            for line in counted
        ],
    )


def _months_told(plan: Plan, told: _Told, months: tuple[Validity, ...]) -> Iterator[MonthOfMoney]:
    left = Decimal(0)
    for row, month in enumerate(months):
        own = [(number, line) for number, line in enumerate(told.counted) if line.month == month]
        short = dict.fromkeys(line.unit for n, line in own if line.unit and told.paid_of(n) < (line.worth or 0))
        arrives = sum((purse.worth for purse in told.purses if purse.from_month == row), Decimal(0))
        spent = sum((told.paid_of(number) for number, _ in own), Decimal(0))
        left += arrives - spent
        yield MonthOfMoney(
            month=month,
            cost=sum((line.worth or Decimal(0) for _, line in own), Decimal(0)),
            arrives=arrives,
            paid=spent,
            left=left,
            unfunded_units=tuple(short),
            sectors_lost=_sectors_of(plan, tuple(short), month),
            uncounted=tuple(
                f"{x.unit or x.cost}: {x.lacks}" for x in told.lines if x.month == month and x.worth is None
            ),
        )


def _sectors_of(plan: Plan, units: tuple[UnitId, ...], month: Validity) -> tuple[SectorId, ...]:
    held = (a.sector for a in plan.assignments if a.unit in units and overlap(a.valid, month))
    return tuple(dict.fromkeys(held))


def _payments(told: _Told) -> Iterator[Payment]:
    for number, line in enumerate(told.counted):
        for pot, cents in sorted(told.paid.shares[number].items()):
            purse = told.purses[pot]
            yield Payment(
                month=line.month,
                funding_source=purse.source.id,
                commitment=purse.commitment.id,
                line=line,
                worth=cents * CENT,
            )


def _summed(pairs: Iterable[tuple[Key, Decimal]]) -> dict[Key, Decimal]:
    sums: dict[Key, Decimal] = {}
    for key, worth in pairs:
        sums[key] = sums.get(key, Decimal(0)) + worth
    return sums


def _cents(worth: Decimal) -> int:
    return int(worth / CENT)
