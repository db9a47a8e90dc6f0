"""Data: which files the operation rests on, loading others, and which operation is open."""

import streamlit as st

from pages.parts import ground_form, history_view, loading, network_view
from pages.parts.frame import open_page

work = open_page("Data")
roads, areas, ground, kept = st.tabs(["Road network", "Zones, sectors, sites and lines", "Base map", "Operations"])
with roads:
    network_view.in_use(work)
    loading.load_roads_form(work)
with areas:
    loading.load_areas_form(work)
with ground:
    ground_form.ground_form()
with kept:
    history_view.operations(work)
