"""Zones under the pencil, in a real browser: every open convoy follows within a second."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from shapely import Point

from data.model import Convoy, Phase, Plan, Site, SiteKind
from data.sources.roads.load import load_roads
from tests.browser.allowance import allowed_ms
from tests.browser.conftest import PROJECT, Started, Watched
from tests.browser.pencil import LISTEN, Pencil
from tests.shelves import shelf_in

ATTEMPTS = 3
"""Fewer where one is good."""
MIDDLE = ((34.30, 31.39), (34.30, 31.44), (34.36, 31.44), (34.36, 31.39))
"""Across every road from the south to the north of the demo."""
WIDER = ((34.24, 31.39), (34.24, 31.44), (34.42, 31.44), (34.42, 31.39))
SEA = (34.22, 31.47)


@pytest.fixture
def at(browser, desk):
    opened = []

    def open_(path="what_if", app=desk):
        watched = Watched(browser, app.url, size=(1280, 800))
        watched.page.add_init_script(LISTEN)
        opened.append(watched.open(path))
        return watched

    yield open_
    for watched in opened:
        watched.close()


def own(faults):
    return [fault for fault in faults if "_stcore" not in fault and "404 (Not Found)" not in fault]


def test_a_zone_drawn_dragged_and_deleted_is_followed_by_twelve_convoys_and_nothing_is_saved(at):
    watched = at()
    pencil = Pencil(watched)
    page, before = watched.page, pencil.rows()
    assert len(before) == 12
    frame, ways = pencil.frame, pencil.ways()
    frame.evaluate("() => { window.same_map = true; }")
    pencil.draw(MIDDLE)
    closed = pencil.rows()
    assert sum(kind != before[name][0] for name, (kind, _) in closed.items()) >= 5
    assert "closed by zone New zone 1" in closed["convoy-1"][1]
    assert pencil.ways() != ways
    assert page.get_by_text("Preview – not saved").is_visible()
    pencil.drag((34.33, 31.41), SEA)
    assert {name: kind for name, (kind, _) in pencil.rows().items()} == {n: kind for n, (kind, _) in before.items()}
    pencil.drag(SEA, (34.33, 31.41))
    assert {name: kind for name, (kind, _) in pencil.rows().items()} == {n: kind for n, (kind, _) in closed.items()}
    pencil.delete()
    assert pencil.rows() == before
    assert pencil.ways() == ways
    assert frame.evaluate("() => window.same_map === true"), "the map was never made anew"
    assert page.get_by_role("button", name="Undo").is_disabled()
    assert own(watched.faults) == []


def is_answered_in_time(taken):
    """Whether the best answer to each kind of stroke came within a second."""
    best = {stroke: round(min(times_ms)) for stroke, times_ms in taken.items()}
    print("best", best)  # noqa: T201 - the figures are the point
    return max(best.values()) < allowed_ms()


def test_each_stroke_is_answered_within_a_second_on_the_demo(at):
    pencil = Pencil(at())
    taken = {"draw": [], "corner": [], "move": [], "delete": []}
    for n in range(ATTEMPTS):
        shift = 0.004 * n
        corners = [(lon + shift, lat + shift) for lon, lat in MIDDLE]
        taken["draw"].append(pencil.draw(corners))
        taken["corner"].append(pencil.drag(pencil.corner_at(3), (34.41, 31.35 + shift)))
        taken["move"].append(pencil.drag((34.33 + shift, 31.41 + shift), (SEA[0], SEA[1] + shift)))
        taken["delete"].append(pencil.delete())
        if is_answered_in_time(taken):
            return
    pytest.fail(f"Slower than {allowed_ms():.0f} ms: {taken}")


def test_a_draft_is_saved_with_its_reason_and_can_be_taken_back(at):
    watched = at()
    page, pencil = watched.page, Pencil(watched)
    before = pencil.rows()
    pencil.draw(MIDDLE)
    drafted = pencil.rows()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").first.wait_for()
    page.get_by_label("Reason for the change").fill("Road cut by the flood")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("As saved.").wait_for(timeout=60_000)
    pencil.until_told(lambda rows: len(rows) == len(before) and not any("differs" in kind for kind, _ in rows.values()))
    assert pencil.rows()["convoy-1"][0] == "blocked", "what was drafted is now the plan"
    assert "closed by zone New zone 1" in pencil.rows()["convoy-1"][1]
    assert drafted["convoy-1"][0] == "blocked differs"
    page.get_by_role("button", name="Undo").click()
    pencil.until_told(before.__eq__)


def test_without_a_pointer_a_zone_is_typed_changed_and_discarded(at):
    watched = at()
    page, pencil = watched.page, Pencil(watched)
    before = pencil.rows()
    page.get_by_role("button", name="Type a new zone").click()
    text = page.get_by_label(re.compile("Corners, one to a line"))
    text.fill("34.30, 31.39\nnorth of it")
    page.get_by_role("button", name="Add a zone with these corners").click()
    page.get_by_role("alert").first.wait_for()
    assert "north of it" in page.get_by_role("alert").first.inner_text()
    text.fill("\n".join(f"{lon}, {lat}" for lon, lat in WIDER))
    page.get_by_role("button", name="Add a zone with these corners").click()
    page.get_by_text("Preview – not saved").wait_for(timeout=60_000)
    pencil.until_told(lambda rows: "closed by zone New zone 1" in rows["convoy-1"][1])
    pencil.frame.locator("path.passage-chosen").wait_for()
    page.get_by_role("button", name="Discard").click()
    page.get_by_text("As saved.").wait_for(timeout=60_000)
    pencil.until_told(before.__eq__)


def test_a_press_on_the_map_never_moves_the_page_under_the_pointer(at):
    watched = at()
    watched.page.set_viewport_size({"width": 1000, "height": 500})
    pencil = Pencil(watched)
    pencil.begin()
    watched.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    watched.page.wait_for_timeout(500)
    below = "const below = map_div.containerPointToLatLng([60, 120]);"
    place = pencil.frame.evaluate(f"() => {{ {below} return [below.lng, below.lat]; }}")
    pencil.corner(place)
    put = pencil.frame.evaluate("() => map_div.passageEditor.pencil.corners[0]")
    assert put == pytest.approx(place, abs=2e-3)


@pytest.fixture(scope="module")
def largest(tmp_path_factory):
    """An app on the largest extract, with twelve convoys open."""
    if "PASSAGE_DATA" not in os.environ:
        pytest.skip("PASSAGE_DATA does not name the folder of real data")
    extract = Path(os.environ["PASSAGE_DATA"]) / "osm" / "porto.osm.pbf"
    home = tmp_path_factory.mktemp("largest")
    network = load_roads([extract], cache_dir=home / "networks").network
    shelf = shelf_in(home)
    shelf.create("porto", _porto(network), reason="test", actor="test")
    shelf.close()
    started = Started(PROJECT / "app.py", home, home / "app.log", as_guest=False)
    yield started
    started.stop()


def _porto(network):
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    rows = np.random.default_rng(4).choice(network.node_count, 24, replace=False)
    sites = tuple(
        Site(
            id=f"s{n}", name=f"Site {n}", kind=SiteKind.WAREHOUSE, point=Point(network.node_lon[r], network.node_lat[r])
        )
        for n, r in enumerate(rows)
    )
    convoys = tuple(
        Convoy(
            id=f"c{n}",
            name=f"Convoy {n}",
            organisation="agency",
            origin=f"s{n}",
            destination=f"s{n + 12}",
            departs_at=now + timedelta(hours=n + 1),
        )
        for n in range(12)
    )
    phase = Phase(id="P1", name="Phase 1", starts_at=now, ends_at=now + timedelta(days=90))
    return Plan(name="Porto", sites=sites, convoys=convoys, phases=(phase,), network_fingerprint=network.fingerprint)


@pytest.mark.real_data
def test_each_stroke_is_answered_within_a_second_on_the_largest_extract(at, largest):
    pencil = Pencil(at("what_if?op=porto", largest))
    assert len(pencil.rows()) == 12
    centre = pencil.frame.evaluate("() => { const c = map_div.getCenter(); return [c.lng, c.lat]; }")
    taken = {"draw": [], "corner": [], "move": [], "delete": []}
    for n in range(ATTEMPTS):
        lon, lat = centre[0] + 0.003 * n, centre[1] + 0.003 * n
        corners = [
            (lon - 0.04, lat - 0.03),
            (lon - 0.04, lat + 0.03),
            (lon + 0.04, lat + 0.03),
            (lon + 0.04, lat - 0.03),
        ]
        taken["draw"].append(pencil.draw(corners))
        taken["corner"].append(pencil.drag(pencil.corner_at(0), (lon - 0.06, lat - 0.05)))
        taken["move"].append(pencil.drag((lon, lat), (lon + 0.02, lat)))
        taken["delete"].append(pencil.delete())
        if is_answered_in_time(taken):
            return
    pytest.fail(f"Slower than {allowed_ms():.0f} ms: {taken}")
