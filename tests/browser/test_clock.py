"""The clock on the map in a real browser: columns move, phases are walked and compared."""

import re

import pytest

from tests.browser.conftest import Watched, streamlits_own
from tests.browser.pencil import LISTEN, Pencil
from tests.browser.test_jobs import settled, until_address
from tests.browser.test_pencil import MIDDLE

MOMENT = "() => map_div.passageClock.moment"


@pytest.fixture(scope="module")
def opened(browser, desk):
    """A page of the desk with its map drawn, kept for the whole file."""
    pages = {}

    def open_(path="", **media):
        key = (path, *media.items())
        if key not in pages:
            watched = Watched(browser, desk.url, size=(1440, 900))
            watched.page.emulate_media(**media)
            watched.open(path)
            watched.map().locator("[data-layers=drawn]").wait_for(timeout=60_000)
            settled(watched.page)
            pages[key] = watched
        return pages[key]

    yield open_
    for watched in pages.values():
        watched.close()


def inner(watched):
    return next(frame for frame in watched.page.frames if "streamlit_folium" in frame.url)


def at_morning(watched):
    """Bring the clock to the moment of the demo, whatever was done before."""
    frame = inner(watched)
    frame.evaluate("() => { const c = map_div.passageClock; c.play(false); c.under('day'); c.moveTo(1804658400); }")
    frame.wait_for_function("() => map_div.passageClock.pagePhase === 'phase-2' && !map_div.passageClock.asked")
    return frame


def place_of(frame, number):
    box = frame.locator(".passage-column", has_text=number).locator("i").bounding_box()
    return box and (box["x"], box["y"])


def test_a_column_moves_along_its_road_as_the_clock_is_scrubbed(opened):
    watched = opened()
    frame = at_morning(watched)
    slider = frame.get_by_role("slider", name="Moment")
    assert frame.locator(".passage-column").count() == 0
    for _ in range(7):
        slider.press("ArrowRight")
    first = place_of(frame, "M-0310-02")
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    second = place_of(frame, "M-0310-02")
    assert abs(first[0] - second[0]) + abs(first[1] - second[1]) > 5
    assert slider.get_attribute("aria-valuetext") == "Wed 10 Mar 2027 08:45 (UTC+2)"
    band = "() => map_div.passageColumns.all().filter(c => c.seen).map(c => c.now.head - c.now.tail)"
    # six vehicles, 80 m apart and 51.7 m long together, closed up no further where the road is slow
    assert [length for length in frame.evaluate(band) if 531 <= length < 700]


def test_page_down_goes_from_event_to_event(opened):
    frame = at_morning(opened())
    slider, news = frame.get_by_role("slider", name="Moment"), frame.locator(".passage-clock-news")
    slider.press("PageDown")
    assert news.inner_text().startswith("M-0310-02 departs")
    slider.press("PageDown")
    assert news.inner_text().startswith("Patients to Rafah departs")
    slider.press("PageUp")
    assert news.inner_text().startswith("M-0310-02 departs")


def test_playing_moves_the_clock_and_asks_the_page_for_nothing(opened):
    watched = opened()
    frame = at_morning(watched)
    clicks = frame.evaluate("() => map_div.passageClicks || 0")
    before = frame.evaluate(MOMENT)
    frame.get_by_role("slider", name="Moment").press(" ")
    watched.page.wait_for_timeout(1200)
    frame.get_by_role("button", name="Pause").click()
    watched.page.wait_for_timeout(700)
    assert frame.evaluate(MOMENT) - before > 100
    assert frame.evaluate("() => map_div.passageClicks || 0") == clicks


def test_who_wants_no_motion_gets_steps(opened):
    watched = opened("", reduced_motion="reduce")
    frame = at_morning(watched)
    before = frame.evaluate(MOMENT)
    frame.get_by_role("button", name="Play").click()
    seen = []
    for _ in range(12):
        watched.page.wait_for_timeout(200)
        seen.append(frame.evaluate(MOMENT) - before)
    frame.get_by_role("button", name="Pause").click()
    assert set(seen) <= {0, 300, 600, 900}
    assert max(seen) >= 300


def test_the_phase_bar_follows_a_clock_that_comes_to_rest_and_the_map_is_not_made_anew(opened):
    watched = opened()
    frame = at_morning(watched)
    frame.evaluate("() => { window.same_map = true; }")
    suspended = frame.locator("[aria-label*='Al-Mawasi, Sector suspended']")
    assert not suspended.is_visible()
    frame.get_by_label("Time under the slider").select_option("all")
    until_address(
        watched.page,
        lambda: frame.evaluate("() => map_div.passageClock.moveTo(Date.UTC(2027, 6, 15) / 1000)"),
        "phase=phase-4",
    )
    watched.page.get_by_role("heading", name="Gaza City").first.wait_for(timeout=60_000)
    assert suspended.is_visible()
    assert frame.evaluate("() => window.same_map === true")
    assert frame.evaluate(MOMENT) == frame.evaluate("() => Date.UTC(2027, 6, 15) / 1000")


def test_the_clock_follows_the_phase_bar(opened):
    watched = opened()
    frame = at_morning(watched)
    until_address(watched.page, watched.page.get_by_text("North and hand-over").first.click, "phase=phase-5")
    frame.locator(".passage-clock-phase", has_text="North and hand-over").wait_for(timeout=60_000)
    assert frame.locator("[aria-label*='Rafah, Sector under local lead']").is_visible()
    until_address(watched.page, watched.page.get_by_text("Southern link").first.click, "phase=phase-2")


