"""No page asks another host, and nothing that axe-core knows to be a barrier is on it, by day or in the dark."""

import pytest

from tests.browser.conftest import PROJECT, Watched, streamlits_own

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
MAPLESS = ("catalogue", "contributors", "approvals", "command", "rules", "consent", "money", "data")
PAGES = (
    "",
    "timeline",
    "routes",
    "convoy?convoy=convoy-1&view=Column",
    "board",
    "rounds",
    "what_if",
    "sectors",
    "status",
    "phases",
    "cover",
    "sequence",
    "scenarios",
    *MAPLESS,
)


def barriers(page):
    """What axe-core objects to on a page and in the frames on it: rule, weight and element."""
    for frame in page.frames:
        frame.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{rule['id']} ({rule['impact']}): {node['target']} {node['html'][:160]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@pytest.fixture(scope="module")
def walked(browser, start_app):
    """One browser page that goes from page to page as a person does."""
    watched = Watched(browser, start_app("app.py"), scheme="light")
    yield watched
    watched.close()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "overview")
def test_a_page_opens_whole_says_that_it_is_illustrative_and_has_no_barrier(walked, path):
    page, has_map = walked.open(path).page, path not in MAPLESS
    page.locator("h1").first.wait_for()
    if has_map:
        walked.map().locator("[data-layers=drawn]").wait_for()
    page.get_by_text("Everything stays on this machine").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.get_by_text("illustrative – not information about any place").is_visible()
    assert barriers(page) == []
    assert [fault for fault in walked.faults if not streamlits_own(fault)] == []
    page.emulate_media(color_scheme="dark")
    page.locator("html.passage-dark").wait_for(state="attached")
    if has_map:
        walked.map().locator("html.passage-dark [data-layers=drawn]").wait_for()
    assert barriers(page) == []
    page.emulate_media(color_scheme="light")
    walked.faults.clear()  # tiles that were still on their way when the light changed are given up


def test_a_picture_without_words_is_a_barrier(walked):
    """The check itself sees what it is for."""
    walked.open("data")
    walked.page.locator("h1").first.wait_for()
    walked.page.evaluate("document.querySelector('h1').append(Object.assign(new Image(), { src: 'data:,' }))")
    assert any(barrier.startswith("image-alt") for barrier in barriers(walked.page))


def test_the_light_chosen_on_a_page_holds_on_all_pages_and_on_the_map(browser, start_app):
    """Also when it was chosen before the links to the other pages were drawn."""
    watched = Watched(browser, start_app("app.py"), scheme="light")
    page, late = watched.page, []
    page.route("**/PageLink*.js", lambda route: late.append(route))  # noqa: PLW0108 - it must be a function
    watched.open()
    page.get_by_role("button", name="Dark", exact=True).click()
    watched.map().locator("html.passage-dark [data-layers=drawn]").wait_for()
    page.unroute("**/PageLink*.js")
    assert late, "the links were held back"
    watched.open("timeline").map().locator("html.passage-dark [data-layers=drawn]").wait_for()
    page.locator("a[aria-current=page]", has_text="Timeline").wait_for()
    assert page.evaluate("document.documentElement.classList.contains('passage-dark')")
    page.get_by_role("button", name="Auto", exact=True).click()
    watched.map().locator("html:not(.passage-dark) [data-layers=drawn]").wait_for()
    watched.close()


def test_a_map_that_stands_follows_the_light_of_the_machine(browser, start_app):
    watched = Watched(browser, start_app("app.py"), scheme="light")
    frame = watched.open().map()
    inner = next(frame for frame in watched.page.frames if "streamlit_folium" in frame.url)
    inner.evaluate("() => { window.same_map = true; }")
    for scheme, mark in (("dark", "html.passage-dark"), ("light", "html:not(.passage-dark)")):
        watched.page.emulate_media(color_scheme=scheme)
        frame.locator(f"{mark} [data-layers=drawn]").wait_for()
        watched.page.locator(mark).wait_for(state="attached")
    assert inner.evaluate("() => window.same_map && map_div.passageInk.street") == "#ffffff"
    watched.close()
