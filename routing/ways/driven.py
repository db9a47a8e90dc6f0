"""The legs of a way as one: what is driven, stretch by stretch, and what each takes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from geo.lines import Floats, Rows
from routing.costs.costs import Costs
from routing.index import NetworkIndex
from routing.ways.way import Leg


@dataclass(frozen=True, kw_only=True, eq=False)
class Driven:
    """The stretches of all legs in columns, and what each takes without the turns that end with it."""

    segment: Rows
    start_m: Floats
    end_m: Floats
    turn_ms: Rows
    costs: Costs = field(repr=False)

    @cached_property
    def duration_ms(self) -> Rows:
        """What driving each stretch takes."""
        return self.costs.durations_ms(self.segment, self.low_m, self.high_m)

    @cached_property
    def low_m(self) -> Floats:
        """The lesser position of each stretch."""
        return np.minimum(self.start_m, self.end_m)

    @cached_property
    def high_m(self) -> Floats:
        """The greater position of each stretch."""
        return np.maximum(self.start_m, self.end_m)

    @cached_property
    def first(self) -> Rows:
        """Where each segment is driven first, in the order driven."""
        return np.sort(np.unique(self.segment, return_index=True)[1])

    def place(self, index: NetworkIndex, row: int) -> tuple[float, float]:
        """Longitude and latitude of where a stretch begins."""
        lon, lat = index.lines.part(int(self.segment[row]), float(self.start_m[row]), float(self.end_m[row]))[0]
        return float(lon), float(lat)


def driven_of(costs: Costs, legs: Sequence[Leg]) -> Driven:
    """What is driven, without stretches that have neither length nor a turn."""
    segment, start_m, end_m, turn_ms = (
        np.concatenate([getattr(leg, name) for leg in legs]) for name in ("segment", "start_m", "end_m", "turn_ms")
    )
    real = (start_m != end_m) | (turn_ms > 0)
    return Driven(segment=segment[real], start_m=start_m[real], end_m=end_m[real], turn_ms=turn_ms[real], costs=costs)
