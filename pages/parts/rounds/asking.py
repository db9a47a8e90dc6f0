"""What is asked of the rounds of a day: when, from where, with which vehicles, over which sites with which hours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st

from data.errors import PlanError
from data.model import Crossing, Plan, Site
from data.model.ids import SiteId, VehicleTypeId
from pages.look.remark import show_remark
from pages.parts.force.editing import ask_rows
from pages.parts.force.leaves import Leaf, Row, is_empty, time_of_day
from pages.parts.route_asking import UNKNOWN_WORDS
from pages.state.workspace import Workspace
from routing.march.catalogue import types_offered
from routing.question import UnknownPolicy
from routing.visits.asked import Carriers, Straight, VisitsAsked, Wanted

LEAVES = (
    Leaf(path="site", kind=str, homes=("sites",), is_wide=True),
    Leaf(path="amount", kind=int, called="Amount"),
    Leaf(path="opens", kind=time, is_optional=True, called="Open from"),
    Leaf(path="closes", kind=time, is_optional=True, called="Open until"),
    Leaf(path="service_min", kind=float, is_optional=True, called="Minutes to serve"),
)
ROADS, LINE = "over the roads", "straight lines, an estimate"
ANY = "not said"
MOST_SERVICE_MIN = 1440


def ask(work: Workspace) -> tuple[VisitsAsked | None, tuple[str, ...]]:
    """What is asked, or everything that is wrong with it, the rows of sites by their number."""
    plan = work.plan
    day, depot = _when_and_where(work)
    carriers = _carriers(plan)
    unknown, straight = _driving(work)
    st.header("Sites", anchor=False)
    show_remark("Each site once. Empty hours: open all day. Rows of a spreadsheet can be pasted.")
    rows = ask_rows(plan, LEAVES, [], key=f"rounds.rows.{work.operation}")
    wanted, faults = wanted_of(rows)
    if not wanted or depot is None:
        return None, faults or ("Name the depot and at least one site, with how much it wants.",)
    if faults:
        return None, faults
    asked = VisitsAsked(day=day, depot=depot, wanted=wanted, carriers=carriers, unknown=unknown, straight=straight)
    return asked, ()


def wanted_of(rows: Sequence[Row]) -> tuple[tuple[Wanted, ...], tuple[str, ...]]:
    """Sites that rows stand for, and what is wrong with rows, each with its number; empty rows are none."""
    wanted, faults = list[Wanted](), list[str]()
    for number, row in enumerate(rows, start=1):
        if all(is_empty(row.get(leaf.path)) for leaf in LEAVES):
            continue
        try:
            wanted.append(_wanted(row))
        except PlanError as fault:
            faults.append(f"Row {number}: {fault}")
    return tuple(wanted), tuple(faults)


def _wanted(row: Row) -> Wanted:
    amount: Any = row.get("amount")
    service_min: Any = row.get("service_min")
    opens, closes = (_time(row, leaf) for leaf in LEAVES if leaf.kind is time)
    if is_empty(row.get("site")):
        raise PlanError("choose the site.")
    if is_empty(amount) or not float(amount).is_integer() or amount < 1:
        raise PlanError("say how much it wants, in whole numbers from 1; an empty amount is not 0.")
    if opens and closes and closes != time(0) and opens >= closes:
        raise PlanError(f"it opens at {opens:%H:%M} and closes at {closes:%H:%M}; give an end after the beginning.")
    if not is_empty(service_min) and not 0 <= float(service_min) <= MOST_SERVICE_MIN:
        raise PlanError(f"it is served in {service_min:g} min; give 0 to {MOST_SERVICE_MIN}.")
    return Wanted(
        site=SiteId(str(row["site"])),
        amount=int(amount),
        opens=opens,
        closes=closes,
        service_min=0.0 if is_empty(service_min) else float(service_min),
    )


def _time(row: Row, leaf: Leaf) -> time | None:
    cell = row.get(leaf.path)
    return None if is_empty(cell) else time_of_day(leaf, cell)


def _when_and_where(work: Workspace) -> tuple[date, Any]:
    day_at, depot_at = st.columns([2, 3], gap="small")
    today = work.now.astimezone(ZoneInfo(work.plan.time_zone)).date()
    day = day_at.date_input("Day", today, key="rounds.day", format="DD/MM/YYYY")
    places: tuple[Site | Crossing, ...] = (*work.plan.crossings, *work.plan.sites)
    names = {str(place.id): place.name for place in places}
    depot = depot_at.selectbox(
        "Depot", list(names), index=None, format_func=names.__getitem__, key="rounds.depot", placeholder="choose"
    )
    return day if isinstance(day, date) else today, depot


def _carriers(plan: Plan) -> Carriers:
    count_at, carry_at, leave_at, done_at = st.columns(4, gap="small")
    count = count_at.number_input("Vehicles", 1, 20, 3, key="rounds.count")
    capacity = carry_at.number_input("Each carries", 1, 1_000_000, 300, key="rounds.capacity")
    leaves = leave_at.time_input("Leave from", time(8), key="rounds.leaves")
    done_by = done_at.time_input("Done by", time(18), key="rounds.done")
    kind_at, back_at = st.columns([3, 2], gap="small", vertical_alignment="bottom")
    kinds = {str(kind.id): kind for kind in types_offered(plan)}
    names = {ANY: "not said: no limit is held against it", **{name: kind.name for name, kind in kinds.items()}}
    kind = kind_at.selectbox("Type of vehicle", list(names), format_func=names.__getitem__, key="rounds.type")
    returns = back_at.checkbox("They come back", value=True, key="rounds.returns")
    known = kinds.get(kind or ANY)
    carriers = Carriers(count=int(count), capacity=int(capacity), leaves=leaves, done_by=done_by, returns=returns)
    return carriers if known is None else replace(carriers, type=VehicleTypeId(known.id), envelope=known.envelope)


def _driving(work: Workspace) -> tuple[UnknownPolicy, Straight | None]:
    with st.expander("What is assumed of driving", expanded=work.index is None):
        how = st.segmented_control(
            "Driving times", [ROADS, LINE], default=LINE if work.index is None else ROADS, key="rounds.driving"
        )
        if how != LINE:
            unknown = st.selectbox(
                "Unknown roads",
                list(UnknownPolicy),
                index=1,
                format_func=UNKNOWN_WORDS.__getitem__,
                key="rounds.unknown",
            )
            return unknown or UnknownPolicy.CAUTION, None
        pace_at, factor_at = st.columns(2, gap="small")
        pace_kmh = pace_at.number_input("Pace, km/h", 1.0, 120.0, 60.0, key="rounds.pace")
        factor = factor_at.number_input("Way longer than the line, times", 1.0, 5.0, 1.4, key="rounds.factor")
        st.warning(
            "No road is asked: nobody knows whether these ways can be driven. The rounds show what may be possible.",
            icon=":material/help:",
        )
        return UnknownPolicy.CAUTION, Straight(pace_kmh=float(pace_kmh), factor=float(factor))
