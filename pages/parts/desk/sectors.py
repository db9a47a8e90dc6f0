"""The desk of the security cell: sectors, zones, lines and places under the pencil on one map."""

import streamlit as st

from pages.map.layers import Layer
from pages.map.view import MapEvent, event_of
from pages.parts import plan_layers
from pages.parts.changes.preview import show_changes
from pages.parts.desk import pencil, shapes
from pages.parts.desk.bar import bar
from pages.parts.desk.panel import panel
from pages.parts.desk.tiling import show_tiling
from pages.parts.plan_map import map_key, show_plan_map
from pages.parts.record.panel import show_chosen
from pages.parts.sides import map_and_words
from pages.state import answers, workspace
from pages.state.preview import Preview
from pages.state.workspace import Workspace

MAP = "sectors.map"
KINDS = pencil.kinds("sector", "zone", "line", "holding_point", "checkpoint", "site")


@st.fragment
def desk(work: Workspace) -> None:
    """Map, form and findings of the draft; a stroke runs this part of the page alone."""
    event = event_of(workspace.returned(map_key(work, MAP)))
    pencil.take(work, event.drawn, event.count)
    preview = pencil.drafted(work)
    bar(work, preview, _told(work, preview))
    seeing, saying = map_and_words()
    with saying:
        changes = show_changes(work, preview.plan)
    with seeing:
        _show_map(work, preview, event, changes.layers(ways=True))
    with saying:
        panel(work, preview.plan, KINDS, open_form=True)
        show_chosen(work)
    show_tiling(work, preview.plan)
    changes.finish()


def _show_map(work: Workspace, preview: Preview, event: MapEvent, changed: tuple[Layer, ...]) -> None:
    plan, kept = preview.plan, work.draft.touched
    found = answers.sector_findings(f"{work.key}|{work.draft.digest}", plan)
    layers = (
        *shapes.around(plan, work.moment, kept),
        *([plan_layers.meetings(answers.sector_graph(work.key, work.plan, work.index))] if work.index else []),
        plan_layers.doubts(found),
        *changed,
    )
    drawn = shapes.everything(plan, work.phase, work.moment, kept)
    show_plan_map(work, layers, key=MAP, drawable=pencil.drawable(work, event, KINDS, drawn))


def _told(work: Workspace, preview: Preview) -> str:
    """How many records the draft adds, changes and deletes."""
    count = len(work.draft.touched)
    if preview.plan == work.plan and not preview.refused:
        return f"{len(work.plan.sectors)} sectors, {len(work.plan.zones)} zones"
    return f"{count} record{'s' if count != 1 else ''} drawn or changed"
