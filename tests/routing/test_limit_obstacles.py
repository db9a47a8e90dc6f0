"""Limits as reasons why there is no route, and what a vehicle is told of the way there would be."""

from dataclasses import replace
from itertools import chain, combinations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString

from data.model import NoRoute, Plan, RoadStatus, Route, Severity, Vehicle
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.search import find_route
from routing.ways.case import LIMIT_POLICY, UNKNOWN_POLICY, case_of
from routing.why.closures import LIMIT, PLAIN, POLICY, UNKNOWN, closures_of
from tests.asciimap import ascii_map
from tests.builders import NOON, barrier, road_report, zone

TRUCK = Vehicle(name="truck", height_m=4.1, width_m=2.5, length_m=10.0, weight_t=18.0, axle_load_t=11.5, load_class=17)
LOW = replace(TRUCK, name="low truck", height_m=3.0)
ROW = "A---B---C---D"
ROUND = """
A---B---C---D
    |   |
    E---F
"""


def ask(drawn, *records, vehicle=TRUCK, ends="AD", **said):
    origin, destination = (drawn.point(end) for end in ends)
    question = RouteQuestion(origin=origin, destination=destination, at=NOON, vehicle=vehicle, **said)
    return find_route(NetworkIndex(drawn.network), Plan(name="p").with_record(*records), question)


def ids(obstacles):
    return [(o.kind, o.id) for o in obstacles]


def streets(route):
    return [street.name for street in route.streets]


def test_a_bridge_too_low_is_the_reason_told_with_both_numbers():
    drawn = ascii_map(ROW, roads={"BC": {"maxheight_m": 3.5, "name": "Old Gate"}})
    found = ask(drawn)
    [told] = found.obstacles
    assert ids(found.obstacles) == [("limit", str(drawn.segment["BC"]))]
    assert (told.name, told.why) == ("Old Gate", "clearance 3.5 m, the truck needs 4.1 m")
    assert told.places[0] == pytest.approx((drawn.point("B").x, drawn.point("B").y), abs=1e-6)
    assert (found.weight, found.proven) == (LIMIT, True)
    assert found.message == "Every way is closed. In the way: Old Gate (clearance 3.5 m, the truck needs 4.1 m)."
    assert isinstance(ask(drawn, vehicle=LOW), Route)
    assert isinstance(ask(drawn, vehicle=None), Route)


def test_the_way_there_would_be_shows_the_limit_and_warns_of_it():
    drawn = ascii_map(ROW, roads={"BC": {"maxheight_m": 3.5}})
    relaxed = ask(drawn).relaxed
    assert [(part.kind, round(part.distance_m)) for part in relaxed.closed] == [("limit", 400)]
    exceeded = [f for f in relaxed.as_if_lifted.findings if f.code == "limit-exceeded-on-route"]
    assert [(f.severity, f.message) for f in exceeded] == [
        (Severity.PROBLEM, "BC: clearance 3.5 m, the truck needs 4.1 m.")
    ]


def test_the_way_round_a_limit_is_taken():
    drawn = ascii_map(ROUND, roads={"BC": {"maxweight_t": 10.0}})
    assert streets(ask(drawn)) == ["AB", "BE", "EF", "CF", "CD"]


def test_adjoining_roads_with_the_same_limit_are_one_reason_and_others_are_not():
    drawn = ascii_map("A---B---C---D---E", roads={
        "AB": {"maxweight_t": 10.0}, "BC": {"maxweight_t": 10.0},
        "CD": {"maxweight_t": 7.5}, "DE": {"maxweight_t": 10.0}})  # fmt: skip
    found = ask(drawn, ends="AE")
    assert [o.name for o in found.obstacles] == ["AB with 1 adjoining piece of road", "CD", "DE"]
    assert found.weight == 3 * LIMIT
    assert found.relaxed is not None
    assert len(found.relaxed.closed) == 4


def test_a_bridge_of_unknown_height_is_passed_and_listed_unless_the_unknown_is_to_be_closed():
    """A truck of 4.1 m and a bridge over the road of which nobody knows the clearance."""
    drawing = "  C\n  |\nA-+-B\n  |\n  D"
    drawn = ascii_map(drawing, roads={"AB": {"bridge": "yes", "maxweight_t": 40.0}})
    used = ask(drawn, ends="CD")
    assert isinstance(used, Route)
    assert [f.code for f in used.findings] == ["limit-unknown-on-route"]
    closed = ask(drawn, ends="CD", unknown_limits=UnknownPolicy.CLOSED)
    assert isinstance(closed, NoRoute)
    assert [(o.kind, o.name, o.why) for o in closed.obstacles] == [
        ("limit", "CD under a bridge", "clearance unknown, the truck needs 4.1 m")
    ]
    assert closed.weight == UNKNOWN


def test_doubtful_limits_are_avoided_with_caution_where_the_way_round_is_short():
    drawn = ascii_map(ROUND, roads={"BC": {"bridge": "yes"}})
    assert streets(ask(drawn)) == ["AB", "BC", "CD"]
    assert streets(ask(drawn, unknown_limits=UnknownPolicy.CAUTION, caution_factor=4.0)) == [
        *("AB", "BE", "EF", "CF", "CD")
    ]
    assert streets(ask(drawn, unknown_limits=UnknownPolicy.CAUTION, caution_factor=2.0)) == ["AB", "BC", "CD"]


