"""What the force costs month by month: people by the days they are there, assets, sites, and what is paid once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from data.model import Cost, CostId, CostKind, ForceStage, Plan, Unit, UnitId, Validity
from routing.force.deployment import dates_to, deployment_of
from routing.force.expected import still_ahead
from routing.force.months import part_of
from routing.force.presence import stage_spans
from routing.force.rates import conversion
from routing.force.spans import ALWAYS, NEVER, Spans, common, overlap, since, together, without

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The months looked at, from a moment on, in one currency; units still to come are counted by this chance."""

    now: datetime
    months: tuple[Validity, ...]
    currency: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CostLine:
    """What a cost comes to in a month for a unit, or for nobody in particular.

    `worth` is None where no rate leads to the currency asked, or a strength was not reported: then it is not
    counted, which is not 0. `payable_for` are the ids money may be earmarked for to pay it.
    """

    month: Validity
    cost: CostId
    kind: CostKind
    unit: UnitId | None
    worth: Decimal | None
    payable_for: frozenset[str]
    lacks: str | None = None


def cost_lines(plan: Plan, horizon: Horizon) -> tuple[CostLine, ...]:
    """All costs by month, in the plan's order within each."""
    there = {unit.id: on_the_ground(plan, unit, horizon.now, horizon.share) for unit in plan.units}
    return tuple(
        line
        for month in horizon.months
        for lines in (_people(plan, horizon, month, there), _things(plan, horizon, month, there))
        for line in lines
    )


def on_the_ground(plan: Plan, unit: Unit, now: datetime, share: float) -> Spans:
    """When a unit is there and costs, whoever commands it; expected dates count where nothing has happened yet."""
    held = stage_spans(unit, ForceStage.DEPLOYED)
    if not held and unit.reached_by(now) is not ForceStage.ROTATED:
        dates = dates_to(deployment_of(plan, unit.id, now), ForceStage.DEPLOYED)
        comes = still_ahead(dates, share, now) if dates else None
        held = NEVER if comes is None else (since(comes),)
    entry = unit.date_of(ForceStage.ROTATED)
    leaves = still_ahead((entry.expected,), share, now) if entry and entry.expected and not entry.reached_at else None
    return held if leaves is None else without(held, (since(leaves),))


def _people(plan: Plan, horizon: Horizon, month: Validity, there: dict[UnitId, Spans]) -> Iterator[CostLine]:
    for unit in plan.units:
        for cost, spans in _person_costs(plan, unit, there[unit.id]):
            part = part_of(month, spans)
            if part and unit.strength is None:
                yield _line(plan, horizon, month, cost, unit, None)
            elif part:
                yield _line(plan, horizon, month, cost, unit, part * (unit.strength or 0))


def _person_costs(plan: Plan, unit: Unit, there: Spans) -> Iterator[tuple[Cost, Spans]]:
    """Costs of a unit's people and when they hold: its own before its contributor's before everybody's."""
    left = there
    for about in (unit.id, unit.contributor, None):
        own = [cost for cost in plan.costs if cost.kind is CostKind.PERSON_MONTH and cost.about == about]
        yield from ((cost, common(left, (cost.valid,))) for cost in own)
        left = without(left, together(*(cost.valid for cost in own)))


def _things(plan: Plan, horizon: Horizon, month: Validity, there: dict[UnitId, Spans]) -> Iterator[CostLine]:
    units = {str(unit.id): unit for unit in plan.units}
    for cost in plan.costs:
        unit = units.get(cost.about or "")
        spans = there[unit.id] if unit else ALWAYS
        match cost.kind:
            case CostKind.PERSON_MONTH:
                continue
            case CostKind.ONCE:
                part = Decimal(month.holds_at(cost.valid.starts_at or horizon.now))
            case _:
                part = part_of(month, common(spans, (cost.valid,)))
        if part:
            yield _line(plan, horizon, month, cost, unit, part * Decimal(str(cost.quantity)))


def _line(
    plan: Plan, horizon: Horizon, month: Validity, cost: Cost, unit: Unit | None, quantity: Decimal | None
) -> CostLine:
    assert month.ends_at is not None  # noqa: S101  a month has an end
    rate = conversion(plan, cost.currency, horizon.currency, month.ends_at)
    lacks = f"{cost.currency} to {horizon.currency}" if rate is None else None
    worth = None if rate is None or quantity is None else (cost.amount * quantity * rate.factor).quantize(CENT)
    return CostLine(
        month=month,
        cost=cost.id,
        kind=cost.kind,
        unit=unit.id if unit else None,
        worth=worth,
        payable_for=frozenset(_payable_for(plan, month, cost, unit)),
        lacks=lacks if rate is None else ("strength" if quantity is None else None),
    )


def _payable_for(plan: Plan, month: Validity, cost: Cost, unit: Unit | None) -> Iterator[str]:
    yield from (cost.about,) if cost.about else ()
    if unit is not None:
        yield from (unit.id, unit.contributor, *((unit.base,) if unit.base else ()))
        yield from (a.sector for a in plan.assignments if a.unit == unit.id and overlap(a.valid, month))
