"""What lies on a way, and which limits could turn one."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from geo.lines import Floats, Rows
from routing.costs.blocks import EACH_SEGMENT, LIMITS, Key
from routing.costs.conditions import Conditions
from routing.costs.costs import Costs
from routing.costs.cover import Cover, cover_on
from routing.costs.limits import limit_block, limit_key
from routing.engines.dijkstra import NO_WAY
from routing.question import UnknownPolicy
from routing.ways.case import LIMIT_POLICY, UNKNOWN_POLICY, Case
from routing.ways.ends import Stop, Stretch
from routing.ways.tree import grown
from routing.ways.way import Leg


def metres_met(case: Case, costs: Costs, legs: Sequence[Leg]) -> Mapping[Key, float]:
    """Metres of a way on which each cause lies; `costs` are those as things stand. A gate has no metres."""
    met: dict[Key, float] = defaultdict(float)
    segments = np.unique(np.concatenate([leg.segment for leg in legs]))
    cover = cover_on(case.index, costs.conditions, segments)
    for leg in legs:
        for stretch in leg.stretches:
            for key, distance_m in _on_stretch(case, (costs.conditions, cover), stretch):
                met[key] += distance_m
        if any(case.index.gate_unknown[case.index.u[edge]] for edge in leg.edges):
            met[UNKNOWN_POLICY] += 0.0
    return met


def _on_stretch(case: Case, ground: tuple[Conditions, Cover], stretch: Stretch) -> Iterator[tuple[Key, float]]:
    """Each cause once for each piece of a stretch it lies on, with the metres."""
    (conditions, cover), effects = ground, case.effects.effects
    low_m, high_m = sorted((stretch.start_m, stretch.end_m))
    for piece in conditions.pieces_within(stretch.segment, low_m, high_m).tolist():
        shared_m = min(high_m, float(conditions.end_m[piece])) - max(low_m, float(conditions.start_m[piece]))
        lying = [effects[row] for row in cover.on(piece).tolist()]
        keys = {_named(case, effect.cause, stretch.segment) for effect in lying}
        keys |= {UNKNOWN_POLICY} if conditions.unknown[piece] else set()
        keys |= {LIMIT_POLICY for effect in lying if effect.layer == LIMITS and effect.unknown}
        yield from ((key, shared_m) for key in keys)


def _named(case: Case, cause: Key, segment: int) -> Key:
    if cause[1] != EACH_SEGMENT or case.question.vehicle is None:
        return cause
    return limit_key(int(case.index.limits.runs_of(case.question.vehicle).of(np.array([segment]))[0]))


def limits_in_force(case: Case) -> frozenset[Key]:
    """Every run of limits that closes roads to the vehicle, or makes them doubtful where doubt counts."""
    return frozenset(limit_key(run) for run in np.unique(_runs_in_force(case)[1]).tolist())


def limits_that_could_bind(case: Case, costs: Costs, legs: Sequence[Leg]) -> frozenset[Key]:
    """Runs of limits without which a leg could be as cheap as it is, or cheaper; all others change nothing alone.

    A way over a run reaches it first, and leaves it last, by roads that cost what they cost now. So
    no way over it is cheaper than the cheapest way to any of its ends and from any of its ends.
    """
    segment, run = _runs_in_force(case)
    found = np.zeros(len(segment), bool)
    for leg, start, end in zip(legs, case.stops[:-1], case.stops[1:], strict=True):
        if not len(segment):
            break
        out, back = (_to_nodes(case, costs, stop, toward=toward) for stop, toward in ((start, False), (end, True)))
        found |= _least(case, out, segment, run) + _least(case, back, segment, run) <= leg.choice
        found |= np.isin(run, run[np.isin(segment, [start.place.line, end.place.line])])
    return frozenset(limit_key(own) for own in np.unique(run[found]).tolist())


def _runs_in_force(case: Case) -> tuple[Rows, Rows]:
    """Limited segments that are closed, or doubtful where doubt counts, and the run of each."""
    vehicle = case.question.vehicle
    if vehicle is None:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    block = limit_block(case.index, case.question)
    doubtful = block.doubtful if block.policy is not UnknownPolicy.USE else block.doubtful[:0]
    segment = np.sort(np.concatenate([block.closed, doubtful]))
    return segment, case.index.limits.runs_of(vehicle).of(segment)


def _to_nodes(case: Case, costs: Costs, stop: Stop, *, toward: bool) -> Floats:
    """The least cost between a stop and every node; infinite where there is no way."""
    graph = case.index.graph
    choice = grown(case.index, graph, costs, stop, toward=toward).choice
    least = np.full(case.index.network.node_count, np.inf)
    np.minimum.at(least, graph.node, np.where(choice < NO_WAY, choice, np.inf))
    return least


def _least(case: Case, nodes: Floats, segment: Rows, run: Rows) -> Floats:
    """For each limited segment the least of a column of nodes over the ends of its run."""
    network = case.index.network
    own = np.minimum(nodes[network.segment_from[segment]], nodes[network.segment_to[segment]])
    _, place = np.unique(run, return_inverse=True)
    least = np.full(len(run), np.inf)
    np.minimum.at(least, place, own)
    return np.asarray(least[place])
