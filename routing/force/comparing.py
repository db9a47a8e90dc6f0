"""Scenarios side by side in numbers: people by phase, sectors that can work, how long money lasts, corridor days."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from data.model import (
    Assignment,
    CorridorId,
    Finding,
    ForceStage,
    Phase,
    PhaseId,
    Plan,
    Scenario,
    ScenarioId,
    SectorId,
    SectorState,
    Unit,
    Validity,
)
from routing.force.capability import Curve, curves
from routing.force.consents import usable_days
from routing.force.cost_lines import on_the_ground
from routing.force.expected import P50
from routing.force.hindrances import Cause
from routing.force.money import MoneyAsked, money_outlook
from routing.force.permits import may_act
from routing.force.records import record_of
from routing.force.scenarios import with_scenario
from routing.force.spans import hold_at, overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOutlook:
    """A phase at its first midday: people deployed by then with even chance, and active sectors that can work.

    `not_reported` are bodies of unknown strength. `sectors_able` are active and have a unit there that may act.
    """

    phase: PhaseId
    people: int
    not_reported: int
    sectors_active: tuple[SectorId, ...]
    sectors_able: tuple[SectorId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioOutlook:
    """What a scenario comes to; `scenario` None for the plan as it is. `money_is_complete` as in a money outlook."""

    scenario: ScenarioId | None
    name: str
    phases: tuple[PhaseOutlook, ...]
    first_unfunded: datetime | None
    runway_months: int
    money_is_complete: bool
    corridor_days: tuple[tuple[CorridorId, float], ...]
    findings: tuple[Finding, ...]


def compared(plan: Plan, scenarios: Sequence[Scenario], asked: MoneyAsked) -> tuple[ScenarioOutlook, ...]:
    """The plan as it is, and with each scenario, seen from the moment money is asked for."""
    made = [with_scenario(plan, scenario) for scenario in scenarios]
    others = tuple(_outlook(one.plan, one.scenario, one.findings, asked) for one in made)
    return (_outlook(plan, None, (), asked), *others)


def midday_of(plan: Plan, phase: Phase) -> datetime:
    """The first local midday of a phase; its start where it ends before one."""
    zone = ZoneInfo(plan.time_zone)
    day = phase.starts_at.astimezone(zone).date()
    noons = (datetime.combine(day + timedelta(days=n), time(12), tzinfo=zone) for n in (0, 1))
    return next((noon for noon in noons if phase.starts_at <= noon < phase.ends_at), phase.starts_at)


def able_sectors(plan: Plan, phase: Phase, now: datetime) -> tuple[SectorId, ...]:
    """Sectors active in a phase in which a unit that is there, or expected, may do its task.

    Of a unit still to come it is taken that its approvals come with it; all else is judged as it stands.
    """
    at = midday_of(plan, phase)
    active = [sector for sector, state in phase.sector_states if state is SectorState.ACTIVE]
    span = Validity(starts_at=phase.starts_at, ends_at=phase.ends_at)
    tasks = [a for a in plan.assignments if overlap(a.valid, span) and a.valid.holds_at(at)]
    return tuple(sector for sector in active if any(_can(plan, a, at, now) for a in tasks if a.sector == sector))


def _can(plan: Plan, assignment: Assignment, at: datetime, now: datetime) -> bool:
    unit = record_of(plan, Unit, assignment.unit)
    if not hold_at(on_the_ground(plan, unit, now, P50), at):
        return False
    coming = unit.reached_by(now) is not ForceStage.DEPLOYED
    granted = {Cause.NOT_DEPLOYED, Cause.APPROVAL} if coming else set()
    hindrances = may_act(plan, unit.id, assignment.task, assignment.sector, at).hindrances
    return all(hindrance.cause in granted for hindrance in hindrances)


def _outlook(
    plan: Plan, scenario: Scenario | None, findings: tuple[Finding, ...], asked: MoneyAsked
) -> ScenarioOutlook:
    money = money_outlook(plan, asked)
    return ScenarioOutlook(
        scenario=scenario.id if scenario else None,
        name=scenario.name if scenario else plan.name,
        phases=tuple(_phases(plan, asked.now)),
        first_unfunded=money.first_unfunded,
        runway_months=money.runway_months,
        money_is_complete=money.is_complete,
        corridor_days=tuple((c.id, usable_days(plan, c.id, _operation(plan))) for c in plan.corridors if plan.phases),
        findings=findings,
    )


def _operation(plan: Plan) -> Validity:
    return Validity(starts_at=plan.phases[0].starts_at, ends_at=max(phase.ends_at for phase in plan.phases))


def _phases(plan: Plan, now: datetime) -> Iterator[PhaseOutlook]:
    deployed = [curve for curve in curves(plan, now) if curve.stage is ForceStage.DEPLOYED]
    for phase in plan.phases:
        levels = [curve.at(midday_of(plan, phase)) for curve in deployed if _is_of(curve, midday_of(plan, phase), now)]
        yield PhaseOutlook(
            phase=phase.id,
            people=sum(level.people for level in levels),
            not_reported=sum(level.not_reported for level in levels),
            sectors_active=tuple(s for s, state in phase.sector_states if state is SectorState.ACTIVE),
            sectors_able=able_sectors(plan, phase, now),
        )


def _is_of(curve: Curve, at: datetime, now: datetime) -> bool:
    """What happened for the past, what is expected for what is to come."""
    return curve.share == (P50 if at >= now else None)
