"""Panels beside a map: the phase, corridors, sectors, and whatever record was clicked."""

from collections.abc import Sequence

import streamlit as st

from data.model import Coverage
from pages.parts import words
from pages.parts.facts import facts_of, title_of
from pages.parts.workspace import Workspace
from pages.web.safe import md


def phase(work: Workspace) -> None:
    """The phase looked at and its gates."""
    if work.phase is None:
        return
    with st.container(border=True):
        st.subheader(md(work.phase.name))
        if work.phase.name_ar:
            st.markdown(md(work.phase.name_ar))
        if work.phase.note:
            st.markdown(md(work.phase.note))
        rows = [
            {"State": words.gate_mark(g), "Condition": g.condition, "Evidence": g.evidence or "none given"}
            for g in work.phase.gates
        ]
        if rows:
            st.dataframe(rows, hide_index=True)
        else:
            st.markdown("No conditions are set for this phase.")


def corridors(work: Workspace, covered: Sequence[Coverage]) -> None:
    """How much of each corridor lies inside active sectors in the phase looked at."""
    names = {str(c.id): c.name for c in work.plan.corridors}
    if not covered:
        return
    st.markdown("##### Corridors inside active sectors")
    rows = [
        {
            "Corridor": names.get(c.corridor_id, c.corridor_id),
            "Covered": c.share * 100,
            "Not covered": words.kilometres(c.total_m - c.covered_m),
            "Length": words.kilometres(c.total_m),
        }
        for c in covered
    ]
    st.dataframe(
        rows,
        hide_index=True,
        column_config={"Covered": st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100)},
    )


def sectors(work: Workspace) -> None:
    """Who holds each sector and its state in the phase looked at."""
    owners = {c.id: c.name for c in work.plan.contributors}
    phase_now = work.phase
    if phase_now is None or not work.plan.sectors:
        return
    st.markdown("##### Sectors")
    st.dataframe(
        [
            {
                "Sector": s.name,
                "State": words.SECTOR_STATE[phase_now.state_of(s.id)],
                "Owner": owners[s.owner] if s.owner else "nobody yet",
            }
            for s in work.plan.sectors
        ],
        hide_index=True,
    )


def record(work: Workspace, record_id: str) -> None:
    """What is known of one record: what, who, since when, source and age."""
    found = work.plan.find(record_id)
    if found is None:
        return
    with st.container(border=True):
        st.markdown(f"##### {md(title_of(found))}")
        for label, text in facts_of(work.plan, found, work.moment):
            st.markdown(f"**{label}** {md(text)}")
