import json
import re

import folium
import pytest
from branca.element import Element, Figure
from folium import plugins

from pages.web import harden, offline
from pages.web.safe import esc, md, safe_json
from tests.browser.payloads import PAYLOADS

harden.install()

FLAG = "1036323"
RUNS = "{{ 1017*1019 }}"


def _data(text):
    geometry = {"type": "Polygon", "coordinates": [[[44.1, 15.3], [44.3, 15.3], [44.3, 15.5], [44.1, 15.3]]]}
    return {
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": {"name": text}, "geometry": geometry}],
    }


SINKS = {
    "marker popup": lambda m, t: folium.Marker([15, 44], popup=t).add_to(m),
    "parsed popup": lambda m, t: folium.Marker([15, 44], popup=folium.Popup(t, parse_html=True)).add_to(m),
    "marker tooltip": lambda m, t: folium.Marker([15, 44], tooltip=t).add_to(m),
    "div icon": lambda m, t: folium.Marker([15, 44], icon=folium.DivIcon(html=t)).add_to(m),
    "geojson data": lambda m, t: folium.GeoJson(_data(t)).add_to(m),
    "geojson tooltip": lambda m, t: folium.GeoJson(_data("ok"), tooltip=t).add_to(m),
    "tooltip fields": lambda m, t: folium.GeoJson(_data(t), tooltip=folium.GeoJsonTooltip(["name"])).add_to(m),
    "tooltip alias": lambda m, t: folium.GeoJson(
        _data("ok"), tooltip=folium.GeoJsonTooltip(["name"], aliases=[t])
    ).add_to(m),
    "popup fields": lambda m, t: folium.GeoJson(_data(t), popup=folium.GeoJsonPopup(["name"])).add_to(m),
    "layer name": lambda m, t: (folium.FeatureGroup(name=t).add_to(m), folium.LayerControl().add_to(m)),
    "line colour": lambda m, t: folium.PolyLine([[15, 44], [16, 45]], color=t).add_to(m),
    "tile credit": lambda m, t: folium.TileLayer("/none/{z}/{x}/{y}.png", attr=t).add_to(m),
    "text along a line": lambda m, t: plugins.PolyLineTextPath(
        folium.PolyLine([[15, 44], [16, 45]]).add_to(m), t
    ).add_to(m),
}


def _rendered(sink, text):
    ground = folium.Map([15, 44], tiles=None)
    SINKS[sink](ground, text)
    return ground.get_root().render()


@pytest.mark.parametrize("sink", SINKS)
def test_a_name_is_never_run_as_a_template(sink):
    assert FLAG not in _rendered(sink, RUNS)


@pytest.mark.parametrize("sink", SINKS)
def test_without_the_patch_the_same_name_would_have_run(sink, monkeypatch):
    monkeypatch.setattr(Element, "__init__", harden._ORIGINAL)
    assert FLAG in _rendered(sink, RUNS)


@pytest.mark.parametrize("sink", SINKS)
def test_no_payload_breaks_the_page(sink):
    for text in PAYLOADS:
        assert "<html>" in _rendered(sink, text)


def _many_elements():
    ground = folium.Map([15, 44], tiles=None, control_scale=True)
    shapes = folium.GeoJson(
        _data("N"),
        tooltip=folium.GeoJsonTooltip(["name"]),
        popup=folium.GeoJsonPopup(["name"]),
        style_function=lambda _: {"color": "red"},
    ).add_to(ground)
    folium.Marker([15, 44], popup="p", tooltip="t").add_to(ground)
    folium.CircleMarker([15, 44]).add_to(folium.FeatureGroup("a").add_to(ground))
    for plugin in (
        plugins.Draw(export=True),
        plugins.GeoMan(feature_group=shapes),
        plugins.Fullscreen(),
        plugins.MeasureControl(),
    ):
        plugin.add_to(ground)
    plugins.TimestampedGeoJson({"type": "FeatureCollection", "features": []}).add_to(ground)
    plugins.PolyLineTextPath(folium.PolyLine([[15, 44], [16, 45]]).add_to(ground), "x").add_to(ground)
    folium.TileLayer("/none/{z}/{x}/{y}.png", attr="x").add_to(ground)
    folium.LayerControl().add_to(ground)
    return re.sub(r"[0-9a-f]{32}", "ID", ground.get_root().render())


def test_ordinary_maps_come_out_the_same_with_and_without_the_patch(monkeypatch):
    hardened = _many_elements()
    monkeypatch.setattr(Element, "__init__", harden._ORIGINAL)
    assert _many_elements() == hardened


def test_installing_twice_changes_nothing_more():
    before = Element.__init__
    harden.install()
    assert Element.__init__ is before
    assert Element("{{ 1 }}").render() == "{{ 1 }}"
    assert isinstance(Figure().header, Element)


@pytest.mark.parametrize("text", PAYLOADS)
def test_safe_json_means_what_it_was_given_and_nothing_else(text):
    literal = safe_json({text: [text, 1.5, None]})
    assert json.loads(literal) == {text: [text, 1.5, None]}
    inside = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literal))
    assert not re.search(r"[{}<>&'`$%#_/\x00-\x1f\u2028\u2029\u202e]", inside)


def test_safe_json_refuses_numbers_a_script_cannot_hold():
    with pytest.raises(ValueError, match="Out of range"):
        safe_json({"x": float("nan")})


@pytest.mark.parametrize("text", PAYLOADS)
def test_escaped_html_has_no_markup_left(text):
    assert not re.search(r"[<>\"'`$\\{}]", esc(text))


def test_nothing_is_nothing():
    assert esc(None) == ""


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("![x](http://h/i.png)", r"\!\[x\]\(http&#58;//h/i\.png\)"),
        (":red[x]", r"&#58;red\[x\]"),
        ("a*b_c", r"a\*b\_c"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("$x$\n# y", r"\$x\$ \# y"),
    ],
)
def test_markdown_shows_text_as_it_is(text, safe):
    assert md(text) == safe


def test_no_folium_element_names_another_host():
    offline.install()
    links = [
        (element.__name__, address)
        for element in offline.element_classes()
        for kind in ("default_js", "default_css")
        for _, address in getattr(element, kind, [])
    ]
    assert ("Map", "/vendor/leaflet/leaflet.js") in links
    assert [link for link in links if not link[1].startswith(("/vendor/", "/browser/"))] == []
