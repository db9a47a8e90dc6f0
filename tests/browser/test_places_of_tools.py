"""The map has most of the window, and nothing that stands on it covers anything else, on every size of window."""

import itertools

import pytest

from tests.browser.conftest import Watched

OWN_DESK = True
"""What was changed just now is told on every page, and takes room from the map."""
SIZES = {"laptop": (1366, 768), "projector": (1920, 1080), "telephone": (390, 844)}
PAGES = ("", "timeline", "routes", "what_if", "sectors", "status", "sequence", "cover", "scenarios", "convoy")
# the share of the page that is map: timelines, numbers and the strip are read along, a draft has its row of buttons
LEAST = {"timeline": 0.35, "sequence": 0.3, "what_if": 0.45, "sectors": 0.45, "scenarios": 0.2, "convoy": 0.29}
# what is asked, or the strip, stands above the map where both find no room beside each other
BELOW = {("telephone", "scenarios"), ("telephone", "convoy")}
# on a projector these have what they have on a laptop, and more room
CASES = [(s, p) for s in SIZES for p in PAGES if s != "projector" or p not in {"cover", "scenarios", "convoy"}]
# the corners of the map hold controls; inside a control its own parts may share room
STANDING = ".leaflet-control, .passage-clock, .passage-off-note, .passage-swipe-name"
BOXES = """(_, kinds) => [...document.querySelectorAll(kinds)]
  .map((node) => [node.className, node.getBoundingClientRect()])
  .filter(([, box]) => box.width && box.height)
  .map(([name, box]) => [name, box.left, box.top, box.right, box.bottom])"""


@pytest.fixture(scope="module", params=SIZES)
def sized(request, browser, desk):
    """A browser page of one size, that goes from page to page of an operation nobody has just changed."""
    watched = Watched(browser, desk.url, size=SIZES[request.param])
    yield watched, request.param
    watched.close()


def standing(watched):
    """What stands on the map: name and edges."""
    frame = watched.map(roads=False)
    frame.locator("[data-layers=drawn]").wait_for(timeout=60_000)
    return frame.locator("body").evaluate(BOXES, STANDING)


def covering(boxes):
    """Pairs of which one covers the other by more than the width of an edge."""
    return [
        (one[0], other[0])
        for one, other in itertools.combinations(boxes, 2)
        if one[1] < other[3] - 2 and other[1] < one[3] - 2 and one[2] < other[4] - 2 and other[2] < one[4] - 2
    ]


@pytest.mark.parametrize(("sized", "path"), CASES, ids=lambda part: part or "overview", indirect=["sized"])
def test_half_of_a_page_is_map_and_nothing_on_it_covers_anything_else(sized, path):
    watched, size = sized
    page = watched.open(path).page
    boxes = standing(watched)
    assert len(boxes) >= 4
    assert covering(boxes) == []
    wide, high = SIZES[size]
    box = page.locator("iframe[title*=folium]").bounding_box()
    beside = page.locator("[data-testid=stMain]").bounding_box()
    seen = box["width"] * max(min(box["y"] + box["height"], high) - box["y"], 0)
    assert page.evaluate("document.documentElement.scrollWidth") <= wide
    least = 0.0 if (size, path) in BELOW else LEAST.get(path, 0.5)
    assert seen >= least * beside["width"] * high


def test_an_open_panel_leaves_the_clock_and_the_shelf_alone(sized):
    watched, _ = sized
    standing(watched.open())
    frame = watched.map(roads=False)
    for name in ("Search", "Layers", "Measure"):
        frame.get_by_role("button", name=name).first.click()
        panel = frame.locator(".passage-panel:not([hidden])").bounding_box()
        for kept in (frame.get_by_role("group", name="Clock"), frame.locator(".passage-shelf")):
            box = kept.bounding_box()
            assert panel["y"] + panel["height"] <= box["y"] + 2 or panel["x"] >= box["x"] + box["width"] - 2
