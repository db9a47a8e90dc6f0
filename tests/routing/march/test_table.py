"""March tables on a straight road at ten metres a second, held against figures worked out by hand."""

import numpy as np
import pytest

from data.model import Density, HaltRule, PlannedWait, RoadGroup, SiteKind
from routing.march.parts import PartLevel
from routing.march.places import PlaceKind
from routing.march.waits import Waiting
from tests import builders, march_builders
from tests.routing.march.town import LENGTH_M, at, column, marched, since_s, truck

BARE = march_builders.march_profile("bare", unit_gap_s=60, serial_gap_s=120)


def post(kind=SiteKind.CHECKPOINT, along_m=4000, **said):
    return builders.site("post", name="Post", point=at(along_m), kind=kind, **said)


def arrive_and_clear(table, place):
    own = table.row_of(place).column
    return since_s(own.arrives_at), since_s(own.clears_at)


def test_arrive_and_clear_follow_from_distance_rate_and_pass_time():
    table = marched(vehicle_count=12, vehicle_gap_m=50)
    assert (table.rate_kmh, table.road_space_m, table.pass_time_s) == pytest.approx((36, 600, 60), rel=1e-3)
    assert arrive_and_clear(table, "a") == pytest.approx((0, 60), abs=0.5)
    assert arrive_and_clear(table, "c") == pytest.approx((800, 860), abs=1)
    assert [row.point.kind for row in table.rows] == [PlaceKind.START, PlaceKind.RELEASE]


def test_a_convoy_of_which_nobody_told_the_vehicles_arrives_but_never_clears():
    table = marched()
    assert arrive_and_clear(table, "c") == (pytest.approx(800, abs=1), None)
    assert (table.clears_at, table.pass_time_s, table.road_space_m) == (None, None, None)
    assert [unknown.code for unknown in table.unknowns] == ["vehicle_count"]
    assert not table.rows[-1].column.arrival_is_earliest


def test_serials_and_units_march_one_behind_the_other_with_their_gaps():
    table = marched(truck(), BARE, serials=column((2, 2), (3,)), profile="bare", vehicle_gap_m=100)
    told = {
        (p.part.level.value, p.part.name): (since_s(p.arrives_at), since_s(p.clears_at))
        for p in table.rows[-1].passings
    }
    assert told == {
        ("column", "Convoy"): pytest.approx((800, 800 + 70 + 60 + 120), abs=1),
        ("serial", "1"): pytest.approx((800, 900), abs=1),
        ("unit", "1A"): pytest.approx((800, 820), abs=1),
        ("unit", "1B"): pytest.approx((880, 900), abs=1),
        ("serial", "2"): pytest.approx((1020, 1050), abs=1),
        ("unit", "2A"): pytest.approx((1020, 1050), abs=1),
    }
    assert table.road_space_m == pytest.approx(700 + 180 * 10, rel=1e-3)


def test_the_worked_column_of_forty_takes_the_time_and_road_of_the_manual():
    """40 vehicles in 4 units and 2 serials at 10 a km, gaps of 3 and 6 minutes and extra time, at 36 km/h."""
    profile = march_builders.march_profile("manual", unit_gap_s=180, serial_gap_s=360, extra_time=True)
    table = marched(truck(), profile, serials=column((10, 10), (10, 10)), profile="manual", vehicle_gap_m=100)
    assert table.pass_time_s == pytest.approx(400 + 720 + 120, rel=1e-3)
    assert table.road_space_m == pytest.approx(4000 + 7200, rel=1e-3)


def test_physical_density_counts_the_length_of_vehicles_and_is_unknown_without_it():
    physical = march_builders.march_profile("physical", density=Density.PHYSICAL)
    table = marched(truck(), physical, serials=column((5,)), profile="physical", vehicle_gap_m=90)
    assert table.road_space_m == pytest.approx(500, rel=1e-3)
    unknown = marched(physical, vehicle_count=5, profile="physical")
    assert unknown.road_space_m is None
    assert [own.code for own in unknown.unknowns] == ["vehicle_length"]


@pytest.mark.parametrize(("lanes", "takes_s"), [(1, 1200), (4, 300), (40, 120)])
def test_a_gate_is_clear_after_the_longer_of_pass_time_and_processing(lanes, takes_s):
    table = marched(post(service_time_per_vehicle_s=100, lanes=lanes), vehicle_count=12, vehicle_gap_m=100)
    assert arrive_and_clear(table, "post") == pytest.approx((400, 400 + takes_s), abs=2)
    assert arrive_and_clear(table, "c") == pytest.approx((800 + takes_s - 120, 800 + takes_s), abs=2)
    assert table.row_of("post").processing_s == 1200 / lanes


@pytest.mark.parametrize("said", [{}, {"service_time_per_vehicle_s": 60.0, "lanes": 0}])
def test_behind_a_gate_of_unknown_time_every_time_is_the_earliest(said):
    table = marched(post(**said), vehicle_count=12)
    flags = {row.point.subject: (row.column.arrival_is_earliest, row.column.clearing_is_earliest) for row in table.rows}
    assert flags == {"a": (False, False), "post": (False, True), "c": (True, True)}
    assert [own.code for own in table.unknowns] == ["gate_time"]


