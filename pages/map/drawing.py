"""Zones that can be drawn on the map: how they reach the browser, and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import shapely
from branca.element import MacroElement
from folium.template import Template
from shapely import MultiPolygon, Polygon
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from pages.map.layers import MapFeature, look_told
from pages.web.safe import safe_json

Area: TypeAlias = Polygon | MultiPolygon


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawable:
    """Areas handed out for drawing.

    `token` names the shapes handed out; while it stays, those in the browser go before these.
    `choose` is the id to choose and a number that tells a new wish from an old one. `known` says
    that the browser has the shapes: only their looks and names are sent. `heard` is the count of the
    last click this map answers; until it is that of the browser, what is shown there is behind.
    """

    token: str
    features: Sequence[MapFeature]
    choose: tuple[str, int]
    known: bool
    heard: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What the browser tells: the shapes changed since `token`, None for one deleted, and the one chosen."""

    token: str = ""
    changes: Mapping[str, Area | None] = field(default_factory=dict)
    chosen: str = ""


class DrawState(MacroElement):
    """The areas for drawing as one folium element."""

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
    """What the browser gets: every look once, shapes only where it does not have them."""
    looks = list(dict.fromkeys(feature.look for feature in drawable.features))
    return {
        "token": drawable.token,
        "choose": list(drawable.choose),
        "heard": drawable.heard,
        "looks": [look_told(look) for look in looks],
        "zones": [
            _zone(feature, looks.index(feature.look), with_shape=not drawable.known) for feature in drawable.features
        ],
    }


def drawn_of(told_back: Mapping[str, Any] | None) -> Drawn | None:
    """What came back from the browser; areas that are none are left out."""
    if not told_back:
        return None
    changes = {str(area_id): area_of(given) for area_id, given in (told_back.get("changes") or {}).items()}
    given = told_back.get("changes") or {}
    return Drawn(
        token=str(told_back.get("token") or ""),
        changes={area_id: area for area_id, area in changes.items() if area is not None or given[area_id] is None},
        chosen=str(told_back.get("chosen") or ""),
    )


def area_of(geometry: Mapping[str, Any] | None) -> Area | None:
    """The area a GeoJSON geometry holds, crossed or not; None when it holds none."""
    try:
        made = shape(dict(geometry)) if geometry else None
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return None
    return made if isinstance(made, Polygon | MultiPolygon) and not made.is_empty else None


def _zone(feature: MapFeature, look: int, *, with_shape: bool) -> dict[str, Any]:
    west, south, east, north = feature.geometry.bounds
    anchor = shapely.point_on_surface(feature.geometry)
    told_zone = {
        "id": feature.id,
        "look": look,
        "tooltip": list(feature.tooltip),
        "label": feature.label or "",
        "ar": feature.label_ar or "",
        "at": [anchor.y, anchor.x] if feature.label or feature.label_ar else None,
        "across": max(east - west, north - south),
    }
    return told_zone | ({"geometry": mapping(feature.geometry)} if with_shape else {})
