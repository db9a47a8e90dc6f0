"""Time and memory of the hierarchy on country-size graphs, beside other engines on the same weights in one run.

    PASSAGE_DATA=... python -m bench.hierarchy [made|florida] ...

Run it twice: the first time everything is compiled. scipy is measured when it is installed; networkx
on a few questions, for it takes seconds each.
"""

import importlib.util
import os
import sys
import tempfile
import time
from pathlib import Path

import networkx as nx
import numpy as np
import shapely

from bench.graphs import NONE, florida, made_up
from geo.lines import Lines, ranges
from geo.measure import along_m
from geo.overlay import intervals_inside
from routing.engines.dijkstra import NO_WAY, search
from routing.engines.hierarchy.cache import prepared
from routing.engines.hierarchy.many import cheapest_ways
from routing.engines.hierarchy.metric import metric_of
from routing.engines.hierarchy.query import cheapest_way
from routing.engines.hierarchy.sweep import cost_matrix, costs_from
from routing.engines.tables import Groups

CONVOYS, ZONES = 50, 60
ZERO = np.zeros(1, np.int64)


def at(vertex):
    return np.array([vertex]), ZERO


def took_ms(work, times=5):
    work()
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - started))
    return found


def told(name, times_ms, note=""):
    median, p99 = np.median(times_ms), np.percentile(times_ms, 99)
    print(f"{name:44s} median {median:10.2f} ms   p99 {p99:10.2f} ms   n {len(times_ms)}  {note}", flush=True)
    return median


def preparation(roads):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("prepared cold", "prepared from cache"):
            started = time.perf_counter()
            topology = prepared(roads.first, roads.head, (roads.lon, roads.lat), Path(folder))
            print(f"{name:44s} {time.perf_counter() - started:10.2f} s", flush=True)
    shape = topology.shape
    print(f"arcs {len(shape.head)}, triangles {topology.triangles}, height {shape.height}", end=", ")
    print(f"topology {topology.size_bytes / 2**20:.0f} MiB")
    return topology


def questions(roads, metric, pairs):
    """Ways, matrix and sweep of the hierarchy; medians by name."""
    found = {}
    times = [took_ms(lambda: cheapest_way(metric, at(a), at(b)), 1)[0] for a, b in pairs]  # noqa: B023  # called at once
    found["way"] = told("way with its arcs", times)
    found["matrix"] = told("100 x 100 costs", took_ms(lambda: cost_matrix(metric, *pairs[:100].T)))
    found["all"] = told("costs from one to all", took_ms(lambda: costs_from(metric, at(pairs[0, 0]))))
    if not np.array_equal(costs_from(metric, at(pairs[0, 0])), plain(roads, roads.cost, at(pairs[0, 0]))[2]):
        raise SystemExit("The hierarchy and the plain search disagree.")
    return found


def plain(roads, cost, start, end=(NONE, NONE)):
    return search((roads.first, roads.head, np.arange(len(roads.head))), cost, *start, *end)


def peers(roads, pairs, ours):
    arcs = np.arange(len(roads.head))
    columns = (roads.first, roads.head, arcs)
    times = [took_ms(lambda: search(columns, roads.cost, *at(a), *at(b)), 1)[0] for a, b in pairs[:10]]  # noqa: B023
    ratio("plain compiled search, way", times, ours["way"])
    ratio(
        "plain compiled search, one to all",
        took_ms(lambda: search(columns, roads.cost, *at(pairs[0, 0]), NONE, NONE), 3),
        ours["all"],
    )
    if importlib.util.find_spec("scipy"):
        scipy_peer(roads, pairs, ours)
    networkx_peer(roads, pairs, ours)


def ratio(name, times, ours):
    told(name, times, f"{np.median(times) / ours:,.0f} times ours")


def scipy_peer(roads, pairs, ours):
    from scipy.sparse import csr_matrix  # measured only where installed
    from scipy.sparse.csgraph import dijkstra  # as above

    graph = csr_matrix((roads.cost.astype(float), roads.head, roads.first))
    ratio("scipy, one to all", took_ms(lambda: dijkstra(graph, indices=pairs[0, 0]), 2), ours["all"])
    ratio("scipy, way", took_ms(lambda: dijkstra(graph, indices=pairs[1, 0], return_predecessors=True), 2), ours["way"])
    rows = took_ms(lambda: dijkstra(graph, indices=pairs[:3, 0]), 1)
    ratio("scipy, 100 x 100 (from 3 rows)", [t * 100 / 3 for t in rows], ours["matrix"])


def networkx_peer(roads, pairs, ours):
    graph = nx.DiGraph()
    tail = np.repeat(np.arange(len(roads.first) - 1), np.diff(roads.first))
    graph.add_weighted_edges_from(zip(tail.tolist(), roads.head.tolist(), roads.cost.tolist(), strict=True))
    times = []
    for a, b in pairs[:3].tolist():
        started = time.perf_counter()
        nx.bidirectional_dijkstra(graph, a, b)
        times.append(1000 * (time.perf_counter() - started))
    ratio("networkx, way, from both ends", times, ours["way"])


