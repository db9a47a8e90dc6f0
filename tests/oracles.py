"""Slow and plain answers to compare the product's answers with."""

import heapq
from collections import Counter, defaultdict

import networkx as nx

from routing.dijkstra import NO_WAY


def cheapest_by_memory(index, cost, start, goal, *, turns_count=True):
    """Least cost over sequences of edges, remembering as many as turns need; turns round only at dead ends.

    None when there is no way.
    """
    memory = max((len(edges) for edges, _ in turns_told(index.network)), default=2) - 1
    taken, leaving = rules(index), usable_edges(index, cost)
    queue, seen, tick = [(0, 0, start, ())], set(), 0
    while queue:
        so_far, _, node, past = heapq.heappop(queue)
        if node == goal:
            return so_far
        if (node, past) in seen:
            continue
        seen.add((node, past))
        for edge in leaving[node]:
            turn_ms = taken(past, edge)
            if turn_ms is not None:
                tick += 1
                state = (int(index.v[edge]), (*past, edge)[-memory:])
                heapq.heappush(queue, (so_far + int(cost[edge]) + (turn_ms if turns_count else 0), tick, *state))
    return None


def turns_told(network):
    """Sequences of edges with the milliseconds they take beyond driving, None where banned."""
    return [
        (tuple(row["edges"]), None if row["banned"] else round(1000 * row["seconds"]))
        for row in network.turns.to_pylist()
    ]


def rules(index):
    """What driving an edge after others takes: None for a ban or turning round but at a dead end."""
    network = index.network
    told = defaultdict(list)
    for edges, turn_ms in turns_told(network):
        told[edges[-1]].append((edges, turn_ms))
    ends = Counter([*network.segment_from.tolist(), *network.segment_to.tolist()])
    segment, u = network.edge_segment.tolist(), network.edge_u.tolist()

    def taken(past, edge):
        if past and past[-1] != edge and segment[past[-1]] == segment[edge] and ends[u[edge]] > 1:
            return None
        ending = [turn_ms for edges, turn_ms in told[edge] if (*past, edge)[-len(edges) :] == edges]
        return None if None in ending else sum(ending)

    return taken


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
