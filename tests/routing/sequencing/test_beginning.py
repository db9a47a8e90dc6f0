"""The first sequence: it holds, goes beyond gates that are worth nothing alone, and stops when told."""

from dataclasses import replace

import numpy as np
import pytest

from bench.sequencing_cases import drawn_case
from routing.sequencing.beginning import at_gates
from routing.sequencing.model import model_of
from routing.sequencing.places import places_of
from tests.sequencing_cases import plain_case


def _told(case):
    """The question of a case, and what is told of it until something is worth more than doing nothing."""
    model, told = model_of(case), []
    at_gates(model, places_of(model), told.append, lambda: any(model.linear.value(one) > 0 for one in told))
    return model, told


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_first_sequence_of_a_drawn_operation_holds_and_is_worth_something(seed):
    model, told = _told(drawn_case("small", seed))
    assert model.linear.value(told[-1]) > 0
    assert model.linear.holds(told[-1])


def test_where_the_gate_has_no_sites_its_neighbour_is_held_too():
    case = plain_case()
    bare = replace(case, sectors=(replace(case.sectors[0], site_needs=()), *case.sectors[1:]))
    model, told = _told(bare)
    assert model.linear.value(told[-1]) > 0
    assert told[-1][model.columns.held[:2]].any(axis=1).tolist() == [True, True]


def test_only_sectors_about_one_gate_are_held():
    case = plain_case()
    model, told = _told(replace(case, sectors=tuple(replace(s, is_gate=True) for s in case.sectors)))
    assert told[-1][model.columns.held].any(axis=1).tolist() == [True, False, False]


def test_nothing_is_looked_for_once_all_is_over():
    model, told = model_of(plain_case()), []
    at_gates(model, places_of(model), told.append, lambda: True)
    assert not told
    at_gates(model, places_of(model), told.append, lambda: False)
    assert np.all([model.linear.holds(one) for one in told])
    assert told
