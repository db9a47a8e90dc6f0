"""What is told when there is no route, on drawn roads."""

import pytest
from shapely import LineString

from data.model import NoRoute, NoRouteReason, Plan, RoadStatus, ZoneKind
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.search import find_route
from routing.why import separation
from tests.asciimap import ascii_map
from tests.builders import NOON, barrier, road_report, sector, zone

LADDER = ascii_map(
    """
A---B---C---D
|           |
E---F---G---H
""",
    gates={"G": "closed"},
)  # 1200 m along the top, 1600 m below


def ask(drawn, *records, origin="A", destination="D", **said):
    said["via"] = tuple(drawn.point(x) for x in said.get("via", ()))
    question = RouteQuestion(origin=drawn.point(origin), destination=drawn.point(destination), at=NOON, **said)
    found = find_route(NetworkIndex(drawn.network), Plan(name="p").with_record(*records), question)
    assert isinstance(found, NoRoute)
    return found


def closing(where, name, drawn=LADDER, **said):
    return zone(name, name=name, area=drawn.zone(where), **said), barrier(f"b-{name}", area_id=name)


def ids(obstacles):
    return [(o.kind, o.id) for o in obstacles]


def test_one_of_two_ways_is_the_cheapest_to_open_and_both_separate():
    found = ask(LADDER, *closing("B", "one"), *closing("C", "two"))
    assert ids(found.obstacles) == [("gate", "6")]
    assert ids(found.separating) in ([("gate", "6"), ("zone", "one")], [("gate", "6"), ("zone", "two")])
    assert (found.weight, found.at_least, found.proven) == (1, 1, True)


def test_of_two_liftings_of_one_weight_the_shorter_way_is_told_and_drawn():
    found = ask(LADDER, *closing("B", "north"))
    assert ids(found.obstacles) == [("zone", "north")]
    assert ids(found.separating) == [("gate", "6"), ("zone", "north")]
    assert found.relaxed.lifted == (("zone", "north"),)
    assert found.relaxed.as_if_lifted.distance_m == pytest.approx(1200, abs=0.1)
    assert [(p.kind, p.id, round(p.distance_m)) for p in found.relaxed.closed] == [
        ("zone", "north", 25),
        ("zone", "north", 25),
    ]
    assert found.obstacles[0].places[0][0] == pytest.approx(LADDER.point("B", east_m=-25).x, abs=1e-6)
    assert found.message == "Every way is closed. In the way: north (closed, its source is not stated)."


def test_mines_and_the_unknown_are_lifted_last():
    mines = closing("B", "mines", kind=ZoneKind.MINES)
    assert ids(ask(LADDER, *mines, *closing("F", "south")).obstacles) == [("gate", "6"), ("zone", "south")]
    line = LineString([LADDER.point("E"), LADDER.point("F")])
    unsaid = road_report("r", place=line, status=RoadStatus.UNSPECIFIED)
    found = ask(LADDER, *closing("B", "one"), *closing("C", "two"), unsaid, unknown=UnknownPolicy.CLOSED)
    assert ids(found.obstacles) == [("zone", "one"), ("zone", "two")]
    assert found.weight == 2


def test_a_zone_that_closes_two_legs_is_lifted_once():
    found = ask(LADDER, *closing("B", "one"), via="D", destination="A")
    assert ids(found.obstacles) == [("zone", "one")]
    assert found.relaxed.as_if_lifted.distance_m == pytest.approx(2400, abs=0.2)


def test_a_closure_overruled_at_the_stop_need_not_be_lifted():
    drawn = ascii_map("A---B")
    low = sector("low", name="low", area=drawn.zone("A")), barrier("b-low", area_id="low", priority=0)
    open_ = zone("open", area=drawn.zone("A")), barrier("b-open", area_id="open", kind="scaled", value=1.0, priority=1)
    high = zone("high", name="high", area=drawn.zone("A")), barrier("b-high", area_id="high", priority=2)
    assert ids(ask(drawn, *low, *open_, *high, destination="B").obstacles) == [("zone", "high")]


def test_a_stop_in_a_closed_area_on_separate_roads_is_told_with_both_and_no_way_is_promised():
    drawn = ascii_map("A---B   C-D")
    found = ask(drawn, *closing("A", "camp", drawn), destination="C")
    assert found.reason is NoRouteReason.NOT_CONNECTED
    assert found.relaxed is None
    assert found.separating == ()
    assert ids(found.obstacles) == [("zone", "camp")]
    assert "no road joins" in found.message
    assert "Besides, the origin lies inside a closed area" in found.message


