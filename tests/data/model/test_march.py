"""What columns, opening rules and outcomes refuse, and what a convoy says of its own vehicles."""

from datetime import timedelta

import pytest
from shapely import Point

from data.errors import PlanError
from data.model import (
    HaltRule,
    MarchUnit,
    OpeningKind,
    PlannedWait,
    RoadGroup,
    Validity,
    VehicleRole,
    Waypoint,
)
from tests import builders
from tests import march_builders as build
from tests.march_builders import NOON


def test_the_vehicles_of_a_column_are_those_of_its_serials_whatever_number_was_reported():
    units = build.march_unit("A", build.vehicle(3)), build.march_unit("B", build.vehicle(2, VehicleRole.RECOVERY))
    convoy = builders.convoy(vehicle_count=30, serials=(build.serial("1", *units), build.serial("2")))
    assert convoy.vehicles_known == 3 + 2 + 4
    assert [unit.name for unit in convoy.march_units] == ["A", "B", "A"]
    assert convoy.vehicle_types == ("truck",)
    assert convoy.has_role(VehicleRole.RECOVERY)
    assert not convoy.has_role(VehicleRole.MEDICAL)


def test_a_convoy_nobody_described_has_an_unknown_number_of_vehicles():
    assert builders.convoy().vehicles_known is None


def test_a_convoy_names_its_vehicle_types_waits_and_places_and_a_plan_insists_on_them():
    led_over = ("s", Waypoint(point=Point(34.4, 31.4)))
    convoy = builders.convoy(via=led_over, serials=(build.serial(),), waits=(PlannedWait(place="s", wait_s=60),))
    assert convoy.stops_named == ("s",)
    with pytest.raises(PlanError, match="Convoy v refers to truck, which is not in the plan"):
        builders.plan(builders.site("s"), builders.crossing("x"), convoy)
    assert builders.plan(builders.site("s"), builders.crossing("x"), build.vehicle_type(), convoy).convoys == (convoy,)


def test_a_vehicle_type_in_use_cannot_be_taken_out():
    with pytest.raises(PlanError, match="refers to truck"):
        builders.full_plan().without("truck")


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (lambda: build.vehicle(0), "give 1 or more"),
        (lambda: MarchUnit(name="A", vehicles=()), "has no vehicles"),
        (lambda: build.vehicle_type(speeds_kmh=((RoadGroup.MAIN, 0.0),)), "give a number above 0"),
        (lambda: build.vehicle_type(speeds_kmh=((RoadGroup.MAIN, 50.0),) * 2), "given twice"),
        (lambda: build.march_profile(unit_gap_s=-1.0), "give 0 or more"),
        (lambda: build.march_profile(urban_kmh=float("nan")), "give a number above 0"),
        (lambda: HaltRule(every_s=7200, halt_s=0), "give a number above 0"),
        (lambda: build.opening_rule(weekly=()), "names no times"),
        (lambda: build.opening_rule(kind=OpeningKind.DAYLIGHT), "make two rules of it"),
        (lambda: build.opening_rule(daylight_margin_s=1e6), "give at most"),
        (lambda: build.passing_report(cleared_at=NOON - timedelta(minutes=1)), "before the head is there"),
        (lambda: builders.convoy(ready_at=NOON, deadline_at=NOON), "before it is ready"),
        (lambda: builders.convoy(serials=(build.serial(), build.serial())), "given twice"),
        (lambda: builders.site(room_m=-1.0), "give 0 or more"),
        (lambda: builders.crossing(lanes=-1), "give 0 or more"),
    ],
)
def test_what_no_column_can_be_is_refused(made, said):
    with pytest.raises(PlanError, match=said):
        made()


def test_a_rule_may_name_single_spans_alone():
    pause = Validity(starts_at=NOON, ends_at=NOON + timedelta(hours=4))
    rule = build.opening_rule(kind=OpeningKind.PAUSE, weekly=(), once=(pause,))
    assert not rule.kind.shuts
    assert build.opening_rule().kind.shuts
