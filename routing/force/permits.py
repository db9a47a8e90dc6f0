"""Who may act: whether a unit may do a task in a sector, why not, and what would change it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from data.model import Assignment, CaveatId, MovementLimit, Plan, Sector, SectorId, TaskKind, Unit, UnitId, Validity
from routing.force.asking import ABSENT, Asked, Hindrance
from routing.force.hindrances import CHECKS
from routing.force.records import record_of
from routing.force.spans import FIRST, edges, overlap, pieces


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PermitSpan:
    """A span in which the answer stays the same; `hours` are caveats that let the unit act at some hours only."""

    valid: Validity
    permit: Permit
    hours: tuple[CaveatId, ...]


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


def permits_over(asked: Asked, span: Validity) -> tuple[PermitSpan, ...]:
    """The answer over a span, whatever moment is asked, cut wherever it changes; limits of hours are named apart."""
    found: list[PermitSpan] = []
    for piece in pieces(span, changes_of_permits(asked.plan)):
        permit = _permit(replace(asked, at=piece.starts_at or FIRST, at_any_hour=True))
        hours = _hour_caveats(asked, piece)
        if found and (found[-1].permit.outcome, found[-1].permit.hindrances, found[-1].hours) == (
            permit.outcome,
            permit.hindrances,
            hours,
        ):
            joined = Validity(starts_at=found[-1].valid.starts_at, ends_at=piece.ends_at)
            found[-1] = replace(found[-1], valid=joined)
        else:
            found.append(PermitSpan(valid=piece, permit=permit, hours=hours))
    return tuple(found)


def assigned_permits(plan: Plan, at: datetime) -> tuple[tuple[Assignment, Permit], ...]:
    """Every assignment that holds at a moment, with whether its unit may act on it."""
    held = (assignment for assignment in plan.assignments if assignment.valid.holds_at(at))
    return tuple((a, may_act(plan, a.unit, a.task, a.sector, at)) for a in held)


def changes_of_permits(plan: Plan) -> Iterator[datetime]:
    """Moments at which any answer may change."""
    steps = [step for pledge in plan.pledges for step in pledge.steps]
    dated = (plan.roe_grants, plan.caveats, plan.consents, plan.command_relations, steps)
    yield from edges(record.valid for records in dated for record in records)
    yield from edges(i.in_force for i in plan.legal_instruments if i.in_force is not None)
    yield from (moment for phase in plan.phases for moment in (phase.starts_at, phase.ends_at))
    yield from (step.decided_at for step in steps if step.decided_at is not None)
    yield from (s.reached_at for unit in plan.units for s in unit.stages if s.reached_at is not None)


def _hour_caveats(asked: Asked, span: Validity) -> tuple[CaveatId, ...]:
    return tuple(
        caveat.id
        for caveat in asked.plan.caveats
        if caveat.contributor == asked.unit.contributor
        and (caveat.hours is not None or MovementLimit.DAYLIGHT_ONLY in caveat.movement)
        and overlap(caveat.valid, span)
    )


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
