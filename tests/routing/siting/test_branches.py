"""Branches under prices find the cheapest choice from wherever they begin, and what they bound is never passed."""

import itertools
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bench.siting import median_case, published
from routing.siting.answer import Proof
from routing.siting.branches import Best, Costs, branched
from routing.siting.case import Effort
from routing.siting.medians import nearest_units


@st.composite
def asked(draw):
    rows, count = draw(st.integers(1, 9)), draw(st.integers(1, 8))
    number = draw(st.sampled_from([st.integers(0, 30).map(float), st.floats(0, 30, width=32)]))
    cost = draw(arrays.arrays(float, (rows, count), elements=number))
    units = draw(st.integers(1, count))
    prices = draw(arrays.arrays(float, rows, elements=st.floats(0, 40)))
    return Costs(cost=cost, units=units, is_whole=bool((cost == np.rint(cost)).all())), prices


def every(costs):
    """What each choice of so many candidates costs, one by one."""
    for chosen in itertools.combinations(range(costs.cost.shape[1]), costs.units):
        yield sum(min(row[j] for j in chosen) for row in costs.cost.tolist())


@settings(max_examples=200, deadline=None)
@given(asked(), st.floats(0, 0.002))
def test_the_cheapest_is_found_from_any_choice_and_any_prices_and_never_passed(question, seconds):
    costs, prices = question
    worst = np.zeros(costs.cost.shape[1], bool)
    worst[np.argsort(-costs.cost.sum(axis=0))[: costs.units]] = True
    start = Best(chosen=worst, value=costs.served(worst))
    cheapest = min(every(costs))
    best, bound = branched(costs, start, prices, 60.0)
    assert best.value == pytest.approx(cheapest, rel=1e-6, abs=1e-6)
    assert best.chosen.sum() == costs.units
    assert costs.served(best.chosen) == best.value
    assert bound == pytest.approx(cheapest, rel=1e-6, abs=1e-6)
    hurried, least = branched(costs, start, prices, seconds)
    assert least <= cheapest + 1e-6 * max(1.0, cheapest)
    assert hurried.value >= cheapest - 1e-9


@pytest.mark.real_data
@pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder of real data")
def test_few_units_on_a_real_instance_are_proven_where_integer_programming_was_not():
    folder = Path(os.environ["PASSAGE_DATA"]) / "benchmarks" / "pmed"
    case, units = median_case(folder / "pmed26.txt")
    found = nearest_units(case, units, effort=Effort(seconds=60))
    best = published(folder)["pmed26"]
    assert (found.value, found.bound, found.proof) == (best, best, Proof.PROVEN)
