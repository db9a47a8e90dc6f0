"""What users of other routers keep reporting: none of it happens here.

Roads closed beyond the area drawn, areas that only cost, areas crossed or ignored in silence, caps on
the size of areas, areas of several parts or drawn crossed. Single rules of barriers are tested in
`test_search`, what stands in the way in `test_obstacles`, broken files in `test_areas`.
"""

import json
from datetime import timedelta

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from data.model import BarrierKind, NoRoute, NoRouteReason, Plan, Route, RoutePolicy, Validity, Vehicle
from data.sources.areas import read_zones
from geo.errors import GeometryError
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.search import find_route
from tests.asciimap import HERE, area_m, ascii_map
from tests.builders import NOON, barrier, zone

pytestmark = pytest.mark.usefixtures("engine")

LONG = ascii_map("A-----------B")  # 1200 m at 10 m/s
TWO_WAYS = ascii_map(
    """
A---B---C
|       |
D---E---F
"""
)  # 800 m along the top, 1200 m below
GRID = ascii_map(
    """
A---B---C---D---E
|   |   |   |   |
F---G---H---I---J
|   |   |   |   |
K---L---M---N---O
"""
)
INDEX = {id(drawn): NetworkIndex(drawn.network) for drawn in (LONG, TWO_WAYS, GRID)}


def ask(drawn, *records, origin="A", destination="C", **said):
    points = [drawn.point(x) if isinstance(x, str) else x for x in (origin, destination)]
    question = RouteQuestion(**{"origin": points[0], "destination": points[1], "at": NOON, **said})
    return find_route(INDEX[id(drawn)], Plan(name="p").with_record(*records), question)


def shut(area, name="shut", **said):
    return zone(name, area=area), barrier(f"b-{name}", area_id=name, **said)


def scaled(area, value, name="slow", **said):
    return shut(area, name, kind=BarrierKind.SCALED, value=value, **said)


def added(area, value, name="late", **said):
    return shut(area, name, kind=BarrierKind.ADDED, value=value, **said)


def streets(found):
    assert isinstance(found, Route)
    return [street.name for street in found.streets]


def inside_m(line, area):
    """Metres of a line inside an area, straight piece by straight piece."""
    flat = shapely.transform(line, HERE.metres)
    pieces = shapely.linestrings(np.stack([flat.coords[:-1], flat.coords[1:]], axis=1))
    return shapely.length(shapely.intersection(pieces, shapely.transform(area, HERE.metres))).sum()


# 1. A road is closed where the area lies on it, not from crossroads to crossroads


@pytest.mark.parametrize("gap_m", [1.0, 100.0, 399.0])
def test_a_road_is_open_right_up_to_the_area_that_closes_its_middle(gap_m):
    middle = shut(area_m(400, -50, 800, 50))
    west, east = LONG.point("A", east_m=400 - gap_m), LONG.point("B", east_m=gap_m - 400)
    assert ask(LONG, *middle, destination=west).distance_m == pytest.approx(400 - gap_m, abs=0.1)
    assert ask(LONG, *middle, origin=east, destination="B").distance_m == pytest.approx(400 - gap_m, abs=0.1)
    assert isinstance(ask(LONG, *middle, origin=west, destination=east), NoRoute)


def test_a_column_that_stands_in_a_slowed_area_leaves_it_and_counts_only_its_metres_there():
    found = ask(LONG, *scaled(area_m(400, -50, 800, 50), 3.0), origin=LONG.point("A", east_m=600), destination="B")
    assert found.duration_s == pytest.approx(3 * 20.0 + 40.0, abs=0.01)


@pytest.mark.parametrize(("end", "reason"), [("origin", "ORIGIN_CLOSED"), ("destination", "DESTINATION_CLOSED")])
def test_a_stop_in_a_closed_area_is_told_with_the_area_and_never_moved_to_its_edge(end, reason):
    found = ask(LONG, *shut(area_m(550, -50, 650, 50), "camp"), **{"destination": "B", end: LONG.point("AB")})
    assert found.reason is NoRouteReason[reason]
    assert [(o.kind, o.id) for o in found.obstacles] == [("zone", "camp")]


def test_an_area_beside_the_road_closes_nothing():
    plain, beside = ask(LONG, destination="B"), ask(LONG, *shut(area_m(400, 0.5, 800, 50)), destination="B")
    assert (beside.duration_s, beside.distance_m) == (plain.duration_s, plain.distance_m)


# 2. Closed is never a price; a price is never a closure


@pytest.mark.parametrize("policy", list(RoutePolicy))
@pytest.mark.parametrize("dearer", [scaled, added])
def test_no_price_on_the_way_round_buys_a_way_through_a_closed_area(policy, dearer):
    closed, dear = shut(TWO_WAYS.zone("B")), dearer(TWO_WAYS.zone("E"), 1e6, "dear")
    assert streets(ask(TWO_WAYS, *closed, *dear, policy=policy)) == ["AD", "DE", "EF", "CF"]
    assert isinstance(ask(TWO_WAYS, *closed, *shut(TWO_WAYS.zone("E"), "other"), policy=policy), NoRoute)


