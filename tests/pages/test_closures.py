"""What is clicked becomes reports that routes obey at once."""

from datetime import timedelta

import pytest
from shapely import LineString, Point

from data.model import BridgeStatus, NoRoute, Passability, Plan, RoadStatus, Route, Source, Validity
from data.sources.demo import DEMO_NOW, demo_network, demo_plan
from geo.errors import PassageError
from pages.parts.closures.reporting import WORDS, Said, reports, require_made
from pages.state.picks import Pick, toggled
from routing.index import NetworkIndex
from routing.nearby import road_at
from routing.question import RouteQuestion
from routing.search import find_route
from tests.builders import road_report


@pytest.fixture(scope="module")
def index():
    return NetworkIndex(demo_network())


@pytest.fixture(scope="module")
def bridges(index):
    found = [n for n in range(index.network.segment_count) if index.is_bridge[n]]
    return [road_at(index, _middle(index, n)) for n in found]


def _middle(index, segment):
    start, end = index.lines.offsets[segment], index.lines.offsets[segment + 1]
    return LineString(index.lines.points[start:end]).interpolate(0.5, normalized=True)


def said(word, **more):
    source = Source(name="Patrol", reported_at=DEMO_NOW - timedelta(minutes=5))
    return Said(**{"word": word, "source": source, "valid": Validity(), "stale_after": timedelta(hours=72)} | more)


@pytest.mark.parametrize("word", WORDS)
def test_a_bridge_is_reported_where_it_is_and_a_road_along_all_of_it(index, bridges, word):
    road = road_at(index, Point(34.3918, 31.48))
    on_bridge, on_road = reports(Plan(name="x"), [bridges[0], road], said(word))
    assert (type(on_bridge.status), type(on_bridge.place)) == (BridgeStatus, Point)
    assert (type(on_road.status), on_road.place.equals(road.line)) == (RoadStatus, True)
    assert on_bridge.note.startswith("Bridge: ")
    assert on_bridge.passability(DEMO_NOW) is on_road.passability(DEMO_NOW)


def test_only_what_was_reported_open_counts_as_open(bridges):
    made = {word: next(reports(Plan(name="x"), bridges[:1], said(word))).passability(DEMO_NOW) for word in WORDS}
    assert [word for word, counts in made.items() if counts is Passability.OPEN] == ["open, as reported"]


def test_ids_are_not_used_twice(bridges):
    plan = Plan(name="x").with_record(road_report("R-002"))
    made = list(reports(plan, bridges * 2, said("closed")))
    assert len({r.id for r in made} | {"R-002"}) == len(made) + 1


def test_closing_every_bridge_turns_or_stops_the_way_to_the_north_at_once(index, bridges):
    plan = demo_plan()
    ends = (plan.get("warehouse-rafah").point, plan.get("hospital-shifa").point)
    question = RouteQuestion(origin=ends[0], destination=ends[1], at=DEMO_NOW)
    before = find_route(index, plan, question)
    assert isinstance(before, Route)
    after = find_route(index, plan.with_record(*reports(plan, bridges, said("closed"))), question)
    assert isinstance(after, NoRoute) or after.duration_s > before.duration_s


def test_a_second_click_lets_a_road_go():
    one, two = (Pick(segment=n, lon=34.0, lat=31.0) for n in (1, 2))
    assert toggled(toggled(toggled((), one), two), one) == (two,)


def test_a_report_dated_later_than_now_is_refused():
    with pytest.raises(PassageError, match="not made yet"):
        require_made(said("closed"), DEMO_NOW - timedelta(hours=1))
