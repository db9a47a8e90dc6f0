"""Cover by phase over real boundaries, orders and the yellow-line area, against geopandas and networkx."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import shapely
from shapely import Point

from data.model import BarrierKind, SectorState, SiteKind
from data.sources.areas import read_sectors, read_zones
from data.sources.corridors import read_corridors
from data.sources.roads.load import load_roads
from routing.force.cover import CoverAsked, cover_by_phase
from routing.force.secured import Footing
from routing.force.standards import QUICK_REACTION
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
from tests.builders import NOON, barrier, corridor, phase, plan, site
from tests.routing.force.test_cover import Oracle, secured_metres

GAZA = Path(os.environ.get("PASSAGE_DATA", "/nowhere")) / "gaza"
SOUTH, MIDDLE = ("Rafah", "Khan Younis"), ("Rafah", "Khan Younis", "Deir Al-Balah")
MINUTES = 25.0

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not GAZA.is_dir(), reason="PASSAGE_DATA names no folder with the Gaza data"),
]


@pytest.fixture(scope="module")
def network():
    return load_roads([GAZA / "roads" / "gaza_graph_333_edges.geojson"]).network


def real_plan(network):
    """Governorates as sectors, two phases, orders that close in the first, the yellow-line area that closes in both."""
    sectors = read_sectors(GAZA / "admin" / "governorates_cod_ab.geojson").sectors
    (yellow,) = read_zones(GAZA / "evacuation" / "yellow_line_area_2025-10-19.geojson").zones
    orders = read_zones(GAZA / "evacuation" / "orders_2025-03-21_25.geojson").zones
    phases = [
        phase(
            name,
            starts_at=NOON + timedelta(days=30 * number),
            ends_at=NOON + timedelta(days=30 * number + 30),
            sector_states=tuple((one.id, SectorState.ACTIVE) for one in sectors if one.name in held),
        )
        for number, (name, held) in enumerate((("south", SOUTH), ("middle", MIDDLE)))
    ]
    nodes = shapely.points(network.node_lon, network.node_lat)
    open_ground = shapely.union_all([s.area for s in sectors if s.name in SOUTH]).difference(
        shapely.union_all([yellow.area, *(zone.area for zone in orders)])
    )
    inside = nodes[shapely.covers(open_ground, nodes)]
    home = inside[shapely.distance(inside, Point(34.31, 31.35)).argmin()]
    closed = [barrier(f"b{n}", area_id=z.id, phases=("south",)) for n, z in enumerate(orders)]
    return plan(
        *sectors,
        yellow,
        *orders,
        *phases,
        barrier("yellow", area_id=yellow.id, kind=BarrierKind.CLOSED),
        *closed,
        site("base", kind=SiteKind.BASE, point=home),
        *read_corridors(GAZA / "routes" / "jabalia-rafah.geojson").corridors,
    )


def with_way(network, drawn):
    """The plan with a corridor along the roads, from the north of the Strip to its south, as if nothing were closed."""
    ends = [
        Point(network.node_lon[row], network.node_lat[row])
        for row in (network.node_lat.argmax(), network.node_lat.argmin())
    ]
    question = RouteQuestion(at=NOON, origin=ends[0], destination=ends[1])
    way = find_route(NetworkIndex(network), replace(drawn, barriers=(), zones=()), question)
    return drawn.with_record(corridor("spine", line=way.line))


def test_a_real_plan_is_covered_as_geopandas_and_networkx_say(network):
    drawn = with_way(network, real_plan(network))
    what = CoverAsked(standards=(replace(QUICK_REACTION, minutes=MINUTES),))
    home = drawn.get("base").point
    shares = []
    for found, at in zip(cover_by_phase(NetworkIndex(network), drawn, what), drawn.phases, strict=True):
        secured = [name for name, footing in found.footing.items() if footing is Footing.SECURED]
        assert {drawn.get(name).name for name in secured} == set(MIDDLE if at.id == "middle" else SOUTH)
        inside = shapely.union_all([drawn.get(name).area for name in secured])
        closing = [drawn.get(b.area_id).area for b in drawn.barriers if not b.phases or at.id in b.phases]
        oracle = Oracle(network, inside, shapely.union_all(closing))
        for cover in found.corridors:
            assert cover.secured_m == pytest.approx(
                secured_metres(drawn, found, drawn.get(cover.corridor_id).line), abs=0.1
            )
        (spine,) = (cover for cover in found.corridors if cover.corridor_id == "spine")
        expected = oracle.metres(home, drawn.get("spine").line, 60 * MINUTES)
        assert spine.by_standard[0].known_m == pytest.approx(expected, abs=0.1)
        shares.append(spine.by_standard[0].known_m / spine.secured_m)
    assert min(shares) > 0
    assert max(shares) < 1
