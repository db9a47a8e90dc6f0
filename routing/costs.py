"""Conditions and policy → what each edge costs, and exactly what any part of a segment costs.

Costs are whole numbers: milliseconds for fastest and low exposure, centimetres for shortest; the
duration is kept apart in milliseconds. Any part of a segment costs its exact cost rounded once, so
what makes roads slower never makes a part cheaper. What is closed costs NO_WAY, which no sum of costs can reach: a
network whose costs add up to more is refused.
"""

from dataclasses import dataclass, field

import numpy as np

from data.model.results import RoutePolicy
from geo.lines import Floats, Rows
from routing.conditions import Conditions
from routing.dijkstra import NO_WAY
from routing.errors import RoutingError
from routing.index import Flags, NetworkIndex
from routing.question import Terms, UnknownPolicy
from routing.weights import EdgeCosts

PERMISSION_FACTOR = 5.0
"""A road that needs permission counts this many times in the choice, not in the time."""
GATE_S, GATE_M = 60.0, 500.0
"""A gate of unknown passage counts as this much driving times the caution factor in the choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCost:
    """What a part of a segment takes: driving time, cost in the choice, and whether it is closed."""

    duration_ms: int
    choice: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Cost per metre that is the same all along a segment, and piece by piece where something acts.

    `total` is the whole number for each full segment.
    """

    plain: Floats
    piece: Floats
    total: Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """Costs of a network under one question; `edges` holds what each edge costs in the choice.

    `gate` is what leaving each edge's first node adds to it. With a `toll`, closures are not closed
    but cost that much each: so the closures worth asking about are found.
    """

    edges: EdgeCosts
    gate: Rows
    toll: int | None
    duration: Rate
    choice: Rate
    conditions: Conditions
    length_m: Floats = field(repr=False)

    @property
    def edge(self) -> Rows:
        """The choice cost of each edge, NO_WAY when closed."""
        return self.edges.dense

    def part(self, segment: int, start_m: float, end_m: float) -> PartCost:
        """What the stretch between two positions of a segment costs, in either direction."""
        low_m, high_m = sorted((start_m, end_m))
        met = self.conditions.pieces_within(segment, low_m, high_m)
        return PartCost(
            duration_ms=self._of_part(self.duration, segment, (low_m, high_m), met),
            choice=self._of_part(self.choice, segment, (low_m, high_m), met),
            closed=bool(self.conditions.closed[met].any()),
        )

    def part_choice(self, segment: int, start_m: float, end_m: float) -> int:
        """What the stretch counts in the choice; NO_WAY when part of it is closed."""
        part = self.part(segment, start_m, end_m)
        if not part.closed:
            return part.choice
        return NO_WAY if self.toll is None else part.choice + self.toll

    def _of_part(self, rate: Rate, segment: int, ends_m: tuple[float, float], met: Rows) -> int:
        if ends_m[0] <= 0 and ends_m[1] >= self.length_m[segment]:
            return int(rate.total[segment])
        if not len(met):
            return round(float(rate.plain[segment]) * (ends_m[1] - ends_m[0]))
        pieces = self.conditions
        shared_m = np.minimum(pieces.end_m[met], ends_m[1]) - np.maximum(pieces.start_m[met], ends_m[0])
        return round(float((rate.piece[met] * shared_m).sum()))


def costs_of(
    index: NetworkIndex, conditions: Conditions, question: Terms, open_gates: Rows, *, toll: bool = False
) -> Costs:
    """Costs of every edge under these conditions, with the gates at the nodes `open_gates` lifted."""
    duration = _rate(index, conditions, 3600.0 / index.network.segment_speed_kmh, 1000.0 * conditions.seconds_per_m)
    choice = _choice(index, conditions, question, duration)
    gate = _gate_costs(index, question, open_gates)
    shut = _shut_edges(index, conditions, gate)
    cost = choice.total[index.segment] + np.where(gate < NO_WAY, gate, 0)
    _require_countable(cost.astype(float))
    price = _toll(cost, shut) if toll else NO_WAY
    return Costs(
        edges=EdgeCosts(base=np.where(shut, cost + price if toll else NO_WAY, cost)),
        gate=np.where(gate < NO_WAY, gate, price),
        toll=price if toll else None,
        duration=duration,
        choice=choice,
        conditions=conditions,
        length_m=index.lines.length_m,
    )


def _choice(index: NetworkIndex, conditions: Conditions, question: Terms, duration: Rate) -> Rate:
    """What the way is chosen by."""
    weight = np.where(index.needs_permission, PERMISSION_FACTOR, 1.0)
    doubted = conditions.unknown & (question.unknown is UnknownPolicy.CAUTION)
    piece_weight = weight[conditions.segment] * np.where(doubted, question.caution_factor, 1.0)
    if question.policy is RoutePolicy.SHORTEST:
        return _rate(index, conditions, 100.0 * weight, 100.0 * piece_weight)
    aversion = question.exposure_weight if question.policy is RoutePolicy.LOW_EXPOSURE else 0.0
    piece_weight = piece_weight + aversion * conditions.exposure
    return _rate(index, conditions, duration.plain * weight, duration.piece * piece_weight)


def _toll(cost: Rows, shut: Flags) -> int:
    """More than any way costs, so that fewer closures always win; less where that could not be counted."""
    return min(int(cost.sum()) + 1, NO_WAY // 4 // (int(shut.sum()) + 1))


def _rate(index: NetworkIndex, conditions: Conditions, plain: Floats, piece: Floats) -> Rate:
    total = plain * index.lines.length_m
    touched, segment = np.unique(conditions.segment, return_inverse=True)
    cost = piece * (conditions.end_m - conditions.start_m)
    total[touched] = np.bincount(segment, cost, len(touched))
    _require_countable(total)
    return Rate(plain=plain, piece=piece, total=np.rint(total).astype(np.int64))


def _gate_costs(index: NetworkIndex, question: Terms, open_gates: Rows) -> Rows:
    """What leaving a node by each edge adds because of what stands there."""
    doubt = GATE_M * 100.0 if question.policy is RoutePolicy.SHORTEST else GATE_S * 1000.0
    at_unknown = {
        UnknownPolicy.CLOSED: NO_WAY,
        UnknownPolicy.CAUTION: round(doubt * question.caution_factor),
        UnknownPolicy.USE: 0,
    }[question.unknown]
    node = np.where(index.gate_closed, NO_WAY, np.where(index.gate_unknown, at_unknown, 0)).astype(np.int64)
    node[open_gates] = 0
    return np.asarray(node[index.u])


def _shut_edges(index: NetworkIndex, conditions: Conditions, gate: Rows) -> Flags:
    segment = np.zeros(index.network.segment_count, bool)
    segment[conditions.segment[conditions.closed]] = True
    return np.asarray(segment[index.segment] | (gate >= NO_WAY))


def _require_countable(costs: Floats) -> None:
    if not costs.sum() < NO_WAY / 4:
        msg = "The costs of the road network add up to more than can be counted; lower factors or exposures."
        raise RoutingError(msg)
