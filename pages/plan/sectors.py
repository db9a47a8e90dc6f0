"""Sectors: their state in the phase, who borders whom, and where roads cross from one to the next."""

import streamlit as st

from pages.parts import plan_layers, sector_view
from pages.parts.findings import show_findings, summary
from pages.parts.frame import open_page
from pages.parts.plan_map import show_plan_map
from pages.state import answers

work = open_page("Sectors")
found = answers.sector_findings(work.key, work.plan)
left, right = st.columns([3, 2], gap="medium")
with left:
    st.header("Sectors and zones")
    layers = (
        plan_layers.sectors(work.plan, work.phase),
        plan_layers.zones(work.plan, work.moment, work.phase),
        *([plan_layers.meetings(answers.sector_graph(work.key, work.plan, work.index))] if work.index else []),
        plan_layers.doubts(found),
    )
    event = show_plan_map(work, layers, key="sectors.map")
with right:
    sector_view.change_state(work, event.object_id)
    sector_view.neighbours(work)
st.header(f"Shape of the sectors: {summary(found)}")
show_findings(found, none="Sectors meet without gap or overlap.")
