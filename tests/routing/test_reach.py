"""Reach: a place is within a limit exactly when the single question takes no longer."""

import os
import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from data.model import BarrierKind, Plan, RoadStatus, Route, RoutePolicy
from data.sources.roads.load import load_roads
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.question import Terms, UnknownPolicy
from routing.reach import ReachQuestion, find_reach
from routing.search import find_route
from routing.ways.ground import ground_of
from routing.ways.profile import profile_of
from routing.ways.tree import tree_within
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, road_report, site, zone
from tests.routing.asking import between
from tests.routing.town import INDEX, TOWN

pytestmark = pytest.mark.usefixtures("engine")

ROAD = ascii_map("A-----------B")  # 1200 m at 10 m/s
EMPTY = Plan(name="empty")
MIXED = Plan(
    name="p",
    zones=(zone("shut", area=area_m(700, -900, 900, -740)), zone("slow", area=area_m(350, -450, 700, 60))),
    barriers=(barrier("b1", area_id="shut"), barrier("b2", area_id="slow", kind=BarrierKind.SCALED, value=2.5)),
    status_reports=(
        road_report("r", status=RoadStatus.UNKNOWN, place=shapely.LineString([TOWN.point("I"), TOWN.point("J")])),
    ),
)


def reach_of(drawn, *bases, plan=EMPTY, limits_min=(1.0,), **said):
    points = tuple(drawn.point(x) if isinstance(x, str) else x for x in bases)
    question = ReachQuestion(terms=Terms(at=NOON), bases=points, limits_min=limits_min, **said)
    return find_reach(NetworkIndex(drawn.network), plan, question)


def test_a_minute_reaches_six_hundred_metres_of_the_road():
    (found,) = reach_of(ROAD, "A").reached
    assert (found.start_m[0], found.end_m[0]) == pytest.approx((0, 600), abs=0.01)
    assert found.distance_m == pytest.approx(600, abs=0.01)


def test_from_the_middle_it_reaches_both_ways():
    (found,) = reach_of(ROAD, "AB", limits_min=(0.5,)).reached
    assert (found.start_m[0], found.end_m[0]) == pytest.approx((300, 900), abs=0.1)


def test_two_bases_count_each_metre_once():
    (found,) = reach_of(ROAD, "A", "B", limits_min=(1.5,)).reached
    assert found.distance_m == pytest.approx(1200, abs=0.01)
    assert len(found.segment) == 1


def test_nothing_is_reached_beyond_a_closure_and_slow_metres_count():
    closed = Plan(name="p", zones=(zone(area=area_m(200, -50, 300, 50)),), barriers=(barrier(),))
    assert reach_of(ROAD, "A", plan=closed).reached[0].distance_m == pytest.approx(200, abs=0.1)
    slow = Plan(
        name="p",
        zones=(zone(area=area_m(200, -50, 400, 50)),),
        barriers=(barrier(kind=BarrierKind.SCALED, value=3.0),),
    )
    assert reach_of(ROAD, "A", plan=slow).reached[0].distance_m == pytest.approx(200 + 400 / 3, abs=0.1)
    assert reach_of(ROAD, "A", plan=slow, limits_min=(0.5,)).reached[0].distance_m == pytest.approx(
        200 + 100 / 3, abs=0.1
    )


def test_a_one_way_road_is_reached_in_its_direction_only():
    oneway = ascii_map("A-----------B", oneway=["AB"])
    out, back = reach_of(oneway, "AB"), reach_of(oneway, "AB", toward=True)
    assert (out.reached[0].start_m[0], out.reached[0].end_m[0]) == pytest.approx((600, 1200), abs=0.1)
    assert (back.reached[0].start_m[0], back.reached[0].end_m[0]) == pytest.approx((0, 600), abs=0.1)


def test_the_area_follows_the_roads_and_keeps_its_holes():
    block = ascii_map("A-----B\n|     |\n|     |\n|     |\nC-----D", grid_m=200.0)
    found = reach_of(block, "A", limits_min=(10.0,), beside_m=50.0).reached[0]
    assert len(found.area.geoms) == 1
    assert len(found.area.geoms[0].interiors) == 1
    assert not found.area.covers(block.point("ABCD"))
    assert found.area.covers(found.line)


