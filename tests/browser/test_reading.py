"""Reading the map in a real browser: search, positions, layers, measuring and a sheet for paper."""

import json
import re
import zlib

import numpy as np
import pytest
from shapely import Point, Polygon

from geo.coordinates import Form, parse, told
from geo.measure import WGS84, distance_m
from tests.browser.conftest import Watched

MIDDLE = "() => { const c = map_div.getCenter(); return [c.lng, c.lat]; }"


@pytest.fixture(scope="module")
def reading(browser, desk):
    """One page of the demo, opened once."""
    watched = Watched(browser, desk.url).open()
    watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    watched.page.locator("h1").first.wait_for(timeout=60_000)
    watched.map()
    yield watched
    assert watched.faults == []
    watched.close()


def inside(reading):
    """The frame of the map, once it is drawn."""
    reading.map().locator(".leaflet-container[data-layers=drawn]").wait_for()
    return next(frame for frame in reading.page.frames if "streamlit_folium" in frame.url)


@pytest.fixture
def frame(reading):
    """The frame of the map, with nothing open or hidden."""
    yield inside(reading)
    inside(reading).evaluate(
        "() => { map_div.passageShelf.open?.close(); map_div.passageFind.field.value = '';"
        " map_div.passageTree.note.click(); }"
    )


def search(reading, frame, text):
    reading.page.keyboard.press("/")
    frame.get_by_role("searchbox").fill(text)
    frame.locator(".passage-result, .passage-said:not(:empty)").first.wait_for()


def test_a_place_is_found_by_its_arabic_name_gone_to_and_chosen(reading, frame):
    reading.page.locator("h1").click()
    search(reading, frame, "مستشفي الشفا")
    assert frame.locator(".passage-result-name").first.inner_text() == "Al-Shifa Hospital"
    reading.page.keyboard.press("Enter")
    reading.page.get_by_role("heading", name="Al-Shifa Hospital").wait_for()
    assert distance_m(tuple(frame.evaluate(MIDDLE)), (34.444, 31.524)) < 2000
    assert frame.locator(".passage-mark").count() == 1


ENTRIES = [
    ["hospital-shifa", "hospital", "Al-Shifa Hospital", "مستشفى الشفاء", ["hospital-shifa"], [0, 0, 0, 0]],
    ["PS0265", "zone", "Deir Al-Balah", "دير البلح", ["PS0265"], [0, 0, 1, 1]],
    ["convoy-2", "convoy", "Surgical kits for Nasser", "", ["convoy-2", "M-0310-02"], [0, 0, 1, 1]],
    ["", "road", "Al-Rashid Street", "شارع الرشيد", [], [0, 0, 1, 1]],
    ["", "town", "Şırnak", "", [], [0, 0, 0, 0]],
    ["", "village", "", "الطاحونة القديمة (١٢)", [], [0, 0, 0, 0]],
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("shifa", "Al-Shifa Hospital"),
        ("Shfia hospital", "Al-Shifa Hospital"),
        ("الشفاء", "Al-Shifa Hospital"),
        ("مُسْتَشْفَى شفاء", "Al-Shifa Hospital"),
        ("مستـــشفى", "Al-Shifa Hospital"),
        ("deir balah", "Deir Al-Balah"),
        ("ps0265", "Deir Al-Balah"),
        ("M-0310-02", "Surgical kits for Nasser"),
        ("al rashed", "Al-Rashid Street"),
        ("sirnak", "Şırnak"),
        ("الطاحونه القديمه ١٢", ""),
        ("طاحونة 12", ""),
    ],
)
def test_names_are_found_however_they_are_written(frame, typed, found):
    first = frame.evaluate(
        "([rows, text]) => passageMap.parts.find.matches(rows.map(passageMap.parts.find.entry), text)[0]?.name",
        [ENTRIES, typed],
    )
    assert first == found


@pytest.mark.parametrize("typed", ["M-0310-03", "PS0266", "qalqilya", "مستودع"])
def test_codes_and_other_names_are_not_taken_for_one_another(frame, typed):
    assert (
        frame.evaluate(
            "([rows, text]) => passageMap.parts.find.matches(rows.map(passageMap.parts.find.entry), text)",
            [ENTRIES, typed],
        )
        == []
    )


def test_roads_codes_and_convoy_numbers_are_in_the_list(reading, frame):
    for typed, kind in (("PS0265", "zone"), ("M-0310-02", "convoy"), ("شارع الرشيد", "road")):
        search(reading, frame, typed)
        assert kind in frame.locator(".passage-result-kind").first.inner_text()


