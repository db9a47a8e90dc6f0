"""What it takes between one stop and every place along every road, not only at junctions."""

from dataclasses import dataclass

import numpy as np
from numba import njit

from geo.lines import Floats, Rows
from routing.costs.costs import Costs
from routing.engines.dijkstra import NO_WAY
from routing.index import Flags, NetworkIndex
from routing.ways.tree import Tree

Stretches = tuple[Rows, Floats, Floats]


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile:
    """Intervals of segments on each of which cost and time change evenly, sorted by segment and start.

    `up` and `down` hold choice and milliseconds for ways through the start and through the end of
    the interval, infinite for none, shape (n, 2); `rate` what a metre of the interval adds to them.
    """

    segment: Rows
    start_m: Floats
    end_m: Floats
    rate: Floats
    up: Floats
    down: Floats

    def within(self, limit_s: float) -> Stretches:
        """The stretches of which the best way by choice takes no longer than this."""
        length_m = self.end_m - self.start_m
        turn_m = self._turn_m(length_m)
        up_m = np.minimum(_metres(limit_s, self.up[:, 1], self.rate[:, 1]), turn_m)
        down_m = np.minimum(_metres(limit_s, self.down[:, 1], self.rate[:, 1]), length_m - turn_m)
        rows = np.concatenate([np.flatnonzero(up_m > 0), np.flatnonzero(down_m > 0)])
        from_end = np.repeat([False, True], [int((up_m > 0).sum()), int((down_m > 0).sum())])
        return (
            self.segment[rows],
            np.where(from_end, self.end_m[rows] - down_m[rows], self.start_m[rows]),
            np.where(from_end, self.end_m[rows], self.start_m[rows] + up_m[rows]),
        )

    def _turn_m(self, length_m: Floats) -> Floats:
        """How far into each interval ways through its start cost less than ways through its end."""
        up, down, rate = self.up[:, 0], self.down[:, 0], self.rate[:, 0]
        whole = rate * length_m
        none = np.isinf(up) & np.isinf(down)
        lead = np.where(none, 0.0, np.where(none, 0.0, down) - np.where(none, 0.0, up))
        share = np.where(lead >= whole, 1.0, np.where(lead < -whole, 0.0, 0.5))
        between = (share > 0) & (share < 1) & (whole > 0)
        share[between] = (lead[between] / whole[between] + 1.0) / 2.0
        return np.asarray(np.where(none, 0.0, share * length_m))


def profile_of(index: NetworkIndex, costs: Costs, tree: Tree) -> Profile:
    """What it takes along every road that the tree meets."""
    entry = _entries(index, costs, tree)
    met = np.asarray(np.isfinite(entry[..., 0]).any(axis=1))
    met[tree.stop.place.line] = True
    segment, start_m, end_m, rate, closed = _intervals(costs, tree, met)
    at_m = -1.0 if tree.stop.node is not None else tree.stop.place.position_m
    ways = index.edges_of_segment[tree.stop.place.line] >= 0
    upwards, downwards = ways[::-1] if tree.toward else ways
    own = segment == tree.stop.place.line
    from_start, from_end = own & upwards & (start_m == at_m), own & downwards & (end_m == at_m)
    length_m = end_m - start_m
    up = _spread(segment, length_m, rate, closed, entry[:, 0].copy(), from_start)
    down = _spread(
        segment[::-1].copy(),
        length_m[::-1].copy(),
        rate[::-1].copy(),
        closed[::-1].copy(),
        entry[:, 1].copy(),
        from_end[::-1].copy(),
    )
    return Profile(segment=segment, start_m=start_m, end_m=end_m, rate=rate, up=up, down=down[::-1])


