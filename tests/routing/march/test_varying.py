"""Draws among near-equal ways: what may be drawn, how often, and a drawn way kept as what a convoy is led over."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from data.model import NoRoute, OutcomeKind, Waypoint
from routing.errors import RoutingError
from routing.index import NetworkIndex
from routing.leading import led_over
from routing.march.varying import Varying, draw, near_equal
from routing.question import Terms
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders, march_builders
from tests.asciimap import ascii_map
from tests.builders import NOON

LANES = ascii_map(
    """
*---B---*
|       |
A---C---D
|       |
*---G---*
""",
    grid_m=200,
    roads={"AC": {"speed_kmh": 20.0}, "CD": {"speed_kmh": 20.0}, "BD": {"speed_kmh": 60.0}},
)
INDEX = NetworkIndex(LANES.network)
RULES = Varying(most_extra_s=1200, taste_s=600)
TERMS = Terms(at=NOON)


def planned(*convoys, outcomes=()):
    ends = [builders.site(node, name=node, point=LANES.point(node)) for node in "AD"]
    return builders.plan(*ends, *convoys, *outcomes)


def convoy(name="v", days_ago=0, over=None, **said):
    via = (Waypoint(point=LANES.point(over)),) if over else ()
    ends = {"origin": "A", "destination": "D"} | said
    return builders.convoy(name, departs_at=NOON - timedelta(days=days_ago), via=via, **ends)


def ways_for(own, *earlier, outcomes=(), rules=RULES):
    plan = planned(own, *earlier, outcomes=outcomes)
    ways = {c.id: find_route(INDEX, plan, convoy_question(plan, c, TERMS)) for c in plan.convoys}
    return plan, near_equal(INDEX, plan, (own, convoy_question(plan, own, TERMS)), ways, rules)


def over(way, node):
    return way.route.line.distance(LANES.point(node)) < 1e-6


def test_ways_that_take_little_longer_than_the_fastest_may_be_drawn_and_no_others():
    _, ways = ways_for(convoy())
    assert len(ways) == 3
    assert min(way.extra_s for way in ways) == 0
    slowest_s = max(way.extra_s for way in ways)
    _, fewer = ways_for(convoy(), rules=Varying(most_extra_s=slowest_s - 1))
    assert len(fewer) == 2
    assert all(way.overlap == 0 for way in ways)


def test_a_way_used_twice_in_a_row_is_not_drawn_a_third_time():
    _, ways = ways_for(convoy(), convoy("one", 1, over="B"), convoy("two", 2, over="B"), convoy("three", 3, over="G"))
    used = next(way for way in ways if over(way, "B"))
    assert ([use.convoy for use in used.uses], used.in_row, used.is_allowed) == (["one", "two"], 2, False)
    other = next(way for way in ways if over(way, "G"))
    assert (len(other.uses), other.in_row, other.is_allowed) == (1, 0, True)
    drawn = [draw(ways, Random(seed), RULES) for seed in range(60)]
    assert all(ways[one.row] is not used for one in drawn)
    assert "1 left out" in drawn[0].reason


def test_uses_the_other_way_count_and_missions_that_never_drove_do_not():
    back = convoy("one", 1, over="B", origin="D", destination="A")
    denied = march_builders.mission_outcome("no", convoy="two", kind=OutcomeKind.DENIED, waits=())
    _, ways = ways_for(convoy(), back, convoy("two", 2, over="B"), outcomes=(denied,))
    used = next(way for way in ways if over(way, "B"))
    assert ([use.convoy for use in used.uses], used.in_row) == (["one"], 1)


def test_faster_ways_are_drawn_more_often_and_the_same_seed_draws_the_same():
    _, ways = ways_for(convoy())
    drawn = [draw(ways, Random(seed), RULES) for seed in range(400)]
    assert drawn == [draw(ways, Random(seed), RULES) for seed in range(400)]
    often = Counter(one.row for one in drawn)
    chances = {one.row: one.chance for one in drawn}
    assert set(often) == {0, 1, 2}
    assert sum(chances.values()) == pytest.approx(1)
    assert all(often[row] / 400 == pytest.approx(chances[row], abs=0.08) for row in chances)
    quickest = min(range(3), key=lambda row: ways[row].extra_s)
    assert max(chances, key=chances.__getitem__) == quickest


def test_where_there_is_one_way_alone_the_draw_says_that_it_can_be_foretold():
    _, ways = ways_for(convoy(), rules=Varying(most_extra_s=0))
    drawn = draw(ways, Random(1))
    assert (drawn.chance, drawn.is_free) == (1, False)
    assert "can be foretold" in drawn.reason
    with pytest.raises(RoutingError, match="no way to draw from"):
        draw((), Random(1))
    with pytest.raises(RoutingError, match="cannot be varied"):
        Varying(most_in_row=0)


def test_a_way_taken_over_is_found_again_as_the_way_of_the_convoy():
    own = convoy()
    plan, ways = ways_for(own)
    for way in ways:
        led = led_over(INDEX, plan, own, TERMS, way.route)
        found = find_route(INDEX, plan.with_record(led), convoy_question(plan, led, TERMS))
        assert found.line.hausdorff_distance(way.route.line) < 1e-6
        assert found.distance_m == pytest.approx(way.route.distance_m, abs=0.1)
    assert led_over(INDEX, plan, own, TERMS, min(ways, key=lambda way: way.extra_s).route).via == ()


def test_a_convoy_without_a_way_has_none_to_draw():
    shut = builders.zone("z", area=LANES.zone("D")), builders.barrier("b", area_id="z")
    ends = [builders.site(node, name=node, point=LANES.point(node)) for node in "AD"]
    plan = builders.plan(*ends, *shut, convoy())
    found = near_equal(INDEX, plan, (convoy(), convoy_question(plan, convoy(), TERMS)), {})
    assert isinstance(found, NoRoute)
