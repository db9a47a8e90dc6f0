"""Who has leave to draw, decided in one place: for all others a page for drawing is one to look at."""

from data.service.foresight import why_not_plan
from pages.map.drawing import Drawable
from pages.map.layers import Group, Layer
from pages.state.workspace import Workspace

LAYERS = {
    "sector": ("Sectors", Group.AREAS),
    "zone": ("Zones", Group.AREAS),
    "line": ("Control lines", Group.AREAS),
}
_PLACES = ("Places", Group.PLACES)


def why_not(work: Workspace) -> str:
    """Why this person draws nothing here, in a sentence; empty when they may."""
    return why_not_plan(work.person)


def pencil_for(work: Workspace, drawable: Drawable | None) -> Drawable | None:
    """What is handed out to this person for drawing; nothing where they have no leave."""
    return None if why_not(work) else drawable


def shown_instead(work: Workspace, drawable: Drawable | None) -> tuple[Layer, ...]:
    """The shapes as layers to look at and choose from, for who has no leave to draw them."""
    if drawable is None or not why_not(work):
        return ()
    kinds = dict.fromkeys(LAYERS.get(shape.kind, _PLACES) for shape in drawable.shapes)
    return tuple(
        Layer(
            name=name,
            group=group,
            features=[one.feature for one in drawable.shapes if LAYERS.get(one.kind, _PLACES) == (name, group)],
        )
        for name, group in kinds
    )
