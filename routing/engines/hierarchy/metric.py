"""Weights of a hierarchy: what each of its arcs costs by way of lower vertices, and repair after a change.

Weights are whole numbers in the unit of the costs given (milliseconds or centimetres). They are kept
in 32 bits where no sum of two can reach "closed", else in 64. Closed is infinite, never large.
"""

from dataclasses import dataclass, field

import numpy as np
from numba import njit

from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.columns import Bytes, Ints, Rows, Shape, Slots, Weights
from routing.engines.hierarchy.folds import Folds
from routing.engines.hierarchy.spare import Columns, Past, Spare, and_then, beginning, copied
from routing.engines.hierarchy.topology import Topology
from routing.errors import RoutingError

CLOSED_32 = (1 << 31) - 1
CLOSED_64 = 1 << 61
REPAIR_ARCS, REPAIR_TRIANGLES = 0.25, 0.6
"""More changes than this share of the arcs, or a repair past that of the triangles, make the weights anew.

On Florida's roads a repair of 0.35 of the triangles takes 44 ms, all weights anew 124 ms.
"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Metric:
    """Customised weights of a topology; never written to once made, so threads may share it.

    `cost` is the cost of each graph arc, `weight` of each slot, `closed` the value of what cannot be
    used; every other weight is below half of it. `repaired` tells how it was made, `folds` what
    questions found out about the weights, `past` the last repairs it came from.
    """

    topology: Topology
    cost: Weights
    weight: Weights
    closed: int
    largest: int
    repaired: bool = False
    folds: Folds = field(default_factory=Folds, repr=False)
    past: Past = field(default_factory=beginning, repr=False)

    @property
    def size_bytes(self) -> int:
        """Memory held."""
        return int(self.cost.nbytes + self.weight.nbytes) + self.folds.size_bytes

    @property
    def columns(self) -> Columns:
        """The arrays it holds."""
        return self.cost, self.weight

    def with_costs(self, arcs: Rows, cost: Rows, spare: Spare | None = None) -> "Metric":
        """The metric with these arcs at these costs: equal in every array to one made from nothing.

        `spare` are columns of a metric nobody holds any more, to be written over.

        Raises
        ------
        RoutingError
            As `metric_of` does.
        """
        _require_whole(cost, arcs)
        few = len(arcs) <= REPAIR_ARCS * len(self.cost)
        fit = few and self.closed == CLOSED_32 and _greatest(cost) < CLOSED_32 // 2
        return (_repaired(self, arcs, cost, spare) if fit else None) or metric_of(
            self.topology, self._costs_with(arcs, cost)
        )

    def _costs_with(self, arcs: Rows, cost: Rows) -> Rows:
        whole = self.cost.astype(np.int64)
        whole[whole == self.closed] = NO_WAY
        whole[arcs] = cost
        return whole


def metric_of(topology: Topology, cost: Rows) -> Metric:
    """The weights under these costs of the graph's arcs; NO_WAY is closed.

    Raises
    ------
    RoutingError
        When there is not one cost for each arc, a cost is negative, or they add up to more than can be counted.
    """
    arcs = len(topology.slots.of_arc)
    if len(cost) != arcs:
        msg = f"The road network has {arcs} arcs and {len(cost)} costs were given; give one for each."
        raise RoutingError(msg)
    _require_whole(cost, np.arange(arcs))
    if _greatest(cost) < CLOSED_32 // 2:
        narrow = _customised(topology, cost, CLOSED_32)
        if narrow.largest < CLOSED_32 // 2:
            return narrow
    if not cost[cost < NO_WAY].astype(float).sum() < CLOSED_64:
        msg = "The costs of the road network add up to more than can be counted; lower factors or exposures."
        raise RoutingError(msg)
    return _customised(topology, cost, CLOSED_64)


def _require_whole(cost: Rows, arcs: Rows) -> None:
    if cost.dtype.kind not in "iu":
        msg = f"Costs of the road network are {cost.dtype} numbers; give whole numbers of milliseconds or centimetres."
        raise RoutingError(msg)
    if len(cost) and cost.min() < 0:
        row = int(cost.argmin())
        msg = f"Arc {arcs[row]} of the road network has the cost {cost[row]}; costs must be 0 or more."
        raise RoutingError(msg)


def _greatest(cost: Rows) -> int:
    return int(cost[cost < NO_WAY].max(initial=0))


def _stored(cost: Rows, closed: int) -> Weights:
    stored = np.minimum(cost, closed)
    return stored.astype(np.uint32) if closed == CLOSED_32 else stored.astype(np.int64)


def _customised(topology: Topology, cost: Rows, closed: int) -> Metric:
    own = _stored(cost, closed)
    weight = np.full(2 * len(topology.shape.head), closed, own.dtype)
    _take_costs(topology.slots.of_arc, own, weight)
    _customise(topology.shape, weight)
    return Metric(topology=topology, cost=own, weight=weight, closed=closed, largest=int(_largest(weight, closed)))


def _repaired(metric: Metric, arcs: Rows, cost: Rows, spare: Spare | None) -> Metric | None:
    """The metric repaired, or None when making it from nothing is quicker or needs more bits."""
    topology = metric.topology
    own, weight = copied(metric.columns, metric.past, spare, topology.shape.first)
    changed = np.zeros(len(topology.rank), np.int8)
    own[arcs] = _stored(cost, metric.closed)
    owner = topology.owner[arcs]
    changed[owner[owner >= 0]] = 1
    budget = int(REPAIR_TRIANGLES * topology.triangles) + len(arcs)
    largest = _repair(topology.shape, topology.slots, own, (weight, metric.closed), changed, budget)
    if largest < 0 or max(largest, metric.largest) >= metric.closed // 2:
        return None
    return Metric(
        topology=topology,
        cost=own,
        weight=weight,
        closed=metric.closed,
        largest=max(int(largest), metric.largest),
        repaired=True,
        folds=metric.folds.without(changed),
        past=and_then(metric.past, arcs, np.flatnonzero(changed.view(bool))),
    )


@njit(cache=True, nogil=True)
def _take_costs(slot_of_arc: Ints, cost: Weights, weight: Weights) -> None:
    """The least cost among the arcs of each slot."""
    for i in range(len(cost)):
        slot = slot_of_arc[i]
        if slot >= 0 and cost[i] < weight[slot]:
            weight[slot] = cost[i]


@njit(cache=True, nogil=True)
def _largest(weight: Weights, closed: int) -> int:
    largest = 0
    for i in range(len(weight)):
        value = int(weight[i])
        if value < closed:
            largest = max(largest, value)
    return largest


@njit(cache=True, nogil=True)
def _lower(v: int, shape: Shape, weight: Weights, out: Weights, place: Ints) -> int:
    """Lessen `out` by every triangle under an arc of v; how many there were. `place` says where in `out` heads go."""
    triangles = 0
    for q in range(shape.low_first[v], shape.low_first[v + 1]):
        low, high = shape.low_arc[q], shape.first[shape.low_tail[q] + 1]
        down, up = np.int64(weight[2 * low + 1]), np.int64(weight[2 * low])
        triangles += high - low
        for j in range(low + 1, high):
            k = place[shape.head[j]]
            out[2 * k] = min(np.int64(out[2 * k]), down + np.int64(weight[2 * j]))
            out[2 * k + 1] = min(np.int64(out[2 * k + 1]), up + np.int64(weight[2 * j + 1]))
    return triangles


@njit(cache=True, nogil=True)
def _customise(shape: Shape, weight: Weights) -> None:
    """Weights by way of lower vertices, vertex by vertex upwards; sums of what is closed stay closed."""
    count = len(shape.parent)
    place = np.empty(count, np.int32)
    for v in range(count):
        for k in range(shape.first[v], shape.first[v + 1]):
            place[shape.head[k]] = k
        _lower(v, shape, weight, weight, place)


@njit(cache=True, nogil=True)
def _own_cost(slot: int, slots: Slots, cost: Weights, closed: int) -> int:
    least = closed
    for i in range(slots.first[slot], slots.first[slot + 1]):
        least = min(least, int(cost[slots.arc[i]]))
    return least


@njit(cache=True, nogil=True)
def _store(v: int, shape: Shape, weight: Weights, fresh: Weights, changed: Bytes) -> int:
    """Write the fresh weights of v and mark the vertices they bear on; how many arcs from the first were kept."""
    start, last = shape.first[v], -1
    for k in range(shape.first[v + 1] - start):
        for slot in (2 * k, 2 * k + 1):
            if fresh[slot] != weight[2 * start + slot]:
                weight[2 * start + slot] = fresh[slot]
                last = k
    for k in range(last + 1):
        changed[shape.head[start + k]] = 1
    return last + 1


@njit(cache=True, nogil=True)
def _repair(shape: Shape, slots: Slots, cost: Weights, state: tuple[Weights, int], changed: Bytes, budget: int) -> int:
    """Weights anew for marked vertices and all they bear on; the largest written, -1: given up past the budget."""
    weight, closed = state
    count = len(shape.parent)
    place = np.empty(count, np.int32)
    fresh = np.empty(2 * shape.height, weight.dtype)  # what lies above a vertex are its ancestors
    largest = 0
    for v in range(count):
        if not changed[v]:
            continue
        start, size = shape.first[v], shape.first[v + 1] - shape.first[v]
        for k in range(size):
            place[shape.head[start + k]] = k
            fresh[2 * k] = _own_cost(2 * (start + k), slots, cost, closed)
            fresh[2 * k + 1] = _own_cost(2 * (start + k) + 1, slots, cost, closed)
        budget -= _lower(v, shape, weight, fresh, place) + size
        if budget < 0:
            return -1
        largest = max(largest, _largest(fresh[: 2 * size], closed))
        _store(v, shape, weight, fresh, changed)
    return largest
