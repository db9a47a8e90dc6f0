"""Coverage by phase: secured metres in reach by road, gaps by their remedy, against separate computations."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, MultiLineString, Point
from shapely.ops import substring

from data.model import BarrierKind, ConsentObject, Plan, RoadStatus, SectorState, SiteKind, TaskKind, UnitKind
from data.sources.demo import demo_network, demo_plan
from data.sources.roads.load import load_roads
from geo.lines import lines_from
from routing.errors import RoutingError
from routing.force.cover import CoverAsked, cover_by_phase, phase_cover
from routing.force.covered import GapKind
from routing.force.secured import Footing
from routing.force.standards import QUICK_REACTION, Standard
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.search import find_route
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, contributor, corridor, crossing, phase, plan, road_report, sector, site, zone
from tests.force_builders import assignment, consent, local_force, party, settlement, unit

ACTIVE = SectorState.ACTIVE
ROAD = ascii_map("A---B---C---D", grid_m=100.0)
INDEX = NetworkIndex(ROAD.network)
LONG = corridor("main", line=LineString([ROAD.point("A"), ROAD.point("D")]))
NEAR = Standard(name="near", minutes=0.5)
ASKED = CoverAsked(standards=(NEAR,), busy=0.5)
BASE = "base-morag"
GEOD = Geod(ellps="WGS84")
"""The drawn road is 1,200 m at 36 km/h, so half a minute is 300 m."""


def base(base_id="base", where="A", **said):
    return site(base_id, kind=SiteKind.BASE, point=ROAD.point(where), **said)


def secured_plan(*records):
    whole = sector("whole", area=area_m(-50, -50, 1250, 50))
    return plan(whole, phase(sector_states=(("whole", ACTIVE),)), LONG, *records)


def asked(drawn, what=ASKED):
    (found,) = cover_by_phase(INDEX, drawn, what)
    return found


def gaps_of(found, *kinds):
    return [(g.kind, round(g.start_m), round(g.end_m)) for g in found.corridors[0].gaps if g.kind in kinds]


def test_a_corridor_is_covered_as_far_as_a_response_drives_in_time():
    found = asked(secured_plan(base()))
    (cover,) = found.corridors
    assert cover.secured_m == pytest.approx(1200, abs=0.05)
    assert cover.covered_m == pytest.approx(300, abs=0.1)
    (near,) = cover.by_standard
    assert (near.known_m, near.twice_m, near.expected_m) == (
        pytest.approx(300, abs=0.1),
        0,
        pytest.approx(150, abs=0.1),
    )
    assert gaps_of(found, GapKind.BEYOND, GapKind.NO_BACKUP) == [
        (GapKind.NO_BACKUP, 0, 300),
        (GapKind.BEYOND, 300, 1200),
    ]
    (beyond,) = [gap for gap in cover.gaps if gap.kind is GapKind.BEYOND]
    assert beyond.over_s == pytest.approx(90, abs=0.05)


def test_between_two_bases_the_farthest_point_counts():
    found = asked(secured_plan(base(), base("other", "D")))
    (beyond,) = [gap for gap in found.corridors[0].gaps if gap.kind is GapKind.BEYOND]
    assert (beyond.start_m, beyond.end_m) == (pytest.approx(300, abs=0.1), pytest.approx(900, abs=0.1))
    assert beyond.over_s == pytest.approx(30, abs=0.05)  # 600 m from both, 60 s


def test_two_bases_are_a_backup_and_more_to_be_expected():
    found = asked(secured_plan(base(), base("other", "A")))
    (near,) = found.corridors[0].by_standard
    assert near.twice_m == pytest.approx(300, abs=0.1)
    assert near.expected_m == pytest.approx(225, abs=0.1)
    assert gaps_of(found, GapKind.NO_BACKUP) == []


def test_a_response_does_not_leave_the_secured_sectors():
    west, east = sector("west", area=area_m(-50, -50, 500, 50)), sector("east", area=area_m(600, -50, 1250, 50))
    states = (("west", ACTIVE), ("east", ACTIVE))
    drawn = plan(west, east, phase(sector_states=states), LONG, base())
    long_enough = Standard(name="near", minutes=60)
    found = asked(drawn, CoverAsked(standards=(long_enough,)))
    assert gaps_of(found, GapKind.NOT_SECURED, GapKind.NOT_REACHABLE) == [
        (GapKind.NOT_SECURED, 500, 600),
        (GapKind.NOT_REACHABLE, 600, 1200),
    ]
    outside = asked(drawn, CoverAsked(standards=(long_enough,), inside=False))
    assert outside.corridors[0].covered_m == pytest.approx(1100, abs=0.1)


def test_a_slit_from_drawing_between_two_sectors_stops_no_response():
    west, east = sector("west", area=area_m(-50, -50, 500, 50)), sector("east", area=area_m(501, -50, 1250, 50))
    drawn = plan(west, east, phase(sector_states=(("west", ACTIVE), ("east", ACTIVE))), LONG, base())
    (cover,) = asked(drawn, CoverAsked(standards=(Standard(name="far", minutes=60),))).corridors
    assert cover.covered_m == pytest.approx(1199, abs=0.1)


def test_unknown_roads_are_told_apart_and_never_covered():
    unknown = road_report(status=RoadStatus.UNKNOWN, place=LineString([ROAD.point("A", 100), ROAD.point("A", 200)]))
    found = asked(secured_plan(base(), unknown))
    (cover,) = found.corridors
    assert cover.covered_m == pytest.approx(100, abs=0.2)
    assert cover.by_standard[0].at_best_m == pytest.approx(300, abs=0.2)
    assert gaps_of(found, GapKind.UNKNOWN_ROADS) == [(GapKind.UNKNOWN_ROADS, 100, 300)]


def test_a_closed_area_of_the_phase_cuts_off_what_lies_behind():
    closed = zone(area=area_m(200, -50, 220, 50)), barrier(kind=BarrierKind.CLOSED, phases=("p",))
    found = asked(secured_plan(base(), *closed))
    assert found.corridors[0].covered_m == pytest.approx(200, abs=0.1)
    assert gaps_of(found, GapKind.NOT_REACHABLE) == [(GapKind.NOT_REACHABLE, 200, 1200)]


def test_a_sector_without_consent_is_not_secured_and_silence_is_no_consent():
    asks = party(required_for=(ConsentObject.SECTOR,))
    silent = asked(secured_plan(base(), asks))
    assert silent.footing == {"whole": Footing.NOT_CONSENTED}
    assert gaps_of(silent, GapKind.NOT_SECURED) == [(GapKind.NOT_SECURED, 0, 1200)]
    assert asked(secured_plan(base(), asks, consent(about="whole"))).footing == {"whole": Footing.SECURED}


def test_a_unit_that_is_not_deployed_secures_nothing_and_answers_nothing():
    force = unit(kind=UnitKind.QUICK_REACTION, pledge=None, base="base", stages=(), capabilities=tuple(TaskKind))
    found = asked(secured_plan(base(), contributor(), force, assignment(sector="whole", task=TaskKind.PROTECT_SITE)))
    assert found.footing == {"whole": Footing.NOBODY_MAY_ACT}
    assert found.corridors[0].secured_m == 0
    assert gaps_of(found, GapKind.NOBODY_MAY_ACT) == [(GapKind.NOBODY_MAY_ACT, 0, 1200)]


def test_sites_and_people_count_where_they_are_secured_and_in_time():
    near, far = settlement("near", point=ROAD.point("A", 100), people=70), settlement("far", point=ROAD.point("D"))
    found = asked(secured_plan(base(), near, far, site("clinic", point=ROAD.point("B"), kind=SiteKind.CLINIC)))
    assert (found.people_covered, found.people) == (70, 90_070)
    assert {place.place_id: place.covered for place in found.sites} == {"base": True, "clinic": False}
    (far_time,) = found.settlements[1].times
    assert (far_time.gap, far_time.known_s) == (GapKind.BEYOND, pytest.approx(120, abs=0.01))


def test_density_is_of_vetted_police_for_a_thousand_people_and_unknown_while_people_are():
    police = local_force(sector="whole", vetted=60)
    home = settlement(point=ROAD.point("B"), people=3000)
    (density,) = asked(secured_plan(police, home)).density
    assert density.per_thousand == 20
    (unknown,) = asked(secured_plan(police, replace(home, people=None))).density
    assert unknown.per_thousand is None


def test_secured_sectors_without_a_crossing_through_others_are_cut_off():
    west, east = sector("west", area=area_m(-50, -50, 500, 50)), sector("east", area=area_m(500, -50, 4250, 50))
    far = sector("far", area=area_m(9000, -50, 9250, 50))
    states = tuple((name, ACTIVE) for name in ("west", "east", "far"))
    drawn = plan(west, east, far, phase(sector_states=states), LONG, crossing(point=ROAD.point("A")))
    assert asked(drawn).cut_off == {"far"}


def test_a_moment_outside_the_phase_is_refused():
    drawn = secured_plan()
    with pytest.raises(RoutingError, match="does not lie in phase p"):
        phase_cover(INDEX, drawn, drawn.phases[0], at=NOON - timedelta(days=1))


def secured_metres(drawn, found, line):
    """Metres of a line in secured sectors, by geopandas."""
    names = [name for name, footing in found.footing.items() if footing is Footing.SECURED]
    areas = gpd.GeoSeries([drawn.get(name).area for name in names], crs=4326)
    parts = gpd.GeoSeries([line], crs=4326).intersection(areas.union_all())
    return GEOD.geometry_length(parts.iloc[0])


class Oracle:
    """Roads inside an area cut to pieces, and metres of a corridor within seconds of a place, by networkx."""

    def __init__(self, network, inside, closed):
        self.graph, self.pieces = nx.DiGraph(), []
        forward = {(int(s), bool(f)) for s, f in zip(network.edge_segment, network.edge_forward, strict=True)}
        speeds = network.segment_speed_kmh / 3.6
        usable = inside.difference(closed)
        lines = NetworkIndex(network).lines.shapes
        for row, line in enumerate(lines):
            for part in parts_of(line.intersection(usable)):
                self.pieces.append((part, speeds[row], (row, True) in forward, (row, False) in forward))

    def joined(self, place):
        """The graph with a node at the nearest point of the nearest piece."""
        graph, near = nx.DiGraph(), min(range(len(self.pieces)), key=lambda i: self.pieces[i][0].distance(place))
        edges = []
        for i, (line, speed, ahead, back) in enumerate(self.pieces):
            cut = line.project(place)
            split = i == near and 0 < cut < line.length
            parts = [substring(line, 0, cut), substring(line, cut, line.length)] if split else [line]
            edges.extend((part, speed, ahead, back) for part in parts)
        for part, speed, ahead, back in edges:
            u, v, seconds = key(part.coords[0]), key(part.coords[-1]), GEOD.geometry_length(part) / speed
            for is_way, one, other in ((ahead, u, v), (back, v, u)):
                if is_way and seconds < graph.get_edge_data(one, other, {"weight": np.inf})["weight"]:
                    graph.add_edge(one, other, weight=seconds)
        at = self.pieces[near][0]
        return graph, edges, key(at.interpolate(at.project(place)).coords[0])

    def metres(self, place, line, limit_s):
        graph, edges, start = self.joined(place)
        seconds = nx.single_source_dijkstra_path_length(graph, start)
        beside, total = line.buffer(2e-6), 0.0
        for part, speed, ahead, back in edges:
            if part.intersection(beside).length < 0.99 * part.length:
                continue
            length_m = GEOD.geometry_length(part)
            ends = [seconds.get(key(part.coords[k]), np.inf) if way else np.inf for k, way in ((0, ahead), (-1, back))]
            total += min(length_m, sum(max(0.0, limit_s - end) * speed for end in ends))
        return total


def parts_of(shape):
    if isinstance(shape, MultiLineString):
        return [part for part in shape.geoms if part.length > 0]
    return [shape] if isinstance(shape, LineString) and shape.length > 0 else []


def key(place):
    return round(place[0], 8), round(place[1], 8)


def bare(whole, network):
    """The demo's ground, phases and corridors with closed areas alone and one base, nobody asked for consent."""
    home = whole.get(BASE)
    nodes = shapely.points(network.node_lon, network.node_lat)
    home = replace(home, point=nodes[shapely.distance(nodes, home.point).argmin()])
    kept = ("contributors", "sectors", "zones", "phases", "corridors", "crossings")
    barriers = tuple(one for one in whole.barriers if one.kind is BarrierKind.CLOSED)
    return Plan(name="bare", barriers=barriers, sites=(home,), **{name: getattr(whole, name) for name in kept})


