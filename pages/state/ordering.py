"""Orders of sectors being worked out: what was assumed, the thread that searches, and what it found."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Generic, TypeVar

from data.model import Finding, PhaseId, Plan, SectorId, UnitId
from data.store.protocol import Stored
from geo.errors import PassageError
from routing.errors import RoutingError
from routing.force.layout import SectorLayout, Standards, sector_layout
from routing.force.ordered import with_order
from routing.force.ordering import OrderAsked, case_of, roll_of
from routing.index import NetworkIndex
from routing.sequencing.answer import Sequence, Status
from routing.sequencing.case import HeldSector, HeldUnits, SequencingCase
from routing.sequencing.conflict import Conflict, conflict
from routing.sequencing.explain import Explanation, explain
from routing.sequencing.progress import Progress, Standing
from routing.sequencing.solve import solve

KEPT_LAYOUTS = 5
CONFLICT_S = 30.0
EXPLAIN_S = 45.0

Found = TypeVar("Found")


class StartHold(StrEnum):
    """What a planner fixes of the start of a sector."""

    NOT_BEFORE = "not before"
    AT_LATEST = "at the latest in"
    EXACTLY = "exactly in"
    NEVER = "never"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """All that a planner assumes and holds; `asked.held` stays empty, holds are kept by the ids of records."""

    asked: OrderAsked = field(default_factory=OrderAsked)
    force_min: float = 30.0
    care_min: float = 60.0
    limit_s: float = 60.0
    sectors: tuple[SectorHold, ...] = ()
    units: tuple[UnitHold, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Worked:
    """An order that was worked out: from which revision, under which assumptions, and what came of it.

    `ordered` is the plan as the order has it, None where no order was found.
    """

    stored: Stored
    assumed: Assumed
    case: SequencingCase
    order: Sequence
    ordered: Plan | None
    conflict: Conflict | None
    left_out: tuple[Finding, ...]
    before: "Worked | None" = None


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why a sector starts when it does, or what keeps it from ever starting."""

    sector: int
    never: Conflict | None = None
    explanation: Explanation | None = None


class Layouts:
    """How sectors lie to one another by road, kept for the last few questions; threads may share it."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._kept: dict[object, SectorLayout] = {}

    def of(self, key: str, index: NetworkIndex, plan: Plan, standards: Standards) -> SectorLayout:
        """The layout of a plan; `key` names operation and revision."""
        asked = (key, index.network.fingerprint, standards)
        with self._guard:
            if asked in self._kept:
                return self._kept[asked]
        layout = sector_layout(index, plan, standards)
        with self._guard:
            self._kept[asked] = layout
            while len(self._kept) > KEPT_LAYOUTS:
                self._kept.pop(next(iter(self._kept)))
        return layout


class Working(Generic[Found]):
    """A question answered in a thread of its own, which can be watched and stopped."""

    def __init__(self, work: Callable[[Progress], Found]) -> None:
        self._progress = Progress()
        self.found: Found | None = None
        self.fault = ""
        self._work = work
        self._thread = threading.Thread(target=self._run, name="order-of-sectors", daemon=True)
        self._thread.start()

    @property
    def standing(self) -> Standing:
        """How far it is."""
        return self._progress.standing

    @property
    def is_running(self) -> bool:
        """Whether it still works."""
        return self._thread.is_alive()

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to end with what it has."""
        return self._progress.is_cancelled

    def stop(self) -> None:
        """Ask it to end with what it has."""
        self._progress.cancel()

    def wait(self, seconds: float) -> None:
        """Wait until it has ended, at most so long."""
        self._thread.join(seconds)

    def _run(self) -> None:
        done = False
        try:
            self.found = self._work(self._progress)
            done = True
        except PassageError as error:
            self.fault, done = str(error), True
        finally:
            if not done:
                # the thread's own traceback goes to the log; a page must not wait for it
                logging.getLogger(__name__).error("an order of sectors ended without an answer")
                self.fault = "The search ended without an answer; the log of the server says why."


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What an order is worked out on: an operation at a revision, its roads, and the roads of which moment."""

    key: str
    stored: Stored
    index: NetworkIndex
    standards: Standards
    layouts: Layouts


def work_out(ground: Ground, assumed: Assumed, before: Worked | None, progress: Progress) -> Worked:
    """The order of sectors under these assumptions; `before` is the answer that changes count against."""
    plan = ground.stored.plan
    progress.tell(Standing(stage="how sectors lie to one another by road"))
    layout = ground.layouts.of(ground.key, ground.index, plan, ground.standards)
    asked = replace(assumed.asked, held=held_sectors(plan, assumed))
    case = case_of(plan, layout, asked)
    case = replace(case, held_units=(*case.held_units, *held_units(plan, assumed)))
    known = before if before is not None and is_alike(case, before.case) else None
    order = solve(case, limit_s=assumed.limit_s, previous=known.order if known else None, progress=progress)
    conflicting = None
    if order.status is Status.INFEASIBLE:
        progress.tell(Standing(stage="the smallest set of conditions in conflict"))
        conflicting = conflict(case, limit_s=CONFLICT_S, progress=progress)
    return Worked(
        stored=ground.stored,
        assumed=assumed,
        case=case,
        order=order,
        ordered=with_order(plan, order, asked) if order.value is not None else None,
        conflict=conflicting,
        left_out=roll_of(plan, asked).left_out,
        before=replace(known, before=None) if known else None,
    )


def why(worked: Worked, sector: int, progress: Progress) -> Why:
    """Why a sector starts when it does; for one that never starts, first what keeps it from starting at all."""
    case, order = worked.case, worked.order
    if order.start(sector) is None:
        wanted = HeldSector(sector=sector, at_latest=len(case.phases) - 1)
        asked = replace(case, held_sectors=(*case.held_sectors, wanted))
        if (never := conflict(asked, limit_s=CONFLICT_S, progress=progress)) is not None:
            return Why(sector=sector, never=never)
    return Why(sector=sector, explanation=explain(case, order, sector, limit_s=EXPLAIN_S, progress=progress))


def is_alike(one: SequencingCase, other: SequencingCase) -> bool:
    """Whether rows of two cases mean the same, so that an order of one can be held against the other."""
    return all(
        [row.name for row in rows] == [row.name for row in others]
        for rows, others in (
            (one.phases, other.phases),
            (one.sectors, other.sectors),
            (one.units, other.units),
            (one.contributors, other.contributors),
            (one.purses, other.purses),
            (one.corridors, other.corridors),
        )
    )


def held_sectors(plan: Plan, assumed: Assumed) -> tuple[HeldSector, ...]:
    """Holds of sectors by the rows of a case; those of sectors or phases that are gone are refused.

    Raises
    ------
    RoutingError
        When a sector or phase that is held is not in the plan any more.
    """
    return tuple(_held_sector(plan, hold) for hold in assumed.sectors)


def held_units(plan: Plan, assumed: Assumed) -> tuple[HeldUnits, ...]:
    """Holds of units by the rows of a case, one for all alike that stand in one place together.

    Raises
    ------
    RoutingError
        When a unit, sector or phase that is held takes no part in the order.
    """
    roll = roll_of(plan, assumed.asked)
    posts: dict[tuple[int, int, int], list[bool]] = {}
    for hold in assumed.units:
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
