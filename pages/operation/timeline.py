"""Timeline: phases, sector states, zones and departures on one clock, and the map of the phase chosen there."""

import streamlit as st

from pages.parts import panels
from pages.parts.clock.moving_map import show_moving_map
from pages.parts.frame import open_page
from pages.parts.record.panel import show_chosen
from pages.parts.timeline_view import show_timeline
from pages.state import answers

work = open_page("Timeline")
seen, clock = st.columns(2, gap="small")
with clock:
    show_timeline(work)
with seen:
    covered = answers.coverage_in(work.key, work.plan, work.phase)
    show_moving_map(work, key="timeline.map")
    show_chosen(work)
    panels.phase(work)
    panels.corridors(work, covered)
