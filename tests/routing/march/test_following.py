"""Whoever follows the head keeps time and space, whatever the road and wherever it stands."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.columns import Progress
from routing.march.following import HEAD, Behind, Stand, StandReason, followed

STEPS = st.lists(st.tuples(st.floats(1, 900), st.floats(1, 5000)), min_size=1, max_size=10)
STANDS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 5000), st.booleans()), max_size=4)
BEHIND = st.builds(Behind, time_s=st.floats(0, 4000), space_m=st.floats(0, 20_000))


def driving(*steps):
    """A drive of so many seconds and metres one after the other."""
    since_s, along_m = np.cumsum(np.vstack([[0.0, 0.0], steps]), axis=0).T
    return Progress(since_s=since_s, along_m=along_m)


def stand(along_m, wait_s, *, off_road=False):
    return Stand(along_m=along_m, wait_s=wait_s, reason=StandReason.HALT, name="Halt", off_road=off_road)


def stands_on(drive, told):
    return [stand(share * float(drive.along_m[-1]), wait_s, off_road=aside) for share, wait_s, aside in told]


@given(STEPS, STANDS, BEHIND)
@settings(max_examples=60)
def test_a_follower_only_goes_on_and_keeps_its_time_behind_the_head_everywhere(steps, told, behind):
    drive = driving(*steps)
    stands = stands_on(drive, told)
    head, own = followed(drive, stands, HEAD), followed(drive, stands, behind)
    assert (np.diff(own.since_s) > 0).all()
    assert (np.diff(own.along_m) >= 0).all()
    places_m = np.linspace(0, float(drive.along_m[-1]), 50)
    for side in ("left", "right"):
        assert (own.times_s(places_m, side) >= head.times_s(places_m, side) + behind.time_s - 1e-6).all()


@given(STEPS, STANDS, BEHIND)
@settings(max_examples=60)
def test_a_follower_is_never_nearer_to_the_head_on_the_road_than_its_space(steps, told, behind):
    drive = driving(*steps)
    stands = stands_on(drive, [(share, wait_s, False) for share, wait_s, _ in told])
    head, own = followed(drive, stands, HEAD), followed(drive, stands, behind)
    moments = np.linspace(0, head.reached_s(float(drive.along_m[-1])), 200)
    head_m, own_m = head.along_at(moments), own.along_at(moments)
    moved = own_m > 1e-6
    assert (head_m[moved] - own_m[moved] >= behind.space_m - 1e-3).all()


def test_a_follower_stands_its_space_behind_a_halt_however_the_sum_is_rounded():
    drive = driving(*[(1.0, 1.0)] * 4, (1.0, 1910.0), (1.0, 5000.0), (1.0, 5000.0), (1.0, 4999.986847544641))
    stands = stands_on(drive, [(0.96875, 1.0, False)])
    space_m = 1.2665651142688148
    own = followed(drive, stands, Behind(time_s=0.0, space_m=space_m))
    at_m = stands[0].along_m - space_m
    assert own.left_s(at_m) - own.reached_s(at_m) == pytest.approx(1.0, abs=1e-3)


@given(STEPS, STANDS)
@settings(max_examples=30)
def test_the_head_takes_what_it_drives_and_stands(steps, told):
    drive = driving(*steps)
    stands = stands_on(drive, told)
    assert followed(drive, stands, HEAD).since_s[-1] == pytest.approx(
        drive.since_s[-1] + sum(one.wait_s for one in stands)
    )


@pytest.mark.parametrize(("time_s", "space_m"), [(60, 500), (10, 500), (60, 0)])
def test_at_an_even_pace_a_follower_is_late_by_the_longer_of_its_time_and_its_space(time_s, space_m):
    own = followed(driving((1000, 10_000)), [], Behind(time_s=time_s, space_m=space_m))
    late_s = max(time_s, space_m / 10)
    assert own.times_s(np.array([0.0, 5000.0, 10_000.0]), "right") == pytest.approx(np.array([0, 500, 1000]) + late_s)


def test_behind_a_halt_on_the_road_places_under_the_column_are_clear_only_when_it_has_moved_on():
    drive, behind = driving((1000, 10_000)), Behind(time_s=50.0, space_m=500.0)
    own = followed(drive, [stand(5000.0, 600.0)], behind)
    assert own.left_s(4400.0) == pytest.approx(490)
    assert own.left_s(4600.0) == pytest.approx(510 + 600)
    assert own.reached_s(5000.0) == pytest.approx(550 + 600)


def test_a_column_that_pulls_in_leaves_the_road_behind_it_free():
    drive, behind = driving((1000, 10_000)), Behind(time_s=50.0, space_m=500.0)
    own = followed(drive, [stand(5000.0, 600.0, off_road=True)], behind)
    assert own.left_s(4600.0) == pytest.approx(510)
    assert (own.reached_s(5000.0), own.left_s(5000.0)) == (pytest.approx(550), pytest.approx(1150))


def test_where_the_road_is_slow_the_column_closes_up_no_further_than_its_vehicles():
    drive = driving((100, 1000), (600, 300), (100, 1000))
    own = followed(drive, [], Behind(time_s=50.0, space_m=500.0))
    assert own.left_s(1000.0) == pytest.approx(700 + 20)


def test_a_column_longer_than_its_way_sets_out_when_there_is_room():
    own = followed(driving((100, 1000)), [], Behind(time_s=0.0, space_m=2000.0))
    assert own.since_s[0] == pytest.approx(200)
    assert own.since_s[-1] == pytest.approx(300)
