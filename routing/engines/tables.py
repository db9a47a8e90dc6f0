"""Ways between many stops at once: how they are asked for, and what is told of each."""

from typing import NamedTuple

import numpy as np

from geo.lines import Floats, Rows
from routing.engines.dijkstra import NO_WAY


class Groups(NamedTuple):
    """Ends of many stops: those of stop i are first[i]:first[i + 1], each with its vertex and its cost."""

    vertex: Rows
    cost: Rows
    first: Rows


class Takes(NamedTuple):
    """What driving takes: edge and row of each arc, segment of each edge, milliseconds and metres of segments.

    `turn_ms` is what rows past the edges take more; `never_then` the edge by which one would turn
    round after each edge where that is not permitted, -1 where there is none.
    """

    edge: Rows
    row: Rows
    segment: Rows
    segment_ms: Rows
    segment_m: Floats
    turn_ms: Rows
    never_then: Rows


class Ways(NamedTuple):
    """The cheapest way for each pair of stops, shape (n, m): NO_WAY, -1 and NaN where there is none.

    `start` and `end` are rows of the groups, `takes` milliseconds and metres between the two; `edges`
    the first and the last edge driven (-1: none) and whether the way turns round where it may not.
    """

    cost: Rows
    start: Rows
    end: Rows
    takes: Floats
    edges: Rows


def no_ways(origins: int, destinations: int) -> Ways:
    """A table without ways."""
    shape = origins, destinations
    edges = np.full((*shape, 3), -1, np.int64)
    edges[..., 2] = 0
    return Ways(
        cost=np.full(shape, NO_WAY, np.int64),
        start=np.full(shape, -1, np.int64),
        end=np.full(shape, -1, np.int64),
        takes=np.full((*shape, 2), np.nan),
        edges=edges,
    )
