"""Turn bans, against a search that remembers the last edges driven."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.model import NoRoute, NoRouteReason, Plan, Route
from routing.case import case_of
from routing.index import NetworkIndex
from routing.question import RouteQuestion
from routing.search import find_route
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
def bans(draw):
    """Up to six bans of two or three ways each, every one along connected streets."""
    found = []
    for _ in range(draw(st.integers(1, 6))):
        ways = [draw(st.sampled_from(STREETS))]
        for _ in range(draw(st.integers(1, 2))):
            ways.append(draw(st.sampled_from([s for s in STREETS if s[0] == ways[-1][1] and s != ways[-1][::-1]] or
                                             [ways[-1][::-1]])))  # fmt: skip
        found.append(tuple(ways))
    return found


def question(drawn, origin, destination, via=()):
    via_points = tuple(drawn.point(x) for x in via)
    return RouteQuestion(origin=drawn.point(origin), destination=drawn.point(destination), via=via_points, at=AT)


@settings(max_examples=80, deadline=None)
@given(bans(), st.sampled_from("ABCDEFGHIJKLM"), st.sampled_from("ABCDEFGHIJKLM"))
def test_bans_are_obeyed_and_nothing_else_is_lost(banned, start, goal):
    drawn = ascii_map(DRAWING, oneway=ONEWAY, bans=banned)
    index = NetworkIndex(drawn.network)
    case = case_of(index, Plan(name="empty"), question(drawn, start, goal))
    costs = case.costs()
    leg = case.legs(costs)[0]
    expected = cheapest_by_memory(index, costs.edge, case.stops[0].node, case.stops[1].node)
    assert (leg.choice if leg else None) == expected


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
