"""The desk of the security cell in a real browser: typed corners, clicked bridges, two people at once."""

import re

import pytest
from shapely import Point, Polygon
from shapely.geometry import shape

from geo import coordinates
from geo.coordinates import Form
from tests.browser.conftest import Watched
from tests.browser.test_jobs import choose, figure, settled
from tests.shelves import shelf_in

SQUARE = ((34.20, 31.45), (34.20, 31.47), (34.23, 31.47), (34.23, 31.45))
"""In the sea beside the demo, where nothing else lies."""
BRIDGE = (34.38125, 31.46774)
"""The bridge on the coast; that of Salah al-Din is closed already."""
MGRS = "\n".join(coordinates.told(Point(corner), Form.MGRS) for corner in SQUARE)


@pytest.fixture
def at(browser, desk):
    opened = []

    def open_(path):
        watched = Watched(browser, desk.url, size=(1366, 768)).open(path)
        opened.append(watched)
        watched.page.locator("h1").first.wait_for(timeout=60_000)
        watched.map()
        settled(watched.page)
        return watched

    yield open_
    for watched in opened:
        watched.close()


def typed(page, kind, corners):
    """Type a new shape of a kind."""
    if kind != "sector":
        choose(page, "Kind of a new one", kind)
        settled(page)
    if not page.get_by_label(re.compile("Corners, one to a line")).is_visible():
        page.get_by_text(f"Type a new {kind}").click()
    page.get_by_label(re.compile("Corners, one to a line")).fill(corners)
    page.get_by_role("button", name=f"Add a {kind} with these corners").click()


def save(page, reason):
    settled(page)
    page.get_by_label("Reason for the change").fill(reason)
    page.get_by_role("button", name="Save", exact=True).click()


def saved(page):
    page.get_by_text("As saved.").first.wait_for(timeout=60_000)
    settled(page)


def undo(page):
    page.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_text("Taken back.").first.wait_for(timeout=60_000)
    settled(page)


def map_frame(page):
    return next(frame for frame in page.frames if "streamlit_folium" in frame.url)


def on_screen(page, place):
    """Where a place of the map lies in the window."""
    x, y = map_frame(page).evaluate(
        "([lon, lat]) => { const p = map_div.latLngToContainerPoint([lat, lon]); return [p.x, p.y]; }", list(place)
    )
    box = page.locator("iframe[title*=folium]").bounding_box()
    return box["x"] + x, box["y"] + y


def click_map(page, place, zoom=17):
    """Go to a place on the map and click it."""
    frame = map_frame(page)
    frame.evaluate("([lon, lat, zoom]) => map_div.setView([lat, lon], zoom, { animate: false })", [*place, zoom])
    page.wait_for_timeout(500)
    page.mouse.click(*on_screen(page, place))


def test_a_sector_typed_in_mgrs_is_previewed_named_saved_and_taken_back(at):
    page = at("sectors").page
    typed(page, "sector", MGRS)
    page.get_by_text("Preview – not saved").first.wait_for(timeout=60_000)
    page.get_by_text(re.compile(r"6\.3\d\d km², 10\.\d km around")).wait_for()
    name = page.get_by_label("Name", exact=True)
    name.fill("Sea box")
    name.press("Enter")
    settled(page)
    save(page, "agreed with the port")
    saved(page)
    assert page.get_by_text("9 sectors").is_visible()
    map_frame(page).get_by_text("Sea box").first.wait_for()
    undo(page)
    page.get_by_text("8 sectors").first.wait_for(timeout=60_000)


