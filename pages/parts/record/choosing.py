"""Choosing by a click on a map, and how a map shows what is chosen."""

from dataclasses import replace

import shapely
from shapely.geometry import mapping

from data.model import Plan
from pages.look import looks
from pages.map.layers import look_told, simplified
from pages.map.view import MapEvent, Part, event_of
from pages.parts.places import Place
from pages.parts.record.target import place_text, shape_of, target_of
from pages.state import choice, workspace
from pages.state.workspace import Workspace

PART = "choice"


def take(work: Workspace, key: str) -> None:
    """Choose what was clicked on the map under `key`, once; letting go is a click too."""
    event = event_of(workspace.returned(key))
    if not _is_news(event, key):
        return
    match event.said.get("part"):
        case "choice":
            choice.choose("")
        case None:
            _choose(work.plan, event)


def skip(key: str) -> None:
    """Leave the last click on this map to the page, which makes something else of it."""
    _is_news(event_of(workspace.returned(key)), key)


def with_place(work: Workspace, event: MapEvent) -> MapEvent:
    """The last click on a map; where there was none yet, the place chosen before takes its part."""
    target = target_of(work.plan, choice.chosen())
    if event.clicked or not isinstance(target, Place):
        return event
    return replace(event, clicked=(target.point.x, target.point.y))


def part(work: Workspace, key: str) -> Part:
    """What a map is told of the choice: where it lies, and whether to go there."""
    target = target_of(work.plan, choice.chosen())
    shape = None if target is None else shape_of(work.plan, target)
    west, south, east, north = shape.bounds if shape else (0.0, 0.0, 0.0, 0.0)
    return Part(
        name=PART,
        told={
            "map": key,
            "chosen": choice.chosen(),
            "shape": mapping(simplified(shape)) if shape else None,
            "bounds": [[south, west], [north, east]] if shape else None,
            "look": look_told(looks.HALO),
            "go": choice.wish(),
        },
    )


def _is_news(event: MapEvent, key: str) -> bool:
    return workspace.is_new(f"choice.{key}", str(event.count)) and event.clicked is not None


def _choose(plan: Plan, event: MapEvent) -> None:
    wanted = event.object_id or (event.drawn.chosen if event.drawn else "")
    if wanted and plan.find(wanted):
        choice.choose(wanted)
    elif event.drawn is None and event.clicked:
        choice.choose(place_text(shapely.Point(event.clicked)))
