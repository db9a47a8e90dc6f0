"""Why two places are not joined by roads even with everything open."""

from collections.abc import Sequence

import numpy as np

from routing.engines.dijkstra import NO_WAY, components, search
from routing.engines.graph import search_graph
from routing.index import NetworkIndex
from routing.ways.case import Case
from routing.ways.ends import Stop
from routing.ways.way import Leg


def why_not_connected(case: Case, legs: Sequence[Leg | None]) -> str:
    """One sentence on the first leg without a way: which of its ends is cut off, and how."""
    gap = list(legs).index(None)
    names = case.question.stop_names[gap], case.question.stop_names[gap + 1]
    start, end = case.stops[gap], case.stops[gap + 1]
    sizes_m = _part_sizes_m(case.index, start, end)
    if sizes_m is not None:
        apart = 0 if sizes_m[0] < sizes_m[1] else 1
        return (
            f"{names[apart]} lies on a separate part of the road network ({sizes_m[apart] / 1000:.1f} km of road) "
            f"that no road joins to the other; load roads that join the two."
        )
    out, back = _reached(case.index, start, forward=True), _reached(case.index, end, forward=False)
    trap = (
        f"{names[0]} cannot be left for {names[1][0].lower()}{names[1][1:]}"
        if out < back
        else f"{names[1]} cannot be reached from {names[0][0].lower()}{names[0][1:]}"
    )
    return f"{trap}: one-way roads and turn bans leave no way; check the directions of the roads there."


def _part_sizes_m(index: NetworkIndex, start: Stop, end: Stop) -> tuple[float, float] | None:
    """Road length of the parts the stops lie on; None when they lie on one part."""
    part = components(index.network.node_count, index.u, index.v)[index.network.segment_from]
    own = part[start.place.line], part[end.place.line]
    if own[0] == own[1]:
        return None
    length_m = index.lines.length_m
    return float(length_m[part == own[0]].sum()), float(length_m[part == own[1]].sum())


def _reached(index: NetworkIndex, stop: Stop, *, forward: bool) -> int:
    """How many nodes can be reached from a stop, or can reach it, by permitted directions."""
    tail, head = (index.u, index.v) if forward else (index.v, index.u)
    graph = search_graph(tail, head, index.network.node_count)
    if stop.node is not None:
        seeds = np.array([stop.node])
    else:
        edges = index.edges_of_segment[stop.place.line]
        seeds = head[edges[edges >= 0]]
    free, none = np.zeros(len(tail), np.int64), np.empty(0, np.int64)
    distance = search(graph.columns, free, seeds, np.zeros(len(seeds), np.int64), none, none)[2]
    return int((distance < NO_WAY).sum())
