from datetime import timedelta

import pytest

from data.model import SiteKind
from routing.march.binding import (
    EarlierReadiness,
    FewerVehicles,
    LaterDeadline,
    LongerOpening,
    MoreRoom,
    NoRules,
    what_frees,
)
from routing.march.holding_back import what_holds_back
from routing.march.timed import NoTimedWay, TimedWay, earliest_arrival, latest_departure
from tests.asciimap import ascii_map
from tests.builders import NOON
from tests.routing.march.timing_cases import after, area, asked, closure, held_at, hours

ROAD = ascii_map("A---B---C", grid_m=1000.0)
"""800 s from A to C."""


def freed(question, vehicle_count=None):
    assert isinstance(earliest_arrival(*question), NoTimedWay)
    found = what_frees(*question, vehicle_count)
    assert all(isinstance(own.way, TimedWay) for own in found)
    return {type(own.change): own.change for own in found}


def test_a_tail_that_clears_after_the_curfew_is_freed_by_each_smallest_change():
    # the tail would be in at 800 + 300 s; the zone around C shuts at 1000 s for good
    shut = area(ROAD, "z", "C", margin_m=50.0), closure("z", (1000, 90_000))
    found = freed(asked(ROAD, "AC", *shut, pass_s=300, until_s=2000), vehicle_count=30)
    assert found[EarlierReadiness].ready_at == pytest.approx(after(-100), abs=timedelta(seconds=1))
    assert found[FewerVehicles] == FewerVehicles(vehicle_count=20)
    assert found[LongerOpening] == LongerOpening(rules=("shut-z",), shuts_later_s=120)
    assert LaterDeadline not in found
    assert MoreRoom not in found


def test_a_deadline_too_early_is_the_constraint_and_the_least_later_one_is_told():
    found = freed(asked(ROAD, "AC", pass_s=300, until_s=1000))
    assert found[LaterDeadline].deadline_at - NOON == pytest.approx(timedelta(seconds=1100), abs=timedelta(seconds=1))
    assert LongerOpening not in found


def test_a_holding_point_too_small_is_told_with_the_room_it_would_need():
    windows = area(ROAD, "z", "A", 50.0), hours("z", (0, 400)), area(ROAD, "y", "C", 50.0), hours("y", (5000, 6000))
    small = held_at(ROAD, "h", "B", room_m=80.0, kind=SiteKind.HOLDING_POINT)
    found = freed(asked(ROAD, "AC", *windows, small, pass_s=20, until_s=7000))
    assert found[MoreRoom] == MoreRoom(places=("h",), room_m=100.0)


def test_two_constraints_that_bind_together_are_not_said_to_be_freed_by_one():
    shut = area(ROAD, "z", "C", 50.0), closure("z", (-90_000, 90_000)), closure("z", (-90_000, 90_000), rule_id="b")
    assert freed(asked(ROAD, "AC", *shut)) == {}


def test_rules_that_shut_throughout_are_told_to_do_so():
    never = area(ROAD, "z", "C", margin_m=50.0), hours("z", (-90_000, -80_000))
    assert freed(asked(ROAD, "AC", *never))[NoRules] == NoRules(rules=("open-z",))


@pytest.mark.parametrize(
    ("until_s", "shuts_s", "held"),
    [(3000, 9000, [((), True)]), (9000, 3000, [(("shut-z",), False)]), (3000, 3000, [(("shut-z",), True)])],
)
def test_what_holds_a_latest_departure_back_is_what_lets_it_leave_later(until_s, shuts_s, held):
    shut = area(ROAD, "z", "C", margin_m=50.0), closure("z", (shuts_s, 90_000))
    question = asked(ROAD, "AC", *shut, until_s=until_s)
    latest = latest_departure(*question)
    found = what_holds_back(*question, latest)
    assert [(own.rules, own.with_deadline) for own in found] == held
    assert all(own.departs_at > latest.departs_at for own in found)
