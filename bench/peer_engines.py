"""One library beside ours, in a Python of its own: started by `bench.peers`, imports nothing of the project.

    PEERS_PYTHON bench/peer_engines.py LIBRARY FOLDER

Prints one line of JSON for each thing measured, so that what was measured before a crash or a time limit is kept.
"""

import importlib.metadata
import json
import sys
import time
from pathlib import Path

import numpy as np
import shapely

CONVOYS = 50


class Networkx:
    """What osmnx does for a shortest path, without its conveniences."""

    few = 2

    def build(self, roads):
        import networkx as nx

        self.nx, self.graph = nx, nx.DiGraph()
        self.arcs = list(zip(roads["tail"].tolist(), roads["head"].tolist(), strict=True))
        self.graph.add_weighted_edges_from((*arc, w) for arc, w in zip(self.arcs, roads["cost"].tolist(), strict=True))

    def way(self, a, b):
        return self.nx.bidirectional_dijkstra(self.graph, a, b)[0]

    def one_to_all(self, a):
        return len(self.nx.single_source_dijkstra_path_length(self.graph, a))

    def change(self, arcs, cost):
        for arc, value in zip(arcs.tolist(), cost.tolist(), strict=True):
            a, b = self.arcs[arc]
            self.graph[a][b]["weight"] = value


class Scipy:
    """Compressed sparse rows and scipy's own search."""

    few = 3

    def build(self, roads):
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra

        self.dijkstra = dijkstra
        self.graph = csr_matrix((roads["cost"].astype(float), roads["head"], roads["first"]))

    def way(self, a, b):
        cost, before = self.dijkstra(self.graph, indices=a, return_predecessors=True)
        nodes = [b]
        while nodes[-1] != a:
            nodes.append(int(before[nodes[-1]]))
        return cost[b]

    def one_to_all(self, a):
        return self.dijkstra(self.graph, indices=a)

    def rows(self, sources, targets):
        return self.dijkstra(self.graph, indices=sources)[:, targets]

    def change(self, arcs, cost):
        self.graph.data[arcs] = cost


class Igraph:
    """C core, lists in and out."""

    few = 2

    def build(self, roads):
        import igraph

        self.graph = igraph.Graph(len(roads["lon"]), np.column_stack([roads["tail"], roads["head"]]), directed=True)
        self.weights = roads["cost"].astype(float)
        self.graph.es["weight"] = self.weights

    def way(self, a, b):
        arcs = self.graph.get_shortest_path(a, b, weights="weight", output="epath")
        return self.weights[arcs].sum()

    def one_to_all(self, a):
        return self.graph.distances(a, weights="weight")

    def rows(self, sources, targets):
        return self.graph.distances(sources.tolist(), targets.tolist(), weights="weight")

    def change(self, arcs, cost):
        self.weights[arcs] = cost
        self.graph.es[arcs.tolist()]["weight"] = cost.tolist()


class Rustworkx:
    """Rust core, a Python call for each arc weighed."""

    few = 1

    def build(self, roads):
        import rustworkx

        self.rx, self.graph = rustworkx, rustworkx.PyDiGraph()
        self.graph.add_nodes_from(range(len(roads["lon"])))
        columns = (roads["tail"].tolist(), roads["head"].tolist(), roads["cost"].astype(float).tolist())
        self.index = self.graph.add_edges_from(list(zip(*columns, strict=True)))

    def way(self, a, b):
        nodes = self.rx.dijkstra_shortest_paths(self.graph, a, b, weight_fn=float)[b]
        return sum(self.graph.get_edge_data(nodes[i], nodes[i + 1]) for i in range(len(nodes) - 1))

    def one_to_all(self, a):
        return len(self.rx.dijkstra_shortest_path_lengths(self.graph, a, float))

    def change(self, arcs, cost):
        for arc, value in zip(arcs.tolist(), cost.tolist(), strict=True):
            self.graph.update_edge_by_index(self.index[arc], value)


class Networkit:
    """C++ core; a search object for each question."""

    few = 5

    def build(self, roads):
        import networkit

        self.nk = networkit
        columns = (roads["cost"].astype(float), (roads["tail"], roads["head"]))
        self.graph = networkit.GraphFromCoo(columns, n=len(roads["lon"]), weighted=True, directed=True)
        self.tail, self.head = roads["tail"].tolist(), roads["head"].tolist()

    def way(self, a, b):
        search = self.nk.distance.BidirectionalDijkstra(self.graph, a, b)
        search.run()
        search.getPath()
        return search.getDistance()

    def one_to_all(self, a):
        search = self.nk.distance.Dijkstra(self.graph, a, False)
        search.run()
        return search.getDistances()

    def change(self, arcs, cost):
        for arc, value in zip(arcs.tolist(), cost.tolist(), strict=True):
            self.graph.setWeight(self.tail[arc], self.head[arc], value)


class Pandana:
    """Contraction hierarchies; new weights mean a new network."""

    few = CONVOYS

    def build(self, roads):
        import pandana
        import pandas as pd

        self.make, self.roads = pandana.Network, roads
        self.x, self.y = pd.Series(roads["lon"]), pd.Series(roads["lat"])
        self.ends = pd.Series(roads["tail"]), pd.Series(roads["head"])
        self.table = pd.DataFrame({"cost": roads["cost"].astype(float)})
        self.network = self.make(self.x, self.y, *self.ends, self.table, twoway=False)

    def way(self, a, b):
        self.network.shortest_path(a, b)
        return self.network.shortest_path_length(a, b)

    def rows(self, sources, targets):
        pairs = np.repeat(sources, len(targets)), np.tile(targets, len(sources))
        return self.network.shortest_path_lengths(*pairs)

    def change(self, arcs, cost):
        self.table.loc[arcs, "cost"] = cost.astype(float)
        self.network = self.make(self.x, self.y, *self.ends, self.table, twoway=False)


