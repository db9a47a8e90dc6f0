"""Cases of movement drawn from a seed: a dense grid of roads, and roads of a real extract driven in the same way.

Convoys come in over four crossings with one or two lanes in which each is processed for 15 to 40 minutes; they drive
in daylight to a place of their own, which takes them in during the day. A third of the nodes have a lay-by, a third of
the roads a single flow, six nodes are checkpoints. Eight escort teams, of which a convoy needs one or two, come back as
long as they went. Routes are shortest paths, each with what was used before made 1.35 times as long.
"""

import random
from itertools import pairwise
from pathlib import Path

import networkx as nx

from data.sources.roads.load import load_roads
from routing.movement.case import Case, Column, Leg, Node, Route, Segment, Span

MINUTE, DAY = 60, 1440
SIZES = {"full": (40, 6, 11, 8), "small": (15, 5, 6, 8), "tiny": (8, 4, 5, 4), "mild": (40, 6, 11, 24)}
REAL_SEGMENTS = 120
SINGLE = 0.35

Ground = tuple[nx.Graph, list[int], list[bool]]
"""Roads with their seconds, crossings, and which roads are a single flow, in order."""


def days(begins: int, ends: int, count: int = 3) -> tuple[Span, ...]:
    """The same minutes of every day."""
    return tuple(
        Span(begins_s=(day * DAY + begins) * MINUTE, ends_s=(day * DAY + ends) * MINUTE) for day in range(count)
    )