def test_a_sector_drawn_by_hand_with_one_corner_typed_is_named_and_saved_as_it_was_drawn(at, desk):
    page = at("sectors").page
    frame = map_frame(page)
    frame.evaluate("() => { map_div.setView([31.46, 34.215], 13, { animate: false }); }")
    frame.get_by_role("button", name="Draw a sector").click()
    for corner in SQUARE[:3]:
        page.mouse.click(*on_screen(page, corner))
    page.get_by_text("Type a new sector").click()
    page.get_by_label("Position: MGRS, UTM or degrees").fill(MGRS.splitlines()[3])
    page.get_by_role("button", name="Put a corner here").click()
    frame.wait_for_function("() => map_div.passageEditor.pencil.corners.length === 4", timeout=60_000)
    frame.get_by_role("button", name="Finish").click()
    page.get_by_text("Preview – not saved").first.wait_for(timeout=60_000)
    settled(page)
    name = page.get_by_label("Name", exact=True)
    name.fill("Drawn box")
    name.press("Enter")
    settled(page)
    save(page, "drawn on the map")
    saved(page)
    shelf = shelf_in(desk.home)
    (drawn,) = (sector for sector in shelf.open("demo").read().plan.sectors if sector.name == "Drawn box")
    shelf.close()
    assert drawn.area.hausdorff_distance(Polygon(SQUARE)) < 1e-3, "pixels, in degrees"
    assert drawn.area.exterior.distance(Point(SQUARE[3])) < 2e-5, "the typed one is where it was typed"
    undo(page)
    page.get_by_text("8 sectors").first.wait_for(timeout=60_000)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("31.45, 34.20\n31.47, 34.20\n31.47, 34.23", "Longitude and latitude are swapped"),
        ("north of the school", "is not a position"),
        ("34.2, 31.45\n34.2, 31.45", "1 different corners enclose no ground"),
    ],
)
def test_what_cannot_be_a_sector_is_refused_in_a_sentence_and_nothing_changes(at, text, told):
    page = at("sectors").page
    typed(page, "sector", text)
    page.get_by_text(told).first.wait_for(timeout=60_000)
    assert page.get_by_text("As saved.").is_visible()
    assert page.get_by_text("Traceback").count() == 0


def test_two_people_see_each_others_saves_and_neither_writes_over_the_other(at):
    """The second has a draft; it is told who saved what, and that both stand."""
    first, second = at("sectors").page, at("sectors").page
    typed(second, "sector", MGRS)
    second.get_by_text("Preview – not saved").first.wait_for(timeout=60_000)
    typed(first, "zone", "34.15, 31.50\n34.17, 31.50\n34.17, 31.52")
    first.get_by_text("Preview – not saved").first.wait_for(timeout=60_000)
    settled(first)
    save(first, "minefield told by the patrol")
    saved(first)
    second.get_by_text("Saved by others since this draft was begun.").first.wait_for(timeout=60_000)
    second.get_by_text("minefield told by the patrol").first.wait_for()
    second.get_by_text("Nothing of it touches your draft").first.wait_for()
    settled(second)
    save(second, "my own sector")
    saved(second)
    first.get_by_text("9 sectors, 23 zones").first.wait_for(timeout=60_000)
    for _ in range(2):
        undo(second)
    first.get_by_text("8 sectors, 22 zones").first.wait_for(timeout=60_000)


def test_a_bridge_closed_by_clicking_turns_the_ways_at_once(at):
    routes = at("routes?from=crossing-kerem-shalom&to=hospital-shifa").page
    before = figure(routes, "Driving time")
    page = at("status").page
    click_map(page, BRIDGE)
    page.get_by_text("Bridge: ").first.wait_for(timeout=60_000)
    page.get_by_label("Reported by", exact=True).fill("Patrol")
    page.get_by_label("Reason for the change").fill("blown up in the night")
    page.get_by_role("button", name="Save 1 report").click()
    page.get_by_text("Saved.", exact=True).first.wait_for(timeout=60_000)
    settled(page)
    routes.reload()
    settled(routes)
    assert figure(routes, "Driving time") != before
    undo(page)


def test_what_is_drawn_while_the_server_is_gone_is_there_when_it_is_back(at, desk):
    page = at("sectors").page
    frame = map_frame(page)
    frame.evaluate("() => { map_div.setView([31.46, 34.215], 13, { animate: false }); }")
    frame.get_by_role("button", name="Draw a sector").click()
    for corner in SQUARE[:2]:
        page.mouse.click(*on_screen(page, corner))
    desk.stop()
    for corner in (*SQUARE[2:], SQUARE[0]):
        page.mouse.click(*on_screen(page, corner))
    desk.begin()
    page.reload()
    frame = settled_map(page)
    frame.get_by_role("button", name="Take them over").click()
    page.get_by_text("Preview – not saved").first.wait_for(timeout=60_000)
    (drawn,) = frame.evaluate(
        "() => [...map_div.passageEditor.shapes].filter(([id]) => id.startsWith('drawn-')).map(([, s]) => s.geometry)"
    )
    assert shape(drawn).hausdorff_distance(Polygon(SQUARE)) < 1e-3, "pixels, in degrees"
    settled(page)
    page.get_by_role("button", name="Discard").click()
    page.get_by_text("As saved.").first.wait_for(timeout=60_000)


def settled_map(page):
    """The frame of the map of a page that was loaded anew."""
    page.frame_locator("iframe[title*=folium]").locator("[data-layers=drawn]").wait_for(timeout=60_000)
    settled(page)
    return map_frame(page)
