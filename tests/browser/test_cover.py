"""Cover by phase in a real browser: a gap picked brings the map to it, and more units are placed with proof."""

import re

from tests.browser.conftest import Watched
from tests.browser.test_column import choose
from tests.browser.test_desk import map_frame


def test_a_gap_is_picked_and_seen_another_phase_is_looked_at_and_units_are_placed(browser, desk):
    person = Watched(browser, desk.url, size=(1366, 768))
    page = person.open("cover?phase=phase-2").page
    gaps = page.get_by_role("grid", name="Gaps", exact=True)
    gaps.wait_for(timeout=60_000)
    person.map()
    frame = map_frame(page)
    zoom = frame.evaluate("() => map_div.getZoom()")
    gaps.locator("tr", has_text="Not in a secured sector").first.click()
    page.get_by_role("heading", name=re.compile("^Gap: ")).wait_for()
    assert "draw one where none lies" in page.get_by_role("region", name="Gap", exact=True).inner_text()
    frame.wait_for_function("zoom => map_div.getZoom() > zoom", arg=zoom)
    page.get_by_role("button", name=re.compile("^Close")).first.click()
    phases = page.get_by_role("grid", name="Cover by phase", exact=True)
    assert "covered" in phases.inner_text()
    phases.locator("tr", has_text="Gaza City").click()
    page.get_by_role("heading", name="Gaps in phase Gaza City").wait_for()
    told = page.get_by_role("region", name="More units", exact=True)
    told.get_by_text("yes, no other choice of sites brings more").wait_for()
    assert "Nasser" in told.inner_text()
    choose(page, re.compile("^To$"), "be nearer")
    told.get_by_text("yes, no other choice of sites is nearer").wait_for()
    assert person.faults == []
    person.close()