class RoutingkitCch:
    """Bindings of RoutingKit with partial updates; given our order, for it has none of its own."""

    few = CONVOYS
    module = "routingkit-cch"

    def build(self, roads):
        import routingkit_cch

        self.rk, self.all = routingkit_cch, roads["cost"].astype(np.uint32)
        self.cch = self.rk.CCH(roads["order"].tolist(), roads["tail"].tolist(), roads["head"].tolist(), False)
        self.metric = self.rk.CCHMetric(self.cch, self.all.tolist())
        self.partial = self.rk.CCHMetricPartialUpdater(self.cch)

    def way(self, a, b):
        found = self.rk.CCHQuery(self.metric).run(a, b)
        _ = found.node_path
        return found.distance

    def change(self, arcs, cost):
        if len(arcs) == len(self.all):
            self.metric.reset(cost.tolist())
        else:
            self.partial.apply(self.metric, dict(zip(arcs.tolist(), cost.tolist(), strict=True)))


class Pyroutingkit:
    """Bindings of RoutingKit with an order of their own; all weights at once."""

    few = CONVOYS

    def build(self, roads):
        import pyroutingkit

        self.cch, self.weights = pyroutingkit.CCH(), roads["cost"].astype(np.uint32)
        ends = (roads[name].astype(np.uint32) for name in ("tail", "head"))
        place = (roads[name].astype(np.float32) for name in ("lat", "lon"))
        self.cch.build_topology(*ends, *place, len(roads["lon"]))
        self.cch.customize_weights(self.weights)

    def way(self, a, b):
        return self.cch.query(a, b)[0]

    def change(self, arcs, cost):
        self.weights[arcs] = cost
        self.cch.customize_weights(self.weights)


LIBRARIES = {
    "networkx": Networkx,
    "scipy": Scipy,
    "igraph": Igraph,
    "rustworkx": Rustworkx,
    "networkit": Networkit,
    "pandana": Pandana,
    "routingkit-cch": RoutingkitCch,
    "pyroutingkit": Pyroutingkit,
}


class Zones:
    """Metres of streets in a zone as users of shapely find them: a tree, then intersections."""

    def __init__(self, roads):
        self.lines = shapely.linestrings(roads["streets"])
        self.tree, self.length = shapely.STRtree(self.lines), np.maximum(shapely.length(self.lines), 1e-12)
        self.order = np.argsort(roads["street"], kind="stable")
        self.first = np.searchsorted(roads["street"][self.order], np.arange(len(self.lines) + 1))
        self.cost = roads["cost"]

    def slowed(self, corners):
        area = shapely.make_valid(shapely.Polygon(corners), method="structure")
        rows = self.tree.query(area, predicate="intersects")
        share = shapely.length(shapely.intersection(self.lines[rows], area)) / self.length[rows]
        arcs = np.concatenate([self.order[a:b] for a, b in zip(self.first[rows], self.first[rows + 1], strict=True)])
        each = np.repeat(share, self.first[rows + 1] - self.first[rows])
        return arcs, np.rint(self.cost[arcs] * (1 + 3 * each)).astype(np.int64)


def told(task, **found):
    print(json.dumps({"task": task, **found}), flush=True)


def timed_ms(work, *given):
    """Milliseconds of processor time, which other work on the machine disturbs least, and the answer."""
    started = time.process_time()
    answer = work(*given)
    return 1000 * (time.process_time() - started), answer


def redrawn(library, zones, corners, pairs):
    """Milliseconds for a zone drawn and all convoys under way again, from as many as are quick enough to ask."""
    few = pairs[: library.few].tolist()
    spent, (arcs, cost) = timed_ms(zones.slowed, corners)
    changed, _ = timed_ms(library.change, arcs, cost)
    found = [timed_ms(library.way, *pair) for pair in few]
    library.change(arcs, zones.cost[arcs])
    each = sum(took for took, _ in found) / len(found)
    return spent + changed + CONVOYS * each, [cost for _, cost in found]


def measure(library, roads):
    pairs, all_arcs = roads["pairs"], np.arange(len(roads["cost"]))
    found = [timed_ms(library.way, *pair) for pair in pairs[: max(library.few, 3)].tolist()]
    told("way", ms=[took for took, _ in found], costs=[float(cost) for _, cost in found])
    if hasattr(library, "one_to_all"):
        told("all", ms=[timed_ms(library.one_to_all, int(a))[0] for a in pairs[: min(library.few, 3), 0]])
    if library.few < CONVOYS or not isinstance(library, Pandana):
        zones = Zones(roads)
        for corners in roads["corners"][:3]:
            took, costs = redrawn(library, zones, corners, pairs)
            told("redraw", ms=[took], costs=[float(cost) for cost in costs], asked=library.few)
    if hasattr(library, "rows"):
        few = 100 if isinstance(library, Pandana) else 2
        took, _ = timed_ms(library.rows, pairs[:few, 0], pairs[:100, 1])
        told("matrix", ms=[took * 100 / few], asked=few)
    told("weights", ms=[timed_ms(library.change, all_arcs, roads["cost"] + 1)[0] for _ in range(2)])


def main(name, folder):
    roads = dict(np.load(Path(folder) / "roads.npz"))
    library = LIBRARIES[name]()
    version = importlib.metadata.version(getattr(library, "module", name))
    took, _ = timed_ms(library.build, roads)
    told("build", ms=[took], version=version)
    measure(library, roads)


if __name__ == "__main__":
    main(*sys.argv[1:])
