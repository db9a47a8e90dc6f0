"""What one more unit is worth: solved again with one more, and placed where it helps most while the others stay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from routing.siting.answer import Proof, Siting
from routing.siting.case import ONCE, CoverCase, Effort
from routing.siting.covering import covered_worth, most_covered


@dataclass(frozen=True, kw_only=True, eq=False)
class OneMore:
    """The best with and without one more unit, and where one adds most while all others stay.

    `candidate` is None where one more adds nothing.
    """

    without: Siting
    with_one: Siting
    candidate: int | None
    adds: float

    @property
    def worth(self) -> float:
        """By how much the best rises with one more unit."""
        return self.with_one.value - self.without.value

    @property
    def is_proven(self) -> bool:
        """Whether both bests are."""
        return self.without.proof is self.with_one.proof is Proof.PROVEN


def one_more(case: CoverCase, units: int, *, gains: Sequence[float] = ONCE, effort: Effort | None = None) -> OneMore:
    """What one unit more than so many is worth."""
    without = most_covered(case, units, gains=gains, effort=effort)
    with_one = most_covered(case, units + 1, gains=gains, effort=effort)
    present = np.zeros(case.count, np.int64) if case.present is None else case.present
    room = None if case.room is None else case.room - without.units
    added = most_covered(replace(case, present=present + without.units, room=room), 1, gains=gains, effort=effort)
    adds = added.value - covered_worth(case, without.units, gains)
    return OneMore(
        without=without,
        with_one=with_one,
        candidate=int(added.units.argmax()) if adds > 0 else None,
        adds=adds,
    )
