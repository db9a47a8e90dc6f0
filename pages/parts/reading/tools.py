"""What the tools for reading are told, and what they ask."""

from collections import Counter
from dataclasses import replace
from typing import Any

from data.export.handout.mark import qr_path
from geo import coordinates
from geo.coordinates import Form
from geo.errors import GeometryError
from pages.look.clock import local
from pages.map.drawing import Drawable
from pages.map.layers import look_told
from pages.map.view import MapEvent, Part
from pages.state import answers
from pages.state.marking import mark_of
from pages.state.workspace import Workspace, networks_folder

FIND = "find"


def reading_tools(work: Workspace, drawable: Drawable | None, asked: MapEvent) -> tuple[Part, ...]:
    """The tools of every map; `asked` is what the map said last, before it is shown again."""
    return (
        Part(name="shelf", told={}),
        Part(name=FIND, told=_names(work) | {"answer": answer_to(asked)}),
        Part(name="tree", told={"drawn": _drawn(drawable)}),
        Part(name="grid", told={}),
        Part(name="pointer", told={}),
        Part(name="measure", told={}),
        Part(name="sheet", told=_head(work)),
    )


def answer_to(asked: MapEvent) -> dict[str, Any] | None:
    """Where the position lies that was typed into the search, or why it is none; None when none was."""
    if asked.said.get("part") != FIND:
        return None
    text = str(asked.said.get("text", ""))
    try:
        found = coordinates.read(text)
    except GeometryError as error:
        return {"count": asked.count, "fault": str(error)}
    return {
        "count": asked.count,
        "at": [found.point.y, found.point.x],
        "form": found.form,
        "off_m": found.off_m,
        "told": coordinates.told(found.point, Form.DEGREES),
    }


def without_questions(event: MapEvent) -> MapEvent:
    """The event for the page; what only the search asked is no click on anything."""
    return replace(event, clicked=None, object_id=None) if event.said.get("part") == FIND else event


def _names(work: Workspace) -> dict[str, Any]:
    records = answers.names_of_records(work.key, work.plan)
    if work.index is None:
        return {"lists": [records]}
    around = answers.names_around(work.index.network.fingerprint, work.index, networks_folder())
    return {"lists": [records, around]}


def _head(work: Workspace) -> dict[str, Any]:
    """What a printed sheet says about itself."""
    return {
        "operation": work.plan.name,
        "illustrative": work.plan.illustrative,
        "phase": work.phase.name if work.phase else "",
        "moment": local(work.moment, work.plan.time_zone),
        "revision": work.seq,
        "mark": (mark := mark_of(work)),
        "code": qr_path(mark) if mark else "",
    }


def _drawn(drawable: Drawable | None) -> list[dict[str, Any]]:
    counted = Counter(shape.feature.look for shape in drawable.shapes) if drawable else Counter()
    return [{"look": look_told(look), "count": count} for look, count in counted.items()]
