"""The desk for one convoy: its way on the map at a minute, and the strip that says how it is protected."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from data.model import NoRoute
from pages.parts import extent, plan_layers
from pages.parts.convoys import blockers
from pages.parts.march import layers, strip_view, table_view
from pages.parts.march.ride import Ride, ask_unknown, choose_convoy, ride_of, strip_for
from pages.parts.plan_map import show_plan_map
from pages.state.workspace import Workspace
from pages.web.safe import md
from routing.march.strip import Part

PARTS = {Part.COLUMN: "whole column", Part.HEAD: "head", Part.TAIL: "tail"}


def show_desk(work: Workspace) -> None:
    """The strip and what a minute says on one side, the map at that minute on the other."""
    telling, seeing = st.columns([3, 2], gap="small")
    with telling:
        asked = st.columns([2, 2, 3], gap="small", vertical_alignment="bottom")
        with asked[0]:
            convoy = choose_convoy(work)
        if convoy is None:
            return
        with asked[1]:
            unknown = ask_unknown()
    ride = ride_of(work, convoy, unknown)
    if isinstance(ride, Ride):
        with asked[2]:
            part = st.segmented_control(
                "Strip of", list(PARTS), default=Part.COLUMN, format_func=lambda one: PARTS[one], key="convoy.part"
            )
        _ride(work, ride, part or Part.COLUMN, (telling, seeing))
        return
    with seeing:
        show_plan_map(work, (plan_layers.sectors(work.plan, work.phase),), key="convoy.map")
    with telling:
        _no_way(ride)


def _ride(work: Workspace, ride: Ride, part: Part, places: tuple[DeltaGenerator, DeltaGenerator]) -> None:
    telling, seeing = places
    strip = strip_for(work, ride, part)
    picked = strip_view.picked_of(strip)
    with telling:
        strip_view.show(work, strip, picked)
        st.markdown(f"**{strip_view.summary(strip)}**")
        table_view.show_unknowns(ride.table)
        said, told = st.columns(2, gap="small")
        with said:
            strip_view.show_minute(work, strip, picked)
        with told:
            st.header("March", anchor=False)
            table_view.show_march(work, ride.table)
        table_view.show_table_of(work, ride.table)
    with seeing:
        cell = strip.rows[picked[1]].cells[picked[0]]
        view = extent.around([ride.route.line])
        show_plan_map(work, layers.at_minute(work, ride, strip, picked[0], cell), key="convoy.map", view=view)


def _no_way(found: NoRoute | str) -> None:
    if isinstance(found, str):
        st.warning(md(found))
        return
    st.warning(md(f"There is no way through: {blockers(found)}."))
    st.markdown(md(found.message))
