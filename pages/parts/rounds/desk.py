"""The desk of rounds: what is asked, the rounds that passed their check, the map, and their way into the plan."""

from dataclasses import dataclass

import streamlit as st

from data.export.handout.words import many
from geo.errors import PassageError
from pages.look.remark import show_remark
from pages.look.table import show_table
from pages.map.layers import Layer
from pages.parts.march.layers import situation
from pages.parts.plan_map import show_plan_map
from pages.parts.rounds import layers, told
from pages.parts.rounds.asking import ask
from pages.state import workspace
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error
from routing.march.catalogue import types_offered
from routing.rounds.solve import solve
from routing.visits.asked import VisitsAsked
from routing.visits.gate import Checked, checked
from routing.visits.laid import laid_out
from routing.visits.taken import convoys_of

LIMIT_S = 10.0


@dataclass(kw_only=True)
class Desk:
    """What a session last worked out, and for what."""

    found: Checked | None = None
    key: str = ""


def show_desk(work: Workspace) -> None:
    """What is asked and what came of it on one side, the map on the other."""
    desk: Desk = workspace.kept(f"rounds.{work.operation}", Desk)
    telling, seeing = st.columns([3, 2], gap="small")
    with telling:
        asked, faults = ask(work)
        for fault in faults:
            st.warning(md(fault))
        key = f"{work.key}|{asked}"
        if st.button("Work out rounds", type="primary", width="stretch", disabled=asked is None, key="rounds.begin"):
            _work_out(work, desk, asked, key)
        shown = _show(work, desk) if desk.found is not None and desk.key == key else situation(work, work.moment)
        if desk.found is not None and desk.key != key:
            st.markdown("Rounds were worked out for another plan or question; they are not shown.")
    with seeing:
        show_plan_map(work, shown, key="rounds.map")


def _work_out(work: Workspace, desk: Desk, asked: VisitsAsked | None, key: str) -> None:
    desk.found, desk.key = None, key
    try:
        with st.spinner("Working out rounds, then driving each vehicle …"):
            assert asked is not None  # noqa: S101  # without, the button cannot be pressed
            laid = laid_out(work.index, work.plan, asked)
            desk.found = checked(work.index, laid, solve(laid.case, limit_s=LIMIT_S))
    except PassageError as error:
        say_error(error)


def _show(work: Workspace, desk: Desk) -> tuple[Layer, ...]:
    found = desk.found
    assert found is not None  # noqa: S101  # asked before
    if found.faults:
        st.error(md(f"No rounds are shown: {len(found.faults)} faults were found by their check."))
        show_table([{"Fault": fault} for fault in found.faults], about="Faults", sentences=True)
        return situation(work, work.moment)
    mark = "✓" if not found.rounds.unserved else "!"
    st.html(f'<div class="passage-preview" role="status"><span class="calm">{mark} {told.served(found)}</span></div>')
    st.markdown(md(told.quality(found)))
    show_remark(_check_words(found))
    if 0 in found.laid.far:
        st.error(md(f"No road is known near the depot, {found.laid.places[0].name}: nothing can be served from it."))
    show_table(told.unserved_rows(found), about="Not served", sentences=True)
    for number, own in enumerate(found.rounds.rounds):
        st.header(f"Vehicle {number + 1}: {len(own.visits)} sites", anchor=False)
        st.markdown(md(told.roads_words(found, number)))
        show_table(list(told.round_rows(found, number)), about=f"Vehicle {number + 1}")
    if found.laid.asked.straight is None and found.rounds.rounds:
        _offer_convoys(work, desk, found)
    return layers.of_rounds(work, found)


def _check_words(found: Checked) -> str:
    driven = "Every vehicle was driven from place to place by a check that shares nothing with the search."
    if found.laid.asked.straight is not None:
        return f"{driven} No road was asked: driving times are estimates, and nobody may move by them."
    pace = "roads at their own speeds" if found.laid.asked.carriers.type is None else "at the pace of the vehicle"
    return f"{driven} Each leg was asked again for when it is driven: {pace}, and under opening rules."


def _offer_convoys(work: Workspace, desk: Desk, found: Checked) -> None:
    """Each round as a convoy of the plan, where march table, strip, board and hand-out follow from it."""
    whose, take = st.columns([3, 2], gap="small", vertical_alignment="bottom")
    organisation = whose.text_input("Organisation", key="rounds.organisation")
    if take.button("Take over as convoys", key="rounds.take", width="stretch", disabled=not organisation):
        made = convoys_of(found, organisation)
        kinds = {kind.id: kind for kind in types_offered(work.plan)}
        named = {kind for convoy in made for kind in convoy.vehicle_types if work.plan.find(kind) is None}
        try:
            work.keep(work.plan.with_record(*(kinds[kind] for kind in named), *made), "rounds taken over as convoys")
        except PassageError as error:
            say_error(error)
        else:
            desk.found = None
            workspace.tell(f"{many(len(made), 'convoy')} in the plan. Undo takes this back.")
