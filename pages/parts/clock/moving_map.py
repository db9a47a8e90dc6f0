"""The map whose clock can be moved: the same on every page that looks at the operation over time."""

from collections.abc import Sequence

import streamlit as st

from pages.map.layers import Layer, looks_of
from pages.map.view import MapEvent, Part
from pages.parts.clock import over_time, player, showing, walking
from pages.parts.clock.showing import Shown
from pages.parts.plan_map import show_plan_map
from pages.state import answers, choice
from pages.state.map_answers import once
from pages.state.workspace import Workspace


def show_moving_map(work: Workspace, *, key: str, walking_phases: bool = False) -> MapEvent:
    """Show the operation at every moment with its columns; the phase bar follows the clock on the map.

    With it the phases are walked on a projector, or else compared side by side.
    """
    player.follow(work, key=key)
    above, below = st.container(key="map-and-legend"), st.container(key="under-map")
    found = player.ways(work)
    marches = player.tables(work, found)
    on_road = player.columns(marches)
    with below:
        lines = _lines(work, on_road, key)
    areas = once(work.key, "areas over time", lambda: over_time.areas(work.plan))
    # layers of one revision are the same values each time, so that they are drawn once as well
    columns = once(work.key, f"columns {work.now}", lambda: player.layers(work.plan, found, on_road))
    layers = (*areas, *lines, *columns)
    tools = (*player.tools(work, found, marches, key=key), _phases(work, layers, walked=walking_phases))
    with above:
        return show_plan_map(work, layers, key=key, tools=tools)


def _lines(work: Workspace, on_road: player.Columns, key: str) -> tuple[Layer, ...]:
    """What lines tell, as the switch under the map has it."""
    wanted = st.segmented_control(
        "Lines show",
        list(Shown),
        default=Shown.STATUS,
        key=f"{key}.shown",
        required=True,
        label_visibility="collapsed",
    )
    match Shown(wanted or Shown.STATUS):
        case Shown.STATUS:
            covered = answers.coverage(work.key, work.plan)
            return once(work.key, "status over time", lambda: over_time.status(work.plan, covered))
        case Shown.AGE:
            return once(work.key, "ages", lambda: (showing.ages(work.plan),))
        case Shown.EXPOSURE:
            return (showing.exposures(work.plan, on_road, choice.chosen()),)


def _phases(work: Workspace, layers: Sequence[Layer], *, walked: bool) -> Part:
    if not walked:
        return walking.swipe_part(work.plan, work.phase, work.now)
    return walking.walk_part(work.plan, answers.coverage(work.key, work.plan), work.now, looks_of(layers))
