"""A scenario changes a copy of the plan, change after change, and is compared with the plan as it is."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import PlanError
from data.model import (
    ApprovalKind,
    ApprovalState,
    ApprovalStep,
    CommitmentState,
    ConsentObject,
    ConsentState,
    DateEstimate,
    ForceStage,
    RoeClass,
    ScenarioChange,
    SectorState,
    StageDate,
    TaskKind,
    Validity,
)
from data.model import ScenarioChangeKind as Kind
from routing.force.comparing import able_sectors, compared, midday_of
from routing.force.departure import plan_without
from routing.force.money import MoneyAsked
from routing.force.scenarios import with_scenario
from routing.review import review
from tests.builders import NOON, contributor, corridor, full_plan, phase, plan, sector, site
from tests.force_builders import (
    assignment,
    commitment,
    consent,
    cost,
    funding_source,
    headquarters,
    legal_instrument,
    party,
    pledge,
    roe_grant,
    scenario,
    task_requirement,
    unit,
)

DAY = timedelta(days=1)
ASKED = MoneyAsked(now=NOON, number_of_months=6)


def change(kind, subject, **said):
    return ScenarioChange(kind=kind, subject=subject, **said)


def changed(held, *changes):
    return with_scenario(held, scenario(changes=changes))


def test_leaving_out_a_contributor_takes_all_it_brings_and_leaves_the_rest():
    held = full_plan()
    found = changed(held, change(Kind.LEAVE_OUT, "k"))
    assert found.findings == ()
    assert found.plan.contributors == found.plan.units == found.plan.pledges == found.plan.assignments == ()
    assert found.plan.get("north").owner is None
    assert held == full_plan()


def test_what_names_only_the_one_left_out_does_not_come_to_stand_for_all():
    both = plan(contributor(), contributor("other"), funding_source(), headquarters(contributor="k")).with_record(
        legal_instrument(),
        legal_instrument("both", contributors=("k", "other")),
        commitment(),
        commitment("shared", earmarks=("k", "other")),
    )
    rest = plan_without(both, "k")
    assert [(i.id, i.contributors) for i in rest.legal_instruments] == [("both", ("other",))]
    assert [(c.id, c.earmarks) for c in rest.commitments] == [("shared", ("other",))]
    assert rest.headquarters[0].contributor is None


@pytest.mark.parametrize(
    ("made", "seen"),
    [
        (change(Kind.SET_RULES, "k", roe=RoeClass.SELF_DEFENCE), lambda p: p.get("grant").roe is RoeClass.SELF_DEFENCE),
        (change(Kind.SET_RULES, "grant", roe=RoeClass.DETAIN), lambda p: p.get("grant").roe is RoeClass.DETAIN),
        (
            change(Kind.SET_APPROVAL, "pledge", approval=ApprovalState.REFUSED),
            lambda p: p.get("pledge").steps[0].state is ApprovalState.REFUSED,
        ),
        (
            change(Kind.SHIFT_APPROVAL, "pledge", days=10),
            lambda p: p.get("pledge").steps[0].expected.likely == pledge().steps[0].expected.likely + 10 * DAY,
        ),
        (
            change(Kind.SET_CONSENT, "consent", consent=ConsentState.REFUSED),
            lambda p: p.get("consent").state is ConsentState.REFUSED,
        ),
        (
            change(Kind.SET_COMMITMENT, "commitment", commitment=CommitmentState.FROZEN),
            lambda p: p.get("commitment").state is CommitmentState.FROZEN,
        ),
    ],
)
def test_each_change_changes_what_it_says(made, seen):
    found = changed(full_plan(), made)
    assert seen(found.plan)
    assert found.findings == ()


@pytest.mark.parametrize(
    "idle",
    [
        change(Kind.LEAVE_OUT, "gone"),
        change(Kind.LEAVE_OUT, "north"),
        change(Kind.SET_RULES, "unit", roe=RoeClass.DETAIN),
        change(Kind.SET_APPROVAL, "unit", approval=ApprovalState.GRANTED),
        change(Kind.SHIFT_APPROVAL, "pledge", days=0),
        change(Kind.SET_CONSENT, "unit", consent=ConsentState.REFUSED),
        change(Kind.SET_CONSENT, "consent", consent=ConsentState.CONDITIONAL),
        change(Kind.SET_COMMITMENT, "gone", commitment=CommitmentState.FROZEN),
    ],
)
def test_a_change_that_finds_nothing_to_act_on_is_told_and_left_out(idle):
    found = changed(full_plan(), idle)
    assert found.plan == full_plan()
    assert [f.code for f in found.findings] == ["scenario-change-idle"]


def test_the_order_of_changes_matters():
    away, set_ = change(Kind.LEAVE_OUT, "consent"), change(Kind.SET_CONSENT, "consent", consent=ConsentState.REFUSED)
    assert changed(full_plan(), set_, away).findings == ()
    assert len(changed(full_plan(), away, set_).findings) == 1


def test_idle_changes_reach_the_review_of_the_plan():
    held = plan(scenario(changes=(change(Kind.LEAVE_OUT, "gone"),)))
    assert [f.code for f in review(held, NOON)] == ["scenario-change-idle"]


@pytest.mark.parametrize(
    "said",
    [
        {"kind": Kind.SET_RULES},
        {"kind": Kind.LEAVE_OUT, "days": 3},
        {"kind": Kind.SET_CONSENT, "consent": ConsentState.SILENT, "days": 3},
        {"kind": Kind.SHIFT_APPROVAL, "days": float("nan")},
        {"kind": Kind.SHIFT_APPROVAL, "days": 1e9},
    ],
)
def test_a_change_says_its_own_value_and_no_other(said):
    with pytest.raises(PlanError):
        ScenarioChange(subject="k", **said)


def operation(*records):
    """A unit that comes on day 10 and escorts in the north; the second phase begins on day 30."""
    pending = ApprovalStep(kind=ApprovalKind.CABINET, expected=DateEstimate.of(NOON + 5 * DAY))
    comes = StageDate(stage=ForceStage.DEPLOYED, expected=DateEstimate.of(NOON + 10 * DAY))
    active = (("north", SectorState.ACTIVE),)
    second = phase("q", starts_at=NOON + 30 * DAY, ends_at=NOON + 60 * DAY, sector_states=active)
    return plan(
        contributor(), site(), sector(), corridor(), phase(sector_states=active), second, pledge(steps=(pending,)),
        unit(stages=(comes,), capabilities=(TaskKind.ESCORT,)), assignment(), task_requirement(),
        roe_grant(sector=None, phase=None), legal_instrument(in_force=Validity()),
        party(required_for=(ConsentObject.CORRIDOR,)), consent(valid=Validity(ends_at=NOON + 45 * DAY)),
        funding_source(), cost(amount=Decimal(10)),
        commitment(amount=Decimal(8000), currency="USD"),
    ).with_record(*records)  # fmt: skip


def test_scenarios_are_told_in_numbers_beside_the_plan_as_it_is():
    late = scenario("late", changes=(change(Kind.SHIFT_APPROVAL, "pledge", days=40),))
    frozen = scenario("frozen", changes=(change(Kind.SET_COMMITMENT, "commitment", commitment=CommitmentState.FROZEN),))
    strict = scenario("strict", changes=(change(Kind.SET_RULES, "k", roe=RoeClass.SELF_DEFENCE),))
    silent = scenario("silent", changes=(change(Kind.SET_CONSENT, "consent", consent=ConsentState.SILENT),))
    told = {one.scenario: one for one in compared(operation(), (late, frozen, strict, silent), ASKED)}
    assert {name: [p.people for p in one.phases] for name, one in told.items()} == {
        None: [0, 400], "late": [0, 0], "frozen": [0, 400], "strict": [0, 400], "silent": [0, 400],
    }  # fmt: skip
    assert {name: one.phases[1].sectors_able for name, one in told.items()} == {
        None: ("north",), "late": (), "frozen": ("north",), "strict": (), "silent": ("north",),
    }  # fmt: skip
    assert told[None].runway_months > told["frozen"].runway_months == 0
    assert told["late"].runway_months > told[None].runway_months
    assert told[None].corridor_days == (("c", 45.0),)
    assert told["silent"].corridor_days == (("c", 0.0),)


def test_the_midday_of_a_phase_is_local_and_lies_in_it():
    held = plan(time_zone="Asia/Gaza")
    assert midday_of(held, phase()) == NOON + timedelta(hours=21)
    short = phase(ends_at=NOON + timedelta(hours=1))
    assert midday_of(held, short) == NOON


def test_a_unit_that_was_rotated_out_makes_no_sector_able():
    stages = tuple(StageDate(stage=s, reached_at=NOON - DAY) for s in (ForceStage.DEPLOYED, ForceStage.ROTATED))
    held = operation(unit(stages=stages, capabilities=(TaskKind.ESCORT,)))
    assert able_sectors(held, held.phases[1], NOON) == ()


IDS = st.sampled_from(["k", "unit", "pledge", "grant", "consent", "commitment", "fund", "instrument", "caveat", "gone"])


@st.composite
def _changes(draw):
    kind = draw(st.sampled_from(Kind))
    values = {
        Kind.SET_RULES: {"roe": draw(st.sampled_from(RoeClass))},
        Kind.SET_APPROVAL: {"approval": draw(st.sampled_from(ApprovalState))},
        Kind.SHIFT_APPROVAL: {"days": draw(st.integers(-99, 99))},
        Kind.SET_CONSENT: {"consent": draw(st.sampled_from(ConsentState))},
        Kind.SET_COMMITMENT: {"commitment": draw(st.sampled_from(CommitmentState))},
    }
    return change(kind, draw(IDS), **values.get(kind, {}))


@settings(max_examples=60)
@given(st.lists(_changes(), max_size=5))
def test_whatever_changes_are_made_a_plan_comes_out(changes):
    held = full_plan()
    found = changed(held, *changes)
    assert len(found.findings) <= len(changes)
    assert held == full_plan()
    review(found.plan, NOON)
