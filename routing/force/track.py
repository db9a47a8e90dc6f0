"""Corridors laid on the roads they run along: which metres of which road each metre of corridor is."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from data.model import Corridor
from geo.intervals import cut_pieces
from geo.lines import Floats, Lines, Rows, lines_from
from geo.snap import METRES_PER_DEGREE, near_all, nearest
from routing.index import NetworkIndex
from routing.kept import Shelf

BESIDE_M = 20.0
"""A corridor runs along a road no farther away than this, metres."""
LEAST_M = 1e-3
Stretches = tuple[Rows, Floats, Floats]
Pieces = NDArray[np.float64]
_TRACKS = Shelf[Hashable, Pieces](most=256)


@dataclass(frozen=True, kw_only=True, eq=False)
class Track:
    """Pieces of corridors, from `start_m` to `end_m` along `corridor`, on roads from `from_m` to `to_m`.

    `from_m` > `to_m` runs against the drawing of the segment. What runs along no road has no piece.
    """

    corridor: Rows
    start_m: Floats
    end_m: Floats
    segment: Rows
    from_m: Floats
    to_m: Floats

    def of(self, stretches: Stretches) -> Stretches:
        """The corridors' share in stretches of road: corridor, start and end."""
        segment, start_m, end_m = stretches
        own = np.isin(segment, self.segment)
        low_m, high_m = np.minimum(self.from_m, self.to_m), np.maximum(self.from_m, self.to_m)
        count = len(self.segment)
        pieces = cut_pieces(
            np.concatenate([self.segment, segment[own]]),
            np.concatenate([low_m, start_m[own]]),
            np.concatenate([high_m, end_m[own]]),
        )
        met = np.zeros(len(pieces.line), bool)
        met[pieces.piece[pieces.stretch >= count]] = True
        both = (pieces.stretch < count) & met[pieces.piece]
        rows, piece = pieces.stretch[both], pieces.piece[both]
        ends = np.sort([self._along(rows, pieces.start_m[piece]), self._along(rows, pieces.end_m[piece])], axis=0)
        return self.corridor[rows], ends[0], ends[1]

    def roads(self, corridor: int, start_m: float, end_m: float) -> Stretches:
        """The stretches of road a stretch of corridor runs along."""
        rows = np.flatnonzero((self.corridor == corridor) & (self.start_m < end_m) & (self.end_m > start_m))
        length_m = self.end_m[rows] - self.start_m[rows]
        step = (self.to_m - self.from_m)[rows] / length_m
        low, high = (
            self.from_m[rows] + step * (np.clip(at, self.start_m[rows], self.end_m[rows]) - self.start_m[rows])
            for at in (start_m, end_m)
        )
        return self.segment[rows], np.minimum(low, high), np.maximum(low, high)

    def _along(self, rows: Rows, position_m: Floats) -> Floats:
        """Where along its corridor a place on the road of each piece lies."""
        share = (position_m - self.from_m[rows]) / (self.to_m - self.from_m)[rows]
        return np.asarray(self.start_m[rows] + share * (self.end_m - self.start_m)[rows])


def track_of(index: NetworkIndex, corridors: Sequence[Corridor]) -> Track:
    """These corridors on their roads; a corridor once laid is not laid again."""
    shelf = index.memory.on(_TRACKS)
    laid = [shelf.get(shapely.to_wkb(c.line), lambda c=c: _laid(index, c)) for c in corridors]  # type: ignore[misc]
    table = np.concatenate([np.empty((0, 5)), *laid])
    return Track(
        corridor=np.repeat(np.arange(len(laid)), [len(piece) for piece in laid]),
        start_m=table[:, 0],
        end_m=table[:, 1],
        segment=table[:, 2].astype(np.int64),
        from_m=table[:, 3],
        to_m=table[:, 4],
    )


def _laid(index: NetworkIndex, corridor: Corridor) -> Pieces:
    """Start, end, segment, and from where to where on it, of each piece."""
    own = lines_from([corridor.line])
    knots = _knots(index, own, corridor)
    rows = np.zeros(len(knots), np.int64)
    places = own.places(rows, knots)
    middles = own.places(rows[1:], (knots[1:] + knots[:-1]) / 2)
    found = [
        _piece(index, (knots[i], knots[i + 1]), (places[i], middles[i], places[i + 1])) for i in range(len(middles))
    ]
    return np.array([piece for piece in found if piece], float).reshape(-1, 5)


def _knots(index: NetworkIndex, own: Lines, corridor: Corridor) -> Floats:
    """Positions where the corridor bends or a road beside it begins or ends."""
    far = 2 * BESIDE_M / METRES_PER_DEGREE
    rows = index.lines.rows_near(*shapely.bounds(shapely.buffer(corridor.line, far)))
    rows = rows[shapely.dwithin(corridor.line, index.lines.shapes[rows], 2 * far)]
    ends = np.unique(np.concatenate([index.network.segment_from[rows], index.network.segment_to[rows]]))
    nodes = shapely.points(index.network.node_lon[ends], index.network.node_lat[ends])
    beside = [place.position_m for node in nodes for place in near_all(own, node, BESIDE_M)]
    knots = np.unique(np.concatenate([own.along_m, beside]))
    return np.asarray(knots[np.concatenate([[True], np.diff(knots) > LEAST_M])])


def _piece(
    index: NetworkIndex, ends_m: tuple[float, float], places: tuple[Floats, Floats, Floats]
) -> tuple[float, ...]:
    road = nearest(index.lines, shapely.Point(places[1]), BESIDE_M)
    if road is None:
        return ()
    only = index.lines.subset(np.array([road.line]))
    on = [near_all(only, shapely.Point(place), 2 * BESIDE_M) for place in (places[0], places[2])]
    if not all(on) or abs(on[0][0].position_m - on[1][0].position_m) < LEAST_M:
        return ()
    return (*ends_m, road.line, on[0][0].position_m, on[1][0].position_m)
