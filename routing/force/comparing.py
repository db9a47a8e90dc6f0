"""Scenarios side by side in numbers: people and units by phase, who can work, money, corridor days, cover."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
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
    Validity,
)
from routing.force.capability import Curve, curves
from routing.force.consents import usable_days
from routing.force.cover import phase_cover
from routing.force.covered import PhaseCover
from routing.force.expected import P50
from routing.force.expecting import as_expected
from routing.force.money import MoneyAsked, money_outlook
from routing.force.permits import Outcome, may_act
from routing.force.presence import deployed_units
from routing.force.scenarios import with_scenario
from routing.force.spans import overlap
from routing.index import NetworkIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseOutlook:
    """A phase at its first midday: people and units deployed by then with even chance, sectors that can work.

    `not_reported` are bodies of unknown strength. `sectors_able` are active and have a unit there that may act.
    """

    phase: PhaseId
    people: int
    not_reported: int
    units: int
    sectors_active: tuple[SectorId, ...]
    sectors_able: tuple[SectorId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioOutlook:
    """What a scenario comes to; `scenario` None for the plan as it is. `money_is_complete` as in a money outlook.

    `cost` is that of all months looked at, `unfunded` what nobody pays of it.
    """

    scenario: ScenarioId | None
    name: str
    phases: tuple[PhaseOutlook, ...]
    first_unfunded: datetime | None
    runway_months: int
    cost: Decimal
    unfunded: Decimal
    money_is_complete: bool
    corridor_days: tuple[tuple[CorridorId, float], ...]
    findings: tuple[Finding, ...]


def compared(plan: Plan, scenarios: Sequence[Scenario], asked: MoneyAsked) -> tuple[ScenarioOutlook, ...]:
    """The plan as it is, and with each scenario, seen from the moment money is asked for."""
    return tuple(outlook_of(plan, scenario, asked) for scenario in (None, *scenarios))


def outlook_of(plan: Plan, scenario: Scenario | None, asked: MoneyAsked) -> ScenarioOutlook:
    """The plan with a scenario, or as it is, seen from the moment money is asked for."""
    made = with_scenario(plan, scenario) if scenario else None
    after = made.plan if made else plan
    money = money_outlook(after, asked)
    return ScenarioOutlook(
        scenario=scenario.id if scenario else None,
        name=scenario.name if scenario else plan.name,
        phases=tuple(_phases(after, asked.now)),
        first_unfunded=money.first_unfunded,
        runway_months=money.runway_months,
        cost=sum((month.cost for month in money.months), Decimal(0)),
        unfunded=sum((month.unfunded for month in money.months), Decimal(0)),
        money_is_complete=money.is_complete,
        corridor_days=tuple((c.id, usable_days(after, c.id, span_of(after))) for c in after.corridors if after.phases),
        findings=made.findings if made else (),
    )


def cover_as_expected(index: NetworkIndex, plan: Plan, now: datetime) -> tuple[PhaseCover, ...]:
    """Coverage at the first midday of every phase, with all that is still to come taken as even chance has it."""
    expected = as_expected(plan, now)
    return tuple(phase_cover(index, expected, phase, at=midday_of(plan, phase)) for phase in plan.phases)


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
    return _able(as_expected(plan, now), phase)


def span_of(plan: Plan) -> Validity:
    """From the start of the first phase to the end of the last."""
    return Validity(starts_at=plan.phases[0].starts_at, ends_at=max(phase.ends_at for phase in plan.phases))


def _able(expected: Plan, phase: Phase) -> tuple[SectorId, ...]:
    at = midday_of(expected, phase)
    active = [sector for sector, state in phase.sector_states if state is SectorState.ACTIVE]
    span = Validity(starts_at=phase.starts_at, ends_at=phase.ends_at)
    tasks = [a for a in expected.assignments if overlap(a.valid, span) and a.valid.holds_at(at)]
    return tuple(sector for sector in active if any(_can(expected, a, at) for a in tasks if a.sector == sector))


def _can(expected: Plan, assignment: Assignment, at: datetime) -> bool:
    permit = may_act(expected, assignment.unit, assignment.task, assignment.sector, at)
    return permit.outcome is Outcome.MAY_ACT


def _phases(plan: Plan, now: datetime) -> Iterator[PhaseOutlook]:
    deployed = [curve for curve in curves(plan, now) if curve.stage is ForceStage.DEPLOYED]
    expected = as_expected(plan, now)
    for phase in plan.phases:
        at = midday_of(plan, phase)
        levels = [curve.at(at) for curve in deployed if _is_of(curve, at, now)]
        yield PhaseOutlook(
            phase=phase.id,
            people=sum(level.people for level in levels),
            not_reported=sum(level.not_reported for level in levels),
            units=len(deployed_units(expected, at)),
            sectors_active=tuple(s for s, state in phase.sector_states if state is SectorState.ACTIVE),
            sectors_able=_able(expected, phase),
        )


def _is_of(curve: Curve, at: datetime, now: datetime) -> bool:
    """What happened for the past, what is expected for what is to come."""
    return curve.share == (P50 if at >= now else None)
