"""Sector tables and the form that changes the state of one sector in the phase looked at."""

import streamlit as st

from data.model import SectorId, SectorState
from pages.look import words
from pages.look.table import show_table
from pages.state import answers
from pages.state.workspace import Workspace


def change_state(work: Workspace, clicked: str | None) -> None:
    """A form that sets one sector's state in the phase looked at; a click on the map chooses the sector."""
    phase, names = work.phase, {str(s.id): s.name for s in work.plan.sectors}
    if phase is None or not names:
        st.info("Load sectors on the page Data, and give the operation phases.")
        return
    ids = list(names)
    chosen = ids.index(clicked) if clicked in names else 0
    with st.form(f"sectors.state.{phase.id}.{clicked}"):
        st.header("Change a state")
        sector = st.selectbox("Sector", ids, index=chosen, format_func=names.__getitem__)
        states = [s.value for s in SectorState]
        state = st.selectbox("State in this phase", states, format_func=lambda s: words.SECTOR_STATE[SectorState(s)])
        reason = st.text_input("Reason", placeholder="Who decided it, and why")
        if st.form_submit_button("Save", type="primary"):
            changed = work.plan.with_record(phase.with_sector_state(SectorId(sector), SectorState(state)))
            work.commit(changed, reason)


def neighbours(work: Workspace) -> None:
    """Every shared boundary and how many roads cross it."""
    if work.index is None:
        return
    graph = answers.sector_graph(work.key, work.plan, work.index)
    names = {s.id: s.name for s in work.plan.sectors}
    rows = [
        {
            "Sectors": f"{names[one]} – {names[other]}",
            "Shared boundary": words.kilometres(told["shared_boundary_m"]),
            "Roads crossing": str(len(told["crossings"])),
        }
        for one, other, told in sorted(graph.edges(data=True))
    ]
    st.header("Neighbours and boundary coordination points")
    show_table(rows, about="Neighbours", none="No two sectors share a boundary.")
