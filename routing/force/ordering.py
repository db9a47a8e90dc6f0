"""From a plan to the case an order of sectors is worked out from; what has to be assumed is asked for openly."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import takewhile
from math import ceil

from data.model import (
    ApprovalState,
    ApprovalStep,
    DateEstimate,
    Finding,
    ForceStage,
    InstrumentKind,
    Plan,
    RoeGrant,
    Sector,
    Severity,
    SiteKind,
    TaskKind,
    Unit,
    UnitKind,
)
from routing.errors import RoutingError
from routing.force.consents import consent_for
from routing.force.layout import Rows, SectorLayout
from routing.force.presence import pledge_of
from routing.force.purses import payers_of, person_month, purses_of
from routing.force.requirements import requirement_of
from routing.sequencing.case import Contributor as Sender
from routing.sequencing.case import HeldSector, Rule, SequencingCase, SoftRule, Support, UnitClass, Weights
from routing.sequencing.case import Phase as Span
from routing.sequencing.case import Sector as Held

DAYS_A_MONTH = Decimal("30.4375")
NEEDY = frozenset(SiteKind) - {SiteKind.BASE, SiteKind.HOLDING_POINT, SiteKind.CHECKPOINT, SiteKind.OTHER}
"""Kinds of sites that count as need."""

_DOUBT = {ApprovalState.GRANTED: 0, ApprovalState.PENDING: 30, ApprovalState.NOT_STARTED: 60}
_HOLDS_GROUND = frozenset({UnitKind.MANOEUVRE, UnitKind.POLICE})
_HELP = {
    Rule.QUICK_REACTION: UnitKind.QUICK_REACTION,
    Rule.MEDICAL: UnitKind.MEDICAL,
    Rule.POLICE: UnitKind.POLICE_MENTOR,
}


class DateView(StrEnum):
    """Which of three dates is taken for the one that comes true."""

    EARLIEST = "earliest"
    LIKELY = "likely"
    LATEST = "latest"

    def of(self, estimate: DateEstimate) -> datetime:
        """The date taken."""
        date: datetime = getattr(estimate, self.value)
        return date


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAsked:
    """What a planner assumes; every figure is a choice shown on screen, none is doctrine.

    `strength_per_thousand` people is what a sector needs in its first, second, ... phase held, at least
    `least_strength`; `local_share_by_age` is in per cent. Need counts in `people_per_need` people.
    """

    dates: DateView = DateView.LIKELY
    strength_per_thousand: tuple[float, ...] = (4.0, 3.0, 2.0)
    least_strength: int = 100
    local_share_by_age: tuple[int, ...] = (0, 25, 50)
    people_per_need: int = 100
    currency: str = "USD"
    weights: Weights = field(default_factory=Weights)
    soft: tuple[SoftRule, ...] = ()
    held: tuple[HeldSector, ...] = ()


def case_of(plan: Plan, layout: SectorLayout, asked: OrderAsked) -> SequencingCase:
    """The case of a plan; units whose strength or arrival nobody knows take no part.

    Raises
    ------
    RoutingError
        When the plan has no phase or no sector.
    """
    if not plan.phases or not plan.sectors:
        msg = "An order of sectors needs at least one phase and one sector; add them first."
        raise RoutingError(msg)
    return SequencingCase(
        phases=tuple(
            Span(name=p.name, starts_day=_day(plan, p.starts_at), ends_day=_day(plan, p.ends_at)) for p in plan.phases
        ),
        sectors=tuple(_sector(plan, row, layout, asked) for row in range(len(plan.sectors))),
        contributors=tuple(Sender(name=c.name, purses=payers_of(plan, c.id)) for c in plan.contributors),
        units=tuple(one for one, _ in unit_classes(plan, asked)),
        purses=purses_of(plan, asked.currency),
        supports=tuple(_supports(plan, layout)),
        corridors=layout.corridors,
        mandate_ends_day=_mandate_ends_day(plan),
        soft=asked.soft,
        held_sectors=asked.held,
        weights=asked.weights,
    )


def people_in(plan: Plan, sector: Sector) -> int:
    """People known to live in a sector; settlements nobody counted add nothing."""
    return sum(s.people or 0 for s in plan.settlements if sector.area.covers(s.point))


def left_out(plan: Plan, asked: OrderAsked) -> tuple[Finding, ...]:
    """Units that take no part in an order, and why."""
    return tuple(
        Finding(
            code="unit-not-counted",
            severity=Severity.DOUBT,
            subject=unit.id,
            message=f"{unit.name} takes no part in the order of sectors: {' and '.join(missing)}.",
            remedy="Say how strong it is, and when it is expected to be deployed.",
        )
        for unit in plan.units
        if (missing := tuple(_missing(plan, unit, asked)))
    )


def _day(plan: Plan, moment: datetime) -> int:
    return (moment - plan.phases[0].starts_at).days


def _mandate_ends_day(plan: Plan) -> int | None:
    """The day on which the last mandate ends; None where one has no end, or there is none."""
    mandates = [i.in_force for i in plan.legal_instruments if i.kind is InstrumentKind.MANDATE and i.in_force]
    ends = [mandate.ends_at for mandate in mandates]
    return None if None in ends else max((_day(plan, end) for end in ends if end), default=None)


def _sector(plan: Plan, row: int, layout: SectorLayout, asked: OrderAsked) -> Held:
    sector = plan.sectors[row]
    people = people_in(plan, sector)
    return Held(
        name=sector.name,
        neighbours=layout.neighbours[row],
        is_gate=layout.is_gate[row],
        site_needs=tuple(_needs(plan, sector, asked)),
        exposure=1 + sum(sector.area.covers(incident.point) for incident in plan.incidents),
        engagement=requirement_of(plan, TaskKind.ROUTE_SECURITY).roe.rank,
        consent_from=_consent_from(plan, sector),
        strength_by_age=tuple(
            max(asked.least_strength, ceil(people * share / 1000.0)) for share in asked.strength_per_thousand
        ),
        local_share_by_age=asked.local_share_by_age,
    )


def _needs(plan: Plan, sector: Sector, asked: OrderAsked) -> Iterator[int]:
    served = {r.site: r.people_served for r in plan.restorations if r.people_served}
    for site in plan.sites:
        if site.kind in NEEDY and sector.area.covers(site.point):
            yield ceil(served.get(site.id, asked.people_per_need) / asked.people_per_need)
    for settlement in plan.settlements:
        if settlement.people and sector.area.covers(settlement.point):
            yield ceil(settlement.people / asked.people_per_need)


def _consent_from(plan: Plan, sector: Sector) -> int | None:
    """The first phase from whose start on consent covers the sector in every later one; unknown is not consent."""
    covered = [consent_for(plan, sector.id, phase.starts_at).covers is True for phase in plan.phases]
    to_the_end = len(list(takewhile(bool, reversed(covered))))
    return len(covered) - to_the_end if to_the_end else None


def unit_classes(plan: Plan, asked: OrderAsked) -> tuple[tuple[UnitClass, tuple[Unit, ...]], ...]:
    """Units that are alike in all that counts, as one class, and who they are."""
    alike: dict[UnitClass, list[Unit]] = {}
    for unit in plan.units:
        if not any(_missing(plan, unit, asked)):
            alike.setdefault(_class(plan, unit, asked), []).append(unit)
    return tuple((replace(one, number=len(units)), tuple(units)) for one, units in alike.items())


def _class(plan: Plan, unit: Unit, asked: OrderAsked) -> UnitClass:
    row = next(n for n, contributor in enumerate(plan.contributors) if contributor.id == unit.contributor)
    strength, begins_at = unit.strength or 0, plan.phases[0].starts_at
    a_phase = strength * person_month(plan, unit, asked.currency, begins_at) * _months(plan)
    return UnitClass(
        name=f"{plan.contributors[row].name}, {unit.kind.value.replace('_', ' ')} of {strength}",
        contributor=row,
        kind=unit.kind.value,
        strength=strength if unit.kind in _HOLDS_GROUND else 0,
        number=1,
        available_from=_available_from(plan, unit, asked),
        engagement=_engagement(plan, unit),
        caveats=tuple(_barred(plan, unit)),
        doubt=max((_DOUBT.get(step.state, 0) for step in _steps(plan, unit)), default=0),
        cost_per_phase=ceil(a_phase),
    )


def _months(plan: Plan) -> Decimal:
    """Mean length of a phase, months; the case knows one cost for all."""
    whole = sum((p.ends_at - p.starts_at for p in plan.phases), timedelta())
    return Decimal(whole / timedelta(days=1)) / DAYS_A_MONTH / len(plan.phases)


def _missing(plan: Plan, unit: Unit, asked: OrderAsked) -> Iterator[str]:
    if unit.strength is None:
        yield "its strength is not reported"
    if any(step.state not in _DOUBT for step in _steps(plan, unit)):
        yield "its approval was refused or withdrawn"
    elif _arrives(plan, unit, asked) is None:
        yield "nobody knows when it is deployed"


def _steps(plan: Plan, unit: Unit) -> tuple[ApprovalStep, ...]:
    pledge = pledge_of(plan, unit)
    return pledge.steps if pledge else ()


def _arrives(plan: Plan, unit: Unit, asked: OrderAsked) -> datetime | None:
    """When a unit was, or is expected to be, deployed, never before what it waits for; None where nobody knows."""
    deployed = unit.date_of(ForceStage.DEPLOYED)
    if deployed and deployed.reached_at:
        return deployed.reached_at
    if deployed is None or deployed.expected is None:
        return None
    waited = [s.expected for s in _steps(plan, unit) if s.expected and s.state is not ApprovalState.GRANTED]
    return max(asked.dates.of(estimate) for estimate in (deployed.expected, *waited))


def _available_from(plan: Plan, unit: Unit, asked: OrderAsked) -> int | None:
    """The first phase that begins after a unit arrived; one that arrives in the first is late for it."""
    arrives = _arrives(plan, unit, asked)
    return next((n for n, phase in enumerate(plan.phases) if arrives and arrives <= phase.starts_at), None)


def _engagement(plan: Plan, unit: Unit) -> int:
    """The narrowest class granted to the contributor anywhere; without a grant the narrowest there is."""
    grants: list[RoeGrant] = [grant for grant in plan.roe_grants if grant.contributor == unit.contributor]
    return min((grant.roe.rank for grant in grants), default=0)


def _barred(plan: Plan, unit: Unit) -> Iterator[int]:
    own = [caveat for caveat in plan.caveats if caveat.contributor == unit.contributor]
    for row, sector in enumerate(plan.sectors):
        if any(caveat.bars(TaskKind.ROUTE_SECURITY, sector.id) for caveat in own):
            yield row


def _supports(plan: Plan, layout: SectorLayout) -> Iterator[Support]:
    """Help of each kind the plan has units of; where it has none, it cannot be asked for."""
    beside: Rows = tuple(tuple(sorted({row, *others})) for row, others in enumerate(layout.neighbours))
    reach = {Rule.QUICK_REACTION: layout.force_reach, Rule.MEDICAL: layout.care_reach, Rule.POLICE: beside}
    for rule, kind in _HELP.items():
        if any(unit.kind is kind for unit in plan.units):
            yield Support(
                rule=rule, kinds=(kind.value,), within_reach=reach[rule], from_age=1 if rule is Rule.POLICE else 0
            )
