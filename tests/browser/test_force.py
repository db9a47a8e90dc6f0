"""What people come to the force for, done in a real browser on the demo operation."""

import re

import pytest
from playwright.sync_api import TimeoutError as TimedOut

from tests.browser.conftest import Watched
from tests.browser.test_jobs import until_seen


@pytest.fixture(scope="module")
def person(browser, desk):
    """One browser page that goes from screen to screen as a person does."""
    watched = Watched(browser, desk.url, size=(1366, 768))
    yield watched
    watched.close()


def at(person, path):
    """Open a screen and wait until all of it is there."""
    page = person.open(path).page
    page.get_by_text("Everything stays on this machine").wait_for(timeout=60_000)
    return settled(page)


def settled(page):
    page.wait_for_timeout(200)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=60_000)
    return page


def row(page, table, name):
    return (
        page.locator(f"[role=region][aria-label='{table}'], [role=grid][aria-label='{table}']")
        .locator("tr", has_text=name)
        .first
    )


def under(page, headquarters):
    """A headquarters with all that hangs below it."""
    return page.locator(f".passage-tree li:has(> b:text-is('{headquarters}'))")


def test_contributors_tell_what_is_deployed_apart_from_what_was_promised(person):
    page = at(person, "contributors")
    assert "220" in row(page, "Contributors", "Contributor C").inner_text()
    assert row(page, "Contributors", "Contributor E").inner_text().count("not reported") == 2
    assert "deployed, under no headquarters" in row(page, "Units", "C Advance Party").inner_text()
    row(page, "Units", "A 2nd Battalion").click()
    page.get_by_role("heading", name="The way of A 2nd Battalion").wait_for()
    assert "expected" in row(page, "Steps to deployment", "Parliament").inner_text()
    page.get_by_role("heading", name="People over time: Contributor A").wait_for()


def test_approvals_tell_what_a_delay_makes_late(person):
    page = at(person, "approvals")
    page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
    assert "nobody ventures a date" in row(page, "Steps of approval", "Contributor E").inner_text()
    assert "Deir al-Balah, escort" in row(page, "What slips", "A 2nd Battalion").inner_text()


def test_command_hangs_units_under_headquarters_and_tells_those_under_none(person):
    page = at(person, "command")
    assert "B Battle Group" in under(page, "Command South").inner_text()
    assert (
        "C Advance Party" in page.get_by_role("region", name="Under no headquarters").locator("tr").nth(1).inner_text()
    )
    at(person, "command?phase=phase-3")
    assert "C Advance Party" in under(page, "Command North").inner_text()


def test_a_cell_of_the_rules_tells_which_record_decides_and_lets_it_be_changed_there(person):
    page = at(person, "rules?sector=sector-mawasi")
    assert row(page, "Who may act", "F Formed Police Unit").inner_text().count("present, may not act") == 9
    page.locator(".board td[data-row=unit-f-police][data-column=protect_site]").click()
    page.get_by_role("heading", name="Why: F Formed Police Unit, protect site: present, may not act").wait_for()
    told = page.get_by_role("region", name="What stands in the way").inner_text()
    assert "protect property" in told
    assert "Contributor F: self-defence, Al-Mawasi" in told
    settled(page).get_by_role("radio", name="Rules of engagement: Contributor F").click()
    page.locator("[data-testid=stDataFrame]").first.wait_for()
    page.get_by_text("As saved.").wait_for()


def test_silence_keeps_a_corridor_without_consent_until_a_word_with_its_conditions_is_recorded_in_one_step(person):
    page = at(person, "consent")
    assert "consent covers" in row(page, "What parties say", "Coastal corridor").inner_text()
    silent = row(page, "What parties say", "Salah al-Din corridor")
    assert "no consent" in silent.inner_text()
    told = page.get_by_role("heading", name="Who said what: Salah al-Din corridor, Party in the east")
    until_seen(page, silent.locator("td", has_text="silent").first.click, told)
    settled(page).get_by_text("Record a new word").click()
    page.get_by_role("combobox", name="It is").click()
    page.get_by_role("option", name="conditional").click()
    page.get_by_label("What it asks in return").fill("lists a day before\nno night moves")
    page.get_by_role("button", name="Save", exact=True).click()
    silent.get_by_text("conditional: 2 conditions open").wait_for()
    settled(page).get_by_role("button", name="Undo", exact=True).click()
    silent.get_by_text("conditional: 2 conditions open").wait_for(state="detached")


