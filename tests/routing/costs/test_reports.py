"""Status reports: which roads they speak of, which of them speaks, and what the policy makes of it."""

from datetime import timedelta

import pytest
from shapely import LineString

from data.model import (
    BarrierKind,
    BorderStatus,
    BridgeStatus,
    Crossing,
    NoRoute,
    Plan,
    RoadStatus,
    Route,
    Source,
    StatusReport,
    Validity,
)
from routing.costs.reports import stretches_of
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.search import find_route
from tests.asciimap import area_m, ascii_map
from tests.builders import NOON, barrier, zone

pytestmark = pytest.mark.usefixtures("engine")

DETOUR = ascii_map("""
A---B---C
|       |
D---E---F
""")
THROUGH, AROUND = ["AB", "BC"], ["AD", "DE", "EF", "CF"]


def report(status, place=None, *, age_h=1.0, name="r", **said):
    made = Source(name="Convoy lead", reported_at=None if age_h is None else NOON - timedelta(hours=age_h))
    return StatusReport(id=name, status=status, source=made, place=place, **said)


def line(drawn, way, north_m=0.0):
    return LineString([drawn.point(x, north_m=north_m) for x in way])


def ask(drawn, *reports, origin="A", destination="C", plan=None, **said):
    plan = (plan or Plan(name="reports")).with_record(*reports)
    question = RouteQuestion(origin=drawn.point(origin), destination=drawn.point(destination), at=NOON, **said)
    return find_route(NetworkIndex(drawn.network), plan, question)


def streets(found):
    return [s.name for s in found.streets]


def reported(drawn, one, plan=None):
    index = NetworkIndex(drawn.network)
    segment, start_m, end_m = stretches_of(index, (plan or Plan(name="r")).with_record(one), one)
    names = {row: name for name, row in drawn.segment.items() if name == "".join(sorted(name))}
    rows = zip(segment.tolist(), start_m.tolist(), end_m.tolist(), strict=True)
    return {names[s]: (round(a), round(b)) for s, a, b in rows}


CROSSING = ascii_map("""
    D
    |
A---B---C
    |
    E
""")


def test_a_road_report_speaks_of_roads_along_it_not_of_those_it_crosses():
    assert reported(CROSSING, report(RoadStatus.RESTRICTED, line(CROSSING, "AC", north_m=10))) == {
        "AB": (0, 400),
        "BC": (0, 400),
    }


def test_a_road_report_ends_where_its_line_ends():
    half = LineString([CROSSING.point("A"), CROSSING.point("B", east_m=100)])
    assert reported(CROSSING, report(RoadStatus.RESTRICTED, half)) == {"AB": (0, 400), "BC": (0, 100)}


def test_a_road_farther_off_than_fifteen_metres_is_not_meant():
    assert reported(CROSSING, report(RoadStatus.RESTRICTED, line(CROSSING, "AC", north_m=16))) == {}


def test_a_bridge_report_prefers_the_bridge_to_a_nearer_road():
    drawn = ascii_map("A---B\n\nC---D", grid_m=20, roads={"CD": {"bridge": "yes"}})
    point = drawn.point("AB", north_m=-15)
    assert reported(drawn, report(BridgeStatus.PASSABLE, point)) == {"CD": (0, 80)}


def test_a_bridge_report_without_a_bridge_speaks_of_the_nearest_road_there():
    assert reported(CROSSING, report(BridgeStatus.PASSABLE, CROSSING.point("AB", north_m=30))) == {"AB": (180, 220)}
    assert reported(CROSSING, report(BridgeStatus.PASSABLE, CROSSING.point("AB", north_m=51))) == {}


@pytest.mark.parametrize(("off_m", "expected"), [(0, {"AB": (0, 50)}), (200, {"AB": (0, 20)}), (301, {})])
def test_a_border_report_speaks_of_roads_at_its_crossing(off_m, expected):
    post = Crossing(id="x", name="Post", point=CROSSING.point("A", east_m=-off_m))
    closed = report(BorderStatus.CLOSED, crossing_id="x")
    assert reported(CROSSING, closed, Plan(name="r").with_record(post)) == expected


@pytest.mark.parametrize("status", [RoadStatus.NOT_PASSABLE, RoadStatus.RESTRICTED])
def test_closed_and_restricted_roads_are_avoided(status):
    way = report(status, line(DETOUR, "AB"))
    assert streets(ask(DETOUR, way, restricted_factor=9.0)) == AROUND


def test_a_restricted_road_takes_longer():
    found = ask(DETOUR, report(RoadStatus.RESTRICTED, line(DETOUR, "AB")), destination="B")
    assert found.duration_s == pytest.approx(80, abs=0.01)
    assert [(r.report_id, r.passability, round(r.distance_m)) for r in found.reports] == [("r", "restricted", 400)]
    assert found.unreported_m == pytest.approx(0, abs=0.01)


