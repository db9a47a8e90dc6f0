"""What barriers, gates and policies do to a route, one claim at a time."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from shapely import Point

from data.model import BarrierKind, NoRoute, NoRouteReason, Plan, Route, RoutePolicy, Source, Validity
from data.model.provenance import NOT_STATED
from geo.errors import PassageError
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.search import find_route
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, phase, sector, zone

pytestmark = pytest.mark.usefixtures("engine")

EDGE = ascii_map("A-----------B", oneway=())  # 1200 m at 10 m/s
DETOUR = """
A---B---C
|       |
D---E---F
"""


def ask(drawn, plan=None, origin="A", destination="B", **said):
    points = [drawn.point(x) if isinstance(x, str) else x for x in (origin, destination)]
    said["via"] = tuple(drawn.point(x) for x in said.get("via", ()))
    question = RouteQuestion(**{"origin": points[0], "destination": points[1], "at": NOON, **said})
    return find_route(NetworkIndex(drawn.network), plan or Plan(name="empty"), question)


def plan_of(*pairs, **said):
    return Plan(name="test", zones=tuple(z for z, _ in pairs), barriers=tuple(b for _, b in pairs), **said)


def closing(area, name="z", **said):
    return zone(name, name=name, area=area), barrier(f"b-{name}", area_id=name, **said)


MIDDLE = area_m(400, -50, 800, 50)


def test_scaling_the_middle_third_by_three_costs_one_and_two_thirds():
    plan = plan_of(closing(MIDDLE, kind=BarrierKind.SCALED, value=3.0))
    assert ask(EDGE, plan).duration_s == pytest.approx(120.0 * (1 + 2 / 3), abs=0.01)


def test_adding_counts_seconds_for_each_kilometre_inside():
    plan = plan_of(closing(MIDDLE, kind=BarrierKind.ADDED, value=600.0))
    assert ask(EDGE, plan).duration_s == pytest.approx(120.0 + 0.4 * 600.0, abs=0.01)


def test_closing_the_middle_blocks_only_what_crosses_it():
    plan = plan_of(closing(MIDDLE))
    assert isinstance(ask(EDGE, plan), NoRoute)
    west = ask(EDGE, plan, destination=EDGE.point("A", east_m=390))
    assert west.distance_m == pytest.approx(390, abs=0.1)
    east = ask(EDGE, plan, origin=EDGE.point("A", east_m=810))
    assert east.distance_m == pytest.approx(390, abs=0.1)


def test_closing_the_middle_of_an_edge_forces_a_detour():
    drawn = ascii_map(DETOUR)
    assert [s.name for s in ask(drawn, destination="C").streets] == ["AB", "BC"]
    plan = plan_of(closing(area_m(150, -50, 250, 50)))
    assert [s.name for s in ask(drawn, plan, destination="C").streets] == ["AD", "DE", "EF", "CF"]


@pytest.mark.parametrize(("origin", "destination"), [(200, 900), (900, 200)])
def test_both_ends_on_one_edge_cost_exactly_the_part_between(origin, destination):
    found = ask(EDGE, origin=EDGE.point("A", east_m=origin), destination=EDGE.point("A", east_m=destination))
    assert found.distance_m == pytest.approx(700, abs=0.1)
    assert found.duration_s == pytest.approx(70, abs=0.01)
    assert len(found.pieces) == 1


def test_against_a_one_way_edge_one_drives_around():
    drawn = ascii_map("A---B\n|   |\nD---C", oneway=["AB"])
    found = ask(drawn, origin=drawn.point("A", east_m=300), destination=drawn.point("A", east_m=100))
    assert [s.name for s in found.streets] == ["AB", "BC", "CD", "AD", "AB"]
    assert found.distance_m == pytest.approx(1000, abs=0.2)


def test_origin_and_destination_in_one_place_is_no_distance():
    assert ask(EDGE, destination="A").distance_m == 0
    here = EDGE.point("A", east_m=77)
    assert ask(EDGE, origin=here, destination=here).duration_s == 0


def test_the_highest_priority_alone_acts():
    closed = closing(MIDDLE, "low")
    slow = closing(MIDDLE, "high", kind=BarrierKind.SCALED, value=2.0, priority=1)
    assert ask(EDGE, plan_of(closed, slow)).duration_s == pytest.approx(160, abs=0.01)


def test_among_equal_priorities_the_most_restrictive_acts():
    slow = closing(MIDDLE, "slow", kind=BarrierKind.SCALED, value=2.0)
    slower = closing(MIDDLE, "slower", kind=BarrierKind.ADDED, value=900.0)
    assert ask(EDGE, plan_of(slow, slower)).duration_s == pytest.approx(120 + 360, abs=0.01)
    assert isinstance(ask(EDGE, plan_of(slow, slower, closing(MIDDLE, "shut"))), NoRoute)


def test_an_origin_inside_a_closed_area_is_told_and_not_moved():
    found = ask(EDGE, plan_of(closing(area_m(-50, -50, 50, 50), "camp")))
    assert found.reason is NoRouteReason.ORIGIN_CLOSED
    assert [o.id for o in found.obstacles] == ["camp"]
    assert "camp" in found.message


def test_a_closure_names_its_source_or_says_that_there_is_none():
    area, shut = closing(area_m(500, -50, 700, 50), "camp")
    named = replace(area, source=Source(name="Patrol 3"))
    silent = replace(area, source=Source(name=NOT_STATED))
    assert "camp (closed, says Patrol 3)" in ask(EDGE, plan_of((named, shut))).message
    assert "camp (closed, its source is not stated)" in ask(EDGE, plan_of((silent, shut))).message


def test_a_wanted_point_inside_counts_even_when_its_road_is_outside():
    beside = EDGE.point("A", east_m=600, north_m=100)
    found = ask(EDGE, plan_of(closing(area_m(550, 80, 650, 150))), destination=beside)
    assert found.reason is NoRouteReason.DESTINATION_CLOSED


def test_a_road_point_inside_counts_even_when_the_wanted_point_is_outside():
    beside = EDGE.point("A", east_m=600, north_m=100)
    found = ask(EDGE, plan_of(closing(area_m(550, -10, 650, 10))), origin=beside)
    assert found.reason is NoRouteReason.ORIGIN_CLOSED


def test_a_via_inside_is_told_as_such():
    drawn = ascii_map("A---B---C")
    found = ask(drawn, plan_of(closing(drawn.zone("B"))), destination="C", via="B")
    assert found.reason is NoRouteReason.VIA_CLOSED


def test_two_closures_in_a_row_are_both_named():
    drawn = ascii_map("A---B---C---D")
    plan = plan_of(
        closing(drawn.zone("B"), "one"), closing(drawn.zone("C"), "two"), closing(area_m(0, 90, 9, 99), "no")
    )
    found = ask(drawn, plan, destination="D")
    assert found.reason is NoRouteReason.CLOSED
    assert [o.id for o in found.obstacles] == ["one", "two"]
    assert all(o.places for o in found.obstacles)


def test_via_points_keep_their_order():
    drawn = ascii_map("A---B---C---D")
    found = ask(drawn, destination="D", via="CB")
    assert found.distance_m == pytest.approx(800 + 400 + 800, abs=1)
    assert [round(s.offset_m) for s in found.via] == [400, 400]


def test_a_point_far_from_every_road_is_refused_with_its_place():
    with pytest.raises(RoutingError, match=r"The destination at .* no road within 1000 m"):
        ask(EDGE, destination=EDGE.point("B", north_m=1100))


def test_a_zone_not_yet_valid_does_nothing():
    later = Validity(starts_at=NOON + timedelta(hours=1))
    area, bar = closing(MIDDLE)
    for plan in (
        plan_of((zone("z", area=MIDDLE, valid=later), bar)),
        plan_of((area, barrier("b-z", area_id="z", valid=later))),
    ):
        assert isinstance(ask(EDGE, plan), Route)
        assert isinstance(ask(EDGE, plan, at=NOON + timedelta(hours=1)), NoRoute)


def test_a_barrier_for_one_phase_acts_only_in_it():
    plan = plan_of(closing(MIDDLE, phases=("p",)), phases=(phase("p"),))
    assert isinstance(ask(EDGE, plan), NoRoute)
    assert isinstance(ask(EDGE, plan, at=NOON - timedelta(seconds=1)), Route)


def test_a_barrier_on_a_sector_acts_like_one_on_a_zone():
    plan = Plan(name="s", sectors=(sector("s", area=MIDDLE),), barriers=(barrier("b", area_id="s"),))
    assert [(o.kind, o.id) for o in ask(EDGE, plan).obstacles] == [("sector", "s")]


def test_low_exposure_goes_around_and_fastest_goes_through():
    drawn = ascii_map(DETOUR)
    plan = Plan(name="e", zones=(zone("z", name="Danger", area=drawn.zone("B"), exposure=1.0),))
    fast = ask(drawn, plan, destination="C")
    assert fast.exposure[0].distance_m == pytest.approx(50, abs=0.1)
    assert fast.exposure_s == pytest.approx(5, abs=0.01)
    calm = ask(drawn, plan, destination="C", policy=RoutePolicy.LOW_EXPOSURE, exposure_weight=7.0)
    assert [s.name for s in calm.streets] == ["AB", "BC"]  # 35 s of weight against 40 s more driving
    calm = ask(drawn, plan, destination="C", policy=RoutePolicy.LOW_EXPOSURE, exposure_weight=9.0)
    assert (calm.exposure_s, calm.exposure) == (0, ())


def test_overlapping_dangers_add_up():
    plan = Plan(name="e", zones=(zone("y", area=MIDDLE, exposure=1.0), zone("z", area=MIDDLE, exposure=0.5)))
    assert ask(EDGE, plan).exposure_s == pytest.approx(1.5 * 40, abs=0.01)


def test_a_harmless_zone_is_listed_all_the_same():
    found = ask(EDGE, Plan(name="e", zones=(zone("z", area=MIDDLE),)))
    assert [(x.area_id, round(x.distance_m), round(x.duration_s)) for x in found.exposure] == [("z", 400, 40)]
    assert found.exposure_s == 0


def test_shortest_takes_the_short_slow_road():
    drawn = ascii_map(DETOUR, roads={"AB": {"speed_kmh": 5.0}})
    assert [s.name for s in ask(drawn, destination="C", policy=RoutePolicy.SHORTEST).streets] == ["AB", "BC"]
    assert [s.name for s in ask(drawn, destination="C").streets] == ["AD", "DE", "EF", "CF"]


def test_a_closed_gate_is_not_passed_and_is_named():
    drawn = ascii_map("A---B---C", gates={"B": "closed"})
    found = ask(drawn, destination="C")
    assert [(o.kind, o.why) for o in found.obstacles] == [("gate", "closed to convoys")]
    assert isinstance(ask(drawn, destination=drawn.point("AB")), Route)


@pytest.mark.parametrize(
    ("policy", "streets"),
    [("use", ["AB", "BC"]), ("caution", ["AD", "DE", "EF", "CF"]), ("closed", ["AD", "DE", "EF", "CF"])],
)
def test_a_gate_nobody_knows_follows_the_policy(policy, streets):
    drawn = ascii_map(DETOUR, gates={"B": "unknown"})
    assert [s.name for s in ask(drawn, destination="C", unknown=UnknownPolicy(policy)).streets] == streets


def test_a_gate_nobody_knows_is_told_when_it_is_passed():
    drawn = ascii_map("A---B---C", gates={"B": "unknown"})
    found = ask(drawn, destination="C")
    assert [f.code for f in found.findings] == ["gate-passage-unknown"]
    assert found.duration_s == pytest.approx(80, abs=0.01)
    assert ask(drawn, destination="C", unknown=UnknownPolicy.CLOSED).obstacles[0].kind == "gate"


def test_a_road_by_permission_is_avoided_and_told():
    drawn = ascii_map(DETOUR, roads={"BC": {"access": "private"}})
    assert [s.name for s in ask(drawn, destination="C").streets] == ["AD", "DE", "EF", "CF"]
    found = ask(drawn, destination=drawn.point("BC"))
    assert [f.code for f in found.findings] == ["route-needs-permission"]
    assert found.duration_s == pytest.approx(60, abs=0.01)


def test_unknown_limits_of_bridges_and_tunnels_are_told():
    drawn = ascii_map("A---B---C---D", roads={
        "AB": {"bridge": "yes"}, "BC": {"bridge": "yes", "maxweight_t": 30.0}, "CD": {"tunnel": "yes"}})  # fmt: skip
    found = ask(drawn, destination="D")
    assert [(f.code, f.subject) for f in found.findings] == [
        ("limit-unknown-on-route", "segment 0"),
        ("limit-unknown-on-route", "segment 2"),
        ("limit-on-route", "segment 1"),
    ]
    assert "30 t" in found.findings[-1].message


def test_of_several_known_limits_the_tightest_is_told():
    drawn = ascii_map("A---B---C---D", roads={
        "AB": {"maxheight_m": 4.0}, "BC": {"maxheight_m": 2.5}})  # fmt: skip
    [finding] = ask(drawn, destination="D").findings
    assert (finding.code, finding.subject) == ("limit-on-route", "segment 1")
    assert "2.5 m, at BC" in finding.message


def test_a_stop_beside_the_road_is_told():
    found = ask(EDGE, origin=EDGE.point("A", north_m=60))
    assert found.findings[0].code == "stop-far-from-road"
    assert found.origin.distance_m == pytest.approx(60, abs=0.1)


def test_separate_parts_are_told_with_the_smaller_one():
    drawn = ascii_map("A---B   C-D\n|\nE", grid_m=100)
    found = ask(drawn, destination="C")
    assert found.reason is NoRouteReason.NOT_CONNECTED
    assert "The destination lies on a separate part of the road network (0.2 km of road)" in found.message


def test_a_one_way_trap_is_told():
    drawn = ascii_map("A---B---C", oneway=["BC"])
    found = ask(drawn, origin="C", destination="A")
    assert found.reason is NoRouteReason.NOT_CONNECTED
    assert "The origin cannot be left" in found.message
    assert "The destination cannot be reached" in ask(ascii_map("A---B---C", oneway=["AB"]), None, "C", "A").message


def test_costs_that_cannot_be_counted_are_refused():
    plan = plan_of(closing(MIDDLE, kind=BarrierKind.SCALED, value=1e300))
    with pytest.raises(RoutingError, match="add up to more than can be counted"):
        ask(EDGE, plan)


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": NOON.replace(tzinfo=None)},
        {"caution_factor": 0.5},
        {"restricted_factor": float("nan")},
        {"exposure_weight": -1.0},
        {"max_snap_m": float("inf")},
        {"origin": Point()},
        {"origin": Point(200, 0)},
    ],
)
def test_void_questions_are_refused(wrong):
    with pytest.raises(PassageError):
        RouteQuestion(**{"origin": Point(0, 0), "destination": Point(0, 0), "at": NOON, **wrong})


def test_the_line_runs_from_snap_to_snap():
    drawn = ascii_map(DETOUR)
    found = ask(drawn, origin=drawn.point("AB"), destination="F")
    ends = np.array([found.line.coords[0], found.line.coords[-1]])
    assert ends == pytest.approx(np.array([found.origin.point.coords[0], found.destination.point.coords[0]]), abs=1e-9)
