"""The force of the demo holds together, is invented, and shows every answer there is."""

import re

import pytest

from data.model import (
    CommitmentState,
    ConsentState,
    ForceStage,
    FundingKind,
    InstrumentKind,
    RoeClass,
    SectorState,
    TaskKind,
    UnitKind,
)
from data.sources.demo import DEMO_NOW, demo_plan
from data.sources.demo_force import force_records

PLACEHOLDER = re.compile(r"Contributor [A-G]|\(placeholder\)")


@pytest.fixture(scope="module")
def plan():
    return demo_plan()


def test_all_who_give_pay_or_consent_are_placeholders(plan):
    named = (*plan.contributors, *plan.parties, *plan.funding_sources)
    assert all(PLACEHOLDER.search(record.name) for record in named)


def test_every_source_of_the_force_says_it_is_invented():
    told = [record.source.name for record in force_records() if hasattr(record, "source")]
    assert len(told) > 100
    assert {"illustrative" in name for name in told} == {True}


def test_units_of_all_kinds_stand_at_many_stages_and_one_at_none(plan):
    assert {unit.kind for unit in plan.units} == set(UnitKind)
    reached = {unit.reached_by(DEMO_NOW) for unit in plan.units}
    assert reached >= {None, ForceStage.PLEDGED, ForceStage.APPROVED, ForceStage.STAGED, ForceStage.DEPLOYED}


def test_a_strength_that_was_not_reported_is_not_nought(plan):
    assert [unit.id for unit in plan.units if unit.strength is None] == ["unit-e1"]
    assert [pledge.id for pledge in plan.pledges if pledge.personnel is None] == ["pledge-e-unnumbered"]


@pytest.mark.parametrize("kind", ["pledges", "units"])
def test_no_contributor_gives_more_than_it_ever_spoke_of(plan, kind):
    for contributor in plan.contributors:
        own = [record for record in getattr(plan, kind) if record.contributor == contributor.id]
        given = sum((record.personnel if kind == "pledges" else record.strength) or 0 for record in own)
        assert given <= (contributor.pledged_personnel or given)


def test_what_contributors_report_deployed_is_what_their_units_add_up_to(plan):
    for contributor in plan.contributors:
        own = [unit for unit in plan.units if unit.contributor == contributor.id and unit.is_deployed(DEMO_NOW)]
        assert sum(unit.strength for unit in own) == (contributor.deployed_personnel or 0)


def test_every_task_has_its_requirement_and_the_mandate_ends_before_the_last_phase(plan):
    assert [requirement.task for requirement in plan.task_requirements] == list(TaskKind)
    mandates = [i.in_force for i in plan.legal_instruments if i.kind is InstrumentKind.MANDATE]
    assert plan.phases[-1].starts_at < mandates[0].ends_at < plan.phases[-1].ends_at
    assert any(instrument.in_force is None for instrument in plan.legal_instruments)


def test_consent_has_every_word_and_some_of_it_runs_out(plan):
    assert {consent.state for consent in plan.consents} == set(ConsentState)
    open_ones = [c for c in plan.consents if c.state is ConsentState.CONDITIONAL and not c.covers(DEMO_NOW)]
    assert open_ones
    assert any(consent.valid.ends_at for consent in plan.consents)


def test_money_comes_by_all_mechanisms_in_two_currencies(plan):
    assert {fund.kind for fund in plan.funding_sources} == set(FundingKind)
    assert {commitment.currency for commitment in plan.commitments} == {"USD", "EUR"}
    assert {commitment.state for commitment in plan.commitments} == set(CommitmentState)
    assert {cost.currency for cost in plan.costs} <= {rate.currency for rate in plan.exchange_rates} | {"USD"}


def test_every_active_sector_has_a_deployed_unit_and_one_holds_a_unit_bound_to_self_defence(plan):
    now = plan.phases[1]
    manned = {
        assignment.sector
        for assignment in plan.assignments
        if assignment.valid.holds_at(DEMO_NOW) and plan.get(assignment.unit).is_deployed(DEMO_NOW)
    }
    assert {s for s, state in now.sector_states if state is SectorState.ACTIVE} <= manned
    bound = {grant.sector for grant in plan.roe_grants if grant.roe is RoeClass.SELF_DEFENCE and grant.sector}
    assert bound & manned


def test_local_capacity_is_told_where_it_is_known_and_lead_passes_step_by_step(plan):
    assert {force.readiness for force in plan.local_forces} >= {2, 3, None}
    leads = [phase.lead_of("sector-rafah").rank for phase in plan.phases]
    assert leads == sorted(leads)
    assert all(handover.open_criteria for handover in plan.handovers)
    assert any(settlement.people is None for settlement in plan.settlements)
