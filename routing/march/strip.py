"""The strip: minute by minute, how every part of a column is protected, why not, and what would change it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

import numpy as np

from data.model import Plan, Route
from geo.lines import Floats
from routing.changing import moments_of_protection
from routing.force.cover import CoverAsked
from routing.index import NetworkIndex
from routing.march.protection import Asked, Key, Layer, layers_at
from routing.march.reading import Aspect, Grade, Reading, worst
from routing.march.stretches import Stretched, stretched
from routing.march.table import MarchTable
from routing.phases import phase_at

STEP_S = 60
"""A cell of the strip stands for one minute."""
LONGEST_S = 48 * 3600
"""Beyond two days of march a strip is cut; nobody reads on."""


class Part(StrEnum):
    """Which part of the column a strip is about; `column` is head, tail and every vehicle between."""

    COLUMN = "column"
    HEAD = "head"
    TAIL = "tail"


Whose: TypeAlias = Part | int
"""A part of the column, or one vehicle by its number in the order they march, 0 for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One minute of one row: the worst reading of the part in it, and where along the way that is, metres."""

    reading: Reading
    at_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StripRow:
    """One question over all minutes; `name` is the standard or the party it is about, empty for others."""

    aspect: Aspect
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Strip:
    """All rows of a part of a column, a cell for each minute from `starts_at` until the tail has arrived.

    `from_m` and `to_m` are the stretch of way the part passes in each minute.
    """

    part: Whose
    starts_at: datetime
    from_m: Floats
    to_m: Floats
    rows: tuple[StripRow, ...]

    @property
    def part_name(self) -> str:
        """What the part is called."""
        return self.part.value if isinstance(self.part, Part) else f"vehicle {self.part + 1}"

    @property
    def overall(self) -> StripRow:
        """The row that answers for all others."""
        return self.rows[0]

    def moment(self, minute: int) -> datetime:
        """When a minute begins."""
        return self.starts_at + timedelta(seconds=minute * STEP_S)

    def minutes_by_grade(self) -> Mapping[Grade, int]:
        """How many minutes have which grade over all questions."""
        grades = [cell.reading.grade for cell in self.overall.cells]
        return {grade: grades.count(grade) for grade in Grade}


def strip_of(
    index: NetworkIndex,
    plan: Plan,
    march: tuple[Route, MarchTable],
    part: Whose = Part.COLUMN,
    cover: CoverAsked | None = None,
) -> Strip:
    """How a convoy is protected on its way, minute by minute.

    A minute counts by its worst moment and place. Where the length of the column is not known, whatever holds
    for its head is not known for the column; once the head stands for a time nobody knows, nothing is known any more.
    """
    route, table = march
    column, convoy = table.column, table.convoy
    way = stretched(plan, route)
    since_s, from_m, to_m = _passed(table, part)
    asked = Asked(task=convoy.task, corridor=convoy.corridor, cover=cover or CoverAsked())
    ends_at = column.departs_at + timedelta(seconds=float(since_s[-1]) + STEP_S)
    spans = list(_steady(index, plan, way, (column.departs_at, ends_at), asked))
    minutes = [_minute(spans, way, column.departs_at, own) for own in zip(since_s, from_m, to_m, strict=True)]
    rows = tuple(_row(key, minutes) for key in dict.fromkeys(key for minute in minutes for key in minute))
    for reading, from_minute in _doubts(table, part):
        rows = tuple(_doubted(row, reading, from_minute) for row in rows)
    return Strip(part=part, starts_at=column.departs_at, from_m=from_m, to_m=to_m, rows=rows)


_Steady = tuple[datetime, datetime, tuple[Layer, ...]]


def _steady(
    index: NetworkIndex, plan: Plan, way: Stretched, span: tuple[datetime, datetime], asked: Asked
) -> Iterator[_Steady]:
    """The layers of each span in which nothing changes."""
    moments = [*moments_of_protection(plan, span), span[1]]
    for at, until in pairwise(moments):
        yield at, until, layers_at(index, plan, way, phase_at(plan, at), at, asked)


def _passed(table: MarchTable, part: Whose) -> tuple[Floats, Floats, Floats]:
    """Seconds since departure of every minute, and the stretch the part passes in it, from tail to head."""
    column = table.column
    whole = part is Part.COLUMN and column.road_space_m is not None
    rear = column.tail if whole else None
    ends = {Part.COLUMN: column.head, Part.HEAD: column.head, Part.TAIL: column.tail}
    front = ends[part] if isinstance(part, Part) else table.vehicles[part]
    last_s = min(float((rear or front).since_s[-1]), LONGEST_S)
    since_s = np.arange(0.0, max(last_s, 1.0), STEP_S)
    from_m = (rear or front).along_at(since_s)
    return since_s, from_m, np.maximum(front.along_at(since_s + STEP_S), from_m)


def _minute(
    spans: Sequence[_Steady], way: Stretched, departs_at: datetime, own: tuple[float, float, float]
) -> dict[Key, Cell]:
    """The cells of one minute: the worst over the spans it touches."""
    since_s, from_m, to_m = own
    at = departs_at + timedelta(seconds=float(since_s))
    first = int(np.searchsorted(way.end_m, from_m, side="right").clip(0, len(way.end_m) - 1))
    last = int(np.searchsorted(way.start_m, to_m, side="left").clip(first + 1, len(way.start_m)))
    found: dict[Key, Cell] = {}
    for starts_at, ends_at, layers in spans:
        if starts_at < at + timedelta(seconds=STEP_S) and ends_at > at:
            for layer in layers:
                cell = _worst_cell(layer, way, (first, last), (from_m, to_m))
                known = found.get(layer.key)
                if known is None or cell.reading.badness > known.reading.badness:
                    found[layer.key] = cell
    return found


def _worst_cell(layer: Layer, way: Stretched, rows: tuple[int, int], span_m: tuple[float, float]) -> Cell:
    used = layer.of_stretch[slice(*rows)]
    reading = worst(tuple(layer.readings[row] for row in np.unique(used)))
    where = rows[0] + int(np.flatnonzero(used == layer.readings.index(reading))[0])
    low_m, high_m = max(float(way.start_m[where]), span_m[0]), min(float(way.end_m[where]), span_m[1])
    return Cell(reading=reading, at_m=(low_m + high_m) / 2)


def _row(key: Key, minutes: Sequence[Mapping[Key, Cell]]) -> StripRow:
    """A row over all minutes; where a question was not asked, what is told over all answers for it."""
    everything = (Aspect.ALL, "")
    return StripRow(aspect=key[0], name=key[1], cells=tuple(minute.get(key, minute[everything]) for minute in minutes))


def _doubts(table: MarchTable, part: Whose) -> Iterator[tuple[Reading, int]]:
    """What makes it unknown where the part is, and from which minute on."""
    head = table.column.head
    if part in {Part.COLUMN, Part.TAIL} and table.column.road_space_m is None:
        yield _LENGTH_UNKNOWN, 0
    for unknown in table.unknowns:
        if unknown.along_m is not None:
            reading = Reading(
                grade=Grade.UNKNOWN,
                word="not known",
                reason=unknown.message,
                change=unknown.remedy,
                why=(unknown.subject,) if unknown.subject else (),
            )
            yield reading, int(head.reached_s(unknown.along_m) // STEP_S)


def _doubted(row: StripRow, reading: Reading, from_minute: int) -> StripRow:
    """The row where, from a minute on, what is not worse than a doubt gives way to it."""
    cells = (
        cell if minute < from_minute or cell.reading.badness >= reading.badness else replace(cell, reading=reading)
        for minute, cell in enumerate(row.cells)
    )
    return StripRow(aspect=row.aspect, name=row.name, cells=tuple(cells))


_LENGTH_UNKNOWN = Reading(
    grade=Grade.UNKNOWN,
    word="not known",
    reason="How long the column is, is not known: where its tail is, nobody knows.",
    change="Ask the organisation for the vehicles and enter them.",
)
