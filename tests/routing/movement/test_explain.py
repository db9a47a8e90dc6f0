"""Why a column does not move: the one thing that binds, and exactly how much of it suffices."""

from dataclasses import replace

import pytest

from routing.movement.case import Node, Span
from routing.movement.explain import Kind, explain
from routing.movement.schedule import Schedule
from routing.movement.solve import solve
from tests.movement_plain import MINUTE, case_of, convoy, on_bridge, road


def reasons(case, column):
    """(kind, by) of every single change that lets a column move, after solving without it moving."""
    found = solve(case, limit_s=10)
    assert column in found.standing
    return {(binding.kind, binding.by) for binding in explain(case, found.schedule, column)}


def test_a_tail_nine_minutes_after_curfew_needs_a_road_open_nine_minutes_longer_less_its_lead():
    """Through at 25 and 34 minutes; the road shuts at 30."""
    nodes = [Node(name="gate"), Node(name="town")]
    column = convoy("aid", [(0, 25, False)], pass_s=9 * MINUTE)
    case = case_of(nodes, [road((0, 1), opens=(Span(begins_s=0, ends_s=30 * MINUTE),))], [column])
    assert reasons(case, 0) == {(Kind.OPENING, 4 * MINUTE)}
    (binding,) = explain(case, Schedule(), 0)
    assert binding.text == "The column could move if road 0-1 were open 4 min longer."


def test_a_deadline_that_another_column_makes_impossible_is_told_both_ways():
    case = on_bridge()
    west = replace(case.columns[1], due_s=40 * MINUTE, penalty=5000)
    east = replace(case.columns[0], weight=10)
    told = reasons(replace(case, columns=(east, west)), 1)
    assert told == {(Kind.DUE, (22 + 6 + 10 + 5 - 40) * MINUTE), (Kind.COLUMN, 1)}


@pytest.mark.parametrize(
    ("shut", "kind"), [({"arrivals": ()}, Kind.ARRIVAL), ({"moves": ()}, Kind.DAYLIGHT), ({}, Kind.OPENING)]
)
def test_hours_without_any_are_told_to_be_none_at_all(shut, kind):
    column = convoy("aid", [(0, 25, False)], **shut)
    case = case_of([Node(name="gate"), Node(name="town")], [road((0, 1), opens=None if shut else ())], [column])
    (binding,) = explain(case, Schedule(), 0)
    assert binding.kind is kind
    assert binding.text.endswith(" at all that day.")


def test_missing_escorts_are_counted():
    case = on_bridge()
    east = replace(case.columns[0], escorts=3)
    assert reasons(replace(case, columns=(east, case.columns[1]), escort_teams=1), 0) == {(Kind.ESCORTS, 2)}


def test_a_column_that_may_move_but_need_not_is_told_so():
    case = on_bridge()
    dear = replace(case.columns[1], penalty=1)
    assert reasons(replace(case, columns=(case.columns[0], dear)), 1) == {(Kind.WORTH, 1)}
