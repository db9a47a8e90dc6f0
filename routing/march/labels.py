"""Earliest arrivals through gaps in time: a search over vertices and intervals of moments, in milliseconds.

A label says that the head of a column can be at a vertex at every moment of an interval. Nothing waits
but where a place holds it, so a later moment is worth no more than an earlier one, and intervals, not
moments, are what is kept: of each only what no label at least as good covers already. The search goes
by exact lower bounds to the target and ends with the first label there: nothing can arrive better.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.engines.dijkstra import NO_WAY, pop, push

Rows = NDArray[np.int64]
VERTEX, LOW, HIGH, RAW_HIGH, PENALTY, BEFORE, ARC, SHIFT, NEXT = range(9)
"""Columns of the table of labels; RAW_HIGH is the last moment of arrival where a place holds the column longer."""
NOT_FOUND, GAVE_UP = -1, -2


@njit(cache=True, nogil=True)
def _room(table: Rows, count: int) -> Rows:
    """The table with room for one row more."""
    if count < len(table):
        return table
    larger = np.empty((2 * len(table), table.shape[1]), np.int64)
    larger[:count] = table[:count]
    return larger


@njit(cache=True, nogil=True)
def _kept_apart(table: Rows, first: int, penalty: int, moment: int, last: int) -> tuple[int, int]:
    """The first interval from `moment` on that no label of a list with at most this penalty covers."""
    moved = True
    while moved:
        moved = False
        row = first
        while row >= 0:
            own = table[row, PENALTY] <= penalty and table[row, LOW] <= moment <= table[row, HIGH]
            if own:
                moment = table[row, HIGH] + 1
                moved = True
            row = table[row, NEXT]
    row = first
    while row >= 0:
        if table[row, PENALTY] <= penalty and moment < table[row, LOW] <= last:
            last = table[row, LOW] - 1
        row = table[row, NEXT]
    return moment, last


@njit(cache=True, nogil=True)
def _passed_before(table: Rows, row: int, place: int, places: Rows) -> bool:
    """Whether a column came by a place since it last stood, -1 being places where it stands."""
    while row >= 0 and places[table[row, VERTEX]] >= 0:
        if places[table[row, VERTEX]] == place:
            return True
        row = table[row, BEFORE]
    return False


@njit(cache=True, nogil=True)
def _settle(
    found: tuple[Rows, int, Rows],
    heap: tuple[Rows, Rows, int],
    label: tuple[int, int, int, int, int, int, int, int],
    beyond: tuple[int, int],
) -> tuple[Rows, int, Rows, Rows, int]:
    """Keep what of a label is new, never later than `beyond` says; the table, its length, and the heap."""
    table, count, first = found
    keys, rows, waiting = heap
    vertex, low, high, raw_high, penalty, before, arc, shift = label
    least, latest = beyond
    moment, high = low, min(high, latest)
    while moment <= high:
        moment, last = _kept_apart(table, first[vertex], penalty, moment, high)
        if moment > high:
            break
        table = _room(table, count)
        table[count, VERTEX], table[count, LOW], table[count, HIGH] = vertex, moment, last
        table[count, RAW_HIGH], table[count, PENALTY], table[count, BEFORE] = raw_high, penalty, before
        table[count, ARC], table[count, SHIFT], table[count, NEXT] = arc, shift, first[vertex]
        first[vertex] = count
        if waiting >= len(keys):
            keys, rows = np.append(keys, np.empty_like(keys)), np.append(rows, np.empty_like(rows))
        waiting = push(keys, rows, waiting, moment + penalty + least, count)
        count += 1
        moment = last + 1
    return table, count, keys, rows, waiting


@njit(cache=True, nogil=True)
def spread(  # noqa: C901, PLR0912  # one loop: labels taken out one by one, and all that follows from each
    arcs: tuple[Rows, Rows, Rows, Rows],
    passing: tuple[Rows, Rows, Rows],
    entries: tuple[Rows, Rows, Rows, Rows, Rows],
    times: tuple[Rows, Rows, Rows, Rows, Rows],
    bounds: tuple[Rows, Rows],
    ask: tuple[int, int, int, int, bool, int],
) -> tuple[int, Rows]:
    """The label that arrives best, and the table of all labels made; NOT_FOUND, GAVE_UP after `most` labels.

    Parameters
    ----------
    arcs
        Where the arcs of each vertex start, the vertex each leads to, and which arc each is; the place of
        each vertex, -1 where columns may stand.
    passing
        By arc: its row of `entries`, the milliseconds before it is entered and those after it.
    entries
        Where the entries of each row start; the first and last moment of each, what it takes and its penalty.
    times
        Spans open to all that drives; where the spans of each vertex in which a column may stand start, and those.
    bounds
        By vertex: least time to the target, and least time with penalties.
    ask
        Origin, target, first and last moment, whether no place may be passed twice, and the most labels.
    """
    origin, target, start, end, simple, most = ask
    places = arcs[3]
    table, count = np.empty((1024, 9), np.int64), 0
    keys, rows, waiting = np.empty(1024, np.int64), np.empty(1024, np.int64), 0
    first = np.full(len(arcs[0]) - 1, -1, np.int64)
    if bounds[0][origin] < NO_WAY:
        label = (origin, start, end, end, 0, -1, -1, 0)
        beyond = (bounds[1][origin], end - bounds[0][origin])
        table, count, keys, rows, waiting = _settle((table, count, first), (keys, rows, waiting), label, beyond)
    while waiting:
        row = rows[0]
        waiting = pop(keys, rows, waiting)
        vertex = table[row, VERTEX]
        if vertex == target:
            return row, table[:count]
        if count > most:
            return GAVE_UP, table[:count]
        for k in range(arcs[0][vertex], arcs[0][vertex + 1]):
            head, arc = arcs[1][k], arcs[2][k]
            if bounds[0][head] >= NO_WAY:
                continue
            if simple and places[head] >= 0 and _passed_before(table, row, places[head], places):
                continue
            before, after = passing[1][arc], passing[2][arc]
            for entry in range(entries[0][passing[0][arc]], entries[0][passing[0][arc] + 1]):
                took = entries[3][entry]
                shift = before + took + after
                low = max(table[row, LOW] + before, entries[1][entry])
                high = min(table[row, HIGH] + before, entries[2][entry])
                penalty = table[row, PENALTY] + entries[4][entry]
                for gap in range(len(times[0])):
                    from_, until = low, high
                    if took > 0:
                        from_, until = max(low, times[0][gap]), min(high, times[1][gap] - took)
                    elif gap > 0:
                        break
                    if from_ > until:
                        continue
                    from_, until = from_ + took + after, until + took + after
                    beyond = (bounds[1][head], end - bounds[0][head])
                    hold = times[2][head]
                    if hold == times[2][head + 1]:
                        label = (head, from_, until, until, penalty, row, arc, shift)
                        table, count, keys, rows, waiting = _settle(
                            (table, count, first), (keys, rows, waiting), label, beyond
                        )
                    for stand in range(hold, times[2][head + 1]):
                        low_held = max(from_, times[3][stand])
                        if low_held > min(until, times[4][stand]):
                            continue
                        label = (head, low_held, times[4][stand], min(until, times[4][stand]), penalty, row, arc, shift)
                        table, count, keys, rows, waiting = _settle(
                            (table, count, first), (keys, rows, waiting), label, beyond
                        )
    return NOT_FOUND, table[:count]
