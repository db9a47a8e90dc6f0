"""Worth of an amount in another currency by the plan's own dated rates, turned round and chained where needed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from data.model import ExchangeRate, ExchangeRateId, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What one unit of a currency is worth in another, and by which rates."""

    factor: Decimal
    why: tuple[ExchangeRateId, ...]


def conversion(plan: Plan, currency: str, into: str, before: datetime) -> Conversion | None:
    """The worth of a currency by the latest rates dated before a moment, over as few as lead there; None without."""
    latest = _latest(plan, before)
    reached = {currency: Conversion(factor=Decimal(1), why=())}
    edge = [currency]
    while edge and into not in reached:
        found = {name: one for known in edge for name, one in _onward(latest, known, reached[known])}
        edge = [name for name in found if name not in reached]
        reached |= {name: found[name] for name in edge}
    return reached.get(into)


def _latest(plan: Plan, before: datetime) -> Mapping[frozenset[str], ExchangeRate]:
    """The latest rate of each two currencies, whichever way round it was quoted."""
    known = sorted((rate for rate in plan.exchange_rates if rate.at < before), key=lambda rate: rate.at)
    return {frozenset((rate.currency, rate.into)): rate for rate in known}


def _onward(
    latest: Mapping[frozenset[str], ExchangeRate], currency: str, so_far: Conversion
) -> "list[tuple[str, Conversion]]":
    return [
        (
            rate.into if rate.currency == currency else rate.currency,
            Conversion(
                factor=so_far.factor * rate.rate if rate.currency == currency else so_far.factor / rate.rate,
                why=(*so_far.why, rate.id),
            ),
        )
        for pair, rate in latest.items()
        if currency in pair and len(pair) > 1
    ]
