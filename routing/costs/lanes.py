"""What roads cost where nothing acts, by the way costs are chosen: once for a network, shared by all its plans."""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np

from data.model.results import RoutePolicy
from geo.lines import Floats, Rows
from routing.costs.conditions import Pieces
from routing.engines.dijkstra import NO_WAY
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.kept import Shelf
from routing.question import Terms, UnknownPolicy

PERMISSION_FACTOR = 5.0
"""A road that needs permission counts this many times in the choice, not in the time."""
GATE_S, GATE_M = 60.0, 500.0
"""A gate of unknown passage counts as this much driving times the caution factor in the choice."""
MOST = NO_WAY // 4
"""No network may cost more in all: so no sum of costs reaches NO_WAY."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lane:
    """Costs per metre and of full segments, of gates by the edge that leaves them, and of edges, with nothing in force.

    `sums` are the totals over the network of durations, choices and edges.
    """

    question: Terms
    weight: Floats
    duration: Floats
    duration_total: Rows
    choice: Floats
    choice_total: Rows
    gate: Rows
    edge: Rows
    sums: tuple[int, int, int]

    @property
    def turns_count(self) -> bool:
        """Whether turns add their time to the choice."""
        return self.question.policy is not RoutePolicy.SHORTEST

    def choice_of(self, pieces: Pieces, duration: Floats) -> Floats:
        """What each piece counts per metre in the choice, given its driving time."""
        question = self.question
        caution = question.unknown is UnknownPolicy.CAUTION
        doubted = (pieces.unknown & caution) | pieces.doubtful
        weight = self.weight[pieces.segment] * np.where(doubted, question.caution_factor, 1.0)
        if question.policy is RoutePolicy.SHORTEST:
            return np.asarray(100.0 * weight)
        return np.asarray(duration * (weight + _aversion(question) * pieces.exposure))


_LANES = Shelf[Hashable, Lane](most=6)


def lane_of(index: NetworkIndex, question: Terms) -> Lane:
    """The lane of these terms."""
    key = (question.policy, question.unknown, question.caution_factor, _aversion(question))
    return index.memory.on(_LANES).get(key, lambda: _lane(index, question))


def whole(total: Floats) -> Rows:
    """Costs as whole numbers.

    Raises
    ------
    RoutingError
        When they add up to more than can be counted.
    """
    require_countable(float(total.sum()))
    return np.rint(total).astype(np.int64)


def require_countable(total: float) -> None:
    """Refuse a network that costs this much in all where that is too much."""
    if not total < MOST:
        msg = "The costs of the road network add up to more than can be counted; lower factors or exposures."
        raise RoutingError(msg)


def _lane(index: NetworkIndex, question: Terms) -> Lane:
    length_m = index.lines.length_m
    weight = np.where(index.needs_permission, PERMISSION_FACTOR, 1.0)
    duration = 3600.0 / index.network.segment_speed_kmh
    choice = 100.0 * weight if question.policy is RoutePolicy.SHORTEST else duration * weight
    duration_total, choice_total = whole(duration * length_m), whole(choice * length_m)
    gate = _gate_costs(index, question)
    cost = choice_total[index.segment] + np.where(gate < NO_WAY, gate, 0)
    total = int(cost.sum()) + int(index.graph.turn_ms.sum())
    require_countable(float(cost.astype(float).sum()) + float(index.graph.turn_ms.sum()))
    return Lane(
        question=question,
        weight=weight,
        duration=duration,
        duration_total=duration_total,
        choice=choice,
        choice_total=choice_total,
        gate=gate,
        edge=np.where(gate < NO_WAY, cost, NO_WAY),
        sums=(int(duration_total.sum()), int(choice_total.sum()), total),
    )


def _aversion(question: Terms) -> float:
    return question.exposure_weight if question.policy is RoutePolicy.LOW_EXPOSURE else 0.0


def _gate_costs(index: NetworkIndex, question: Terms) -> Rows:
    """What leaving a node by each edge adds because of what stands there."""
    doubt = GATE_M * 100.0 if question.policy is RoutePolicy.SHORTEST else GATE_S * 1000.0
    at_unknown = {
        UnknownPolicy.CLOSED: NO_WAY,
        UnknownPolicy.CAUTION: round(doubt * question.caution_factor),
        UnknownPolicy.USE: 0,
    }[question.unknown]
    node = np.where(index.gate_closed, NO_WAY, np.where(index.gate_unknown, at_unknown, 0)).astype(np.int64)
    return np.asarray(node[index.u])
