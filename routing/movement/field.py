"""A case as arrays that compiled code reads: routes, stretches, hours, and what is shared.

Routes of all columns are counted through as *options*, stretches of all options likewise. What is shared in numbers -
lanes, room, escort teams - are *stocks*.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from routing.movement.apart import Integers, apart
from routing.movement.case import Case, Column
from routing.movement.stretches import Starts, Stretch, shifted, stretches

NEVER = 1 << 60
NONE = -1
GONE = -2
"""A way that a column had and has no more, so that whatever it does is a change."""


WEIGHT, READY, PENALTY, ESCORTS, FIRST_OPTION = range(5)
FIRST_STRETCH, BACK = range(2)
COLUMN, LASTS, CLEARS, PASSES, SERVICE, LONGEST, LANE, ROOM, LENGTH, PLACES = range(10)
FIRST_START, FIRST_HOUR, FIRST_HALT, FIRST_APART = range(10, 14)
HALT_LANE, HALT_BEGINS, HALT_ENDS = range(3)
OTHER, LOW_APART, HIGH_APART = range(3)


class Field(NamedTuple):
    """Tables by row, their columns numbered above; tables that begin with *first* have a row more, for the last end.

    `lane`, `room` and `places` of a stretch are stocks at the node where it begins, NONE where there are none.
    `starts` and `hours` are spans, both ends included. Few arrays, as compiling takes longer with each.
    """

    columns: Integers
    options: Integers
    stretches: Integers
    starts: Integers
    hours: Integers
    halts: Integers
    apart: Integers
    capacity: Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """A case, its stretches in order of options, and both as arrays."""

    case: Case
    options: tuple[tuple[int, int], ...]
    stretches: tuple[Stretch, ...]
    field: Field


@dataclass(frozen=True, slots=True)
class _Stocks:
    """Rows of stocks by node; escort teams are the last."""

    lanes: dict[int, int]
    rooms: dict[int, int]
    places: dict[int, int]
    capacity: tuple[int, ...]


def ground(case: Case) -> Ground:
    """A checked case made ready for compiled code."""
    options = tuple((at, route) for at, column in enumerate(case.columns) for route in range(len(column.routes)))
    cut = [stretches(case, *option) for option in options]
    flat = tuple(stretch for each in cut for stretch in each)
    firsts = _sums([len(each) for each in cut])
    return Ground(case=case, options=options, stretches=flat, field=_field(case, flat, firsts))


def _stocks(case: Case) -> _Stocks:
    told = [
        [(at, size) for at, node in enumerate(case.nodes) if (size := getattr(node, name)) is not None]
        for name in ("lanes", "room_m", "room_columns")
    ]
    begins = _sums([len(each) for each in told])
    lanes, rooms, places = (
        {at: begin + k for k, (at, _) in enumerate(each)} for begin, each in zip(begins, told, strict=False)
    )
    sizes = (*(size for each in told for _, size in each), case.escort_teams)
    return _Stocks(lanes=lanes, rooms=rooms, places=places, capacity=sizes)


def _field(case: Case, flat: tuple[Stretch, ...], firsts: list[int]) -> Field:
    stocks, columns = _stocks(case), case.columns
    halts = [(stocks.lanes.get(halt.node, NONE), halt.begins_s, halt.ends_s) for each in flat for halt in each.halts]
    hours = [_hours(case, each) for each in flat]
    kept_apart = apart(case, flat)
    inner = [
        _sums([len(each.starts) for each in flat]),
        _sums([len(each) for each in hours]),
        _sums([len(each.halts) for each in flat]),
        np.searchsorted(kept_apart[:, 0], np.arange(len(flat) + 1)).tolist(),
    ]
    rows = [_row(case, stocks, stretch) for stretch in flat] + [(0,) * 10]
    backs = [route.return_s for column in columns for route in column.routes] + [0]
    worths = [(each.weight, each.ready_s, each.penalty, each.escorts) for each in columns] + [(0, 0, 0, 0)]
    first_options = _sums([len(column.routes) for column in columns])
    return Field(
        columns=_table([(*worth, first) for worth, first in zip(worths, first_options, strict=True)], 5),
        options=_table(list(zip(firsts, backs, strict=True)), 2),
        stretches=_table([(*row, *begins) for row, begins in zip(rows, zip(*inner, strict=True), strict=True)], 14),
        starts=_table([pair for each in flat for pair in each.starts], 2),
        hours=_table([pair for each in hours for pair in each], 2),
        halts=_table(halts, 3),
        apart=np.ascontiguousarray(kept_apart[:, 1:]),
        capacity=np.array(stocks.capacity, dtype=np.int64),
    )


def _sums(lengths: list[int]) -> list[int]:
    return [0, *accumulate(lengths)]


def _table(rows: Sequence[Sequence[int]], width: int) -> Integers:
    return np.array(rows, dtype=np.int64).reshape(-1, width)


def begins_at(case: Case, stretch: Stretch) -> int:
    """The node where a stretch begins."""
    return case.path(case.columns[stretch.column].routes[stretch.route])[stretch.start]


def _row(case: Case, stocks: _Stocks, stretch: Stretch) -> tuple[int, ...]:
    """What compiled code knows of a stretch, but for its spans."""
    at, column = begins_at(case, stretch), case.columns[stretch.column]
    bare = stretch.column, stretch.lasts_s, stretch.clears_s, column.pass_s, stretch.service_s
    longest = _most(case.nodes[at].longest_wait_s if stretch.start or stretch.service_s else None)
    lane = stocks.lanes.get(at, NONE) if stretch.service_s else NONE
    parked = _parked(stocks, at, column) if stretch.start else (NONE, 0, NONE)
    return *bare, longest, lane, *parked


def _parked(stocks: _Stocks, at: int, column: Column) -> tuple[int, int, int]:
    return stocks.rooms.get(at, NONE), column.length_m, stocks.places.get(at, NONE)


def _most(longest_s: int | None) -> int:
    return NEVER if longest_s is None else longest_s


def _hours(case: Case, stretch: Stretch) -> Starts:
    """When service at the start of a stretch may begin."""
    column = case.columns[stretch.column]
    opens = case.nodes[begins_at(case, stretch)].opens
    return tuple((max(low, column.ready_s), high) for low, high in shifted(opens, 0, stretch.service_s))
