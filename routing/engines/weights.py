"""What each edge counts in a choice: one column shared by many questions, and the edges that differ from it."""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numba import njit
from numpy.typing import NDArray

from routing.engines.dijkstra import NO_WAY
from routing.errors import RoutingError

Rows = NDArray[np.int64]
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class EdgeCosts:
    """Costs by edge, NO_WAY where closed; never written to once made, so engines may keep what they made of them.

    `base` holds every edge; `changed` lists, in rising order, those that cost `cost` instead. Many
    questions share one base: two sets of costs over the same base differ in few edges only.
    `turns_count` tells whether the costs are milliseconds of driving, to which turns add theirs.
    """

    base: Rows
    changed: Rows = field(default_factory=_NONE.copy)
    cost: Rows = field(default_factory=_NONE.copy)
    turns_count: bool = True

    @cached_property
    def dense(self) -> Rows:
        """The cost of every edge in one column.

        Raises
        ------
        RoutingError
            When a cost is negative or no whole number: no search could be trusted with it.
        """
        _require_whole(self.base)
        _require_whole(self.cost)
        if not len(self.changed):
            return self.base
        whole = self.base.copy()
        whole[self.changed] = self.cost
        return whole

    def differing(self, other: "EdgeCosts") -> Rows:
        """The edges that cost something else under other costs over the same base, in rising order."""
        found = np.empty(len(self.changed) + len(other.changed), np.int64)
        return found[: _differing(self.base, (self.changed, self.cost), (other.changed, other.cost), found)]

    def of(self, edges: Rows) -> Rows:
        """The cost of each of these edges."""
        cost = self.base[edges]
        if len(self.changed):
            at = np.minimum(np.searchsorted(self.changed, edges), len(self.changed) - 1)
            own = self.changed[at] == edges
            cost[own] = self.cost[at[own]]
        return np.asarray(cost)

    def with_costs(self, edges: Rows, cost: Rows) -> "EdgeCosts":
        """The same with these edges, in rising order, at these costs."""
        kept = ~np.isin(self.changed, edges, assume_unique=True)
        changed, costs = np.append(self.changed[kept], edges), np.append(self.cost[kept], cost)
        order = np.argsort(changed)
        return replace(self, changed=changed[order], cost=costs[order])

    def after_turns(self, cost: Rows, turns_ms: Rows) -> Rows:
        """What edges of these costs cost with turns before them; closed stays closed."""
        return np.where(cost < NO_WAY, cost + turns_ms, NO_WAY) if self.turns_count else cost


def _require_whole(cost: Rows) -> None:
    if cost.dtype.kind not in "iu":
        msg = f"Costs of edges are {cost.dtype} numbers; give whole numbers of milliseconds or centimetres."
        raise RoutingError(msg)
    if len(cost) and cost.min() < 0:
        msg = f"An edge of the road network has the cost {cost.min()}; costs must be 0 or more."
        raise RoutingError(msg)


@njit(cache=True, nogil=True)
def _differing(base: Rows, one: tuple[Rows, Rows], other: tuple[Rows, Rows], found: Rows) -> int:
    """Write the edges on which two sets of changes, each in rising order, differ; how many there are."""
    i = j = count = 0
    while i < len(one[0]) or j < len(other[0]):
        left = one[0][i] if i < len(one[0]) else len(base)
        right = other[0][j] if j < len(other[0]) else len(base)
        edge = min(left, right)
        mine, theirs = base[edge], base[edge]
        if left == edge:
            mine = one[1][i]
            i += 1
        if right == edge:
            theirs = other[1][j]
            j += 1
        if mine != theirs:
            found[count] = edge
            count += 1
    return count
