"""Time and yield of dissimilar alternatives, beside plain penalties, two plain trees and k shortest ways, in one run.

    PASSAGE_DATA=... python -m bench.alternatives [made|florida|EXTRACT.osm.pbf] ...

Ours counts what finds and judges the ways, down to legs and edges; not the question's costs, the best
way itself, nor telling the routes. The others count the same with the same limits. Run it twice: the
first time everything is compiled.
"""

import itertools
import os
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import networkx as nx
import numpy as np
from shapely import Point

from bench.graphs import florida, made_up
from bench.route import graph_of
from data.model import Plan, Provenance
from data.sources.roads.assemble import RoadColumns, assemble
from data.sources.roads.load import load_roads
from geo.measure import along_m
from routing.alternatives import Chosen, Wanted, chosen_ways
from routing.engines.engine import PlainEngine
from routing.index import NetworkIndex
from routing.others.candidates import by_penalties, field_of
from routing.others.courses import course_of_legs
from routing.question import RouteQuestion
from routing.ways.case import case_of

AT = datetime(2026, 1, 1, tzinfo=UTC)
EMPTY = Plan(name="bench")
WANTED = Wanted(ways=3)
PAIRS, PEER_PAIRS, YEN_PAIRS = 200, 8, 3


def network_of(roads, name):
    """The graph as a road network: straight streets at the speed at which they take what they cost."""
    tail = np.repeat(np.arange(len(roads.first) - 1), np.diff(roads.first))
    key, cost = np.minimum(tail, roads.head) * len(roads.lon) + np.maximum(tail, roads.head), roads.cost
    order = np.lexsort((cost, key))
    streets, at = np.unique(key[order], return_index=True)
    low, high = streets // len(roads.lon), streets % len(roads.lon)
    ways = np.unique(tail * len(roads.lon) + roads.head)
    up, down = (np.isin(a * len(roads.lon) + b, ways) for a, b in ((low, high), (high, low)))
    shift = np.random.default_rng(3).uniform(-2e-4, 2e-4, (2, len(roads.lon)))  # no two corners at one place
    lon, lat = roads.lon + shift[0], roads.lat + shift[1]
    ends = np.stack([low, high], axis=1).ravel()
    points, offsets = np.column_stack([lon[ends], lat[ends]]), np.arange(len(streets) + 1) * 2
    return assemble(
        RoadColumns(
            node_id=np.arange(len(lon)),
            lon=lon,
            lat=lat,
            from_node=low.astype(np.int32),
            to_node=high.astype(np.int32),
            offsets=offsets,
            points=points,
            direction=np.where(up & down, 0, np.where(up, 1, -1)).astype(np.int8),
            attributes={
                "speed_kmh": 3600 * along_m(points, offsets)[1::2] / cost[order][at],
                "speed_from": np.full(len(streets), "column", object),
            },
        ),
        (Provenance(file_name=name, sha256="0" * 64, format="made"),),
    )


def index_of(name):
    if name.endswith(".pbf"):
        network = load_roads([Path(name)]).network
    else:
        network = network_of({"made": made_up, "florida": florida}[name](), name)
    index = NetworkIndex(network)
    with tempfile.TemporaryDirectory() as folder:
        index.prepare(Path(os.environ.get("PASSAGE_ORDERS", folder)))
    return index


def cases(index, count):
    """Chance questions that have an answer, with the costs they share and their best legs."""
    chance, found, costs = np.random.default_rng(2), [], None
    while len(found) < count:
        nodes = chance.integers(0, index.network.node_count, 2)
        origin, destination = (Point(index.network.node_lon[n], index.network.node_lat[n]) for n in nodes)
        case = case_of(index, EMPTY, RouteQuestion(origin=origin, destination=destination, at=AT))
        costs = costs or case.costs()
        legs = case.legs(costs)
        if None not in legs and legs[0].edges:
            found.append((case, legs))
    return costs, found


def timed(answer):
    started = time.perf_counter()
    found = answer()
    return 1000 * (time.perf_counter() - started), found


def told(name, rows, ours=None):
    times, chosen = [row[0] for row in rows], [row[1] for row in rows]
    counts = np.bincount([min(len(c.courses), 3) for c in chosen], minlength=4)
    others = [(c, course) for c in chosen for course in c.courses[1:]]
    stretch = np.median([course.choice / c.courses[0].choice for c, course in others] or [np.nan])
    unlike = np.median(
        [course.dissimilarity(o for o in c.courses if o is not course) for c, course in others] or [np.nan]
    )
    overlap = np.median([course.overlap(o for o in c.courses if o is not course) for c, course in others] or [np.nan])
    ratio = f"  {np.median(times) / ours:,.0f} times ours" if ours else ""
    print(
        f"{name:38s} median {np.median(times):9.2f} ms  p99 {np.percentile(times, 99):9.2f} ms  n {len(rows)}", end=""
    )
    print(
        f"  3 ways {counts[3] / len(rows):4.0%}, 2 {counts[2] / len(rows):4.0%}, 1 {counts[1] / len(rows):4.0%}", end=""
    )
    print(f"  stretch {stretch:.2f}  overlap {overlap:.2f}  dissimilarity {unlike:.2f}{ratio}", flush=True)
    return np.median(times)


def by_plain_penalties(field, legs):
    chosen = Chosen(field, course_of_legs(legs), WANTED)
    chosen.add_from(by_penalties(field))
    return chosen


def plain(field):
    return replace(field, metric=None, engine=PlainEngine(field.graph))


def yen(index, costs, found, ours):
    """The k shortest simple paths of networkx, which osmnx calls, and what the first three share."""
    graph = nx.DiGraph(graph_of(index, costs.edge))
    times, overlap = [], []
    for case, _ in found[:YEN_PAIRS]:
        a, b = (stop.node for stop in case.stops)
        took, ways = timed(lambda: list(itertools.islice(nx.shortest_simple_paths(graph, a, b, "weight"), 3)))  # noqa: B023
        steps = [set(itertools.pairwise(way)) for way in ways]
        times.append(took)
        overlap += [len(one & other) / min(len(one), len(other)) for one, other in itertools.combinations(steps, 2)]
    print(f"{'networkx, 3 shortest simple paths':38s} median {np.median(times):9.0f} ms  n {len(times)}", end="")
    print(f"  {np.median(times) / ours:,.0f} times ours; share of steps in common {np.median(overlap):.1%}", flush=True)


def bench(name):
    index = index_of(name)
    print(
        f"\n{name}: {index.network.node_count} nodes, {index.network.edge_count} edges, load {os.getloadavg()[0]:.1f}"
    )
    costs, found = cases(index, PAIRS)
    chosen_ways(field_of(found[0][0], costs), found[0][1], WANTED)
    rows = [timed(lambda: chosen_ways(field_of(case, costs), legs, WANTED)) for case, legs in found]  # noqa: B023
    ours = told("ours", rows)
    few = found[:PEER_PAIRS]
    told("ours, the pairs of the peers", rows[:PEER_PAIRS])
    told(
        "two plain trees, then penalties",
        [timed(lambda: chosen_ways(plain(field_of(case, costs)), legs, WANTED)) for case, legs in few],  # noqa: B023
        ours,
    )
    told(
        "plain penalties",
        [timed(lambda: by_plain_penalties(plain(field_of(case, costs)), legs)) for case, legs in few],  # noqa: B023
        ours,
    )
    if index.network.node_count < 200_000:
        yen(index, costs, found, ours)


if __name__ == "__main__":
    for each in sys.argv[1:] or ["made"]:
        bench(each)
