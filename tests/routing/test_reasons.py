"""Why a route runs this way: exact costs on drawn roads, and what the reasons promise for any plan."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString

from data.model import Barrier, BarrierKind, Plan, RoadStatus, Route, RoutePolicy, Zone, ZoneKind
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.reasons import why_this_way
from routing.search import find_route
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, road_report, zone

WAYS = ascii_map(
    """
A-------B
|       |
C-------D
|       |
E-------F
"""
)  # 800 m and 80 s along the top, 400 m more for each row further down
INDEX = NetworkIndex(WAYS.network)
TOP, MIDDLE, BOTTOM = (area_m(300, y - 50, 500, y + 50) for y in (0, -200, -400))


def ask(plan, drawn=WAYS, destination="B", **said):
    """The route and its reasons."""
    index = INDEX if drawn is WAYS else NetworkIndex(drawn.network)
    question = RouteQuestion(origin=drawn.point("A"), destination=drawn.point(destination), at=NOON, **said)
    route = find_route(index, plan, question)
    assert isinstance(route, Route)
    return why_this_way(index, plan, question, route)


def closed(name, area, **said):
    return zone(name, name=name, area=area), barrier(f"b-{name}", area_id=name, **said)


def plan_of(*records):
    return Plan(name="p").with_record(*records)


def named(found):
    return [[reason.id for reason in b.reasons] for b in found.binding]


def streets(way):
    return [street.name for street in way.as_if_lifted.streets]


def test_with_nothing_in_force_the_way_is_the_obvious_one():
    found = ask(plan_of())
    assert found.is_obvious
    assert (found.extra_s, found.binding) == (0, ())


def test_a_closed_zone_costs_the_way_around_it():
    found = ask(plan_of(*closed("top", TOP)))
    assert named(found) == [["top"]]
    (binding,) = found.binding
    assert binding.extra_s == pytest.approx(40, abs=0.01)
    assert binding.extra_m == pytest.approx(400, abs=0.1)
    assert streets(binding.without) == ["AB"]
    assert [(part.id, round(part.distance_m)) for part in binding.without.closed] == [("top", 200)]
    assert binding.reasons[0].why == "closed, says not stated"


def test_each_of_two_reasons_costs_what_it_alone_costs_and_the_dearer_comes_first():
    slow = closed("slow", MIDDLE, kind=BarrierKind.SCALED, value=2.0)  # 20 s more on the middle row
    found = ask(plan_of(*closed("top", TOP), *slow))
    assert streets_of(found.route) == ["AC", "CD", "BD"]
    assert named(found) == [["top"]]
    assert found.binding[0].extra_s == pytest.approx(60, abs=0.01)
    both = ask(plan_of(*closed("top", TOP), *closed("middle", MIDDLE)))
    assert named(both) == [["top"], ["middle"]]
    assert [b.extra_s for b in both.binding] == pytest.approx([80, 40], abs=0.01)
    assert streets(both.binding[1].without) == ["AC", "CD", "BD"]


def streets_of(route):
    return [street.name for street in route.streets]


def test_two_zones_over_one_place_bind_together():
    found = ask(plan_of(*closed("one", TOP), *closed("two", TOP)))
    assert named(found) == [["one", "two"]]
    assert found.binding[0].extra_s == pytest.approx(40, abs=0.01)
    assert streets(found.binding[0].without) == ["AB"]


def test_low_exposure_tells_what_the_detour_spares():
    danger = zone("mines", name="mines", area=TOP, exposure=1.0)
    found = ask(plan_of(danger), policy=RoutePolicy.LOW_EXPOSURE)
    assert named(found) == [["choice"], ["mines"]]
    for binding in found.binding:
        assert binding.extra_s == pytest.approx(40, abs=0.01)
        assert binding.extra_exposure_s == pytest.approx(-20, abs=0.01)
    assert found.binding[0].reasons[0].name == "Policy low-exposure"


def test_the_policy_for_the_unknown_binds_where_it_turns_the_way():
    report = road_report("r", place=LineString([WAYS.point("A"), WAYS.point("B")]), status=RoadStatus.UNSPECIFIED)
    found = ask(plan_of(report), unknown=UnknownPolicy.CLOSED)
    assert named(found) == [["unknown"], ["r"]]
    assert found.binding[0].reasons[0].why == "not to be used"
    assert [b.extra_s for b in found.binding] == pytest.approx([40, 40], abs=0.01)


def test_what_holds_a_closed_road_open_binds_as_well():
    drawn = ascii_map("A-------B")
    opened = closed("corridor", TOP, kind=BarrierKind.SCALED, value=1.0, priority=1)
    found = ask(plan_of(*closed("shut", TOP), *opened), drawn)
    assert found.is_obvious
    assert named(found) == [["corridor"]]
    assert found.binding[0].without is None
    assert found.binding[0].extra_s is None
    assert found.binding[0].reasons[0].why == "held open, says not stated"


def test_via_points_are_kept_on_every_way():
    found = ask(plan_of(*closed("top", TOP)), via=(WAYS.point("B"),), destination="D")
    assert streets_of(found.route) == ["AC", "CD", "BD"]
    assert streets(found.obvious) == ["AB", "BD"]
    assert found.extra_s == pytest.approx(40, abs=0.01)


def test_a_route_that_no_longer_exists_is_refused():
    drawn = ascii_map("A-------B", oneway=["AB"])
    there = RouteQuestion(origin=drawn.point("A"), destination=drawn.point("B"), at=NOON)
    route = find_route(NetworkIndex(drawn.network), plan_of(), there)
    back = replace(there, origin=there.destination, destination=there.origin)
    with pytest.raises(RoutingError, match="no route to explain"):
        why_this_way(NetworkIndex(drawn.network), plan_of(), back, route)


@st.composite
def plans(draw):
    records = []
    for i in range(draw(st.integers(1, 5))):
        west, south = draw(st.integers(-50, 800)), draw(st.integers(-450, 0))
        area = area_m(west, south, west + draw(st.integers(60, 400)), south + draw(st.integers(30, 250)))
        kind = draw(st.sampled_from(list(BarrierKind)))
        value = {BarrierKind.CLOSED: None, BarrierKind.SCALED: 3.0, BarrierKind.ADDED: 400.0}[kind]
        records += [
            Zone(id=f"z{i}", name=f"z{i}", kind=ZoneKind.HAZARD, area=area, exposure=draw(st.sampled_from([0.0, 2.0]))),
            Barrier(id=f"b{i}", area_id=f"z{i}", kind=kind, value=value, priority=draw(st.integers(0, 1))),
        ]
    return Plan(name="chance").with_record(*records)


@settings(max_examples=60, deadline=None)
@given(plans(), st.sampled_from("BDF"), st.sampled_from(list(RoutePolicy)))
def test_taking_away_what_does_not_bind_changes_nothing_and_what_binds_changes_the_way(plan, goal, policy):
    question = RouteQuestion(origin=WAYS.point("A"), destination=WAYS.point(goal), at=NOON, policy=policy)
    route = find_route(INDEX, plan, question)
    assume(isinstance(route, Route))
    found = why_this_way(INDEX, plan, question, route)
    alone = {b.reasons[0].id: b for b in found.binding if len(b.reasons) == 1}
    for own in plan.zones:
        left = find_route(INDEX, plan.without(own.id.replace("z", "b"), own.id), question)
        if own.id not in alone:
            assert way(left) == way(route)
        elif alone[own.id].without is None:
            assert not isinstance(left, Route)
        else:
            assert way(left) == way(alone[own.id].without.as_if_lifted) != way(route)
            assert left.duration_s == alone[own.id].without.as_if_lifted.duration_s
    assert found.is_obvious or found.binding
    assert found.extra_s >= -0.001 or policy is not RoutePolicy.FASTEST


def way(route):
    return [(piece.segment, piece.start_m, piece.end_m) for piece in route.pieces]