@pytest.mark.parametrize("dearer", [scaled, added])
def test_the_only_way_is_driven_whatever_it_costs(dearer):
    assert isinstance(ask(LONG, *dearer(area_m(400, -50, 800, 50), 1e6), destination="B"), Route)


def test_never_and_avoid_hold_beside_each_other_on_one_map():
    avoid, never = scaled(GRID.zone("GH"), 5.0), shut(GRID.zone("BCD"))
    found = ask(GRID, *avoid, *never, destination="E")
    assert inside_m(found.line, never[0].area) == 0
    assert inside_m(found.line, avoid[0].area) == 0
    below = shut(GRID.zone("LMN"), "below")
    pressed = ask(GRID, *avoid, *never, *below, destination="E")
    assert inside_m(pressed.line, avoid[0].area) > 400
    assert inside_m(pressed.line, shapely.union(never[0].area, below[0].area)) == 0


def test_a_closure_that_has_ended_is_open_again_by_itself():
    area, closing = shut(TWO_WAYS.zone("B"), valid=Validity(starts_at=NOON, ends_at=NOON + timedelta(hours=2)))
    during, after = (ask(TWO_WAYS, area, closing, at=NOON + timedelta(hours=h)) for h in (1, 3))
    assert streets(during) == ["AD", "DE", "EF", "CF"]
    assert streets(after) == ["AB", "BC"]


# 3. No area is crossed or ignored in silence


@st.composite
def closed_areas(draw):
    """Boxes anywhere on the grid but with no side along a road; some with a hole, some of two parts."""
    west, south = draw(st.integers(-100, 1500)) + 0.5, draw(st.integers(-500, 50)) + 0.5
    wide, high = draw(st.integers(1, 600)), draw(st.integers(1, 500))
    area = area_m(west, south, west + wide, south + high)
    form = draw(st.sampled_from(["plain", "hole", "parts"]))
    if form == "hole":
        return area.difference(area_m(west + wide / 3, south + high / 3, west + wide * 0.6, south + high * 0.6))
    if form == "parts":
        return MultiPolygon([area, area_m(west, south + high + 20, west + 30, south + high + 60)])
    return area


@settings(max_examples=150, deadline=None)
@given(st.lists(closed_areas(), min_size=1, max_size=8), st.sampled_from("ABFGHJKMO"), st.sampled_from("CDEILNO"))
def test_every_route_keeps_out_of_every_closed_area_and_no_route_means_they_part_its_ends(areas, origin, destination):
    records = [record for i, area in enumerate(areas) for record in shut(area, f"z{i}")]
    found = ask(GRID, *records, origin=origin, destination=destination)
    if isinstance(found, Route):
        assert max(inside_m(found.line, area) for area in areas) < 0.01
    else:
        assert found.obstacles
        assert not joined(areas, origin, destination)


def joined(areas, origin, destination):
    """Whether what is left of the drawn roads joins two places, by the roads as one shape."""
    if any(area.covers(GRID.point(x)) for area in areas for x in (origin, destination)):
        return False
    network = GRID.network
    roads = [network.points[slice(*network.point_offset[[row, row + 1]])] for row in range(network.segment_count)]
    left = shapely.unary_union(shapely.linestrings(roads)).difference(shapely.buffer(shapely.unary_union(areas), 1e-9))
    parts = shapely.get_parts(shapely.line_merge(shapely.unary_union(left)))
    groups = shapely.get_parts(shapely.unary_union(shapely.buffer(parts, 1e-9)))
    at_ends = [shapely.intersects(shapely.buffer(GRID.point(x), 2e-9), groups) for x in (origin, destination)]
    return bool((at_ends[0] & at_ends[1]).any()) if len(groups) else False


def test_where_no_way_is_permitted_none_is_returned_and_the_least_to_open_is_named():
    flood = shut(area_m(350, -2000, 450, 2000), "flood")
    found = ask(TWO_WAYS, *flood)
    assert isinstance(found, NoRoute)
    assert [o.id for o in found.obstacles] == ["flood"]


def test_two_closures_that_part_a_town_together_are_both_named():
    found = ask(TWO_WAYS, *shut(TWO_WAYS.zone("B"), "north"), *shut(TWO_WAYS.zone("E"), "south"))
    assert {o.id for o in found.separating} == {"north", "south"}
    assert [o.id for o in found.obstacles] == ["north"]


# 4. An area may be as large and as detailed as it is


def test_an_area_of_a_whole_continent_binds():
    continent = box(-20.0, -35.0, 55.0, 60.0)
    found = ask(TWO_WAYS, *shut(continent))
    assert found.reason is NoRouteReason.ORIGIN_CLOSED
    slowed = ask(TWO_WAYS, *scaled(continent, 2.0))
    assert slowed.duration_s == pytest.approx(2 * ask(TWO_WAYS).duration_s, abs=0.01)


