"""How a column is protected minute by minute: the strip, what a minute of it says, and the march table below."""

import streamlit as st

from data.model import Plan
from data.model.march import MarchVehicle
from pages.look.remark import show_remark
from pages.map.layers import Layer
from pages.parts.march import doubts_view, layers, strip_view, table_view
from pages.parts.march.ride import Ride, strip_for
from pages.parts.sides import below_map
from pages.state.workspace import Workspace
from routing.march.strip import Part, Whose
from routing.march.table import MarchTable

PARTS = {Part.COLUMN: "whole column", Part.HEAD: "head", Part.TAIL: "tail"}
VEHICLE = "one vehicle"


def show(work: Workspace, ride: Ride) -> tuple[Layer, ...]:
    """The strip of a part of the column; on the map, the minute picked in it."""
    strip = strip_for(work, ride, _ask_part(work, ride))
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


def _ask_part(work: Workspace, ride: Ride) -> Whose:
    """Whose strip is shown: that of the column, of its ends, or of any vehicle between."""
    told = vehicle_names(work.plan, ride.table)
    words = {word: part for part, word in PARTS.items()}
    choice = st.segmented_control(
        "Strip of", [*words, *([VEHICLE] if told else [])], default=PARTS[Part.COLUMN], key="convoy.part"
    )
    if choice != VEHICLE:
        return words.get(choice or "", Part.COLUMN)
    number: int | None = st.selectbox(
        "Vehicle", range(len(told)), format_func=told.__getitem__, key=f"convoy.vehicle.{ride.convoy.id}"
    )
    return number or 0


def vehicle_names(plan: Plan, table: MarchTable) -> list[str]:
    """Every vehicle in the order they march: its number, and its type and call sign where they were told."""
    return [f"{number}{_line_words(plan, line)}" for number, line in enumerate(table.formation.vehicles, start=1)]


def _line_words(plan: Plan, line: MarchVehicle | None) -> str:
    if line is None:
        return ", of a type nobody told"
    kind = getattr(plan.find(line.type), "name", line.type)
    return f", {kind}{f', {line.call_sign}' if line.call_sign else ''}"
