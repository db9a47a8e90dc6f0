"""Two people at once: what one saves is told to the other, whose view stays."""

import re
import time
from dataclasses import replace

import pytest

from tests.browser.conftest import Watched
from tests.browser.test_jobs import settled
from tests.shelves import shelf_in

CORNERS = "34.30, 31.39\n34.30, 31.43\n34.38, 31.43\n34.38, 31.39"
TOLD_S = 3.0


@pytest.fixture
def both(browser, desk):
    opened = [Watched(browser, desk.url).open(path) for path in ("what_if", "")]
    for watched in opened:
        watched.map()
    yield opened
    for watched in opened:
        watched.close()


def told(page, words, timeout=60_000):
    """The first sentence seen that holds these words."""
    sentence = page.get_by_role("button", name=re.compile(words)).locator("visible=true").first
    sentence.wait_for(timeout=timeout)
    return sentence


def test_what_one_saves_the_other_is_told_with_its_view_as_it_was(both):
    saver, reader = (watched.page for watched in both)
    saver.get_by_role("button", name="Type a new zone").click()
    saver.get_by_label(re.compile("Corners, one to a line")).fill(CORNERS)
    saver.get_by_role("button", name="Add a zone with these corners").click()
    told(saver, "no longer within 20 min of a QRF")
    told(saver, "no way any more, closed by zone New zone 1")
    frame = next(f for f in reader.frames if "folium" in f.url)
    frame.evaluate("() => { window.same_map = true; map_div.setView([31.35, 34.3], 13, { animate: false }); }")
    assert reader.get_by_text("Revision").count() == 0
    saver.keyboard.press("Escape")
    saver.get_by_label("Reason for the change").fill("Road cut by the flood")
    saver.get_by_role("button", name="Save").click()
    saver.get_by_text("As saved.").wait_for(timeout=60_000)
    saved = time.monotonic()
    sentence = told(reader, "no way any more, closed by zone New zone 1")
    taken_s = time.monotonic() - saved
    print(f"told after {taken_s:.1f} s")  # noqa: T201 - the figure is the point
    assert taken_s < 2 * TOLD_S, "twice the limit, for a machine that does more than this"
    assert reader.get_by_text(re.compile(r"Revision \d+")).is_visible()
    reader.wait_for_timeout(1500)
    view = frame.evaluate(
        "() => [window.same_map, map_div.getCenter().lat, map_div.getCenter().lng, map_div.getZoom()]"
    )
    assert view == [True, pytest.approx(31.35), pytest.approx(34.3), 13]
    sentence.click()
    frame.wait_for_function("() => map_div.getZoom() < 13", timeout=60_000)
    reader.get_by_role("button", name="Dismiss").click()
    reader.get_by_text(re.compile(r"Revision \d+")).wait_for(state="detached", timeout=60_000)
    assert [fault for watched in both for fault in watched.faults] == []


SECTOR = "sector-north"


def test_two_who_change_the_same_see_each_other_and_choose_what_counts(browser, desk):
    """The other saves from a program of its own; what is half typed stays, and whoever leaves is gone."""
    worker, reader = (Watched(browser, desk.url).open(f"{path}?chosen={SECTOR}") for path in ("sectors", ""))
    page, aside = worker.page, reader.page
    page.set_default_timeout(25_000)
    name = page.get_by_label("Name", exact=True)
    name.wait_for()
    settled(page)
    name.fill("North, mine")
    name.press("Tab")
    page.get_by_text("Preview – not saved").first.wait_for()
    aside.get_by_text("is changing this now").first.wait_for()
    reason = page.get_by_label("Reason for the change").first
    reason.press_sequentially("half ty")
    store = shelf_in(desk.home).open("demo")
    kept = store.read()
    theirs = replace(kept.plan.get(SECTOR), name="North, theirs", note="seen from the ridge")
    store.commit(kept.plan.with_record(theirs), base=kept.seq, reason="after the patrol", actor="Ben")
    saved = time.monotonic()
    aside.get_by_role("heading", name=re.compile("North, theirs")).wait_for()
    taken_s = time.monotonic() - saved
    print(f"seen after {taken_s:.1f} s")  # noqa: T201 - the figure is the point
    assert taken_s < 4 * TOLD_S, "four times the limit, for a machine that does more than this"
    page.get_by_text("Both have changed").first.wait_for()
    assert reason.input_value() == "half ty"
    reason.press_sequentially("ped no more")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Choose 1 more").wait_for()
    page.locator(".st-key-clash").get_by_test_id("stButtonGroup").first.get_by_text("Mine").click()
    page.get_by_role("button", name="Save what is chosen").click()
    page.get_by_text("Not saved yet").wait_for(state="detached")
    now = store.read().plan.get(SECTOR)
    assert (now.name, now.note) == ("North, mine", "seen from the ridge")
    assert store.history(1)[0].reason == "half typed no more"
    assert aside.locator(".passage-here summary").count() == 1
    worker.close()
    aside.locator(".passage-here summary").wait_for(state="detached", timeout=10_000)
    assert reader.faults == []
    reader.close()
