"""The map whose clock can be moved: the same on every page that looks at the operation over time."""

from pages.map.view import MapEvent
from pages.parts.clock import over_time, player
from pages.parts.plan_map import show_plan_map
from pages.state.workspace import Workspace


def show_moving_map(work: Workspace, *, key: str) -> MapEvent:
    """Show the operation at every moment with its columns; the phase bar follows the clock on the map."""
    found = player.ways(work)
    on_road = player.columns(work.plan, found)
    layers = (*over_time.situation(work), *player.layers(work.plan, found, on_road))
    event = show_plan_map(work, layers, key=key, tools=player.tools(work, found, on_road, key=key))
    player.follow(work, event, key=key)
    return event
