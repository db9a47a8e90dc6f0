"""The demo operation holds together, and says of itself that it is illustrative."""

import json
import re
import time
from zoneinfo import ZoneInfo

import geopandas
import networkx as nx
import numpy as np
import pytest
import shapely

from data.model import (
    BarrierKind,
    ControlLineKind,
    NoRoute,
    Passability,
    Plan,
    RoadNetwork,
    Route,
    RoutePolicy,
    SectorState,
    ZoneKind,
)
from data.sources.areas import read_sectors, read_zones
from data.sources.control_lines import read_control_lines
from data.sources.demo import DEMO_NOW, demo_network, demo_plan, write_demo
from data.sources.places import read_sites
from geo.measure import WGS84
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route

ARABIC = re.compile(r"[\u0621-\u064a]")
PLACES = {
    "jabalia": (34.485, 31.530),
    "gaza": (34.463, 31.505),
    "deir": (34.350, 31.418),
    "khan-younis": (34.303, 31.345),
    "rafah": (34.248, 31.2885),
}


@pytest.fixture(scope="module")
def network() -> RoadNetwork:
    return demo_network()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return demo_plan()


@pytest.fixture(scope="module")
def graph(network):
    graph = nx.DiGraph()
    length_m = network.segment_length_m[network.edge_segment]
    graph.add_weighted_edges_from(zip(network.edge_u.tolist(), network.edge_v.tolist(), length_m.tolist(), strict=True))
    return graph


@pytest.fixture(scope="module")
def lines(network):
    rows = np.repeat(np.arange(network.segment_count), np.diff(network.point_offset))
    return shapely.linestrings(network.points, indices=rows)


def metres(shapes):
    """Shapes in UTM zone 36 north."""
    return geopandas.GeoSeries(shapes, crs=4326).to_crs(32636)


def way_km(network, graph, start, end) -> float:
    near = [int(np.hypot(network.node_lon - lon, network.node_lat - lat).argmin()) for lon, lat in (start, end)]
    return nx.shortest_path_length(graph, *near, weight="weight") / 1000


def test_the_network_is_large_enough_to_be_worth_a_look(network):
    assert network.node_count >= 250
    assert network.segment_count >= 400


def test_the_network_and_the_plan_load_in_well_under_half_a_second():
    for load, limit_s in ((demo_network, 0.4), (demo_plan, 0.5)):
        started = time.process_time()
        load()
        assert time.process_time() - started < limit_s


def test_every_junction_reaches_every_other_but_for_the_cut_off_patrol_road(network, graph):
    parts = sorted(nx.strongly_connected_components(graph), key=len)
    assert [len(part) for part in parts] == [2, network.node_count - 2]
    cut_off = [row for row in range(network.segment_count) if int(network.segment_from[row]) in parts[0]]
    assert {network.segment_text("name_en", row) for row in cut_off} == {"Patrol road (cut off)"}


@pytest.mark.parametrize(
    ("start", "end", "about_km"),
    [("jabalia", "rafah", 37), ("gaza", "khan-younis", 25), ("gaza", "deir", 15)],
)
def test_distances_between_towns_are_plausible(network, graph, start, end, about_km):
    assert way_km(network, graph, PLACES[start], PLACES[end]) == pytest.approx(about_km, rel=0.12)


def test_roads_meet_only_at_junctions(lines):
    tree = shapely.STRtree(lines)
    assert tree.query(lines, predicate="crosses").size == 0
    for first, second in tree.query(lines, predicate="touches").T:
        ends = shapely.boundary(lines[[first, second]])
        assert shapely.intersection(*ends).equals(shapely.intersection(*lines[[first, second]]))


def test_no_road_runs_into_the_sea(lines, plan):
    land = shapely.union_all([s.area for s in plan.sectors])
    assert shapely.covers(land, lines).all()


def test_both_bridges_over_wadi_gaza_are_bridges_and_reported(network, lines, plan):
    bridges = [row for row in range(network.segment_count) if network.segment_text("bridge", row) == "yes"]
    assert {network.segment_text("name_en", row) for row in bridges} == {"Al-Rashid Street", "Salah al-Din Road"}
    decks = metres(lines[bridges])
    for name in ("report-coastal-bridge", "report-salah-bridge"):
        assert decks.distance(metres([plan.get(name).place])[0]).min() < 30


def test_unknown_attributes_stay_null(network):
    for column in ("lanes", "surface", "maxweight_t", "maxheight_m", "name"):
        assert 0 < network.segments[column].null_count < network.segment_count
    assert not {"", "nan"} & set(network.segments["surface"].unique().to_pylist())


