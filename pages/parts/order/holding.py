"""What a planner fixes by hand before an order is worked out: starts of sectors, and posts of units."""

from dataclasses import replace

import streamlit as st

from data.model import Phase, Plan
from pages.state.holds import SectorHold, StartHold, UnitHold
from pages.state.ordering import Assumed
from pages.web.safe import md


def hold_by_hand(plan: Plan, assumed: Assumed, key: str) -> Assumed:
    """What is held once the person has changed it."""
    st.markdown("What is fixed here binds the order; all else is free. A held unit stands for any other of its kind.")
    assumed = _new_sector(plan, assumed, key)
    assumed = _new_unit(plan, assumed, key)
    return _let_go(plan, assumed, key)


def _new_sector(plan: Plan, assumed: Assumed, key: str) -> Assumed:
    names = {sector.id: sector.name for sector in plan.sectors}
    which, how, when, press = st.columns([4, 4, 4, 2], vertical_alignment="bottom")
    sector = which.selectbox("Sector", list(names), format_func=names.__getitem__, key=f"{key}.sector")
    starts = how.selectbox("starts", [one.value for one in StartHold], key=f"{key}.start")
    is_never = starts == StartHold.NEVER.value
    phase = _phase(plan, when, f"{key}.phase", disabled=is_never)
    if not press.button("Hold", key=f"{key}.hold.sector", width="stretch"):
        return assumed
    hold = SectorHold(sector=sector, start=StartHold(starts), phase=None if is_never else phase.id)
    others = tuple(one for one in assumed.sectors if one.sector != sector)
    return replace(assumed, sectors=(*others, hold))


def _new_unit(plan: Plan, assumed: Assumed, key: str) -> Assumed:
    units = {unit.id: unit.name for unit in plan.units}
    if not units:
        return assumed
    names = {sector.id: sector.name for sector in plan.sectors}
    which, how, where, when, press = st.columns([4, 3, 3, 3, 2], vertical_alignment="bottom")
    unit = which.selectbox("Unit", list(units), format_func=units.__getitem__, key=f"{key}.unit")
    does = how.selectbox("does", ["stand in", "stay out of"], key=f"{key}.does")
    sector = where.selectbox("sector", list(names), format_func=names.__getitem__, key=f"{key}.unit.sector")
    phase = _phase(plan, when, f"{key}.unit.phase")
    if not press.button("Hold", key=f"{key}.hold.unit", width="stretch"):
        return assumed
    hold = UnitHold(unit=unit, sector=sector, phase=phase.id, stays_out=does == "stay out of")
    others = tuple(one for one in assumed.units if (one.unit, one.phase, one.sector) != (unit, phase.id, sector))
    return replace(assumed, units=(*others, hold))


def _phase(plan: Plan, place: "st.delta_generator.DeltaGenerator", key: str, *, disabled: bool = False) -> Phase:
    chosen: int = place.selectbox(
        "phase",
        range(len(plan.phases)),
        format_func=lambda row: f"{row + 1}  {plan.phases[row].name}",
        key=key,
        disabled=disabled,
    )
    return plan.phases[chosen]


def _let_go(plan: Plan, assumed: Assumed, key: str) -> Assumed:
    if not assumed.sectors and not assumed.units:
        st.markdown("Nothing is held by hand.")
    for n, hold in enumerate(assumed.sectors):
        phase = "" if hold.phase is None else f" {_name(plan, hold.phase)}"
        if _gone(f"{_name(plan, hold.sector)} starts {hold.start.value}{phase}", f"{key}.free.sector.{n}"):
            assumed = replace(assumed, sectors=tuple(one for one in assumed.sectors if one != hold))
    for n, own in enumerate(assumed.units):
        does = "stays out of" if own.stays_out else "stands in"
        told = f"{_name(plan, own.unit)} {does} {_name(plan, own.sector)} in {_name(plan, own.phase)}"
        if _gone(told, f"{key}.free.unit.{n}"):
            assumed = replace(assumed, units=tuple(one for one in assumed.units if one != own))
    return assumed


def _gone(told: str, key: str) -> bool:
    words, press = st.columns([12, 3], vertical_alignment="center")
    words.markdown(md(told))
    return press.button("Let go", key=key, width="stretch")


def _name(plan: Plan, record_id: str) -> str:
    return str(getattr(plan.find(record_id), "name", None) or f"{record_id}, which is gone")
