"""Turns tables (CSV, TSV): which turns are banned, and what others take; every fault is told with its row."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data.errors import SourceError
from data.model.network import LONGEST_TURN_S
from data.sources.roads import delimited
from data.sources.roads.fields import GEOMETRY_CALLED, Column, column_called, each, label_of

REMEDY = "Correct these rows and load the files again."

_FROM_CALLED = ("from_u", "from_node", "from", "u")
_VIA_CALLED = ("via", "via_node")
_TO_CALLED = ("to_v", "to_node", "to", "v")
_FROM_KEY_CALLED = ("from_key", "u_key")
_TO_KEY_CALLED = ("to_key", "v_key")
_SECONDS_CALLED = ("seconds", "turn_seconds", "seconds_s", "time_s")
_BANNED_CALLED = ("banned", "ban", "forbidden")
_ALL_CALLED = (_FROM_CALLED, _VIA_CALLED, _TO_CALLED, (*_SECONDS_CALLED, *_BANNED_CALLED))
_OF_ROADS = frozenset({*GEOMETRY_CALLED, "highway", "fclass", "oneway", "length", "length_m", "maxspeed", "speed_kmh"})
_YES = frozenset({"yes", "true", "1", "y", "t"})
_NO = frozenset({"no", "false", "0", "n", "f"})
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRow:
    """One row of a turns table: from node to node over `via`; `seconds` None: banned; a key None: any edge."""

    number: int
    from_u: str
    via: str
    to_v: str
    from_key: str | None
    to_key: str | None
    seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnsTable:
    """The rows of a turns table that can be understood, and what is wrong with the others."""

    rows: tuple[TurnRow, ...]
    faults: tuple[str, ...]


def is_turns_table(path: Path) -> bool:
    """Whether the headings are those of a turns table: a node passed, seconds or a ban, and nothing of a road."""
    if path.suffix.lower() not in delimited.ENDINGS:
        return False
    names = {name.strip().lower() for name in delimited.headings(delimited.peeked(path))}
    return all(names & set(called) for called in _ALL_CALLED) and not names & _OF_ROADS


def turns_table(path: Path) -> TurnsTable:
    """What a turns table says.

    Raises
    ------
    SourceError
        When it cannot be read or has no rows.
    """
    columns = delimited.columns_of(path)
    count = len(next(iter(columns.values())))
    if not count:
        raise SourceError(path.name, ["it has no rows"], "Give a row for each turn, or leave the file out.")
    rows, faults = [], []
    for cells in _cells(columns, count):
        found = _fault(cells)
        if found is None:
            rows.append(_row(cells))
        else:
            faults.append(f"row {cells.number}: {found}")
    return TurnsTable(rows=tuple(rows), faults=tuple(faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cells:
    number: int
    nodes: tuple[str | None, str | None, str | None]
    keys: tuple[str | None, str | None]
    seconds: str | None
    banned: str | None


def _cells(columns: Mapping[str, Column], count: int) -> Iterator[_Cells]:
    nodes = zip(*(_labels(columns, called, count) for called in (_FROM_CALLED, _VIA_CALLED, _TO_CALLED)), strict=True)
    keys = zip(*(_labels(columns, called, count) for called in (_FROM_KEY_CALLED, _TO_KEY_CALLED)), strict=True)
    amounts = zip(*(_texts(columns, called, count) for called in (_SECONDS_CALLED, _BANNED_CALLED)), strict=True)
    for place, (ends, by_key, (seconds, banned)) in enumerate(zip(nodes, keys, amounts, strict=True)):
        number = place + delimited.FIRST_ROW
        yield _Cells(number=number, nodes=ends, keys=by_key, seconds=seconds, banned=banned)


def _labels(columns: Mapping[str, Column], called: Sequence[str], count: int) -> list[str | None]:
    values = column_called(columns, called)
    return [None] * count if values is None else each(values, label_of).tolist()


def _texts(columns: Mapping[str, Column], called: Sequence[str], count: int) -> list[str | None]:
    values = column_called(columns, called)
    values = np.full(count, None, dtype=object) if values is None else values
    return [None if value is None else str(value).strip() or None for value in values]


def _fault(cells: _Cells) -> str | None:
    unnamed = [what for what, label in zip(("from_u", "via", "to_v"), cells.nodes, strict=True) if label is None]
    if unnamed:
        return f"it names no node as {' and '.join(unnamed)}"
    word = (cells.banned or "no").lower()
    if word not in _YES | _NO:
        return f"banned is {cells.banned}, neither yes nor no"
    if (word in _YES) == (cells.seconds is not None):
        return "it gives seconds and a ban, give one of them" if cells.seconds else "it gives neither seconds nor a ban"
    if cells.seconds is not None and _seconds(cells.seconds) is None:
        return f"seconds is {cells.seconds}, no number from 0 to {LONGEST_TURN_S:g}"
    return None


def _row(cells: _Cells) -> TurnRow:
    from_u, via, to_v = (str(label) for label in cells.nodes)
    return TurnRow(
        number=cells.number,
        from_u=from_u,
        via=via,
        to_v=to_v,
        from_key=cells.keys[0],
        to_key=cells.keys[1],
        seconds=None if cells.seconds is None else _seconds(cells.seconds),
    )


def _seconds(text: str) -> float | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    return number if 0 <= number <= LONGEST_TURN_S else None
