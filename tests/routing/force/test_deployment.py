"""A unit comes when its approvals and stages have all come; what nobody can date is not dated."""

from datetime import timedelta

import pytest

from data.model import ApprovalKind, ApprovalState, ApprovalStep, DateEstimate, ForceStage, StageDate, Validity
from routing.force.deployment import dates_to, deployment_of, slips
from tests.builders import NOON, contributor, plan, sector, site
from tests.force_builders import assignment, pledge, unit

DAY = timedelta(days=1)


def about(day, spread=0):
    return DateEstimate(
        earliest=NOON + (day - spread) * DAY, likely=NOON + day * DAY, latest=NOON + (day + spread) * DAY
    )


def stage(name, day=None, reached=None):
    return StageDate(
        stage=ForceStage(name),
        expected=None if day is None else about(day, 2),
        reached_at=None if reached is None else NOON + reached * DAY,
    )


def step(kind, day=None, state=ApprovalState.PENDING):
    return ApprovalStep(kind=kind, state=state, expected=None if day is None else about(day, 2))


def coming(steps=(), stages=(), *more):
    return plan(contributor(), site(), sector(), pledge(steps=steps), unit(stages=stages), *more)


APPROVALS = (step(ApprovalKind.CABINET, 10), step(ApprovalKind.PARLIAMENT, 30))


def chain(held, at=NOON):
    return deployment_of(held, "unit", at)


def test_deployment_is_no_earlier_than_the_latest_of_approvals_and_stages():
    late = chain(coming(APPROVALS, (stage("funded", 20), stage("deployed", 25))))
    assert late.expected.likely == NOON + 30 * DAY
    assert [s.name for s in late.steps] == ["cabinet", "parliament", "funded", "deployed"]
    assert [s.by.likely for s in late.steps] == [NOON + d * DAY for d in (10, 30, 30, 30)]
    assert [s.slack for s in late.steps] == [d * DAY for d in (20, 0, 10, 5)]
    assert NOON + 28 * DAY < late.p50 < late.p80 < NOON + 32 * DAY


@pytest.mark.parametrize(
    ("steps", "stages", "undated", "barred"),
    [
        ((step(ApprovalKind.COURT),), (stage("deployed", 25),), ("court",), ()),
        (APPROVALS, (stage("trained"), stage("deployed", 25)), ("trained",), ()),
        (APPROVALS, (), ("deployed",), ()),
        ((step(ApprovalKind.COURT, 3, ApprovalState.REFUSED),), (stage("deployed", 25),), (), ("court",)),
    ],
)
def test_one_step_without_a_date_leaves_deployment_without_one(steps, stages, undated, barred):
    found = chain(coming(steps, stages))
    assert (found.undated, found.barred) == (undated, barred)
    assert (found.expected, found.p50, found.p80, found.is_overdue) == (None, None, None, False)


def test_what_happened_is_not_expected_any_more():
    found = chain(coming(APPROVALS, (stage("deployed", 25, reached=-1),)))
    assert (found.is_deployed, found.expected, found.p80) == (True, None, None)


def test_a_stage_farther_on_says_that_earlier_ones_were_reached():
    found = chain(coming((), (stage("funded"), stage("staged", reached=-3), stage("deployed", 25))))
    assert found.undated == ()
    assert found.expected.likely == NOON + 25 * DAY


def test_dates_that_have_all_passed_are_overdue_and_expect_nothing():
    found = chain(coming((), (stage("deployed", 25),)), NOON + 28 * DAY)
    assert (found.is_overdue, found.p50, found.p80) == (True, None, None)


def test_a_step_that_slips_is_absorbed_by_its_slack_or_carried_on():
    held = coming(
        (step(ApprovalKind.CABINET, 10),),
        (stage("funded", 20), stage("deployed", 40)),
        assignment(valid=Validity(starts_at=NOON + 45 * DAY)),
    )
    (slip,) = slips(held, "pledge", "cabinet", 10 * DAY, NOON)
    assert [e.likely for e in (slip.before, slip.absorbed, slip.carried)] == [NOON + d * DAY for d in (40, 40, 50)]
    assert slip.late == ("assignment",)
    assert slips(held, "unit", "funded", 30 * DAY, NOON)[0].absorbed.likely == NOON + 50 * DAY
    assert slips(held, "unit", "deployed", 1 * DAY, NOON)[0].late == ()


def test_a_step_that_is_done_or_not_there_cannot_slip():
    held = coming((step(ApprovalKind.CABINET, 10, ApprovalState.GRANTED),), (stage("deployed", 40),))
    assert slips(held, "unit", "cabinet", DAY, NOON) == ()
    assert slips(held, "unit", "court", DAY, NOON) == ()


def test_a_stage_that_is_not_listed_is_dated_by_the_next_one_that_is():
    found = chain(coming(APPROVALS, (stage("deployed", 40),)))
    assert len(dates_to(found, ForceStage.TRAINED)) == 3
    assert len(dates_to(found, ForceStage.APPROVED)) == 2
