"""The replay finds what trying by hand finds, and says which rule, where and when."""

from dataclasses import replace
from random import Random

import pytest

from routing.movement.case import Span
from routing.movement.schedule import Movement, Schedule
from routing.replay.replay import replayed
from routing.replay.violation import Rule
from tests.movement_cases import small_case
from tests.movement_oracle import is_sound, ways
from tests.movement_plain import MINUTE, at_junction, on_bridge


@pytest.mark.parametrize("seed", [*range(30), 60, 119, 209])
def test_schedules_drawn_by_chance_are_found_sound_as_by_hand(seed):
    case, chance = small_case(seed), Random(seed)
    all_ways = [list(ways(case, row)) for row in range(len(case.columns))]
    for _ in range(12):
        schedule = Schedule(movements=tuple(chance.choice(rows).movement for rows in all_ways if rows))
        assert (replayed(case, schedule) == ()) == is_sound(case, schedule), schedule


def straight(case, *starts):
    """Every column sets off at a minute and never waits."""
    movements = []
    for row, start in enumerate(starts):
        legs, at, enters = case.columns[row].routes[0].legs, start * MINUTE, []
        for leg in legs:
            enters.append(at)
            at += leg.traverse_s
        movements.append(Movement(column=row, route=0, enters_s=tuple(enters), serves_s=(None,) * (len(legs) + 1)))
    return Schedule(movements=tuple(movements))


def test_a_junction_taken_too_early_is_told_with_both_names_and_the_time():
    case = at_junction()
    broken = replayed(case, straight(case, 0, 0), clock=lambda at_s: f"minute {at_s // MINUTE}")
    assert {violation.rule for violation in broken} == {Rule.NODE, Rule.FOLLOWING}
    node = next(violation for violation in broken if violation.rule is Rule.NODE and violation.node == 2)
    assert (node.columns, node.at_s) == ((0, 1), 13 * MINUTE)
    assert node.text == (
        "heavy comes to node 2 at minute 13, before light and its headway have cleared it at minute 17."
    )


def test_columns_that_meet_on_a_bridge_are_found_from_either_side():
    case = on_bridge()
    assert [violation.rule for violation in replayed(case, straight(case, 0, 0))] == [Rule.MEETING]
    assert [violation.rule for violation in replayed(case, straight(case, 0, 11))] == [Rule.MEETING]
    assert replayed(case, straight(case, 0, 12)) == ()
    assert replayed(case, straight(case, 12, 0)) == ()


def test_standing_without_room_waiting_too_long_and_moving_twice_are_told():
    case = on_bridge()
    schedule = straight(case, 0, 40)
    stands = replace(schedule.movements[0], enters_s=(0, 11 * MINUTE, 17 * MINUTE))
    assert [v.rule for v in replayed(case, Schedule(movements=(stands,)))] == [Rule.WAIT]
    roomy = replace(case.nodes[1], room_columns=1, longest_wait_s=30)
    yard = replace(case, nodes=(case.nodes[0], roomy, *case.nodes[2:]))
    assert [v.rule for v in replayed(yard, Schedule(movements=(stands,)))] == [Rule.LONG_WAIT]
    twice = Schedule(movements=(schedule.movements[0], schedule.movements[0]))
    assert replayed(case, twice)[0].rule is Rule.SENSE


def test_deadlines_windows_hours_and_escorts_are_held():
    case = on_bridge()
    east = replace(case.columns[0], due_s=30 * MINUTE, escorts=1, moves=(Span(begins_s=60, ends_s=86_400),))
    east = replace(east, arrivals=(Span(begins_s=27 * MINUTE, ends_s=60 * MINUTE),), ready_s=30)
    held = replace(case, columns=(east, case.columns[1]))
    rules = {violation.rule for violation in replayed(held, Schedule(movements=straight(held, 0, 60).movements[:1]))}
    assert rules == {Rule.READY, Rule.DUE, Rule.ARRIVAL, Rule.DAYLIGHT, Rule.ESCORTS}


def test_movements_that_run_backwards_are_told_and_left_out():
    case = on_bridge()
    backwards = replace(straight(case, 0, 60).movements[0], enters_s=(600, 0, 0))
    assert {violation.rule for violation in replayed(case, Schedule(movements=(backwards,)))} == {Rule.SENSE}