def test_a_briefer_walks_the_phases_with_one_key(opened):
    watched = opened()
    page, frame = watched.page, at_morning(watched)
    frame.evaluate("() => { window.drawn_before = passageMap.features(map_div); }")
    page.locator("h1").first.click()
    page.keyboard.press("b")
    title = frame.locator(".passage-walk h2")
    title.wait_for()
    box = page.locator("iframe[title*=folium]").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 1440, 900)
    assert title.inner_text() == "Southern link"
    for key, name in (("PageDown", "Middle area"), ("ArrowRight", "Gaza City"), ("PageUp", "Middle area")):
        page.keyboard.press(key)
        assert title.inner_text() == name
    assert frame.locator(".passage-walk-head .passage-ar").inner_text() == "المنطقة الوسطى"
    assert "Newly active: Middle, Deir al-Balah" in frame.locator(".passage-walk-news").inner_text()
    assert frame.evaluate("() => window.drawn_before === passageMap.features(map_div)")
    assert (
        frame.evaluate("() => parseFloat(getComputedStyle(document.querySelector('.passage-walk h2')).fontSize)") > 40
    )
    page.keyboard.press("Escape")
    until_address(page, lambda: None, "phase=phase-3")
    assert page.locator("iframe[title*=folium]").bounding_box()["width"] < 1000


def test_two_phases_are_compared_across_a_divider_that_keys_move(opened):
    watched = opened("timeline?phase=phase-3")
    frame = inner(watched)
    frame.get_by_role("button", name="Compare").click()
    divider = frame.get_by_role("slider", name="Divider")
    left, right = (frame.get_by_label(f"Phase on the {side}") for side in ("left", "right"))
    assert [side.evaluate("s => s.selectedOptions[0].text") for side in (left, right)] == [
        "2 Southern link",
        "3 Middle area",
    ]
    cut = "side => [...document.querySelectorAll(`path.passage-cut-${side}`)].map(p => p.getAttribute('aria-label'))"
    assert "Middle, Sector preparing" in frame.evaluate(cut, "left")
    assert "Middle, Sector active" in frame.evaluate(cut, "right")
    assert "Rafah, Sector active" not in frame.evaluate(cut, "left") + frame.evaluate(cut, "right")
    clip = "() => Number(document.querySelector('#passage-clip-right rect').getAttribute('x'))"
    before, at = divider.get_attribute("aria-valuenow"), frame.evaluate(clip)
    divider.press("ArrowRight")
    assert int(divider.get_attribute("aria-valuenow")) > int(before)
    assert frame.evaluate(clip) > at
    divider.press("Escape")
    assert not divider.is_visible()
    assert frame.evaluate(cut, "left") == []
    assert frame.locator("[aria-label*='Middle, Sector active']").is_visible()
    assert not frame.locator("[aria-label*='Middle, Sector preparing']").is_visible()


def test_nothing_of_it_asks_another_host_or_fails(opened):
    faults = [fault for path in ("", "timeline?phase=phase-3") for fault in opened(path).faults]
    assert [fault for fault in faults if not streamlits_own(fault)] == []
    assert re.match(r"http://127", opened().url)


def test_the_saved_plan_is_compared_with_a_draft(browser, desk):
    watched = Watched(browser, desk.url, size=(1440, 900))
    watched.page.add_init_script(LISTEN)
    watched.open("what_if")
    pencil = Pencil(watched)
    frame, compare = pencil.frame, pencil.frame.get_by_role("button", name="Compare")
    assert not compare.is_visible()
    pencil.draw(MIDDLE)
    left = "() => passageMap.features(map_div).filter(f => f.feature.side === 'left')"
    assert frame.evaluate(f"({left})().every(f => f.reasons.has('swipe'))")
    compare.click()
    assert frame.evaluate(f"({left})().length") > 10
    assert frame.evaluate(f"({left})().every(f => !f.reasons.size)")
    names = [frame.locator(f".passage-swipe-{side}").inner_text() for side in ("left", "right")]
    assert names == ["Saved plan", "Draft, not saved"]
    drawn = "() => getComputedStyle(document.querySelector('.leaflet-zones-pane svg > g')).clipPath"
    assert "passage-clip-right" in frame.evaluate(drawn)
    compare.press("Enter")
    assert frame.evaluate(f"({left})().every(f => f.reasons.has('swipe'))")
    watched.close()


def test_lines_tell_how_old_information_is_and_how_exposed_ways_are(opened):
    watched = opened("timeline?phase=phase-2")
    page = watched.page
    for shown, words in (("Age of information", "Information fresh"), ("Exposure", "Exposure low")):
        page.get_by_role("radio", name=shown).or_(page.get_by_role("button", name=shown)).first.click()
        page.locator(".passage-legend", has_text=words).first.wait_for(timeout=60_000)
        looks = "words => passageMap.features(map_div).some(f => f.look.words.startsWith(words) && !f.reasons.size)"
        inner(watched).wait_for_function(looks, arg=words, timeout=60_000)
    assert page.locator(".passage-legend", has_text="too old, undated or none").count() == 0