def test_a_stop_in_a_closed_area_behind_a_closed_road_names_both():
    found = ask(LADDER, *closing("A", "camp"), *closing("C", "bridge"))
    assert found.reason is NoRouteReason.ORIGIN_CLOSED
    assert ids(found.obstacles) == [("zone", "bridge"), ("zone", "camp")]
    assert ids(found.separating) == [("zone", "camp")]
    assert found.message.startswith("The origin lies inside a closed area and is not moved elsewhere.")


def test_when_too_much_is_closed_to_look_through_the_answer_says_that_it_is_not_proven(monkeypatch):
    monkeypatch.setattr(separation, "ROUNDS", 1)
    found = ask(LADDER, *closing("B", "one"), *closing("C", "two"), *closing("F", "three"))
    assert not found.proven
    assert found.at_least < found.weight == len(found.obstacles)
    assert "not proven to be the least to lift: it weighs 2, every choice weighs at least" in found.message


def test_along_one_road_only_what_lies_between_the_stops_is_lifted():
    drawn = ascii_map("A-----------B", oneway=["AB"])
    question = RouteQuestion(origin=drawn.point("A", east_m=300), destination=drawn.point("A", east_m=900), at=NOON)
    middle = zone("mid", name="mid", area=drawn.zone("AB", 10).intersection(drawn.point("AB").buffer(0.001)))
    behind = closing("B", "behind", drawn)
    plan = Plan(name="p").with_record(middle, barrier("b-mid", area_id="mid"), *behind)
    found = find_route(NetworkIndex(drawn.network), plan, question)
    assert ids(found.obstacles) == ids(found.separating) == [("zone", "mid")]
    assert found.proven


def test_a_gate_before_a_stop_beside_it_is_named():
    drawn = ascii_map("A---G---B", gates={"G": "closed"})
    found = ask(drawn, destination="GB")
    assert ids(found.obstacles) == ids(found.separating) == [("gate", "2")]


def test_turning_round_on_the_road_is_no_way_that_a_closure_keeps_apart():
    """Only by turning round at E could the banned turn at B be dodged: what closes E separates nothing."""
    drawn = ascii_map(
        """
A---B---C
|   |   |
|   E-F |
|       |
D-------*
""",
        oneway=["FE"],
        bans=[("AB", "BC")],
    )
    found = ask(drawn, *closing("D", "round", drawn), *closing("E", "spur", drawn), destination="C")
    assert ids(found.obstacles) == ids(found.separating) == [("zone", "round")]


def unsaid(drawn, *streets):
    """A report of unspecified passability on each of these streets."""
    return [
        road_report(
            f"r{street}", place=LineString([drawn.point(x) for x in street]), status=RoadStatus.UNSPECIFIED
        )
        for street in streets
    ]  # fmt: skip


ROW = ascii_map("A---B---C---D")


def test_one_unknown_road_is_looked_at_and_two_take_the_policy():
    one = ask(ROW, *unsaid(ROW, "AB"), unknown=UnknownPolicy.CLOSED)
    assert (ids(one.obstacles), one.weight) == ([("report", "rAB")], 3)
    assert ids(one.separating) == [("policy", "unknown"), ("report", "rAB")]
    two = ask(ROW, *unsaid(ROW, "AB", "CD"), unknown=UnknownPolicy.CLOSED)
    assert (ids(two.obstacles), two.weight, two.proven) == ([("policy", "unknown")], 5, True)
    assert two.obstacles[0].name == "Use unknown roads with caution"
    assert two.obstacles[0].places
    assert two.relaxed.lifted == (("policy", "unknown"),)
    assert [(part.kind, part.id) for part in two.relaxed.closed] == [("report", "rAB"), ("report", "rCD")]


def test_the_policy_opens_unknown_gates_too_and_closed_ones_stay():
    drawn = ascii_map("A---B---C---D", gates={"B": "unknown", "C": "closed"})
    found = ask(drawn, *unsaid(drawn, "CD"), unknown=UnknownPolicy.CLOSED)
    assert ids(found.obstacles) == [("gate", "2"), ("policy", "unknown")]


def test_what_the_policy_opens_is_used_with_caution():
    """With the policy lifted the way round 300 m of unknown road is taken where it is less than three times as long."""
    drawn = ascii_map("A---B---C---D\n    |   |\n    E---F")
    found = ask(drawn, *unsaid(drawn, "AB", "BC", "CD"), unknown=UnknownPolicy.CLOSED)
    assert ids(found.obstacles) == [("policy", "unknown")]
    assert [street.name for street in found.relaxed.as_if_lifted.streets] == ["AB", "BE", "EF", "CF", "CD"]


def test_two_walls_one_after_the_other_separate_each_by_itself():
    found = ask(ROW, *closing("B", "west", ROW), *closing("C", "east", ROW))
    assert ids(found.obstacles) == [("zone", "east"), ("zone", "west")]
    assert [ids(own) for own in (found.separating, *found.also_separating)] == [[("zone", "east")], [("zone", "west")]]
