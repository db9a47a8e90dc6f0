"""What records of the force refuse, and what counts as capability, consent and a permitted task."""

from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.errors import PlanError
from data.model import (
    ApprovalKind,
    ApprovalState,
    ApprovalStep,
    Caveat,
    Condition,
    ConsentState,
    Criterion,
    CriterionKind,
    DailyHours,
    DateEstimate,
    ForceStage,
    RestorationStep,
    RoeClass,
    StageDate,
    TaskKind,
    Validity,
)
from tests import force_builders as build
from tests.force_builders import SPRING

LATER = SPRING + timedelta(days=30)


@pytest.mark.parametrize(
    ("make", "said", "reason"),
    [
        (build.pledge, {"personnel": -1}, "Personnel of pledge pledge"),
        (build.unit, {"strength": -5}, "Strength of unit unit"),
        (build.unit, {"stages": (StageDate(stage=ForceStage.STAGED),) * 2}, "stage of unit unit is given twice"),
        (build.caveat, {"barred_sectors": ()}, "limits nothing"),
        (build.consent, {"task": TaskKind.ESCORT}, "one record or one task"),
        (build.consent, {"about": None}, "one record or one task"),
        (build.consent, {"state": ConsentState.CONDITIONAL}, "names no condition"),
        (build.commitment, {"currency": "euro"}, "three letters of a currency"),
        (build.commitment, {"amount": Decimal("NaN")}, "Amount of commitment"),
        (build.cost, {"amount": Decimal(-1)}, "Amount of cost"),
        (build.cost, {"quantity": 0.0}, "counts 0.0 things"),
        (build.exchange_rate, {"rate": Decimal(0)}, "more than 0"),
        (build.local_force, {"readiness": 5}, "Readiness of local force police is 5"),
        (build.handover, {"criteria": (Criterion(kind=CriterionKind.THREAT),) * 2}, "given twice"),
        (build.settlement, {"people": -1}, "People of settlement"),
    ],
)
def test_impossible_values_are_refused_with_the_record_and_the_remedy(make, said, reason):
    with pytest.raises(PlanError, match=reason):
        make(**said)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: DateEstimate(earliest=LATER, likely=SPRING, latest=LATER), "must not lie after"),
        (lambda: DateEstimate.of(datetime(2026, 3, 1)), "no time zone"),  # noqa: DTZ001  the fault under test
        (lambda: DailyHours(starts=time(6), ends=time(6)), "none or all"),
        (lambda: RestorationStep(name="Dig", work_days=float("inf")), "takes inf days"),
        (lambda: ApprovalStep(kind=ApprovalKind.COURT, decided_at=SPRING), "say what was decided"),
    ],
)
def test_impossible_parts_are_refused(make, reason):
    with pytest.raises(PlanError, match=reason):
        make()


@given(st.permutations(list(ForceStage)[:5]))
def test_only_a_unit_that_was_deployed_and_not_rotated_out_is_capability(before):
    stages = tuple(StageDate(stage=stage, reached_at=SPRING) for stage in before)
    assert not build.unit(stages=stages).is_deployed(LATER), "all but deployed is not deployed"
    deployed = (*stages, StageDate(stage=ForceStage.DEPLOYED, reached_at=LATER))
    assert build.unit(stages=deployed).is_deployed(LATER)
    assert not build.unit(stages=deployed).is_deployed(LATER - timedelta(seconds=1))
    rotated = (*deployed, StageDate(stage=ForceStage.ROTATED, reached_at=LATER))
    assert not build.unit(stages=rotated).is_deployed(LATER)


def test_a_date_that_is_only_expected_is_not_reached():
    stages = (StageDate(stage=ForceStage.DEPLOYED, expected=DateEstimate.of(SPRING)),)
    assert not build.unit(stages=stages).is_deployed(LATER)


def test_an_approval_counts_from_its_decision_to_the_end_of_its_validity():
    until = Validity(ends_at=LATER)
    step = ApprovalStep(kind=ApprovalKind.CABINET, state=ApprovalState.GRANTED, decided_at=SPRING, valid=until)
    pledge = build.pledge(steps=(step,))
    days = [pledge.approved_at(SPRING + timedelta(days=n)) for n in (-1, 0, 29, 30)]
    assert days == [False, True, True, False]


@pytest.mark.parametrize("state", [s for s in ConsentState if s is not ConsentState.GRANTED])
def test_what_was_not_granted_is_no_consent(state):
    asked = (Condition(text="Inspection", met=None),)
    assert not build.consent(state=state, conditions=asked).covers(SPRING)


def test_conditional_consent_counts_once_every_condition_is_known_to_be_met():
    for met, counts in ((True, True), (False, False), (None, False)):
        asked = (Condition(text="Inspection", met=True), Condition(text="Observers", met=met))
        assert build.consent(state=ConsentState.CONDITIONAL, conditions=asked).covers(SPRING) is counts


@given(st.sampled_from(RoeClass), st.sampled_from(RoeClass), st.sampled_from(RoeClass))
def test_rules_of_engagement_are_a_total_order(one, other, third):
    assert one.allows(other) or other.allows(one)
    if one.allows(other) and other.allows(third):
        assert one.allows(third)


def test_a_caveat_on_tasks_and_sectors_bars_these_tasks_there_alone():
    both = Caveat(id="c", contributor="k", name="x", barred_tasks=(TaskKind.DETENTION,), barred_sectors=("north",))
    assert both.bars(TaskKind.DETENTION, "north")
    assert not both.bars(TaskKind.DETENTION, "south")
    assert not both.bars(TaskKind.ESCORT, "north")


@given(st.times(), st.times(), st.times())
def test_hours_and_the_hours_turned_round_share_the_day(starts, ends, at):
    if starts != ends:
        day, night = DailyHours(starts=starts, ends=ends), DailyHours(starts=ends, ends=starts)
        assert day.hold_at(at) is not night.hold_at(at)


def test_criteria_that_nobody_listed_are_open():
    handover = build.handover(criteria=(Criterion(kind=CriterionKind.THREAT, met=True),))
    assert handover.open_criteria == tuple(CriterionKind)[1:]
