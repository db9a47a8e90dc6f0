"""Conflicts: found exactly where nothing holds, with no condition that could be spared."""

from dataclasses import replace

import pytest

from routing.sequencing.case import HeldSector, Rule, SoftRule
from routing.sequencing.conflict import conflict
from tests.sequencing_cases import plain_case, small_case
from tests.sequencing_oracle import best_value

WITH_CHOICES = [seed for seed in range(120) if small_case(seed).held_sectors or small_case(seed).held_units]


@pytest.mark.parametrize("seed", WITH_CHOICES[:30])
def test_there_is_a_conflict_where_and_only_where_nothing_holds(seed):
    case = small_case(seed)
    assert (conflict(case) is not None) == (best_value(case) is None)


@pytest.mark.parametrize("seed", WITH_CHOICES[:40])
def test_without_the_rule_of_one_named_condition_something_holds_or_the_rest_still_conflicts(seed):
    """Lifting a family lifts more than the one condition: it must never leave fewer possibilities."""
    case = small_case(seed)
    found = conflict(case)
    if found is None or len({one.rule for one in found.conditions}) < len(found.conditions):
        return
    assert found.is_minimal
    for condition in found.conditions:
        if condition.rule in {Rule.COUNT, Rule.FIXING} or case.price(condition.rule) is not None:
            continue
        lifted = replace(case, soft=(*case.soft, SoftRule(rule=condition.rule, price=0)))
        again = conflict(lifted)
        assert again is None or set(again.conditions) != set(found.conditions)


def test_the_conditions_in_conflict_are_named():
    case = plain_case()
    silent = replace(case.sectors[1], consent_from=None)
    case = replace(case, sectors=(case.sectors[0], silent, case.sectors[2]))
    found = conflict(replace(case, held_sectors=(HeldSector(sector=2, at_latest=2),)))
    assert found is not None
    assert found.is_minimal
    assert {one.rule for one in found.conditions} == {Rule.FIXING, Rule.CONTIGUITY, Rule.CONSENT}
    assert "Consent for s1 is not granted." in {one.text for one in found.conditions}


def test_a_case_that_can_be_solved_has_no_conflict():
    assert conflict(plain_case()) is None
