"""Every doubt about a column is told where it is due, and nowhere else."""

from datetime import timedelta

import pytest

from data.model import PlannedWait, Severity, SiteKind, Vehicle, VehicleRole
from data.sources.demo import DEMO_NOW, demo_plan
from routing.index import NetworkIndex
from routing.march.review import column_findings, march_findings
from routing.review import review
from tests import builders, march_builders
from tests.asciimap import ascii_map
from tests.builders import NOON
from tests.routing.march.town import INDEX, at, column, marched, planned, truck

WHOLE = Vehicle(name="truck", height_m=4.0, width_m=2.5, length_m=10.0, weight_t=18.0)
FULL = march_builders.vehicle_type("truck", envelope=WHOLE, tank_l=300.0, consumption_l_per_100km=30.0)
READY = {"commander": "Leader", "radio": "Channel 1"}
ROLES = (VehicleRole.COMMAND, VehicleRole.MEDICAL, VehicleRole.RECOVERY)


def equipped(count=3):
    """One serial with a vehicle of every role that is asked for, and so many more."""
    vehicles = [march_builders.vehicle(role=role) for role in ROLES]
    return (march_builders.serial("1", march_builders.march_unit("1A", *vehicles, march_builders.vehicle(count))),)


def codes(*records, **convoy):
    plan, own = planned(*records, **convoy)
    return [finding.code for finding in column_findings(plan, own)]


def met(*records, index=INDEX, **convoy):
    plan, _ = planned(*records, **convoy)
    return [finding.code for finding in march_findings(index, plan, marched(*records, **convoy))]


def test_a_column_that_lacks_nothing_is_told_nothing():
    assert met(FULL, serials=equipped(), vehicle_count=6, **READY) == []


@pytest.mark.parametrize(("count", "told"), [(5, []), (6, ["column-without-leader", "column-without-radio"])])
def test_more_than_five_vehicles_need_a_leader_and_a_radio(count, told):
    assert codes(vehicle_count=count) == told
    assert codes() == []


def test_more_than_five_vehicles_need_somebody_to_lead_to_heal_and_to_recover_from():
    lacking = ["column-without-command-vehicle", "column-without-medic", "column-without-recovery"]
    assert codes(FULL, serials=column((6,)), **READY) == lacking


def test_a_vehicle_nobody_measured_and_a_count_that_differs_are_told():
    assert codes(truck(), serials=column((3,)), vehicle_count=4) == ["vehicle-not-measured", "vehicle-count-differs"]


@pytest.mark.parametrize(("weight_t", "told"), [(30.0, []), (31.0, ["vehicle-above-all-limits"])])
def test_a_vehicle_heavier_than_every_limit_known_is_told(weight_t, told):
    roads = {"AB": {"maxweight_t": 20.0}, "BC": {"maxweight_t": 30.0}}
    index = NetworkIndex(ascii_map("A---B---C", grid_m=1000, roads=roads).network)
    envelope = Vehicle(name="truck", height_m=4.0, width_m=2.5, length_m=10.0, weight_t=weight_t)
    kind = march_builders.vehicle_type("truck", envelope=envelope, tank_l=300.0, consumption_l_per_100km=30.0)
    assert met(kind, index=index, serials=column((2,))) == told


@pytest.mark.parametrize(("tank_l", "told"), [(3.1, []), (2.9, ["fuel-range-short"]), (None, ["fuel-range-unknown"])])
def test_fuel_must_take_every_vehicle_over_the_way_with_a_reserve(tank_l, told):
    kind = march_builders.vehicle_type("truck", envelope=WHOLE, tank_l=tank_l, consumption_l_per_100km=30.0)
    assert met(kind, serials=column((2,))) == told


@pytest.mark.parametrize(
    ("room_m", "count", "told"),
    [
        (600, 6, []),
        (599, 6, ["holding-point-too-small"]),
        (None, 6, ["holding-room-unknown"]),
        (600, None, ["holding-room-unknown", "march-time-unknown"]),
    ],
)
def test_a_column_waits_only_where_it_is_known_to_fit(room_m, count, told):
    place = builders.site("post", point=at(4000), kind=SiteKind.HOLDING_POINT, room_m=room_m)
    assert met(place, vehicle_count=count, waits=(PlannedWait(place="post", wait_s=60),), **READY) == told


def test_a_wait_beside_the_way_is_told_and_not_counted():
    place = builders.site("post", point=at(90_000), kind=SiteKind.HOLDING_POINT, room_m=9000)
    waits = (PlannedWait(place="post", wait_s=60),)
    assert met(place, vehicle_count=2, waits=waits) == ["wait-off-the-way"]


@pytest.mark.parametrize(
    ("after_s", "count", "told"),
    [
        (830, 2, []),
        (815, 2, ["tail-past-deadline"]),
        (810, None, ["deadline-unknown", "march-time-unknown"]),
        (790, None, ["tail-past-deadline", "march-time-unknown"]),
    ],
)
def test_the_tail_counts_for_the_deadline_and_an_unknown_tail_is_not_in_time(after_s, count, told):
    assert met(vehicle_count=count, deadline_at=NOON + timedelta(seconds=after_s)) == told


def test_a_gate_of_unknown_time_is_told_and_leaves_the_deadline_open():
    gate = builders.site("post", name="Post", point=at(4000), kind=SiteKind.CHECKPOINT)
    assert met(gate, vehicle_count=2, deadline_at=NOON + timedelta(hours=3)) == [
        "deadline-unknown",
        "march-time-unknown",
    ]


def test_the_review_of_the_demo_tells_what_its_columns_lack_as_doubts():
    found = [finding for finding in review(demo_plan(), DEMO_NOW) if finding.code.startswith(("column-", "vehicle-"))]
    assert {f.code for f in found if f.subject == "convoy-5"} == {
        "column-without-radio",
        "column-without-medic",
        "column-without-recovery",
    }
    assert {f.code for f in found if f.subject == "convoy-1"} == set()
    assert {f.severity for f in found} == {Severity.DOUBT}
