"""What closes which road: the causes that must all be lifted before it opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.status import Passability, StatusReport
from data.model.zone import Zone, ZoneKind
from geo.lines import Rows
from routing.case import Case
from routing.costs import Costs
from routing.dijkstra import NO_WAY
from routing.effects import AREAS, REPORTS, Effects, Key
from routing.index import Flags, NetworkIndex
from routing.way import Leg, Stretch

PLAIN, UNKNOWN, MINED = 1, 3, 10
"""What lifting a cause weighs: any closure; driving where nobody knows whether one can; through mines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closures:
    """Pairs of a piece of road, or of an edge, and a cause that closes it; each sorted by road.

    Causes are rows of `causes`. A road opens when all that close it are lifted; what a higher rank
    overrules closes nothing. An edge is closed by what closes its segment and by the gate it leaves.
    """

    causes: tuple[Key, ...]
    weight: Rows
    piece: Rows
    piece_cause: Rows
    edge: Rows
    edge_cause: Rows

    def of_pieces(self, pieces: Rows) -> frozenset[int]:
        """Every cause that closes one of these pieces."""
        low, high = np.searchsorted(self.piece, pieces), np.searchsorted(self.piece, pieces, side="right")
        return frozenset(int(c) for a, b in zip(low, high, strict=True) for c in self.piece_cause[a:b])

    def gate_of(self, edge: int) -> frozenset[int]:
        """The gate that closes leaving by this edge."""
        low, high = np.searchsorted(self.edge, [edge, edge + 1])
        return frozenset(c for c in self.edge_cause[low:high].tolist() if self.causes[c][0] == "gate")

    def flags(self, keys: frozenset[Key]) -> Flags:
        """Whether each cause is one of these."""
        return np.array([cause in keys for cause in self.causes], bool)

    def named(self, flags: Flags) -> frozenset[Key]:
        """The causes flagged."""
        return frozenset(self.causes[i] for i in np.flatnonzero(flags))


def closures_of(case: Case, costs: Costs) -> Closures:
    """What closes the roads under the costs of a case with nothing lifted."""
    piece, effect = _closing_pairs(case.effects, costs)
    names = [e.cause for e in case.effects.effects]
    shut = np.flatnonzero(costs.gate >= NO_WAY)
    gates = {f"{node}" for node in np.unique(case.index.u[shut]).tolist()}
    at_stops: frozenset[Key] = frozenset().union(*case.closed_at_stops())
    causes = sorted({names[i] for i in np.unique(effect)} | {("gate", node) for node in gates} | at_stops)
    row = {key: i for i, key in enumerate(causes)}
    cause = np.array([row.get(name, -1) for name in names], np.int64)[effect]
    gate = np.array([row["gate", str(node)] for node in case.index.u[shut].tolist()], np.int64)
    edge, edge_cause = _edge_pairs(case.index, costs.conditions.segment[piece], cause)
    edge, edge_cause = np.concatenate([edge, shut]), np.concatenate([edge_cause, gate])
    order = np.argsort(edge, kind="stable")
    return Closures(
        causes=tuple(causes),
        weight=np.array([_weight(case, key) for key in causes], np.int64),
        piece=piece,
        piece_cause=cause,
        edge=edge[order],
        edge_cause=edge_cause[order],
    )


def closed_stretches(costs: Costs, closures: Closures, legs: Sequence[Leg]) -> Iterator[tuple[Key, Stretch]]:
    """Each cause that closes part of a way, with the part; `costs` are those with nothing lifted."""
    conditions = costs.conditions
    for stretch in (s for leg in legs for s in leg.stretches):
        low_m, high_m = sorted((stretch.start_m, stretch.end_m))
        for piece in conditions.pieces_within(stretch.segment, low_m, high_m).tolist():
            from_m = max(low_m, float(conditions.start_m[piece]))
            to_m = min(high_m, float(conditions.end_m[piece]))
            ends = (from_m, to_m) if stretch.start_m <= stretch.end_m else (to_m, from_m)
            for cause in sorted(closures.of_pieces(np.array([piece]))):
                yield closures.causes[cause], Stretch(segment=stretch.segment, start_m=ends[0], end_m=ends[1])


def shut_gates(closures: Closures, legs: Sequence[Leg]) -> Iterator[Key]:
    """Each gate that closes a way."""
    for edge in (e for leg in legs for e in leg.edges):
        yield from (closures.causes[cause] for cause in closures.gate_of(edge))


def _closing_pairs(effects: Effects, costs: Costs) -> tuple[Rows, Rows]:
    """(piece, effect) wherever a closing effect is overruled by no open one of its layer."""
    piece, effect = costs.conditions.cover_piece, costs.conditions.cover_effect
    layer = np.array([e.layer for e in effects.effects], np.int64)[effect]
    closed = np.array([e.closed for e in effects.effects], bool)[effect]
    rank = np.array([e.rank for e in effects.effects], float)[effect]
    acts = np.zeros(len(piece), bool)
    for own in (layer == AREAS, layer == REPORTS):
        open_rank = np.full(len(costs.conditions.segment), -np.inf)
        np.maximum.at(open_rank, piece[own & ~closed], rank[own & ~closed])
        acts |= own & closed & (rank >= open_rank[piece])
    return piece[acts], effect[acts]


def _edge_pairs(index: NetworkIndex, segment: Rows, cause: Rows) -> tuple[Rows, Rows]:
    """The pairs of segments and causes as pairs of edges and causes, each once."""
    pairs = np.unique(np.column_stack([segment, cause]), axis=0) if len(segment) else np.empty((0, 2), np.int64)
    edge = index.edges_of_segment[pairs[:, 0]].ravel()
    both = np.repeat(pairs[:, 1], 2)
    return edge[edge >= 0], both[edge >= 0]


def _weight(case: Case, key: Key) -> int:
    kind, name = key
    if kind == "gate":
        return PLAIN if case.index.gate_closed[int(name)] else UNKNOWN
    match case.plan.get(name):
        case Zone(kind=ZoneKind.MINES):
            return MINED
        case StatusReport() as report if report.passability(case.question.at) is Passability.UNKNOWN:
            return UNKNOWN
    return PLAIN
