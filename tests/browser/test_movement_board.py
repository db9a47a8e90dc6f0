"""A coordinator sees what the convoys of a day do to one another, takes a schedule over, and takes that back."""

from tests.browser.conftest import Watched, streamlits_own
from tests.browser.test_jobs import settled


def test_a_conflict_is_seen_solved_taken_over_and_taken_back(browser, start_app):
    watched = Watched(browser, start_app("app.py"))
    page = watched.open("board").page
    page.get_by_role("heading", name="conflicts as saved").wait_for()
    board = page.get_by_role("grid", name="Convoys along time")
    board.wait_for()
    watched.map().locator("[data-layers=drawn]").wait_for()
    bar = board.get_by_role("row", name="Patients to Rafah").get_by_role("gridcell", name="conflict")
    bar.click()
    page.get_by_role("button", name="Announced: keep its times: Patients to Rafah").wait_for()
    page.wait_for_function("() => location.search.includes('chosen=convoy-6')")
    watched.map().locator("[aria-label^='Flour for Gaza City'].leaflet-interactive").first.dispatch_event("click")
    announce = page.get_by_role("button", name="Announced: keep its times: Flour for Gaza City")
    announce.wait_for()
    settled(page)
    announce.click()
    page.get_by_role("button", name="Take announcement back: Flour for Gaza City").wait_for()
    settled(page)
    page.get_by_role("button", name="Undo").click()
    announce.wait_for()
    settled(page)
    page.get_by_role("button", name="Work out a schedule").click()
    page.get_by_text("Proven best").wait_for()
    page.get_by_text("Every vehicle was driven through it second by second, without conflict.").wait_for()
    assert "Patients to Rafah" in page.get_by_role("region", name="What changes").inner_text()
    settled(page)
    page.get_by_role("button", name="Take over").click()
    page.get_by_role("heading", name="No conflict as saved").wait_for()
    settled(page)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("heading", name="conflicts as saved").wait_for()
    assert [fault for fault in watched.faults if not streamlits_own(fault)] == []
    watched.close()
