"""The one map of every page: constant ground, layers that change without moving the view."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeAlias

import folium
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from streamlit_folium import st_folium

from pages.map.drawing import Drawable, Drawn, DrawState, drawn_of
from pages.map.layers import Layer, OpsLayer
from pages.web import harden, offline, own_ground
from pages.web.basemap import RoadMap
from pages.web.safe import safe_json
from pages.web.server import BROWSER

Bounds: TypeAlias = tuple[float, float, float, float]
CenterZoom: TypeAlias = tuple[tuple[float, float], int]
_EDITOR = (
    "edit_shapes",
    "edit_planar",
    "edit_measure",
    "edit_snap",
    "edit_pins",
    "edit_corners",
    "edit_pencil",
    "edit_tools",
    "edit_keep",
    "edit",
    "edit_acts",
)
HEIGHT_PX = 600
"""Before the style of the page decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapEvent:
    """The last click: where (lon, lat), and on which feature; `count` tells a new click from an old one.

    `drawn` is what was drawn, on a map for drawing; `said` is what a tool of the map has to say, by its name.
    """

    clicked: tuple[float, float] | None = None
    object_id: str | None = None
    count: int = 0
    drawn: Drawn | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A tool on the map: the file `<name>.js` among our browser code, and what it is told now.

    The file puts an object with `start(map)` and `show(map, told)` into `passageMap.parts` under its name.
    A page keeps its tools; what they are told may change with every run and leaves the map as it is.
    """

    name: str
    told: Mapping[str, Any]


def show_map(
    layers: Sequence[Layer],
    *,
    key: str,
    view: Bounds | CenterZoom,
    roads: RoadMap | None = None,
    drawable: Drawable | None = None,
    tools: Sequence[Part] = (),
) -> MapEvent:
    """Show the map and return the last click.

    Parameters
    ----------
    view
        (west, south, east, north), or ((lon, lat), zoom). The operator's own pan and zoom stay until
        another view is asked for.
    drawable
        Areas that can be drawn, moved and deleted on this map; None on a map to look at.
    """
    harden.install()
    offline.install()
    ground = folium.Map(location=(0, 0), zoom_start=2, tiles=None, attribution_control=False, zoom_snap=0.25)
    names = tuple(tool.name for tool in tools)
    (_DrawingGround(names) if drawable else _Ground(names)).add_to(ground)
    group = folium.FeatureGroup()
    _State(view, roads).add_to(group)
    if drawable:
        DrawState(drawable).add_to(group)
    for layer in layers:
        OpsLayer(layer).add_to(group)
    for tool in tools:
        _Told(tool).add_to(group)
    answer = st_folium(
        ground,
        key=key,
        height=HEIGHT_PX,
        use_container_width=True,
        returned_objects=["last_active_drawing"],
        feature_group_to_add=group,
    )
    return event_of(answer)


class _Ground(JSCSSMixin, MacroElement):
    """Our code in the browser, started on the map; the same for every page, so the map is never made anew."""

    _template = Template(
        "{% macro script(this, kwargs) %}passageMap.start({{ this._parent.get_name() }});{% endmacro %}",
    )

    def __init__(self, tools: Sequence[str] = ()) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name = "Ground"
        protomaps = offline.VENDOR_URL + "protomaps/protomaps-leaflet.js"
        ground = ("passage_ground", _address("basemap.js"))
        self.default_js = [("protomaps", protomaps), ground, ("passage_map", _address("map.js"))]
        self.default_js += [(f"passage_{name}", _address(f"{name}.js")) for name in tools]
        self.default_css = [("passage_map_css", _address("map.css"))]


class _DrawingGround(_Ground):
    """The same with the tools for drawing."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "passageMap.start({{ this._parent.get_name() }}); passageDraw.start({{ this._parent.get_name() }});"
        "{% endmacro %}",
    )

    def __init__(self, tools: Sequence[str] = ()) -> None:
        super().__init__(tools)
        self.default_js += [(f"passage_{name}", _address(f"{name}.js")) for name in _EDITOR]
        self.default_css += [("passage_edit_css", _address("edit.css"))]


class _State(MacroElement):
    """Roads, credits and the view wished for."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "passageMap.show({{ this._parent._parent.get_name() }}, {{ this.data }});"
        "{% endmacro %}",
    )

    def __init__(self, view: Bounds | CenterZoom, roads: RoadMap | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name = "State"
        own = own_ground.in_use()
        self.data = safe_json(
            {
                "view": _view(view),
                "roads": roads.told() if roads else None,
                "own": own.told if own else None,
                "credits": [*(roads.attributions if roads else ()), *([own.attribution] if own else ())],
            },
        )


class _Told(MacroElement):
    """What a tool is told."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "passageMap.told({{ this._parent._parent.get_name() }}, {{ this.data }});"
        "{% endmacro %}",
    )

    def __init__(self, tool: Part) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca leaves it untyped
        self._name = "Told"
        self.data = safe_json({"name": tool.name, "told": tool.told})


def _view(view: Bounds | CenterZoom) -> dict[str, Any]:
    match view:
        case (west, south, east, north):
            return {"bounds": [[south, west], [north, east]]}
        case ((lon, lat), zoom):
            return {"center": [lat, lon], "zoom": zoom}


def event_of(answer: Mapping[str, Any] | None) -> MapEvent:
    """The last click in what the map returned."""
    drawing = (answer or {}).get("last_active_drawing")
    if not drawing:
        return MapEvent()
    told = drawing["properties"]
    return MapEvent(
        clicked=(told["lon"], told["lat"]),
        object_id=told["id"],
        count=told["count"],
        drawn=drawn_of(told.get("drawn")),
        said=told.get("said") or {},
    )


@cache
def _address(name: str) -> str:
    """Address of one of our own files, changing with its content because browsers keep it for good."""
    content = (BROWSER / name).read_bytes()
    return f"{offline.BROWSER_URL}{name}?v={hashlib.sha256(content).hexdigest()[:12]}"
