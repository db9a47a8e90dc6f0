"""A barrier whose coordinates are wrong changes no route; that is told, never passed over."""

from shapely import Polygon, box

from data.model import Plan, Route, Severity
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, zone

ROADS = ascii_map("A---B")


def told(*areas):
    zones = tuple(zone(name, name=name.title(), area=area) for name, area in areas)
    plan = Plan(name="p", zones=zones, barriers=tuple(barrier(f"b-{z.id}", area_id=z.id) for z in zones))
    question = RouteQuestion(origin=ROADS.point("A"), destination=ROADS.point("B"), at=NOON)
    found = find_route(NetworkIndex(ROADS.network), plan, question)
    assert isinstance(found, Route)
    return [f for f in found.findings if f.code.startswith("barrier-")]


def swapped(area):
    return Polygon([(y, x) for x, y in area.exterior.coords])


def test_a_closure_with_longitude_and_latitude_swapped_is_a_problem():
    (finding,) = told(("rubble", swapped(area_m(100, -50, 200, 50))))
    assert (finding.code, finding.severity, finding.subject) == ("barrier-swapped", Severity.PROBLEM, "rubble")
    assert "Rubble" in finding.message


def test_closures_away_from_all_roads_are_told_together():
    (finding,) = told(("one", box(0, 0, 1, 1)), ("two", box(2, 2, 3, 3)))
    assert (finding.code, finding.severity) == ("barrier-off-roads", Severity.DOUBT)
    assert "One, Two" in finding.message


def test_a_closure_in_a_field_beside_the_roads_is_no_doubt():
    assert told(("field", area_m(0, -100, 400, -20))) == []
