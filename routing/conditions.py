"""Effects resolved: pieces of segments on each of which one thing holds."""

from dataclasses import dataclass

import numpy as np

from geo.intervals import CutPieces, cut_pieces
from geo.lines import Floats, Rows
from routing.effects import AREAS, DANGERS, REPORTS, Effect, Effects
from routing.index import Flags, NetworkIndex

NOBODY = -1
_NEUTRAL = Effect(layer=AREAS, cause=("", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Pieces that together cover every segment anything acts on, sorted by segment and start.

    `seconds_per_m` is driving time, `exposure` the summed exposure of the zones in force, `report`
    the effect row of the report that speaks there (-1: none does). `cover_effect` and `cover_piece`
    are pairs, sorted by piece: that effect lies on that piece, whether it acts or not.
    """

    segment: Rows
    start_m: Floats
    end_m: Floats
    closed: Flags
    unknown: Flags
    seconds_per_m: Floats
    exposure: Floats
    report: Rows
    cover_effect: Rows
    cover_piece: Rows

    def pieces_of(self, segment: int) -> slice:
        """Which pieces belong to a segment; empty when nothing acts on it."""
        low, high = np.searchsorted(self.segment, [segment, segment + 1])
        return slice(int(low), int(high))

    def effects_on(self, piece: int) -> Rows:
        """Every effect that lies on a piece, whether it acts or not."""
        low, high = np.searchsorted(self.cover_piece, [piece, piece + 1])
        return self.cover_effect[low:high]

    def pieces_within(self, segment: int, low_m: float, high_m: float) -> Rows:
        """Rows of the pieces of which some metres lie between two positions."""
        own = self.pieces_of(segment)
        shared_m = np.minimum(self.end_m[own], high_m) - np.maximum(self.start_m[own], low_m)
        return np.asarray(own.start + np.nonzero(shared_m > 0)[0])


def conditions_of(index: NetworkIndex, effects: Effects) -> Conditions:
    """What holds where, after the highest rank of each layer was found on every piece."""
    pieces = _cut(index, effects)
    own = np.nonzero(pieces.stretch < len(effects.segment))[0]
    own = own[np.argsort(pieces.piece[own], kind="stable")]
    effect, piece = effects.effect[pieces.stretch[own]], pieces.piece[own]
    base = 3.6 / index.network.segment_speed_kmh[pieces.line]
    area = _acting(effects, effect, piece, base, AREAS)
    report = _acting(effects, effect, piece, base, REPORTS)
    danger = _column(effects, "layer")[effect] == DANGERS
    exposure = _column(effects, "exposure")[effect[danger]]
    return Conditions(
        segment=pieces.line,
        start_m=pieces.start_m,
        end_m=pieces.end_m,
        closed=(_column(effects, "closed")[area] + _column(effects, "closed")[report]) > 0,
        unknown=_column(effects, "unknown")[report] > 0,
        seconds_per_m=_pace(effects, area, base) * _column(effects, "factor")[report],
        exposure=np.bincount(piece[danger], exposure, len(base)).astype(float),
        report=report,
        cover_effect=effect,
        cover_piece=piece,
    )


def _cut(index: NetworkIndex, effects: Effects) -> CutPieces:
    """Pieces of all segments touched, whole segments; the stretches beyond the effects are the segments."""
    touched = np.unique(effects.segment)
    return cut_pieces(
        np.concatenate([effects.segment, touched]),
        np.concatenate([effects.start_m, np.zeros(len(touched))]),
        np.concatenate([effects.end_m, index.lines.length_m[touched]]),
    )


def _acting(effects: Effects, effect: Rows, piece: Rows, base: Floats, layer: int) -> Rows:
    """For each piece the effect of one layer that acts: highest rank, then the most restrictive; -1 for none."""
    chosen = np.full(len(base), NOBODY)
    own = _column(effects, "layer")[effect] == layer
    effect, piece = effect[own], piece[own]
    order = np.lexsort((_severity(effects, effect, base[piece]), _column(effects, "rank")[effect], piece))
    chosen[piece[order]] = effect[order]  # the last of each piece stays
    return chosen


def _severity(effects: Effects, effect: Rows, base: Floats) -> Floats:
    """Seconds per metre; beyond all of them unknown, and closed beyond that."""
    severity = _pace(effects, effect, base)
    severity[_column(effects, "unknown")[effect] > 0] = np.finfo(float).max
    severity[_column(effects, "closed")[effect] > 0] = np.inf
    return severity


def _pace(effects: Effects, effect: Rows, base: Floats) -> Floats:
    return base * _column(effects, "factor")[effect] + _column(effects, "added_s_per_km")[effect] / 1000.0


def _column(effects: Effects, name: str) -> Floats:
    """One attribute of every effect; row -1 is the neutral effect."""
    return np.array([float(getattr(effect, name)) for effect in (*effects.effects, _NEUTRAL)])
