"""Time of a route question against networkx and osmnx on the same whole-number weights, in one run.

    python -m bench.route EXTRACT.osm.pbf [PAIRS]

Ours counts everything an answer needs: stops taken to roads, zones clipped, costs, search, and the
route told. The others count their search alone, on a graph made ready beforehand.
"""

import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import numpy as np
import osmnx
from shapely import Point

from data.model import Barrier, BarrierKind, Plan, Zone, ZoneKind
from data.sources.roads.load import load_roads
from routing.engines.dijkstra import NO_WAY
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
from routing.ways.case import case_of

AT = datetime(2026, 1, 1, tzinfo=UTC)


def plan_over(index, chance, zones):
    """Closed, slowed and dangerous circles of two kilometres strewn over the network."""
    middles = index.network.points[chance.integers(0, len(index.network.points), zones)]
    kinds = [(BarrierKind.CLOSED, None), (BarrierKind.SCALED, 3.0)]
    drawn = [
        Zone(id=f"z{i}", name=f"Zone {i}", kind=ZoneKind.HAZARD, exposure=1.0, area=Point(at).buffer(0.005))
        for i, at in enumerate(middles)
    ]
    barriers = [
        Barrier(id=f"b{i}", area_id=zone.id, kind=kinds[i % 2][0], value=kinds[i % 2][1])
        for i, zone in enumerate(drawn)
    ]
    return Plan(name="bench", zones=tuple(drawn), barriers=tuple(barriers))


def graph_of(index, cost):
    graph = nx.MultiDiGraph(crs="EPSG:4326")
    for i, (lon, lat) in enumerate(zip(index.network.node_lon, index.network.node_lat, strict=True)):
        graph.add_node(i, x=lon, y=lat)
    for u, v, weight in zip(index.u.tolist(), index.v.tolist(), cost.tolist(), strict=True):
        if weight < NO_WAY:
            graph.add_edge(u, v, weight=weight)
    return graph


def timed(question, times):
    started = time.perf_counter()
    try:
        answer = question()
    except nx.NetworkXNoPath:
        answer = None
    times.append((time.perf_counter() - started) * 1000)
    return answer


def main(path, pairs=30, zones=10):
    chance = np.random.default_rng(1)
    loaded = load_roads([Path(path)])
    started = time.perf_counter()
    index = NetworkIndex(loaded.network)
    plan = plan_over(index, chance, zones)
    nodes = chance.integers(0, index.network.node_count, (pairs, 2))
    points = [[Point(index.network.node_lon[n], index.network.node_lat[n]) for n in pair] for pair in nodes]
    questions = [RouteQuestion(origin=a, destination=b, at=AT) for a, b in points]
    find_route(index, plan, questions[0])
    print(f"{path}: {index.network.edge_count} edges, index and first answer {time.perf_counter() - started:.2f} s")
    costs = case_of(index, plan, questions[0]).costs().edge
    graph = graph_of(index, costs)
    ours, theirs, osm = [], [], []
    for question, (a, b) in zip(questions, nodes.tolist(), strict=True):
        timed(lambda: find_route(index, plan, question), ours)  # noqa: B023  # called at once
        timed(lambda: nx.dijkstra_path(graph, a, b), theirs)  # noqa: B023  # called at once
        timed(lambda: osmnx.shortest_path(graph, a, b, weight="weight"), osm)  # noqa: B023  # called at once
    middle = [statistics.median(times) for times in (ours, theirs, osm)]
    print(f"median ms: find_route {middle[0]:.1f}, networkx {middle[1]:.1f}, osmnx {middle[2]:.1f}")
    print(f"networkx / ours {middle[1] / middle[0]:.1f}, osmnx / ours {middle[2] / middle[0]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
