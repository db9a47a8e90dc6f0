"""Limits, and all else on the obvious way, as reasons of a route."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString

from data.model import BarrierKind, Plan, RoadStatus, Route, RoutePolicy, Vehicle
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.reasons import why_this_way
from routing.search import find_route
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, road_report, zone

TRUCK = Vehicle(name="truck", height_m=4.1, width_m=2.5, length_m=10.0, weight_t=18.0, axle_load_t=11.5, load_class=17)
DRAWING = """
A-------B
|       |
C-------D
|       |
E-------F
"""  # 800 m and 80 s along the top, 400 m more for each row further down
TOP, MIDDLE = (area_m(300, y - 50, 500, y + 50) for y in (0, -200))


def ask(drawn, *records, ends="AB", vehicle=TRUCK, **said):
    index, plan = NetworkIndex(drawn.network), Plan(name="p").with_record(*records)
    origin, destination = (drawn.point(end) for end in ends)
    question = RouteQuestion(origin=origin, destination=destination, at=NOON, vehicle=vehicle, **said)
    route = find_route(index, plan, question)
    assert isinstance(route, Route)
    return why_this_way(index, plan, question, route)


def closed(name, area, **said):
    return zone(name, name=name, area=area), barrier(f"b-{name}", area_id=name, **said)


def keys(found):
    return [[(reason.kind, reason.id) for reason in b.reasons] for b in found.binding]


def streets(way):
    return [street.name for street in way.as_if_lifted.streets]


def told(found):
    return [(m.reason.name, m.closes, m.binds, round(m.distance_m), round(m.slows_s)) for m in found.met]


def test_a_limit_that_turns_the_way_binds_and_costs_the_way_round():
    drawn = ascii_map(DRAWING, roads={"AB": {"maxheight_m": 3.5, "name": "Top"}})
    found = ask(drawn)
    [binding] = found.binding
    assert keys(found) == [[("limit", str(drawn.segment["AB"]))]]
    assert binding.reasons[0].why == "clearance 3.5 m, the truck needs 4.1 m"
    assert binding.extra_s == pytest.approx(40, abs=0.01)
    assert streets(binding.without) == ["Top"]
    assert [(part.kind, round(part.distance_m)) for part in binding.without.closed] == [("limit", 800)]
    assert told(found) == [("Top", True, True, 800, 0)]
    assert found.obvious.lifted == (("limit", str(drawn.segment["AB"])), ("policy", "unknown"))


def test_limits_far_from_every_way_are_not_searched_and_not_lifted():
    drawn = ascii_map(DRAWING, roads={"EF": {"maxheight_m": 3.5}})
    found = ask(drawn)
    assert found.is_obvious
    assert (found.binding, found.met, found.obvious.lifted) == ((), (), (("policy", "unknown"),))


def test_a_limit_and_a_zone_over_one_road_bind_together_and_both_are_listed():
    drawn = ascii_map(DRAWING, roads={"AB": {"maxheight_m": 3.5}})
    found = ask(drawn, *closed("top", TOP))
    assert keys(found) == [[("limit", str(drawn.segment["AB"])), ("zone", "top")]]
    assert told(found) == [("AB", True, False, 800, 0), ("top", True, False, 200, 0)]


def test_what_slows_or_endangers_the_obvious_way_is_listed_though_it_turns_nothing():
    drawn = ascii_map(DRAWING)
    slow = closed("slow", TOP, kind=BarrierKind.SCALED, value=1.5)
    danger = zone("danger", name="danger", area=TOP, exposure=2.0)
    report = road_report("r", place=LineString([drawn.point("A"), drawn.point("B")]), status=RoadStatus.RESTRICTED)
    slowed = ask(drawn, *slow, danger)
    assert slowed.is_obvious
    assert slowed.binding == ()
    assert told(slowed) == [("slow", False, False, 200, 10), ("danger", False, False, 200, 0)]
    assert [round(m.exposure_s) for m in slowed.met] == [0, 40]
    restricted = ask(drawn, report, restricted_factor=1.25)
    assert told(restricted) == [("Report r", False, False, 800, 20)]


def test_unknown_limits_are_a_policy_that_can_bind():
    drawn = ascii_map(DRAWING, roads={"AB": {"bridge": "yes"}})
    found = ask(drawn, unknown_limits=UnknownPolicy.CLOSED)
    assert sorted(keys(found)) == [[("limit", str(drawn.segment["AB"]))], [("policy", "unknown_limits")]]
    assert {(m.reason.name, m.closes, m.binds) for m in found.met} == {
        ("Bridge AB", True, True),
        ("Unknown limits", True, True),
    }
    assert ask(drawn, unknown_limits=UnknownPolicy.USE).binding == ()


def test_a_policy_of_choice_is_explained_beside_limits():
    drawn = ascii_map(DRAWING, roads={"AB": {"maxheight_m": 3.5}})
    danger = zone("danger", name="danger", area=MIDDLE, exposure=5.0)
    found = ask(drawn, danger, policy=RoutePolicy.LOW_EXPOSURE)
    assert [("limit", str(drawn.segment["AB"]))] in keys(found)
    assert [m.reason.name for m in found.met] == ["AB"]


GRID = """
A---B---C---D
|   |   |   |
E---F---G---H
|   |   |   |
K---L---M---N
"""
WAYS = ["AB", "BC", "CD", "EF", "FG", "GH", "KL", "LM", "MN", "AE", "BF", "CG", "DH", "EK", "FL", "GM", "HN"]
LIMITED = st.sampled_from([{"maxheight_m": 3.0}, {"maxweight_t": 10.0}, {"maxweight_t": 40.0}, {"bridge": "yes"}])


@settings(max_examples=30, deadline=None)
@given(
    roads=st.dictionaries(st.sampled_from(WAYS), LIMITED, min_size=1, max_size=8),
    ends=st.lists(st.sampled_from("ABCDEFGHKLMN"), min_size=2, max_size=2, unique=True),
    speeds=st.lists(st.integers(20, 60), min_size=17, max_size=17),
    unknown=st.sampled_from(UnknownPolicy),
)
def test_a_limit_binds_exactly_when_the_route_changes_on_the_same_roads_without_it(roads, ends, speeds, unknown):
    """Against a network drawn anew in which the road lacks that limit."""
    named = {way: {"speed_kmh": float(kmh), **roads.get(way, {})} for way, kmh in zip(WAYS, speeds, strict=True)}
    drawn = ascii_map(GRID, roads=named)
    question = RouteQuestion(
        origin=drawn.point(ends[0], east_m=40), destination=drawn.point(ends[1], north_m=40),
        at=NOON, vehicle=TRUCK, unknown_limits=unknown)  # fmt: skip
    plan, index = Plan(name="p"), NetworkIndex(drawn.network)
    route = find_route(index, plan, question)
    assume(isinstance(route, Route))
    found = why_this_way(index, plan, question, route)
    alone = {own.reasons[0].id for own in found.binding if len(own.reasons) == 1 and own.reasons[0].kind == "limit"}
    runs = index.limits.runs_of(TRUCK)
    for run in set(runs.run.tolist()):
        names = {way for way in WAYS if drawn.segment[way] in runs.members(run)}
        freed = {
            way: {**own, **({"maxweight_t": 100.0, "maxheight_m": 10.0} if way in names else {})}
            for way, own in named.items()
        }
        without = find_route(NetworkIndex(ascii_map(GRID, roads=freed).network), plan, question)
        assert (str(run) in alone) == (pieces(without) != pieces(route))


def pieces(route):
    return [(piece.segment, piece.start_m, piece.end_m) for piece in route.pieces]


def test_without_a_vehicle_limits_are_no_reasons():
    drawn = ascii_map(DRAWING, roads={"AB": {"maxheight_m": 1.0}})
    found = ask(drawn, vehicle=None, unknown_limits=UnknownPolicy.CLOSED)
    assert found.is_obvious
    assert found.met == ()
    assert ask(drawn, vehicle=replace(TRUCK, height_m=1.0)).is_obvious
