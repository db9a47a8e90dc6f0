"""What a planner assumes, weighs and allows to be broken; every figure is a choice, none is doctrine."""

from dataclasses import replace

import streamlit as st

from data.model import Plan
from pages.parts.order.gating import take_gates
from pages.parts.order.words import BREAKS, counts
from pages.state.ordering import Assumed
from routing.force.ordering import OrderAsked
from routing.force.serving import DateView
from routing.sequencing.case import Rule, SoftRule, Weights

DATES = {
    DateView.EARLIEST: "earliest: everything comes as soon as hoped",
    DateView.LIKELY: "likely",
    DateView.LATEST: "latest: everything is as late as feared",
}
AGES = ("first phase held", "second", "third and later")


def assume(plan: Plan, assumed: Assumed, key: str) -> Assumed:
    """What is assumed once the person has looked over it."""
    st.markdown("All figures are assumptions to be changed, none is doctrine. They are not saved with the plan.")
    asked = take_gates(plan, _needed(plan, assumed.asked, key), key)
    force, care, limit = st.columns(3)
    assumed = replace(
        assumed,
        force_min=force.number_input(
            "Quick reaction within, minutes by road", 1.0, 600.0, assumed.force_min, 5.0, key=f"{key}.force"
        ),
        care_min=care.number_input(
            "Medical care within, minutes by road", 1.0, 600.0, assumed.care_min, 5.0, key=f"{key}.care"
        ),
        limit_s=limit.number_input("Search at most, seconds", 1.0, 600.0, assumed.limit_s, 10.0, key=f"{key}.limit"),
    )
    asked = _weighed(asked, key)
    return replace(assumed, asked=replace(asked, soft=_softened(asked.soft, key)))


def _needed(plan: Plan, asked: OrderAsked, key: str) -> OrderAsked:
    views = list(DATES)
    dates = st.selectbox(
        "Which of three dates comes true, for approvals and deployments",
        views,
        index=views.index(asked.dates),
        format_func=DATES.__getitem__,
        key=f"{key}.dates",
    )
    st.markdown("**Strength needed in a sector, for each thousand people living there**")
    strength = tuple(
        column.number_input(age, 0.0, 1000.0, value, 0.5, key=f"{key}.strength.{n}")
        for n, (column, age, value) in enumerate(zip(st.columns(3), AGES, asked.strength_per_thousand, strict=True))
    )
    st.markdown("**Local share of a sector, per cent** (it never falls)")
    local = tuple(
        column.number_input(age, 0, 100, value, 5, key=f"{key}.local.{n}")
        for n, (column, age, value) in enumerate(zip(st.columns(3), AGES, asked.local_share_by_age, strict=True))
    )
    least, people, money = st.columns(3)
    return replace(
        asked,
        dates=dates,
        strength_per_thousand=strength,
        local_share_by_age=local,
        least_strength=least.number_input(
            "Least strength, people", 0, 100_000, asked.least_strength, 10, key=f"{key}.least"
        ),
        people_per_need=people.number_input(
            "People who count as one need", 1, 1_000_000, asked.people_per_need, 10, key=f"{key}.people"
        ),
        currency=_currency(money, plan, asked, key),
    )


def _currency(place: "st.delta_generator.DeltaGenerator", plan: Plan, asked: OrderAsked, key: str) -> str:
    known = {c.currency for c in plan.commitments} | {c.currency for c in plan.costs} | {asked.currency}
    names = sorted(known)
    chosen: str = place.selectbox("Money is counted in", names, index=names.index(asked.currency), key=f"{key}.money")
    return chosen


def _weighed(asked: OrderAsked, key: str) -> OrderAsked:
    st.markdown("**What counts, and how much** (points for each; 0 leaves it out)")
    chosen = {}
    columns = st.columns(3)
    for n, (name, title, counted, value) in enumerate(counts(asked.weights)):
        chosen[name] = columns[n % 3].number_input(
            title, 0, 1_000_000, value, 1, help=f"Points for each of: {counted}.", key=f"{key}.weight.{name}"
        )
    return replace(asked, weights=Weights(**chosen))


def _softened(soft: tuple[SoftRule, ...], key: str) -> tuple[SoftRule, ...]:
    """Rules that may be broken, each at a price; an empty field keeps its rule hard."""
    st.markdown("**Rules** – hard while the field is empty; with a price they may be broken")
    prices = {rule.rule: rule.price for rule in soft}
    columns = st.columns(3)
    chosen: list[tuple[Rule, int | None]] = [
        (
            rule,
            columns[n % 3].number_input(
                rule.value.capitalize(),
                0,
                1_000_000_000,
                prices.get(rule),
                1,
                placeholder="hard",
                help=f"Price for each: {counted}.",
                key=f"{key}.soft.{rule.name}",
            ),
        )
        for n, (rule, counted) in enumerate(BREAKS.items())
    ]
    return tuple(SoftRule(rule=rule, price=price) for rule, price in chosen if price is not None)
