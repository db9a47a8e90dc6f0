"""What a task requires: the class of rules and the legal instruments the plan states, or else a documented table."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from data.model import InstrumentKind, Plan, RoeClass, TaskKind

_BASIS = (InstrumentKind.MANDATE, InstrumentKind.STATUS_OF_FORCES)
_CUSTODY = (*_BASIS, InstrumentKind.DETENTION, InstrumentKind.ACCOUNTABILITY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What must hold for a task; `why` are the plan's own records, none where the table stands in."""

    task: TaskKind
    roe: RoeClass
    instruments: tuple[InstrumentKind, ...]
    why: tuple[str, ...] = ()


DEFAULTS: Mapping[TaskKind, Requirement] = MappingProxyType(
    {
        task: Requirement(task=task, roe=roe, instruments=instruments)
        for task, roe, instruments in (
            (TaskKind.ESCORT, RoeClass.DEFENCE_OF_OTHERS, _BASIS),
            (TaskKind.ROUTE_SECURITY, RoeClass.DEFENCE_OF_OTHERS, _BASIS),
            (TaskKind.CHECKPOINT, RoeClass.DETAIN, _CUSTODY),
            (TaskKind.PROTECT_SITE, RoeClass.PROTECT_PROPERTY, _BASIS),
            (TaskKind.QUICK_REACTION, RoeClass.DEFENCE_OF_OTHERS, _BASIS),
            (TaskKind.CASUALTY_EVACUATION, RoeClass.SELF_DEFENCE, _BASIS),
            (TaskKind.ENGINEERING, RoeClass.SELF_DEFENCE, _BASIS),
            (TaskKind.TRAINING, RoeClass.SELF_DEFENCE, _BASIS),
            (TaskKind.DETENTION, RoeClass.DETAIN, _CUSTODY),
        )
    }
)
"""What counts where a plan states nothing for a task, on the cautious side."""


def requirement_of(plan: Plan, task: TaskKind) -> Requirement:
    """What a task requires; of several records for it all must hold."""
    stated = [record for record in plan.task_requirements if record.task is task]
    if not stated:
        return DEFAULTS[task]
    asked = {kind for record in stated for kind in record.instruments}
    return Requirement(
        task=task,
        roe=max((record.roe for record in stated), key=lambda roe: roe.rank),
        instruments=tuple(kind for kind in InstrumentKind if kind in asked),
        why=tuple(record.id for record in stated),
    )