def test_sectors_and_governorates_each_tile_the_same_land(plan):
    sectors = [s.area for s in plan.sectors]
    governorates = [z.area for z in plan.zones if z.kind is ZoneKind.ADMIN]
    assert len(governorates) == 5
    for areas in (sectors, governorates):
        assert shapely.coverage_is_valid(areas)
        assert shapely.union_all(areas).geom_type == "Polygon"
        assert not shapely.union_all(areas).interiors
    assert shapely.equals(shapely.union_all(sectors), shapely.union_all(governorates))


def test_governorates_carry_their_p_codes(plan):
    codes = {z.id: z.name for z in plan.zones if z.kind is ZoneKind.ADMIN}
    names = ("North Gaza", "Gaza", "Deir Al-Balah", "Khan Younis", "Rafah")
    assert codes == dict(zip(("PS0255", "PS0260", "PS0265", "PS0270", "PS0275"), names, strict=True))


def test_every_kind_of_zone_and_of_barrier_is_shown(plan):
    assert {z.kind for z in plan.zones} == set(ZoneKind)
    assert {b.kind for b in plan.barriers} == set(BarrierKind)


def test_overlapping_zones_show_what_priority_does(plan):
    fence, line = plan.get("zone-fence-north"), plan.get("zone-separation")
    priority = {b.area_id: b.priority for b in plan.barriers}
    assert fence.area.intersects(line.area)
    assert priority[fence.id] > priority[line.id]


def test_some_zones_hold_now_and_some_do_not(plan):
    assert {z.valid.holds_at(DEMO_NOW) for z in plan.zones} == {True, False}


def test_corridors_lie_on_roads(lines, plan):
    roads = metres(lines).union_all()
    for corridor in metres([c.line for c in plan.corridors]).segmentize(50):
        assert shapely.distance(roads, shapely.points(shapely.get_coordinates(corridor))).max() < 30


def test_control_lines_cross_a_road_and_no_column_may_miss_them(lines, plan):
    roads = metres(lines).union_all()
    assert metres([line.line for line in plan.control_lines]).intersects(roads).all()
    assert {line.kind for line in plan.control_lines} >= {ControlLineKind.PHASE_LINE, ControlLineKind.RELEASE_LINE}


def test_sites_and_crossings_lie_near_a_road(lines, plan):
    roads = metres(lines).union_all()
    places = (*plan.sites, *plan.crossings)
    far = {p.id for p, d in zip(places, metres([p.point for p in places]).distance(roads), strict=True) if d > 600}
    assert not far


def test_arabic_names_are_arabic(network, plan):
    named = [r.name_ar for r in plan.records() if getattr(r, "name_ar", None)]
    roads = [name for name in network.segments["name_ar"].unique().to_pylist() if name]
    assert len(named) > 80
    assert all(ARABIC.search(name) for name in (*named, *roads))
    assert all(r.name_ar for kind in (plan.zones, plan.sectors, plan.sites, plan.crossings) for r in kind)


def test_the_plan_says_that_it_is_illustrative(network, plan):
    assert plan.illustrative
    assert "illustrative" in plan.name
    assert ARABIC.search(plan.name)
    assert all("illustrative" in i.summary for i in plan.incidents)
    assert network.attributions() == ("Passage demo data, illustrative",)
    assert plan.network_fingerprint == network.fingerprint


def test_phases_follow_each_other_from_local_midnight(plan):
    for before, after in zip(plan.phases, plan.phases[1:], strict=False):
        assert before.ends_at == after.starts_at
    for phase in plan.phases:
        local = phase.starts_at.astimezone(ZoneInfo(plan.time_zone))
        assert (local.hour, local.minute) == (0, 0)


def test_now_is_in_the_second_phase(plan):
    assert [p.starts_at <= DEMO_NOW < p.ends_at for p in plan.phases] == [False, True, False, False, False]


def test_phases_show_every_state_and_every_answer_of_a_gate(plan):
    states = {p.state_of(s.id) for p in plan.phases for s in plan.sectors}
    assert states == set(SectorState)
    assert {g.met for p in plan.phases for g in p.gates} == {True, False, None}


def test_coverage_of_the_coastal_corridor_grows_phase_by_phase(plan):
    line = plan.get("corridor-coastal").line
    shares = []
    for phase in plan.phases:
        secured = shapely.union_all([s.area for s in plan.sectors if s.id in phase.active_sectors()])
        shares.append(WGS84.geometry_length(line.intersection(secured)) / WGS84.geometry_length(line))
    assert shares == sorted(shares)
    assert shares[0] < 0.35
    assert shares[2] > 0.5
    assert shares[-1] > 0.9


