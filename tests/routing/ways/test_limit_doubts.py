"""What a route tells of limits, with and without a vehicle."""

import pytest
from shapely import Point

from data.model import Plan, Route, Severity, Vehicle
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
from tests.asciimap import ascii_map
from tests.builders import NOON

TRUCK = Vehicle(name="truck", height_m=4.1, width_m=2.5, length_m=10.0, weight_t=18.0, axle_load_t=11.5, load_class=17)


def limits_told(roads, vehicle, drawing="A---B---C---D", ends="AD"):
    drawn = ascii_map(drawing, roads=roads)
    origin, destination = (drawn.point(end) for end in ends)
    question = RouteQuestion(origin=origin, destination=destination, at=NOON, vehicle=vehicle)
    found = find_route(NetworkIndex(drawn.network), Plan(name="p"), question)
    assert isinstance(found, Route)
    assert all(Point(finding.place).distance(found.line) < 1e-9 for finding in found.findings)
    return [(f.code, f.severity, f.message) for f in found.findings if f.code.startswith("limit-")]


@pytest.mark.parametrize(
    ("road", "told"),
    [
        ({"bridge": "yes"}, "Bridge BC: weight limit unknown, the truck needs 18 t."),
        ({"tunnel": "yes", "name": None}, "Tunnel without a name: clearance unknown, the truck needs 4.1 m."),
        ({"limit_doubt": "maxheight=low"}, "BC: a limit without a number that always holds (maxheight=low)."),
    ],
)
def test_a_limit_nobody_knows_is_told_with_what_the_vehicle_needs(road, told):
    assert limits_told({"BC": road}, TRUCK) == [("limit-unknown-on-route", Severity.DOUBT, told)]


@pytest.mark.parametrize(
    ("road", "told"),
    [
        ({"maxheight_m": 4.0}, "clearance 4 m, the height of the van is not stated"),
        ({"maxaxleload_t": 6.0}, "axle load limit 6 t, the axle load of the van is not stated"),
        ({"mlc_wheeled": 60.0}, "load class 60, the load class of the van is not stated (about 4 by its weight)"),
    ],
)
def test_a_dimension_not_stated_is_told_at_the_limit_it_is_needed_for(road, told):
    [doubt, known] = limits_told({"BC": road}, Vehicle(name="van", weight_t=3.5))
    assert doubt == ("limit-unknown-on-route", Severity.DOUBT, f"BC: {told}.")
    assert known[0] == "limit-on-route"


def test_of_the_limits_kept_the_tightest_is_told_beside_the_need():
    roads = {"AB": {"maxheight_m": 4.5}, "BC": {"maxheight_m": 4.2, "maxweight_t": 20.0}, "CD": {"maxheight_m": 5.0}}
    assert limits_told(roads, TRUCK) == [
        ("limit-on-route", Severity.NOTE, f"The tightest {kept} needs {own}.")
        for kept, own in (
            ("clearance known on the way is 4.2 m, at BC; the truck", "4.1 m"),
            ("weight limit known on the way is 20 t, at BC; the truck", "18 t"),
        )
    ]


def test_without_a_vehicle_what_is_unknown_is_told_plainly_and_the_tightest_is_a_doubt():
    roads = {"AB": {"bridge": "yes"}, "BC": {"maxwidth_m": 2.2}, "CD": {"tunnel": "yes"}}
    assert limits_told(roads, None) == [
        ("limit-unknown-on-route", Severity.DOUBT, "Bridge AB: weight limit unknown."),
        ("limit-unknown-on-route", Severity.DOUBT, "Tunnel CD: clearance unknown."),
        ("limit-on-route", Severity.DOUBT, "The tightest width known on the way is 2.2 m, at BC."),
    ]


def test_passing_under_a_bridge_of_unknown_clearance_is_told():
    drawing = "A-+-B\n  |\n  |\n  D\n".replace("A-+-B", "  C\n  |\nA-+-B", 1)
    told = limits_told({"AB": {"bridge": "yes", "maxweight_t": 40.0}}, TRUCK, drawing, "CD")
    assert told == [
        ("limit-unknown-on-route", Severity.DOUBT, "CD under a bridge: clearance unknown, the truck needs 4.1 m.")
    ]
