"""Names for the columns that the compiled parts hand to each other."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bytes = NDArray[np.int8]
Rows = NDArray[np.int64]
Floats = NDArray[np.float64]
Weights = NDArray[np.uint32] | NDArray[np.int64]


class Neighbours(NamedTuple):
    """Neighbours of vertex v: head[first[v]:first[v + 1]]."""

    first: Ints
    head: Ints


class Shape(NamedTuple):
    """The arcs of a hierarchy; vertices are numbered by their place in the order.

    The upward arcs of v are first[v]:first[v + 1], sorted by head. The arcs that end in v are
    `low_arc`, from the vertices `low_tail`, at low_first[v]:low_first[v + 1]. All upward neighbours
    of v are its ancestors in the tree `parent`; a root has the number of vertices as parent, whose
    `depth` is 0; `height` is the greatest depth.
    """

    first: Ints
    head: Ints
    low_first: Ints
    low_tail: Ints
    low_arc: Ints
    parent: Ints
    depth: Ints
    height: int


class Slots(NamedTuple):
    """Where the weights of the graph's own arcs go.

    Slot 2k is hierarchy arc k upwards, 2k + 1 downwards. `of_arc` is the slot of each graph arc (-1: a
    loop, never of use); the graph arcs of slot s are arc[first[s]:first[s + 1]].
    """

    of_arc: Ints
    first: Ints
    arc: Ints
