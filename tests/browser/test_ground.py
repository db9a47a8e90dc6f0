"""The ground of the map in a real browser: tiles read in parts, names in two scripts, a base map of the user's own."""

import base64
import gzip

import pytest

from data.tiles.encode import Kind, encoded_layer
from pages.web import own_ground
from tests.browser.conftest import Watched
from tests.data.sources.test_base_maps import mbtiles

# how many pixels of one canvas pane are not empty, and how many have nearly this colour
INKED = """([pane, r, g, b]) => {
  let inked = 0, alike = 0;
  for (const canvas of document.querySelectorAll(`.leaflet-${pane}-pane canvas`)) {
    if (!canvas.width) continue;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    for (let i = 0; i < data.length; i += 4) {
      if (!data[i + 3]) continue;
      inked += 1;
      if (Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 9) alike += 1;
    }
  }
  return [inked, alike];
}"""
# texts as they are given to the canvas
WRITTEN = """() => {
  window.written = [];
  const own = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
    window.written.push(text);
    return own.call(this, text, ...rest);
  };
  map_div.passageTiles[1].clearLayout(); map_div.passageTiles[1].rerenderTiles();
}"""


@pytest.fixture
def ground_page(browser, start_app):
    watched = Watched(browser, start_app("tests/browser/ground_app.py"))
    yield watched
    watched.close()


def _frame(page):
    return next(frame for frame in page.frames if "streamlit_folium" in frame.url)


def test_roads_water_and_names_are_drawn_from_parts_of_one_file_of_this_machine(ground_page):
    ground_page.open().map()
    frame = _frame(ground_page.page)
    ground_page.page.wait_for_timeout(800)
    inked, water = frame.evaluate(INKED, ["roads", 0xCF, 0xDF, 0xE4])
    assert inked > 50_000
    assert water > 10_000
    assert frame.evaluate(INKED, ["roadnames", 0x3D, 0x3A, 0x36])[1] > 300
    assert {url.split("?")[0].rsplit(".", 1)[1] for url in ground_page.requests if "/roads/" in url} == {"pmtiles"}
    assert ground_page.faults == []


