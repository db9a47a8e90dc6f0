"""The case as the bound sees it: columns apart, each second of what they share at a price; compiled.

What a column does on an option is a chain of *events* - service, setting off - each in a bucket of time, with *pulses*
on shared *resources*. A pulse is charged only for the instants that it covers whenever in its bucket the event is, and
cost and waiting are taken as the best within the buckets. So every schedule has a chain for each column that costs no
more than the column does, and whatever prices are put on the instants, the cheapest chains together, less the worth of
all instants, cost no more than any schedule.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import gcd
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.movement.apart import Integers
from routing.movement.case import Case
from routing.movement.field import (
    BACK,
    ESCORTS,
    FIRST_HALT,
    FIRST_HOUR,
    FIRST_OPTION,
    FIRST_START,
    FIRST_STRETCH,
    LANE,
    LASTS,
    LONGEST,
    NEVER,
    NONE,
    PASSES,
    PENALTY,
    READY,
    SERVICE,
    WEIGHT,
    Ground,
)
from routing.movement.stretches import Stretch

Floats = NDArray[np.float64]
COARSE_S = 60
"""Length of buckets where the case has no coarser grid of its own."""
MOST_BUCKETS = 20_000

E_LEAST, E_MOST, E_PULSE = range(3)


class Chains(NamedTuple):
    """Events in order of options, each with its pulses.

    `events` has the least and most buckets until the next event, and its first pulse; `pulses` a resource and the
    buckets after the event from and until which it is certainly used, and how much. `cost` is what an event in a bucket
    costs, infinite where it cannot be. `columns` are (first option, penalty), `firsts` first events of options.
    """

    columns: Integers
    firsts: Integers
    events: Integers
    pulses: Integers
    cost: Floats
    capacity: Integers


@dataclass(frozen=True, slots=True)
class _Event:
    spans: list[list[int]]
    least_s: int
    most_s: int
    pulses: list[tuple[int, int, int, int]]
    weight: int = 0
    behind_s: int = 0


def chains(ground: Ground, coarser: int = 1) -> Chains:
    """The chains of a case, on its own grid or on buckets that lose a little; more if they are so many times longer."""
    rows, events, firsts = _resources(ground), list[_Event](), [0]
    for option in range(len(ground.options)):
        events += _events(ground, option, rows)
        firsts.append(len(events))
    step, slack = _grid(ground.case, events)
    step, slack = (step, slack) if coarser == 1 else (step * coarser, step * coarser - 1)
    return _as_arrays(ground, (events, firsts), (step, slack, ground.case.horizon_s // step + 1), rows)


def _grid(case: Case, events: list[_Event]) -> tuple[int, int]:
    """Seconds of a bucket, and by how much a start in it may be later: none if all that is charged lies on a grid.

    Then the best starts do too: whatever the order of columns, the earliest starts are sums of what lies on it.
    """
    numbers = [case.horizon_s, *(column.ready_s for column in case.columns)]
    for event in events:
        numbers += [second for span in event.spans for second in span if abs(second) < NEVER]
        numbers += [second for _, begins, ends, _ in event.pulses for second in (begins, ends)]
        numbers += [event.least_s, event.behind_s, event.most_s if event.most_s < NEVER else 0]
    step = gcd(*numbers)
    return (step, 0) if case.horizon_s // step < MOST_BUCKETS else (COARSE_S, COARSE_S - 1)


@dataclass(frozen=True, slots=True)
class _Resources:
    """Rows of resources by what they are; capacities in the same order."""

    rows: dict[tuple[str, int, int], int]
    capacity: list[int]


def _resources(ground: Ground) -> _Resources:
    case, rows, capacity = ground.case, dict[tuple[str, int, int], int](), list[int]()
    for stock, size in enumerate(ground.field.capacity.tolist()):
        rows["stock", stock, 0] = len(capacity)
        capacity.append(size)
    for at, segment in enumerate(case.segments):
        for end in (0, 1):
            for direction in (0,) if segment.is_single_flow else (0, 1):
                rows["end", at, 2 * end + direction] = len(capacity)
                capacity.append(1)
    for at, node in enumerate(case.nodes):
        if node.headway_s is not None:
            rows["node", at, 0] = len(capacity)
            capacity.append(1)
    return _Resources(rows, capacity)


def _events(ground: Ground, option: int, resources: _Resources) -> Iterator[_Event]:
    table, field = ground.field.stretches, ground.field
    first, last = field.options[option, FIRST_STRETCH], field.options[option + 1, FIRST_STRETCH]
    for s in range(first, last):
        served, lane, longest = int(table[s, SERVICE]), int(table[s, LANE]), int(table[s, LONGEST])
        if served:
            hours = field.hours[table[s, FIRST_HOUR] : table[s + 1, FIRST_HOUR]].tolist()
            pulses = [(resources.rows["stock", lane, 0], 0, served, 1)] if lane != NONE else []
            yield _Event(hours, served, min(NEVER, served + longest), pulses)
        pulses = [*_road_pulses(ground.case, ground.stretches[s], resources)]
        pulses += _halt_pulses(ground, s, resources)
        if s == first:
            pulses += _escort_pulse(ground, option, resources)
        starts = field.starts[table[s, FIRST_START] : table[s + 1, FIRST_START]].tolist()
        lasts = int(table[s, LASTS])
        if s == last - 1:
            weight = int(field.columns[ground.options[option][0], WEIGHT])
            ready = int(field.columns[ground.options[option][0], READY])
            yield _Event(starts, 0, 0, pulses, weight, lasts + int(table[s, PASSES]) - ready)
        else:
            most = min(NEVER, lasts + int(table[s + 1, LONGEST]))
            yield _Event(starts, lasts, most, pulses)


def _road_pulses(case: Case, stretch: Stretch, resources: _Resources) -> Iterator[tuple[int, int, int, int]]:
    """One column at a time enters and leaves a segment, on a single flow from either side; and passes a node.

    Going on from a halt is not charged, as a column may still be coming in: no column is charged twice at an instant.
    """
    legs = case.columns[stretch.column].routes[stretch.route].legs
    for passage in stretch.passages:
        leg = legs[passage.leg]
        segment = case.segments[leg.segment]
        back = int(leg.is_backward)
        direction = 0 if segment.is_single_flow else back
        tail_enters = passage.bends[0][1]
        entry, way_out = 2 * back + direction, 2 * (1 - back) + direction
        yield resources.rows["end", leg.segment, entry], passage.enters_s, tail_enters + segment.headway_s, 1
        yield resources.rows["end", leg.segment, way_out], passage.head_out_s, passage.tail_out_s + segment.headway_s, 1
    for node, begins, ends in stretch.over[1:] if stretch.start else stretch.over:
        headway = case.nodes[node].headway_s
        if headway is not None:
            yield resources.rows["node", node, 0], begins, ends + headway, 1


def _halt_pulses(ground: Ground, s: int, resources: _Resources) -> Iterator[tuple[int, int, int, int]]:
    table = ground.field
    for lane, begins, ends in table.halts[table.stretches[s, FIRST_HALT] : table.stretches[s + 1, FIRST_HALT]].tolist():
        if lane != NONE:
            yield resources.rows["stock", lane, 0], begins, ends, 1


def _escort_pulse(ground: Ground, option: int, resources: _Resources) -> Iterator[tuple[int, int, int, int]]:
    """Escorts are out at least as long as the column drives and is served, and until they are back."""
    field = ground.field
    own = slice(field.options[option, FIRST_STRETCH], field.options[option + 1, FIRST_STRETCH])
    table, need = field.stretches[own], int(field.columns[ground.options[option][0], ESCORTS])
    out = int(table[:, LASTS].sum() + table[1:, SERVICE].sum() + table[0, PASSES] + field.options[option, BACK])
    if need:
        yield resources.rows["stock", len(field.capacity) - 1, 0], 0, out, need


def _as_arrays(
    ground: Ground,
    told: tuple[list[_Event], list[int]],
    grid_of: tuple[int, int, int],
    resources: _Resources,
) -> Chains:
    (events, firsts), (step, slack, buckets) = told, grid_of
    pulses = [
        [(row, -(-(begins + slack) // step), -(-ends // step), need) for row, begins, ends, need in event.pulses]
        for event in events
    ]
    kept = [[pulse for pulse in each if pulse[1] < pulse[2]] for each in pulses]
    begins = np.cumsum([0, *(len(each) for each in kept)])
    most = [min(buckets, (slack + event.most_s) // step) for event in events]
    least = [event.least_s // step for event in events]
    columns = ground.field.columns[:, [FIRST_OPTION, PENALTY]]
    return Chains(
        columns=np.ascontiguousarray(columns),
        firsts=np.array(firsts, dtype=np.int64),
        events=np.column_stack([[*least, 0], [*most, 0], begins]).astype(np.int64),
        pulses=np.array([pulse for each in kept for pulse in each], dtype=np.int64).reshape(-1, 4),
        cost=_costs(events, step, buckets),
        capacity=np.array(resources.capacity, dtype=np.int64),
    )


def _costs(events: list[_Event], step: int, buckets: int) -> Floats:
    """What each event costs in each bucket: at its first second there, infinite where there is none."""
    cost = np.full((len(events), buckets), np.inf)
    seconds = np.arange(buckets) * step
    for row, event in enumerate(events):
        for low, high in event.spans:
            inside = (seconds + step > low) & (seconds <= high)
            cost[row, inside] = event.weight * (np.maximum(seconds[inside], low) + event.behind_s)
    return cost


@njit(cache=True, nogil=True)
def _windowed(values: Floats, within: tuple[int, int], result: Floats, queue: Integers) -> None:
    """For each bucket the least of the values from so many to so many buckets later."""
    (least, most), buckets, head, tail, added = within, len(values), 0, 0, len(values) - 1
    for k in range(buckets - 1, -1, -1):
        while added >= k + least:
            while tail > head and values[queue[tail - 1]] >= values[added]:
                tail -= 1
            queue[tail] = added
            tail += 1
            added -= 1
        while tail > head and queue[head] > k + most:
            head += 1
        result[k] = values[queue[head]] if tail > head and k + least < buckets else np.inf


@njit(cache=True, nogil=True)
def _priced(chains: Chains, event: int, summed: Floats, result: Floats, ahead: Floats) -> None:
    """Write for each bucket what an event costs there, its pulses and all events after it counted in."""
    buckets = len(result)
    for k in range(buckets):
        result[k] = chains.cost[event, k] + ahead[k]
    for at in range(chains.events[event, E_PULSE], chains.events[event + 1, E_PULSE]):
        row, begins, ends, need = chains.pulses[at]
        if summed[row, buckets] == 0.0:
            continue
        for k in range(buckets):
            since, until = min(buckets, max(0, k + begins)), min(buckets, max(0, k + ends))
            result[k] += need * (summed[row, until] - summed[row, since])


@njit(cache=True, nogil=True)
def _summed(price: Floats) -> Floats:
    """Prices of all instants before each."""
    summed = np.zeros((price.shape[0], price.shape[1] + 1))
    for row in range(price.shape[0]):
        summed[row, 1:] = np.cumsum(price[row])
    return summed


@njit(cache=True, nogil=True)
def cheapest(chains: Chains, price: Floats, used: Floats) -> float:
    """What the cheapest chains cost less the worth of all instants; what they use is written."""
    buckets, most_events = price.shape[1], np.max(np.diff(chains.firsts))
    summed = _summed(price)
    values, ahead, nothing = np.empty((most_events, buckets)), np.zeros(buckets), np.zeros(buckets)
    queue, picked, best_picked = (
        np.empty(buckets, np.int64),
        np.empty(most_events, np.int64),
        np.empty(most_events, np.int64),
    )
    used[:] = 0.0
    total = -(chains.capacity * summed[:, buckets]).sum()
    for column in range(len(chains.columns) - 1):
        least, chosen = float(chains.columns[column, 1]), NONE
        for option in range(chains.columns[column, 0], chains.columns[column + 1, 0]):
            first, last = chains.firsts[option], chains.firsts[option + 1]
            for event in range(last - 1, first - 1, -1):
                if event < last - 1:
                    within = chains.events[event, E_LEAST], chains.events[event, E_MOST]
                    _windowed(values[event + 1 - first], within, ahead, queue)
                _priced(chains, event, summed, values[event - first], ahead if event < last - 1 else nothing)
            if np.min(values[0]) < least:
                least, chosen = np.min(values[0]), option
                _picked(chains, option, values, picked)
                picked, best_picked = best_picked, picked
        total += least
        if chosen != NONE:
            _use(chains, chosen, best_picked, used)
    return float(total)


@njit(cache=True, nogil=True)
def _picked(chains: Chains, option: int, values: Floats, picked: Integers) -> None:
    """Write the buckets of the cheapest chain of an option."""
    first, last = chains.firsts[option], chains.firsts[option + 1]
    buckets, k = values.shape[1], 0
    since, until = 0, buckets - 1
    for event in range(first, last):
        k = since
        for other in range(since, until + 1):
            if values[event - first, other] < values[event - first, k]:
                k = other
        picked[event - first] = k
        since, until = k + chains.events[event, E_LEAST], min(buckets - 1, k + chains.events[event, E_MOST])


@njit(cache=True, nogil=True)
def _use(chains: Chains, option: int, picked: Integers, used: Floats) -> None:
    first, last = chains.firsts[option], chains.firsts[option + 1]
    buckets = used.shape[1]
    for event in range(first, last):
        k = picked[event - first]
        for at in range(chains.events[event, E_PULSE], chains.events[event + 1, E_PULSE]):
            row, begins, ends, need = chains.pulses[at]
            for instant in range(min(buckets, max(0, k + begins)), min(buckets, max(0, k + ends))):
                used[row, instant] += need
