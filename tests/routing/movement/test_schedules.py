"""Schedules: what a convoy master would expect, never better than all ways tried, and kept by the replay."""

from dataclasses import replace

import pytest

from routing.errors import RoutingError
from routing.movement.case import Node, Span
from routing.movement.checked import checked
from routing.movement.field import ground
from routing.movement.greedy import by_worth, greedy
from routing.movement.reading import habit_of, schedule_of
from routing.movement.schedule import Movement
from routing.movement.value import tail_in_s, value
from routing.replay.replay import replayed
from routing.replay.violation import Rule
from tests.movement_cases import small_case
from tests.movement_oracle import best_value, is_sound
from tests.movement_plain import MINUTE, at_junction, case_of, convoy, on_bridge, road


def inserted(case):
    """What a schedule by insertion costs, and the schedule."""
    laid = ground(checked(case))
    habit = habit_of(laid)
    cost, state = greedy(laid, habit, by_worth(laid))
    return cost, schedule_of(laid, state)


@pytest.mark.parametrize("seed", range(100, 120))
def test_insertion_breaks_nothing_and_is_never_better_than_all_ways_tried(seed):
    case = small_case(seed)
    cost, schedule = inserted(case)
    best, best_schedule = best_value(case)
    assert replayed(case, schedule) == replayed(case, best_schedule) == ()
    assert is_sound(case, schedule)
    assert value(case, schedule) == cost >= best == value(case, best_schedule)


def test_at_a_junction_the_lighter_convoy_waits_for_pass_time_and_headway():
    case = at_junction()
    _, schedule = inserted(case)
    light, heavy = schedule.movements
    assert heavy.enters_s[0] == 0
    comes, other = light.enters_s[1], heavy.enters_s[1]
    assert comes - other == (5 + 2) * MINUTE
    assert light.enters_s[0] == (5 + 2 + 13 - 10) * MINUTE


def test_a_head_through_before_curfew_does_not_help_a_tail_that_is_not():
    """The head is through at 16:55 and the tail at 17:04; the road shuts at 17:00."""
    hour = 3600
    nodes = [Node(name="gate"), Node(name="town")]
    curfew = (Span(begins_s=0, ends_s=17 * hour), Span(begins_s=29 * hour, ends_s=40 * hour))
    column = convoy("aid", [(0, 25, False)], pass_s=9 * MINUTE, ready_s=16 * hour + 30 * MINUTE)
    case = replace(case_of(nodes, [road((0, 1), opens=curfew)], [column]), horizon_s=40 * hour)
    late = Movement(column=0, route=0, enters_s=(16 * hour + 30 * MINUTE,), serves_s=(None, None))
    assert tail_in_s(case, late) == 17 * hour + 4 * MINUTE
    (broken,) = replayed(case, replace(inserted(case)[1], movements=(late,)))
    assert (broken.rule, broken.at_s) == (Rule.OPENING, 17 * hour)
    assert inserted(case)[1].movements[0].enters_s == (29 * hour,)
    earlier = replace(case, columns=(replace(column, ready_s=16 * hour + 26 * MINUTE),))
    assert tail_in_s(case, inserted(earlier)[1].movements[0]) == 17 * hour


def test_over_a_bridge_with_one_lane_one_waits_until_the_tail_of_the_other_has_left():
    case = on_bridge()
    _, schedule = inserted(case)
    east, west = schedule.movements
    assert east.enters_s[1] == 10 * MINUTE
    assert west.enters_s[1] == (10 + 6 + 5 + 1) * MINUTE
    assert replayed(case, schedule) == ()


@pytest.mark.parametrize(("room_m", "is_served"), [(600, True), (599, False)])
def test_a_lay_by_too_small_for_the_column_is_none(room_m, is_served):
    """East of the bridge is a lay-by; the road to it shuts soon, so that waiting at home is no way out."""
    case = on_bridge()
    nodes = (*case.nodes[:2], replace(case.nodes[2], room_m=room_m), case.nodes[3])
    soon = (Span(begins_s=0, ends_s=15 * MINUTE),)
    segments = (*case.segments[:2], replace(case.segments[2], opens=soon))
    east, west = case.columns
    east = replace(east, routes=(replace(east.routes[0], legs=east.routes[0].legs[:2]),))
    _, schedule = inserted(replace(case, nodes=nodes, segments=segments, columns=(east, west)))
    moved = schedule.of(1)
    assert (moved is not None) == is_served
    if moved is not None:
        assert moved.enters_s[:2] == (0, (10 + 6 + 5 + 1) * MINUTE)


def test_a_column_served_on_the_road_holds_what_lies_behind_it():
    """Served for ten minutes at the end of a short road, its tail still stands on the road before."""
    nodes = [Node(name=f"node {at}", lanes=1) for at in range(4)]
    segments = [road((0, 1)), road((1, 2)), road((2, 3))]
    first = convoy("first", [(0, 10, False), (1, 2, False), (2, 10, False)], weight=9)
    legs = first.routes[0].legs
    held = (legs[0], replace(legs[1], service_s=10 * MINUTE), legs[2])
    first = replace(first, routes=(replace(first.routes[0], legs=held),))
    second = convoy("second", [(0, 10, False)], weight=1)
    case = case_of(nodes, segments, [first, second])
    _, schedule = inserted(case)
    assert schedule.movements[1].enters_s[0] + 10 * MINUTE == (10 + 5 + 10) * MINUTE
    assert replayed(case, schedule) == ()


def test_notified_columns_stay_and_are_named_when_they_cannot():
    case = at_junction()
    told = Movement(column=0, route=0, enters_s=(0, 10 * MINUTE), serves_s=(None, None, None))
    _, schedule = inserted(replace(case, fixed=(told,)))
    assert schedule.of(0) == told
    shut = replace(case.segments[2], opens=(Span(begins_s=0, ends_s=60),))
    with pytest.raises(RoutingError, match="light"):
        inserted(replace(case, fixed=(told,), segments=(*case.segments[:2], shut)))


def test_all_faults_of_a_case_are_told_together():
    case = at_junction()
    empty = replace(case.columns[0], vehicles=0, pass_s=-1)
    shut = replace(case.segments[0], opens=(Span(begins_s=5, ends_s=5),))
    with pytest.raises(RoutingError, match=r"(?s)ends before it begins.*no vehicle.*below 0"):
        checked(replace(case, columns=(empty, case.columns[1]), segments=(shut, *case.segments[1:])))
