"""Between the map and the draft: what is handed out for drawing, and what comes back."""

from collections.abc import Sequence

from data.model import BarrierKind, SiteKind, Source
from geo.bounds import Bounds
from pages.look import looks
from pages.map.drawing import Drawable, Drawn, DrawnKind, DrawnShape, Form, Typed, Unsaved
from pages.map.view import MapEvent
from pages.parts import extent
from pages.parts.leave import why_not
from pages.state import answers, choice, nouns, workspace
from pages.state.draft import Sketch
from pages.state.nouns import NOUNS
from pages.state.preview import Preview, preview
from pages.state.workspace import Workspace, networks_folder

CHOSEN, WISH, TYPED = "desk.chosen", "desk.wish", "desk.typed"
_LOOKS = {
    "sector": looks.NEW_SECTOR,
    "zone": looks.BARRIERS[BarrierKind.CLOSED],
    "line": looks.CONTROL_LINE,
    "holding_point": looks.SITES[SiteKind.HOLDING_POINT],
    "checkpoint": looks.SITES[SiteKind.CHECKPOINT],
    "site": looks.SITES[SiteKind.OTHER],
}
_FORMS = {"area": Form.AREA, "line": Form.LINE, "point": Form.POINT}


def kinds(*names: str) -> tuple[DrawnKind, ...]:
    """Kinds of drawing by their names; sectors lie side by side."""
    return tuple(
        DrawnKind(
            name=name,
            words=NOUNS[name].words,
            form=_FORMS[NOUNS[name].shape],
            look=_LOOKS[name],
            shared=name == "sector",
        )
        for name in names
    )


def token_of(work: Workspace) -> str:
    """What names the shapes handed out to the browser: those of one revision and issue of the draft."""
    return f"{work.draft.base}.{work.draft.issue}"


def take(work: Workspace, drawn: Drawn | None, count: int) -> None:
    """Take over what was drawn and chosen on the map since the shapes were handed out.

    A draft with nothing in it moves on with the plan; any other stays on the revision it was begun on.
    """
    if drawn is not None and drawn.token == token_of(work) and not why_not(work):
        shapes = {key: change and Sketch(change.kind, change.geometry) for key, change in drawn.changes.items()}
        work.keep_draft(work.draft.with_shapes(shapes))
        if workspace.is_new("desk.event", f"{drawn.token}|{count}|{drawn.chosen}"):
            workspace.hold(CHOSEN, drawn.chosen)
    follow_choice(work)
    if work.draft.is_empty:
        work.keep_draft(work.draft.on(work.seq))


def drafted(work: Workspace) -> Preview:
    """The plan as the draft would make it."""
    return preview(work.plan, work.draft, Source(name=work.person.name, reported_at=work.now), ground_of(work))


def ground_of(work: Workspace) -> Bounds | None:
    """West, south, east and north of all the operation knows; None while it knows none."""
    roads = answers.road_map(work.index.network.fingerprint, work.index, networks_folder()) if work.index else None
    known = [extent.bounds_of(work.plan), roads.bounds if roads else None]
    boxes = [bounds for bounds in known if bounds is not None]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def follow_choice(work: Workspace) -> None:
    """Take up what was chosen on another page or in a table, when it can be drawn."""
    chosen = choice.chosen()
    is_other = workspace.is_new("desk.choice", chosen) and chosen != workspace.held(CHOSEN)
    if is_other and isinstance(work.plan.find(chosen), nouns.Drawable):
        choose(chosen)


def choose(record_id: str, *, go: bool = False) -> None:
    """Choose a record beside the map, which then shows it as chosen; `go` asks it to go there."""
    choice.choose(record_id, go=go)
    workspace.hold(CHOSEN, record_id)
    workspace.hold(WISH, str(wish()[1] + 1))


def wish() -> tuple[str, int]:
    """The record chosen beside the map, and how often one was chosen there."""
    return workspace.held(CHOSEN), int(workspace.held(WISH) or 0)


def put_corner(lon: float, lat: float) -> None:
    """Ask whoever draws to put the next corner, or the chosen one, at a place."""
    number = int((workspace.held(TYPED) or "0").split()[0]) + 1
    workspace.hold(TYPED, f"{number} {lon!r} {lat!r}")


def drawable(work: Workspace, event: MapEvent, kinds: Sequence[DrawnKind], shapes: Sequence[DrawnShape]) -> Drawable:
    """What is handed out for drawing now."""
    typed = workspace.held(TYPED).split()
    return Drawable(
        token=token_of(work),
        kinds=kinds,
        shapes=shapes,
        choose=wish(),
        known=event.drawn is not None and event.drawn.token == token_of(work),
        heard=event.count,
        typed=Typed(float(typed[1]), float(typed[2]), int(typed[0])) if typed else None,
        unsaved=Unsaved(
            operation=work.operation,
            revision=str(work.draft.base),
            session=workspace.session(),
            ids=tuple(work.draft.shapes),
        ),
    )
