"""Posts of units to sectors that are given: they hold, and leave later phases the money that they need."""

from dataclasses import replace

import numpy as np
import pytest

from routing.sequencing import highs
from routing.sequencing.case import Contributor, Purse, Sector, UnitClass, Weights
from routing.sequencing.model import model_of
from routing.sequencing.places import places_of
from routing.sequencing.posts import of_sectors, posted
from routing.solving.cpsat import Effort
from routing.solving.progress import Progress, Watch
from tests.sequencing_cases import plain_case, small_case


def _posted(case):
    """The question of a case, its sketch and the posts that follow it."""
    model = model_of(case)
    sketched = highs.sketch(model.linear, Effort(limit_s=10), of_sectors(model))
    if sketched.values is None:
        return model, None, None
    return model, sketched, posted(model, places_of(model), sketched.values, Watch(limit_s=20, progress=Progress()))


def test_the_cheap_unit_does_not_take_the_money_that_the_next_phase_needs():
    unit = UnitClass(name="u", contributor=0, kind="infantry", strength=1, number=1, available_phases=1)
    case = replace(
        plain_case(),
        phases=plain_case().phases[:2],
        sectors=(Sector(name="s", is_gate=True, site_needs=(50,)),),
        contributors=(Contributor(name="first", purses=(0,)), Contributor(name="second", purses=(1,))),
        units=(
            replace(unit, cost_per_phase=4),
            replace(unit, cost_per_phase=5, contributor=1),
            replace(unit, cost_per_phase=5, available_from=1),
        ),
        purses=(Purse(name="one", arrives=(5, 0)), Purse(name="other", arrives=(5, 0))),
        corridors=plain_case().corridors[:1],
        weights=Weights(need=1, cost=1),
    )
    model, sketched, solution = _posted(case)
    assert np.rint(sketched.values[model.columns.held[0]]).tolist() == [1, 1]
    assert solution is not None
    assert solution[model.columns.units[1, 0, 0]] == 1


@pytest.mark.parametrize("seed", range(300, 340))
def test_posts_hold_and_keep_the_sectors_given(seed):
    model, sketched, solution = _posted(small_case(seed))
    if solution is not None:
        assert model.linear.holds(solution)
        assert model.linear.value(solution) <= sketched.bound + 1e-6 * max(1, abs(sketched.bound))
        kept = of_sectors(model)
        assert (solution[kept] == np.rint(sketched.values[kept])).all()


def test_posts_are_found_for_most_small_cases():
    found = [_posted(small_case(seed)) for seed in range(300, 340)]
    assert sum(solution is not None for _, _, solution in found) >= 0.6 * sum(one is not None for _, one, _ in found)
