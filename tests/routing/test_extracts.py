"""Ten thousand questions on each real network, under chance zones, closures and the turn bans of the network.

What edges cost is worked out again by shapely and pyproj, and ways by a search that remembers what it drove.
"""

import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon

from data.model import Barrier, BarrierKind, BridgeStatus, Plan, RoadStatus, Route, RoutePolicy
from data.sources.roads.load import load_roads
from routing.engines.engine import HierarchyEngine
from routing.index import NetworkIndex
from routing.matrix import travel_matrix
from routing.question import RouteQuestion, Terms
from routing.search import find_route
from routing.ways.case import case_of
from tests.builders import NOON, bridge_report, road_report, zone
from tests.roads_under import RoadsUnder
from tests.routing.asking import between
from tests.walks import NEVER, costs_to_nodes, walks_of

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder of real data"),
]
DATA = Path(os.environ.get("PASSAGE_DATA", "."))
EXTRACTS = ["monaco", "helsinki", "andorra", "mopti", "liechtenstein", "heidelberg", "malta", "milan", "porto"]
POLICIES = [RoutePolicy.FASTEST, RoutePolicy.SHORTEST, RoutePolicy.LOW_EXPOSURE, RoutePolicy.FASTEST]
STARTS, GOALS, ZONES, REPORTS, SINGLES = 25, 100, 12, 6, 5
ASKED = [(name, (row + turn) % len(POLICIES)) for row, name in enumerate(EXTRACTS) for turn in (0, 2)]
"""Each extract under two of the plans, every plan on several extracts."""


class Extract:
    """A real network, a hierarchy for it however small, and all that is worked out once to check it."""

    def __init__(self, name):
        self.index = NetworkIndex(load_roads([DATA / "osm" / f"{name}.osm.pbf"]).network)
        self.index.prepare(None, large=0)
        self.network = self.index.network
        self.roads = RoadsUnder(self.network)
        self.turn_free = walks_of(self.network)
        self.bans = {tuple(row) for row in self.network.turns["edges"].to_pylist()}
        self.ban_lengths = {len(ban) for ban in self.bans}

    def point(self, node):
        return Point(self.network.node_lon[node], self.network.node_lat[node])


@cache
def extract(name):
    return Extract(name)


def star(chance, middle, reach):
    turn = np.linspace(0, 2 * np.pi, 17)[:-1] + chance.uniform(-0.15, 0.15, 16)
    out = reach * chance.uniform(0.5, 1.0, 16)
    return np.column_stack([middle[0] + out * np.cos(turn), middle[1] + out * np.sin(turn)])


def area(chance, middle, reach):
    """A star; one in three has a hole, one in three a second part."""
    corners, form = star(chance, middle, reach), chance.integers(3)
    if form == 0:
        return Polygon(corners, [(corners - middle) * 0.5 + middle])
    if form == 1:
        return MultiPolygon([Polygon(corners), Polygon(star(chance, [middle[0] + 2.1 * reach, middle[1]], reach))])
    return Polygon(corners)


def chance_plan(network, seed):
    """Zones over one another around places of the network, one or two barriers on each, few of them closed."""
    chance = np.random.default_rng(seed)
    wide = np.ptp(network.points, axis=0).min()
    zones, barriers = [], []
    for i in range(ZONES):
        middle = network.points[chance.integers(len(network.points))] + chance.normal(0, wide / 100, 2)
        drawn = area(chance, middle, wide * chance.uniform(0.01, 0.15))
        zones.append(zone(f"z{i}", area=drawn, exposure=float(chance.choice([0.0, 1.0, 2.5]))))
        for k in range(chance.integers(1, 3)):
            kind = chance.choice(list(BarrierKind), p=[0.25, 0.45, 0.3])
            value = {"closed": None, "scaled": chance.uniform(1, 4), "added": chance.uniform(0, 300)}[kind]
            priority = int(chance.integers(3))
            named = Barrier(id=f"b{i}-{k}", area_id=f"z{i}", kind=BarrierKind(kind), value=value, priority=priority)
            barriers.append(named)
    return Plan(name="chance", zones=tuple(zones), barriers=tuple(barriers))


def with_closures(plan, network, seed):
    """The plan with roads and bridges reported closed, and the segments along which a road report runs."""
    chance = np.random.default_rng(seed)
    rows = chance.integers(0, network.segment_count, REPORTS)
    lines = [network.points[slice(*network.point_offset[[row, row + 1]])] for row in rows]
    reports = [
        road_report(f"r{i}", status=RoadStatus.NOT_PASSABLE, place=shapely.LineString(line))
        if i % 2
        else bridge_report(f"r{i}", status=BridgeStatus.NOT_PASSABLE, place=Point(line[0]))
        for i, line in enumerate(lines)
        if len(np.unique(line, axis=0)) > 1
    ]
    return plan.with_record(*reports)


def edge_costs(made, plan, policy):
    here = made.point(0)
    question = RouteQuestion(origin=here, destination=here, at=NOON, policy=policy)
    return case_of(made.index, plan, question).costs().edges


def gate_costs(network, terms):
    """What the gate at the node each edge leaves adds to it."""
    doubt = 3 * (50_000 if terms.policy is RoutePolicy.SHORTEST else 60_000)
    says = {"closed": NEVER, "unknown": doubt}
    at_node = [says.get(word, 0) for word in network.nodes["barrier_passage"].to_pylist()]
    return np.array(at_node)[network.edge_u]


