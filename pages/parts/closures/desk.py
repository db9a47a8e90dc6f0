"""Roads and bridges on the map, picked by clicking and reported on together."""

import streamlit as st

from pages.map.view import event_of
from pages.parts import plan_layers, status_view
from pages.parts.closures import picking
from pages.parts.closures.reporting import report_form
from pages.parts.plan_map import map_key, show_plan_map
from pages.parts.record.panel import show_chosen
from pages.parts.sides import map_and_words
from pages.state import choice, workspace
from pages.state.workspace import Workspace

MAP = "status.map"


@st.fragment
def desk(work: Workspace) -> None:
    """Map, what is picked, and the forms; a click runs this part of the page alone."""
    event = event_of(workspace.returned(map_key(work, MAP)))
    seeing, saying = map_and_words()
    with saying:
        st.header("Report on roads and bridges")
        picking.take_click(work, event)
        picked = picking.roads(work)
        picking.show_picked(work, picked)
        report_form(work, picked)
        status_view.new_border_report(work, choice.chosen())
        show_chosen(work)
    with seeing:
        layers = (
            plan_layers.places(work.plan),
            plan_layers.reports(work.plan, work.moment),
            picking.layer(picked),
        )
        show_plan_map(work, layers, key=MAP)
