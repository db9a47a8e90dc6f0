"""Points every folium element at libraries of this app; what we do not ship is dropped, never fetched."""

from collections.abc import Iterator

from folium.elements import JSCSSMixin

VENDOR_URL = "/vendor/"
BROWSER_URL = "/browser/"
_SHIPPED = {
    "leaflet": "leaflet/leaflet.js",
    "leaflet_css": "leaflet/leaflet.css",
}


def install() -> None:
    """Rewrite the scripts and style sheets of all folium classes known now; harmless when repeated."""
    for element in element_classes():
        for kind in ("default_js", "default_css"):
            if kind in vars(element):
                setattr(element, kind, [link for entry in getattr(element, kind) for link in _local(*entry)])


def element_classes() -> Iterator[type[JSCSSMixin]]:
    """Every folium class that may bring scripts or style sheets, folium's Map included."""
    yield from _below(JSCSSMixin)


def _below(parent: type[JSCSSMixin]) -> Iterator[type[JSCSSMixin]]:
    for child in parent.__subclasses__():
        yield child
        yield from _below(child)


def _local(name: str, url: str) -> Iterator[tuple[str, str]]:
    if url.startswith((VENDOR_URL, BROWSER_URL)):
        yield name, url
    elif name in _SHIPPED:
        yield name, VENDOR_URL + _SHIPPED[name]
