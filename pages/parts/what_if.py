"""Zones under the pencil and every open convoy's way beside them, followed at once."""

import streamlit as st

from data.model import Convoy, Plan, RoutePolicy
from pages.map.layers import Layer
from pages.map.view import MapEvent, event_of
from pages.parts import convoy_layers
from pages.parts.changes.preview import show_changes
from pages.parts.clock import walking
from pages.parts.convoy_view import show_convoys, summary
from pages.parts.convoys import Told, open_convoys, told_convoys
from pages.parts.desk import pencil, shapes
from pages.parts.desk.bar import bar
from pages.parts.desk.panel import panel
from pages.parts.plan_map import map_key, show_plan_map
from pages.parts.sides import map_and_words
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from routing.question import Terms

MAP = "what_if.map"
KINDS = pencil.kinds("zone")


@st.fragment
def desk(work: Workspace) -> None:
    """The map to draw on and the table of convoys; a stroke runs this part of the page alone."""
    event = event_of(workspace.returned(map_key(work, MAP)))
    pencil.take(work, event.drawn, event.count)
    preview = pencil.drafted(work)
    convoys = open_convoys(work)
    told = _told(work, preview.plan, convoys)
    bar(work, preview, summary(told) if told else "No convoy is open")
    seeing, reading = map_and_words()
    with reading:
        changes = show_changes(work, preview.plan)
    with seeing:
        _show_map(work, preview.plan, told, event, changes.layers(ways=False))
    with reading:
        panel(work, preview.plan, KINDS, open_form=False)
        show_convoys(told, work.plan.time_zone, heard=event.count)
    changes.finish()


def _show_map(work: Workspace, plan: Plan, told: tuple[Told, ...], event: MapEvent, changed: tuple[Layer, ...]) -> None:
    moments = [one.convoy.departs_at for one in told] or [work.moment]
    drawn = shapes.zones(plan, moments, kept=[zone.id for zone in plan.zones])
    layers = (
        convoy_layers.quiet_sectors(plan.sectors),
        *convoy_layers.ways(plan, told),
        *(convoy_layers.saved(work.plan, told, moments) if plan != work.plan else ()),
        *changed,
    )
    tools = [walking.saved_and_drafted(differ=plan != work.plan)]
    show_plan_map(work, layers, key=MAP, drawable=pencil.drawable(work, event, KINDS, drawn), tools=tools)


def _told(work: Workspace, plan: Plan, convoys: tuple[Convoy, ...]) -> tuple[Told, ...]:
    if work.index is None:
        return ()
    terms = Terms(at=work.now, policy=RoutePolicy.FASTEST)
    saved = answers.standing(work.key, work.index, work.plan, terms)
    now = saved
    if plan != work.plan:
        now = answers.drafted(f"{work.key}|{work.draft.digest}", work.nearest or saved, plan)
    work.keep_nearest(now)
    return told_convoys(convoys, work.plan.sectors, saved.answers, now.answers)
