"""The road at a place, and what reports say of it: never open because nobody said so."""

from datetime import timedelta

import pytest
from shapely import LineString, Point

from data.model import BridgeStatus, Passability, Plan, RoadStatus, Validity
from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.nearby import reported, road_at
from tests.builders import bridge_report, road_report, source


@pytest.fixture(scope="module")
def index():
    return NetworkIndex(demo_network())


def said(word, hours=1, **more):
    at = DEMO_NOW - timedelta(hours=hours)
    return {"status": word, "source": source(reported_at=at), **more}


def test_a_bridge_is_told_as_one_and_a_road_by_its_name(index):
    [segment, *_] = [n for n in range(index.network.segment_count) if index.is_bridge[n]]
    start, end = index.lines.offsets[segment], index.lines.offsets[segment + 1]
    middle = LineString(index.lines.points[start:end]).interpolate(0.5, normalized=True)
    road = road_at(index, middle)
    assert (road.segment, road.is_bridge) == (segment, True)
    assert road.name
    assert road.line.length > 0
    assert not road_at(index, Point(34.3918, 31.48)).is_bridge


def test_a_place_without_a_road_is_refused_in_words(index):
    with pytest.raises(RoutingError, match="choose a place on a road"):
        road_at(index, Point(34.0, 31.0))


def test_a_road_nobody_reported_on_is_unknown(index):
    road = road_at(index, Point(34.3918, 31.48))
    told = reported(index, Plan(name="x"), road.segment, DEMO_NOW)
    assert (told.passability, told.in_part) == (Passability.UNKNOWN, False)


@pytest.mark.parametrize(
    ("word", "counts"),
    [
        (RoadStatus.NOT_PASSABLE, Passability.CLOSED),
        (RoadStatus.RESTRICTED, Passability.RESTRICTED),
        (RoadStatus.PASSABLE, Passability.OPEN),
        (RoadStatus.UNKNOWN, Passability.UNKNOWN),
    ],
)
def test_the_newest_report_on_the_whole_road_speaks(index, word, counts):
    road = road_at(index, Point(34.3918, 31.48))
    old = road_report("old", place=road.line, **said(RoadStatus.PASSABLE, hours=9))
    plan = Plan(name="x", status_reports=(old, road_report("new", place=road.line, **said(word))))
    assert reported(index, plan, road.segment, DEMO_NOW).passability is counts


def test_a_report_on_a_part_leaves_the_rest_unknown_and_says_so(index):
    road = road_at(index, Point(34.3918, 31.48))
    on_spot = bridge_report("r", place=road.point, **said(BridgeStatus.PASSABLE))
    told = reported(index, Plan(name="x", status_reports=(on_spot,)), road.segment, DEMO_NOW)
    assert (told.passability, told.in_part) == (Passability.UNKNOWN, True)


def test_a_report_whose_time_is_over_says_nothing(index):
    road = road_at(index, Point(34.3918, 31.48))
    over = Validity(ends_at=DEMO_NOW - timedelta(minutes=5))
    plan = Plan(name="x", status_reports=(road_report("r", place=road.line, **said(RoadStatus.PASSABLE, valid=over)),))
    assert reported(index, plan, road.segment, DEMO_NOW).passability is Passability.UNKNOWN


def test_no_road_of_the_demo_is_open_without_a_report(index):
    bare = Plan(name="x")
    assert {reported(index, bare, n, DEMO_NOW).passability for n in range(0, index.network.segment_count, 50)} == {
        Passability.UNKNOWN
    }
    plan = demo_plan()
    told = {
        r.id: reported(index, plan, road_at(index, r.place).segment, DEMO_NOW).passability
        for r in plan.status_reports
        if isinstance(r.place, Point)
    }
    assert told
    assert set(told.values()) <= set(Passability)