def test_places_are_written_in_both_scripts_each_in_its_own_direction(ground_page):
    ground_page.open().map()
    frame = _frame(ground_page.page)
    frame.evaluate("() => { map_div.setView([15.345, 44.19], 14, {animate: false}); }")
    ground_page.page.wait_for_timeout(800)
    frame.evaluate(WRITTEN)
    ground_page.page.wait_for_timeout(800)
    written = set(frame.evaluate("() => window.written"))
    assert {"\u2068Deir al-Balah\u2069", "\u2068دير البلح\u2069", "\u2068الطاحونة القديمة (١٢)\u2069"} <= written
    frame.evaluate("() => { map_div.setZoom(16, {animate: false}); }")
    ground_page.page.wait_for_timeout(800)
    assert any("Trunk road 11" in text for text in frame.evaluate("() => window.written"))
    fonts = frame.evaluate("() => [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert any("Noto Sans Arabic" in family for family in fonts)


def test_names_of_strangers_are_only_drawn(ground_page):
    ground_page.open().map()
    frame = _frame(ground_page.page)
    frame.evaluate("() => { map_div.setView([15.388, 44.16], 17, {animate: false}); }")
    ground_page.page.wait_for_timeout(1500)
    assert frame.evaluate("() => window.__pwned") is None
    assert ground_page.page.evaluate("() => window.__pwned") is None
    assert ground_page.faults == []


def test_names_keep_their_size_between_whole_zooms(ground_page):
    ground_page.open().map()
    frame = _frame(ground_page.page)
    for zoom in (14, 14.25, 14.5):
        frame.evaluate("(zoom) => { map_div.setView([15.345, 44.19], zoom, {animate: false}); }", zoom)
        ground_page.page.wait_for_timeout(300)
        scale = frame.evaluate("() => map_div.passageTiles[1].passageScale || 1")
        assert scale == pytest.approx(2 ** (int(zoom + 0.5) - zoom), abs=0.01)


def test_what_is_left_out_is_said_beside_the_credit_which_always_shows(ground_page):
    frame = ground_page.open().map()
    inner = _frame(ground_page.page)
    credits_ = frame.locator(".passage-credits")
    assert credits_.inner_text() == "Made-up town, no real place"
    inner.evaluate(
        "() => { map_div.passageGround.left_out = {9: ['service roads', 'tracks and paths']};"
        " map_div.setView([15.3, 44.2], 10, {animate: false}); }",
    )
    told = "Not drawn at this zoom: service roads and tracks and paths · Made-up town, no real place"
    assert credits_.inner_text() == told
    inner.evaluate("() => { map_div.setView([15.3, 44.2], 13, {animate: false}); }")
    assert credits_.inner_text() == "Made-up town, no real place"


def test_a_missing_file_is_told_and_the_map_stays(ground_page):
    ground_page.page.route("**/roads/*", lambda route: route.fulfill(status=404))
    frame = ground_page.open().map(roads=False)
    frame.locator(".passage-credits", has_text="could not be loaded").wait_for(timeout=60_000)


def test_a_file_that_is_no_base_map_is_refused_in_a_sentence_and_a_good_one_is_used(app_page, tmp_path):
    page = app_page.open("data").page
    page.get_by_role("tab", name="Base map").click(timeout=60_000)
    bad = tmp_path / "bad.pmtiles"
    bad.write_bytes(b"<html>" * 100)
    chooser = page.locator("[data-testid=stFileUploader]", has_text="A base map").locator("input[type=file]")
    chooser.set_input_files(bad)
    page.get_by_text("bad.pmtiles was not read: it is neither a PMTiles nor an MBTiles file").wait_for(timeout=60_000)
    png = base64.b64decode(_picture(page, "#cc4422").split(",")[1])
    good = mbtiles(tmp_path / "good.mbtiles", [(0, 0, 0, png)], format="png", name="Old *sheet*", attribution="Survey")
    chooser.set_input_files(good)
    page.get_by_text("Old *sheet* is drawn under the roads").wait_for(timeout=60_000)
    page.get_by_role("button", name="Stop drawing it").click()
    page.get_by_text("No base map of your own is drawn").wait_for(timeout=60_000)
    assert [fault for fault in app_page.faults if "another host" in fault or "CSP" in fault] == []


def _picture(page, colour):
    return page.evaluate(
        """(colour) => {
          const c = document.createElement('canvas'), pen = c.getContext('2d');
          c.width = c.height = 256; pen.fillStyle = colour; pen.fillRect(0, 0, 256, 256);
          return c.toDataURL();
        }""",
        colour,
    )


@pytest.mark.parametrize("kind", ["png", "pbf"])
def test_a_base_map_of_the_user_is_drawn_under_the_roads_with_its_credit(browser, start_app, tmp_path, kind):
    watched = Watched(browser, start_app("tests/browser/ground_app.py"))
    watched.page.goto("about:blank")
    if kind == "png":
        tile = base64.b64decode(_picture(watched.page, "#cc4422").split(",")[1])
    else:
        square = b"\x09\x00\x00\x1a\x80\x40\x00\x00\x80\x40\xff\x3f\x00\x0f"
        tile = gzip.compress(encoded_layer("water", Kind.AREA, [({"name": "<img onerror=x>"}, square)]))
    given = mbtiles(tmp_path / "a.mbtiles", [(0, 0, 0, tile)], format=kind, attribution="<b>Survey</b> 1987")
    home = start_app.home("tests/browser/ground_app.py") / "ground"
    own_ground.use(given, "a.mbtiles", home)
    try:
        frame = watched.open().map()
        frame.locator(".leaflet-container[data-ground=drawn]").wait_for(timeout=60_000)
        assert frame.locator(".passage-credits").inner_text().endswith("Survey 1987")
        shown = watched.page.screenshot(path=tmp_path / "own.png")
        assert shown
        inner = _frame(watched.page)
        if kind == "png":
            assert frame.locator(".leaflet-ground-pane img").count() >= 1
        else:
            assert inner.evaluate(INKED, ["ground", 0xCF, 0xDF, 0xE4])[1] > 10_000
        assert watched.faults == []
    finally:
        own_ground.stop_using(home)
        watched.close()
