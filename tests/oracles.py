"""Slow and plain answers to compare the product's answers with."""

import heapq
from collections import Counter, defaultdict
from fractions import Fraction
from itertools import pairwise

import networkx as nx

from routing.engines.dijkstra import NO_WAY


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


def inside_shares(line, area):
    """From where to where each straight piece of a line lies in an area or on its boundary, as exact shares of it.

    In rational numbers throughout: between two places where anything can change, the middle decides.
    """
    edges = [pair for ring in _rings(area) for pair in pairwise(ring) if pair[0] != pair[1]]
    for start, end in pairwise(_exact(line.coords)):
        if start == end:
            yield []
            continue
        shares = sorted({Fraction(0), Fraction(1)} | {s for edge in edges for s in _meets(start, end, edge)})
        yield [(a, b) for a, b in pairwise(shares) if _holds(_between(start, end, (a + b) / 2), edges)]


def _exact(places):
    return [(Fraction(x), Fraction(y)) for x, y, *_ in places]


def _rings(area):
    parts = area.geoms if hasattr(area, "geoms") else [area]
    return [_exact(ring.coords) for part in parts for ring in (part.exterior, *part.interiors)]


def _between(start, end, share):
    return tuple(a + share * (b - a) for a, b in zip(start, end, strict=True))


def _cross(a, b, c):
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _meets(start, end, edge):
    """Shares of a piece at which it meets an edge, or its ends when it lies along it."""
    one, other = _cross(*edge, start), _cross(*edge, end)
    if one != other:
        share = one / (one - other)
        place = _between(start, end, share)
        return [share] if 0 <= share <= 1 and _is_on(place, edge) else []
    if one != 0:
        return []
    axis = 0 if start[0] != end[0] else 1
    shares = [(corner[axis] - start[axis]) / (end[axis] - start[axis]) for corner in edge]
    return [share for share in shares if 0 <= share <= 1]


def _is_on(place, edge):
    a, b = edge
    within = all(min(a[k], b[k]) <= place[k] <= max(a[k], b[k]) for k in (0, 1))
    return within and _cross(a, b, place) == 0


def _holds(place, edges):
    if any(_is_on(place, edge) for edge in edges):
        return True
    east = [a[1] < b[1] for a, b in edges if (a[1] > place[1]) != (b[1] > place[1]) and _is_east(place, a, b)]
    return len(east) % 2 == 1


def _is_east(place, a, b):
    return a[0] + (place[1] - a[1]) * (b[0] - a[0]) / (b[1] - a[1]) > place[0]
