"""Laws of routes on drawn grids under chance zones, and exact agreement with networkx."""

from datetime import UTC, datetime
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from data.model import Barrier, BarrierKind, NoRoute, Plan, Route, RoutePolicy, Zone, ZoneKind
from routing.engines.dijkstra import NO_WAY
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
from routing.ways.case import case_of
from tests.asciimap import area_m, ascii_map

pytestmark = pytest.mark.usefixtures("engine")

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
GRID = ascii_map(
    """
A---B---C---D---E
|   | \\ |   |   |
F---G---H---I---J
|   |   | / |   |
K---L---M---N---O
|   |   |   | \\ |
P---Q---R---S---T
""",
    oneway=["BC", "HG", "MR", "NI"],
    roads={"AB": {"speed_kmh": 63.0}, "HI": {"speed_kmh": 17.0}, "LM": {"speed_kmh": 91.0}},
)
INDEX = NetworkIndex(GRID.network)
letters = st.sampled_from("ABCDEFGHIJKLMNOPQRST")


@st.composite
def zones(draw, kinds=tuple(BarrierKind)):
    """A zone somewhere on the grid, with one barrier."""
    west, south = draw(st.integers(-50, 1500)), draw(st.integers(-1250, 0))
    wide, high = draw(st.integers(60, 700)), draw(st.integers(60, 700))
    number = draw(st.integers(0, 10**9))
    kind = draw(st.sampled_from(kinds))
    value = {BarrierKind.CLOSED: None, BarrierKind.SCALED: 3.0, BarrierKind.ADDED: 400.0}[kind]
    zone = Zone(
        id=f"z{number}", name=f"Zone {number}", kind=ZoneKind.HAZARD, exposure=draw(st.sampled_from([0.0, 1.0, 2.5])),
        area=area_m(west, south, west + wide, south + high),
    )  # fmt: skip
    barrier = Barrier(id=f"b{number}", area_id=zone.id, kind=kind, value=value, priority=draw(st.integers(0, 2)))
    return zone, barrier


@st.composite
def plans(draw, kinds=tuple(BarrierKind), most=4):
    pairs = draw(st.lists(zones(kinds), max_size=most, unique_by=lambda pair: pair[0].id))
    return Plan(name="chance", zones=tuple(z for z, _ in pairs), barriers=tuple(b for _, b in pairs))


@st.composite
def questions(draw):
    stops = draw(st.lists(letters, min_size=2, max_size=3))
    off = st.integers(-40, 40)
    points = [GRID.point(x, east_m=draw(off), north_m=draw(off)) for x in stops]
    policy = draw(st.sampled_from(list(RoutePolicy)))
    return RouteQuestion(origin=points[0], via=tuple(points[1:-1]), destination=points[-1], at=AT, policy=policy)


def answer(plan, question):
    return find_route(INDEX, plan, question)


def without_barriers(plan, *area_ids):
    gone = [b.id for b in plan.barriers if b.area_id in area_ids and b.kind is BarrierKind.CLOSED]
    return plan.without(*gone) if gone else plan


@settings(max_examples=40, deadline=None)
@given(plans(), questions(), zones((BarrierKind.SCALED, BarrierKind.ADDED)))
def test_slowing_a_zone_never_speeds_a_route(plan, question, slower):
    """Equal priorities, so that the new barrier cannot displace a stricter one."""
    zone, barrier = slower
    plan = Plan(name="flat", zones=plan.zones, barriers=tuple(_flat(b) for b in plan.barriers))
    if plan.find(zone.id) or plan.find(barrier.id):
        return
    fast = RouteQuestion(origin=question.origin, via=question.via, destination=question.destination, at=AT)
    before, after = answer(plan, fast), answer(plan.with_record(zone, _flat(barrier)), fast)
    assert isinstance(after, Route) == isinstance(before, Route)
    if isinstance(before, Route):
        assert after.duration_s >= before.duration_s


def _flat(barrier):
    return Barrier(id=barrier.id, area_id=barrier.area_id, kind=barrier.kind, value=barrier.value)


@settings(max_examples=40, deadline=None)
@given(plans(), questions(), zones((BarrierKind.CLOSED,)))
def test_closing_then_opening_restores_the_answer(plan, question, closed):
    if plan.find(closed[0].id) or plan.find(closed[1].id):
        return
    opened = plan.with_record(*closed).without(closed[1].id, closed[0].id)
    assert answer(opened, question) == answer(plan, question)


@settings(max_examples=60, deadline=None)
@given(plans((BarrierKind.CLOSED, BarrierKind.CLOSED, BarrierKind.SCALED), most=7), questions())
def test_lifting_the_obstacles_gives_a_route_and_none_can_be_spared(plan, question):
    found = answer(plan, question)
    if isinstance(found, Route):
        return
    named = [o.id for o in found.obstacles]
    assert named
    assert isinstance(answer(without_barriers(plan, *named), question), Route)
    for spared in named:
        lifted = [name for name in named if name != spared]
        assert isinstance(answer(without_barriers(plan, *lifted), question), NoRoute)


