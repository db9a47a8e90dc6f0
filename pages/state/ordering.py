"""Orders of sectors as pages ask for them: what is assumed, what was found, why, and what each weight costs."""

import threading
from dataclasses import dataclass, field, replace

from data.model import Finding, Plan
from data.store.protocol import Stored
from pages.state.holds import SectorHold, UnitHold, held_sectors, held_units
from routing.force.conditional import on_condition
from routing.force.layout import SectorLayout, Standards, sector_layout
from routing.force.ordered import order_of, with_order
from routing.force.ordering import OrderAsked, case_of, roll_of
from routing.force.otherwise import OtherStart, never_started, other_starts
from routing.force.tradeoffs import Weighed, weighed_otherwise
from routing.force.uncounted import uncounted
from routing.index import NetworkIndex
from routing.sequencing.answer import Sequence, Status
from routing.sequencing.case import SequencingCase
from routing.sequencing.conflict import Conflict, conflict
from routing.sequencing.solve import solve
from routing.solving.progress import Progress, Standing

KEPT_LAYOUTS = 5
CONFLICT_S = 30.0
EXPLAIN_S = 45.0


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

    `previous` is the order the plan had, against which changes count; `ordered` the plan as the new order has it,
    None where no order was found. `on_condition` are the gates and hours it counts, as they were taken; `uncounted` is
    what it takes no account of.
    """

    stored: Stored
    assumed: Assumed
    case: SequencingCase
    previous: Sequence
    order: Sequence
    ordered: Plan | None
    conflict: Conflict | None
    left_out: tuple[Finding, ...]
    on_condition: tuple[Finding, ...]
    uncounted: tuple[Finding, ...]
    before: "Worked | None" = None


@dataclass(frozen=True, kw_only=True)
class Why:
    """Why a sector starts when it does: other starts tried, or what keeps it from ever starting."""

    sector: int
    never: Conflict | None = None
    others: tuple[OtherStart, ...] = ()


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


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What an order is worked out on: an operation at a revision, its roads, and the roads of which moment."""

    key: str
    stored: Stored
    index: NetworkIndex
    standards: Standards
    layouts: Layouts


def work_out(ground: Ground, assumed: Assumed, before: Worked | None, progress: Progress) -> Worked:
    """The order of sectors under these assumptions; changes count against the order the plan has.

    `before` is the answer before, which is told beside the new one where the two can be compared.
    """
    plan, asked = ground.stored.plan, assumed.asked
    progress.tell(Standing(stage="how sectors lie to one another by road"))
    layout = ground.layouts.of(ground.key, ground.index, plan, ground.standards)
    roll = roll_of(plan, asked)
    case = case_of(plan, layout, replace(asked, held=held_sectors(plan, assumed.sectors)))
    case = replace(case, held_units=(*case.held_units, *held_units(plan, roll, assumed.units)))
    previous = order_of(plan, asked)
    order = solve(case, limit_s=assumed.limit_s, previous=previous, progress=progress)
    conflicting = None
    if order.status is Status.INFEASIBLE:
        progress.tell(Standing(stage="the smallest set of conditions in conflict"))
        conflicting = conflict(case, limit_s=CONFLICT_S, progress=progress)
    known = before if before is not None and is_alike(case, before.case) else None
    return Worked(
        stored=ground.stored,
        assumed=assumed,
        case=case,
        previous=previous,
        order=order,
        ordered=with_order(plan, order, asked) if order.value is not None else None,
        conflict=conflicting,
        left_out=roll.left_out,
        on_condition=on_condition(plan, case, asked),
        uncounted=uncounted(plan, roll, asked.currency),
        before=replace(known, before=None) if known else None,
    )


def why(worked: Worked, sector: int, progress: Progress) -> Why:
    """Why a sector starts when it does; for one that never starts, first what keeps it from starting at all."""
    case, order = worked.case, worked.order
    if order.start(sector) is None:
        never = never_started(case, sector, limit_s=CONFLICT_S, progress=progress)
        if never is not None:
            return Why(sector=sector, never=never)
    others = other_starts(case, order, sector, limit_s=EXPLAIN_S, progress=progress)
    return Why(sector=sector, others=tuple(others))


def weigh_otherwise(worked: Worked, progress: Progress) -> tuple[Weighed, ...]:
    """What each weight of an order costs in all the others."""
    case, limit_s = worked.case, worked.assumed.limit_s
    return tuple(weighed_otherwise(case, worked.order, worked.previous, limit_s=limit_s, progress=progress))


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
