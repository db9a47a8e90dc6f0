"""Rounds of a day over the roads of a plan: hours of the clock, closures at the time of a leg, and back to convoys."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from shapely import Point

from data.model import BarrierKind, OpeningKind, Route, Validity
from data.model.ids import OpeningRuleId, SiteId
from data.model.march import RoadGroup
from data.model.opening import OpeningRule
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.table import march_table
from routing.replay.rounds import faults_of_rounds
from routing.rounds.solve import solve
from routing.search import find_route
from routing.standing import convoy_question
from routing.visits.asked import Carriers, Clock, Straight, VisitsAsked, Wanted
from routing.visits.gate import checked
from routing.visits.laid import laid_out
from routing.visits.taken import convoys_of
from tests import march_builders
from tests.asciimap import ascii_map
from tests.builders import barrier, plan, site, zone

DAY = date(2026, 6, 1)
MAP = ascii_map(
    """
    A---B---C
        |
        D
    """,
    grid_m=1000,
)
INDEX = NetworkIndex(MAP.network)
SITES = tuple(site(f"site-{name.lower()}", name=name, point=MAP.point(name)) for name in "ABCD")
CARRIERS = Carriers(count=1, capacity=10, leaves=time(8), done_by=time(18))


def asked(*wanted, **kinds):
    usual = {"day": DAY, "depot": SiteId("site-a"), "wanted": wanted, "carriers": CARRIERS}
    return VisitsAsked(**(usual | kinds))


def want(name, **kinds):
    return Wanted(**({"site": SiteId(f"site-{name}"), "amount": 2, "service_min": 10} | kinds))


def worked_out(own, question, index=INDEX):
    laid = laid_out(index, own, question)
    return checked(index, laid, solve(laid.case, limit_s=2))


def test_rounds_over_roads_keep_hours_and_pass_the_check():
    found = worked_out(plan(*SITES), asked(want("c", opens=time(12), closes=time(13)), want("d", closes=time(9))))
    assert found.faults == ()
    assert [found.laid.places[visit.place].name for visit in found.rounds.rounds[0].visits] == ["D", "C"]
    assert found.rounds.rounds[0].visits[1].begins_s == 12 * 3600
    assert all(isinstance(way, Route) for _, way in found.ways)


def test_a_road_that_closes_before_its_leg_is_driven_is_a_fault_though_it_was_open_when_vehicles_could_leave():
    shut = zone("shut", area=MAP.zone("C", 200))
    closes = Validity(starts_at=datetime(2026, 6, 1, 11, tzinfo=UTC))
    own = plan(*SITES, shut, barrier(area_id=shut.id, kind=BarrierKind.CLOSED, valid=closes))
    found = worked_out(own, asked(want("c", opens=time(12))))
    assert faults_of_rounds(found.laid.case, found.rounds) == ()
    assert any("from A to C" in fault for fault in found.faults)
    assert worked_out(own, asked(want("c", closes=time(10)))).faults == ()


def test_rounds_take_as_long_as_the_march_table_of_the_convoy_says_for_the_type_of_vehicle():
    slow = march_builders.vehicle_type("slow", speeds_kmh=tuple((road, 9.0) for road in RoadGroup))
    own = plan(*SITES, slow)
    question = asked(want("c"), want("d"), carriers=replace(CARRIERS, type=slow.id, envelope=slow.envelope))
    found = worked_out(own, question)
    assert found.faults == ()
    assert found.rounds.driven_s > worked_out(own, asked(want("c"), want("d"))).rounds.driven_s
    (made,) = convoys_of(found, "agency")
    saved = plan(*SITES, slow, made)
    route = find_route(INDEX, saved, convoy_question(saved, made, found.laid.terms(28800)))
    drive = march_table(INDEX, saved, made, route).drive
    assert float(drive.since_s[-1]) == pytest.approx(found.rounds.driven_s, abs=4)


def test_a_curfew_of_the_plan_is_a_fault_of_whoever_drives_in_it():
    night = Validity(starts_at=datetime(2026, 6, 1, 9, tzinfo=UTC), ends_at=datetime(2026, 6, 2, tzinfo=UTC))
    rule = OpeningRule(id=OpeningRuleId("curfew"), name="Curfew", kind=OpeningKind.CURFEW, once=(night,))
    found = worked_out(plan(*SITES, rule), asked(want("c", opens=time(12))))
    assert any("while nobody may move there (Curfew)" in fault for fault in found.faults)


def test_a_site_without_a_way_is_left_unserved_and_never_reached_by_a_straight_line_unless_that_is_asked():
    shut = zone("shut", area=MAP.zone("C", 200))
    own = plan(*SITES, shut, barrier(area_id=shut.id, kind=BarrierKind.CLOSED))
    found = worked_out(own, asked(want("c"), want("d")))
    assert [found.laid.places[place].name for place in found.rounds.unserved] == ["C"]
    assert not found.laid.has_way(found.rounds.unserved[0])
    assert found.laid.far == frozenset()
    away = site("site-away", name="Away", point=Point(MAP.point("A").x + 1, MAP.point("A").y))
    assert laid_out(INDEX, plan(*SITES, away), asked(want("d"), want("away"))).far == {2}
    by_line = worked_out(own, asked(want("c"), want("d"), straight=Straight()), index=None)
    assert by_line.rounds.unserved == ()
    assert all(way is None for _, way in by_line.ways)


def test_hours_on_a_day_on_which_clocks_change_are_those_of_the_clock_and_never_too_long():
    forward, back = (
        Clock(day=date(2026, 3, 29), zone="Europe/Berlin"),
        Clock(day=date(2026, 10, 25), zone="Europe/Berlin"),
    )
    assert forward.opens_s(time(12)) == 11 * 3600
    assert back.opens_s(time(12)) == 13 * 3600
    assert back.opens_s(time(2, 30)) - back.closes_s(time(2, 30)) == 3600
    assert back.closes_s(None) == 25 * 3600


def test_what_cannot_be_asked_is_refused_with_what_to_do():
    with pytest.raises(RoutingError, match="Name each place once"):
        laid_out(INDEX, plan(*SITES), asked(want("c"), want("c")))
    with pytest.raises(RoutingError, match="ask for straight lines"):
        laid_out(None, plan(*SITES), asked(want("c")))
    with pytest.raises(RoutingError, match="closes before it opens"):
        laid_out(INDEX, plan(*SITES), asked(want("c", opens=time(12), closes=time(9))))


def test_a_round_taken_over_is_a_convoy_that_leaves_then_and_waits_while_it_serves():
    found = worked_out(plan(*SITES), asked(want("c", opens=time(12)), want("d", closes=time(9))))
    (made,) = convoys_of(found, "agency")
    own = found.rounds.rounds[0]
    assert (made.origin, made.destination, made.via) == ("site-a", "site-a", ("site-d", "site-c"))
    assert made.departs_at == found.laid.clock.at(own.leaves_s)
    assert {str(wait.place): wait.wait_s for wait in made.waits}["site-d"] == 600
    saved = plan(*SITES, made)
    route = find_route(INDEX, saved, convoy_question(saved, made, found.laid.terms(own.leaves_s)))
    assert route.duration_s == pytest.approx(found.rounds.driven_s, abs=3)
    stays = asked(want("c"), want("d"), carriers=replace(CARRIERS, returns=False))
    (other,) = convoys_of(worked_out(plan(*SITES), stays), "agency")
    assert len(other.via) == 1
    assert other.deadline_at >= other.departs_at + timedelta(minutes=20)
