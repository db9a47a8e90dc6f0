"""Status: what is reported of roads, bridges and crossings, how old it is, and a form for a new report."""

import streamlit as st

from pages.parts import plan_layers, status_view
from pages.parts.frame import open_page
from pages.parts.plan_map import show_plan_map
from pages.parts.record import choosing
from pages.parts.record.panel import show_chosen

work = open_page("Status")
left, right = st.columns([3, 2], gap="medium")
with left:
    st.header("Roads, bridges and crossings")
    layers = (plan_layers.places(work.plan), plan_layers.reports(work.plan, work.moment))
    event = show_plan_map(work, layers, key="status.map")
with right:
    show_chosen(work)
    status_view.new_report(work, choosing.with_place(work, event))
status_view.table(work)
