"""Columns of a metric that is no more, brought to another state: only what repairs wrote since the two were one."""

from typing import NamedTuple

import numpy as np
from numba import njit

from routing.engines.hierarchy.columns import Ints, Rows, Weights

Columns = tuple[Weights, Weights]
"""Costs of the graph's arcs, and weights of the slots."""
MOST_STEPS = 6
"""So many of the last repairs are remembered."""
FEW = 0.1
"""Where more of the vertices than this share were looked at, copying all is quicker."""


class Step(NamedTuple):
    """The state a repair ended in, known by identity, the arcs it gave costs and the vertices it looked at."""

    state: object
    arcs: Rows
    vertices: Rows


Past = tuple[Step, ...]
"""The last repairs that led to a state, oldest first; the first one's arcs and vertices are of no use."""


class Spare(NamedTuple):
    """Columns nobody holds any more, and how they came about."""

    columns: Columns
    past: Past


def beginning() -> Past:
    """The past of what was made from nothing."""
    none = np.empty(0, np.int64)
    return (Step(object(), none, none),)


def and_then(past: Past, arcs: Rows, vertices: Rows) -> Past:
    """The past with one repair more."""
    return (*past, Step(object(), arcs, vertices))[-MOST_STEPS:]


def copied(columns: Columns, past: Past, spare: Spare | None, first: Ints) -> Columns:
    """Copies of the columns, in the spare ones where they are of the same kind.

    `first` is where the arcs of each vertex begin. Memory the process has in use already takes a tenth
    of the time of fresh memory, and columns that a few repairs set apart only the time to write those again.
    """
    if spare is None or any(old.dtype != new.dtype for old, new in zip(columns, spare.columns, strict=True)):
        return columns[0].copy(), columns[1].copy()
    since = _since(past, spare.past)
    if since is None or sum(len(step.vertices) for step in since) > FEW * (len(first) - 1):
        for old, new in zip(columns, spare.columns, strict=True):
            np.copyto(new, old)
        return spare.columns
    for step in since:
        spare.columns[0][step.arcs] = columns[0][step.arcs]
        _write(step.vertices, first, columns[1], spare.columns[1])
    return spare.columns


def _since(one: Past, other: Past) -> Past | None:
    """The repairs on both sides since the two were one; None where that is not remembered."""
    place = {id(step.state): row for row, step in enumerate(one)}
    for row in range(len(other) - 1, -1, -1):
        at = place.get(id(other[row].state))
        if at is not None:
            return (*one[at + 1 :], *other[row + 1 :])
    return None


@njit(cache=True, nogil=True)
def _write(vertices: Rows, first: Ints, weight: Weights, out: Weights) -> None:
    for v in vertices:
        for slot in range(2 * first[v], 2 * first[v + 1]):
            out[slot] = weight[slot]
