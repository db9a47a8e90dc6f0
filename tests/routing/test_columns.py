"""Columns on their way: what holds for every progress and every moment."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from routing.columns import Column, Progress, drawn_course
from tests.asciimap import HERE
from tests.builders import NOON

STEPS = st.lists(st.tuples(st.floats(1, 900), st.sampled_from([0.0, 50.0, 700.0])), min_size=1, max_size=12)


def progress(*knots):
    since_s, along_m = np.array(knots, float).T
    return Progress(since_s=since_s, along_m=along_m)


def gone(steps):
    """A progress of so many seconds and metres one after the other."""
    since_s, along_m = np.cumsum(np.vstack([[0.0, 0.0], steps]), axis=0).T
    return Progress(since_s=since_s, along_m=along_m)


def column(head, tail, space_m):
    """A column on a straight road."""
    line = LineString([HERE.degrees(np.array([at, 0.0])) for at in (0.0, float(head.along_m[-1]))])
    return Column(departs_at=NOON, line=line, head=head, tail=tail, road_space_m=space_m)


@given(STEPS, st.floats(0, 1))
def test_a_place_is_reached_and_left_while_somebody_is_there(steps, share):
    head = gone(steps)
    place_m = share * float(head.along_m[-1])
    reached_s, left_s = head.reached_s(place_m), head.left_s(place_m)
    assert reached_s <= left_s
    assert head.along_at(np.array([reached_s, left_s])) == pytest.approx([place_m, place_m], abs=1e-3)


def test_a_halt_is_the_time_between_reaching_and_leaving():
    head = progress((0, 0), (100, 1000), (160, 1000), (260, 2000))
    assert (head.reached_s(1000), head.left_s(1000)) == (100, 160)
    assert (head.reached_s(0), head.left_s(2000)) == (0, 260)
    assert progress((0, 0), (60, 0), (70, 100)).left_s(0) == 60
    assert progress((0, 0), (10, 100), (70, 100)).reached_s(100) == 10


def test_nothing_is_on_the_road_before_departure_nor_after_the_tail_has_arrived():
    on = column(progress((0, 0), (100, 1000)), progress((20, 0), (120, 1000)), 200.0)
    tail_m, head_m = on.extent_m(np.array([-1.0, 0.0, 50.0, 110.0, 120.0]))
    assert np.isnan(head_m).tolist() == [True, False, False, False, True]
    assert tail_m[1:4].tolist() == pytest.approx([0, 300, 900])
    assert (on.arrives_at, on.clears_at) == (NOON + timedelta(seconds=100), NOON + timedelta(seconds=120))


def test_a_column_stands_on_the_road_between_its_tail_and_its_head():
    on = column(progress((0, 0), (100, 1000)), progress((20, 0), (120, 1000)), 200.0)
    half = on.stretch(NOON + timedelta(seconds=50))
    ends = [HERE.degrees(np.array([at, 0.0])) for at in (300.0, 500.0)]
    assert half.hausdorff_distance(LineString(ends)) < 1e-5
    assert on.stretch(NOON - timedelta(seconds=1)) is None
    assert on.stretch(on.clears_at + timedelta(milliseconds=1)) is None


def test_the_course_for_a_map_keeps_its_metres():
    line = LineString(
        [HERE.degrees(np.array([east, north])) for east, north in ((0, 0), (500, 0), (1000, 0), (1000, 700))]
    )
    head = progress((0, 0), (170, 1700))
    on = Column(departs_at=NOON, line=line, head=head, tail=head, road_space_m=None)
    points, along_m = drawn_course(on, 1e-5)
    assert len(points) == 3
    assert along_m.tolist() == pytest.approx([0, 1000, 1700], abs=2)
