"""The order of sectors in a real browser: worked out, told why, held by hand, saved as a draft and taken back."""

import re

import pytest

from tests.browser.conftest import Watched, streamlits_own
from tests.browser.test_jobs import settled, until_seen


@pytest.fixture(scope="module")
def person(browser, desk):
    """A page with an order worked out on it."""
    watched = Watched(browser, desk.url).open("sequence")
    watched.map()
    settled(watched.page)
    work_out(watched.page, "Proven best")
    yield watched
    watched.close()


def work_out(page, told):
    page.get_by_role("button", name="Work out the order").click()
    page.get_by_text(told).wait_for(timeout=60_000)
    settled(page)


def bar(page, sector):
    return page.locator(f".passage-bars .bar[data-row={sector}]")


def test_a_picked_bar_brings_map_and_reason_to_its_day_and_a_sector_of_the_map_marks_its_bar(person):
    page, face = person.page, person.map().locator(".passage-clock-face")
    bar(page, "sector-khan-younis").first.focus()
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.get_by_text("Khan Younis starts in phase 4 (Gaza City), on 21 Jun 2027.").wait_for(timeout=60_000)
    page.get_by_text("Consent covers Khan Younis only from phase 2 (Southern link) on").wait_for(timeout=60_000)
    face.filter(has_text="Tue 13 Apr 2027").wait_for(timeout=60_000)
    assert {"phase=phase-3", "chosen=sector-khan-younis", "day=2027-04-13"} <= set(re.split("[?&]", page.url))
    assert "preparing" in page.locator(".passage-bars .bar[aria-selected=true]").inner_text()
    person.map().locator("[aria-label^='Rafah'].leaflet-interactive").first.dispatch_event("click")
    page.locator(".bar[data-row=sector-rafah][aria-selected=true]").wait_for(timeout=60_000)
    assert face.inner_text().startswith("Tue 13 Apr")
    assert [fault for fault in person.faults if not streamlits_own(fault)] == []


def test_an_order_is_a_draft_with_its_consequences_until_it_is_saved_and_can_be_taken_back(person):
    page = person.page
    page.get_by_role("button", name="Take over as a draft").click()
    page.get_by_text("Draft – not saved").wait_for(timeout=60_000)
    page.get_by_text("If saved").wait_for(timeout=60_000)
    page.get_by_placeholder("Reason for the change").fill("agreed today")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("This order is what is saved in the plan.").wait_for(timeout=60_000)
    settled(page)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Take over as a draft").wait_for(timeout=60_000)


def test_what_is_held_by_hand_makes_the_answer_old_and_a_conflict_is_told_with_remedies(person):
    page = person.page
    page.get_by_role("tab", name="Held by hand").click()
    page.get_by_role("combobox", name="starts").click()
    page.get_by_role("option", name="exactly in").click()
    settled(page)
    hold = page.get_by_role("button", name="Hold", exact=True).first
    until_seen(page, hold.click, page.get_by_text("Worked out under other assumptions"))
    assert page.get_by_role("button", name="Take over as a draft").is_disabled()
    work_out(page, "Conditions in conflict")
    told = page.get_by_role("region", name="Conditions in conflict").inner_text()
    assert "Consent does not cover North" in told
    assert "Let go of it under Held by hand." in told
