"""Stretches of lines cut where any of them begins or ends, so that each cut piece is of one kind."""

from dataclasses import dataclass

import numpy as np

from geo.lines import Floats, Rows, ranges


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPieces:
    """Pieces sorted by line and start, and which stretch covers which piece.

    `stretch` and `piece` are pairs of row numbers: that stretch covers that piece.
    """

    line: Rows
    start_m: Floats
    end_m: Floats
    stretch: Rows
    piece: Rows

    @property
    def length_m(self) -> Floats:
        """Length of each piece, metres."""
        return self.end_m - self.start_m


def cut_pieces(line: Rows, start_m: Floats, end_m: Floats) -> CutPieces:
    """The covered parts of each line, cut at every start and end; stretches of no length cover nothing."""
    count = len(line)
    lines, positions = np.concatenate([line, line]), np.concatenate([start_m, end_m])
    order = np.lexsort((positions, lines))
    is_new = np.ones(2 * count, bool)
    is_new[1:] = (np.diff(lines[order]) != 0) | (np.diff(positions[order]) > 0)
    knot = np.empty(2 * count, np.int64)
    knot[order] = np.cumsum(is_new) - 1
    knot_line, knot_m = lines[order][is_new], positions[order][is_new]
    first, last = knot[:count], knot[count:]
    covered = ranges(first, last)
    used, piece = np.unique(covered, return_inverse=True)
    return CutPieces(
        line=knot_line[used],
        start_m=knot_m[used],
        end_m=knot_m[used + 1] if len(used) else np.empty(0),
        stretch=np.repeat(np.arange(count), last - first),
        piece=piece,
    )