def test_a_typed_grid_position_is_gone_to_and_a_wrong_one_told(reading, frame):
    search(reading, frame, "36R XV 38625 88156")
    reading.page.keyboard.press("Enter")
    frame.get_by_text("Read as MGRS").wait_for()
    assert distance_m(tuple(frame.evaluate(MIDDLE)), parse("36R XV 38625 88156").coords[0]) < 5
    search(reading, frame, "36S XV 38625 88156")
    reading.page.keyboard.press("Enter")
    frame.get_by_text("does not lie in zone 36S").wait_for()
    assert distance_m(tuple(frame.evaluate(MIDDLE)), parse("36R XV 38625 88156").coords[0]) < 5


def test_a_hidden_layer_stays_hidden_through_phases_and_pages_and_the_map_says_so(reading, frame):
    page = reading.page
    closed = """path[aria-label*="Closed area"]"""
    drawn = f"() => [...document.querySelectorAll('{closed}')].filter(p => p.checkVisibility()).length"
    assert frame.evaluate(drawn) > 0
    frame.get_by_role("button", name="Layers").click()
    frame.locator(".passage-row", has_text="Closed area").locator("input").uncheck()
    assert frame.evaluate(drawn) == 0
    page.get_by_text("3 Middle area").click()
    page.get_by_role("heading", name="Middle area").first.wait_for()
    page.wait_for_timeout(500)
    assert frame.evaluate(drawn) == 0
    assert not frame.locator(".passage-row", has_text="Closed area").locator("input").is_checked()
    page.get_by_role("link", name="Routes").click()
    page.get_by_role("heading", name="Routes").wait_for()
    other = page.frame_locator("iframe[title*=folium]")
    other.locator(".leaflet-container[data-layers=drawn]").wait_for()
    other.get_by_role("button", name="Hidden: Closed area · show all").click()
    assert other.locator("path[aria-label*='Closed area']").first.is_visible()
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("heading", name="Corridors inside active sectors").wait_for()
    reading.map()


def test_a_known_distance_is_measured_and_nothing_is_told(reading, frame):
    page = reading.page
    frame.evaluate("() => map_div.setView([31.42, 34.36], 12, { animate: false })")
    ends = [(34.37, 31.42), (34.40, 31.44), (34.39, 31.40)]
    clicks = frame.evaluate("() => map_div.passageClicks || 0")
    frame.get_by_role("button", name="Measure").click()
    left, top = (page.locator("iframe[title*=folium]").bounding_box()[side] for side in "xy")
    for lon, lat in ends:
        at = frame.evaluate("([lat, lon]) => map_div.latLngToContainerPoint([lat, lon])", [lat, lon])
        page.mouse.click(left + at["x"], top + at["y"])
    figures = {row.split("\n")[0]: row.split("\n")[1] for row in frame.locator(".passage-figure").all_inner_texts()}
    assert float(figures["Whole way"].removesuffix(" km")) == pytest.approx(
        WGS84.line_length(*zip(*ends, strict=True)) / 1000, abs=0.1
    )
    assert float(figures["Area"].removesuffix(" km²")) == pytest.approx(
        abs(WGS84.geometry_area_perimeter(Polygon(ends))[0]) / 1e6, rel=0.02
    )
    assert int(figures["Last leg"].split(", ")[1][:3]) == pytest.approx(WGS84.inv(*ends[1], *ends[2])[0] % 360, abs=2)
    assert frame.evaluate("() => map_div.passageClicks || 0") == clicks
    page.keyboard.press("Escape")
    assert frame.locator(".passage-figure:visible").count() == 0
    assert frame.locator(".leaflet-measures-pane path").count() == 0


def test_measures_of_the_browser_are_geodesic(frame):
    ends = np.random.default_rng(3).uniform([-179, -70, -179, -70], [179, 70, 179, 70], (200, 4))
    there = ends[:, 2:] * 0.3 + ends[:, :2] * 0.7
    pairs = np.column_stack([ends[:, :2], there]).tolist()
    found = frame.evaluate(
        "pairs => pairs.map(([a, b, c, d]) => passageMap.parts.grid.between(L.latLng(b, a), L.latLng(d, c)))", pairs
    )
    azimuth, _, metres = WGS84.inv(*np.array(pairs).T)
    assert np.array([one["metres"] for one in found]) == pytest.approx(metres, abs=0.01)
    assert np.array([one["bearing"] for one in found]) == pytest.approx(azimuth % 360, abs=1e-6)
    corners = [(34.2, 31.2), (34.6, 31.25), (34.5, 31.7), (34.3, 31.4)]
    area = frame.evaluate("c => passageMap.parts.grid.areaOf(c.map(([x, y]) => L.latLng(y, x)))", corners)
    assert area == pytest.approx(abs(WGS84.geometry_area_perimeter(Polygon(corners))[0]), rel=1e-5)


