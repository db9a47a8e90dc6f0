"""Scenarios of columns that must be through while places are open."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from data.model import BarrierKind, DailyHours, OpeningKind, Recurrence
from routing.errors import RoutingError
from routing.march.timed import NoTimedWay, WhyNot, earliest_arrival, latest_departure
from routing.question import RouteQuestion
from routing.search import find_route
from tests.asciimap import ascii_map
from tests.builders import barrier
from tests.march_builders import opening_rule
from tests.routing.march.timing_cases import area, asked, closure, held_at, hours, seconds, span, times

ROAD = ascii_map("A---B---C")
ROUND = ascii_map(
    """
A---B---C
|       |
D-------E
"""
)


def curfew(pass_s, **said):
    """At noon the head needs 55 minutes to clear the zone around C, which shuts at 13:00."""
    drawn = ascii_map("A---B---C", grid_m=4125.0)
    rule = closure("z", (3600, 8 * 3600))
    return asked(drawn, "AC", area(drawn, "z", "C"), rule, pass_s=pass_s, until_s=7200, **said)


def test_a_zone_that_shuts_at_17_00_stops_a_column_whose_head_clears_it_at_16_55_and_its_tail_at_17_04():
    assert seconds(earliest_arrival(*curfew(0)).arrives_at) == pytest.approx(55 * 60, abs=1)
    assert seconds(earliest_arrival(*curfew(5 * 60)).clears_at) == pytest.approx(60 * 60, abs=1)
    found = earliest_arrival(*curfew(9 * 60))
    assert isinstance(found, NoTimedWay)
    assert found.why is WhyNot.NOT_IN_TIME


def test_the_last_safe_departure_leaves_the_tail_just_in_time():
    found = latest_departure(*curfew(4 * 60))
    assert seconds(found.departs_at) == pytest.approx(60, abs=1)
    assert seconds(found.clears_at) == pytest.approx(3600, abs=1)


def test_a_window_that_never_opens_is_told():
    index, made, question = asked(ROAD, "AC", area(ROAD, "z", "B"), hours("z", (90_000, 90_100)))
    assert earliest_arrival(index, made, question) == NoTimedWay(why=WhyNot.NO_WAY)


def test_a_window_that_has_passed_is_told():
    index, made, question = asked(ROAD, "AC", area(ROAD, "z", "B"), hours("z", (0, 100)), ready_s=200)
    assert isinstance(earliest_arrival(index, made, question), NoTimedWay)


def test_it_waits_at_its_origin_for_what_opens_later_and_names_the_rule():
    found = earliest_arrival(*asked(ROAD, "AC", area(ROAD, "z", "B"), closure("z", (30, 300)), pass_s=20))
    assert times(found) == (263, 343, 363)
    assert [(wait.place, wait.wait_s) for wait in found.waits] == [("at-A", 263)]
    assert found.waited_for == ("shut-z",)


def two_windows(*more, **said):
    records = area(ROAD, "z", "A"), hours("z", (0, 60)), area(ROAD, "y", "C"), hours("y", (500, 700))
    return asked(ROAD, "AC", *records, *more, pass_s=20, **said)


def test_it_waits_on_its_way_only_where_there_is_room():
    assert isinstance(earliest_arrival(*two_windows()), NoTimedWay)
    small, unknown = (held_at(ROAD, "h", "B", room_m=room_m) for room_m in (99.0, None))
    assert isinstance(earliest_arrival(*two_windows(small)), NoTimedWay)
    assert isinstance(earliest_arrival(*two_windows(unknown)), NoTimedWay)
    assert isinstance(earliest_arrival(*two_windows(held_at(ROAD, "h", "B"), road_space_m=None)), NoTimedWay)
    found = earliest_arrival(*two_windows(held_at(ROAD, "h", "B")))
    assert times(found) == (37, 503, 523)
    assert [(wait.place, wait.rules) for wait in found.waits] == [("at-A", ()), ("h", ("open-y",))]


def test_it_waits_between_two_junctions_and_the_head_stands_there():
    found = earliest_arrival(*two_windows(held_at(ROAD, "h", "BC")))
    assert times(found) == (37, 503, 523)
    standing = found.head.since_s[1:][found.head.along_m[1:] == found.head.along_m[:-1]]
    assert standing.tolist() == [446]


def test_it_never_waits_where_a_closed_area_comes_over_the_place():
    danger = area(ROAD, "d", "B", margin_m=10.0), barrier(area_id="d", valid=span(200, 300))
    assert isinstance(earliest_arrival(*two_windows(held_at(ROAD, "h", "B"), *danger)), NoTimedWay)


def test_it_takes_the_longer_way_when_that_arrives_first():
    shut = area(ROUND, "z", "B"), closure("z", (0, 1000))
    found = earliest_arrival(*asked(ROUND, "AC", *shut))
    assert times(found)[1] == pytest.approx(120, abs=0.1)
    soon = area(ROUND, "z", "B"), closure("z", (0, 60))
    assert times(earliest_arrival(*asked(ROUND, "AC", *soon)))[:2] == (23, 103)


def test_curfew_on_the_whole_operation_is_cleared_by_the_tail():
    rule = closure(None, (100, 500), rule_id="curfew")
    assert times(earliest_arrival(*asked(ROAD, "AC", rule, pass_s=20)))[:2] == (0, 80)
    assert times(earliest_arrival(*asked(ROAD, "AC", rule, pass_s=21)))[:2] == (500, 580)


def test_a_barrier_that_comes_into_force_changes_the_roads_and_their_pace():
    zone_shut = area(ROAD, "z", "B"), barrier(valid=span(30, 300))
    assert times(earliest_arrival(*asked(ROAD, "AC", *zone_shut, pass_s=20)))[0] == 263
    slow = area(ROAD, "z", "BC", margin_m=50.0), barrier(kind=BarrierKind.SCALED, value=9.0, valid=span(0, 100))
    assert times(earliest_arrival(*asked(ROAD, "AC", *slow)))[:2] == (
        20,
        140,
    )  # B at 100 s, when the pace is free again


def test_clocks_that_change_in_mid_march_move_the_curfew_with_the_people():
    """In that night the hour from 2 to 3 comes twice in Berlin; the curfew ends at the second 02:30."""
    drawn = ascii_map("A---B---C", grid_m=9000.0)
    night = Recurrence(hours=DailyHours(starts=time(1), ends=time(2, 30)))
    rule = opening_rule("night", kind=OpeningKind.CURFEW, weekly=(night,), about="z")
    index, made, question = asked(drawn, "AC", area(drawn, "z", "C"), rule)
    ready_at = datetime(2026, 10, 24, 22, tzinfo=UTC)
    question = replace(question, ready_at=ready_at, deadline_at=ready_at + timedelta(hours=8))
    found = earliest_arrival(index, replace(made, time_zone="Europe/Berlin"), question)
    opens_at = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert timedelta(0) <= found.arrives_at - opens_at < timedelta(seconds=10)


def test_with_nothing_shut_the_way_is_that_of_the_plain_question():
    drawn = ascii_map("A---B---C\n|       |\nD-------E", roads={"AB": {"access": "private"}})
    index, made, question = asked(drawn, "AC", area(drawn, "z", "E"), barrier(kind=BarrierKind.ADDED, value=20.0))
    plain = find_route(
        index, made, RouteQuestion(at=question.ready_at, origin=drawn.point("A"), destination=drawn.point("C"))
    )
    found = earliest_arrival(index, made, question)
    assert found.route.pieces == plain.pieces
    assert seconds(found.arrives_at) == pytest.approx(plain.duration_s, abs=0.01)
    assert found.route.distance_m > 1000


def test_impossible_questions_are_refused():
    with pytest.raises(RoutingError, match="must be in before it is ready"):
        asked(ROAD, "AC", until_s=0)
    with pytest.raises(RoutingError, match="pass time"):
        asked(ROAD, "AC", pass_s=-1.0)
    with pytest.raises(RoutingError, match="origin and a destination"):
        asked(ROAD, "A")
