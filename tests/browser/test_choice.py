"""One choice everywhere: map, panel, tables and pages agree, and nothing moves that was not asked to."""

import re
from io import BytesIO

import pytest
from PIL import Image

from tests.browser.conftest import Watched, streamlits_own
from tests.browser.test_accessibility import barriers
from tests.browser.test_jobs import settled, until_address
from tests.shelves import shelf_in

VIEW = "() => [map_div.getZoom(), map_div.getCenter().lat, map_div.getCenter().lng]"


@pytest.fixture
def watched(browser, desk):
    opened = Watched(browser, desk.url, size=(1366, 900))
    yield opened
    opened.close()


@pytest.fixture
def at(watched):
    """Open the overview, or another address, with its map drawn."""

    def open_(path=""):
        watched.open(path).map()
        settled(watched.page)
        return watched.page

    return open_


def inner(page):
    return next(frame for frame in page.frames if "streamlit_folium" in frame.url)


def panel(page):
    return page.locator(".st-key-record")


def chosen_on_map(page, record_id):
    page.frame_locator("iframe[title*=folium]").locator(f"[data-chosen='{record_id}']").wait_for(timeout=60_000)


def row(page, table, text):
    return page.get_by_role("grid", name=table).locator("tbody tr", has_text=re.compile(text)).first


def test_a_clicked_sector_tells_who_since_when_source_age_findings_and_history(at, watched):
    page = at()
    frame = page.frame_locator("iframe[title*=folium]")
    frame.locator("[aria-label^='Khan Younis'].leaflet-interactive").first.dispatch_event("click")
    chosen_on_map(page, "sector-khan-younis")
    told = panel(page)
    facts = told.get_by_role("region", name="What is known of it")
    lines = dict(zip(facts.locator("th").all_inner_texts(), facts.locator("td").all_inner_texts(), strict=True))
    assert lines["What"] == "Sector"
    assert lines["Arabic name"] == "خان يونس"
    assert "Contributor B" in lines["Owner"]
    assert {"State in this phase", "Valid", "Source", "Age of the report"} <= set(lines)
    assert told.get_by_text(re.compile("finding|Finding")).count()
    told.get_by_text("History: 1 change").click()
    told.get_by_text("illustrative demo operation").first.wait_for()
    assert row(page, "Sectors", "^Khan Younis").get_attribute("aria-selected") == "true"
    assert "chosen=sector-khan-younis" in page.url
    assert [fault for fault in watched.faults if not streamlits_own(fault)] == []
    assert barriers(page) == []


def test_a_row_takes_the_map_there_and_esc_lets_go(at):
    page = at()
    inner(page).evaluate("() => { map_div.setView([31.54, 34.5], 14, {animate: false}); window.same_map = true; }")
    row(page, "Sectors", "^Rafah").click()
    chosen_on_map(page, "sector-rafah")
    inner(page).wait_for_function("() => map_div.getBounds().contains([31.28, 34.27])", timeout=60_000)
    assert inner(page).evaluate("() => window.same_map === true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    chosen_on_map(page, "sector-mawasi")
    assert page.evaluate("() => document.activeElement.dataset.id") == "sector-mawasi"
    panel(page).get_by_role("heading", name=re.compile("Al-Mawasi")).wait_for(timeout=60_000)
    page.keyboard.press("Escape")
    chosen_on_map(page, "")
    assert panel(page).count() == 0
    assert "chosen" not in page.url


def test_view_and_panel_survive_a_phase_click_a_save_and_another_page(at):
    page = at("?chosen=sector-rafah&phase=phase-2")
    inner(page).evaluate("() => { map_div.setView([31.3, 34.3], 13, {animate: false}); window.same_map = true; }")
    before = inner(page).evaluate(VIEW)
    until_address(page, page.get_by_text("Middle area").first.click, "phase=phase-3")
    assert inner(page).evaluate(VIEW) == before
    assert inner(page).evaluate("() => window.same_map === true")
    assert panel(page).get_by_text("Contributor A").first.is_visible()
    page.get_by_role("link", name="Status").click()
    page.locator("h1", has_text="Status").wait_for()
    settled(page)
    page.get_by_role("link", name="Overview").click()
    page.locator("h1", has_text="Overview").wait_for()
    chosen_on_map(page, "sector-rafah")
    settled(page)
    assert inner(page).evaluate(VIEW) == before
    assert panel(page).get_by_text("Contributor A").first.is_visible()


def test_a_clicked_road_tells_its_name_class_limits_and_last_report(at):
    page = at("?chosen=34.40187,31.48")
    assert panel(page).get_by_text("Last report").count() == 1
    for label in ("Road", "Class", "Limits"):
        assert panel(page).locator("th", has_text=re.compile(f"^{label}$")).count() == 1
    panel(page).get_by_role("button", name="Route from here").click()
    page.locator("h1", has_text="Routes").wait_for()
    settled(page)
    assert "from=34.40187%2C31.48" in page.url


def photograph(path):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (31.0, 20.0, 42.0)})
    Image.new("RGB", (2400, 1200), "#8a5a00").save(path, "JPEG", exif=exif.tobytes())
    return path


def test_a_note_with_a_photograph_is_kept_in_the_file_leaves_the_view_and_a_bad_picture_is_refused(
    browser, at, desk, tmp_path
):
    page = at("?chosen=hospital-nasser")
    inner(page).evaluate("() => { map_div.setView([31.3, 34.3], 13, {animate: false}); window.same_map = true; }")
    before = inner(page).evaluate(VIEW)
    page.get_by_text("Add a note or a photograph").click()
    page.get_by_label("Note", exact=True).fill("Roof marked, gate <b>north</b> open")
    page.get_by_label("Written by").fill("Team 3")
    bad = tmp_path / "bad.jpg"
    bad.write_text("no picture")
    upload = panel(page).locator("input[type=file]")
    upload.set_input_files(bad)
    panel(page).get_by_text("bad.jpg").first.wait_for()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_text("bad.jpg was not read").wait_for(timeout=60_000)
    upload.set_input_files(photograph(tmp_path / "gate.jpg"))
    panel(page).get_by_text("gate.jpg").first.wait_for()
    page.get_by_role("button", name="Add", exact=True).click()
    panel(page).locator("img[src*='/media/']").wait_for(timeout=60_000)
    assert panel(page).get_by_text("Roof marked, gate <b>north</b> open").count() == 1
    settled(page)
    assert inner(page).evaluate(VIEW) == before
    assert inner(page).evaluate("() => window.same_map === true")
    # another process finds all of it in the file
    shelf = shelf_in(desk.home)
    store = shelf.open("demo")
    (note,) = store.read().plan.notes
    jpeg = store.photo(note.photo)
    shelf.close()
    assert (note.about, note.author) == ("hospital-nasser", "Team 3")
    assert Image.open(BytesIO(jpeg)).size == (1600, 800)
    assert b"Exif" not in jpeg
    later = Watched(browser, desk.url)
    later.open("?chosen=hospital-nasser").page.locator(".st-key-record img[src*='/media/']").wait_for(timeout=60_000)
    later.close()
