"""What can be drawn on the map: how it reaches the browser, and what comes back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

import shapely
from branca.element import MacroElement
from folium.template import Template
from shapely import LineString, MultiPolygon, Point, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from geo.noding import noded
from pages.look.looks import Look
from pages.map.layers import MapFeature, look_told
from pages.web.safe import safe_json

Area: TypeAlias = Polygon | MultiPolygon
DrawnGeometry: TypeAlias = Area | LineString | Point


class Form(StrEnum):
    """What shapes of a kind are."""

    AREA = "area"
    LINE = "line"
    POINT = "point"


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnKind:
    """A kind of thing that can be drawn.

    `name` comes back with every shape of it; `words` say what is drawn, as "zone" or "checkpoint"; a
    new one has `look` until the page gives it its own. Areas of a `shared` kind lie side by side:
    boundaries they have in common move together, gaps and overlaps between them are told.
    """

    name: str
    words: str
    form: Form
    look: Look
    shared: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnShape:
    """A shape handed out for drawing, and the name of its kind."""

    feature: MapFeature
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaved:
    """What lets the browser keep drawings over a lost connection, and offer them back.

    `operation` and `revision` name the saved state, `session` who is drawing; a drawing kept under
    another session is offered. `ids` are those whose shape is not the saved one, deleted ones too.
    """

    operation: str
    revision: str
    session: str
    ids: Collection[str]


class Typed(NamedTuple):
    """A place typed in, where the next corner or the chosen one is to go; `number` tells a new wish from an old one."""

    lon: float
    lat: float
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawable:
    """Shapes handed out for drawing, and the kinds of which new ones can be drawn.

    `token` names the shapes handed out; while it stays, those in the browser go before these.
    `choose` is the id to choose and a number that tells a new wish from an old one. `known` says
    that the browser has the shapes: only their looks and names are sent. `heard` is the count of the
    last click this map answers; until it is that of the browser, what is shown there is behind.
    """

    token: str
    kinds: Sequence[DrawnKind]
    shapes: Sequence[DrawnShape]
    choose: tuple[str, int]
    known: bool
    heard: int = 0
    typed: Typed | None = None
    unsaved: Unsaved | None = None


class Redrawn(NamedTuple):
    """A shape as it is in the browser, and its kind as the browser tells it."""

    kind: str
    geometry: DrawnGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What the browser tells: the shapes changed since `token`, None for one deleted, and the one chosen."""

    token: str = ""
    changes: Mapping[str, Redrawn | None] = field(default_factory=dict)
    chosen: str = ""


class DrawState(MacroElement):
    """The shapes for drawing as one folium element."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "passageDraw.show({{ this._parent._parent.get_name() }}, {{ this.data }});"
        "{% endmacro %}",
    )

    def __init__(self, drawable: Drawable) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name = "DrawState"
        self.data = safe_json(told(drawable))


def told(drawable: Drawable) -> dict[str, Any]:
    """What the browser gets: every look once, geometries only where it does not have them.

    Areas of a shared kind are handed out with each other's corners on their common boundaries.
    """
    looks = list(dict.fromkeys([k.look for k in drawable.kinds] + [s.feature.look for s in drawable.shapes]))
    unsaved = drawable.unsaved
    geometries = {} if drawable.known else _geometries(drawable)
    return {
        "token": drawable.token,
        "choose": list(drawable.choose),
        "heard": drawable.heard,
        "looks": [look_told(look) for look in looks],
        "kinds": [_kind(kind, looks.index(kind.look)) for kind in drawable.kinds],
        "shapes": [
            _shape(one, looks.index(one.feature.look), geometries.get(one.feature.id)) for one in drawable.shapes
        ],
        "typed": list(drawable.typed) if drawable.typed else None,
        "unsaved": _unsaved(unsaved) if unsaved else None,
    }


def drawn_of(told_back: Mapping[str, Any] | None) -> Drawn | None:
    """What came back from the browser; what is no shape is left out, never taken for a deletion."""
    if not told_back:
        return None
    given = {str(shape_id): change for shape_id, change in (told_back.get("changes") or {}).items()}
    changes = {shape_id: _redrawn(change) for shape_id, change in given.items()}
    return Drawn(
        token=str(told_back.get("token") or ""),
        changes={k: change for k, change in changes.items() if change is not None or given[k] is None},
        chosen=str(told_back.get("chosen") or ""),
    )


def geometry_of(given: Mapping[str, Any] | None) -> DrawnGeometry | None:
    """What a GeoJSON geometry holds, crossed or not; None when it is nothing that can be drawn."""
    try:
        made = shape(dict(given)) if given else None
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return made if isinstance(made, DrawnGeometry) and not made.is_empty else None


def _redrawn(change: Any) -> Redrawn | None:
    given = change.get("geometry") if isinstance(change, Mapping) else None
    geometry = geometry_of(given) if isinstance(given, Mapping) else None
    return None if geometry is None else Redrawn(str(change.get("kind") or ""), geometry)


def _kind(kind: DrawnKind, look: int) -> dict[str, Any]:
    return {"name": kind.name, "words": kind.words, "form": kind.form.value, "look": look, "shared": kind.shared}


def _unsaved(unsaved: Unsaved) -> dict[str, Any]:
    return {
        "operation": unsaved.operation,
        "revision": unsaved.revision,
        "session": unsaved.session,
        "ids": sorted(unsaved.ids),
    }


def _geometries(drawable: Drawable) -> dict[str, BaseGeometry]:
    """What is handed out of each shape, by its id."""
    made = {one.feature.id: one.feature.geometry for one in drawable.shapes}
    for kind in drawable.kinds:
        own = {one.feature.id: made[one.feature.id] for one in drawable.shapes if kind.shared and one.kind == kind.name}
        areas = {shape_id: shape for shape_id, shape in own.items() if isinstance(shape, Area)}
        made |= dict(zip(areas, noded(list(areas.values())), strict=True))
    return made


def _shape(one: DrawnShape, look: int, geometry: BaseGeometry | None) -> dict[str, Any]:
    feature = one.feature
    west, south, east, north = feature.geometry.bounds
    anchor = shapely.point_on_surface(feature.geometry)
    told_shape = {
        "id": feature.id,
        "kind": one.kind,
        "look": look,
        "tooltip": list(feature.tooltip),
        "label": feature.label or "",
        "ar": feature.label_ar or "",
        "at": [anchor.y, anchor.x] if feature.label or feature.label_ar else None,
        "across": max(east - west, north - south),
    }
    return told_shape | ({"geometry": mapping(geometry)} if geometry is not None else {})