def streets_of(roads):
    """One straight line for each pair of joined vertices, and the street of each arc."""
    tail = np.repeat(np.arange(len(roads.first) - 1), np.diff(roads.first))
    key = np.minimum(tail, roads.head) * len(roads.lon) + np.maximum(tail, roads.head)
    streets, street = np.unique(key, return_inverse=True)
    ends = np.stack([streets // len(roads.lon), streets % len(roads.lon)], axis=1).ravel()
    points = np.column_stack([roads.lon[ends], roads.lat[ends]])
    offsets = np.arange(len(streets) + 1) * 2
    return Lines(points=points, offsets=offsets, along_m=along_m(points, offsets)), street


def star(middle, reach, chance):
    turn = np.sort(chance.uniform(0, 2 * np.pi, 40))
    out = reach * (1 + 0.35 * chance.uniform(-1, 1, 40))
    return np.column_stack([middle[0] + out * np.cos(turn), middle[1] + out * np.sin(turn)])


def slowed(lines, arcs_of_street, cost, corners):
    """Arcs with some metres inside a zone, at their costs there: three times more for each metre inside."""
    inside = intervals_inside(lines, [shapely.make_valid(shapely.Polygon(corners), method="structure")])
    touched, which = np.unique(inside.line, return_inverse=True)
    share = np.bincount(which, inside.length_m) / np.maximum(lines.length_m[touched], 1e-9)
    first, by_street = arcs_of_street
    arcs = by_street[ranges(first[touched], first[touched + 1])]
    each = np.repeat(share, first[touched + 1] - first[touched])
    return arcs, np.rint(cost[arcs] * (1 + 3 * each)).astype(np.int64)


def redrawn(roads, base, pairs):
    """A zone drawn over the plain network, and one corner of it dragged, with every convoy under way again."""
    lines, street = streets_of(roads)
    order = np.argsort(street, kind="stable")
    arcs_of_street = np.searchsorted(street[order], np.arange(lines.count + 1)), order
    chance = np.random.default_rng(5)
    under_way(base, pairs)  # convoys are under way before anything is drawn
    one_zone(lines, arcs_of_street, (roads.cost, base), pairs, (0.02, chance))  # whatever is done once
    for km, reach in ((2, 0.02), (11, 0.1), (33, 0.3)):
        rows = [one_zone(lines, arcs_of_street, (roads.cost, base), pairs, (reach, chance)) for _ in range(ZONES)]
        steps = np.array(rows)
        told(f"zone of {km} km: metres", steps[:, 0])
        told(
            f"zone of {km} km: repair",
            steps[:, 1],
            f"{int(steps[:, 4].mean())} arcs, {int(steps[:, 5].sum())} of {ZONES} repaired",
        )
        told(f"zone of {km} km: {CONVOYS} ways", steps[:, 2])
        told(f"zone of {km} km: all of it", steps[:, :3].sum(axis=1))
        told(f"zone of {km} km: a corner dragged", steps[:, 3])


def one_zone(lines, arcs_of_street, weights, pairs, drawn):
    cost, base = weights
    reach, chance = drawn
    corners = star(lines.points[chance.integers(len(lines.points))], reach, chance)
    started = time.perf_counter()
    arcs, fresh = slowed(lines, arcs_of_street, cost, corners)
    clipped = time.perf_counter()
    metric = base.with_costs(arcs, fresh)
    repaired = time.perf_counter()
    under_way(metric, pairs)
    ended = time.perf_counter()
    corners[0] = corners[0] + 0.2 * reach
    other, anew = slowed(lines, arcs_of_street, cost, corners)
    left = np.setdiff1d(arcs, other, assume_unique=True)
    arcs_now, cost_now = np.concatenate([other, left]), np.concatenate([anew, cost[left]])
    changed = metric.cost[arcs_now] != cost_now
    under_way(metric.with_costs(arcs_now[changed], cost_now[changed]), pairs)
    dragged = time.perf_counter()
    steps = (clipped - started, repaired - clipped, ended - repaired, dragged - ended)
    return [*(1000 * step for step in steps), len(arcs), metric.repaired]


def under_way(metric, pairs):
    return cheapest_ways(metric, *(one_each(side) for side in pairs[:CONVOYS].T))


def one_each(vertices):
    """Groups of one vertex each."""
    return Groups(vertices, np.zeros(len(vertices), np.int64), np.arange(len(vertices) + 1))


def reachable_pairs(roads, count, seed=1):
    """Pairs with a way between them: both from what one corner reaches and what reaches it."""
    tail = np.repeat(np.arange(len(roads.first) - 1), np.diff(roads.first))
    order = np.argsort(roads.head, kind="stable")
    into = np.searchsorted(roads.head[order], np.arange(len(roads.first)))
    middle = len(roads.lon) // 2
    while True:
        there = plain(roads, roads.cost, at(middle))[2] < NO_WAY
        back = search((into, tail[order], order), roads.cost, *at(middle), NONE, NONE)[2] < NO_WAY
        if (there & back).mean() > 0.5:
            return np.random.default_rng(seed).choice(np.flatnonzero(there & back), (count, 2))
        middle += 1


def bench(name):
    roads = {"made": made_up, "florida": florida}[name]()
    print(f"\n{name}: {len(roads.lon)} vertices, {len(roads.head)} arcs, load {os.getloadavg()[0]:.1f}")
    pairs = reachable_pairs(roads, 1000)
    topology = preparation(roads)
    told("all weights anew", took_ms(lambda: metric_of(topology, roads.cost)))
    metric = metric_of(topology, roads.cost)
    print(f"metric {metric.size_bytes / 2**20:.0f} MiB")
    ours = questions(roads, metric, pairs)
    redrawn(roads, metric, pairs)
    peers(roads, pairs, ours)


if __name__ == "__main__":
    for name in sys.argv[1:] or ["made"]:
        bench(name)
