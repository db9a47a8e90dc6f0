"""One of each record of the force, its rules, consent, money and local capacity, with a change where a test says so."""

from datetime import UTC, datetime
from decimal import Decimal

from shapely import Point

from data.model import (
    ApprovalKind,
    ApprovalStep,
    Assignment,
    Caveat,
    CivicService,
    CommandLevel,
    CommandRelation,
    Commitment,
    CommitmentState,
    Consent,
    ConsentObject,
    ConsentState,
    Cost,
    CostKind,
    DateEstimate,
    ExchangeRate,
    ForceStage,
    FundingKind,
    FundingSource,
    Handover,
    Headquarters,
    InstrumentKind,
    LegalInstrument,
    LocalForce,
    Party,
    Pledge,
    Restoration,
    RestorationStep,
    RoeClass,
    RoeGrant,
    Scenario,
    ScenarioChange,
    ScenarioChangeKind,
    Settlement,
    StageDate,
    TaskKind,
    TaskRequirement,
    Unit,
    UnitKind,
)

SPRING = datetime(2026, 3, 1, tzinfo=UTC)


def pledge(pledge_id="pledge", **said):
    steps = (ApprovalStep(kind=ApprovalKind.PARLIAMENT, expected=DateEstimate.of(SPRING)),)
    return Pledge(
        **{"id": pledge_id, "name": "Battalion", "contributor": "k", "personnel": 800, "steps": steps, **said}
    )


def unit(unit_id="unit", **said):
    what = {"name": "First battalion", "contributor": "k", "kind": UnitKind.MANOEUVRE, "pledge": "pledge"}
    stages = (StageDate(stage=ForceStage.DEPLOYED, reached_at=SPRING),)
    return Unit(**{"id": unit_id, **what, "strength": 400, "base": "s", "stages": stages, **said})


def assignment(assignment_id="assignment", **said):
    return Assignment(**{"id": assignment_id, "unit": "unit", "sector": "north", "task": TaskKind.ESCORT, **said})


def task_requirement(requirement_id="requirement", **said):
    instruments = (InstrumentKind.MANDATE,)
    what = {"task": TaskKind.ESCORT, "roe": RoeClass.DEFENCE_OF_OTHERS, "instruments": instruments}
    return TaskRequirement(**{"id": requirement_id, **what, **said})


def roe_grant(grant_id="grant", **said):
    what = {"contributor": "k", "roe": RoeClass.DETAIN, "sector": "north", "phase": "p"}
    return RoeGrant(**{"id": grant_id, **what, **said})


def caveat(caveat_id="caveat", **said):
    what = {"contributor": "k", "name": "Not in the north", "barred_sectors": ("north",)}
    return Caveat(**{"id": caveat_id, **what, **said})


def headquarters(headquarters_id="headquarters", **said):
    return Headquarters(**{"id": headquarters_id, "name": "Force headquarters", **said})


def command_relation(relation_id="relation", **said):
    what = {"subject": "unit", "headquarters": "headquarters", "level": CommandLevel.TACON}
    return CommandRelation(**{"id": relation_id, **what, **said})


def legal_instrument(instrument_id="instrument", **said):
    what = {"name": "Mandate", "kind": InstrumentKind.MANDATE, "contributors": ("k",)}
    return LegalInstrument(**{"id": instrument_id, **what, **said})


def party(party_id="party", **said):
    return Party(**{"id": party_id, "name": "Party", "required_for": (ConsentObject.CORRIDOR,), **said})


def consent(consent_id="consent", **said):
    return Consent(**{"id": consent_id, "party": "party", "state": ConsentState.GRANTED, "about": "c", **said})


def funding_source(source_id="fund", **said):
    return FundingSource(**{"id": source_id, "name": "Trust fund", "kind": FundingKind.TRUST_FUND, **said})


def commitment(commitment_id="commitment", **said):
    what = {"funding_source": "fund", "amount": Decimal("1.50"), "currency": "EUR", "earmarks": ("k",)}
    return Commitment(**{"id": commitment_id, **what, "state": CommitmentState.RECEIVED, "at": SPRING, **said})


def exchange_rate(rate_id="rate", **said):
    return ExchangeRate(
        **{"id": rate_id, "currency": "EUR", "into": "USD", "rate": Decimal("1.1"), "at": SPRING, **said}
    )


def cost(cost_id="cost", **said):
    what = {"name": "Pay", "kind": CostKind.PERSON_MONTH, "amount": Decimal(1448), "currency": "USD", "about": "k"}
    return Cost(**{"id": cost_id, **what, **said})


def local_force(force_id="police", **said):
    return LocalForce(**{"id": force_id, "name": "Police", "sector": "north", "vetted": 200, "readiness": 3, **said})


def handover(handover_id="handover", **said):
    return Handover(**{"id": handover_id, "sector": "north", "phase": "p", **said})


def restoration(restoration_id="restoration", **said):
    steps = (RestorationStep(name="Clear the rubble", work_days=12.5),)
    return Restoration(**{"id": restoration_id, "site": "s", "service": CivicService.WATER, "steps": steps, **said})


def settlement(settlement_id="settlement", **said):
    return Settlement(**{"id": settlement_id, "name": "Town", "point": Point(34.4, 31.4), "people": 90_000, **said})


def scenario(scenario_id="scenario", **said):
    changes = (ScenarioChange(kind=ScenarioChangeKind.LEAVE_OUT, subject="k"),)
    return Scenario(**{"id": scenario_id, "name": "Without A", "changes": changes, **said})


def force_records():
    """One of every record above; they refer to those of `builders.full_plan`."""
    return (
        pledge(),
        unit(),
        assignment(),
        task_requirement(),
        roe_grant(),
        caveat(),
        headquarters(),
        command_relation(),
        legal_instrument(),
        party(),
        consent(),
        funding_source(),
        commitment(),
        exchange_rate(),
        cost(),
        local_force(),
        handover(),
        restoration(),
        settlement(),
        scenario(),
    )
