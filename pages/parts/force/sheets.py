"""Tables of a plan that can be edited: rows of its records, of their parts, of sectors by phase, and back to a plan."""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Any, Protocol

from data.errors import PlanError
from data.model import COLLECTION_OF, Lead, Phase, Plan, Record, SectorId, SectorState
from data.model.records import called
from pages.parts.force.leaves import Leaf, Row, built, cells_of, leaves_of

KEY, OF = "_key", "_of"
"""Columns that name the record of a row, empty in a new one, and the record a part belongs to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The plan rows lead to, and everything that is wrong with them; the plan is the old one where anything is."""

    plan: Plan
    faults: tuple[str, ...] = ()


class Sheet(Protocol):
    """What can be shown and edited as a table."""

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    @property
    def is_open(self) -> bool:
        """Whether rows can be added and taken away."""
        ...

    def columns(self, plan: Plan) -> tuple[Leaf, ...]:
        """Its columns, the first of which stays in sight."""
        ...

    def rows(self, plan: Plan) -> list[Row]:
        """Its rows as a plan has them."""
        ...

    def told(self, plan: Plan, rows: Sequence[Row]) -> Told:
        """The plan with these rows in the place of its own."""
        ...


@dataclass(frozen=True, kw_only=True)
class RecordSheet:
    """One row for each record of a kind."""

    title: str
    noun: type
    without: tuple[str, ...] = ("source.reported_at",)
    is_open: bool = True

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Its cells."""
        return tuple(leaf for leaf in leaves_of(self.noun) if leaf.path not in self.without)

    def columns(self, _: Plan) -> tuple[Leaf, ...]:
        """Its columns."""
        return self.leaves

    def rows(self, plan: Plan) -> list[Row]:
        """Its rows as a plan has them."""
        return [{KEY: record.id} | self.cells(record, plan) for record in self._records(plan)]

    def cells(self, record: Record, plan: Plan) -> Row:
        """The cells of a record."""
        return cells_of(record, self.leaves, plan.time_zone)

    def told(self, plan: Plan, rows: Sequence[Row]) -> Told:
        """The plan with these rows in the place of its own."""
        kept = {row[KEY]: row for row in self.rows(plan)}
        changed: list[Record] = []
        faults = []
        for number, row in enumerate(rows, 1):
            if row != kept.get(row.get(KEY) or ""):
                try:
                    changed.append(self.record(plan, row, changed))
                except (PlanError, ValueError, TypeError, OverflowError) as fault:
                    faults.append(f"{_which(number, row)}: {fault}")
        gone = [key for key in kept if key not in {row.get(KEY) for row in rows}]
        return outcome_of(plan, changed, gone, faults)

    def _records(self, plan: Plan) -> tuple[Any, ...]:
        records: tuple[Any, ...] = getattr(plan, COLLECTION_OF[self.noun])
        return records

    def record(self, plan: Plan, row: Row, others: Sequence[Record] = ()) -> Record:
        """The record a row stands for, new where the plan has none; `others` are new as well.

        Raises
        ------
        PlanError, ValueError, TypeError, OverflowError
            When a cell is missing or cannot be.
        """
        old = plan.find(row.get(KEY) or "")
        said = self.whole(old, built(self.noun, row, self.leaves, plan.time_zone))
        if old is None:
            taken = {str(record.id) for record in (*plan.records(), *others)}
            new: Record = self.noun(id=fresh_id(self.noun, row, taken), **said)
            return new
        before = self.cells(old, plan)
        # two empty ends of a span say the same of none and of one that is always: what nobody touched stays
        touched = {leaf.path.split(".")[0] for leaf in self.leaves if row.get(leaf.path) != before[leaf.path]}
        new_values = _defaults(self.noun, touched) | said
        return replace(old, **{name: value for name, value in new_values.items() if name in touched})

    def whole(self, old: Record | None, said: dict[str, Any]) -> dict[str, Any]:
        """The fields said, with what is not among the columns: the date of a report is kept."""
        return said | reported(old, said)


@dataclass(frozen=True, kw_only=True)
class PartSheet:
    """One row for each part of records of a kind: a step of a pledge, a gate of a phase."""

    title: str
    noun: type
    parts: str
    part: type
    is_open: bool = True

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """Its cells after the record they belong to."""
        return tuple(leaves_of(self.part))

    def columns(self, _: Plan) -> tuple[Leaf, ...]:
        """Its columns."""
        return (Leaf(path=OF, kind=str, homes=(COLLECTION_OF[self.noun],)), *self.leaves)

    def rows(self, plan: Plan) -> list[Row]:
        """Its rows as a plan has them."""
        return [
            {KEY: f"{record.id}#{number}", OF: record.id} | cells_of(part, self.leaves, plan.time_zone)
            for record in getattr(plan, COLLECTION_OF[self.noun])
            for number, part in enumerate(getattr(record, self.parts))
        ]

    def told(self, plan: Plan, rows: Sequence[Row]) -> Told:
        """The plan with these rows in the place of its own."""
        kept, faults, changed = self.rows(plan), [], []
        parts: dict[str, list[Any]] = {}
        for number, row in enumerate(rows, 1):
            try:
                owner = row.get(OF) or ""
                if not owner:
                    raise PlanError(f"say which {called(self.noun).lower()} it belongs to.")  # noqa: TRY301 - told with its row
                parts.setdefault(owner, []).append(self.part(**built(self.part, row, self.leaves, plan.time_zone)))
            except (PlanError, ValueError, TypeError, OverflowError) as fault:
                faults.append(f"Row {number}: {fault}")
        for record in () if faults else getattr(plan, COLLECTION_OF[self.noun]):
            if _rows_of(record.id, kept) != _rows_of(record.id, rows):
                try:
                    changed.append(replace(record, **{self.parts: tuple(parts.get(record.id, ()))}))
                except PlanError as fault:
                    faults.append(str(fault))
        return outcome_of(plan, changed, (), faults)


@dataclass(frozen=True, kw_only=True)
class BoardSheet:
    """One row for each sector, one column for each phase; a cell is a word of one vocabulary."""

    title: str
    words: type[StrEnum]
    fallback: StrEnum
    cells: str
    is_open: bool = False

    def columns(self, plan: Plan) -> tuple[Leaf, ...]:
        """Its columns."""
        return (
            Leaf(path=OF, kind=str, homes=("sectors",)),
            *(Leaf(path=phase.id, kind=self.words, is_optional=True) for phase in plan.phases),
        )

    def rows(self, plan: Plan) -> list[Row]:
        """Its rows as a plan has them."""
        said = {phase.id: dict(getattr(phase, self.cells)) for phase in plan.phases}
        return [
            {KEY: s.id, OF: s.id} | {phase: str(held.get(s.id, self.fallback)) for phase, held in said.items()}
            for s in plan.sectors
        ]

    def told(self, plan: Plan, rows: Sequence[Row]) -> Told:
        """The plan with these rows in the place of its own."""
        kept = {row[KEY]: row for row in self.rows(plan)}
        changed = []
        for phase in plan.phases:
            new = {row[KEY]: row.get(phase.id) for row in rows if row.get(phase.id) != kept[row[KEY]][phase.id]}
            if new:
                changed.append(self._phase(phase, new))
        return outcome_of(plan, changed, (), [])

    def _phase(self, phase: Phase, new: Mapping[str, str | None]) -> Phase:
        said = dict(getattr(phase, self.cells))
        said |= {SectorId(sector): self.words(word or self.fallback) for sector, word in new.items()}
        cells: dict[str, Any] = {self.cells: tuple(said.items())}
        return replace(phase, **cells)


STATES = BoardSheet(
    title="States of sectors", words=SectorState, fallback=SectorState.NOT_ESTABLISHED, cells="sector_states"
)
LEADS = BoardSheet(title="Lead in sectors", words=Lead, fallback=Lead.INTERNATIONAL, cells="sector_leads")


def reported(old: Record | None, said: Mapping[str, Any]) -> dict[str, Any]:
    """The source said, with the date of the report the record had before."""
    source = getattr(old, "source", None)
    if source is None or "source" not in said:
        return {}
    return {"source": replace(said["source"], reported_at=source.reported_at)}


def outcome_of(plan: Plan, changed: Sequence[Record], gone: Sequence[str], faults: Sequence[str]) -> Told:
    """The plan with records changed and others gone, unless anything is wrong."""
    if faults:
        return Told(plan=plan, faults=tuple(faults))
    try:
        return Told(plan=plan.with_record(*changed).without(*gone))
    except PlanError as fault:
        return Told(plan=plan, faults=(str(fault),))


def _defaults(noun: type, names: Iterable[str]) -> dict[str, Any]:
    """What fields are when nothing is said of them."""
    fields = noun.__dataclass_fields__  # type: ignore[attr-defined] # of every noun
    held: dict[str, Any] = {}
    for name in names:
        made: Callable[[], Any] | Any = fields[name].default_factory
        held[name] = made() if callable(made) else fields[name].default
    return {name: value for name, value in held.items() if value is not MISSING}


def _rows_of(record_id: str, rows: Sequence[Row]) -> list[Row]:
    return [{name: cell for name, cell in row.items() if name != KEY} for row in rows if row.get(OF) == record_id]


def _which(number: int, row: Row) -> str:
    name = row.get("name") or row.get(KEY)
    return f"Row {number} ({name})" if name else f"Row {number}"


def fresh_id(noun: type, row: Row, taken: Container[str]) -> str:
    """An id no other record has, of the kind and the name of a new one."""
    kind = called(noun).lower().replace(" ", "-")
    words = re.sub(r"[^a-z0-9]+", "-", str(row.get("name") or "").lower()).strip("-")[:40]
    return next(one for one in _ids(f"{kind}-{words}" if words else kind, bare=bool(words)) if one not in taken)


def _ids(stem: str, *, bare: bool) -> Iterator[str]:
    if bare:
        yield stem
    number = 1
    while True:
        number += 1 if bare else 0
        yield f"{stem}-{number}"
        number += 0 if bare else 1
