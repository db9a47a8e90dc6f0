"""The columns of the demo hold together, are invented, and show every answer there is."""

import pytest

from data.model import Convoy, OpeningKind, OutcomeKind, VehicleRole
from data.sources.demo import DEMO_NOW, demo_plan


@pytest.fixture(scope="module")
def plan():
    return demo_plan()


def test_all_columns_but_one_have_as_many_vehicles_as_were_reported(plan):
    with_column = [convoy for convoy in plan.convoys if convoy.serials]
    assert len(with_column) >= 8
    assert [c.id for c in with_column if c.vehicles_known != c.vehicle_count] == ["convoy-12"]
    assert {convoy.id for convoy in plan.convoys if convoy.vehicles_known is None} == {"convoy-7"}


def test_some_columns_have_all_they_need_and_some_lack_it(plan):
    def has(role):
        return {convoy.has_role(role) for convoy in plan.convoys if convoy.serials}

    assert has(VehicleRole.MEDICAL) == has(VehicleRole.RECOVERY) == {True, False}
    assert {bool(convoy.commander) for convoy in plan.convoys} == {True, False}
    assert {convoy.is_fixed for convoy in plan.convoys} == {True, False}


def test_opening_rules_are_of_every_kind_and_outcomes_too(plan):
    assert {rule.kind for rule in plan.opening_rules} == set(OpeningKind)
    assert {outcome.kind for outcome in plan.mission_outcomes} == set(OutcomeKind)
    assert all(outcome.ended_at < DEMO_NOW for outcome in plan.mission_outcomes)


def test_everything_says_it_is_invented_or_assumed(plan):
    told = (*plan.opening_rules, *plan.mission_outcomes)
    assert {"illustrative" in record.source.name for record in told} == {True}
    named = [c.commander for c in plan.convoys if isinstance(c, Convoy) and c.commander]
    assert {"(placeholder)" in name for name in named} == {True}
