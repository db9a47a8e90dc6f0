"""What each edge counts in a choice: one column shared by many questions, and the edges that differ from it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from routing.errors import RoutingError

Rows = NDArray[np.int64]
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, kw_only=True, eq=False)
class EdgeCosts:
    """Costs by edge, NO_WAY where closed; never written to once made, so engines may keep what they made of them.

    `base` holds every edge; `changed` lists, in rising order, those that cost `cost` instead. Many
    questions share one base: two sets of costs over the same base differ in few edges only.
    """

    base: Rows
    changed: Rows = field(default_factory=_NONE.copy)
    cost: Rows = field(default_factory=_NONE.copy)

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


def _require_whole(cost: Rows) -> None:
    if cost.dtype.kind not in "iu":
        msg = f"Costs of edges are {cost.dtype} numbers; give whole numbers of milliseconds or centimetres."
        raise RoutingError(msg)
    if len(cost) and cost.min() < 0:
        msg = f"An edge of the road network has the cost {cost.min()}; costs must be 0 or more."
        raise RoutingError(msg)
