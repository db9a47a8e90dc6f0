"""What closes which road: the causes that must all be lifted before it opens."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data.model.status import Passability, StatusReport
from data.model.zone import Zone, ZoneKind
from geo.lines import Floats, Rows, ranges
from routing.costs.costs import Costs
from routing.costs.cover import closing_segments, cover_on
from routing.costs.effects import AREAS, LIMITS, REPORTS, Key
from routing.costs.limits import limit_key, met_limits
from routing.engines.dijkstra import NO_WAY
from routing.index import Flags, NetworkIndex
from routing.ways.case import LIMIT_POLICY, UNKNOWN_POLICY, Case
from routing.ways.ends import Stretch
from routing.ways.way import Leg

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
    """Pieces, and what closes each: a row of `keys`, and the row in `policies` of what opens it as well."""

    keys: tuple[Key, ...]
    policies: tuple[Key, ...]
    piece: Rows
    key: Rows
    policy: Rows


def closures_of(case: Case, costs: Costs) -> Closures:
    """What closes the roads under the costs of a case with nothing lifted."""
    road, gates = _on_road(case, costs), _at_gates(case, costs)
    at_stops: frozenset[Key] = frozenset().union(*case.closed_at_stops())
    causes = sorted({*road.keys, *road.policies, *gates.keys, *gates.policies} | at_stops)
    row = {key: i for i, key in enumerate(causes)}
    own, gate = _pairs(road, row), _pairs(gates, row)
    on_edges = _on_edges(case.index, costs.conditions.segment[road.piece], own)
    edges = np.vstack([on_edges, np.column_stack([gates.piece, gate])])
    edges = edges[np.argsort(edges[:, 0], kind="stable")]
    return Closures(
        causes=tuple(causes),
        weight=np.array([_weight(case, key) for key in causes], np.int64),
        piece=road.piece,
        piece_cause=own[:, 0],
        piece_also=own[:, 1],
        edge=edges[:, 0],
        edge_cause=edges[:, 1],
        edge_also=edges[:, 2],
    )


def _pairs(closing: _Closing, row: Mapping[Key, int]) -> Rows:
    """Causes and policies as rows, shape (n, 2)."""
    cause = np.array([row[key] for key in closing.keys], np.int64)
    policy = np.array([*(row[key] for key in closing.policies), NO_POLICY], np.int64)
    return np.column_stack([cause[closing.key], policy[closing.policy]])


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


def _on_road(case: Case, costs: Costs) -> _Closing:
    """Every closing effect that is overruled by no open one of its layer; limits overrule nothing."""
    effects = case.effects
    effect, piece = cover_on(case.index, costs.conditions, closing_segments(costs.conditions.blocks))
    layer, rank = effects.values("layer")[effect], effects.values("rank")[effect]
    closed, unknown = effects.values("closed")[effect] > 0, effects.values("unknown")[effect] > 0
    acts = closed & (layer == LIMITS)
    stays = acts & ~unknown
    for own in (layer == AREAS, layer == REPORTS):
        acts |= _unoverruled(piece, rank, own & closed, own & ~closed)
        stays |= _unoverruled(piece, rank, own & closed & ~unknown, own & (unknown | ~closed))
    used = np.where(stays, NO_POLICY, np.where(layer == LIMITS, 1, 0))[acts]
    keys, key = _keys(case, costs, piece[acts], effect[acts])
    policies = (UNKNOWN_POLICY, LIMIT_POLICY)
    kept = tuple(policies[i] for i in np.unique(used[used >= 0]).tolist())
    place = np.array([*(kept.index(p) if p in kept else NO_POLICY for p in policies), NO_POLICY], np.int64)
    return _Closing(keys=keys, policies=kept, piece=piece[acts], key=key, policy=place[used])


def _keys(case: Case, costs: Costs, piece: Rows, effect: Rows) -> tuple[tuple[Key, ...], Rows]:
    """The causes of some pairs of pieces and effects, and which each pair has; a run of limits is one."""
    effects = case.effects.effects
    code = effect.copy()
    is_limit = np.array([own.layer == LIMITS for own in effects], bool)[effect]
    if is_limit.any() and case.question.vehicle is not None:
        runs = case.index.limits.runs_of(case.question.vehicle)
        code[is_limit] = len(effects) + runs.of(costs.conditions.segment[piece[is_limit]])
    found, key = np.unique(code, return_inverse=True)
    named = [effects[own].cause if own < len(effects) else limit_key(own - len(effects)) for own in found.tolist()]
    return tuple(named), np.asarray(key, np.int64)


def _at_gates(case: Case, costs: Costs) -> _Closing:
    """Every edge that leaves a node by a gate that is closed, or unknown and not to be used."""
    edge = np.flatnonzero(costs.gate >= NO_WAY)
    node, key = np.unique(case.index.u[edge], return_inverse=True)
    is_unknown = ~case.index.gate_closed[node]
    return _Closing(
        keys=tuple(("gate", str(own)) for own in node.tolist()),
        policies=(UNKNOWN_POLICY,) if is_unknown.any() else (),
        piece=edge,
        key=np.asarray(key, np.int64),
        policy=np.where(is_unknown, 0, NO_POLICY)[key],
    )


def _unoverruled(piece: Rows, rank: Floats, closing: Flags, opening: Flags) -> Flags:
    """Which of the closing pairs no opening one of a higher rank overrules."""
    open_rank = np.full(int(piece.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(open_rank, piece[opening], rank[opening])
    return np.asarray(closing & (rank >= open_rank[piece]))


def _on_edges(index: NetworkIndex, segment: Rows, pairs: Rows) -> Rows:
    """Segments with causes and policies as rows of edges, causes and policies, each once."""
    rows = np.unique(np.column_stack([segment, pairs]), axis=0) if len(segment) else np.empty((0, 3), np.int64)
    both = np.repeat(rows, 2, axis=0)
    both[:, 0] = index.edges_of_segment[rows[:, 0]].ravel()
    return both[both[:, 0] >= 0]


def _weight(case: Case, key: Key) -> int:
    kind, name = key
    if kind == "policy":
        return POLICY
    if kind == "limit":
        return LIMIT if _exceeds(case, int(name)) else UNKNOWN
    if kind == "gate":
        return PLAIN if case.index.gate_closed[int(name)] else UNKNOWN
    match case.plan.get(name):
        case Zone(kind=ZoneKind.MINES):
            return MINED
        case StatusReport() as report if report.passability(case.question.at) is Passability.UNKNOWN:
            return UNKNOWN
    return PLAIN


def _exceeds(case: Case, segment: int) -> bool:
    met = met_limits(case.index, case.question)
    return met is not None and bool(met.on(segment).closes.any())
