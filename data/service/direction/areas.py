"""Direction of changes to zones, barriers and sectors: larger, longer, stronger."""

from collections.abc import Iterator

from shapely.geometry.base import BaseGeometry

from data.model import Barrier, BarrierKind, PhaseId, Plan, Sector, Zone, ZoneKind
from data.service.direction.scale import (
    DANGEROUS,
    NEITHER,
    SAFER,
    Direction,
    of_all,
    of_bad_span,
    of_good_span,
    of_rank,
)

_KNOWN_DANGER = frozenset(
    {ZoneKind.HAZARD, ZoneKind.FLOOD, ZoneKind.DAMAGE, ZoneKind.CURFEW, ZoneKind.SEPARATION, ZoneKind.MILITARY}
)
_NOBODY_GOES = frozenset({ZoneKind.MINES, ZoneKind.NO_GO})


def of_zone(plan: Plan, before: Zone | None, after: Zone | None) -> Direction:
    """The direction of a change to a zone; `plan` is the one with all changes of the save."""
    if before is None or after is None:
        lone = after or before
        is_good = lone is not None and lone.kind is ZoneKind.HUMANITARIAN
        return SAFER if (before is None) == is_good else DANGEROUS
    parts = [_of_kind(before.kind, after.kind), of_rank(-before.exposure, -after.exposure)]
    is_good = ZoneKind.HUMANITARIAN in {before.kind, after.kind}
    if is_good:
        parts += [_of_good_area(before.area, after.area), of_good_span(before.valid, after.valid)]
    if not is_good or _acts(plan, str(after.id)):
        parts += _as_acting(plan, before, after)
    return of_all(parts)


def of_sector(plan: Plan, before: Sector | None, after: Sector | None) -> Direction:
    """The direction of a change to a sector; whether it is active is said by its phases, not here."""
    if before is None or after is None:
        return NEITHER
    parts = [_of_good_area(before.area, after.area), of_good_span(before.valid, after.valid)]
    parts += _as_acting(plan, before, after) if _acts(plan, str(after.id)) else []
    return of_all(parts)


def of_barrier(plan: Plan, before: Barrier | None, after: Barrier | None) -> Direction:
    """The direction of a change to a barrier; one that goes before a stronger one is not more dangerous."""
    if after is None:
        return SAFER if before is not None else NEITHER
    if before is None:
        return SAFER if _goes_before_stronger(plan, after) else DANGEROUS
    if before.area_id != after.area_id:
        return SAFER
    parts = [_of_strength(before, after), _of_phases(before.phases, after.phases)]
    parts += [of_bad_span(before.valid, after.valid), _of_priority(before, after)]
    whole = of_all(parts)
    return SAFER if whole is DANGEROUS and _goes_before_stronger(plan, after) else whole


def _as_acting(plan: Plan, before: Zone | Sector, after: Zone | Sector) -> Iterator[Direction]:
    """The direction of an area in which something dangerous holds."""
    area = _of_bad_area(before.area, after.area)
    span = of_bad_span(before.valid, after.valid)
    yield from (area, span)
    if DANGEROUS in {area, span} and any(_goes_before_stronger(plan, one) for one in _barriers_on(plan, after)):
        yield SAFER


def _of_kind(before: ZoneKind, after: ZoneKind) -> Direction:
    if before is after:
        return NEITHER
    step = of_rank(_safety(before), _safety(after))
    return SAFER if step is NEITHER else step


def _of_good_area(before: BaseGeometry, after: BaseGeometry) -> Direction:
    if before.equals(after):
        return NEITHER
    return DANGEROUS if before.covers(after) else SAFER


def _of_bad_area(before: BaseGeometry, after: BaseGeometry) -> Direction:
    if before.equals(after):
        return NEITHER
    return DANGEROUS if after.covers(before) else SAFER


def _of_strength(before: Barrier, after: Barrier) -> Direction:
    if before.kind is after.kind:
        return of_rank(-(before.value or 0.0), -(after.value or 0.0))
    return DANGEROUS if after.kind is BarrierKind.CLOSED else SAFER


def _of_phases(before: tuple[PhaseId, ...], after: tuple[PhaseId, ...]) -> Direction:
    if set(before) == set(after):
        return NEITHER
    more = not after or (before and set(after) > set(before))
    return DANGEROUS if more else SAFER


def _of_priority(before: Barrier, after: Barrier) -> Direction:
    if before.priority == after.priority:
        return NEITHER
    raised = after.priority > before.priority
    return DANGEROUS if raised and before.kind is after.kind is BarrierKind.CLOSED else SAFER


def _goes_before_stronger(plan: Plan, barrier: Barrier) -> bool:
    """Whether it takes the place of another barrier on the same ground that holds up more."""
    if barrier.kind is BarrierKind.CLOSED:
        return False
    weaker = (
        other
        for other in plan.barriers
        if other.id != barrier.id and other.priority < barrier.priority and not _holds_up_as_much(barrier, other)
    )
    return any(_meet(plan, barrier, other) for other in weaker)


def _holds_up_as_much(barrier: Barrier, other: Barrier) -> bool:
    return barrier.kind is other.kind and (barrier.value or 0.0) >= (other.value or 0.0)


def _meet(plan: Plan, barrier: Barrier, other: Barrier) -> bool:
    """Whether two barriers lie on the same ground; not known counts as yes."""
    areas = [plan.find(one.area_id) for one in (barrier, other)]
    first, second = (area.area if isinstance(area, Zone | Sector) else None for area in areas)
    return first is None or second is None or bool(first.intersects(second))


def _barriers_on(plan: Plan, area: Zone | Sector) -> Iterator[Barrier]:
    return (barrier for barrier in plan.barriers if barrier.area_id == area.id)


def _acts(plan: Plan, area_id: str) -> bool:
    """Whether something holds movement up in an area: a barrier, or a rule about when it may be moved in."""
    held = any(barrier.area_id == area_id for barrier in plan.barriers)
    return held or any(rule.about == area_id for rule in plan.opening_rules)


def _safety(kind: ZoneKind) -> int:
    if kind is ZoneKind.HUMANITARIAN:
        return 3
    return 0 if kind in _NOBODY_GOES else 1 if kind in _KNOWN_DANGER else 2
