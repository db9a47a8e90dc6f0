"""How a column is protected minute by minute: the strip, what a minute of it says, and the march table below."""

import streamlit as st

from pages.look.remark import show_remark
from pages.map.layers import Layer
from pages.parts.march import doubts_view, layers, strip_view, table_view
from pages.parts.march.ride import Ride, strip_for
from pages.parts.sides import below_map
from pages.state.workspace import Workspace
from routing.march.strip import Part

PARTS = {Part.COLUMN: "whole column", Part.HEAD: "head", Part.TAIL: "tail"}


def show(work: Workspace, ride: Ride) -> tuple[Layer, ...]:
    """The strip of a part of the column; on the map, the minute picked in it."""
    part = st.segmented_control(
        "Strip of", list(PARTS), default=Part.COLUMN, format_func=lambda one: PARTS[one], key="convoy.part"
    )
    strip = strip_for(work, ride, part or Part.COLUMN)
    picked = strip_view.picked_of(strip)
    strip_view.show(work, strip, picked)
    st.markdown(f"**{strip_view.summary(strip)}**")
    with below_map():
        show_remark(table_view.recorded_words(ride.table))
        said, told = st.columns(2, gap="small")
        with said:
            strip_view.show_minute(work, strip, picked)
        with told:
            st.header("March", anchor=False)
            table_view.show_march(work, ride.table)
        table_view.show_table_of(work, ride.table)
        doubts_view.show_march_doubts(work, work.plan, ride)
    return layers.at_minute(work, ride, strip, picked[0], strip.rows[picked[1]].cells[picked[0]])
