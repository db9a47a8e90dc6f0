"""A column is late: its time is entered, the rest of the march follows, who must be told is seen, and it is undone."""

from tests.browser.conftest import Watched, streamlits_own
from tests.browser.test_force import appears


def test_a_late_time_shifts_the_rest_names_who_must_be_told_and_is_undone(browser, desk):
    watched = Watched(browser, desk.url)
    page = watched.open("convoy?convoy=convoy-4&view=Under+way").page
    compared = page.get_by_role("region", name="Planned, reported and expected")
    compared.wait_for()
    assert "ahead" in compared.locator("tr", has_text="Gaza power plant").inner_text()
    page.get_by_text("Nobody needs to be told").wait_for()
    grid, editor = page.locator("[data-testid=stDataFrame]").first, page.locator("textarea.gdg-input")
    grid.wait_for()
    for _ in range(20):  # a table that is just laid out takes no keys yet
        grid.click(position={"x": 330, "y": 38 + 18})
        page.keyboard.press("Enter")
        if appears(editor):
            break
    editor.fill("1230")
    editor.press("Enter")
    page.get_by_text("1 row differs").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    compared.get_by_text("● 12:30").wait_for()
    assert "+90 min" in compared.locator("tr", has_text="Gaza power plant").inner_text()
    page.get_by_label("Who must be told").get_by_text("Contributor D").first.wait_for()
    page.get_by_text("It is not an approval").first.wait_for()
    page.get_by_role("button", name="Undo", exact=True).click()
    page.get_by_text("Nobody needs to be told").wait_for()
    assert [fault for fault in watched.faults if not streamlits_own(fault)] == []
    watched.close()
