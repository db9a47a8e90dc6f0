"""How long columns have really stood at places, from the outcomes of missions, with how many these are."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np

from data.model.outcome import MissionOutcome
from data.model.plan import Plan

FEWEST = 5
"""Fewer columns than this say too little about those to come: of 4, none can be the 8 in 10."""


class Waiting(StrEnum):
    """Which recorded waits a march table counts: none, what half of the columns kept to, or what 8 in 10 did."""

    PLANNED = "planned"
    HALF = "half"
    EIGHT_IN_TEN = "eight_in_ten"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownWait:
    """How long `count` columns stood at a place: half of them at most `half_s`, 8 in 10 at most `eight_in_ten_s`.

    `since` is when the first of these missions ended.
    """

    place: str
    half_s: float
    eight_in_ten_s: float
    longest_s: float
    count: int
    since: datetime

    @property
    def is_enough(self) -> bool:
        """Whether so many columns say how long others will wait."""
        return self.count >= FEWEST

    def of(self, waiting: Waiting) -> float:
        """The wait to count with."""
        counted = {Waiting.HALF: self.half_s, Waiting.EIGHT_IN_TEN: self.eight_in_ten_s}
        return counted.get(waiting, 0.0)


def known_wait(plan: Plan, place: str) -> KnownWait | None:
    """The waits recorded at a place; None where none was, which is not known and not zero.

    The quantiles are waits that really happened: the least that at least half, or 8 in 10, did not exceed.
    """
    found = [(outcome, wait) for outcome in plan.mission_outcomes for wait in outcome.waits if wait.place == place]
    if not found:
        return None
    waits_s = [wait.wait_s for _, wait in found]
    half_s, most_s = np.quantile(waits_s, [0.5, 0.8], method="inverted_cdf").tolist()
    return KnownWait(
        place=place,
        half_s=half_s,
        eight_in_ten_s=most_s,
        longest_s=max(waits_s),
        count=len(waits_s),
        since=min(outcome.ended_at for outcome, _ in found),
    )


def outcomes_of(plan: Plan, convoy_id: str) -> tuple[MissionOutcome, ...]:
    """The outcomes recorded for one convoy, the latest first."""
    own = [outcome for outcome in plan.mission_outcomes if outcome.convoy == convoy_id]
    return tuple(sorted(own, key=lambda outcome: outcome.ended_at, reverse=True))
