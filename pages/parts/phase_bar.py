"""The phase bar: one choice that drives map, tables and timeline on every page."""

import streamlit as st

from pages.state import workspace
from pages.state.workspace import Workspace


def phase_bar(work: Workspace) -> None:
    """Show the phases, remember a new choice and start over with it."""
    plan, phase = work.plan, work.phase
    if phase is None:
        st.info("This operation has no phases yet: no sector counts as active.")
        return
    names = {p.id: f"{number}  {p.name}" for number, p in enumerate(plan.phases, 1)}
    chosen = st.segmented_control(
        "Phase",
        list(names),
        label_visibility="collapsed",
        default=phase.id,
        format_func=names.__getitem__,
        key=f"phase_bar.{work.operation}.{phase.id}",
        required=True,
    )
    if chosen and chosen != phase.id:
        workspace.remember("phase", chosen)
        st.rerun()