@pytest.mark.parametrize("minutes", [4.0, 12.0])
def test_the_demo_is_covered_as_geopandas_and_networkx_say(minutes):
    network = demo_network()
    drawn = bare(demo_plan(), network)
    what = CoverAsked(standards=(replace(QUICK_REACTION, minutes=minutes),))
    for found, at in zip(cover_by_phase(NetworkIndex(network), drawn, what), drawn.phases, strict=True):
        names = [name for name, footing in found.footing.items() if footing is Footing.SECURED]
        inside = shapely.union_all([drawn.get(name).area for name in names])
        closing = [drawn.get(b.area_id).area for b in drawn.barriers if not b.phases or at.id in b.phases]
        oracle = Oracle(network, inside, shapely.union_all(closing))
        for cover in found.corridors:
            line = drawn.get(cover.corridor_id).line
            assert cover.secured_m == pytest.approx(secured_metres(drawn, found, line), abs=0.1)
            home = drawn.get(BASE).point
            expected = oracle.metres(home, line, 60 * minutes) if inside.covers(home) else 0.0
            assert cover.by_standard[0].known_m == pytest.approx(expected, abs=0.1), cover.corridor_id


@pytest.mark.real_data
@pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA names no folder of real data")
def test_a_real_network_is_covered_as_geopandas_and_single_routes_say():
    network = load_roads([Path(os.environ["PASSAGE_DATA"]) / "osm" / "andorra.osm.pbf"]).network
    index, middle = NetworkIndex(network), Point(1.5218, 42.5069)
    home, far = site("base", kind=SiteKind.BASE, point=middle), Point(1.5833, 42.5430)
    way = find_route(index, plan(), RouteQuestion(at=NOON, origin=middle, destination=far))
    areas = [shapely.box(1.40, 42.45, 1.55, 42.60), shapely.box(1.55, 42.45, 1.57, 42.60)]
    sectors = [sector(f"s{n}", area=area) for n, area in enumerate(areas)]
    states = tuple((one.id, ACTIVE) for one in sectors)
    drawn = plan(*sectors, home, phase(sector_states=states), corridor("main", line=way.line))
    limit = Standard(name="near", minutes=5)
    (found,) = cover_by_phase(index, drawn, CoverAsked(standards=(limit,), inside=False))
    (cover,) = found.corridors
    assert cover.secured_m == pytest.approx(secured_metres(drawn, found, way.line), abs=0.1)
    beyond = [gap for gap in cover.gaps if gap.kind is GapKind.BEYOND]
    assert beyond
    for gap in beyond:
        for at, straddles in ((gap.start_m - 2, 1), (gap.start_m + 2, -1)):
            place = Point(lines_from([way.line]).places(np.zeros(1, int), np.array([at]))[0])
            asked_for = RouteQuestion(at=NOON, origin=middle, destination=place, unknown=UnknownPolicy.CLOSED)
            seconds = find_route(index, drawn, asked_for).duration_s
            assert (60 * limit.minutes - seconds) * straddles > 0
