"""Which effects lie on which pieces of some roads, whether they act or not."""

from typing import NamedTuple

import numpy as np

from geo.lines import Rows, ranges
from routing.costs.blocks import Blocks, first_from, stretches_on
from routing.costs.conditions import Conditions
from routing.index import NetworkIndex


class Cover(NamedTuple):
    """Pairs, sorted by piece and effect: this effect, a row of the blocks, lies on this piece of the conditions."""

    effect: Rows
    piece: Rows

    def on(self, piece: int) -> Rows:
        """Every effect that lies on a piece."""
        low, high = np.searchsorted(self.piece, [piece, piece + 1])
        return self.effect[low:high]


def cover_on(index: NetworkIndex, conditions: Conditions, segments: Rows) -> Cover:
    """What lies on the pieces of these segments."""
    effect, (segment, start_m, end_m) = stretches_on(conditions.blocks, segments, index.network.segment_count)
    low = first_from(conditions.segment, conditions.start_m, segment, start_m)
    high = np.maximum(low, first_from(conditions.segment, conditions.start_m, segment, end_m))
    piece, effect = ranges(low, high), np.repeat(effect, high - low)
    order = np.argsort(piece, kind="stable")
    return Cover(effect[order], piece[order])


def closing_segments(blocks: Blocks) -> Rows:
    """The segments on which anything lies that closes, acting or not."""
    closing = (block.segment for block in blocks if block.effect.closed)
    return np.unique(np.concatenate([np.empty(0, np.int64), *closing]))
