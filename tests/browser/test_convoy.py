"""A coordinator sees minute by minute how a convoy is protected; a minute picked brings its reason and its place."""

from tests.browser.conftest import Watched, streamlits_own
from tests.browser.test_jobs import settled


def test_a_minute_of_the_strip_is_picked_by_pointer_and_by_keys_and_says_why_and_where(browser, start_app):
    watched = Watched(browser, start_app("app.py"))
    page = watched.open("convoy?convoy=convoy-2").page
    strip = page.get_by_role("grid", name="Protection of the column, minute by minute")
    strip.wait_for()
    watched.map().locator("[data-layers=drawn]").wait_for()
    aid = strip.get_by_role("row", name="Reached by first aid").get_by_role("gridcell").first
    assert "not met" in aid.get_attribute("aria-label")
    aid.click()
    page.get_by_role("heading", name="Reached by first aid").wait_for()
    settled(page)
    page.get_by_text("10 min are asked").first.wait_for()
    page.get_by_text("Station a base nearer").first.wait_for()
    asked = dict(pair.split("=") for pair in page.url.split("?")[1].split("&"))
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => !location.search.includes('minute=' + before + '&')", arg=asked["minute"])
    settled(page)
    chosen = strip.locator("[aria-selected=true]")
    assert chosen.count() == 1
    assert "narrowly met" in chosen.get_attribute("aria-label")
    assert [fault for fault in watched.faults if not streamlits_own(fault)] == []
    watched.close()
