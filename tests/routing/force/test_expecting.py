"""What is expected is taken as kept on the day of its chance; what nobody can date stays as it is."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import ApprovalKind, ApprovalState, ApprovalStep, DateEstimate, ForceStage, StageDate
from routing.force.deployment import deployment_of
from routing.force.expecting import as_expected
from tests.builders import NOON, contributor, plan, sector, site
from tests.force_builders import assignment, pledge, unit

DAY = timedelta(days=1)


def step(**said):
    return ApprovalStep(kind=ApprovalKind.CABINET, **said)


def operation(steps=(), **stages):
    dates = tuple(StageDate(stage=ForceStage(name), **said) for name, said in stages.items())
    return plan(contributor(), site(), sector(), pledge(steps=steps), unit(stages=dates), assignment())


def on(days):
    return {"expected": DateEstimate.of(NOON + days * DAY)}


def test_a_unit_comes_and_goes_and_its_approvals_come_on_the_days_expected():
    held = operation((step(expected=DateEstimate.of(NOON + 5 * DAY)),), deployed=on(10), rotated=on(90))
    kept = as_expected(held, NOON)
    own = kept.get("unit")
    reached = [own.reached_by(NOON + days * DAY) for days in (9, 11, 91)]
    assert reached == [None, ForceStage.DEPLOYED, ForceStage.ROTATED]
    granted = kept.get("pledge").steps[0]
    assert granted.state is ApprovalState.GRANTED
    assert abs(granted.decided_at - (NOON + 5 * DAY)) < timedelta(seconds=2)


@pytest.mark.parametrize(
    "steps",
    [(step(),), (step(state=ApprovalState.REFUSED, decided_at=NOON),), (step(expected=DateEstimate.of(NOON - DAY)),)],
    ids=["undated", "refused", "overdue"],
)
def test_a_unit_behind_a_step_that_does_not_come_stays_away(steps):
    held = operation(steps, deployed=on(-1) if steps[0].expected else on(10))
    assert as_expected(held, NOON) == held


def test_what_has_happened_stays_as_it_happened():
    held = operation(deployed={"reached_at": NOON - DAY})
    assert as_expected(held, NOON) == held


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 50), st.integers(1, 50), st.integers(0, 50))
def test_a_unit_is_there_from_the_day_its_chain_says(approval, deployment, width):
    spread = DateEstimate(
        earliest=NOON + deployment * DAY,
        likely=NOON + deployment * DAY,
        latest=NOON + (deployment + width) * DAY,
    )
    held = operation((step(expected=DateEstimate.of(NOON + approval * DAY)),), deployed={"expected": spread})
    comes = deployment_of(held, held.units[0].id, NOON).p50
    own = as_expected(held, NOON).units[0]
    assert own.date_of(ForceStage.DEPLOYED).reached_at == comes