def test_a_base_in_a_closed_area_reaches_nothing_and_is_told():
    closed = Plan(name="p", zones=(zone(area=area_m(-50, -50, 50, 50)),), barriers=(barrier(),))
    found = reach_of(ROAD, "A", plan=closed)
    assert found.reached[0].distance_m == 0
    assert found.reached[0].area.is_empty
    assert [f.code for f in found.findings] == ["place-inside-closed-area"]


def test_sites_are_told_with_the_base_that_is_quickest():
    plan = Plan(name="p", sites=(site("near", point=ROAD.point("A", 100)), site("far", point=ROAD.point("AB", 100))))
    one, two = reach_of(ROAD, "A", "B", plan=plan, limits_min=(0.25, 1.0)).reached
    assert [(s.site_id, s.base, round(s.duration_s)) for s in one.sites] == [("near", 0, 10)]
    assert [(s.site_id, s.base, round(s.duration_s)) for s in two.sites] == [("near", 0, 10), ("far", 1, 50)]
    (toward,) = reach_of(ROAD, "A", "B", plan=plan, toward=True).reached
    assert [s.base for s in toward.sites] == [0, 1]


@pytest.mark.parametrize(("base", "other", "stretch"), [("A", "BD", (0, 100)), ("D", "AB", (100, 400))])
def test_a_turn_ban_is_not_dodged_by_turning_round_on_the_road(base, other, stretch):
    """From A to D one drives 2200 m over the dead end E, not 1400 m with a turn at C; here 2100 m are driven."""
    drawn = ascii_map("A---B---C---E\n    |\n    D", bans=[("AB", "BD")])
    (found,) = reach_of(drawn, base, limits_min=(3.5,), toward=base == "D").reached
    own = found.segment == drawn.segment[other]
    assert (found.start_m[own].item(), found.end_m[own].item()) == pytest.approx(stretch, abs=0.1)


@pytest.mark.parametrize("limit", [0.0, -1.0, float("nan"), float("inf")])
def test_a_limit_without_sense_is_refused(limit):
    with pytest.raises(RoutingError, match="more than 0"):
        reach_of(ROAD, "A", limits_min=(limit,))


@settings(max_examples=15, deadline=None)
@given(
    bases=st.lists(st.builds(Point, st.floats(34.399, 34.413), st.floats(31.492, 31.5005)), min_size=1, max_size=2),
    limit=st.floats(0.2, 3.0),
    toward=st.booleans(),
    policy=st.sampled_from(RoutePolicy),
    unknown=st.sampled_from(UnknownPolicy),
)
def test_places_along_roads_are_reached_exactly_when_a_route_takes_no_longer(bases, limit, toward, policy, unknown):
    terms = Terms(at=NOON, policy=policy, unknown=unknown)
    question = ReachQuestion(terms=terms, bases=tuple(bases), limits_min=(limit,), toward=toward)
    assert_sampled(INDEX, MIXED, question, 15, int(limit * 1e6))


def assert_sampled(index, plan, question, count, seed):
    """Compare with single questions at places drawn along roads; within 20 ms of the limit either is right."""
    (found,) = find_reach(index, plan, question).reached
    chance = np.random.default_rng(seed)
    segments = chance.integers(0, index.network.segment_count, count)
    positions = chance.uniform(0.05, 0.95, count) * index.lines.length_m[segments]
    for segment, at_m, (lon, lat) in zip(segments, positions, index.lines.places(segments, positions), strict=True):
        least = least_seconds(index, plan, question, Point(lon, lat))
        own = found.segment == segment
        inside = bool((own & (found.start_m <= at_m) & (at_m <= found.end_m)).any())
        if abs(least - question.limits_min[0] * 60) > 0.02:
            assert inside == (least <= question.limits_min[0] * 60), (segment, at_m, least)