def test_a_coast_of_thousands_of_kilometres_with_a_hundred_thousand_corners_binds_where_it_is_drawn():
    turn = np.linspace(0, 2 * np.pi, 100_001)[:-1]
    out = 3.0 + 0.5 * np.sin(2_000 * turn)  # a comb of deep bays around the map, open at its middle
    ring = np.column_stack([34.41 + out * np.cos(turn), 31.49 + out * np.sin(turn)])
    town = TWO_WAYS.zone("B")
    area = Polygon(ring).difference(box(34.3, 31.4, 34.5, 31.6)).union(town)
    assert area.length * 100 > 4_000  # kilometres, more or less
    assert streets(ask(TWO_WAYS, *shut(area))) == ["AD", "DE", "EF", "CF"]


def test_three_hundred_areas_bind_at_once():
    walls = [shut(area_m(390 + i, 390 - 20, 391 + i, 410 + 20), f"z{i}") for i in range(300)]
    walls += [shut(TWO_WAYS.zone("B", 10), "last")]
    assert streets(ask(TWO_WAYS, *(record for pair in walls for record in pair))) == ["AD", "DE", "EF", "CF"]


# 5. Any area at any moment, whatever prepared the network


def test_areas_drawn_after_the_network_was_prepared_bind_in_every_order_they_are_drawn():
    ways = {"B": ["AD", "DE", "EF", "CF"], "E": ["AB", "BC"], "": ["AB", "BC"]}
    for where in ("B", "E", "", "E", "B", "B", ""):
        assert streets(ask(TWO_WAYS, *(shut(TWO_WAYS.zone(where)) if where else ()))) == ways[where]


# 6. Several parts, holes, files, and areas drawn crossed

BOTH = MultiPolygon([TWO_WAYS.zone("B"), TWO_WAYS.zone("E")])


def test_every_part_of_an_area_binds():
    assert isinstance(ask(TWO_WAYS, *shut(BOTH)), NoRoute)


def test_a_hole_is_open_and_what_surrounds_it_is_not():
    ring = area_m(-100, -100, 500, 100).difference(area_m(-50, -50, 350, 50))
    assert streets(ask(TWO_WAYS, *shut(ring), destination=TWO_WAYS.point("AB"))) == ["AB"]
    assert isinstance(ask(TWO_WAYS, *shut(ring), destination="B"), NoRoute)


@pytest.mark.parametrize("driver", ["GPKG", "GeoJSON"])
def test_every_part_of_an_area_from_a_file_binds(driver, tmp_path):
    path = tmp_path / f"zones.{driver.lower()}"
    gpd.GeoDataFrame({"id": ["both"]}, geometry=[BOTH], crs=4326).to_file(path, driver=driver)
    (area,) = read_zones(path).zones
    assert isinstance(ask(TWO_WAYS, area, barrier(area_id=area.id)), NoRoute)


def test_a_crossed_area_is_refused_with_the_place_to_move():
    corners = np.array(TWO_WAYS.zone("B").exterior.coords)[[0, 2, 1, 3, 0]]
    with pytest.raises(GeometryError, match=r"Self-intersection\[34\.40\d+ 31\.[45]\d*\].*move that corner"):
        zone(area=Polygon(corners))


def test_a_crossed_area_from_a_file_binds_with_both_halves_and_says_so(tmp_path):
    east, west, north, south = 850, -50, 50, -250
    bow_tie = Polygon(
        [Point(HERE.degrees(np.array(at))) for at in ((west, north), (east, south), (east, north), (west, south))]
    )
    path = tmp_path / "zones.geojson"
    path.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(bow_tie)}))
    file = read_zones(path)
    assert [finding.code for finding in file.findings] == ["area-crossed"]
    (area,) = file.zones
    assert isinstance(ask(TWO_WAYS, area, barrier(area_id=area.id), origin="B", destination="E"), NoRoute)


# A bridge of unknown height is neither open nor closed: it is told, or kept out of by policy

UNDERPASS = ascii_map("A---B---C", roads={"AB": {"tunnel": "yes"}})
TRUCK = Vehicle(name="truck", height_m=4.1)


def driven_by_truck(unknown):
    question = RouteQuestion(
        origin=UNDERPASS.point("A"),
        destination=UNDERPASS.point("C"),
        at=NOON,
        vehicle=TRUCK,
        unknown_limits=unknown,
    )
    return find_route(NetworkIndex(UNDERPASS.network), Plan(name="p"), question)


@pytest.mark.parametrize("unknown", [UnknownPolicy.USE, UnknownPolicy.CAUTION])
def test_a_truck_passes_where_the_height_is_unknown_only_with_that_told(unknown):
    found = driven_by_truck(unknown)
    assert streets(found) == ["AB", "BC"]
    assert [f.code for f in found.findings if "limit" in f.code] == ["limit-unknown-on-route"]


def test_where_the_unknown_counts_as_closed_the_route_is_gone_and_the_height_is_named():
    found = driven_by_truck(UnknownPolicy.CLOSED)
    assert isinstance(found, NoRoute)
    assert "clearance unknown, the truck needs 4.1 m" in found.message
