"""Rounds of a day: sites pasted, worked out, taken over as convoys, seen on the board by name, and taken back."""

from tests.browser.conftest import Watched, streamlits_own
from tests.browser.test_column import choose, paste_rows
from tests.browser.test_jobs import settled

SITES = (("European Gaza Hospital", "120", "", "", "15"), ("Nasser Medical Complex", "100", "", "", "20"))


def test_rounds_are_worked_out_taken_over_as_convoys_and_taken_back(browser, desk):
    watched = Watched(browser, desk.url)
    watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk.url)
    page = watched.open("rounds").page
    choose(page, "Depot", "Kerem Shalom")
    choose(page, "Type of vehicle", "10 t truck")
    paste_rows(page, SITES)
    page.locator("button:enabled", has_text="Work out rounds").click()
    page.get_by_text("All 2 sites are served.").wait_for()
    page.get_by_text("at the pace of the vehicle").wait_for()
    page.get_by_label("Organisation").fill("Agency (placeholder)")
    page.get_by_label("Organisation").press("Enter")
    page.locator("button:enabled", has_text="Take over as convoys").click()
    page.get_by_text("1 convoy in the plan.").first.wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back.").first.wait_for()
    settled(page)
    assert [fault for fault in watched.faults if not streamlits_own(fault)] == []
