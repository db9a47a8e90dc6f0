"""Schedules: as by trying everything on small cases, sound on larger ones, bounded, ended in time, changed little."""

import threading
import time
from dataclasses import replace

import pytest

from bench.movement_cases import dense_case
from routing.errors import RoutingError
from routing.movement.answer import Status
from routing.movement.bound import bound
from routing.movement.field import ground
from routing.movement.schedule import Movement
from routing.movement.solve import solve
from routing.movement.value import value
from routing.movement.watch import Watch
from routing.replay.replay import replayed
from routing.solving.progress import Progress
from tests.movement_cases import crowded_case, small_case
from tests.movement_oracle import best_value, is_sound
from tests.movement_plain import MINUTE, at_junction, on_bridge

SLOW = {0, 14, 26, 9}
"""Seeds of which trying everything takes seconds."""


@pytest.mark.parametrize("seed", [seed for seed in [*range(60), 254, 338] if seed not in SLOW])
def test_small_cases_are_solved_as_by_trying_everything(seed):
    case = small_case(seed)
    found, (best, _) = solve(case, limit_s=100), best_value(case)
    assert (found.status, found.value, found.bound) == (Status.PROVEN, best, best)
    assert found.value == value(case, found.schedule)
    assert replayed(case, found.schedule) == ()


@pytest.mark.parametrize("seed", [seed for seed in range(60) if seed not in SLOW])
def test_no_prices_bound_more_than_the_best_of_all_ways_tried(seed):
    case, steps = small_case(seed), iter(range(40))
    watch = Watch(limit_s=20, progress=Progress())
    bound(ground(case), watch, lambda: next(steps, None) is None)
    assert watch.bound <= best_value(case)[0]


@pytest.mark.parametrize("seed", [1, 2])
def test_larger_cases_break_nothing_and_stay_above_their_bound(seed):
    case = dense_case("small", seed)
    found = solve(case, limit_s=2)
    assert replayed(case, found.schedule) == ()
    assert 0 < found.bound <= found.value == value(case, found.schedule) <= found.first_value


@pytest.mark.parametrize("seed", range(8))
def test_many_columns_with_a_little_of_everything_break_nothing_and_fixed_ones_stay(seed, monkeypatch):
    """Improvement alone, and then again with every other column notified and a price on changes."""
    monkeypatch.setattr("routing.movement.solve.SMALL", 0)
    monkeypatch.setattr("routing.movement.solve.MEDIUM", 0)
    case = crowded_case(seed)
    found = solve(case, limit_s=0.3)
    assert replayed(case, found.schedule) == ()
    assert is_sound(case, found.schedule)
    assert found.bound <= found.value == value(case, found.schedule)
    told = replace(case, fixed=found.schedule.movements[::2], previous=found.schedule.movements, change_price=5)
    again = solve(told, limit_s=0.2)
    assert replayed(told, again.schedule) == ()
    assert again.value <= found.value
    assert not set(again.changed) & {movement.column for movement in told.fixed}


def test_a_search_called_off_ends_at_once_with_what_it_has():
    progress = Progress()
    threading.Timer(1.0, progress.cancel).start()
    begun = time.monotonic()
    found = solve(dense_case("small", 3), limit_s=120, progress=progress)
    assert found.status is Status.CANCELLED
    assert time.monotonic() - begun < 60
    assert progress.standing.value == found.value
    assert progress.standing.bound == found.bound


def test_the_same_question_asked_again_changes_nothing():
    case = on_bridge()
    before = solve(case, limit_s=10).schedule.movements
    again = solve(replace(case, previous=before, change_price=1), limit_s=10)
    assert again.schedule.movements == before
    assert again.changed == ()


def test_a_change_is_made_only_where_it_is_worth_telling_people():
    """East lost its reason to go first: swapping saves little and both would have to be told."""
    case = on_bridge()
    before = solve(case, limit_s=10).schedule.movements
    east, west = case.columns
    swapped = replace(case, columns=(replace(east, weight=1), replace(west, weight=2)), previous=before)
    assert set(solve(replace(swapped, change_price=10**6), limit_s=10).changed) == set()
    assert set(solve(replace(swapped, change_price=0), limit_s=10).changed) == {0, 1}


def test_a_way_that_is_gone_makes_whatever_a_column_does_a_change():
    case = on_bridge()
    before = solve(case, limit_s=10).schedule.movements
    (leg, *others), west = case.columns[0].routes[0].legs, case.columns[1]
    slower = (replace(leg, traverse_s=leg.traverse_s + 1), *others)
    east = replace(case.columns[0], routes=(replace(case.columns[0].routes[0], legs=slower),))
    told = replace(case, columns=(east, west), previous=before, change_price=7)
    found = solve(told, limit_s=10)
    assert 0 in found.changed
    assert found.value == value(told, found.schedule)
    with pytest.raises(RoutingError, match="east"):
        solve(replace(told, fixed=before[:1]), limit_s=10)


def test_a_notified_convoy_stays_and_the_others_go_around_it():
    case = at_junction()
    told = Movement(column=0, route=0, enters_s=(0, 10 * MINUTE), serves_s=(None, None, None))
    found = solve(replace(case, fixed=(told,)), limit_s=10)
    assert found.schedule.of(0) == told
    assert found.schedule.of(1).enters_s == (4 * MINUTE, 17 * MINUTE)


def test_a_column_that_costs_more_on_the_road_than_at_home_stands_and_is_named():
    case = on_bridge()
    dear = replace(case.columns[1], penalty=1)
    found = solve(replace(case, columns=(case.columns[0], dear)), limit_s=10)
    assert found.standing == (1,)
