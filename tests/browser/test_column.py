"""A coordinator builds a convoy from nothing, sees its march and what is in doubt, saves it, and takes it back."""

from tests.browser.conftest import Watched, streamlits_own
from tests.browser.test_jobs import settled

ROWS = [
    ["1", "1A", "Light vehicle", "1", "command", "Lead"],
    ["1", "1A", "10 t truck", "8", "load", ""],
    ["1", "1B", "Bus", "2", "passengers", ""],
]


def choose(page, label, words):
    page.get_by_role("combobox", name=label).click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")
    settled(page)


def paste_rows(page, rows):
    """Rows of a spreadsheet into an empty table."""
    page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join("\t".join(row) for row in rows))
    grid = page.locator("[data-testid=stDataFrame]").first
    grid.click(position={"x": 60, "y": 56})
    # the click began a row and opened its cell
    cell = page.locator("#portal textarea, #portal input").first
    cell.wait_for(state="attached")
    page.keyboard.press("Escape")
    cell.wait_for(state="detached")
    page.keyboard.press("Control+v")


def test_a_convoy_is_built_from_nothing_its_march_and_doubts_seen_saved_and_taken_back(browser, desk):
    watched = Watched(browser, desk.url)
    watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=desk.url)
    page = watched.open("convoy?convoy=new&view=Column").page
    page.get_by_text("Still to be given: Name, Organisation, From, To.").wait_for()
    assert page.get_by_role("button", name="Save").is_disabled()
    page.get_by_label("Name", exact=True).fill("Water for Rafah")
    page.get_by_label("Organisation").fill("Agency (placeholder)")
    page.get_by_label("Organisation").press("Enter")
    settled(page)
    choose(page, "From", "Kerem Shalom")
    choose(page, "To", "Gaza City warehouse")
    page.get_by_role("heading", name="March", exact=True).wait_for()
    paste_rows(page, ROWS)
    page.get_by_text("Water for Rafah: nobody leads it.").wait_for()
    page.get_by_text("there is no medical vehicle in it").wait_for()
    page.get_by_label("Reason for the change").fill("asked for this morning")
    page.get_by_label("Reason for the change").press("Enter")
    settled(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("As saved.").first.wait_for()
    page.wait_for_function("() => location.search.includes('convoy=convoy-water-for-rafah')")
    page.get_by_role("row", name="Vehicles 11").wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back.").first.wait_for()
    page.get_by_role("combobox", name="Convoy").wait_for()
    page.wait_for_function("() => !location.search.includes('convoy-water-for-rafah')")
    assert [fault for fault in watched.faults if not streamlits_own(fault)] == []
    watched.close()