@settings(max_examples=40, deadline=None)
@given(plans(), questions())
def test_the_network_is_never_written_to(plan, question):
    answer(plan, question)
    again = ascii_map_fingerprint()
    assert GRID.network.fingerprint == again


def ascii_map_fingerprint():
    network = GRID.network
    return type(network)(
        nodes=network.nodes, segments=network.segments, edges=network.edges,
        turns=network.turns, provenance=network.provenance,
    ).fingerprint  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(plans(), questions())
def test_duration_distance_and_line_agree_with_the_pieces(plan, question):
    found = answer(plan, question)
    if isinstance(found, NoRoute):
        return
    assert found.distance_m == pytest.approx(sum(p.distance_m for p in found.pieces))
    assert found.duration_s == pytest.approx(sum(p.duration_s for p in found.pieces))
    assert found.duration_s == pytest.approx(driven_s(plan, found), abs=0.002 * (len(found.pieces) + 1))
    assert sum(s.distance_m for s in found.streets) == pytest.approx(found.distance_m)


def driven_s(plan, route):
    """Seconds counted anew: pieces cut at the zone boundaries, barriers looked up at the middle of each part."""
    total = 0.0
    zone_of = {z.id: z for z in plan.zones}
    for piece in route.pieces:
        low, high = sorted((piece.start_m, piece.end_m))
        knots = {low, high} | {x for z in plan.zones for x in _knots(piece.segment, z) if low < x < high}
        ends = sorted(knots)
        for a, b in pairwise(ends):
            place = INDEX.lines.places(np.array([piece.segment]), np.array([(a + b) / 2]))[0]
            total += (b - a) * _pace(plan, zone_of, piece.segment, place)
    return total


def _knots(segment, zone):
    """Where a straight street meets the boundary of a zone or begins and ends to run along it."""
    shape = INDEX.lines.shapes[segment]
    length = INDEX.lines.length_m[segment]
    met = shapely.get_coordinates(shape.intersection(zone.area.boundary))
    return [shape.project(Point(place)) / shape.length * length for place in met]


def _pace(plan, zone_of, segment, place):
    base = 3.6 / GRID.network.segment_speed_kmh[segment]
    acting = [b for b in plan.barriers if zone_of[b.area_id].area.covers(Point(place))]
    top = max((b.priority for b in acting), default=0)
    paces = [base * (b.value or 1) if b.kind is BarrierKind.SCALED else base + (b.value or 0) / 1000 for b in acting
             if b.priority == top]  # fmt: skip
    assert not any(b.kind is BarrierKind.CLOSED and b.priority == top for b in acting)
    return max(paces, default=base)


@settings(max_examples=60, deadline=None)
@given(plans(), questions())
def test_the_cheapest_way_is_networkx_s_on_the_same_whole_numbers(plan, question):
    case = case_of(INDEX, plan, question)
    costs = case.costs()
    graph = nx.MultiDiGraph()
    graph.add_nodes_from(range(GRID.network.node_count))
    for edge in range(GRID.network.edge_count):
        if costs.edge[edge] < NO_WAY:
            graph.add_edge(int(INDEX.u[edge]), int(INDEX.v[edge]), weight=int(costs.edge[edge]))
    legs = case.legs(costs)
    for leg, start, end in zip(legs, case.stops[:-1], case.stops[1:], strict=True):
        own = graph.copy()
        own.add_nodes_from(["from", "to"])
        join(own, costs, start, outward=True)
        join(own, costs, end, outward=False)
        direct(own, costs, start, end)
        try:
            expected = nx.shortest_path_length(own, "from", "to", weight="weight")
        except nx.NetworkXNoPath:
            assert leg is None
            continue
        assert leg.choice == expected


def join(graph, costs, stop, *, outward):
    """Arcs between a stop and the nodes its segment leads to."""
    if stop.node is not None:
        graph.add_edge(*(("from", stop.node) if outward else (stop.node, "to")), weight=0)
        return
    place, length = stop.place, float(INDEX.lines.length_m[stop.place.line])
    for edge in np.nonzero(INDEX.segment == place.line)[0]:
        forward = bool(GRID.network.edge_forward[edge])
        far = (place.position_m, length) if forward == outward else (0.0, place.position_m)
        if costs.part(place.line, *far).closed:
            continue
        cost = costs.part(place.line, *far).choice
        node = int(INDEX.v[edge] if outward else INDEX.u[edge])
        graph.add_edge(*(("from", node) if outward else (node, "to")), weight=cost)


def direct(graph, costs, start, end):
    if start.node is not None or end.node is not None or start.place.line != end.place.line:
        return
    low, high = start.place.position_m, end.place.position_m
    forward = GRID.network.edge_forward[np.nonzero(INDEX.segment == start.place.line)[0]]
    allowed = low == high or (forward if high > low else ~forward).any()
    part = costs.part(start.place.line, low, high)
    if allowed and not part.closed:
        graph.add_edge("from", "to", weight=part.choice)
