"""What a page puts on the map, and its translation for the browser."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias

import shapely
from branca.element import MacroElement
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from pages.look.looks import Look
from pages.look.symbols import PATHS
from pages.web.safe import safe_json

# finer than anybody can see or click at the closest zoom, about one metre
_DRAWN_DEG = 1e-5

Span: TypeAlias = tuple[datetime | None, datetime | None]
"""From when until before when; None leaves that side open."""


class Group(StrEnum):
    """Groups of the list of layers, in its order."""

    FORCE = "Force"
    AREAS = "Areas"
    WAYS = "Ways"
    PLACES = "Places"
    REPORTS = "Reports"
    FINDINGS = "Findings"
    OTHER = "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapFeature:
    """One thing on the map; `id` comes back when it is clicked, an empty one cannot be clicked.

    `geometry` is WGS 84. `tooltip` holds lines of plain text; names may come from strangers and need no care.
    `times` are the spans in which it holds, for the clock on the map; none given is always. `side` is `left` or
    `right` for what belongs to one side of a comparison alone.
    """

    id: str
    geometry: BaseGeometry
    look: Look
    label: str | None = None
    label_ar: str | None = None
    tooltip: tuple[str, ...] = ()
    times: tuple[Span, ...] = ()
    side: str = ""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """Features that belong together; layers are drawn in the order they are given.

    `group` is where the list of layers names them.
    """

    name: str
    features: Sequence[MapFeature]
    group: Group = Group.OTHER

    @cached_property
    def data(self) -> str:
        """The layer as the browser is told it; a layer that is shown again is not told anew."""
        return safe_json(drawn(self))


class OpsLayer(MacroElement):
    """A whole layer as one folium element, whose texts reach the page as text nodes only."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "passageMap.layer({{ this._parent.get_name() }}, {{ this.data }});"
        "{% endmacro %}",
    )

    def __init__(self, layer: Layer) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name = "OpsLayer"
        self.data = layer.data


def looks_of(layers: Iterable[Layer], during: Span = (None, None)) -> Iterator[Look]:
    """The look of every feature that holds at some moment of a span, as often as it occurs."""
    return (feature.look for layer in layers for feature in layer.features if _holds(feature, during))


def _holds(feature: MapFeature, during: Span) -> bool:
    return not feature.times or any(_meet(span, during) for span in feature.times)


def _meet(one: Span, other: Span) -> bool:
    """Whether two spans have a moment in common."""
    return all(start is None or end is None or start < end for start, end in ((one[0], other[1]), (other[0], one[1])))


def drawn(layer: Layer) -> dict[str, Any]:
    """The layer as the browser draws it: every look and every shape once, features refer to them by number."""
    looks = list(dict.fromkeys(feature.look for feature in layer.features))
    numbers = {look: number for number, look in enumerate(looks)}
    shapes = {id(feature.geometry): feature.geometry for feature in layer.features}
    rows = {key: row for row, key in enumerate(shapes)}
    simple = [simplified(shape) for shape in shapes.values()]
    return {
        "name": layer.name,
        "group": layer.group,
        "looks": [look_told(look) for look in looks],
        "shapes": [shapely.geometry.mapping(shape) for shape in simple],
        "features": [
            _feature(feature, numbers[feature.look], row, simple[row])
            for feature in layer.features
            for row in [rows[id(feature.geometry)]]
        ],
    }


def look_told(look: Look) -> dict[str, Any]:
    """A look as the browser draws it."""
    return {
        "words": look.words,
        "colour": look.colour,
        "weight": look.weight,
        "dash": look.dash,
        "fill": look.fill,
        "pattern": look.pattern.value,
        "casing": look.casing,
        "symbol": PATHS.get(look.symbol, ""),
        "sign": look.sign,
        "ink": look.ink,
    }


def simplified(geometry: BaseGeometry) -> BaseGeometry:
    """The shape without what nobody can see at the closest zoom."""
    simple = shapely.simplify(geometry, _DRAWN_DEG, preserve_topology=True)
    return shapely.transform(simple, lambda lonlat: lonlat.round(6))


def _feature(feature: MapFeature, look: int, row: int, geometry: BaseGeometry) -> dict[str, Any]:
    told: dict[str, Any] = {"id": feature.id, "look": look, "shape": row, "tooltip": list(feature.tooltip)}
    if feature.label or feature.label_ar:
        anchor = _anchor(geometry)
        told |= {"label": feature.label or "", "ar": feature.label_ar or "", "at": [anchor.y, anchor.x]}
    if feature.times:
        told["times"] = [[moment and moment.timestamp() for moment in span] for span in feature.times]
    return told | ({"side": feature.side} if feature.side else {})


def _anchor(geometry: BaseGeometry) -> shapely.Point:
    match geometry:
        case shapely.Point():
            return geometry
        case shapely.LineString():
            return geometry.interpolate(0.5, normalized=True)
        case _:
            return geometry.representative_point()
