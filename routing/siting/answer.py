"""Where units go, what that is worth, and how far it is proven."""

import math
from dataclasses import dataclass
from enum import StrEnum

from geo.lines import Rows


class Proof(StrEnum):
    """How the search ended."""

    PROVEN = "proven best"
    TIME_LIMIT = "time limit"
    IMPOSSIBLE = "not possible"


@dataclass(frozen=True, kw_only=True, eq=False)
class Siting:
    """New units by candidate, their value recounted from them alone, and the bound no placing can pass.

    `value` is what is covered, or for medians and least units what it costs; `bound` is on the far
    side of it. `unserved` are rows of demand that nothing can ever serve, left out of a question
    that is about all of it. Where nothing is possible no unit is placed and the value is infinite.
    """

    units: Rows
    value: float
    bound: float
    proof: Proof
    unserved: Rows

    @property
    def gap(self) -> float:
        """How far the value may be from the best, as a share of the greater of the two; 0 when proven."""
        if self.proof is Proof.PROVEN or self.value == self.bound:
            return 0.0
        whole = max(abs(self.value), abs(self.bound))
        return 1.0 if math.isinf(whole) else abs(self.bound - self.value) / whole
