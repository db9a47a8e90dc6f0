"""The map whose clock can be moved: the same on every page that looks at the operation over time."""

from collections.abc import Sequence

from pages.map.layers import Layer, looks_of
from pages.map.view import MapEvent, Part
from pages.parts.clock import over_time, player, walking
from pages.parts.plan_map import show_plan_map
from pages.state import answers
from pages.state.workspace import Workspace


def show_moving_map(work: Workspace, *, key: str, walking_phases: bool = False) -> MapEvent:
    """Show the operation at every moment with its columns; the phase bar follows the clock on the map.

    With it the phases are walked on a projector, or else compared side by side.
    """
    player.follow(work, key=key)
    found = player.ways(work)
    on_road = player.columns(work.plan, found)
    layers = (*over_time.situation(work), *player.layers(work.plan, found, on_road))
    tools = (*player.tools(work, found, on_road, key=key), _phases(work, layers, walked=walking_phases))
    return show_plan_map(work, layers, key=key, tools=tools)


def _phases(work: Workspace, layers: Sequence[Layer], *, walked: bool) -> Part:
    if not walked:
        return walking.swipe_part(work.plan, work.phase, work.now)
    return walking.walk_part(work.plan, answers.coverage(work.key, work.plan), work.now, looks_of(layers))
