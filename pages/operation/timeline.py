"""Timeline: phases, sector states, zones and departures on one clock, and the map of the phase chosen there."""

import streamlit as st

from pages.parts import answers, panels, plan_layers, workspace
from pages.parts.phase_bar import phase_bar
from pages.parts.plan_map import show_plan_map
from pages.parts.timeline_view import show_timeline

work = workspace.current()
phase_bar(work)
st.subheader("On one clock")
show_timeline(work)
covered = [c for c in answers.coverage(work.key, work.plan) if work.phase and c.phase_id == work.phase.id]
left, right = st.columns([3, 2], gap="medium")
with left:
    st.subheader("In this phase")
    show_plan_map(work, plan_layers.situation(work, covered), key="timeline.map", height_px=480)
with right:
    panels.phase(work)
    panels.corridors(work, covered)
