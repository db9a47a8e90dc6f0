"""Since when, and until when, a unit stands at each stage; only a unit deployed under transferred authority counts."""

from datetime import datetime

from data.model import (
    ApprovalState,
    ApprovalStep,
    CommandRelation,
    ForceStage,
    Plan,
    Pledge,
    Unit,
    UnitId,
    Validity,
)
from routing.force.spans import ALWAYS, NEVER, Spans, common, common_of_all, hold_at, since, together, without

STAGES_UP = tuple(stage for stage in ForceStage if stage is not ForceStage.ROTATED)


def relations_of(plan: Plan, unit: Unit) -> tuple[CommandRelation, ...]:
    """Who was given authority over a unit; relations of its contributor count for all its units."""
    return tuple(r for r in plan.command_relations if r.subject in {unit.id, unit.contributor})


def authority_spans(plan: Plan, unit: Unit) -> Spans:
    """When authority over a unit is handed over; always, where the plan says nothing of command for it."""
    relations = relations_of(plan, unit)
    return together(*(relation.valid for relation in relations)) if relations else ALWAYS


def grant_spans(step: ApprovalStep) -> Spans:
    """When a step of approval is granted and in force."""
    if step.state is not ApprovalState.GRANTED:
        return NEVER
    return common((step.valid,), (since(step.decided_at),))


def approval_spans(pledge: Pledge) -> Spans:
    """When every step of a pledge is granted and in force."""
    return common_of_all(grant_spans(step) for step in pledge.steps)


def stage_spans(unit: Unit, stage: ForceStage) -> Spans:
    """When a unit has come as far as a stage, or farther, and is not rotated out; authority is not asked here."""
    dates = {entry.stage: entry.reached_at for entry in unit.stages if entry.reached_at is not None}
    far = STAGES_UP[STAGES_UP.index(stage) :]
    gone = (since(dates[ForceStage.ROTATED]),) if ForceStage.ROTATED in dates else NEVER
    return without(together(*(since(dates[one]) for one in far if one in dates)), gone)


def deployed_spans(plan: Plan, unit: Unit) -> Spans:
    """When a unit counts as capability: deployed, not rotated out, and under transferred authority."""
    return common(stage_spans(unit, ForceStage.DEPLOYED), authority_spans(plan, unit))


def counts_as_deployed(plan: Plan, unit: Unit, at: datetime) -> bool:
    """Whether a unit is capability at a moment."""
    return hold_at(deployed_spans(plan, unit), at)


def deployed_units(plan: Plan, at: datetime) -> frozenset[UnitId]:
    """Units that are capability at a moment."""
    return frozenset(unit.id for unit in plan.units if counts_as_deployed(plan, unit, at))


def pledge_of(plan: Plan, unit: Unit) -> Pledge | None:
    """The pledge a unit comes under; None where the plan names none."""
    return next((pledge for pledge in plan.pledges if pledge.id == unit.pledge), None)


def assigned(plan: Plan, unit: Unit) -> tuple[Validity, ...]:
    """Spans in which a unit has a task."""
    return tuple(a.valid for a in plan.assignments if a.unit == unit.id)