def test_what_a_gate_at_the_start_takes_is_told_and_is_over_when_the_head_departs():
    gate = builders.crossing("gate", point=at(0), service_time_per_vehicle_s=60, lanes=2)
    table = marched(gate, origin="gate", vehicle_count=10, vehicle_gap_m=100)
    assert table.rows[0].processing_s == 300
    assert arrive_and_clear(table, "gate") == pytest.approx((0, 100), abs=1)


@pytest.mark.parametrize(("room_m", "aside"), [(600, True), (599, False), (None, False)])
def test_a_planned_wait_is_off_the_road_only_where_there_is_known_to_be_room(room_m, aside):
    holding = post(SiteKind.HOLDING_POINT, room_m=room_m)
    table = marched(holding, vehicle_count=12, vehicle_gap_m=50, waits=(PlannedWait(place="post", wait_s=900),))
    assert arrive_and_clear(table, "post") == pytest.approx((400, 400 + 900 + 60), abs=2)
    assert arrive_and_clear(table, "c") == pytest.approx((1700, 1760), abs=2)
    tail = table.progress(table.formation.column.ends)
    assert tail.left_s(3700.0) == pytest.approx(430 if aside else 430 + 900, abs=2)


def test_halts_come_after_driving_time_and_those_of_two_rules_at_once_are_one():
    halts = (HaltRule(every_s=300, halt_s=60), HaltRule(every_s=600, halt_s=90, per_vehicles=3))
    profile = march_builders.march_profile("halts", halts=halts)
    table = marched(profile, profile="halts", vehicle_count=4, vehicle_gap_m=10)
    assert [(round(s.along_m, -1), s.wait_s) for s in table.stands] == [(3000, 60), (6000, 180)]
    assert arrive_and_clear(table, "c") == pytest.approx((800 + 240, 800 + 240 + 4), abs=2)
    assert [row.point.kind for row in table.rows].count(PlaceKind.HALT) == 2


def test_a_halt_for_vehicles_nobody_counted_makes_later_times_the_earliest():
    halts = (HaltRule(every_s=300, halt_s=60, per_vehicles=3),)
    table = marched(march_builders.march_profile("halts", halts=halts), profile="halts")
    assert table.rows[-1].column.arrival_is_earliest
    assert not table.rows[0].column.arrival_is_earliest


def test_the_slowest_vehicle_and_the_pace_of_the_profile_hold_the_column_back():
    slow = truck(speeds_kmh=((RoadGroup.LOCAL, 18.0),))
    assert marched(slow, serials=column((1,))).rate_kmh == pytest.approx(18, rel=1e-3)
    careful = march_builders.march_profile("careful", urban_kmh=9.0, rural_kmh=12.0)
    assert marched(careful, profile="careful").rate_kmh == pytest.approx(12, rel=1e-3)
    streets = {"AB": {"highway": "residential"}, "BC": {"highway": "residential"}}
    assert marched(careful, profile="careful", roads=streets).rate_kmh == pytest.approx(9, rel=1e-3)


def test_recorded_waits_are_counted_on_request_with_how_many_there_are():
    outcomes = [
        march_builders.mission_outcome(f"o{n}", waits=(march_builders.Wait(place="post", wait_s=60.0 * n),))
        for n in range(1, 11)
    ]
    free = post(service_time_per_vehicle_s=0)
    ends = {
        waiting: since_s(marched(free, *outcomes, waiting=waiting, vehicle_count=1).arrives_at) for waiting in Waiting
    }
    assert ends == pytest.approx({Waiting.PLANNED: 800, Waiting.HALF: 1100, Waiting.EIGHT_IN_TEN: 1280}, abs=1)
    assert marched(free, *outcomes).row_of("post").recorded.count == 10
    never = marched(free, waiting=Waiting.EIGHT_IN_TEN, vehicle_count=1)
    assert never.row_of("post").recorded is None
    assert never.rows[-1].column.arrival_is_earliest


def test_every_vehicle_lies_between_head_and_tail_and_stands_where_the_column_stands():
    table = marched(truck(), BARE, post(service_time_per_vehicle_s=30), serials=column((3, 2)), profile="bare")
    since = np.linspace(0, table.column.tail.since_s[-1], 60)
    places_m = table.vehicles_m(since)
    assert places_m.shape == (5, 60)
    tail_m, head_m = table.column.extent_m(since[:-1])
    inside = places_m[:, :-1]
    assert (np.nan_to_num(inside, nan=-1) <= head_m + 1e-6).all()
    assert (np.nan_to_num(inside, nan=np.inf) >= tail_m - 1e-6).all()
    assert list(table.formation.unit_of) == ["1A", "1A", "1A", "1B", "1B"]
    last = table.vehicles[-1]
    unit = next(p for p in table.rows[-1].passings if p.part.level is PartLevel.UNIT and p.part.name == "1B")
    assert since_s(unit.arrives_at) < last.since_s[-1] < since_s(unit.clears_at)


def test_a_table_is_told_in_the_order_of_the_way():
    table = marched(post(along_m=1000), builders.crossing("x", point=at(6000)), vehicle_count=3)
    assert [row.point.subject for row in table.rows] == ["a", "post", "x", "c"]
    assert table.rows[-1].time_distance_s == pytest.approx(LENGTH_M / 10, abs=1)
    arrives = [row.column.arrives_at for row in table.rows]
    assert arrives == sorted(arrives)
