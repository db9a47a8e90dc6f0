from datetime import timedelta

import pytest

from data.model import SiteKind
from routing.march.binding import (
    EarlierReadiness,
    FewerVehicles,
    LaterDeadline,
    LongerOpening,
    MoreRoom,
    what_frees,
)
from routing.march.timed import NoTimedWay, TimedWay, earliest_arrival
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