def dense_case(size: str, seed: int) -> Case:
    """A grid of roads with four crossings at its border."""
    count, wide, high, teams = SIZES[size]
    chance = random.Random(seed)
    grid = nx.grid_2d_graph(wide, high)
    roads = nx.relabel_nodes(grid, {place: at for at, place in enumerate(sorted(grid))})
    for _ in range(5):
        at = chance.randrange(wide - 1) * high + chance.randrange(high - 1)
        roads.add_edge(at, at + high + 1)
    singles = []
    for one, other in sorted(roads.edges()):
        roads[one][other]["s"] = MINUTE * chance.randint(6, 18)
        singles.append(chance.random() < SINGLE)
    corners = [0, (wide - 1) * high, high - 1, wide // 2 * high + high - 1]
    return _case((roads, corners, singles), (count, teams), chance)


def real_case(extract: Path, seed: int) -> Case:
    """Roads of an extract that routes between places far apart share, driven at 60 % of their speed."""
    chance = random.Random(seed)
    whole = _road_graph(extract)
    ends = chance.sample(sorted(whole), 400)
    shared = nx.Graph()
    while _contracted(shared).number_of_edges() < REAL_SEGMENTS:
        one, other = chance.sample(ends, 2)
        for path in _paths(whole, one, other):
            shared.add_edges_from((a, b, whole[a][b]) for a, b in pairwise(path))
        shared = shared.subgraph(max(nx.connected_components(shared), key=len)).copy()
    roads = nx.convert_node_labels_to_integers(_contracted(shared), ordering="sorted")
    rim = sorted(roads, key=lambda node: (-nx.eccentricity(roads, node), node))
    crossings = [rim[at] for at in range(0, len(rim) // 3, max(1, len(rim) // 12))][:4]
    singles = [chance.random() < SINGLE for _ in roads.edges()]
    return _case((roads, crossings, singles), (40, 8), chance)


def _road_graph(extract: Path) -> nx.Graph:
    table = load_roads([extract]).network.segments.to_pandas()
    graph = nx.Graph()
    drives = (3.6 * table["length_m"] / (0.6 * table["speed_kmh"])).clip(lower=1).round().astype(int)
    for one, other, drive in zip(table["from_node"], table["to_node"], drives, strict=True):
        if one != other and (not graph.has_edge(one, other) or drive < graph[one][other]["s"]):
            graph.add_edge(int(one), int(other), s=int(drive))
    return graph.subgraph(max(nx.connected_components(graph), key=len)).copy()


def _contracted(graph: nx.Graph) -> nx.Graph:
    """The same with nodes between two roads left out."""
    bare = graph.copy()
    for node in sorted(graph):
        if bare.degree(node) == 2:
            one, other = bare.neighbors(node)
            drive = bare[one][node]["s"] + bare[node][other]["s"]
            if not bare.has_edge(one, other):
                bare.remove_node(node)
                bare.add_edge(one, other, s=drive)
    return bare


def _case(ground: Ground, sizes: tuple[int, int], chance: random.Random) -> Case:
    (roads, crossings, singles), (count, teams) = ground, sizes
    nodes = range(len(roads))
    lay_bys = {node for node in nodes if chance.random() < 0.3} - set(crossings)
    checkpoints = set(chance.sample(nodes, 6)) - set(crossings)
    lanes = {node: chance.choice([1, 2]) for node in crossings}
    return Case(
        nodes=tuple(_node(node, lanes, lay_bys, checkpoints) for node in nodes),
        segments=tuple(
            Segment(name=f"road {at}", one_end=one, other_end=other, headway_s=5 * MINUTE, is_single_flow=singles[at])
            for at, (one, other) in enumerate(sorted(roads.edges()))
        ),
        columns=tuple(_column(roads, crossings, checkpoints, at, chance) for at in range(count)),
        horizon_s=3 * DAY * MINUTE,
        escort_teams=teams,
    )


def _node(node: int, lanes: dict[int, int], lay_bys: set[int], checkpoints: set[int]) -> Node:
    if node in lanes:
        return Node(name=f"crossing {node}", lanes=lanes[node], opens=days(420, 1020), longest_wait_s=120 * MINUTE)
    room = {"room_columns": 40, "longest_wait_s": 60 * MINUTE} if node in lay_bys else {}
    return Node(name=f"node {node}", lanes=1 if node in checkpoints else None, **room)


def _column(roads: nx.Graph, crossings: list[int], checkpoints: set[int], at: int, chance: random.Random) -> Column:
    start = chance.choice(crossings)
    far = nx.single_source_shortest_path_length(roads, start)
    end = chance.choice([node for node in sorted(roads) if node not in crossings and far[node] >= 4])
    passing = chance.randint(3, 12)
    paths = _paths(roads, start, end)
    ready, service, weight = chance.choice([0, 1]) * DAY, chance.randint(15, 40), chance.choice([1, 1, 2, 3, 5])
    escorts, (opens, shuts) = chance.choice([1, 1, 2]), chance.choice([(480, 960), (480, 960), (480, 960), (600, 840)])
    return Column(
        name=f"convoy {at + 1}",
        vehicles=2 * passing,
        pass_s=MINUTE * passing,
        length_m=120 * passing,
        penalty=weight * 4 * DAY * MINUTE,
        routes=tuple(_route(roads, checkpoints, path, (service, passing), k) for k, path in enumerate(paths)),
        ready_s=ready * MINUTE,
        weight=weight,
        arrivals=days(opens, shuts + passing),
        moves=days(360, 1080),
        escorts=escorts,
    )


def _paths(roads: nx.Graph, start: int, end: int) -> list[list[int]]:
    lengthened, paths = roads.copy(), []
    for _ in range(12):
        path = nx.shortest_path(lengthened, start, end, weight="s")
        if path not in paths:
            paths.append(path)
        for one, other in pairwise(path):
            lengthened[one][other]["s"] *= 1.35
        if len(paths) == 3:
            break
    return paths


def _route(roads: nx.Graph, checkpoints: set[int], path: list[int], takes: tuple[int, int], at: int) -> Route:
    place = {edge: row for row, edge in enumerate(sorted(roads.edges()))}
    legs = []
    for one, other in pairwise(path):
        held = 10 * MINUTE if other in checkpoints and other != path[-1] else 0
        segment, is_backward = (place[one, other], False) if (one, other) in place else (place[other, one], True)
        drive = roads[one][other]["s"]
        legs.append(Leg(segment=segment, traverse_s=drive, is_backward=is_backward, service_s=held))
    service, passing = takes
    back = sum(leg.traverse_s + leg.service_s for leg in legs) - passing * MINUTE
    return Route(name=f"route {at + 1}", legs=tuple(legs), service_s=service * MINUTE, return_s=max(0, back))
