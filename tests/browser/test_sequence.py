"""The order of sectors in a real browser: worked out, picked on the board, told why."""

from tests.browser.conftest import Watched, streamlits_own
from tests.browser.test_jobs import settled


def test_an_order_is_worked_out_and_a_picked_cell_brings_phase_map_and_reason(browser, desk):
    watched = Watched(browser, desk.url).open("sequence")
    page = watched.page
    watched.map()
    settled(page)
    page.get_by_role("button", name="Work out the order").click()
    page.get_by_text("Proven best").wait_for(timeout=30_000)
    settled(page)
    cell = page.locator(".board td[data-row=sector-rafah][data-column=phase-3]")
    cell.focus()
    cell.press("Enter")
    page.get_by_text("Rafah starts in phase 3").wait_for(timeout=30_000)
    assert "phase=phase-3" in page.url
    assert "chosen=sector-rafah" in page.url
    assert cell.get_attribute("aria-selected") == "true"
    assert [fault for fault in watched.faults if not streamlits_own(fault)] == []
    watched.close()
