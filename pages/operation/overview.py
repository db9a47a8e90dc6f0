"""Overview: the map of one phase, what holds in it, how the corridors are covered, what is in doubt."""

import streamlit as st

from pages.parts import panels
from pages.parts.clock.moving_map import show_moving_map
from pages.parts.findings import summary
from pages.parts.frame import open_page
from pages.parts.record.doubts import show_doubts
from pages.parts.record.panel import show_chosen
from pages.parts.sides import map_and_words
from pages.state import answers

work = open_page("Overview")
covered = answers.coverage_in(work.key, work.plan, work.phase)
left, right = map_and_words()
with left:
    show_moving_map(work, key="overview.map", walking_phases=True)
with right:
    show_chosen(work)
    panels.phase(work)
    panels.corridors(work, covered)
    panels.sectors(work)
found = answers.findings(f"{work.key}|{work.moment.isoformat()}", work.plan, work.moment)
st.header(f"Findings: {summary(found)}")
show_doubts(
    work.plan,
    found,
    none="Nothing in this phase is in doubt." if work.phase else "Nothing is planned yet, so nothing could be checked.",
)
