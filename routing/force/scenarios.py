"""How things might go otherwise: a plan with the changes of a scenario made, and scenarios side by side."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias

from data.errors import PlanError
from data.model import (
    ApprovalState,
    ApprovalStep,
    Caveat,
    Commitment,
    Consent,
    Contributor,
    Finding,
    FundingSource,
    LegalInstrument,
    Plan,
    Pledge,
    RoeGrant,
    Scenario,
    ScenarioChange,
    ScenarioChangeKind,
    Severity,
    Unit,
)
from routing.force.departure import plan_without
from routing.force.deployment import GONE

CAN_BE_LEFT_OUT = (Contributor, Pledge, Unit, Caveat, RoeGrant, LegalInstrument, Consent, FundingSource, Commitment)
"""What a scenario may leave out: what people bring, allow or pay, never the ground it happens on."""

Apply: TypeAlias = Callable[[Plan, ScenarioChange], Plan | None]


@dataclass(frozen=True, kw_only=True)
class ScenarioPlan:
    """The plan a scenario leads to; `idle` are the places of changes that no longer apply and were left out."""

    scenario: Scenario
    plan: Plan
    idle: tuple[int, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The changes left out, each as a finding."""
        return tuple(_idle(self.scenario, place + 1, self.scenario.changes[place]) for place in self.idle)


def with_scenario(plan: Plan, scenario: Scenario) -> ScenarioPlan:
    """A plan with the changes of a scenario made, one after the other."""
    idle: list[int] = []
    for place, change in enumerate(scenario.changes):
        changed = _applied(plan, change)
        if changed is None:
            idle.append(place)
        else:
            plan = changed
    return ScenarioPlan(scenario=scenario, plan=plan, idle=tuple(idle))


def scenario_findings(plan: Plan, _at: datetime) -> Iterator[Finding]:
    """Changes of the plan's scenarios that no longer apply."""
    for scenario in plan.scenarios:
        yield from with_scenario(plan, scenario).findings


def _applied(plan: Plan, change: ScenarioChange) -> Plan | None:
    try:
        return _APPLY[change.kind](plan, change)
    except PlanError:
        return None


def _idle(scenario: Scenario, number: int, change: ScenarioChange) -> Finding:
    return Finding(
        code="scenario-change-idle",
        severity=Severity.DOUBT,
        subject=scenario.id,
        message=f"Change {number} of {scenario.name} ({change.kind.value.replace('_', ' ')}, {change.subject}) "
        "finds nothing in the plan to act on; it was left out.",
        remedy="Correct the change, or take it out of the scenario.",
    )


def _leave_out(plan: Plan, change: ScenarioChange) -> Plan | None:
    return plan_without(plan, change.subject) if isinstance(plan.find(change.subject), CAN_BE_LEFT_OUT) else None


def _set_rules(plan: Plan, change: ScenarioChange) -> Plan | None:
    assert change.roe is not None  # noqa: S101  the noun refuses such a change without
    record = plan.find(change.subject)
    if isinstance(record, RoeGrant):
        return plan.with_record(replace(record, roe=change.roe))
    if not isinstance(record, Contributor):
        return None
    own = [replace(grant, roe=change.roe) for grant in plan.roe_grants if grant.contributor == record.id]
    return plan.with_record(*own) if own else None


def _set_approval(plan: Plan, change: ScenarioChange) -> Plan | None:
    assert change.approval is not None  # noqa: S101  the noun refuses such a change without
    state = change.approval
    return _with_steps(plan, change.subject, lambda step: _in_state(step, state))


def _in_state(step: ApprovalStep, state: ApprovalState) -> ApprovalStep:
    decided = step.decided_at if state in {ApprovalState.GRANTED, *GONE} else None
    return replace(step, state=state, decided_at=decided)


def _shift_approval(plan: Plan, change: ScenarioChange) -> Plan | None:
    by = timedelta(days=change.days or 0)
    return _with_steps(plan, change.subject, lambda step: _shifted(step, by))


def _shifted(step: ApprovalStep, by: timedelta) -> ApprovalStep:
    if step.expected is None or step.state not in {ApprovalState.NOT_STARTED, ApprovalState.PENDING}:
        return step
    date = step.expected
    moved = replace(date, earliest=date.earliest + by, likely=date.likely + by, latest=date.latest + by)
    return replace(step, expected=moved)


def _with_steps(plan: Plan, pledge_id: str, changed: Callable[[ApprovalStep], ApprovalStep]) -> Plan | None:
    pledge = plan.find(pledge_id)
    if not isinstance(pledge, Pledge):
        return None
    steps = tuple(changed(step) for step in pledge.steps)
    return None if steps == pledge.steps else plan.with_record(replace(pledge, steps=steps))


def _set_consent(plan: Plan, change: ScenarioChange) -> Plan | None:
    assert change.consent is not None  # noqa: S101  the noun refuses such a change without
    record = plan.find(change.subject)
    return plan.with_record(replace(record, state=change.consent)) if isinstance(record, Consent) else None


def _set_commitment(plan: Plan, change: ScenarioChange) -> Plan | None:
    assert change.commitment is not None  # noqa: S101  the noun refuses such a change without
    record = plan.find(change.subject)
    return plan.with_record(replace(record, state=change.commitment)) if isinstance(record, Commitment) else None


_APPLY: Mapping[ScenarioChangeKind, Apply] = MappingProxyType(
    {
        ScenarioChangeKind.LEAVE_OUT: _leave_out,
        ScenarioChangeKind.SET_RULES: _set_rules,
        ScenarioChangeKind.SET_APPROVAL: _set_approval,
        ScenarioChangeKind.SHIFT_APPROVAL: _shift_approval,
        ScenarioChangeKind.SET_CONSENT: _set_consent,
        ScenarioChangeKind.SET_COMMITMENT: _set_commitment,
    }
)
