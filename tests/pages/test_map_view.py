import json
from datetime import UTC, datetime

import pytest
from shapely import LineString, Point, Polygon, box

from data.model import BarrierKind, Passability, RoutePolicy, SectorState, SiteKind, ZoneKind
from pages.look import legend, looks
from pages.look.symbols import PATHS, svg
from pages.map import layers
from pages.map import view as map_view
from pages.web import own_ground
from pages.web.basemap import RoadMap
from pages.web.server import BROWSER
from tests.browser.payloads import PAYLOADS, hostile_layers
from tests.data.sources.test_base_maps import PNG, mbtiles

VIEW = (44.1, 15.3, 44.3, 15.5)


class Calls(list):
    answer = None


@pytest.fixture
def sent(monkeypatch, tmp_path):
    """What show_map hands to streamlit-folium, and the answer it gets."""
    monkeypatch.setenv("PASSAGE_HOME", str(tmp_path))
    calls = Calls()

    def st_folium(ground, **options):
        calls.append((ground, options))
        return calls.answer

    monkeypatch.setattr(map_view, "st_folium", st_folium)
    return calls


def _script(call):
    from streamlit_folium import _get_feature_group_string, _get_map_string  # noqa: PLC0415 - its own rendering

    ground, options = call
    ground.get_root().render()
    text = _get_map_string(ground)
    return text, _get_feature_group_string(options["feature_group_to_add"], ground)


def _feature(**changes):
    return layers.MapFeature(**{"id": "a", "geometry": Point(44.2, 15.4), "look": looks.INCIDENT} | changes)


def test_the_ground_is_the_same_whatever_is_shown(sent):
    map_view.show_map([], key="m", view=VIEW)
    map_view.show_map(
        hostile_layers(),
        key="m",
        view=((44, 15), 9),
        roads=RoadMap(url="/roads/x", attributions=(), left_out={}, bounds=None),
    )
    grounds = [_script(call)[0] for call in sent]
    assert grounds[0] == grounds[1]
    assert "passageMap.start(map_div)" in grounds[0]


def test_only_the_last_click_makes_a_page_run_again(sent):
    map_view.show_map([], key="m", view=VIEW)
    assert sent[0][1]["returned_objects"] == ["last_active_drawing"]


@pytest.mark.usefixtures("sent")
def test_no_click_yet_is_no_place():
    assert map_view.show_map([], key="m", view=VIEW) == map_view.MapEvent()


def test_a_click_gives_place_and_feature(sent):
    sent.answer = {"last_active_drawing": {"properties": {"id": "s", "lon": 44.2, "lat": 15.4, "count": 3}}}
    assert map_view.show_map([], key="m", view=VIEW) == map_view.MapEvent(clicked=(44.2, 15.4), object_id="s", count=3)


def test_names_of_strangers_reach_the_browser_whole_and_harmless(sent):
    map_view.show_map(hostile_layers(), key="m", view=VIEW)
    _, script = _script(sent[0])
    literals = [
        line.split(", ", 1)[1].rstrip().removesuffix(");")
        for line in script.splitlines()
        if "passageMap.layer(" in line
    ]
    told = [json.loads(literal) for literal in literals]
    assert tuple(layer["name"] for layer in told) == PAYLOADS
    assert all(f["label"] == f["ar"] == f["id"] == layer["name"] for layer in told for f in layer["features"])


def test_credits_and_what_is_not_drawn_are_told(sent, tmp_path):
    gone = {"9": ("residential streets", "service roads")}
    roads = RoadMap(url="/roads/x", attributions=("© somebody",), left_out=gone, bounds=None)
    given = mbtiles(tmp_path / "a.mbtiles", [(2, 1, 1, PNG)], format="png", attribution="Survey 1987")
    own_ground.use(given, "a.mbtiles")
    map_view.show_map([], key="m", view=VIEW, roads=roads)
    _, script = _script(sent[0])
    state = json.loads(script.split("passageMap.show(map_div, ")[1].split(");")[0])
    assert state["credits"] == ["© somebody", "Survey 1987"]
    assert state["roads"]["left_out"] == {"9": ["residential streets", "service roads"]}
    assert state["own"]["raster"]
    assert state["view"] == {"bounds": [[15.3, 44.1], [15.5, 44.3]]}


