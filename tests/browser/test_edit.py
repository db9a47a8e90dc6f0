"""Shapes drawn and changed by hand in a real browser, and what of it reaches the page."""

import pytest
import shapely
from pyproj import Geod

from tests import entering
from tests.browser.conftest import Watched
from tests.browser.editing import Hand
from tests.browser.town import town

APP = "tests/browser/edit_app.py"
WGS84 = Geod(ellps="WGS84")
FRAMES = """() => {
  window.worst = 0;
  let last = performance.now();
  const tick = (now) => { window.worst = Math.max(window.worst, now - last); last = now; requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
"""Keeps how long the worst frame of the screen took, in milliseconds."""
MEET = (34.40, 31.40)
NORTH_SIDE = (34.40, 31.44)


@pytest.fixture
def hand(browser, start_app):
    opened = []

    def open_(show="sectors", **said):
        query = "&".join([f"show={show}", *(f"{name}={value}" for name, value in said.items())])
        watched = Watched(browser, start_app(APP))
        opened.append(watched)
        return Hand(watched.open(f"?{query}"))

    yield open_
    for watched in opened:
        assert watched.faults == []
        watched.close()


def side_by_side(shapes, *names):
    return shapely.coverage_is_valid([shapes[name] for name in names or ("west", "east", "south") if name in shapes])


def test_a_corner_three_sectors_share_moves_in_all_of_them(hand):
    the = hand()
    the.click((34.38, 31.42))
    seen = the.drag(MEET, (34.41, 31.41), hold=the.words)
    assert "km²" in seen
    assert "Overlap" not in seen
    after = the.heard()
    moved = [c for c in after["west"].exterior.coords[1:] if c[0] > 34.405]
    assert len(moved) == 1
    assert all(moved[0] in shape.exterior.coords for shape in after.values())
    assert side_by_side(after)
    assert sum(shape.area for shape in after.values()) == pytest.approx(0.08 * 0.07)
    the.press("Control+z")
    assert all(MEET in shape.exterior.coords for shape in the.heard().values())
    the.press("Control+Shift+z")
    assert all(a.equals_exact(after[name], 0) for name, a in the.heard().items())
    the.button("Undo stroke").click()
    assert all(MEET in shape.exterior.coords for shape in the.heard().values())


def test_a_corner_put_into_a_shared_edge_is_put_into_the_neighbour_and_taken_from_both(hand):
    the = hand()
    the.click((34.38, 31.42))
    the.drag((34.40, 31.42), (34.41, 31.425))
    after = the.heard()
    assert [len(after[name].exterior.coords) for name in ("west", "east")] == [6, 6]
    assert side_by_side(after, "west", "east")
    assert after["west"].area > after["east"].area
    fresh = next(c for c in after["west"].exterior.coords if 31.41 < c[1] < 31.43)
    the.click(fresh, button="right")
    after = the.heard()
    assert [len(after[name].exterior.coords) for name in ("west", "east")] == [5, 5]
    the.click(MEET, button="right")
    assert "move it instead" in the.words()
    assert side_by_side(the.here())


def test_a_sector_drawn_from_nothing_beside_others_takes_their_corners(hand):
    the = hand()
    the.draw([(34.40, 31.4401), (34.4401, 31.44), (34.44, 31.47)])
    assert "km" in the.words()
    the.click((34.40, 31.47))
    the.click((34.40, 31.44))
    after = the.heard()
    new = next(shape for name, shape in after.items() if name.startswith("drawn-"))
    assert {(34.40, 31.44), (34.44, 31.44)} <= set(new.exterior.coords)
    assert shapely.coverage_is_valid(list(the.here().values()))


def test_on_an_empty_map_area_line_and_point_are_drawn_and_measured(hand):
    the = hand("empty")
    corners = [(34.34, 31.40), (34.44, 31.40), (34.44, 31.46), (34.34, 31.46)]
    the.draw(corners)
    the.click(corners[0])
    the.draw([(34.34, 31.37), (34.39, 31.38), (34.44, 31.37)], kind="line")
    the.button("Finish").click()
    the.draw([(34.45, 31.48)], kind="post")
    after = sorted(the.heard().values(), key=lambda one: one.geom_type)
    assert [one.geom_type for one in after] == ["LineString", "Point", "Polygon"]
    told = "(g) => [passageMeasure.length(g), passageMeasure.area({type: 'Polygon', coordinates: [[...g, g[0]]]})]"
    line, ring = list(after[0].coords), list(after[2].exterior.coords)[:-1]
    assert the.frame.evaluate(told, line)[0] == pytest.approx(WGS84.line_length(*zip(*line, strict=True)), rel=1e-3)
    assert the.frame.evaluate(told, ring)[1] == pytest.approx(abs(WGS84.geometry_area_perimeter(after[2])[0]), rel=3e-3)


def test_what_is_wrong_is_told_while_drawing_and_stops_nothing(hand):
    the = hand()
    the.button("Snap to").click()
    the.draw([(34.37, 31.45), (34.38, 31.46), (34.38, 31.45)])
    the.page.mouse.move(*the.at((34.37, 31.46)))
    the.page.wait_for_timeout(100)
    assert "Crosses itself" in the.words()
    the.press("Escape")
    the.draw([(34.39, 31.43), (34.39, 31.46), (34.36, 31.46)])
    the.page.wait_for_timeout(100)
    assert "Overlaps West" in the.words()
    the.button("Finish").click()
    assert len(the.heard()) == 4
    the.button("Trim to neighbours").click()
    the.heard()
    assert "Overlap" not in the.words()
    assert shapely.coverage_is_valid(list(the.here().values()))


def test_a_sector_is_split_by_a_line_merged_again_and_gets_a_hole(hand):
    the = hand()
    before = the.here()
    the.click((34.38, 31.42))
    the.button("Split by a line").click()
    the.click((34.35, 31.4203))
    the.click((34.41, 31.43))
    the.button("Finish").click()
    after = the.heard()
    assert len(after) == 4
    assert shapely.coverage_is_valid(list(the.here().values())), "the neighbour has the new corner too"
    piece = next(name for name in after if name.startswith("drawn-"))
    assert after["west"].area + after[piece].area == pytest.approx(before["west"].area)
    the.button("Merge with").click()
    the.click(after[piece].representative_point().coords[0])
    after = the.heard()
    assert sorted(after) == ["east", "south", "west"]
    assert after["west"].symmetric_difference(before["west"]).area < 1e-12
    assert side_by_side(the.here())
    the.button("Cut a hole").click()
    for place in [(34.37, 31.41), (34.37, 31.415), (34.375, 31.415), (34.37, 31.41)]:
        the.click(place)
    after = the.heard()
    assert len(after["west"].interiors) == 1
    assert after["west"].is_valid
    the.button("Delete sector").click()
    assert sorted(the.heard()) == ["east", "south"]
    the.press("Control+z")
    assert the.heard()["west"].equals_exact(after["west"], 0)


def test_by_keyboard_alone_a_corner_is_moved_added_and_removed_and_a_sector_drawn(hand):
    the = hand()
    west = the.frame.locator("path[data-zone=west]")
    west.focus()
    the.press("Enter", "Tab")
    names = "() => document.activeElement.getAttribute('aria-label')"
    while "Corner" not in str(the.frame.evaluate(names)):
        the.press("Tab")
    corners = len(the.here()["west"].exterior.coords)
    the.press("PageDown", "ArrowRight", "ArrowRight", "Shift+ArrowUp")
    the.page.wait_for_timeout(500)
    the.heard()
    assert side_by_side(the.here())
    the.press("Insert")
    assert len(the.heard()["west"].exterior.coords) == corners + 1
    assert "Corner" in the.frame.evaluate(names), "the focus stays on the corner"
    the.press("Delete")
    assert len(the.heard()["west"].exterior.coords) == corners
    the.press("Escape")
    the.button("Draw a sector").focus()
    the.press("Enter", "Shift+ArrowUp", "Shift+ArrowUp", "Shift+ArrowUp", "Enter")
    the.press("Shift+ArrowRight", "Enter", "Shift+ArrowUp", "Enter", "Enter")
    after = the.heard()
    assert len(after) == 4
    assert all(shape.is_valid for shape in after.values())


def test_typed_places_are_the_next_corner_or_move_one_and_far_ones_are_refused(hand):
    the = hand()
    type_ = the.page.get_by_label("Place")

    def put(text):
        before = the.frame.evaluate("map_div.passageEditor.typed")
        type_.fill(text)
        type_.press("Enter")
        the.frame.wait_for_function("(n) => map_div.passageEditor.typed !== n", arg=before)

    the.click((34.38, 31.42))
    the.click(NORTH_SIDE)
    put("34.4012345, 31.4454321")
    after = the.heard()
    assert all((34.4012345, 31.4454321) in after[name].exterior.coords for name in ("west", "east"))
    known = the.here()
    put("-120.0, 40.0")
    assert "stays" in the.words()
    assert all(a.equals_exact(known[name], 0) for name, a in the.here().items()), "the last good state stays"
    the.draw([(34.46, 31.46)])
    put("34.4711111, 31.4611111")
    the.click((34.46, 31.48))
    the.button("Finish").click()
    assert any((34.4711111, 31.4611111) in one.exterior.coords for one in the.heard().values())


def test_a_line_drawn_near_roads_lies_on_them_and_beside_them_when_nothing_is_to_snap(hand):
    the = hand("empty", roads=1)
    the.frame.evaluate("() => { map_div.setView([15.344, 44.194], 15, {animate: false}); }")
    the.frame.locator(".leaflet-container[data-roads=drawn]").wait_for(timeout=60_000)
    tile = "map_div.passageTiles[0].views.get('').tileCache.cache"
    the.frame.wait_for_function(f"() => [...{tile}.keys()].some(key => key.endsWith(':14') || key.endsWith(':15'))")
    roads = shapely.MultiLineString(town().segments["points"].to_pylist())
    near = [shapely.Point(44.1962, 15.3421), shapely.Point(44.1902, 15.3461)]
    beside = [roads.interpolate(roads.project(place)) for place in near]
    aside = [(place.x + 4e-5, place.y + 4e-5) for place in beside]
    the.draw(aside, kind="line")
    the.button("Finish").click()
    (snapped,) = the.heard().values()
    assert [roads.distance(shapely.Point(corner)) for corner in snapped.coords] == pytest.approx([0, 0], abs=1.2e-5)
    the.button("Snap to").click()
    the.draw(aside, kind="line")
    the.button("Finish").click()
    free = next(line for line in the.heard().values() if not line.equals(snapped))
    assert shapely.hausdorff_distance(free, shapely.LineString(aside)) < 3e-5
    assert free.hausdorff_distance(snapped) > 2e-5


def test_what_was_drawn_before_the_page_was_lost_is_offered_and_taken_over(hand):
    the = hand()
    the.click((34.38, 31.42))
    the.drag(MEET, (34.41, 31.41))
    before = the.heard()
    the.page.reload()
    the.open()
    assert any(MEET in one.exterior.coords for one in the.here().values()), "a new session knows nothing of it"
    assert "3 changes from before the connection was lost." in the.frame.get_by_role("alertdialog").inner_text()
    the.button("Take them over").click()
    assert all(a.equals_exact(before[name], 0) for name, a in the.heard().items())
    the.watched.open("?show=sectors&revision=2")
    the.open()
    assert "another state of the plan" in the.frame.get_by_role("alertdialog").inner_text()
    the.button("Drop them").click()
    the.page.reload()
    the.open()
    assert the.frame.get_by_role("alertdialog").count() == 0


def test_what_is_drawn_stays_chosen_until_the_ground_is_clicked(hand):
    the = hand("all")
    the.draw([(34.45, 31.46), (34.48, 31.46), (34.48, 31.48), (34.45, 31.46)])
    chosen = "() => map_div.passageEditor.chosen"
    assert the.frame.evaluate(chosen).startswith("drawn-")
    the.click((34.33, 31.38))
    assert the.frame.evaluate(chosen) == "post"
    the.drag((34.33, 31.38), (34.34, 31.39))
    assert the.heard()["post"].x == pytest.approx(34.34, abs=1e-3)
    the.click((34.345, 31.465))
    assert the.frame.evaluate(chosen) == "line", "a line is caught beside its middle"
    the.drag((34.33, 31.46), (34.32, 31.47))
    assert the.heard()["line"].coords[0][0] == pytest.approx(34.32, abs=1e-3)
    the.click((34.48, 31.37))
    assert the.frame.evaluate(chosen) is None


def test_a_shape_of_a_hundred_thousand_corners_moves_as_a_whole(hand):
    the = hand("large")
    the.click((34.45, 31.47))
    assert "zoom in for its corners" in the.words()
    told = "(() => { const g = map_div.passageEditor.shapes.get('large').geometry; return [passageShapes.count(g), "
    told += "passageMeasure.area(g) / Math.cos(31.455 * Math.PI / 180), ...passageShapes.box(g)]; })()"
    before = the.frame.evaluate(told)
    the.frame.evaluate(FRAMES)
    seen = the.drag((34.45, 31.47), (34.41, 31.44), hold=lambda: the.frame.evaluate("window.worst"))
    the.frame.wait_for_function("() => map_div.passageEditor.changed.size === 1")
    after = the.frame.evaluate(told)
    assert before[0] == after[0] == 100_000
    assert after[2] == pytest.approx(before[2] - 0.04, abs=1e-3)
    assert after[3] == pytest.approx(before[3] - 0.03, abs=1e-3)
    assert after[1] == pytest.approx(before[1], rel=1e-3)
    assert seen < 2000, "the worst frame while it is carried, milliseconds"


def test_a_finger_drags_a_corner_and_holding_it_down_takes_it_away(browser, start_app):
    context = browser.new_context(has_touch=True, viewport={"width": 1000, "height": 800})
    entering.let_in(context, start_app(APP))
    page = context.new_page()
    page.goto(start_app(APP) + "?show=sectors")

    class Watch:
        def __init__(self):
            self.page = page

        map = Watched.map

    the = Hand(Watch())
    page.touchscreen.tap(*the.at((34.38, 31.42)))
    page.wait_for_timeout(300)
    finger = context.new_cdp_session(page)

    def touch(kind, place=None):
        points = [dict(zip("xy", the.at(place), strict=True))] if place else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", (34.36, 31.44))
    touch("touchMove", (34.355, 31.445))
    touch("touchMove", (34.35, 31.45))
    touch("touchEnd")
    after = the.heard()
    assert any(c[0] < 34.355 for c in after["west"].exterior.coords)
    corner = next(c for c in after["west"].exterior.coords if c[0] < 34.355)
    touch("touchStart", corner)
    page.wait_for_timeout(900)
    touch("touchEnd")
    assert len(the.heard()["west"].exterior.coords) == len(after["west"].exterior.coords) - 1
    context.close()