def test_reports_are_fresh_stale_unknown_and_in_conflict(plan):
    told = {r.id: r.passability(DEMO_NOW) for r in plan.status_reports}
    assert set(told.values()) == set(Passability)
    ages = [r.source.age(DEMO_NOW) > r.stale_after for r in plan.status_reports]
    assert set(ages) == {True, False}
    first, second = plan.get("report-bahr-patrol"), plan.get("report-bahr-driver")
    assert first.place.equals(second.place)
    assert {told[first.id], told[second.id]} == {Passability.OPEN, Passability.CLOSED}


@pytest.fixture(scope="module")
def answer(network, plan):
    index = NetworkIndex(network)

    def ask(convoy_id, policy):
        convoy = plan.get(convoy_id)
        origin, destination = plan.get(convoy.origin).point, plan.get(convoy.destination).point
        question = RouteQuestion(origin=origin, destination=destination, at=DEMO_NOW, policy=policy)
        return find_route(index, plan, question)

    return ask


@pytest.mark.parametrize("policy", RoutePolicy)
def test_the_well_in_the_unexploded_ordnance_cannot_be_reached(answer, policy):
    found = answer("convoy-3", policy)
    assert isinstance(found, NoRoute)
    assert [o.id for o in found.obstacles] == ["zone-uxo-khuzaa"]


def test_the_surgical_kits_show_what_low_exposure_is_for(answer):
    fast, calm = (answer("convoy-2", policy) for policy in (RoutePolicy.FASTEST, RoutePolicy.LOW_EXPOSURE))
    assert calm.exposure_s < fast.exposure_s / 3
    assert fast.duration_s < calm.duration_s < fast.duration_s * 1.5


def test_twelve_convoys_are_open_and_most_of_them_depart_through_the_day(plan):
    waiting = [c.departs_at for c in plan.convoys if c.departs_at >= DEMO_NOW]
    assert len(waiting) == len(plan.convoys) == 12
    assert len(set(waiting)) == 12
    assert sum(at.date() == DEMO_NOW.date() for at in waiting) >= 8


def test_every_other_convoy_gets_through(answer, plan):
    found = {c.id: isinstance(answer(c.id, RoutePolicy.FASTEST), Route) for c in plan.convoys}
    assert [convoy for convoy, through in found.items() if not through] == ["convoy-3"]


def test_one_sector_has_no_owner_and_owners_are_placeholders(plan):
    assert [s.id for s in plan.sectors if s.owner is None] == ["sector-north"]
    assert [c.name for c in plan.contributors] == [f"Contributor {letter}" for letter in "ABCDEFG"]


def test_files_written_are_read_back_as_the_same_zones_and_sectors(tmp_path, plan):
    write_demo(tmp_path / "demo")
    zones = read_zones(tmp_path / "demo" / "zones.geojson")
    sectors = read_sectors(tmp_path / "demo" / "sectors.geojson")
    assert not (*zones.findings, *sectors.findings)
    assert {z.id: z for z in zones.zones} == {z.id: z for z in plan.zones}
    acting = {(b.area_id, b.kind, b.value, b.priority, b.valid) for b in plan.barriers}
    assert {(b.area_id, b.kind, b.value, b.priority, b.valid) for b in zones.barriers} == acting
    names = {p.id: p.name for p in plan.phases}
    for sector in plan.sectors:
        active = [names[p.id] for p in plan.phases if sector.id in p.active_sectors()]
        assert list(sectors.phases_named.get(sector.id, ())) == active


def test_files_written_are_plain_geojson_and_json(tmp_path, network, plan):
    written = write_demo(tmp_path)
    tables = {p.stem: geopandas.read_file(p) for p in written if p.suffix == ".geojson"}
    assert len(tables["edges"]) == network.segment_count
    assert set(tables["edges"]["u"]) | set(tables["edges"]["v"]) == set(tables["nodes"]["node_id"])
    assert len(tables["sites"]) == len(plan.sites)
    assert set(read_sites(tmp_path / "crossings.geojson").crossings) == set(plan.crossings)
    assert tables["corridors"].geom_equals(geopandas.GeoSeries([c.line for c in plan.corridors], crs=4326)).all()
    assert read_control_lines(tmp_path / "control_lines.geojson").control_lines == plan.control_lines
    phases = json.loads((tmp_path / "phases.json").read_text(encoding="utf-8"))
    assert [p["id"] for p in phases] == [p.id for p in plan.phases]
    assert "ILLUSTRATIVE" in (tmp_path / "README.txt").read_text(encoding="utf-8")


def test_writing_twice_gives_the_same_bytes(tmp_path):
    first, second = write_demo(tmp_path / "a"), write_demo(tmp_path / "b")
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
