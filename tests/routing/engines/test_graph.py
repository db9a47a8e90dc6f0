"""Turn bans, against a search that remembers the last edges driven."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import NoRoute, NoRouteReason, Plan, Route, RoutePolicy
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
from routing.ways.case import case_of
from tests.asciimap import ascii_map
from tests.oracles import cheapest_by_memory

pytestmark = pytest.mark.usefixtures("engine")

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
DRAWING = """
A---B---C---D
|   | \\ |   |
E---F---G---H
|   |   | / |
I---J---K---L
        |
        M
"""
STREETS = list(ascii_map(DRAWING).segment)
ONEWAY = ["BC", "GF", "JK"]


@st.composite
def bans(draw, least=1):
    """Up to six bans of two or three ways each, every one along connected streets."""
    found = []
    for _ in range(draw(st.integers(least, 6))):
        ways = [draw(st.sampled_from(STREETS))]
        for _ in range(draw(st.integers(1, 2))):
            ways.append(draw(st.sampled_from([s for s in STREETS if s[0] == ways[-1][1] and s != ways[-1][::-1]] or
                                             [ways[-1][::-1]])))  # fmt: skip
        found.append(tuple(ways))
    return found


def question(drawn, origin, destination, via=()):
    via_points = tuple(drawn.point(x) for x in via)
    return RouteQuestion(origin=drawn.point(origin), destination=drawn.point(destination), via=via_points, at=AT)


@st.composite
def turns(draw):
    """As bans, each with seconds: nothing, less than a street takes, or more than a way round the block."""
    return {tuple(ways): draw(st.sampled_from([0.0, 0.001, 7.0, 45.0, 300.0])) for ways in draw(bans(least=0))}


@settings(max_examples=80, deadline=None)
@given(bans(least=0), turns(), st.sampled_from("ABCDEFGHIJKLM"), st.sampled_from("ABCDEFGHIJKLM"))
def test_bans_are_obeyed_turns_take_their_time_and_nothing_else_is_lost(banned, taking, start, goal):
    drawn = ascii_map(DRAWING, oneway=ONEWAY, bans=banned, turns=taking)
    index = NetworkIndex(drawn.network)
    for policy in (RoutePolicy.FASTEST, RoutePolicy.SHORTEST):
        asked = replace(question(drawn, start, goal), policy=policy)
        case = case_of(index, Plan(name="empty"), asked)
        costs, counts = case.costs(), policy is RoutePolicy.FASTEST
        leg = case.legs(costs)[0]
        start_at, goal_at = (stop.node for stop in case.stops)
        expected = cheapest_by_memory(index, costs.edge, start_at, goal_at, turns_count=counts)
        assert (leg.choice if leg else None) == expected
        if leg and counts:
            assert round(1000 * find_route(index, Plan(name="empty"), asked).duration_s) == expected


def test_a_turn_takes_its_time_once_and_the_pieces_add_up_to_the_route():
    drawn = ascii_map("A---B---C---D", turns={("AB", "BC"): 7.0, ("AB", "BC", "CD"): 5.0})
    index = NetworkIndex(drawn.network)
    for origin, destination, seconds in (("A", "D", 132), ("AB", "D", 112), ("A", "CD", 112), ("B", "D", 80)):
        found = find_route(index, Plan(name="empty"), question(drawn, origin, destination))
        assert found.duration_s == pytest.approx(seconds, abs=0.02)
        assert sum(piece.duration_s for piece in found.pieces) == pytest.approx(found.duration_s)
        assert found.pieces[0].duration_s == pytest.approx(20 if origin == "AB" else 40, abs=0.02)


def test_a_turn_that_takes_longer_than_the_way_round_is_driven_round_but_not_when_the_shortest_is_asked_for():
    drawn = ascii_map(CROSS, turns={("AX", "XD"): 100.0})
    assert streets(drawn, "A", "D") == ["AX", "CX", "CG", "DG"]
    asked = replace(question(drawn, "A", "D"), policy=RoutePolicy.SHORTEST)
    shortest = find_route(NetworkIndex(drawn.network), Plan(name="empty"), asked)
    assert [street.name for street in shortest.streets] == ["AX", "DX"]
    assert shortest.duration_s == pytest.approx(160, abs=0.1)


def test_no_turning_round_beyond_the_junction_to_spare_a_turn():
    """One edge on and back would take less than the turn, but a column cannot do it."""
    drawn = ascii_map("A-X-C-E-F-G-H-I\n  |           |\n  D           J", turns={("AX", "XD"): 3000.0})
    assert streets(drawn, "A", "D") == ["AX", *ALONG, *reversed(ALONG[:-1]), "DX"]


ALONG = ["CX", "CE", "EF", "FG", "GH", "HI", "IJ"]


def streets(drawn, origin, destination, **more):
    found = find_route(NetworkIndex(drawn.network), Plan(name="empty"), question(drawn, origin, destination, **more))
    assert isinstance(found, Route), found
    return [street.name for street in found.streets]


CROSS = """
A---X---C---E
    |   |   |
    D---G---F
"""


def test_a_banned_turn_is_driven_around():
    assert streets(ascii_map(CROSS), "A", "D") == ["AX", "DX"]
    assert streets(ascii_map(CROSS, bans=[("AX", "XD")]), "A", "D") == ["AX", "CX", "CG", "DG"]


def test_no_turning_round_beyond_the_junction_to_dodge_a_ban():
    """Straight on to C, round on the road and back would be shorter, but a column cannot do it."""
    drawn = ascii_map(CROSS.replace("|   |   |", "|       |"), bans=[("AX", "XD")])
    assert streets(drawn, "A", "D") == ["AX", "CX", "CE", "EF", "FG", "DG"]


def test_turning_round_at_a_dead_end_is_allowed():
    assert streets(ascii_map("B\n|\nX---C\n|\nD", bans=[("BX", "XD")]), "B", "D") == ["BX", "CX", "DX"]


def test_a_ban_over_three_ways_bans_only_the_three_together():
    lane = """
A---B---C---D
    |   |
    E---F
"""
    banned = ascii_map(lane, bans=[("AB", "BC", "CD")])
    assert streets(banned, "A", "D") == ["AB", "BE", "EF", "CF", "CD"]
    assert streets(banned, "B", "D") == ["BC", "CD"]
    assert streets(banned, "A", "C") == ["AB", "BC"]


def test_a_ban_holds_when_the_way_starts_on_the_first_road():
    drawn = ascii_map(CROSS, bans=[("AX", "XD")])
    midway = RouteQuestion(origin=drawn.point("AX"), destination=drawn.point("XD"), at=AT)
    found = find_route(NetworkIndex(drawn.network), Plan(name="empty"), midway)
    assert [street.name for street in found.streets] == ["AX", "CX", "CG", "DG", "DX"]


def test_at_a_via_point_the_column_may_turn_round():
    assert streets(ascii_map("A---B---C\n    |\n    D"), "A", "D", via="C") == ["AB", "BC", "BD"]


def test_all_turns_banned_is_not_connected():
    drawn = ascii_map("A---B---C\n    |\n    *---D", bans=[("AB", "BC"), ("DB", "BC")])
    found = find_route(NetworkIndex(drawn.network), Plan(name="empty"), question(drawn, "A", "C"))
    assert isinstance(found, NoRoute)
    assert found.reason is NoRouteReason.NOT_CONNECTED
    assert "turn bans" in found.message
