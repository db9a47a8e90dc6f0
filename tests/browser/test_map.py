"""The map in a real browser."""

from itertools import combinations

import pytest
from shapely import box

from data.model import SiteKind
from tests.browser.payloads import PAYLOADS

VIEW = "() => [map_div.getZoom(), map_div.getCenter().lat, map_div.getCenter().lng]"


def _frame(page):
    return next(frame for frame in page.frames if "streamlit_folium" in frame.url)


def _told(page, text):
    page.locator("[data-testid=stCode] code", has_text=text).wait_for(timeout=60_000)


def test_a_map_is_drawn_with_nothing_from_another_host(map_page):
    frame = map_page.open().map()
    assert frame.locator("path.leaflet-interactive").count() >= 15
    assert frame.locator(".passage-pin").count() == len(SiteKind) + 5
    assert frame.locator(".leaflet-roads-pane canvas").count() >= 4
    assert frame.locator(".passage-credits").inner_text() == "Made-up town, no real place"
    assert frame.locator(".leaflet-control-attribution").count() == 0
    assert any("/roads/" in url for url in map_page.requests)
    assert map_page.faults == []


def test_every_area_and_way_has_a_line(map_page):
    map_page.open().map()
    strokes = _frame(map_page.page).evaluate(
        "() => [...document.querySelectorAll('path.leaflet-interactive')].map(p => p.getAttribute('stroke'))",
    )
    assert strokes
    assert "none" not in strokes
    assert None not in strokes


def test_names_that_are_shown_never_cover_one_another(map_page):
    map_page.open().map()
    frame = _frame(map_page.page)
    frame.locator(".leaflet-container[data-layers=drawn]").wait_for()
    boxes = frame.evaluate(
        "() => [...document.querySelectorAll('.passage-name')].filter(n => n.style.visibility !== 'hidden')"
        ".map(n => n.getBoundingClientRect()).map(b => [b.left, b.top, b.right, b.bottom])",
    )
    shapes = [box(*corners) for corners in boxes]
    assert len(shapes) >= 8
    assert not any(a.intersects(b) and not a.touches(b) for a, b in combinations(shapes, 2))


def test_a_new_phase_changes_layers_but_neither_view_nor_map(map_page):
    map_page.open().map()
    frame = _frame(map_page.page)
    frame.evaluate("() => { map_div.setView([15.34, 44.2], 15, {animate: false}); window.same_map = true; }")
    before = frame.evaluate(VIEW)
    handle = map_page.page.get_by_role("slider")
    for phase in ("2", "3"):
        handle.press("ArrowRight")
        frame.locator(".passage-name", has_text=f"phase_{phase}").wait_for(state="attached", timeout=60_000)
    assert frame.evaluate("() => window.same_map === true")
    assert frame.evaluate(VIEW) == before
    assert map_page.faults == []


def test_a_click_tells_the_place_and_the_feature(map_page):
    frame = map_page.open().map()
    frame.locator("[aria-label^='Sector 3'].leaflet-interactive").click(position={"x": 20, "y": 60})
    _told(map_page.page, "'sector-active' (44.1")
    frame.locator(".leaflet-container").click(position={"x": 12, "y": 500})
    _told(map_page.page, "None (44.")
    frame.locator(".leaflet-marker-icon[alt^='Hospital'], [aria-label^='Hospital']").first.focus()
    map_page.page.keyboard.press("Enter")
    _told(map_page.page, "'site-hospital' (")
    assert map_page.faults == []


def test_hostile_names_are_only_text(map_page):
    frame = map_page.open("?show=hostile").map()
    page, inner = map_page.page, _frame(map_page.page)
    frame.locator(".passage-name").first.wait_for(state="attached")
    told = "() => map_div.eachLayer(layer => { if (layer.getTooltip && layer.getTooltip()) %s; })"
    inner.evaluate(told % "layer.openTooltip()")
    inner.evaluate(told % "layer.fire('click', {latlng: map_div.getCenter()})")
    page.wait_for_timeout(1500)
    assert page.evaluate("() => window.__pwned") is None
    assert inner.evaluate("() => window.__pwned") is None
    assert page.title() == "Map under test"
    shown = set(
        inner.evaluate("() => [...document.querySelectorAll('.passage-name > :first-child')].map(e => e.textContent)")
    )
    assert set(PAYLOADS) <= shown
    assert (
        inner.locator(
            ".passage-name :is(img, script, svg, iframe, a, b), .passage-tip :is(img, script, svg, iframe, a, b)"
        ).count()
        == 0
    )
    assert map_page.faults == []


@pytest.mark.parametrize("path", ["", "timeline", "routes", "sectors", "data"])
def test_a_page_opens_by_its_address_with_nothing_from_another_host(app_page, path):
    app_page.open(path)
    app_page.page.locator("h1").first.wait_for(timeout=60_000)
    app_page.page.wait_for_timeout(1000)
    assert app_page.page.locator("[data-testid=stException]").count() == 0
    assert [fault for fault in app_page.faults if "fonts.g" in fault or "another host" in fault or "CSP" in fault] == []
