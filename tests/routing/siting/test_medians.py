"""Medians: every answer recounted and held against all choices there are; published optima of real instances."""

import itertools
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.siting import median_case, published
from routing.siting.answer import Proof
from routing.siting.case import Effort, MedianCase
from routing.siting.medians import nearest_units

QUICK = Effort(rounds=40, tries=50)


@st.composite
def cases(draw):
    rows, count = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    number = st.integers(0, 20).map(float) | st.just(np.inf)
    cost = draw(st.lists(st.lists(number, min_size=count, max_size=count), min_size=rows, max_size=rows))
    weight = draw(st.lists(st.integers(0, 5), min_size=rows, max_size=rows))
    present = draw(st.none() | st.lists(st.integers(0, 1), min_size=count, max_size=count).map(np.array))
    return MedianCase(weight=np.array(weight, float), cost=np.array(cost), present=present)


def counted(case, chosen, rows):
    """What serving these rows costs, one by one in plain Python."""
    there = {*chosen, *(() if case.present is None else np.flatnonzero(case.present))}
    nearest = [min((case.cost[i, j] for j in there), default=np.inf) for i in rows]
    return sum(case.weight[i] * best for i, best in zip(rows, nearest, strict=True) if case.weight[i] > 0)


@settings(max_examples=150, deadline=None)
@given(cases(), st.integers(0, 3))
def test_nearest_units_are_the_cheapest_of_all_choices(case, units):
    found = nearest_units(case, units, effort=QUICK)
    rows = [i for i in range(len(case.weight)) if i not in set(found.unserved.tolist())]
    assert all(np.isinf(case.cost[i]).all() for i in found.unserved)
    count = case.cost.shape[1]
    best = min(
        counted(case, c, rows) for k in range(min(units, count) + 1) for c in itertools.combinations(range(count), k)
    )
    assert found.value == pytest.approx(best) or (np.isinf(found.value) and np.isinf(best))
    assert counted(case, np.flatnonzero(found.units), rows) == pytest.approx(found.value)
    assert found.units.sum() <= units
    assert found.proof is (Proof.PROVEN if np.isfinite(best) else Proof.IMPOSSIBLE)


@pytest.mark.real_data
@pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder of real data")
@pytest.mark.parametrize("name", ["pmed1", "pmed5", "pmed10", "pmed15"])
def test_published_optima_are_reached_and_proven(name):
    folder = Path(os.environ["PASSAGE_DATA"]) / "benchmarks" / "pmed"
    case, units = median_case(folder / f"{name}.txt")
    found = nearest_units(case, units, effort=Effort(seconds=60))
    assert (found.value, found.bound, found.proof) == (published(folder)[name], published(folder)[name], Proof.PROVEN)