def test_a_closed_report_is_named_when_no_way_is_left():
    shut = [report(RoadStatus.NOT_PASSABLE, line(DETOUR, w), name=w) for w in ("BC", "EF")]
    found = ask(DETOUR, *shut)
    assert isinstance(found, NoRoute)
    assert {(o.kind, o.why) for o in found.obstacles} == {("report", "NOT_PASSABLE, says Convoy lead")}
    assert len(found.obstacles) == 1


def test_a_passable_report_never_opens_a_closed_zone():
    plan = Plan(name="z", zones=(zone(area=area_m(100, -20, 200, 20)),), barriers=(barrier(priority=-5),))
    assert streets(ask(DETOUR, report(RoadStatus.PASSABLE, line(DETOUR, "AB")), plan=plan)) == AROUND


def test_no_barrier_opens_a_road_reported_closed():
    slow = barrier(kind=BarrierKind.SCALED, value=1.0, priority=10**6)
    plan = Plan(name="z", zones=(zone(area=area_m(-50, -50, 900, 50)),), barriers=(slow,))
    assert streets(ask(DETOUR, report(RoadStatus.NOT_PASSABLE, line(DETOUR, "AB")), plan=plan)) == AROUND


def test_the_newest_report_speaks():
    shut = report(RoadStatus.NOT_PASSABLE, line(DETOUR, "AB"), age_h=5, name="old")
    opened = report(RoadStatus.PASSABLE, line(DETOUR, "AB"), age_h=2, name="new")
    assert streets(ask(DETOUR, shut, opened)) == THROUGH
    assert [r.report_id for r in ask(DETOUR, shut, opened).reports] == ["new"]


def test_of_two_reports_made_at_once_the_stricter_speaks():
    both = [report(s, line(DETOUR, "AB"), name=s.value) for s in (RoadStatus.NOT_PASSABLE, RoadStatus.PASSABLE)]
    assert streets(ask(DETOUR, *both)) == AROUND


def test_a_report_from_the_future_is_not_yet_known():
    assert streets(ask(DETOUR, report(RoadStatus.NOT_PASSABLE, line(DETOUR, "AB"), age_h=-1))) == THROUGH


UNKNOWN = {
    "said": report(RoadStatus.UNKNOWN, line(DETOUR, "AB")),
    "unspecified": report(RoadStatus.UNSPECIFIED, line(DETOUR, "AB")),
    "stale": report(RoadStatus.PASSABLE, line(DETOUR, "AB"), age_h=73),
    "undated": report(RoadStatus.PASSABLE, line(DETOUR, "AB"), age_h=None),
    "ended": report(
        RoadStatus.PASSABLE, line(DETOUR, "AB"), age_h=9, valid=Validity(ends_at=NOON - timedelta(hours=1))
    ),
}


@pytest.mark.parametrize("why", UNKNOWN)
def test_the_unknown_follows_the_policy_and_is_always_told(why):
    use = ask(DETOUR, UNKNOWN[why], unknown=UnknownPolicy.USE)
    assert (streets(use), round(use.unknown_m), use.duration_s) == (THROUGH, 400, pytest.approx(80, abs=0.01))
    assert "route-uses-unknown-road" in [f.code for f in use.findings]
    assert streets(ask(DETOUR, UNKNOWN[why], unknown=UnknownPolicy.CAUTION)) == AROUND
    assert streets(ask(DETOUR, UNKNOWN[why], unknown=UnknownPolicy.CLOSED)) == AROUND
    only = ask(DETOUR, UNKNOWN[why], destination="AB", unknown=UnknownPolicy.CAUTION)
    assert isinstance(only, Route)
    assert only.unknown_m == pytest.approx(only.distance_m)


def test_unknown_roads_that_are_not_to_be_used_are_named_as_obstacles():
    single = ascii_map("A---B---C")
    found = ask(single, report(RoadStatus.UNKNOWN, line(single, "AB")), unknown=UnknownPolicy.CLOSED)
    assert [(o.kind, o.id) for o in found.obstacles] == [("report", "r")]
    assert "unknown" in found.message


def test_a_newer_report_takes_over_from_one_that_has_ended():
    fresh = report(RoadStatus.PASSABLE, line(DETOUR, "AB"), age_h=12, name="older but holds")
    assert ask(DETOUR, UNKNOWN["ended"], fresh).unknown_m == 0


def test_roads_no_report_speaks_of_are_counted():
    found = ask(DETOUR, report(RoadStatus.PASSABLE, line(DETOUR, "AB")))
    assert (found.unreported_m, found.unknown_m) == (pytest.approx(400, abs=0.01), 0)


def test_the_oldest_report_relied_on_is_told():
    found = ask(
        DETOUR,
        report(RoadStatus.PASSABLE, line(DETOUR, "AB"), age_h=30, name="old"),
        report(RoadStatus.PASSABLE, line(DETOUR, "BC"), age_h=3, name="new"),
    )
    assert found.oldest_report.report_id == "old"


def test_a_report_on_no_road_is_told():
    found = ask(DETOUR, report(RoadStatus.NOT_PASSABLE, line(DETOUR, "AB", north_m=99)))
    assert [f.code for f in found.findings] == ["report-off-roads"]
