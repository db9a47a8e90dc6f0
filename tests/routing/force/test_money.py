"""Money is counted by actual days, dated rates and earmarks; what cannot be counted is told, never taken as nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.model import CommitmentState, CostKind, ForceStage, FundingKind, StageDate, Validity
from routing.force.money import Mechanism, MoneyAsked, main_currency, mechanisms, money_findings, money_outlook
from routing.force.months import month_of, months_from, part_of
from routing.force.rates import conversion
from tests.builders import contributor, phase, plan, sector, site
from tests.force_builders import assignment, commitment, cost, exchange_rate, funding_source, pledge, unit

JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
THERE = (StageDate(stage=ForceStage.DEPLOYED, reached_at=JANUARY),)


def there(unit_id="unit", **said):
    return unit(unit_id, **{"pledge": None, "strength": 100, "stages": THERE, **said})


def held(*records):
    """100 people at 10 USD a month."""
    base = (contributor(), contributor("other"), site(), sector(), phase(), pledge(), there())
    return plan(*base, cost(amount=Decimal(10), about=None), funding_source()).with_record(*records)


def money(commitment_id="commitment", amount=1000, **said):
    return commitment(
        commitment_id, **{"amount": Decimal(amount), "currency": "USD", "earmarks": (), "at": JANUARY, **said}
    )


def outlook(found, months=3, **said):
    return money_outlook(found, MoneyAsked(now=JANUARY, number_of_months=months, **said))


def costs(found, **said):
    return [month.cost for month in outlook(found, **said).months]


def test_people_are_counted_by_the_days_they_are_there():
    stages = (
        StageDate(stage=ForceStage.DEPLOYED, reached_at=datetime(2026, 2, 15, tzinfo=UTC)),
        StageDate(stage=ForceStage.ROTATED, reached_at=datetime(2026, 3, 11, tzinfo=UTC)),
    )
    found = costs(held(there(stages=stages)))
    assert found == [Decimal(0), Decimal("500.00"), (Decimal(1000) * 10 / 31).quantize(Decimal("0.01"))]


@pytest.mark.parametrize(
    ("about", "monthly"),
    [({"unit": 3, "k": 5}, 300), ({"k": 5}, 500), ({}, 1000), ({"other": 5}, 1000)],
)
def test_a_units_own_cost_goes_before_its_contributors_and_that_before_everybodys(about, monthly):
    own = [cost(f"for {name}", about=name, amount=Decimal(amount)) for name, amount in about.items()]
    assert costs(held(*own)) == [Decimal(monthly)] * 3


def test_costs_of_one_kind_add_up_and_hold_for_their_time():
    half = Validity(ends_at=datetime(2026, 1, 16, 12, tzinfo=UTC))
    assert costs(held(cost("food", amount=Decimal(2), about=None, valid=half))) == [1100, 1000, 1000]


def test_assets_and_sites_are_counted_by_the_month_and_what_is_paid_once_when_it_is():
    records = (
        cost("trucks", kind=CostKind.ASSET_MONTH, amount=Decimal(7), quantity=3, about="unit"),
        cost("water", kind=CostKind.SITE_MONTH, amount=Decimal(40), about="s"),
        cost(
            "bridge", kind=CostKind.ONCE, amount=Decimal(9), valid=Validity(starts_at=datetime(2026, 2, 3, tzinfo=UTC))
        ),
    )
    assert costs(held(*records)) == [1061, 1070, 1061]


def test_what_is_not_reported_is_not_counted_and_told():
    found = outlook(held(there(strength=None), money()))
    assert found.months[0].cost == 0
    assert found.months[0].uncounted == ("unit: strength",)
    assert not found.is_complete


def test_rates_are_the_latest_before_the_end_of_the_month_either_way_round_and_chained():
    rates = plan(
        exchange_rate(rate=Decimal("1.1")),
        exchange_rate("newer", rate=Decimal("1.2"), at=datetime(2026, 4, 1, tzinfo=UTC)),
        exchange_rate("kes", currency="USD", into="KES", rate=Decimal(130)),
    )
    april, may = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    assert conversion(rates, "EUR", "USD", april).factor == Decimal("1.1")
    assert conversion(rates, "EUR", "USD", may).factor == Decimal("1.2")
    assert conversion(rates, "KES", "USD", may).factor == 1 / Decimal(130)
    chained = conversion(rates, "EUR", "KES", may)
    assert (chained.factor, chained.why) == (Decimal("1.2") * 130, ("newer", "kes"))
    assert conversion(rates, "EUR", "JPY", may) is None
    assert conversion(rates, "EUR", "USD", JANUARY) is None
    assert conversion(rates, "JPY", "JPY", JANUARY).factor == 1


def test_without_a_rate_amounts_are_not_counted_and_told():
    found = held(money(currency="EUR"), cost("pay", amount=Decimal(10), about="k", currency="EUR"))
    told = outlook(found)
    assert told.not_converted == ("commitment",)
    assert (told.months[0].cost, told.is_complete, told.months[0].uncounted) == (0, False, ("unit: EUR to USD",))
    assert main_currency(found) == "EUR"
    (finding,) = money_findings(found, JANUARY)
    assert (finding.code, finding.subject) == ("rate-missing", "cost")


@pytest.mark.parametrize(
    ("state", "runway"),
    [
        (CommitmentState.RECEIVED, 2),
        (CommitmentState.SIGNED, 0),
        (CommitmentState.ANNOUNCED, 0),
        (CommitmentState.FROZEN, 0),
    ],
)
def test_only_money_received_pays(state, runway):
    found = outlook(held(money(amount=2500, state=state)))
    assert found.runway_months == runway
    assert found.first_unfunded == datetime(2026, 1 + runway, 1, tzinfo=UTC)


def test_money_already_spent_is_not_money_left():
    later = MoneyAsked(now=datetime(2026, 3, 20, tzinfo=UTC), number_of_months=3)
    found = money_outlook(held(money(amount=3500)), later)
    assert [month.paid for month in found.earlier] == [1000, 1000]
    assert (found.runway_months, found.first_unfunded) == (1, datetime(2026, 4, 1, tzinfo=UTC))
    afresh = money_outlook(held(money(amount=3500)), replace(later, since=later.now))
    assert (afresh.earlier, afresh.runway_months) == ((), 3)


def test_a_date_of_long_ago_does_not_make_months_without_end():
    found = money_outlook(held(money(at=datetime(1, 1, 1, tzinfo=UTC))), MoneyAsked(now=JANUARY, number_of_months=1))
    assert len(found.earlier) == 120


def test_signed_money_counts_where_it_is_asked_for_and_dated():
    both = frozenset({CommitmentState.RECEIVED, CommitmentState.SIGNED})
    late = money("late", amount=9000, state=CommitmentState.SIGNED, at=datetime(2026, 2, 9, tzinfo=UTC))
    found = outlook(held(money(), late), states=both)
    assert (found.first_unfunded, [m.left for m in found.months]) == (None, [0, 8000, 7000])
    undated = money("late", amount=9000, state=CommitmentState.SIGNED, at=None)
    assert outlook(held(money(), undated), states=both).runway_months == 1


def test_the_first_unfunded_month_names_units_and_the_sectors_that_lose_cover():
    found = outlook(
        held(
            there("second", contributor="other", base=None),
            money(earmarks=("k",), amount=9000),
            assignment(unit="second"),
        )
    )
    first = found.months[0]
    assert (first.unfunded, first.unfunded_units, first.sectors_lost) == (1000, ("second",), ("north",))


def test_earmarks_may_name_contributor_unit_site_or_sector():
    for name in ("k", "unit", "s", "north"):
        assert outlook(held(assignment(), money(earmarks=(name,), amount=3000))).first_unfunded is None
    assert outlook(held(assignment(), money(earmarks=("other",), amount=3000))).runway_months == 0


def test_earmarked_money_is_spent_where_other_money_is_needed_elsewhere():
    two = held(
        there("second", contributor="other", base=None), money(amount=1000), money("own", amount=1000, earmarks=("k",))
    )
    assert outlook(two).runway_months == 1


def test_a_country_pays_for_its_own_people_only():
    own = funding_source(kind=FundingKind.BILATERAL, contributor="other")
    assert outlook(held(own, money(amount=9000))).runway_months == 0


def test_mechanisms_are_told_side_by_side():
    found = held(
        funding_source("assessed", kind=FundingKind.ASSESSED),
        funding_source("lead", kind=FundingKind.LEAD_NATION),
        money(amount=1000),
        money("a", amount=2000, funding_source="assessed"),
    )
    told = mechanisms(found, MoneyAsked(now=JANUARY, number_of_months=4))
    assert {name: one.runway_months for name, one in told.items()} == {
        Mechanism.ASSESSED: 2,
        Mechanism.POOLED: 1,
        Mechanism.BILATERAL: 0,
    }
    together = outlook(found, months=4)
    assert together.runway_months == 3
    assert together.paid_by_source() == {"fund": 1000, "assessed": 2000}
    assert together.cost_by(found) == {"k": 4000}


def test_money_that_comes_on_the_first_day_there_comes_in_that_month():
    late = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)
    found = replace(held(money(at=late)), time_zone="Asia/Gaza")
    assert [month.arrives for month in outlook(found).months] == [0, 1000, 0]


@given(st.integers(0, 900_000), st.sampled_from(["UTC", "Asia/Gaza", "America/Port-au-Prince"]))
def test_months_follow_one_another_and_hold_their_moment(hours, name):
    at, zone = JANUARY + timedelta(hours=hours), ZoneInfo(name)
    first, second = months_from(at, 2, zone)
    assert month_of(at, zone) == first
    assert first.holds_at(at)
    assert (first.starts_at.astimezone(zone).day, first.starts_at.astimezone(zone).hour) == (1, 0)
    assert first.ends_at == second.starts_at
    assert part_of(first, (first,)) == 1
    # clocks put forward or back take an hour away or add one
    assert 28 * 24 - 1 <= (first.ends_at - first.starts_at) / timedelta(hours=1) <= 31 * 24 + 1


@given(st.lists(st.integers(0, 4000), max_size=4))
def test_what_comes_in_is_paid_out_or_left(amounts):
    found = outlook(held(*(money(f"c{n}", amount=amount) for n, amount in enumerate(amounts))), months=4)
    assert sum(m.paid for m in found.months) + found.months[-1].left == sum(amounts)
    assert sum(p.worth for p in found.payments) == sum(m.paid for m in found.months)
