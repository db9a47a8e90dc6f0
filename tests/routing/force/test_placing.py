"""One more unit is placed where it brings most into time by road, in secured sectors alone."""

import pytest
from pyproj import Geod
from shapely import LineString

from data.model import RoadStatus, SectorState, SiteKind
from routing.force.cover import CoverAsked, moment_of
from routing.force.placing import Demand, where_one_more_helps
from routing.force.standards import Standard
from routing.index import NetworkIndex
from tests.asciimap import area_m, ascii_map
from tests.builders import corridor, phase, plan, road_report, sector, site
from tests.force_builders import settlement

ROAD = ascii_map("A---B---C---D", grid_m=100.0)
INDEX = NetworkIndex(ROAD.network)
NEAR = Standard(name="near", minutes=0.5)
"""The drawn road is 1,200 m at 36 km/h, so half a minute is 300 m."""


def moment(*records, east_m=1250.0):
    line = LineString([ROAD.point("A"), ROAD.point("D")])
    store = (site(name, point=ROAD.point(name[-1]), kind=SiteKind.WAREHOUSE) for name in ("at-B", "at-C", "at-D"))
    drawn = plan(
        sector("whole", area=area_m(-50, -50, east_m, 50)),
        phase(sector_states=(("whole", SectorState.ACTIVE),)),
        corridor("main", line=line),
        site("base", kind=SiteKind.BASE, point=ROAD.point("A")),
        *store,
        *records,
    )
    return moment_of(INDEX, drawn, drawn.phases[0], asked=CoverAsked(standards=(NEAR,)))


def test_a_unit_beside_a_base_helps_less_than_one_that_reaches_both_ways_beyond_it():
    found = where_one_more_helps(moment(), NEAR)
    assert found.site == "at-C"
    assert (found.present, found.adds, found.total) == tuple(pytest.approx(v, abs=0.1) for v in (300, 600, 1200))
    assert found.is_proven


def test_people_pull_it_to_where_they_live():
    found = where_one_more_helps(moment(settlement(point=ROAD.point("D"), people=500)), NEAR, Demand.PEOPLE)
    assert (found.site, found.adds) == ("at-D", 500)


def test_it_is_not_placed_where_nothing_is_secured():
    found = where_one_more_helps(moment(east_m=700.0), NEAR)
    assert found.site == "at-B"
    assert found.total == pytest.approx(700, abs=0.1)


def test_what_it_brings_is_told_as_stretches_that_nobody_reached_before():
    found = where_one_more_helps(moment(), NEAR)
    brought = sum(Geod(ellps="WGS84").geometry_length(line) for line in found.brings)
    assert brought == pytest.approx(found.adds, abs=0.1)
    assert all(line.distance(ROAD.point("A")) > 0 for line in found.brings)


def test_roads_nobody_knows_bring_it_nothing():
    place = LineString([ROAD.point("B", 150), ROAD.point("C", -100)])
    unknown = road_report(status=RoadStatus.UNKNOWN, place=place)
    found = where_one_more_helps(moment(unknown), NEAR)
    assert found.site == "at-C"
    assert 300 < found.adds < 500
