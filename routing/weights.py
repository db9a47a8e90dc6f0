"""What each edge counts in a choice: one column shared by many questions, and the edges that differ from it."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

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
        """The cost of every edge in one column."""
        if not len(self.changed):
            return self.base
        whole = self.base.copy()
        whole[self.changed] = self.cost
        return whole
