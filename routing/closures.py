"""What closes which road: the causes that must all be lifted before it opens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.status import Passability, StatusReport
from data.model.zone import Zone, ZoneKind
from geo.lines import Floats, Rows, ranges
from routing.case import UNKNOWN_POLICY, Case
from routing.costs import Costs
from routing.dijkstra import NO_WAY
from routing.effects import AREAS, REPORTS, Effects, Key
from routing.ends import Stretch
from routing.index import Flags, NetworkIndex
from routing.way import Leg

PLAIN, UNKNOWN, POLICY, LIMIT, MINED = 1, 3, 5, 6, 10
"""What lifting a cause weighs: any closure; driving where nobody knows whether one can; a policy that
opens all such roads; a limit the vehicle exceeds, which takes another vehicle; through mines."""
NO_POLICY = -1

Pair = tuple[int, int]
"""A cause that closes a road, and the policy that opens it as well or NO_POLICY; both as rows of the causes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closures:
    """Pairs of a piece of road, or of an edge, and a cause that closes it; each sorted by road.

    Causes are rows of `causes`. A road opens when all that close it are lifted; what a higher rank
    overrules closes nothing. An edge is closed by what closes its segment and by the gate it leaves.
    `piece_also` and `edge_also` hold the policy that opens the pair as well as lifting its cause
    does: all that is closed only for being unknown, and what the unknown overrules once it is used.
    """

    causes: tuple[Key, ...]
    weight: Rows
    piece: Rows
    piece_cause: Rows
    piece_also: Rows
    edge: Rows
    edge_cause: Rows
    edge_also: Rows

    def of_pieces(self, pieces: Rows) -> frozenset[Pair]:
        """What closes these pieces."""
        low, high = np.searchsorted(self.piece, pieces), np.searchsorted(self.piece, pieces, side="right")
        rows = ranges(low, high)
        return frozenset(zip(self.piece_cause[rows].tolist(), self.piece_also[rows].tolist(), strict=True))

    def gate_of(self, edge: int) -> frozenset[Pair]:
        """The gate that closes leaving by this edge."""
        low, high = np.searchsorted(self.edge, [edge, edge + 1])
        pairs = zip(self.edge_cause[low:high].tolist(), self.edge_also[low:high].tolist(), strict=True)
        return frozenset(pair for pair in pairs if self.causes[pair[0]][0] == "gate")

    def flags(self, keys: frozenset[Key]) -> Flags:
        """Whether each cause is one of these."""
        return np.array([cause in keys for cause in self.causes], bool)

    def named(self, flags: Flags) -> frozenset[Key]:
        """The causes flagged."""
        return frozenset(self.causes[i] for i in np.flatnonzero(flags))

    def opened_by(self, policy: Key) -> frozenset[Key]:
        """Causes that close some road which this policy opens as well."""
        if policy not in self.causes:
            return frozenset()
        row = self.causes.index(policy)
        rows = [*self.piece_cause[self.piece_also == row].tolist(), *self.edge_cause[self.edge_also == row].tolist()]
        return frozenset(self.causes[cause] for cause in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closing:
    """Pieces and the effects that close them; `is_used` where the policy for the unknown would open the pair."""

    piece: Rows
    effect: Rows
    is_used: Flags


def closures_of(case: Case, costs: Costs) -> Closures:
    """What closes the roads under the costs of a case with nothing lifted."""
    closing = _closing(case.effects, costs)
    shut = np.flatnonzero(costs.gate >= NO_WAY)
    node = case.index.u[shut]
    unknown_gate = ~case.index.gate_closed[node]
    names = [e.cause for e in case.effects.effects]
    at_stops: frozenset[Key] = frozenset().union(*case.closed_at_stops())
    gates = {("gate", str(own)) for own in np.unique(node).tolist()}
    policies = {UNKNOWN_POLICY} if closing.is_used.any() or unknown_gate.any() else set()
    causes = sorted({names[i] for i in np.unique(closing.effect)} | gates | at_stops | policies)
    row = {key: i for i, key in enumerate(causes)}
    policy = row.get(UNKNOWN_POLICY, NO_POLICY)
    cause = np.array([row.get(name, NO_POLICY) for name in names], np.int64)[closing.effect]
    also = np.where(closing.is_used, policy, NO_POLICY)
    gate = np.array([row["gate", str(own)] for own in node.tolist()], np.int64)
    on_road = _on_edges(case.index, costs.conditions.segment[closing.piece], cause, also)
    at_gates = np.column_stack([shut, gate, np.where(unknown_gate, policy, NO_POLICY)])
    edges = np.vstack([on_road, at_gates])
    edges = edges[np.argsort(edges[:, 0], kind="stable")]
    return Closures(
        causes=tuple(causes),
        weight=np.array([_weight(case, key) for key in causes], np.int64),
        piece=closing.piece,
        piece_cause=cause,
        piece_also=also,
        edge=edges[:, 0],
        edge_cause=edges[:, 1],
        edge_also=edges[:, 2],
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
            for cause in sorted({cause for cause, _ in closures.of_pieces(np.array([piece]))}):
                yield closures.causes[cause], Stretch(segment=stretch.segment, start_m=ends[0], end_m=ends[1])


def shut_gates(closures: Closures, legs: Sequence[Leg]) -> Iterator[Key]:
    """Each gate that closes a way."""
    for edge in (e for leg in legs for e in leg.edges):
        yield from (closures.causes[cause] for cause, _ in closures.gate_of(edge))


def _closing(effects: Effects, costs: Costs) -> _Closing:
    """Every closing effect that is overruled by no open one of its layer."""
    piece, effect = costs.conditions.cover_piece, costs.conditions.cover_effect
    layer = np.array([e.layer for e in effects.effects], np.int64)[effect]
    closed = np.array([e.closed for e in effects.effects], bool)[effect]
    unknown = np.array([e.unknown for e in effects.effects], bool)[effect]
    rank = np.array([e.rank for e in effects.effects], float)[effect]
    acts, stays = np.zeros(len(piece), bool), np.zeros(len(piece), bool)
    for own in (layer == AREAS, layer == REPORTS):
        acts |= own & _unoverruled(piece, rank, own & closed, own & ~closed)
        stays |= own & _unoverruled(piece, rank, own & closed & ~unknown, own & (unknown | ~closed))
    return _Closing(piece=piece[acts], effect=effect[acts], is_used=~stays[acts])


def _unoverruled(piece: Rows, rank: Floats, closing: Flags, opening: Flags) -> Flags:
    """Which of the closing pairs no opening one of a higher rank overrules."""
    open_rank = np.full(int(piece.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(open_rank, piece[opening], rank[opening])
    return np.asarray(closing & (rank >= open_rank[piece]))


def _on_edges(index: NetworkIndex, segment: Rows, cause: Rows, also: Rows) -> Rows:
    """Segments, causes and policies as rows of edges, causes and policies, each once."""
    rows = np.unique(np.column_stack([segment, cause, also]), axis=0) if len(segment) else np.empty((0, 3), np.int64)
    both = np.repeat(rows, 2, axis=0)
    both[:, 0] = index.edges_of_segment[rows[:, 0]].ravel()
    return both[both[:, 0] >= 0]


def _weight(case: Case, key: Key) -> int:
    kind, name = key
    if kind == "policy":
        return POLICY
    if kind == "gate":
        return PLAIN if case.index.gate_closed[int(name)] else UNKNOWN
    match case.plan.get(name):
        case Zone(kind=ZoneKind.MINES):
            return MINED
        case StatusReport() as report if report.passability(case.question.at) is Passability.UNKNOWN:
            return UNKNOWN
    return PLAIN