def test_positions_in_the_browser_are_those_of_the_app(frame):
    spread = np.random.default_rng(5).uniform([-180, -80], [180, 84], (400, 2))
    norway = np.random.default_rng(6).uniform([0, 56], [42, 84], (100, 2))
    for form in Form:
        places = np.concatenate([spread, norway]).round(7).tolist()
        found = frame.evaluate(
            "([places, form]) => places.map(([x, y]) => passageMap.parts.grid.told(L.latLng(y, x), form))",
            [places, form.value],
        )
        assert found == [told(Point(place), form) for place in places]


def test_the_position_of_a_place_can_be_copied_in_every_form(reading, frame):
    page = reading.page
    box = page.locator("iframe[title*=folium]").bounding_box()
    page.mouse.click(box["x"] + 300, box["y"] + 250, button="right")
    lon, lat = frame.evaluate("() => { const p = map_div.containerPointToLatLng([300, 250]); return [p.lng, p.lat]; }")
    texts = frame.locator(".passage-copy bdi").all_inner_texts()
    assert len(texts) == len(Form)
    assert all(distance_m(parse(text).coords[0], (lon, lat)) < 2 for text in texts)
    frame.locator(".passage-copy").first.click()
    frame.get_by_text("copied").wait_for()
    assert frame.evaluate("() => navigator.clipboard.readText()") == texts[0]
    page.keyboard.press("Escape")
    assert frame.locator(".passage-card").count() == 0


def content_of(pdf):
    """The drawing orders of the one page that is as wide as the sheet."""
    streams = [pdf[found.end() :] for found in re.finditer(rb"stream\r?\n", pdf)]
    for stream in streams:
        try:
            content = zlib.decompressobj().decompress(stream)
        except zlib.error:
            continue
        if re.search(rb"\n0 0 1047 718 re\n", content):
            return content
    return pytest.fail("no sheet in the PDF")


def test_a_sheet_is_one_page_of_paper_at_the_scale_it_says(reading, frame):
    page = reading.page
    frame.evaluate("() => map_div.setView([31.42, 34.36], 12, { animate: false })")
    frame.get_by_role("button", name="Sheet to print").click()
    frame.get_by_role("combobox", name="Scale").select_option(label="1 : 50 000")
    frame.get_by_role("button", name="Show the sheet").click()
    for text in ("1 : 50 000", "2027", "revision", "illustrative – not", "Closed area", "demo data"):
        frame.locator(".passage-sheet-head, .passage-sheet-foot").get_by_text(text).first.wait_for()
    across = frame.evaluate(
        "() => { const y = map_div.getSize().y / 2, x = map_div.getSize().x / 2; const px = 0.05 / 0.0254 * 96;"
        " return [[x - px, y], [x + px, y], [x, y - px], [x, y + px]].map(p => {"
        " const at = map_div.containerPointToLatLng(p); return [at.lng, at.lat]; }); }"
    )
    west, east, north, south = map(tuple, across)
    # ten centimetres are five kilometres
    assert distance_m(west, east) == pytest.approx(5000, rel=0.004)
    assert distance_m(north, south) == pytest.approx(5000, rel=0.004)
    assert frame.evaluate("() => document.querySelector('.passage-sheet-bar').getBoundingClientRect().width") == (
        pytest.approx(0.1 / 0.0254 * 96, abs=1)
    )
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (width, height) == pytest.approx((842, 595), abs=1)
    scales = re.findall(rb"([\d.]+) 0 0 -?[\d.]+ [\d.]+ [\d.]+ cm", content_of(pdf))[:2]
    # 72 points are 96 pixels: nothing was shrunk to fit
    assert float(scales[0]) * float(scales[1]) == pytest.approx(0.75, abs=0.001)
    frame.get_by_role("button", name="Back to the page").click()
    assert page.get_by_role("heading", name="Overview").is_visible()
    assert frame.evaluate("() => map_div.getZoom()") == 12


def test_every_list_of_names_is_small_and_fetched_once(reading):
    fetched = [url for url in reading.requests if "/names/" in url]
    assert len(fetched) == len(set(fetched)) == 2
    assert all(len(json.dumps(reading.page.request.get(url).json())) < 100_000 for url in fetched)
