"""More units are placed where it brings most into time by road, in secured sectors alone."""

from itertools import combinations

import pytest
from pyproj import Geod
from shapely import LineString

from data.model import RoadStatus, SectorState, SiteKind
from routing.errors import RoutingError
from routing.force.cover import CoverAsked, moment_of
from routing.force.placing import Goal, Wish, where_units_help
from routing.force.standards import Standard
from routing.force.wanted import Demand
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
    found = where_units_help(moment(), NEAR)
    assert found.sites == ("at-C",)
    assert (found.now.in_time, found.adds, found.total) == tuple(pytest.approx(v, abs=0.1) for v in (300, 600, 1200))
    assert found.is_proven


def test_people_pull_it_to_where_they_live():
    found = where_units_help(moment(settlement(point=ROAD.point("D"), people=500)), NEAR, Wish(demand=Demand.PEOPLE))
    assert (found.sites, found.adds) == (("at-D",), 500)


def test_it_is_not_placed_where_nothing_is_secured():
    found = where_units_help(moment(east_m=700.0), NEAR)
    assert found.sites == ("at-B",)
    assert found.total == pytest.approx(700, abs=0.1)


def test_what_it_brings_is_told_as_stretches_that_nobody_reached_before():
    found = where_units_help(moment(), NEAR)
    brought = sum(Geod(ellps="WGS84").geometry_length(line) for line in found.brings)
    assert brought == pytest.approx(found.adds, abs=0.1)
    assert all(line.distance(ROAD.point("A")) > 0 for line in found.brings)


def test_roads_nobody_knows_bring_it_nothing():
    place = LineString([ROAD.point("B", 150), ROAD.point("C", -100)])
    unknown = road_report(status=RoadStatus.UNKNOWN, place=place)
    found = where_units_help(moment(unknown), NEAR)
    assert found.sites == ("at-C",)
    assert 300 < found.adds < 500


def test_two_are_placed_together_and_what_the_second_adds_is_told():
    found = where_units_help(moment(), NEAR, Wish(units=2))
    assert found.sites == ("at-B", "at-C")
    assert (found.adds, found.last_adds) == (pytest.approx(800, abs=0.1), pytest.approx(200, abs=0.1))
    assert found.is_proven


def test_units_that_bring_nothing_beside_others_are_not_placed():
    people = settlement(point=ROAD.point("D"), people=500)
    found = where_units_help(moment(people), NEAR, Wish(demand=Demand.PEOPLE, units=2))
    assert (found.sites, found.adds, found.last_adds) == (("at-D",), 500, 0)


def test_the_fewest_that_reach_all_in_time_are_found():
    found = where_units_help(moment(), NEAR, Wish(goal=Goal.ALL))
    assert found.sites == ("at-B", "at-C", "at-D")
    assert found.then.in_time == pytest.approx(found.total)
    assert (found.is_proven, found.never) == (True, 0)


def test_what_no_site_can_reach_in_time_is_told_where_all_is_wanted():
    shut = road_report(status=RoadStatus.NOT_PASSABLE, place=LineString([ROAD.point("C", 50), ROAD.point("C", 60)]))
    found = where_units_help(moment(shut), NEAR, Wish(goal=Goal.ALL))
    assert 0 < found.never < found.total
    assert found.then.in_time == pytest.approx(found.total - found.never)


@pytest.mark.parametrize("units", [1, 2])
@pytest.mark.parametrize("demand", [Demand.CORRIDORS, Demand.SITES])
def test_the_nearest_on_average_is_that_of_trying_all(units, demand):
    found = where_units_help(moment(), NEAR, Wish(demand=demand, goal=Goal.NEAREST, units=units))
    tried = [mean_s(sites, demand) for sites in combinations("BCD", units)]
    assert mean_s([name[-1] for name in found.sites], demand) == pytest.approx(min(tried))
    assert found.then.mean_s == pytest.approx(min(tried), rel=0.01)
    assert found.is_proven
    assert found.then.mean_s < found.now.mean_s


def mean_s(sites, demand):
    """Seconds from A or the nearest of these, by hand: 400 m between letters at 36 km/h."""
    bases = [0, *(400 * "ABCD".index(name) for name in sites)]
    places = [0, 400, 800, 1200] if demand is Demand.SITES else [50 + 100 * k for k in range(12)]
    return sum(min(abs(place - base) for base in bases) for place in places) / len(places) / 10


def test_fewer_than_one_unit_is_refused():
    with pytest.raises(RoutingError, match="ask for 1 or more"):
        Wish(units=0)