def test_a_hundred_features_stay_small_and_equal_looks_are_sent_once(sent):
    features = [_feature(id=f"f{n}", label=f"Place {n}", tooltip=("Place", "no report")) for n in range(100)]
    map_view.show_map([layers.Layer(name="Places", features=features)], key="m", view=VIEW)
    assert sum(map(len, _script(sent[0]))) < 60_000
    assert len(layers.drawn(layers.Layer(name="x", features=features))["looks"]) == 1


@pytest.mark.parametrize(
    ("geometry", "where"),
    [
        (Point(44.2, 15.4), (44.2, 15.4)),
        (LineString([(44, 15), (44.2, 15)]), (44.1, 15)),
        (box(44, 15, 45, 16), (44.5, 15.5)),
    ],
)
def test_a_name_stands_on_its_thing(geometry, where):
    (told,) = layers.drawn(layers.Layer(name="x", features=[_feature(geometry=geometry, label="n")]))["features"]
    assert told["at"] == pytest.approx([where[1], where[0]])


def test_the_name_of_a_bent_area_stands_inside_it():
    bent = Polygon([(0, 0), (3, 0), (3, 3), (2, 3), (2, 1), (0, 1)])
    (told,) = layers.drawn(layers.Layer(name="x", features=[_feature(geometry=bent, label="n")]))["features"]
    assert bent.contains(Point(told["at"][1], told["at"][0]))


def _all_looks():
    tables = (looks.SECTORS, looks.BARRIERS, looks.ZONES, looks.ROUTES, looks.STATUS, looks.SITES)
    singles = (
        looks.COVERED,
        looks.UNCOVERED,
        looks.INCIDENT,
        looks.CROSSING,
        looks.ORIGIN,
        looks.DESTINATION,
        looks.CHOSEN,
    )
    return dict.fromkeys([look for table in tables for look in table.values()] + list(singles))


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (looks.SECTORS, SectorState),
        (looks.BARRIERS, BarrierKind),
        (looks.ZONES, ZoneKind),
        (looks.ROUTES, RoutePolicy),
        (looks.STATUS, Passability),
        (looks.SITES, SiteKind),
    ],
)
def test_every_kind_has_a_look(table, kinds):
    assert set(table) == set(kinds)


def test_no_two_looks_differ_in_colour_alone():
    shapes = [
        (look.dash, look.pattern, look.fill > 0, look.casing, look.symbol, look.sign, look.weight)
        for table in (looks.SECTORS, looks.STATUS, looks.ROUTES, looks.BARRIERS)
        for look in table.values()
    ]
    states = [(s.dash, s.pattern) for s in looks.SECTORS.values()]
    assert len(set(states)) == len(states)
    assert len({(look.dash, look.sign) for look in looks.STATUS.values()}) == len(looks.STATUS)
    assert len({look.dash for look in looks.ROUTES.values()}) == len(looks.ROUTES)
    assert len(set(shapes)) == len(shapes)


def test_unknown_looks_unknown_and_nothing_like_open():
    unknown, is_open = looks.STATUS[Passability.UNKNOWN], looks.STATUS[Passability.OPEN]
    assert unknown.sign == "?"
    assert unknown.dash
    assert not is_open.dash
    assert unknown.colour == looks.GREY != is_open.colour


def test_every_symbol_has_a_drawing_and_every_look_a_swatch():
    for look in _all_looks():
        assert not look.symbol or look.symbol in PATHS
        assert legend.swatch(look).startswith("<svg")
    assert svg("well", "#000000").startswith("<svg")


def test_black_ways_keep_a_light_edge_on_a_dark_map():
    script = (BROWSER / "map.js").read_text()
    assert f'const BLACK = "{looks.BLACK}"' in script


def test_closed_areas_count_more_than_their_kind():
    assert looks.zone_look(ZoneKind.HUMANITARIAN, BarrierKind.CLOSED) == looks.BARRIERS[BarrierKind.CLOSED]
    assert looks.zone_look(ZoneKind.HUMANITARIAN, None) == looks.HUMANITARIAN


def test_a_shape_shared_by_several_features_is_sent_once_and_their_times_with_them():
    area, noon = box(44, 15, 45, 16), datetime(2026, 6, 1, 12, tzinfo=UTC)
    features = [_feature(geometry=area, times=((None, noon),)), _feature(geometry=area, times=((noon, None),))]
    told = layers.drawn(layers.Layer(name="x", features=features))
    assert len(told["shapes"]) == 1
    assert [f["shape"] for f in told["features"]] == [0, 0]
    assert [f["times"] for f in told["features"]] == [[[None, noon.timestamp()]], [[noon.timestamp(), None]]]
