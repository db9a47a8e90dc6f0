"""The view of times: asked on a press, told by march tables of the convoy led that way, and taken over."""

import streamlit as st

from data.model import Convoy, NoRoute
from pages.look.clock import duration, local
from pages.look.remark import show_remark
from pages.look.table import show_facts
from pages.map.layers import Layer
from pages.parts.convoys import blockers
from pages.parts.march import layers
from pages.parts.march.assuming import Assumed
from pages.parts.march.ride import Found, Ride
from pages.parts.march.times.found import Asked, offer_changes, offer_why, show_way
from pages.parts.sides import below_map
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.departures import timed_question
from routing.errors import RoutingError
from routing.march.table import march_table
from routing.march.timed import NoTimedWay, TimedWay, WhyNot

EARLIEST, LATEST = "Earliest arrival", "Latest safe departure"
WHOSE = (
    "All times below are those of the march table, as everywhere else. The search itself counts a steady pace and the "
    "column at its longest: what it calls safe is safe, and the last possible departure may be some minutes later."
)
UNBOUND = (
    "Say when its tail must be in, under Column: without a deadline there is no latest departure, and the earliest "
    "arrival is looked for within 24 hours."
)


def show(work: Workspace, convoy: Convoy | None, found: Found, assumed: Assumed) -> tuple[Layer, ...]:
    """When the convoy can move with its last vehicle; on the map the way of the earliest arrival."""
    assert convoy is not None  # noqa: S101  # a new convoy has the view of its column alone
    asked = _asked(work, convoy, found, assumed)
    if isinstance(asked, str):
        st.warning(md(asked), icon=":material/help:")
        return layers.situation(work, work.moment)
    _say_question(work, asked)
    if workspace.held("times.asked") != asked.key:
        if st.button("Work out times", type="primary", key="times.ask", icon=":material/schedule:"):
            workspace.hold("times.asked", asked.key)
            st.rerun()
        return layers.on_way(work, found) if isinstance(found, Ride) else layers.situation(work, convoy.departs_at)
    return _show_found(work, asked)


def _asked(work: Workspace, convoy: Convoy, found: Found, assumed: Assumed) -> Asked | str:
    """The question, or why it cannot be asked."""
    if isinstance(found, str) or work.index is None:
        return str(found)
    route = found.route if isinstance(found, Ride) else found.relaxed.as_if_lifted if found.relaxed else None
    if route is None:
        return f"No road joins the two places: {blockers(found)}." if isinstance(found, NoRoute) else ""
    try:
        table = march_table(work.index, work.plan, convoy, route, waiting=assumed.waits)
        question = timed_question(work.index, work.plan, (route, table), assumed.terms(convoy.departs_at))
    except RoutingError as refusal:
        return str(refusal)
    key = f"{work.key}|{convoy.id}|{assumed.roads.value}|{assumed.limits.value}|{assumed.waits.value}|times"
    in_the_way = found.message if isinstance(found, NoRoute) else ""
    return Asked(convoy=convoy, question=question, assumed=assumed, key=key, in_the_way=in_the_way)


def _say_question(work: Workspace, asked: Asked) -> None:
    zone, question = work.plan.time_zone, asked.question
    facts = [
        ("Ready from", local(question.ready_at, zone)),
        ("Tail in by", local(question.deadline_at, zone) if asked.convoy.deadline_at else "not said"),
        ("Counted from head to tail", f"{duration(question.pass_s)}, the most anywhere in its march table"),
    ]
    show_facts(facts, about="What is asked")
    if asked.convoy.deadline_at is None:
        show_remark(UNBOUND)


def _show_found(work: Workspace, asked: Asked) -> tuple[Layer, ...]:
    """Both times, or why there is none and what would give one."""
    assert work.index is not None  # noqa: S101  # it was asked on roads
    has_deadline = asked.convoy.deadline_at is not None
    first, last = answers.timed(asked.key, work.index, work.plan, asked.question, both=has_deadline)
    if isinstance(first, TimedWay):
        show_remark(WHOSE)
    shown = show_way(work, asked, EARLIEST, first)
    with below_map():
        if last is not None and TimedWay in {type(first), type(last)}:
            # one search may be given up where the other finds a time
            also = show_way(work, asked, LATEST, last)
            shown = shown or also
            if isinstance(last, TimedWay):
                offer_why(work, asked, last)
        if isinstance(first, NoTimedWay) and first.why is not WhyNot.GAVE_UP:
            offer_changes(work, asked)
    return shown or layers.situation(work, asked.question.ready_at)
