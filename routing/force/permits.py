"""Who may act: whether a unit may do a task in a sector, why not, and what would change it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from data.model import Assignment, Plan, Sector, SectorId, TaskKind, Unit, UnitId
from routing.force.hindrances import ABSENT, CHECKS, Asked, Hindrance
from routing.force.records import record_of


class Outcome(StrEnum):
    """Whether a unit may act; `unknown` is never to be read as `may_act`."""

    MAY_ACT = "may_act"
    MAY_NOT_ACT = "present_but_may_not_act"
    NOT_PRESENT = "not_present"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """Whether a unit may do a task in a sector at a moment, with everything in the way, known or not."""

    unit: UnitId
    task: TaskKind
    sector: SectorId
    at: datetime
    outcome: Outcome
    hindrances: tuple[Hindrance, ...] = ()

    @property
    def why(self) -> tuple[str, ...]:
        """Ids of all records that decide."""
        return tuple(dict.fromkeys(one for hindrance in self.hindrances for one in hindrance.why))

    @property
    def changes(self) -> tuple[str, ...]:
        """All that would have to change for the unit to act."""
        return tuple(dict.fromkeys(hindrance.change for hindrance in self.hindrances))


def may_act(plan: Plan, unit_id: UnitId, task: TaskKind, sector_id: SectorId, at: datetime) -> Permit:
    """Whether a unit may do a task in a sector at a moment.

    Raises
    ------
    UnknownSubject
        When the plan has no such unit or sector.
    """
    unit, sector = record_of(plan, Unit, unit_id), record_of(plan, Sector, sector_id)
    return _permit(Asked(plan=plan, unit=unit, task=task, sector=sector, at=at))


def permit_matrix(plan: Plan, sector_id: SectorId, at: datetime) -> tuple[Permit, ...]:
    """Whether each unit may do each task in a sector at a moment, unit by unit in the plan's order."""
    sector = record_of(plan, Sector, sector_id)
    return tuple(
        _permit(Asked(plan=plan, unit=unit, task=task, sector=sector, at=at))
        for unit in plan.units
        for task in TaskKind
    )


def assigned_permits(plan: Plan, at: datetime) -> tuple[tuple[Assignment, Permit], ...]:
    """Every assignment that holds at a moment, with whether its unit may act on it."""
    held = (assignment for assignment in plan.assignments if assignment.valid.holds_at(at))
    return tuple((a, may_act(plan, a.unit, a.task, a.sector, at)) for a in held)


def _permit(asked: Asked) -> Permit:
    hindrances = tuple(hindrance for check in CHECKS for hindrance in check(asked))
    return Permit(
        unit=asked.unit.id,
        task=asked.task,
        sector=asked.sector.id,
        at=asked.at,
        outcome=_outcome(hindrances),
        hindrances=hindrances,
    )


def _outcome(hindrances: tuple[Hindrance, ...]) -> Outcome:
    if any(hindrance.cause in ABSENT for hindrance in hindrances):
        return Outcome.NOT_PRESENT
    if any(hindrance.is_known for hindrance in hindrances):
        return Outcome.MAY_NOT_ACT
    return Outcome.UNKNOWN if hindrances else Outcome.MAY_ACT
