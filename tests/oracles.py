"""Slow and plain answers to compare the product's answers with."""

import heapq
from collections import defaultdict

import networkx as nx

from routing.dijkstra import NO_WAY


def cheapest_by_memory(index, cost, start, goal):
    """Least cost over sequences of edges, remembering as many as bans need; turns round only at dead ends.

    None when there is no way.
    """
    memory = max((len(ban) for ban in index.turn_bans), default=2) - 1
    may_follow, leaving = rules(index), usable_edges(index, cost)
    queue, seen, tick = [(0, 0, start, ())], set(), 0
    while queue:
        so_far, _, node, past = heapq.heappop(queue)
        if node == goal:
            return so_far
        if (node, past) in seen:
            continue
        seen.add((node, past))
        for edge in leaving[node]:
            if may_follow(past, edge):
                tick += 1
                state = (int(index.v[edge]), (*past, edge)[-memory:])
                heapq.heappush(queue, (so_far + int(cost[edge]), tick, *state))
    return None


def rules(index):
    """Whether an edge may be driven after others: no ban, and no turning round but at dead ends."""
    bans = defaultdict(list)
    for ban in index.turn_bans:
        bans[ban[-1]].append(ban)

    def may_follow(past, edge):
        turns = past and index.reverse_of(past[-1]) == edge and not index.is_dead_end[index.u[edge]]
        return not turns and not any((*past, edge)[-len(ban) :] == ban for ban in bans[edge])

    return may_follow


def usable_edges(index, cost):
    """Edges by the node they leave, closed ones left out."""
    leaving = defaultdict(list)
    for edge, node in enumerate(index.u.tolist()):
        if cost[edge] < NO_WAY:
            leaving[node].append(edge)
    return leaving


def networkx_graph(index, cost):
    """The usable edges with these whole-number costs as `weight`."""
    graph = nx.DiGraph()
    graph.add_nodes_from(range(index.network.node_count))
    for u, v, weight in zip(index.u.tolist(), index.v.tolist(), cost.tolist(), strict=True):
        if weight < NO_WAY and weight < graph.get_edge_data(u, v, {"weight": NO_WAY})["weight"]:
            graph.add_edge(u, v, weight=weight)
    return graph