def _intervals(costs: Costs, tree: Tree, met: Flags) -> tuple[Rows, Floats, Floats, Floats, Flags]:
    """These segments whole or, where something acts, in pieces; the one the stop lies on is cut there."""
    conditions, length_m = costs.conditions, costs.length_m
    plain, own = met.copy(), np.flatnonzero(met[conditions.segment])
    plain[conditions.segment] = False
    rows = np.flatnonzero(plain)
    segment = np.concatenate([rows, conditions.segment[own]])
    start_m = np.concatenate([np.zeros(len(rows)), conditions.start_m[own]])
    end_m = np.concatenate([length_m[rows], conditions.end_m[own]])
    rate = np.column_stack([np.concatenate([r.plain[rows], r.piece[own]]) for r in (costs.choice, costs.duration)])
    closed = np.concatenate([np.zeros(len(rows), bool), conditions.closed[own]])
    place = tree.stop.place
    cut = np.flatnonzero((segment == place.line) & (start_m < place.position_m) & (place.position_m < end_m))
    order = np.concatenate([np.arange(len(segment)), cut])
    start_m, end_m = start_m[order], end_m[order]
    end_m[cut], start_m[len(segment) :] = place.position_m, place.position_m
    order = order[(by_place := np.lexsort((start_m, segment[order])))]
    return segment[order], start_m[by_place], end_m[by_place], rate[order], closed[order]


def _entries(index: NetworkIndex, costs: Costs, tree: Tree) -> Floats:
    """Choice and milliseconds at start and end of each segment for driving between there and inside, (n, 2, 2)."""
    label = _labels_toward(tree) if tree.toward else _labels_from(index, costs, tree)
    edges = index.edges_of_segment[:, ::-1] if tree.toward else index.edges_of_segment
    entry = label[edges]
    entry[edges < 0] = np.inf
    return np.asarray(entry)


def _labels_toward(tree: Tree) -> Floats:
    """For each edge choice and milliseconds at its end, infinite for none."""
    at = tree.graph.after
    label = np.column_stack([tree.choice[at].astype(float), tree.takes[at, 0]])
    label[tree.choice[at] >= NO_WAY] = np.inf
    return label


def _labels_from(index: NetworkIndex, costs: Costs, tree: Tree) -> Floats:
    """For each edge choice and milliseconds once one turned into it, by the cheapest vertex; infinite for none."""
    graph, vertex, turn_ms = tree.graph, index.u.copy(), np.zeros(len(index.u), np.int64)
    arc = np.arange(int(graph.first[graph.node_count]), len(graph.edge))
    arc = arc[tree.choice[graph.tail[arc]] < NO_WAY]
    arc_ms = graph.turns_ms(arc)
    counted = tree.choice[graph.tail[arc]] + (arc_ms if costs.edges.turns_count else 0)
    order = np.argsort(-counted, kind="stable")  # the cheapest of each edge comes last and stays
    arc, arc_ms = arc[order], arc_ms[order]
    cheaper = counted[order] < tree.choice[vertex[graph.edge[arc]]]
    vertex[graph.edge[arc[cheaper]]] = graph.tail[arc[cheaper]]
    turn_ms[graph.edge[arc[cheaper]]] = arc_ms[cheaper]
    closed = (tree.choice[vertex] >= NO_WAY) | (costs.gate >= NO_WAY)
    choice = np.where(closed, 0, tree.choice[vertex]) + np.where(closed, 0, costs.gate)
    label = np.column_stack([choice + (turn_ms if costs.edges.turns_count else 0), tree.takes[vertex, 0] + turn_ms])
    label[closed] = np.inf
    return np.asarray(label)


def _metres(limit_s: float, sofar_ms: Floats, rate_ms: Floats) -> Floats:
    """How many metres are left to drive, 0 when the limit is passed already."""
    left_ms = np.maximum(limit_s * 1000.0 - sofar_ms, 0.0)
    far = np.where(sofar_ms <= limit_s * 1000.0, np.inf, 0.0)
    return np.asarray(np.divide(left_ms, rate_ms, out=far, where=rate_ms > 0))


@njit(cache=True, nogil=True)
def _spread(segment: Rows, length_m: Floats, rate: Floats, closed: Flags, entry: Floats, is_stop: Flags) -> Floats:
    """Choice and time at the near end of each interval, in the order met; nothing passes what is closed."""
    at = np.full((len(segment), 2), np.inf)
    now = np.full(2, np.inf)
    for i in range(len(segment)):
        if i == 0 or segment[i] != segment[i - 1]:
            now[:] = entry[segment[i]]
        if is_stop[i]:
            now[:] = 0.0
        if closed[i]:
            now[:] = np.inf
        at[i] = now
        now += rate[i] * length_m[i]
    return at
