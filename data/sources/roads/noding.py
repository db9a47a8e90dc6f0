"""Lines without topology → pieces of road that meet at nodes.

Roads meet where they share a vertex, where one ends on another, and where two of the same level
cross. A free end within the tolerance of another road is joined to it. A crossing of different
levels (bridge, tunnel, layer) stays a crossing. Places are whole numbers of 10⁻⁷ degree, about one
centimetre, so that "the same place" is exact.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.sources.roads.crossings import crossed
from data.sources.roads.joins import joined, without_overshoots
from data.sources.roads.linework import (
    GRID,
    Floats,
    Linework,
    Place,
    Whole,
    end_counts,
    on_grid,
    places,
    split,
    without_doubles,
    without_repeats,
)

_ROUNDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Noded:
    """Pieces of road between nodes, and every change and doubt with its place in degrees.

    `origin` is the input row of each piece. `crossings` became nodes though the lines had no vertex
    there; `apart` cross at another level and stay apart; `joined` are free ends moved to the road
    beside them; `trimmed` are overshoots cut off; `dangling` are ends where one piece alone arrives.
    `doubles` and `without_length` are the input rows that added nothing, or not everything.
    """

    lon: Floats
    lat: Floats
    from_node: NDArray[np.int32]
    to_node: NDArray[np.int32]
    offsets: Whole
    points: Floats
    origin: Whole
    crossings: tuple[Place, ...]
    apart: tuple[Place, ...]
    joined: tuple[Place, ...]
    trimmed: tuple[Place, ...]
    dangling: tuple[Place, ...]
    doubles: tuple[int, ...]
    without_length: tuple[int, ...]


def noded(points: Floats, offsets: Whole, *, level: Whole, travel: Whole, tolerance_m: float = 5.0) -> Noded:
    """The pieces and nodes of lines given end to end in degrees; noding the pieces again changes nothing."""
    lines, without_length = without_repeats(on_grid(points, offsets, level, travel))
    lines, doubles = without_doubles(lines)
    first = crossed(lines)
    pieces, trimmed = without_overshoots(split(first.lines), tolerance_m)
    pieces, moved, crossings = _closed_gaps(pieces, tolerance_m)
    pieces, more = without_doubles(pieces)
    return _numbered(
        pieces,
        crossings=(*first.noded, *crossings),
        apart=first.apart,
        joined=moved,
        trimmed=trimmed,
        doubles=tuple(dict.fromkeys((*doubles, *more))),
        without_length=without_length,
    )


def _closed_gaps(pieces: Linework, tolerance_m: float) -> tuple[Linework, tuple[Place, ...], tuple[Place, ...]]:
    moved: tuple[Place, ...] = ()
    crossings: tuple[Place, ...] = ()
    for _ in range(_ROUNDS):
        pieces, now = joined(pieces, tolerance_m)
        if not now:
            break
        again = crossed(pieces)
        pieces = split(again.lines)
        moved, crossings = (*moved, *now), (*crossings, *again.noded)
    return pieces, moved, crossings


def _numbered(pieces: Linework, **notes: tuple[Place, ...] | tuple[int, ...]) -> Noded:
    """The pieces with their nodes numbered by place."""
    ends = pieces.ends
    at, node = np.unique(pieces.grid[ends].reshape(-1, 2), axis=0, return_inverse=True)
    nodes = node.reshape(-1, 2).astype(np.int32)
    free = pieces.ends[end_counts(pieces) == 1]
    return Noded(
        lon=at[:, 0] / GRID,
        lat=at[:, 1] / GRID,
        from_node=nodes[:, 0],
        to_node=nodes[:, 1],
        offsets=pieces.offsets,
        points=pieces.grid / GRID,
        origin=pieces.origin,
        dangling=places(pieces.grid[free]),
        **notes,  # type: ignore[arg-type]  # each note has the type of the field it is named after
    )
