"""Each check of the force speaks when it should and is silent otherwise, and all reach the review of the plan."""

from datetime import timedelta

import pytest

from data.model import (
    ApprovalKind,
    ApprovalState,
    ApprovalStep,
    ConsentState,
    CostKind,
    DateEstimate,
    ForceStage,
    Gate,
    SectorState,
    StageDate,
    TaskKind,
    Validity,
)
from routing.review import review
from tests.builders import NOON, contributor, corridor, phase, plan, sector, site
from tests.force_builders import (
    assignment,
    caveat,
    command_relation,
    consent,
    cost,
    headquarters,
    legal_instrument,
    party,
    pledge,
    roe_grant,
    unit,
)
from tests.force_builders import task_requirement as requirement

DAY = timedelta(days=1)
ALWAYS = Validity()
GRANTED = ApprovalStep(kind=ApprovalKind.PARLIAMENT, state=ApprovalState.GRANTED)


def ends(days):
    return ApprovalStep(
        kind=ApprovalKind.CABINET, state=ApprovalState.GRANTED, valid=Validity(ends_at=NOON + days * DAY)
    )


def coming(day, spread=5):
    date = DateEstimate(
        earliest=NOON + (day - spread) * DAY, likely=NOON + day * DAY, latest=NOON + (day + spread) * DAY
    )
    return unit(stages=(StageDate(stage=ForceStage.DEPLOYED, expected=date),))


def sound(*changes):
    """A plan of a unit at its task with all in order."""
    return plan(
        contributor(pledged_personnel=800),
        contributor("other"),
        site(),
        corridor(),
        sector(owner="k"),
        sector("south", owner="k"),
        phase(sector_states=(("north", SectorState.ACTIVE),)),
        pledge(steps=(GRANTED,)),
        unit(capabilities=tuple(TaskKind)),
        assignment(),
        requirement(),
        roe_grant(),
        legal_instrument(in_force=ALWAYS),
    ).with_record(*changes)


def codes(held):
    return [finding.code for finding in review(held, NOON)]


def test_a_sound_force_has_no_findings():
    assert codes(sound()) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ((pledge("second", steps=()),), ["pledge-beyond-total"]),
        ((unit("second", strength=401),), ["units-beyond-pledge"]),
        ((unit("second", contributor="other", strength=1),), ["pledge-of-another"]),
        ((pledge(steps=(ends(9),)), coming(10)), ["approval-ends-before-deployment"]),
        ((pledge(steps=(ends(12),)), coming(10)), ["approval-ends-before-deployment"]),
        ((pledge(steps=(ends(16),)), coming(10)), []),
        (
            (party(), consent(), consent("no", state=ConsentState.REFUSED)),
            ["consent-contradicts"],
        ),
        ((caveat(),), ["assignment-barred", "present-may-not-act"]),
        ((caveat(valid=Validity(ends_at=NOON - DAY)), assignment(valid=Validity(starts_at=NOON))), []),
        ((assignment("second", sector="south"), roe_grant("g", sector="south")), ["assignments-overlap"]),
        ((assignment("second", task=TaskKind.TRAINING), requirement("r", task=TaskKind.TRAINING)), []),
        ((unit(),), ["present-unknown"]),
        (
            (phase(sector_states=(("south", SectorState.ACTIVE),)),),
            ["active-without-unit"],
        ),
        ((headquarters(), command_relation(valid=Validity(ends_at=NOON))), ["command-orphan"]),
        (
            (phase(gates=(Gate(condition="x", name="a", after=("a",), met=True),)),),
            ["gate-cycle"],
        ),
    ],
)
def test_what_is_wrong_is_told_and_nothing_else(changes, told):
    assert codes(sound(*changes)) == told


def test_an_approval_that_ends_before_the_likely_date_is_a_problem_later_a_doubt():
    severities = [review(sound(pledge(steps=(ends(day),)), coming(10)), NOON)[0].severity.value for day in (9, 12)]
    assert severities == ["problem", "doubt"]


def test_every_finding_of_the_force_says_what_to_do():
    held = sound(caveat(), pledge("more"), assignment("second", sector="south"), unit(capabilities=()))
    assert all(f.message.endswith(".") and f.remedy.endswith(".") and f.subject for f in review(held, NOON))


def test_a_cost_per_person_of_a_site_is_told_as_not_counted():
    held = plan(site(), cost(about=site().id, kind=CostKind.PERSON_MONTH), cost("other", about=None))
    found = [finding for finding in review(held, NOON) if finding.code == "cost-not-counted"]
    assert [finding.subject for finding in found] == ["cost"]