def test_one_unknown_limit_is_looked_at_and_two_take_the_policy():
    drawn = ascii_map(ROW, roads={"AB": {"bridge": "yes"}, "CD": {"tunnel": "yes"}})
    found = ask(drawn, unknown_limits=UnknownPolicy.CLOSED)
    assert (ids(found.obstacles), found.weight) == ([LIMIT_POLICY], POLICY)
    assert found.obstacles[0].name == "Use roads of unknown limits with caution"
    assert [(p.kind, p.id) for p in found.relaxed.closed] == [
        ("limit", str(drawn.segment["AB"])),
        ("limit", str(drawn.segment["CD"])),
    ]


def test_no_priority_and_no_report_lets_a_vehicle_under_what_is_too_low():
    drawn = ascii_map(ROW, roads={"BC": {"maxheight_m": 3.5}})
    line = LineString([drawn.point("B"), drawn.point("C")])
    passable = road_report("r", place=line, status=RoadStatus.PASSABLE)
    assert isinstance(ask(drawn, passable), NoRoute)


def test_two_closures_that_stand_alone_are_both_named_where_there_is_no_way():
    """No feasible route: the cut names the two closures, a zone and a limit."""
    drawn = ascii_map("A---B---C---D\n|           |\nE---F---G---H", roads={"FG": {"maxwidth_m": 2.0}})
    wall = zone("wall", name="wall", area=drawn.zone("B")), barrier("b", area_id="wall")
    found = ask(drawn, *wall)
    assert ids(found.obstacles) == [("zone", "wall")]
    assert ids(found.separating) == [("limit", str(drawn.segment["FG"])), ("zone", "wall")]


DRAWING = """
A---B---C---D
|   |   |   |
E---F---G---H
|   |   |   |
K---L---M---N
"""
WAYS = ["AB", "BC", "CD", "EF", "FG", "GH", "KL", "LM", "MN", "AE", "BF", "CG", "DH", "EK", "FL", "GM", "HN"]
ROADS = st.sampled_from(
    [
        {"maxheight_m": 3.0},
        {"maxheight_m": 3.0},
        {"maxweight_t": 10.0},
        {"bridge": "yes"},
        {"tunnel": "yes", "maxheight_m": 5.0},
        {"bridge": "yes", "maxweight_t": 40.0},
        {"limit_doubt": "mlc=weak"},
    ]
)


@st.composite
def cases(draw):
    roads = draw(st.dictionaries(st.sampled_from(WAYS), ROADS, min_size=2, max_size=9))
    drawn = ascii_map(DRAWING, roads=roads)
    ends = draw(st.lists(st.sampled_from("ABCDEFGHKLMN"), min_size=2, max_size=2, unique=True))
    reports = [
        road_report(
            f"r{way}",
            place=LineString([drawn.point(end) for end in way]),
            status=draw(st.sampled_from([RoadStatus.UNSPECIFIED, RoadStatus.NOT_PASSABLE])),
        )
        for way in draw(st.lists(st.sampled_from(WAYS), max_size=2, unique=True))
    ]
    question = RouteQuestion(
        origin=drawn.point(ends[0], east_m=draw(st.integers(-150, 150))),
        destination=drawn.point(ends[1], north_m=draw(st.integers(-150, 150))),
        at=NOON,
        vehicle=TRUCK,
        unknown=draw(st.sampled_from([UnknownPolicy.CLOSED, UnknownPolicy.USE])),
        unknown_limits=draw(st.sampled_from([UnknownPolicy.CLOSED, UnknownPolicy.CLOSED, UnknownPolicy.CAUTION])),
    )
    return NetworkIndex(drawn.network), Plan(name="p").with_record(*reports), question


@settings(max_examples=30, deadline=None)
@given(cases())
def test_the_lightest_lifting_is_found_among_limits_reports_and_policies(given_case):
    index, plan, question = given_case
    found = find_route(index, plan, question)
    assume(isinstance(found, NoRoute))
    case = case_of(index, plan, question)
    closures = closures_of(case, case.costs())
    assume(len(closures.causes) <= 7)
    weight = dict(zip(closures.causes, closures.weight.tolist(), strict=True))
    every = chain.from_iterable(combinations(closures.causes, size) for size in range(len(closures.causes) + 1))
    passing = [frozenset(own) for own in every if case.passes(frozenset(own))]
    named = frozenset(ids(found.obstacles))
    assert named in passing
    assert found.weight == min(sum(weight[key] for key in own) for own in passing)
    assert sum(weight[key] for key in named) == found.weight
    causes = frozenset(closures.causes)
    for own in (found.separating, *found.also_separating):
        alone = frozenset(ids(own))
        assert not case.passes(causes - alone)
        assert all(case.passes(causes - alone | {key}) for key in alone)


def test_what_lifting_limits_weighs():
    drawn = ascii_map(ROW, roads={"AB": {"maxheight_m": 3.0}, "BC": {"bridge": "yes"}})
    line = LineString([drawn.point("C"), drawn.point("D")])
    shut = road_report("r", place=line, status=RoadStatus.NOT_PASSABLE)
    question = RouteQuestion(
        origin=drawn.point("A"), destination=drawn.point("D"), at=NOON, vehicle=TRUCK,
        unknown=UnknownPolicy.CLOSED, unknown_limits=UnknownPolicy.CLOSED)  # fmt: skip
    case = case_of(NetworkIndex(drawn.network), Plan(name="p").with_record(shut), question)
    closures = closures_of(case, case.costs())
    assert dict(zip(closures.causes, closures.weight.tolist(), strict=True)) == {
        ("limit", str(drawn.segment["AB"])): LIMIT,
        ("limit", str(drawn.segment["BC"])): UNKNOWN,
        LIMIT_POLICY: POLICY,
        ("report", "r"): PLAIN,
    }
    assert UNKNOWN_POLICY not in closures.causes
