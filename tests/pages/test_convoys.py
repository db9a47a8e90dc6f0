"""What a draft changes for each open convoy, in words and on the map."""

from dataclasses import replace
from datetime import timedelta

import pytest
from shapely import LineString, Point

from data.model import NoRoute, Obstacle, Passability, Plan, ReliedReport, Route, RoutePolicy, Sector, Snap
from data.model.results import NoRouteReason
from pages.look import looks
from pages.parts import convoy_layers
from pages.parts.convoy_view import _row, summary
from pages.parts.convoys import Outcome, told_convoys
from routing.standing import Refused
from routing.ways.passed import sectors_passed
from tests import builders
from tests.asciimap import area_m
from tests.browser.payloads import PAYLOADS

WEST = Sector(id="west", name="West", area=area_m(0, -500, 1000, 500))
EAST = Sector(id="east", name="East", area=area_m(1000, -500, 2000, 500))
SECTORS = (EAST, WEST)
ZONE = Obstacle(kind="zone", id="z", name="North", why="closed")
FAR = Refused(message="no road within 1000 m")
STRAIGHT = LineString([area_m(100, 0, 101, 1).centroid, area_m(900, 0, 901, 1).centroid])
LONG = LineString([area_m(100, 0, 101, 1).centroid, area_m(1500, 0, 1501, 1).centroid])


def route(line=STRAIGHT, minutes=10.0, **said):
    snap = Snap(wanted=Point(0, 0), point=Point(0, 0), segment=0, offset_m=0.0, distance_m=0.0)
    plain = {
        "policy": RoutePolicy.FASTEST,
        "at": builders.NOON,
        "origin": snap,
        "destination": snap,
        "via": (),
        "line": line,
        "distance_m": 1000.0,
        "duration_s": minutes * 60,
        "exposure_s": 0.0,
        "pieces": (),
        "exposure": (),
        "streets": (),
        "reports": (),
        "unknown_m": 0.0,
        "unreported_m": 0.0,
    }
    return Route(**plain | said)


def blocked(*obstacles):
    told = {"policy": RoutePolicy.FASTEST, "at": builders.NOON, "reason": NoRouteReason.CLOSED, "message": "No way."}
    return NoRoute(**told, obstacles=obstacles)


def convoy(**said):
    return builders.convoy(**{"id": "c", "origin": "s", "destination": "s", "departs_at": builders.NOON} | said)


def told(saved, drafted):
    [one] = told_convoys([convoy()], SECTORS, {"c": saved}, {"c": drafted})
    return one


@pytest.mark.parametrize(
    ("saved", "drafted", "words", "outcome"),
    [
        (route(), route(), "", Outcome.PASSES),
        (route(), route(LONG, 24), "+14 min, now through East", Outcome.CHANGED),
        (route(LONG, 24), route(), "−14 min, no longer through East", Outcome.CHANGED),
        (route(), route(minutes=16), "+6 min, on the same way", Outcome.CHANGED),
        (route(), route(exposure_s=120), "same time, on the same way, +2 min in danger", Outcome.CHANGED),
        (route(), blocked(ZONE), "closed by zone North", Outcome.BLOCKED),
        (blocked(ZONE), blocked(ZONE), "", Outcome.BLOCKED),
        (blocked(ZONE), route(), "a way again", Outcome.CHANGED),
        (route(), blocked(), "no road joins the two places", Outcome.BLOCKED),
        (FAR, FAR, "", Outcome.UNASKED),
    ],
)
def test_a_change_is_told_in_words(saved, drafted, words, outcome):
    one = told(saved, drafted)
    assert (one.change, one.outcome) == (words, outcome)


def test_more_than_two_things_in_the_way_are_counted():
    obstacles = [replace(ZONE, id=str(n), name=f"Z{n}") for n in range(4)]
    assert told(route(), blocked(*obstacles)).change == "closed by zone Z0, zone Z1 and 2 more"


def test_the_summary_counts_changes_and_convoys_without_a_way():
    assert summary([told(route(), blocked(ZONE)), told(route(), route())]) == (
        "1 of 2 open convoys change; 1 without a way"
    )


def test_sectors_are_told_in_the_order_they_are_entered():
    assert [s.id for s in sectors_passed(SECTORS, LONG)] == ["west", "east"]
    assert [s.id for s in sectors_passed(SECTORS, LONG.reverse())] == ["east", "west"]
    assert [s.id for s in sectors_passed(SECTORS, STRAIGHT)] == ["west"]
    assert sectors_passed((), LONG) == ()


def features(plan, one):
    return [f for layer in convoy_layers.ways(plan, [one]) for f in layer.features]


PLAN = Plan(name="x", sites=(builders.site(),))


def test_a_changed_way_is_drawn_with_the_one_it_was_before():
    drawn = {f.look: f.geometry for f in features(PLAN, told(route(), route(LONG, 24)))}
    assert drawn == {looks.FORMER_WAY: STRAIGHT, looks.CHANGED_WAY: LONG}


def test_a_convoy_with_no_way_is_marked_at_its_origin_with_its_name():
    drawn = [f for f in features(PLAN, told(blocked(ZONE), blocked(ZONE))) if f.look is looks.NO_WAY]
    assert [(f.geometry, f.label) for f in drawn] == [(PLAN.sites[0].point, convoy().name)]


def test_metres_of_unknown_state_are_drawn_unknown():
    report = builders.road_report(place=STRAIGHT)
    relied = ReliedReport(
        report_id=report.id, status="x", passability=Passability.UNKNOWN.value, reported_at=None, distance_m=800.0
    )
    plan = replace(PLAN, status_reports=(report,))
    drawn = [f for f in features(plan, told(route(), route(reports=(relied,)))) if f.look is looks.UNKNOWN_WAY]
    assert drawn[0].geometry.length == pytest.approx(STRAIGHT.length)
    assert looks.UNKNOWN_WAY.dash
    assert looks.UNKNOWN_WAY.colour == looks.GREY


def test_zones_are_drawn_by_what_they_do_at_any_departure_and_small_ones_on_top():
    small, large = builders.zone("small"), builders.zone("large", area=builders.SQUARE.buffer(0.1))
    later = builders.barrier(area_id="small", phases=("p",))
    plan = Plan(name="x", zones=(small, large), barriers=(later,), phases=(builders.phase(),))
    drawn = convoy_layers.zones(plan, [builders.NOON - timedelta(days=1), builders.NOON])
    assert [f.id for f in drawn] == ["large", "small"]
    assert drawn[1].look is looks.BARRIERS[later.kind]
    before = convoy_layers.zones(plan, [builders.NOON - timedelta(days=1)])
    assert before[1].look not in looks.BARRIERS.values()


@pytest.mark.parametrize("name", PAYLOADS)
def test_names_of_strangers_are_only_text_in_the_table(name):
    [one] = told_convoys([convoy(name=name)], (), {"c": Refused(message=name)}, {"c": Refused(message=name)})
    row = _row(one, "UTC")
    assert "<img src=x" not in row
    assert "<script" not in row
    assert row.count("<td") == 2
