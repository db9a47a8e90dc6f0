"""What is taken for true of gates nobody has met yet, and the hours of the day at which sectors need cover."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import streamlit as st

from data.model import DailyHours, Plan
from routing.force.gating import GatesAssumed, open_gates
from routing.force.ordering import OrderAsked

VIEWS = ("count as not met", "count as met")


def take_gates(plan: Plan, asked: OrderAsked, key: str) -> OrderAsked:
    """What is asked once the person has looked over gates and hours."""
    st.markdown(
        "**Gates and hours** – a gate that is met holds nothing up; one with a date counts as met on that date, and "
        "no sector starts in a phase before all its gates are met"
    )
    return replace(asked, gates=_taken(plan, asked.gates, key), hours=_hours(asked.hours, key))


def _taken(plan: Plan, gates: GatesAssumed, key: str) -> GatesAssumed:
    view = st.selectbox(
        "Gates of phases that nobody has dated, or called met or not met",
        VIEWS,
        index=int(gates.unknown_is_met),
        key=f"{key}.gates.unknown",
    )
    conditions = {one.key: f"{one.phase + 1}  {one.gate.condition}" for one in open_gates(plan, GatesAssumed())}
    rows = {phase.id: row for row, phase in enumerate(plan.phases, start=1)}
    names = {sector.id: sector.name for sector in plan.sectors}
    leads = {str(one.id): f"{rows[one.phase]}  {names[one.sector]}" for one in plan.handovers}
    return GatesAssumed(
        unknown_is_met=view == VIEWS[1],
        met=_several("Taken as met all the same", conditions, gates.met, f"{key}.gates.met"),
        unmet=_several("Taken as not met, whatever its date", conditions, gates.unmet, f"{key}.gates.unmet"),
        handed_over=_several(
            "Hand-overs taken as passed from their phase on", leads, gates.handed_over, f"{key}.gates.leads"
        ),
    )


def _several(title: str, options: Mapping[str, str], chosen: Collection[str], key: str) -> frozenset[str]:
    given = [one for one in options if one in chosen]
    picked: list[str] = st.multiselect(
        title, list(options), given, format_func=lambda one: options.get(one, one), key=key, placeholder="none"
    )
    return frozenset(picked)


def _hours(hours: DailyHours | None, key: str) -> DailyHours | None:
    """Hours at which cover is needed; day and night unless both ends are given and differ."""
    one, other = st.columns(2)
    starts = one.time_input(
        "Sectors need cover from (empty: day and night)", hours.starts if hours else None, key=f"{key}.hours.starts"
    )
    ends = other.time_input("until", hours.ends if hours else None, key=f"{key}.hours.ends")
    return DailyHours(starts=starts, ends=ends) if starts and ends and starts != ends else None
