"""A plan as if all that is expected had come on time: units deployed and rotated, approvals granted."""

from dataclasses import replace
from datetime import datetime

from data.model import ApprovalState, ApprovalStep, ForceStage, Plan, Pledge, StageDate, Unit
from routing.force.deployment import deployment_of
from routing.force.expected import P50, still_ahead

WAITING = frozenset({ApprovalState.NOT_STARTED, ApprovalState.PENDING})


def as_expected(plan: Plan, now: datetime, share: float = P50) -> Plan:
    """The plan with every date still ahead taken as kept, each at the moment by which it comes with this chance.

    Units nobody can date, or whose approvals are refused, stay where they are.
    """
    coming = {unit.id: _coming(plan, unit, now, share) for unit in plan.units}
    dated = {unit.pledge for unit in plan.units if coming[unit.id] is not None or unit.is_deployed(now)}
    return plan.with_record(
        *(_kept(unit, coming[unit.id], now, share) for unit in plan.units),
        *(_granted(pledge, now, share) for pledge in plan.pledges if pledge.id in dated),
    )


def _coming(plan: Plan, unit: Unit, now: datetime, share: float) -> datetime | None:
    chain = deployment_of(plan, unit.id, now)
    dates = tuple(step.date for step in chain.steps if step.date is not None)
    return still_ahead(dates, share, now) if chain.expected is not None else None


def _kept(unit: Unit, comes_at: datetime | None, now: datetime, share: float) -> Unit:
    """The unit with the days on which it comes and goes as if they were reached."""
    entry = unit.date_of(ForceStage.ROTATED)
    goes = entry.expected if entry and entry.reached_at is None else None
    reached = {
        ForceStage.DEPLOYED: comes_at,
        ForceStage.ROTATED: still_ahead((goes,), share, now) if goes else None,
    }
    new = [StageDate(stage=stage, reached_at=at) for stage, at in reached.items() if at is not None]
    old = (one for one in unit.stages if one.stage not in {entry.stage for entry in new})
    return replace(unit, stages=(*old, *new)) if new else unit


def _granted(pledge: Pledge, now: datetime, share: float) -> Pledge:
    steps = tuple(_step(step, now, share) for step in pledge.steps)
    return replace(pledge, steps=steps)


def _step(step: ApprovalStep, now: datetime, share: float) -> ApprovalStep:
    comes_at = still_ahead((step.expected,), share, now) if step.expected and step.state in WAITING else None
    return replace(step, state=ApprovalState.GRANTED, decided_at=comes_at) if comes_at else step
