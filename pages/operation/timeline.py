"""Timeline: phases, sector states, zones and departures on one clock, and the map of the phase chosen there."""

import streamlit as st

from pages.parts import answers, panels, plan_layers
from pages.parts.frame import open_page
from pages.parts.plan_map import show_plan_map
from pages.parts.timeline_view import show_timeline

work = open_page("Timeline")
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