def least_seconds(index, plan, question, place):
    ends = [(place, base) if question.toward else (base, place) for base in question.bases]
    routes = [find_route(index, plan, between(question.terms, *pair)) for pair in ends]
    return min((r.duration_s for r in routes if isinstance(r, Route)), default=np.inf)


@pytest.mark.real_data
@pytest.mark.slow
@pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder with real data")
def test_reach_in_malta_agrees_with_single_questions():
    """Timings are printed."""
    index = NetworkIndex(load_roads([Path(os.environ["PASSAGE_DATA"]) / "osm/malta.osm.pbf"]).network)
    chance = np.random.default_rng(4)
    bases = tuple(Point(index.network.points[k]) for k in chance.integers(0, len(index.network.points), 3))
    for toward in (False, True):
        question = ReachQuestion(terms=Terms(at=NOON), bases=bases, limits_min=(3.0, 6.0), toward=toward)
        began = time.perf_counter()
        found = find_reach(index, EMPTY, question)
        told = [f"{r.limit_min:g} min {r.distance_m / 1000:.0f} km" for r in found.reached]
        print(f"malta, 3 bases: {time.perf_counter() - began:.2f} s, {', '.join(told)}")  # noqa: T201
        assert 0 < found.reached[0].distance_m < found.reached[1].distance_m
        one = ReachQuestion(terms=Terms(at=NOON), bases=bases, limits_min=(5.0,), toward=toward)
        assert_sampled(index, EMPTY, one, 20, 9)


WIDE = ascii_map(
    """
A---B---C---D---E---F
|   |   |   |   |   |
G---H---I---J---K---L
|   | \\ |   |   |   |
M---N---O---P---Q---R
""",
    oneway=["BC", "JI", "NO"],
    bans=[("AB", "BH"), ("HI", "IO")],
    turns={("GH", "HI"): 30.0, ("IJ", "JK", "KL"): 20.0},
    roads={"CD": {"access": "private"}, "HI": {"access": "private"}, "OP": {"speed_kmh": 9.0}},
)
WIDE_INDEX = NetworkIndex(WIDE.network)


@settings(max_examples=40, deadline=None)
@given(
    where=st.sampled_from(["A", "H", "HI", "CD", "OP", "R", "IJ"]),
    limit_s=st.floats(5, 150),
    toward=st.booleans(),
    policy=st.sampled_from(RoutePolicy),
    slow=st.floats(1, 5),
)
def test_a_search_that_ends_at_the_limit_tells_the_same_stretches_as_one_of_everything(
    where, limit_s, toward, policy, slow
):
    plan = Plan(
        name="p",
        zones=(zone(area=area_m(350, -450, 900, 60), exposure=1.0),),
        barriers=(barrier(kind=BarrierKind.SCALED, value=slow),),
    )
    ground = ground_of(WIDE_INDEX, plan, Terms(at=NOON, policy=policy))
    (base,) = ground.placed([WIDE.point(where)], "Base")
    found = []
    for most_s in (limit_s, np.inf):
        tree = tree_within(WIDE_INDEX, ground.costs, base.usable, most_s, toward=toward)
        found.append(_in_metres(WIDE_INDEX, profile_of(WIDE_INDEX, ground.costs, tree).within(limit_s)))
    assert found[0] == pytest.approx(found[1], abs=1e-6)


def _in_metres(index, stretches):
    """Metres reached of each segment."""
    segment, start_m, end_m = stretches
    return np.bincount(segment, end_m - start_m, minlength=index.network.segment_count)


def test_a_turn_into_a_road_counts_for_every_place_along_it():
    drawn = ascii_map("A-B-C-D", grid_m=100.0, turns={("AB", "BC"): 20.0, ("AB", "BC", "CD"): 10.0})
    (found,) = reach_of(drawn, "A", limits_min=(1.0,)).reached
    assert found.distance_m == pytest.approx(400, abs=0.1)
    (found,) = reach_of(drawn, "A", limits_min=(1.5,)).reached
    assert found.distance_m == pytest.approx(600, abs=0.1)
