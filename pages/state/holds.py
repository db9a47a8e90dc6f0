"""What a planner fixes by hand before an order is worked out: kept by ids of records, asked by rows of a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from data.model import PhaseId, Plan, SectorId, UnitId
from routing.errors import RoutingError
from routing.force.ordering import Roll
from routing.sequencing.case import HeldSector, HeldUnits


class StartHold(StrEnum):
    """What a planner fixes of the start of a sector."""

    NOT_BEFORE = "not before"
    AT_LATEST = "at the latest in"
    EXACTLY = "exactly in"
    NEVER = "never"
    LED = "and is under joint or local lead in"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectorHold:
    """A sector whose start was fixed; `phase` is None where it never starts."""

    sector: SectorId
    start: StartHold
    phase: PhaseId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHold:
    """A unit, or another of its kind, that stands in a sector in a phase; or stays out of it."""

    unit: UnitId
    sector: SectorId
    phase: PhaseId
    stays_out: bool = False


def held_sectors(plan: Plan, holds: Iterable[SectorHold]) -> tuple[HeldSector, ...]:
    """Holds of sectors by the rows of a case; those of sectors or phases that are gone are refused.

    Raises
    ------
    RoutingError
        When a sector or phase that is held is not in the plan any more.
    """
    return tuple(_held_sector(plan, hold) for hold in holds)


def held_units(plan: Plan, roll: Roll, holds: Iterable[UnitHold]) -> tuple[HeldUnits, ...]:
    """Holds of units by the rows of a case, one for all alike that stand in one place together.

    Raises
    ------
    RoutingError
        When a unit, sector or phase that is held takes no part in the order.
    """
    posts: dict[tuple[int, int, int], list[bool]] = {}
    for hold in holds:
        unit_class = roll.row_of(hold.unit)
        if unit_class is None:
            raise _gone("unit")
        post = unit_class, _row(plan.sectors, hold.sector, "sector"), _row(plan.phases, hold.phase, "phase")
        posts.setdefault(post, []).append(hold.stays_out)
    return tuple(_held_units(post, out, roll.classes[post[0]].number) for post, out in posts.items())


def _held_units(post: tuple[int, int, int], out: list[bool], number: int) -> HeldUnits:
    unit_class, sector, phase = post
    most = number - sum(out) if any(out) else None
    return HeldUnits(unit_class=unit_class, sector=sector, phase=phase, at_least=out.count(False), at_most=most)


def _held_sector(plan: Plan, hold: SectorHold) -> HeldSector:
    sector = _row(plan.sectors, hold.sector, "sector")
    if hold.start is StartHold.NEVER or hold.phase is None:
        return HeldSector(sector=sector, is_never=True)
    phase = _row(plan.phases, hold.phase, "phase")
    if hold.start is StartHold.LED:
        return HeldSector(sector=sector, is_local_in=phase)
    return HeldSector(
        sector=sector,
        not_before=None if hold.start is StartHold.AT_LATEST else phase,
        at_latest=None if hold.start is StartHold.NOT_BEFORE else phase,
    )


def _row(records: tuple[object, ...], record_id: str, kind: str) -> int:
    row = next((n for n, record in enumerate(records) if getattr(record, "id", None) == record_id), None)
    if row is None:
        raise _gone(kind)
    return row


def _gone(kind: str) -> RoutingError:
    return RoutingError(f"A {kind} that was held by hand takes no part any more; let go of it under Held by hand.")
