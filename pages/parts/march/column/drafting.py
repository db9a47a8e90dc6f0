"""A convoy as it is drafted: cells of its form, rows of its column and of its waits, and the plan they lead to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from datetime import datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from data.errors import PlanError
from data.model import Convoy, Plan, PlannedWait, Record, Via
from pages.look.clock import local_day
from pages.parts.force.leaves import Row, built, cells_of, is_empty, leaves_of
from pages.parts.force.sheets import KEY, RecordSheet, Told
from pages.parts.march.column.composition import composed, rows_of_serials
from routing.march.catalogue import types_offered
from routing.march.profiles import profiles_offered

CONVOYS = RecordSheet(title="Convoys", noun=Convoy, without=("via",))
"""The form of a convoy; over what it is led is asked beside."""
WAITS = tuple(leaves_of(PlannedWait))
"""The columns of the table of waits."""
MOMENTS = ("departs_at", "ready_at", "deadline_at")
_DAY = timedelta(days=1)
_MORNING = time(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvoyDraft:
    """A convoy as said, not yet saved: `base` is the revision it began from; a new one has no key among its cells."""

    base: int
    cells: Mapping[str, Any]
    via: tuple[Via, ...] = ()
    rows: tuple[Row, ...] = ()
    waits: tuple[Row, ...] = ()

    @property
    def convoy_id(self) -> str:
        """The id of the convoy it changes; empty for a new one."""
        return self.cells.get(KEY) or ""


def draft_from(plan: Plan, convoy: Convoy, base: int) -> ConvoyDraft:
    """A convoy as it is saved."""
    return ConvoyDraft(
        base=base,
        cells=MappingProxyType({KEY: convoy.id} | cells_of(convoy, CONVOYS.leaves, plan.time_zone)),
        via=convoy.via,
        rows=tuple(rows_of_serials(convoy.serials)),
        waits=tuple(cells_of(wait, WAITS, plan.time_zone) for wait in convoy.waits),
    )


def new_draft(plan: Plan, now: datetime, base: int) -> ConvoyDraft:
    """A convoy of which nothing is said but that it leaves in the morning of the next day."""
    default = {f.name: f.default for f in fields(Convoy) if f.default is not MISSING}
    cells = {leaf.path: _plain(default.get(leaf.path)) for leaf in CONVOYS.leaves}
    morning = datetime.combine(now.astimezone(ZoneInfo(plan.time_zone)).date() + _DAY, _MORNING)
    return ConvoyDraft(base=base, cells=MappingProxyType({KEY: None} | cells | {"departs_at": morning}))


def next_day(plan: Plan, convoy: Convoy, base: int) -> ConvoyDraft:
    """A new convoy like another at the same times of the next day, under no number and not announced."""
    known = draft_from(plan, convoy, base)
    later = {name: known.cells[name] and known.cells[name] + _DAY for name in MOMENTS}
    name = f"{convoy.name}, {local_day(convoy.departs_at + _DAY, plan.time_zone)}"
    said = {KEY: None, "name": name, "movement_number": None, "is_fixed": "no"}
    return replace(known, cells=MappingProxyType({**known.cells, **later, **said}))


def drafted(plan: Plan, draft: ConvoyDraft) -> tuple[Told, Convoy | None]:
    """The plan a draft leads to and the convoy in it, with types and profile it takes from the standard ones.

    Where anything is wrong, all that is known to be wrong is told, and there is no convoy.
    """
    column, faults = composed(draft.rows), list[str]()
    offered = with_offered(plan)
    convoy: Convoy | None = None
    waits: tuple[PlannedWait, ...] = ()
    try:
        waits = tuple(_waits(draft.waits, plan.time_zone))
    except (PlanError, ValueError, TypeError) as fault:
        faults.append(f"Waits: {fault}")
    missing = [leaf.label for leaf in CONVOYS.leaves if not leaf.is_optional and is_empty(draft.cells[leaf.path])]
    if missing:
        faults.append(f"Still to be given: {', '.join(missing)}.")
    try:
        convoy = None if missing else _convoy(offered, draft)
    except (PlanError, ValueError, TypeError, OverflowError) as fault:
        faults.append(str(fault))
    faults += column.faults
    if faults or convoy is None:
        return Told(plan=plan, faults=tuple(faults)), None
    serials = _serials_kept(plan, draft, column.serials)
    try:
        convoy = replace(convoy, via=draft.via, serials=serials, waits=waits)
        return Told(plan=plan.with_record(*_taken(plan, offered, convoy), convoy)), convoy
    except PlanError as fault:
        return Told(plan=plan, faults=(str(fault),)), None


def with_offered(plan: Plan) -> Plan:
    """The plan with every standard vehicle type and march profile that can be chosen."""
    return plan.with_record(*_new(plan, (*types_offered(plan), *profiles_offered(plan))))


def _new(plan: Plan, records: Sequence[Record]) -> list[Record]:
    return [record for record in records if plan.find(record.id) is None]


def _taken(plan: Plan, offered: Plan, convoy: Convoy) -> Iterator[Record]:
    """The standard records a convoy names that the plan does not hold yet."""
    named = [*convoy.vehicle_types, *([convoy.profile] if convoy.profile else [])]
    yield from (offered.get(name) for name in named if plan.find(name) is None)


def _convoy(offered: Plan, draft: ConvoyDraft) -> Convoy:
    made = CONVOYS.record(offered, dict(draft.cells))
    assert isinstance(made, Convoy)  # noqa: S101  # the sheet is that of convoys
    return made


def _serials_kept(plan: Plan, draft: ConvoyDraft, serials: tuple[Any, ...]) -> tuple[Any, ...]:
    """The serials as they are saved where their rows were not touched."""
    old = plan.find(draft.convoy_id)
    kept = isinstance(old, Convoy) and tuple(rows_of_serials(old.serials)) == draft.rows
    return old.serials if kept and isinstance(old, Convoy) else serials


def _waits(rows: Sequence[Row], zone: str) -> Iterator[PlannedWait]:
    for row in rows:
        if any(row.get(leaf.path) is not None for leaf in WAITS):
            yield PlannedWait(**built(PlannedWait, row, WAITS, zone))


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return getattr(value, "value", value)
