"""Explanations: what stands in the way of an earlier start is true, and what it would cost is exact."""

from dataclasses import replace

import pytest

from routing.errors import RoutingError
from routing.sequencing.answer import Sequence, Status
from routing.sequencing.case import HeldSector, Rule
from routing.sequencing.explain import explain, explain_units
from routing.sequencing.solve import solve
from tests.sequencing_cases import plain_case, small_case
from tests.sequencing_oracle import best_value


def test_a_sector_behind_another_waits_for_it():
    case = plain_case()
    told = explain(case, solve(case, limit_s=20), 1)
    assert told.start == 1
    assert [one.phase for one in told.earlier] == [0]
    assert {one.rule for one in told.earlier[0].conditions} == {Rule.CONTIGUITY}


def test_a_late_unit_is_named():
    case = plain_case()
    late = replace(case, units=(replace(case.units[0], available_from=1),))
    told = explain(late, solve(late, limit_s=20), 0)
    assert told.start == 1
    rules = {one.rule for one in told.earlier[0].conditions}
    assert Rule.APPROVAL in rules
    assert rules <= {Rule.APPROVAL, Rule.STRENGTH, Rule.ENGAGEMENT}
    assert told.earlier[0].loss is None
    assert told.earlier[0].is_exact


@pytest.mark.parametrize("seed", range(0, 40, 2))
def test_the_loss_of_an_earlier_start_is_what_trying_everything_says(seed):
    case = small_case(seed)
    found = solve(case, limit_s=20)
    for sector in range(len(case.sectors)) if found.value is not None else ():
        for one in explain(case, found, sector, limit_s=20).earlier:
            fixed = HeldSector(sector=sector, not_before=one.phase, at_latest=one.phase)
            best = best_value(replace(case, held_sectors=(*case.held_sectors, fixed)))
            assert one.is_exact
            assert one.loss == (None if best is None else found.value - best)


def test_the_last_unit_of_a_place_has_its_reason():
    case = plain_case()
    found = solve(replace(case, weights=replace(case.weights, cost=1)), limit_s=20)
    first = next(one for one in found.assignments if (one.sector, one.phase) == (0, 0))
    assert {one.rule for one in explain_units(case, found, first).conditions} == {Rule.STRENGTH}


def test_an_earlier_start_for_which_time_ran_out_is_not_one_that_nothing_hinders():
    case = plain_case()
    free = replace(case, held_sectors=(HeldSector(sector=0, not_before=1),))
    later = solve(free, limit_s=20)
    late = next(one for one in explain(case, later, 0, limit_s=20).earlier if one.phase == 0)
    assert (late.conditions, late.is_settled) == ((), True)
    reason = explain_units(case, later, later.assignments[0], limit_s=0.0)
    assert (reason.conditions, reason.is_settled, reason.is_minimal) == ((), False, False)


def test_what_was_not_found_is_not_explained():
    with pytest.raises(RoutingError, match="find a sequence first"):
        explain(plain_case(), Sequence(status=Status.INFEASIBLE), 0)
