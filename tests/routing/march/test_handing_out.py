"""What is handed out says whether its times hold, and names nobody unless asked."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from data.model import PlannedWait, SiteKind
from routing.handing_out import day_of, departs_between, marches_out
from tests import builders, march_builders
from tests.builders import NOON
from tests.handouts import handed, post, terms
from tests.routing.march.town import INDEX, column, planned, truck


def test_a_march_without_anything_to_doubt_still_says_that_no_other_convoy_was_looked_at():
    out = handed(vehicle_count=3)
    assert [check.what for check in out.checks if check.is_passed is None][-1] == "Other convoys"
    assert out.verdict.startswith("No problem was found. Not settled: ")
    assert "other convoys" in out.verdict
    assert not out.has_failed


def test_a_problem_forbids_to_move_by_the_times():
    holding = post("Lay-by", kind=SiteKind.HOLDING_POINT, room_m=10.0)
    out = handed(holding, vehicle_count=12, vehicle_gap_m=50, waits=(PlannedWait(place="post", wait_s=60),))
    assert out.verdict == "DO NOT MOVE BY THESE TIMES: 1 problem not settled (march of the column)."
    assert out.findings[0].code == "holding-point-too-small"


def test_a_curfew_met_is_a_check_that_did_not_hold():
    out = handed(march_builders.opening_rule(), vehicle_count=3, departs_at=NOON + timedelta(hours=6))
    assert {check.what: check.is_passed for check in out.checks}["Closed times, curfew and daylight"] is False
    assert out.has_failed


def test_a_curfew_is_not_settled_for_a_tail_nobody_knows():
    out = handed(march_builders.opening_rule())
    assert {check.what: check.is_passed for check in out.checks}["Closed times, curfew and daylight"] is None


def test_a_tail_nobody_knows_is_told_as_not_known_and_not_as_checked():
    out = handed()
    assert (out.clears.at, out.vehicle_count, out.pass_time_s) == (None, None, None)
    assert "times to the last vehicle" in out.verdict


@pytest.mark.parametrize("is_named", [False, True])
def test_people_are_named_only_when_asked(is_named):
    serials = (march_builders.serial("1", march_builders.march_unit("1A", commander="Unit leader Z")),)
    out = handed(truck(), said=terms(names_people=is_named), commander="Leader Q", serials=serials, vehicle_gap_m=100)
    named = [out.leading.commander, *(line.commander for line in out.vehicles)]
    assert named == (["Leader Q", "Unit leader Z"] if is_named else [None, None])


@pytest.mark.parametrize(
    ("number", "name"), [("25-USV-08", "25-USV-08"), (None, "movement-01"), ("../a b/ش", "---a-b--")]
)
def test_files_are_called_by_the_movement_number_and_nothing_of_the_way(number, name):
    assert handed(movement_number=number, name="Alpha to Gamma by night").file_name == name


def test_a_day_holds_every_convoy_that_departs_in_it_and_says_who_has_no_way():
    plan, own = planned(vehicle_count=3, serials=())
    far = builders.site("far", point=builders.Point(35.5, 32.5))
    lost = builders.convoy("w", name="Lost", origin="a", destination="far", departs_at=NOON)
    late = builders.convoy("x", origin="a", destination="c", departs_at=NOON + timedelta(days=1))
    plan = plan.with_record(far, lost, late)
    convoys = departs_between(plan, *day_of(date(2026, 6, 1), plan.time_zone))
    assert [convoy.id for convoy in convoys] == [own.id, "w"]
    day = marches_out(INDEX, plan, convoys, terms())
    assert [march.convoy for march in day.marches] == [own.id]
    assert [without.name for without in day.without] == ["Lost"]
    assert day.without[0].why


def test_the_parts_of_a_column_are_handed_out_with_their_times():
    out = handed(truck(), serials=column((2, 2), (3,)), vehicle_gap_m=100)
    assert [(part.level, part.name) for part in out.points[0].parts] == [
        ("column", "Convoy"),
        ("serial", "1"),
        ("unit", "1A"),
        ("unit", "1B"),
        ("serial", "2"),
        ("unit", "2A"),
    ]
    assert [(line.unit, line.count) for line in out.vehicles] == [("1A", 2), ("1B", 2), ("2A", 3)]


@pytest.mark.parametrize(("later", "passed"), [(timedelta(minutes=1), False), (timedelta(hours=3), True)])
def test_marches_of_a_day_say_whether_they_were_driven_beside_each_other(later, passed):
    plan, own = planned(vehicle_count=12, serials=())
    plan = plan.with_record(replace(own, id="w", name="Other", departs_at=own.departs_at + later))
    day = marches_out(INDEX, plan, plan.convoys, terms())
    assert [march.checks[-1].is_passed for march in day.marches] == [passed, passed]
    assert [march.has_failed for march in day.marches] == [not passed] * 2
