"""Nothing that axe-core knows to be a barrier is on any page, in daylight and in the dark, map included."""

import pytest

from tests.browser.conftest import PROJECT, Watched

AXE = PROJECT / "node_modules" / "axe-core" / "axe.min.js"
PAGES = ("", "timeline", "routes", "what_if", "sectors", "status", "data")


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


@pytest.fixture(scope="module", params=["light", "dark"])
def lit(request, browser, start_app):
    """One browser page in one light, that goes from page to page as a person does."""
    watched = Watched(browser, start_app("app.py"), scheme=request.param)
    yield watched
    watched.close()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "overview")
def test_a_page_has_no_barrier(lit, path):
    lit.open(path)
    lit.page.locator("h1").first.wait_for()
    if path != "data":
        lit.map().locator("[data-layers=drawn]").wait_for()
    lit.page.get_by_text("Everything stays on this machine").wait_for()
    lit.page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    assert barriers(lit.page) == []


def test_a_picture_without_words_is_a_barrier(lit):
    """The check itself sees what it is for."""
    lit.open("data")
    lit.page.locator("h1").first.wait_for()
    lit.page.evaluate("document.querySelector('h1').append(Object.assign(new Image(), { src: 'data:,' }))")
    assert any(barrier.startswith("image-alt") for barrier in barriers(lit.page))


def test_the_light_chosen_on_a_page_holds_on_all_pages_and_on_the_map(browser, start_app):
    watched = Watched(browser, start_app("app.py"), scheme="light")
    page = watched.open().page
    page.get_by_role("button", name="Dark", exact=True).click()
    watched.map().locator("html.passage-dark [data-layers=drawn]").wait_for()
    watched.open("timeline").map().locator("html.passage-dark [data-layers=drawn]").wait_for()
    assert page.locator("a[aria-current=page]").all_inner_texts()[0].endswith("Timeline")
    assert page.evaluate("document.documentElement.classList.contains('passage-dark')")
    page.get_by_role("button", name="Auto", exact=True).click()
    watched.map().locator("html:not(.passage-dark) [data-layers=drawn]").wait_for()
    watched.close()
