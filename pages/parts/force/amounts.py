"""What money is counted from: promises and their worth, what things cost, and dated rates between currencies."""

from decimal import Decimal

import streamlit as st

from data.model import Commitment, Cost, CostKind, ExchangeRate
from pages.look.force_words import COMMITMENTS
from pages.look.rows import Row
from pages.look.table import Looking
from pages.parts.force.views import day, days, name_of
from pages.parts.record.rows import show_rows
from pages.state.workspace import Workspace
from routing.force.money import conversion_at

MILLION = Decimal(1_000_000)
COUNTED_BY = {
    CostKind.PERSON_MONTH: "for each person and month",
    CostKind.ASSET_MONTH: "a month each",
    CostKind.SITE_MONTH: "a month",
    CostKind.ONCE: "once",
}
PEOPLE_PAID = "everybody without a cost of their own"


def millions(worth: Decimal) -> str:
    r"""An amount in millions, or in full below one; it is not broken into lines.

    >>> millions(Decimal("12345678")), millions(Decimal("45000"))
    ('12.3\xa0million', '45,000')
    """
    return f"{worth / MILLION:,.1f}\xa0million" if worth >= MILLION else f"{worth:,.0f}"


def show_amounts(work: Workspace, currency: str) -> None:
    """Promises, whether they count or not, then costs, then rates."""
    plan = work.plan
    st.header("Money promised")
    promised = [_promised(work, one, currency) for one in plan.commitments]
    show_rows(promised, about="Money promised", none="Nobody has promised any money.")
    st.header("What things cost")
    costs = [_cost(work, one) for one in plan.costs]
    show_rows(costs, about="What things cost", none="No cost is told: nothing says how long money lasts.")
    st.header("Exchange rates")
    rates = [_rate(work, one) for one in sorted(plan.exchange_rates, key=lambda rate: (rate.currency, rate.at))]
    show_rows(rates, about="Exchange rates", none="No rate is told: only amounts in one currency can be counted.")


def _promised(work: Workspace, one: Commitment, currency: str) -> Row:
    plan = work.plan
    return Row(
        id=one.id,
        cells={
            "Source": name_of(plan, one.funding_source),
            "Amount": f"{one.amount:,.0f}\xa0{one.currency}",
            f"In {currency}": _worth(work, one, currency),
            "State": Looking(COMMITMENTS[one.state], COMMITMENTS[one.state].words),
            "Received, or to be": day(one.at, plan),
            "Kept for": ", ".join(name_of(plan, about) for about in one.earmarks) or "everything",
            "Note": one.note or "",
        },
    )


def _worth(work: Workspace, one: Commitment, currency: str) -> str:
    """An amount as it is counted, and at which rate."""
    found = conversion_at(work.plan, one.currency, currency, one.at or work.moment)
    if found is None:
        return f"? no rate from {one.currency}"
    at_rate = f", at {f'{found.factor:,.4f}'.removesuffix('00')}" if found.why else ""
    return f"{millions(one.amount * found.factor)}{at_rate}"


def _cost(work: Workspace, one: Cost) -> Row:
    plan, many = work.plan, one.quantity != 1.0
    return Row(
        id=one.id,
        cells={
            "What": one.name,
            "For": name_of(plan, one.about) if one.about else _of_nobody(one),
            "How many": f"{one.quantity:,g}" if many else "as many as are there" if _is_by_people(one) else "1",
            "Amount": f"{one.amount:,.0f} {one.currency} {COUNTED_BY[one.kind]}",
            "Holds": days(one.valid, plan),
        },
    )


def _is_by_people(one: Cost) -> bool:
    return one.kind is CostKind.PERSON_MONTH


def _of_nobody(one: Cost) -> str:
    return PEOPLE_PAID if _is_by_people(one) else "the force as a whole"


def _rate(work: Workspace, one: ExchangeRate) -> Row:
    return Row(
        id=one.id,
        cells={
            "One": one.currency,
            "Is worth": f"{one.rate:,f} {one.into}",
            "Since": day(one.at, work.plan),
            "Source": one.source.name,
        },
    )