def test_money_tells_when_it_ends_and_which_sectors_lose_cover_then(person):
    page = at(person, "money")
    told = row(page, "Mechanisms side by side", "All together")
    ends = re.search(r"[A-Z][a-z]{2} 20\d\d", told.inner_text())[0]
    month = row(page, "Cost against money by month", ends)
    assert "▲" in month.inner_text()
    assert "Khan Younis" in month.inner_text()
    page.get_by_role("radio", name="Also announced", exact=True).click()
    told.filter(has_not_text=ends).wait_for()


def test_phases_show_the_end_of_the_mandate_and_a_sector_chosen_on_the_board(person):
    page = at(person, "phases")
    page.get_by_text("Hard stop: the mandate ends 1 Dec 2027.").wait_for()
    row(page, "Sectors by phase", "Al-Mawasi").click()
    page.get_by_role("heading", name=re.compile("Al-Mawasi")).first.wait_for()
    person.map().locator("[data-layers=drawn]").wait_for()
    assert "chosen=sector-mawasi" in page.url


def appears(editor):
    """Whether an editor opens; a busy machine takes its time, and a click on what it covers would wait for ever."""
    try:
        editor.wait_for(timeout=3000)
    except TimedOut:
        return False
    return True


def rename(page, number, name):
    """Type another name into a row of the table of units."""
    grid, editor = page.locator("[data-testid=stDataFrame]").first, page.locator("textarea.gdg-input")
    grid.wait_for()
    for _ in range(20):  # a table that is just laid out takes no keys yet
        grid.click(position={"x": 110, "y": 38 + 36 * number + 18})
        page.keyboard.press("Enter")
        if appears(editor):
            break
    editor.fill(name)
    editor.press("Enter")
    settled(page)


def tables(page):
    page.get_by_role("radio", name="Tables", exact=True).click()
    return settled(page)


def test_a_unit_renamed_in_the_table_is_a_draft_that_waits_is_saved_with_a_reason_and_undone(person):
    page = tables(at(person, "contributors"))
    page.get_by_text("As saved.").wait_for()
    rename(page, 0, "A First Battalion")
    page.get_by_text("Draft – not saved").wait_for()
    page.get_by_role("link", name="Command", exact=True).click()
    page.get_by_role("heading", name="Chain of command").wait_for()
    page.get_by_role("link", name="Contributors", exact=True).click()
    page.get_by_role("heading", name="Contributors", exact=True).first.wait_for()
    tables(page)
    page.get_by_text("1 row differs").wait_for()
    page.get_by_placeholder("Reason for the change").fill("as its people call it")
    page.get_by_placeholder("Reason for the change").press("Tab")
    settled(page).get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("As saved.").wait_for()
    page.get_by_role("radio", name="Picture", exact=True).click()
    row(page, "Units", "A First Battalion").wait_for()
    page.get_by_role("button", name="Undo", exact=True).click()
    row(page, "Units", "A 1st Battalion").wait_for()


def test_a_fault_is_told_beside_the_table_and_keeps_it_from_being_saved(person):
    page = tables(at(person, "contributors"))
    page.get_by_role("radio", name="Pledges", exact=True).click()
    settled(page)
    grid = page.locator("[data-testid=stDataFrame]").first
    grid.wait_for()
    for _ in range(20):  # a table that is just laid out takes no clicks yet
        grid.click(position={"x": 15, "y": 38 + 18})
        page.wait_for_timeout(500)
        if page.get_by_label("Delete row(s)").count():
            break
    page.keyboard.press("Delete")
    settled(page)
    page.get_by_text(re.compile("refers to pledge-a-south, which is not in the plan")).wait_for()
    assert page.get_by_role("button", name="Save", exact=True).is_disabled()
    page.get_by_role("button", name="Discard", exact=True).click()
    page.get_by_text("As saved.").wait_for()
