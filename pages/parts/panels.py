"""Panels beside a map: the phase, corridors, sectors."""

from collections.abc import Sequence

import streamlit as st

from data.model import Coverage
from pages.look import looks, words
from pages.look.rows import Row
from pages.look.table import Looking, Share, show_table
from pages.parts.record.rows import show_rows
from pages.state.workspace import Workspace
from pages.web.safe import md


def phase(work: Workspace) -> None:
    """The phase looked at and its gates."""
    if work.phase is None:
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(md(work.phase.name), width="content")
            if work.phase.name_ar:
                st.markdown(md(work.phase.name_ar), width="content")
        if work.phase.note:
            st.markdown(md(work.phase.note))
        rows = [
            {"State": words.gate_mark(g), "Condition": g.condition, "Evidence": g.evidence or "no evidence given"}
            for g in work.phase.gates
        ]
        show_table(rows, about="Conditions of the phase", none="No conditions are set for this phase.", sentences=True)


def corridors(work: Workspace, covered: Sequence[Coverage]) -> None:
    """How much of each corridor lies inside active sectors in the phase looked at."""
    names = {str(c.id): c.name for c in work.plan.corridors}
    if not covered:
        return
    st.header("Corridors inside active sectors")
    rows = [
        Row(
            id=c.corridor_id,
            cells={
                "Corridor": names.get(c.corridor_id, c.corridor_id),
                "Covered": Share(c.share),
                "Not covered": words.kilometres(c.total_m - c.covered_m),
                "Length": words.kilometres(c.total_m),
            },
        )
        for c in covered
    ]
    show_rows(rows, about="Corridors inside active sectors")


def sectors(work: Workspace) -> None:
    """Who holds each sector and its state in the phase looked at."""
    owners = {c.id: c.name for c in work.plan.contributors}
    phase_now = work.phase
    if phase_now is None or not work.plan.sectors:
        return
    st.header("Sectors")
    rows = [
        Row(
            id=s.id,
            cells={
                "Sector": s.name,
                "State": Looking(looks.SECTORS[state], words.SECTOR_STATE[state]),
                "Owner": owners[s.owner] if s.owner else "nobody yet",
            },
        )
        for s in work.plan.sectors
        for state in [phase_now.state_of(s.id)]
    ]
    show_rows(rows, about="Sectors")
