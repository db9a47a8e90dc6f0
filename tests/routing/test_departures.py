"""A convoy is asked about as it marches, and led the way that was worked out for it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from data.model import OpeningKind, Validity
from routing.departures import led, timed_question
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.march.review import march_findings
from routing.march.table import march_table
from routing.march.timed import earliest_arrival, latest_departure
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders, march_builders
from tests.asciimap import ascii_map
from tests.builders import NOON

ROUND = ascii_map(
    """
A---B---C
|       |
D-------E
""",
    grid_m=1000,
    speed_kmh=36.0,
)
INDEX = NetworkIndex(ROUND.network)
TERMS = Terms(at=NOON)


def hours(about, from_min, until_min):
    span = Validity(starts_at=NOON + timedelta(minutes=from_min), ends_at=NOON + timedelta(minutes=until_min))
    return march_builders.opening_rule(
        f"hours-{about}", kind=OpeningKind.OPENING_HOURS, weekly=(), once=(span,), about=about
    )


def planned(*records, **said):
    ends = (builders.site("a", point=ROUND.point("A")), builders.site("c", point=ROUND.point("C")))
    own = builders.convoy(
        "v",
        **{
            "origin": "a",
            "destination": "c",
            "departs_at": NOON,
            "vehicle_count": 6,
            "deadline_at": NOON + timedelta(hours=3),
            **said,
        },
    )
    return builders.plan(*ends, *records, own), own


def marched(plan, convoy):
    route = find_route(INDEX, plan, convoy_question(plan, convoy, TERMS))
    return route, march_table(INDEX, plan, convoy, route)


def asked(plan, convoy):
    return timed_question(INDEX, plan, marched(plan, convoy), TERMS)


@pytest.mark.parametrize("pace_kmh", [None, 36.0, 30.0, 12.0])
def test_the_pace_asked_with_takes_as_long_as_the_march_table_says(pace_kmh):
    profile = march_builders.march_profile(rural_kmh=pace_kmh)
    plan, own = planned(profile, profile="profile")
    table = marched(plan, own)[1]
    found = earliest_arrival(INDEX, plan, asked(plan, own))
    took_s = (found.arrives_at - found.departs_at).total_seconds()
    assert took_s == pytest.approx((table.arrives_at - own.departs_at).total_seconds(), abs=1)


@pytest.mark.parametrize("search", [earliest_arrival, latest_departure])
def test_a_convoy_led_as_worked_out_takes_that_way_at_times_at_which_it_may_move(search):
    area = builders.zone("z", area=ROUND.zone("B", 100.0))
    plan, own = planned(area, hours("z", 600, 700))
    assert [f.code for f in march_findings(INDEX, plan, marched(plan, own)[1])][-1] == "moves-while-shut"
    way = search(INDEX, plan, asked(plan, own))
    moved = led(INDEX, plan, own, way, TERMS)
    assert (moved.departs_at, moved.ready_at) == (way.departs_at, own.departs_at)
    route, table = marched(plan.with_record(moved), moved)
    assert route.distance_m == pytest.approx(way.route.distance_m)
    assert {piece.segment for piece in route.pieces} == {piece.segment for piece in way.route.pieces}
    assert "moves-while-shut" not in [f.code for f in march_findings(INDEX, plan.with_record(moved), table)]
    assert table.clears_at <= own.deadline_at


def test_waits_worked_out_are_waits_of_the_convoy_at_the_place():
    shut = builders.zone("z", area=ROUND.zone("C", 100.0)), builders.zone("y", area=ROUND.zone("A", 100.0))
    holding = builders.site("h", point=ROUND.point("B"), room_m=5000.0)
    plan, own = planned(*shut, hours("z", 60, 90), hours("y", 0, 10), holding, vehicle_count=2)
    way = earliest_arrival(INDEX, plan, asked(plan, own))
    moved = led(INDEX, plan, own, way, TERMS)
    assert [wait.place for wait in moved.waits] == ["h"]
    assert moved.waits[0].wait_s == pytest.approx(sum(w.wait_s for w in way.waits if w.place == "h"))


def test_no_time_is_called_safe_while_the_length_of_the_column_is_not_known():
    plan, own = planned(vehicle_count=None)
    with pytest.raises(RoutingError, match="number of vehicles was not reported"):
        asked(plan, own)


def test_a_deadline_before_the_convoy_is_ready_is_refused_in_words():
    plan, own = planned(deadline_at=NOON - timedelta(hours=1))
    with pytest.raises(RoutingError, match="in before it is ready"):
        asked(plan, replace(own))
