"""Sectors: their state in the phase, who borders whom, and where roads cross from one to the next."""

import streamlit as st

from pages.parts import plan_layers, sector_view
from pages.parts.findings import summary
from pages.parts.frame import open_page
from pages.parts.plan_map import show_plan_map
from pages.parts.record.doubts import show_doubts
from pages.parts.record.panel import show_chosen
from pages.state import answers, choice

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
    show_plan_map(work, layers, key="sectors.map")
with right:
    show_chosen(work)
    sector_view.change_state(work, choice.chosen())
    sector_view.neighbours(work)
st.header(f"Shape of the sectors: {summary(found)}")
show_doubts(work.plan, found, none="Sectors meet without gap or overlap.")
