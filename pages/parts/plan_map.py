"""The map of the open operation, with its legend: one call for every page."""

from collections.abc import Sequence

import streamlit as st

from pages.look import looks
from pages.look.legend import show_legend
from pages.map.drawing import Drawable
from pages.map.layers import Layer, looks_of
from pages.map.view import Bounds, CenterZoom, MapEvent, Part, event_of, show_map
from pages.parts import extent
from pages.parts.changes import notice, strip
from pages.parts.changes.layers import layers as changed_layers
from pages.parts.leave import pencil_for, shown_instead
from pages.parts.network_view import no_roads
from pages.parts.reading.tools import reading_tools, without_questions
from pages.parts.record import being_changed, choosing
from pages.state import choice, workspace
from pages.state.answers import road_map
from pages.state.workspace import Workspace, networks_folder

WORLD: CenterZoom = ((20.0, 20.0), 2)


def show_plan_map(
    work: Workspace,
    layers: Sequence[Layer],
    *,
    key: str,
    view: Bounds | None = None,
    drawable: Drawable | None = None,
    tools: Sequence[Part] = (),
) -> MapEvent:
    """Show these layers over the operation's roads, on `view` or else on everything the plan holds.

    What is `drawable` is drawn by who may, and looked at by all others.
    """
    layers, drawable = (*shown_instead(work, drawable), *layers), pencil_for(work, drawable)
    choosing.take(work, map_key(work, key))
    if work.index is None:
        st.warning(no_roads(work.plan))
    roads = road_map(work.index.network.fingerprint, work.index, networks_folder()) if work.index else None
    shown: Bounds | CenterZoom = view or extent.bounds_of(work.plan) or (roads.bounds if roads else None) or WORLD
    found = None if drawable else notice.noticed(work)
    if found:
        layers = (*layers, *changed_layers(found, work.phase.id if work.phase else ""))
    layers = (*layers, *being_changed.layers(work))
    reading = reading_tools(work, drawable, event_of(workspace.returned(map_key(work, key))))
    all_tools = [choosing.part(work, map_key(work, key)), strip.part(), *reading, *tools]
    event = show_map(layers, key=map_key(work, key), view=shown, roads=roads, drawable=drawable, tools=all_tools)
    drawn = [Layer(name="Drawn", features=[one.feature for one in drawable.shapes])] if drawable else []
    chosen = [looks.HALO] if choice.chosen() else []
    during = (work.phase.starts_at, work.phase.ends_at) if work.phase else (None, None)
    show_legend([*looks_of([*drawn, *layers], during), *chosen])
    return without_questions(event)


def map_key(work: Workspace, key: str) -> str:
    """Under which a map of the open operation is known."""
    return f"{key}.{work.operation}"
