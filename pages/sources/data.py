"""Data: which files the operation rests on, loading others, and the history of every change."""

import streamlit as st

from pages.parts import history_view, loading, network_view
from pages.parts.frame import open_page

work = open_page("Data")
roads, areas, history = st.tabs(["Road network", "Zones, sectors and sites", "History and operations"])
with roads:
    network_view.in_use(work)
    loading.load_roads_form(work)
with areas:
    loading.load_areas_form(work)
with history:
    history_view.operations(work)
    history_view.revisions(work)
