"""How it might go otherwise, held against the plan in a real browser, and changed."""

import pytest

from tests.browser.conftest import Watched
from tests.browser.test_force import at, row, settled


@pytest.fixture(scope="module")
def person(browser, desk):
    watched = Watched(browser, desk.url, size=(1366, 768))
    yield watched
    watched.close()


def test_scenarios_are_held_against_the_plan_and_a_changed_one_is_saved_and_undone(person):
    page = at(person, "scenarios?phase=phase-4&against=scenario-rapid")
    row(page, "Numbers of the phase", "Corridors secured").filter(has_text="better").wait_for()
    person.map().locator(".passage-swipe").wait_for()
    page.get_by_role("button", name="Edit", exact=True).first.click()
    page.get_by_text("Draft – not saved").wait_for()
    page.get_by_role("button", name="Take out", exact=True).nth(5).click()
    settled(page).get_by_text("Rapid, robust (draft)").first.wait_for()
    row(page, "Numbers of the phase", "Corridors secured").filter(has_not_text="better").wait_for()
    page.get_by_placeholder("Reason for the change").fill("the police has not agreed")
    page.get_by_placeholder("Reason for the change").press("Tab")
    settled(page).get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Draft – not saved").wait_for(state="detached")
    page.get_by_role("button", name="Undo", exact=True).click()
    row(page, "Numbers of the phase", "Corridors secured").filter(has_text="better").wait_for()
