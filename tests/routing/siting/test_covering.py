"""Covering: every answer recounted and held against all placings there are."""

import itertools
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.siting import BEST, RADIUS_M, cover_case
from routing.errors import RoutingError
from routing.siting import program
from routing.siting.answer import Proof
from routing.siting.case import ONCE, CoverCase, Effort, gains_of_backup, gains_of_chance
from routing.siting.covering import covered_worth, least_units, most_covered

GAINS = (ONCE, gains_of_backup(0.7), gains_of_backup(0.2), (0.0, 1.0), gains_of_chance(0.3, 3))
QUICK = Effort(rounds=60, tries=50)


def case_of(covers, weight, **said):
    demand, candidate = np.nonzero(np.asarray(covers, bool))
    return CoverCase(
        weight=np.asarray(weight, float), demand=demand, candidate=candidate, count=np.asarray(covers).shape[1], **said
    )


@st.composite
def cases(draw):
    rows, count = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    covers = draw(st.lists(st.lists(st.booleans(), min_size=count, max_size=count), min_size=rows, max_size=rows))
    weight = draw(st.lists(st.integers(0, 9), min_size=rows, max_size=rows))
    some = st.none() | st.lists(st.integers(0, 2), min_size=count, max_size=count).map(np.array)
    return case_of(covers, weight, present=draw(some), room=draw(some)), np.array(covers, bool)


def placings(case, covers, most):
    room = [most] * covers.shape[1] if case.room is None else case.room
    return itertools.product(*(range(min(int(free), most) + 1) for free in room))


def counted(case, covers, units, gains):
    """The worth of a placing, demand by demand in plain Python."""
    present = [0] * covers.shape[1] if case.present is None else case.present
    total = 0.0
    for row, weight in zip(covers, case.weight, strict=True):
        depth = sum(int(u + p) for u, p, is_near in zip(units, present, row, strict=True) if is_near)
        total += weight * sum(gains[:depth])
    return total


@settings(max_examples=120, deadline=None)
@given(cases(), st.integers(0, 3), st.sampled_from(GAINS))
def test_most_covered_is_the_best_of_all_placings(drawn, units, gains):
    case, covers = drawn
    best = max(counted(case, covers, p, gains) for p in placings(case, covers, units) if sum(p) <= units)
    found = most_covered(case, units, gains=gains, effort=QUICK)
    assert found.proof is Proof.PROVEN
    assert found.value == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert counted(case, covers, found.units, gains) == pytest.approx(found.value)
    assert found.units.sum() <= units
    assert case.room is None or (found.units <= case.room).all()


@settings(max_examples=80, deadline=None)
@given(cases(), st.integers(1, 2))
def test_least_units_cover_all_that_can_be_and_no_fewer_do(drawn, depth):
    case, covers = drawn
    found = least_units(case, depth=depth, effort=QUICK)
    needed = set(np.flatnonzero(case.weight > 0)) - set(found.unserved)
    enough = [
        sum(p) for p in placings(case, covers, depth) if all(depth_of(case, covers[i], p) >= depth for i in needed)
    ]
    assert found.value == min(enough)
    assert found.proof is Proof.PROVEN
    room = [depth] * covers.shape[1] if case.room is None else case.room
    assert all(depth_of(case, covers[i], room) < depth for i in found.unserved)
    assert all(depth_of(case, covers[i], found.units) >= depth for i in needed)


def depth_of(case, row, units):
    present = [0] * len(row) if case.present is None else case.present
    return sum(int(u + p) for u, p, is_near in zip(units, present, row, strict=True) if is_near)


def test_a_second_unit_over_the_same_place_is_worth_it_only_as_backup():
    case = case_of([[1, 0], [1, 0], [0, 1]], [5, 5, 3])
    assert most_covered(case, 2).units.tolist() == [1, 1]
    assert most_covered(case, 2, gains=gains_of_backup(0.5)).units.tolist() == [2, 0]


def test_present_units_count_without_being_placed():
    case = case_of([[1, 0], [0, 1]], [5, 3], present=np.array([1, 0]))
    found = most_covered(case, 1)
    assert found.units.tolist() == [0, 1]
    assert found.value == 8
    assert covered_worth(case, np.zeros(2, int)) == 5


def test_a_solver_that_overruns_its_time_is_left_and_the_best_known_is_told_with_its_bound(monkeypatch):
    chance = np.random.default_rng(3)
    case = case_of(chance.random((60, 30)) < 0.15, chance.integers(1, 9, 60))
    monkeypatch.setattr(program.Thread, "join", lambda *_: None)
    monkeypatch.setattr(program.Thread, "is_alive", lambda _: True)
    monkeypatch.setattr(program.Thread, "start", lambda _: None)
    found = most_covered(case, 6, effort=Effort(rounds=1, tries=1))
    assert found.proof is Proof.TIME_LIMIT
    assert found.value < found.bound
    assert 0 < found.gap < 1
    proven = most_covered(case, 6)
    assert found.value <= proven.value <= found.bound


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"weight": [-1.0]}, "below 0"),
        ({"demand": [0, 0], "candidate": [0, 0]}, "twice"),
        ({"candidate": [7]}, "candidate that is not there"),
        ({"present": np.array([1, 1, 1])}, "every candidate"),
    ],
)
def test_columns_that_do_not_fit_are_refused_in_words(said, told):
    columns = {"weight": [1.0], "demand": [0], "candidate": [0], **said}
    with pytest.raises(RoutingError, match=told):
        CoverCase(count=2, **{name: np.asarray(column) for name, column in columns.items()})


@pytest.mark.real_data
@pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder of real data")
def test_a_published_optimum_lies_between_what_is_placed_and_its_bound():
    case = cover_case(Path(os.environ["PASSAGE_DATA"]) / "benchmarks" / "mclp" / "NewYork.txt", RADIUS_M["NewYork"])
    found = most_covered(case, 50, effort=Effort(seconds=3, rounds=300))
    assert found.value <= BEST["NewYork"][0] <= found.bound
    assert found.gap < 0.03
    assert covered_worth(case, found.units) == found.value


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**31), st.integers(1, 2))
def test_looking_first_at_few_candidates_does_not_change_what_is_best(seed, units):
    chance = np.random.default_rng(seed)
    covers = chance.random((30, 24)) < 0.2
    row, candidate = np.nonzero(covers)
    weight = chance.integers(1, 50, 30).astype(float)
    case = CoverCase(weight=weight, demand=row, candidate=candidate, count=24)
    best = max(weight[covers[:, chosen].any(axis=1)].sum() for chosen in itertools.combinations(range(24), units))
    found = most_covered(case, units, effort=Effort(rounds=2, tries=2))
    assert (found.value, found.bound, found.proof) == (best, best, Proof.PROVEN)
