"""The convoys of a day on the map at one minute: their ways, and the stretch of road under each column."""

from collections.abc import Iterator

from pages.look import looks
from pages.look.clock import local_time
from pages.map.layers import Group, Layer, MapFeature
from pages.parts.march import layers
from pages.parts.movement.gantt import moment_of
from pages.state.movement_seen import Seen
from pages.state.workspace import Workspace


def at_minute(work: Workspace, seen: Seen, minute: int) -> tuple[Layer, ...]:
    """The situation at a minute of the board, with every column that is on the road in it."""
    ways = [
        MapFeature(id=convoy.id, geometry=seen.tables[convoy.id].line, look=looks.COLUMN_WAY, tooltip=(convoy.name,))
        for convoy in seen.convoys
    ]
    return (
        *layers.situation(work, moment_of(seen, minute)),
        Layer(name="Ways of convoys", group=Group.WAYS, features=ways),
        Layer(name="Columns", group=Group.WAYS, features=list(_columns(seen, minute))),
    )


def _columns(seen: Seen, minute: int) -> Iterator[MapFeature]:
    at = moment_of(seen, minute)
    for convoy in seen.convoys:
        stretch = seen.tables[convoy.id].column.stretch(at)
        if stretch is not None:
            told = (convoy.name, f"from head to tail at {local_time(at, seen.zone)}")
            yield MapFeature(id=convoy.id, geometry=stretch, look=looks.COLUMN_NOW, label=convoy.name, tooltip=told)
