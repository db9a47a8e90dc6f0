"""From a plan to the case an order of sectors is worked out from; what has to be assumed is asked for openly."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import takewhile
from math import ceil
from zoneinfo import ZoneInfo

from data.model import DailyHours, Finding, InstrumentKind, Plan, Sector, Severity, SiteKind, TaskKind, Unit, UnitKind
from routing.errors import RoutingError
from routing.force.consents import usable_spans
from routing.force.day_parts import DayPart, day_parts
from routing.force.gating import GatesAssumed, gates_of, handed_over_from
from routing.force.layout import Rows, SectorLayout
from routing.force.purses import THOUSAND, payers_of, purses_of, unit_month
from routing.force.requirements import requirement_of
from routing.force.serving import HOLDS_GROUND, DateView, Muster, Service, lasts
from routing.sequencing.case import Contributor as Sender
from routing.sequencing.case import HeldSector, HeldUnits, Rule, SequencingCase, SoftRule, Support, UnitClass, Weights
from routing.sequencing.case import Phase as Span
from routing.sequencing.case import Sector as Held

DAYS_A_MONTH = Decimal("30.4375")
NEEDY = frozenset(SiteKind) - {SiteKind.BASE, SiteKind.HOLDING_POINT, SiteKind.CHECKPOINT, SiteKind.OTHER}
"""Kinds of sites that count as need."""

_NAMED = 3
_HELP = {
    Rule.QUICK_REACTION: UnitKind.QUICK_REACTION,
    Rule.MEDICAL: UnitKind.MEDICAL,
    Rule.POLICE: UnitKind.POLICE_MENTOR,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAsked:
    """What a planner assumes; every figure is a choice shown on screen, none is doctrine.

    `strength_per_thousand` people is what a sector needs in its first, second, ... phase held, at least
    `least_strength`; it begins in the middle of the range for policing (1 to 4, J. T. Quinlivan, RAND
    Review, 2003). `local_share_by_age` is in per cent. Need counts in `people_per_need` people. Sectors need cover
    in the `hours` of every day, None for day and night.
    """

    dates: DateView = DateView.LIKELY
    strength_per_thousand: tuple[float, ...] = (2.5, 2.0, 1.5)
    least_strength: int = 100
    local_share_by_age: tuple[int, ...] = (0, 25, 50)
    people_per_need: int = 100
    currency: str = "USD"
    hours: DailyHours | None = None
    gates: GatesAssumed = field(default_factory=GatesAssumed)
    weights: Weights = field(default_factory=lambda: Weights(need=1000, exposure=100, cost=1))
    soft: tuple[SoftRule, ...] = ()
    held: tuple[HeldSector, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """The units an order counts on: those alike in all that counts as one class, who they are, and who is left out.

    `bars` are sectors and phases in which units of a class may not act, beside what its class says.
    """

    classes: tuple[UnitClass, ...]
    units: tuple[tuple[Unit, ...], ...]
    bars: tuple[frozenset[tuple[int, int]], ...]
    left_out: tuple[Finding, ...]

    def row_of(self, unit_id: str) -> int | None:
        """The class of a unit; None for one that takes no part."""
        return next((row for row, units in enumerate(self.units) if any(u.id == unit_id for u in units)), None)


def case_of(plan: Plan, layout: SectorLayout, asked: OrderAsked) -> SequencingCase:
    """The case of a plan, money in thousands; units nobody can count on take no part.

    Raises
    ------
    RoutingError
        When the plan has no phase or no sector, or a phase that is shorter than a day.
    """
    _refuse(plan)
    roll, parts = roll_of(plan, asked), day_parts(plan, asked.hours)
    return SequencingCase(
        phases=tuple(
            Span(
                name=phase.name,
                starts_day=_day(plan, phase.starts_at),
                ends_day=_day(plan, phase.ends_at),
                day_parts=tuple(part.told for part in told),
            )
            for phase, told in zip(plan.phases, parts, strict=True)
        ),
        sectors=tuple(_sector(plan, row, layout, asked) for row in range(len(plan.sectors))),
        contributors=tuple(Sender(name=c.name, purses=payers_of(plan, c.id)) for c in plan.contributors),
        units=roll.classes,
        purses=purses_of(plan, asked.currency),
        supports=tuple(_supports(plan, layout)),
        corridors=layout.corridors,
        gates=gates_of(plan, asked.gates),
        mandate_ends_day=_mandate_ends_day(plan),
        soft=asked.soft,
        held_sectors=asked.held,
        held_units=tuple(
            HeldUnits(unit_class=row, sector=sector, phase=phase, at_most=0)
            for row, bars in enumerate(roll.bars)
            for sector, phase in sorted(bars)
        ),
        weights=asked.weights,
    )


def roll_of(plan: Plan, asked: OrderAsked) -> Roll:
    """The units an order counts on, by class."""
    muster, parts = Muster(plan=plan, dates=asked.dates), day_parts(plan, asked.hours)
    alike: dict[tuple[UnitClass, frozenset[tuple[int, int]]], list[Unit]] = {}
    left_out: list[Finding] = []
    for unit in plan.units:
        service = muster.service(unit)
        if service and service.missing:
            left_out.append(_left_out(unit, service))
        elif service:
            one, bars = _class(plan, unit, service, asked)
            alike.setdefault((replace(one, away=_away(unit, parts)), bars), []).append(unit)
    return Roll(
        classes=tuple(replace(one, name=_called(units), number=len(units)) for (one, _), units in alike.items()),
        units=tuple(tuple(units) for units in alike.values()),
        bars=tuple(bars for _, bars in alike),
        left_out=tuple(left_out),
    )


def people_in(plan: Plan, sector: Sector) -> int:
    """People known to live in a sector; settlements nobody counted add nothing."""
    return sum(s.people or 0 for s in plan.settlements if sector.area.covers(s.point))


def _refuse(plan: Plan) -> None:
    if not plan.phases or not plan.sectors:
        msg = "An order of sectors needs at least one phase and one sector; add them first."
        raise RoutingError(msg)
    if short := [p.name for p in plan.phases if _day(plan, p.ends_at) <= _day(plan, p.starts_at)]:
        raise RoutingError(
            f"An order of sectors counts whole days; give these phases at least one: {', '.join(short)}."
        )


def _left_out(unit: Unit, service: Service) -> Finding:
    return Finding(
        code="unit-not-counted",
        severity=Severity.DOUBT,
        subject=unit.id,
        message=f"{unit.name} takes no part in the order of sectors: {' and '.join(service.missing)}.",
        remedy="Say how strong it is and when it comes; settle its approvals, instruments, consent and rules.",
    )


def _called(units: list[Unit]) -> str:
    named, others = [unit.name for unit in units[:_NAMED]], len(units) - _NAMED
    return f"{', '.join(named)} and {others} more alike" if others > 0 else ", ".join(named)


def _day(plan: Plan, moment: datetime) -> int:
    """Days by the calendar of the operation since its first phase began."""
    zone = ZoneInfo(plan.time_zone)
    return (moment.astimezone(zone).date() - plan.phases[0].starts_at.astimezone(zone).date()).days


def _mandate_ends_day(plan: Plan) -> int | None:
    """The day on which the last mandate ends; None where one has no end, or there is none."""
    mandates = [i.in_force for i in plan.legal_instruments if i.kind is InstrumentKind.MANDATE and i.in_force]
    ends = [mandate.ends_at for mandate in mandates]
    if None in ends or not ends:
        return None
    end = max(end for end in ends if end)
    # a phase that goes on for hours of the last day goes on too long
    return min([_day(plan, end), *(_day(plan, phase.ends_at) - 1 for phase in plan.phases if phase.ends_at > end)])


def _sector(plan: Plan, row: int, layout: SectorLayout, asked: OrderAsked) -> Held:
    sector = plan.sectors[row]
    people = people_in(plan, sector)
    strength = tuple(max(asked.least_strength, ceil(people * share / 1000.0)) for share in asked.strength_per_thousand)
    return Held(
        name=sector.name,
        neighbours=layout.neighbours[row],
        is_gate=layout.is_gate[row],
        site_needs=tuple(_needs(plan, sector, asked)),
        exposure=1 + sum(sector.area.covers(incident.point) for incident in plan.incidents),
        engagement=requirement_of(plan, TaskKind.ROUTE_SECURITY).roe.rank,
        consent_from=_consent_from(plan, sector),
        strength_by_age=strength,
        local_share_by_age=_local_shares(plan, sector, strength, asked.local_share_by_age),
        handed_over_from=handed_over_from(plan, sector.id, asked.gates),
    )


def _local_shares(plan: Plan, sector: Sector, strength: tuple[int, ...], assumed: tuple[int, ...]) -> tuple[int, ...]:
    """The share assumed, as far as vetted police on record could make it up; it never falls."""
    vetted = sum(force.vetted or 0 for force in plan.local_forces if force.sector == sector.id)
    needed = [strength[min(age, len(strength) - 1)] for age in range(len(assumed))]
    able = [min(share, 100 * vetted // max(1, vetted + people)) for share, people in zip(assumed, needed, strict=True)]
    return tuple(min(able[age:]) for age in range(len(able)))


def _needs(plan: Plan, sector: Sector, asked: OrderAsked) -> Iterator[int]:
    served = {r.site: r.people_served for r in plan.restorations if r.people_served}
    for site in plan.sites:
        if site.kind in NEEDY and sector.area.covers(site.point):
            yield ceil(served.get(site.id, asked.people_per_need) / asked.people_per_need)
    for settlement in plan.settlements:
        if settlement.people and sector.area.covers(settlement.point):
            yield ceil(settlement.people / asked.people_per_need)


def _consent_from(plan: Plan, sector: Sector) -> int | None:
    """The first phase from which on consent covers the sector until the mandate ends; unknown is not consent."""
    end = _mandate_ends_day(plan)
    lasting = [phase for phase in plan.phases if end is None or _day(plan, phase.ends_at) <= end]
    spans = usable_spans(plan, sector.id)
    to_the_end = len(list(takewhile(lambda phase: lasts(spans, phase), reversed(lasting))))
    return len(lasting) - to_the_end if to_the_end else None


def _class(plan: Plan, unit: Unit, service: Service, asked: OrderAsked) -> tuple[UnitClass, frozenset[tuple[int, int]]]:
    """What counts of a unit, and where it may not act beside that."""
    row = next(n for n, contributor in enumerate(plan.contributors) if contributor.id == unit.contributor)
    first, last = service.phases[0], service.phases[-1]
    sectors = range(len(plan.sectors))
    never = tuple(s for s in sectors if all((s, phase) in service.bars for phase in service.phases))
    away = {(s, phase) for phase in range(first, last) if phase not in service.phases for s in sectors}
    bars = frozenset(place for place in service.bars | away if place[0] not in never)
    cost = unit_month(plan, unit, asked.currency, plan.phases[0].starts_at) * _months(plan) / THOUSAND
    one = UnitClass(
        name="",
        contributor=row,
        kind=unit.kind.value,
        strength=(unit.strength or 0) if unit.kind in HOLDS_GROUND else 0,
        number=1,
        available_from=first,
        available_phases=last - first + 1,
        engagement=service.engagement,
        caveats=never,
        doubt=service.doubt,
        cost_per_phase=ceil(cost),
    )
    return one, bars


def _away(unit: Unit, parts: tuple[tuple[DayPart, ...], ...]) -> tuple[tuple[int, int], ...]:
    """Phases and parts of their days in which a unit cannot act."""
    return tuple(
        (phase, at) for phase, told in enumerate(parts) for at, part in enumerate(told) if unit.contributor in part.away
    )


def _months(plan: Plan) -> Decimal:
    """Mean length of a phase, months; the case knows one cost for all."""
    whole = sum((p.ends_at - p.starts_at for p in plan.phases), timedelta())
    return Decimal(whole / timedelta(days=1)) / DAYS_A_MONTH / len(plan.phases)


def _supports(plan: Plan, layout: SectorLayout) -> Iterator[Support]:
    """Help of each kind the plan has units of; where it has none, it cannot be asked for."""
    beside: Rows = tuple(tuple(sorted({row, *others})) for row, others in enumerate(layout.neighbours))
    reach = {Rule.QUICK_REACTION: layout.force_reach, Rule.MEDICAL: layout.care_reach, Rule.POLICE: beside}
    for rule, kind in _HELP.items():
        if any(unit.kind is kind for unit in plan.units):
            yield Support(
                rule=rule, kinds=(kind.value,), within_reach=reach[rule], from_age=1 if rule is Rule.POLICE else 0
            )
