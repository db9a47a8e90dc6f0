"""Driving with a memory: an oracle for ways under turn bans. Shares no code with the search it checks.

One state stands for each edge driven last, and one more for each beginning of a ban under way.
"""

import heapq
from collections import defaultdict
from typing import NamedTuple

import numpy as np
from numba import njit

NEVER = 1 << 62


class Walks(NamedTuple):
    """States by the edge driven last; those that may follow state i are following[first[i]:first[i + 1]]."""

    last: np.ndarray
    first: np.ndarray
    following: np.ndarray


def walks_of(network):
    """Every way of driving on without a ban, turning round at dead ends only."""
    bans = {tuple(row) for row in network.turns["edges"].to_pylist()}
    begun = {ban[:n] for ban in bans for n in range(1, len(ban))}
    may_matter = {edges[-1] for edges in bans | begun}
    drivable = _drivable(network)
    past = [(edge,) for edge in range(network.edge_count)]
    number = {edges: i for i, edges in enumerate(past)}
    first, following = [0], []
    for edges in past:  # grows under way
        for edge in drivable[edges[-1]]:
            state = (edge,)
            if edge in may_matter:
                tails = [(*edges, edge)[i:] for i in range(len(edges) + 1)]
                if not bans.isdisjoint(tails):
                    continue
                state = next((tail for tail in tails if tail in begun), state)
            if state not in number:
                number[state] = len(past)
                past.append(state)
            following.append(number[state])
        first.append(len(following))
    last = np.array([edges[-1] for edges in past], np.int64)
    return Walks(last, np.array(first, np.int64), np.array(following, np.int64))


def costs_to_nodes(network, walks, cost, start):
    """Least cost from one node to each, NEVER where no walk leads."""
    leaving = np.flatnonzero(network.edge_u == start)  # the first states are those of one edge
    by_state = _least(walks.first, walks.following, cost[walks.last], leaving)
    by_node = np.full(network.node_count, NEVER)
    np.minimum.at(by_node, network.edge_v[walks.last], by_state)
    by_node[start] = 0
    return by_node


def _drivable(network):
    """For each edge those that leave where it ends."""
    leaving, back = defaultdict(list), {}
    for edge, (node, segment) in enumerate(zip(network.edge_u.tolist(), network.edge_segment.tolist(), strict=True)):
        leaving[node].append(edge)
        back.setdefault(segment, []).append(edge)
    ends = np.bincount(np.concatenate([network.segment_from, network.segment_to]), minlength=network.node_count)
    out = []
    for edge, (node, segment) in enumerate(zip(network.edge_v.tolist(), network.edge_segment.tolist(), strict=True)):
        turns = set() if ends[node] == 1 else {other for other in back[segment] if other != edge}
        out.append([other for other in leaving[node] if other not in turns])
    return out


@njit(cache=True)
def _least(first, following, cost, starts):
    least = np.full(len(cost), NEVER)
    queue = [(0, -1)]
    heapq.heappop(queue)
    for state in starts:
        if cost[state] < NEVER:
            least[state] = cost[state]
            heapq.heappush(queue, (cost[state], state))
    while queue:
        so_far, state = heapq.heappop(queue)
        if so_far > least[state]:
            continue
        for k in range(first[state], first[state + 1]):
            then = following[k]
            if cost[then] < NEVER and so_far + cost[then] < least[then]:
                least[then] = so_far + cost[then]
                heapq.heappush(queue, (least[then], then))
    return least