def own_costs(made, plan, terms):
    """Costs of the edges by the oracle, and by how much rounding and touches of a millimetre may be off."""
    network = made.network
    cost, closed_m, slack = made.roads.costs(plan, terms)
    gate = gate_costs(network, terms)
    segment = network.edge_segment
    shut = (closed_m > 0.001)[segment] | (gate == NEVER)
    unclear = (abs(closed_m - 0.001) < 0.0005)[segment]
    return np.where(shut, NEVER, cost[segment] + np.where(gate < NEVER, gate, 0)), unclear, slack[segment]


@pytest.mark.parametrize(("name", "seed"), ASKED)
def test_costs_of_edges_under_chance_zones_are_those_that_shapely_finds(name, seed):
    made, terms = extract(name), Terms(at=NOON, policy=POLICIES[seed])
    plan = chance_plan(made.network, seed)
    ours = edge_costs(made, plan, POLICIES[seed]).dense
    theirs, unclear, slack = own_costs(made, plan, terms)
    assert unclear.mean() < 0.001
    assert np.array_equal((ours >= NEVER)[~unclear], (theirs >= NEVER)[~unclear])
    both = (ours < NEVER) & (theirs < NEVER)
    off = np.abs(ours - theirs)[both]
    assert (off <= 0.501 + 2 * slack[both] + 1e-7 * theirs[both]).all(), off.max()
    assert 0.001 < (ours >= NEVER).mean() < 0.6


@pytest.mark.parametrize(("name", "seed"), ASKED)
def test_reported_closures_close_roads_nearby_and_change_nothing_else(name, seed):
    made, policy = extract(name), POLICIES[seed]
    network, plan = made.network, chance_plan(made.network, seed)
    closed = with_closures(plan, network, seed)
    before, after = (edge_costs(made, p, policy).dense for p in (plan, closed))
    changed = np.flatnonzero(before != after)
    assert len(changed)
    assert (after[changed] >= NEVER).all()
    places = shapely.union_all([report.place for report in closed.status_reports])
    middles = np.unique(network.edge_segment[changed])
    lines = [shapely.LineString(network.points[slice(*network.point_offset[[row, row + 1]])]) for row in middles]
    assert (shapely.distance(lines, places) < 0.001).all()  # at most 50 m, in degrees


@pytest.mark.parametrize(("name", "seed"), ASKED)
def test_thousands_of_ways_equal_a_search_with_memory(name, seed):
    """Nothing turns round but at dead ends."""
    made, policy = extract(name), POLICIES[seed]
    network, chance = made.network, np.random.default_rng(seed)
    plan = with_closures(chance_plan(network, seed), network, seed)
    costs = edge_costs(made, plan, policy)
    starts, goals = (chance.integers(0, network.node_count, count) for count in (STARTS, GOALS))
    assert isinstance(made.index.engine, HierarchyEngine)
    known = np.array([costs_to_nodes(network, made.turn_free, costs.dense, start) for start in starts])
    for start, row in zip(starts, known, strict=True):
        for goal in goals:
            assert_way(made, costs, (int(start), int(goal)), int(row[goal]))
    assert (known[:, goals] < NEVER).sum() > 200
    assert_matrix(made, (plan, costs.dense), Terms(at=NOON, policy=policy), starts, goals)


def way_on(graph, engine, costs, ends):
    at_goal = graph.vertices_at(ends[1])
    return engine.cheapest(
        costs, (np.array([ends[0]]), np.zeros(1, np.int64)), (at_goal, np.zeros(len(at_goal), np.int64))
    )


def assert_way(made, costs, ends, expected):
    graph = made.index.graph
    found = way_on(graph, made.index.engine, costs, ends)
    if found and made.index.turns_round(graph.edge[found.arcs]).any():
        graph = made.index.turn_free
        found = way_on(graph, made.index.turn_free_engine, costs, ends)
    assert (found.cost if found else NEVER) == expected
    if found is None:
        return
    edges = graph.edge[found.arcs]
    node = np.concatenate([[ends[0]], made.network.edge_v[edges]])
    assert np.array_equal(made.network.edge_u[edges], node[:-1])
    assert node[-1] == ends[1]
    assert costs.dense[edges].sum() == expected
    driven = edges.tolist()
    assert not any(tuple(driven[i : i + n]) in made.bans for n in made.ban_lengths for i in range(len(driven) - n + 1))


def assert_matrix(made, under, terms, starts, goals):
    """Every cell against the search with memory that turns at dead ends only, a few against single questions."""
    plan, cost = under
    places = [[made.point(node) for node in nodes] for nodes in (starts, goals)]
    found = travel_matrix(made.index, plan, terms, *places)
    expected = np.array([costs_to_nodes(made.network, made.turn_free, cost, start)[goals] for start in starts])
    shut = [np.array([in_closed_area(plan, point) for point in side]) for side in places]
    expected[shut[0][:, None] | shut[1]] = NEVER
    assert np.array_equal(np.where(found.choice < 0, NEVER, found.choice), expected)
    reached = np.argwhere(expected < NEVER)
    for i, j in reached[:: max(len(reached) // SINGLES, 1)]:
        case = case_of(made.index, plan, between(terms, places[0][i], places[1][j]))
        (leg,) = case.legs(case.costs())
        assert leg.choice == expected[i, j]
        assert isinstance(find_route(made.index, plan, case.question), Route)


def in_closed_area(plan, point):
    areas = {zone.id: zone.area for zone in plan.zones}
    over = [b for b in plan.barriers if areas[b.area_id].covers(point)]
    top = max((b.priority for b in over), default=0)
    return any(b.kind is BarrierKind.CLOSED for b in over if b.priority == top)
