"""Turn restrictions ban exactly what they say, for trucks, and what cannot be used is told with its reason.

The crossing: 2 in the middle, 1 south, 3 north, 4 west, 5 east; ways 10 (1-2), 11 (2-3), 12 (4-2), 13 (2-5).
"""

import pytest

from tests.data.sources.roads.osm_text import bans, network_of, read_text

NODES = {1: (0, 0), 2: (0, 0.01), 3: (0, 0.02), 4: (-0.01, 0.01), 5: (0.01, 0.01)}
ROAD = {"highway": "primary"}
CROSS = {10: ([1, 2], ROAD), 11: ([2, 3], ROAD), 12: ([4, 2], ROAD), 13: ([2, 5], ROAD)}


def members(from_way=10, via=("node", 2), to_way=12):
    return [("way", from_way, "from"), (*via, "via"), ("way", to_way, "to")]


def crossing(tmp_path, tags, relation=None, ways=None, nodes=None):
    tags = {"type": "restriction", **tags}
    return read_text(
        tmp_path, {**NODES, **(nodes or {})}, {**CROSS, **(ways or {})}, {90: (relation or members(), tags)}
    )


def why_unused(read):
    return [each.why for each in read.dropped if each.what == "turn restrictions"]


@pytest.mark.parametrize("kind", ["no_left_turn", "no_right_turn", "no_straight_on", "no_turn"])
def test_a_no_restriction_bans_its_turn_alone(tmp_path, kind):
    network = network_of(crossing(tmp_path, {"restriction": kind}))
    assert bans(network) == {(1, 2, 4)}
    assert network.turns["kind"].to_pylist() == [kind]
    assert network.turns["source_id"].to_pylist() == [90]


def test_an_only_restriction_bans_every_other_way_on_and_turning_back(tmp_path):
    assert bans(network_of(crossing(tmp_path, {"restriction": "only_left_turn"}))) == {(1, 2, 3), (1, 2, 5), (1, 2, 1)}


def test_only_u_turn_leaves_the_turning_back_alone(tmp_path):
    read = crossing(tmp_path, {"restriction": "only_u_turn"}, members(10, ("node", 2), 10))
    assert bans(network_of(read)) == {(1, 2, 3), (1, 2, 4), (1, 2, 5)}


def test_no_u_turn_bans_turning_back_on_the_same_way(tmp_path):
    read = crossing(tmp_path, {"restriction": "no_u_turn"}, members(10, ("node", 2), 10))
    assert bans(network_of(read)) == {(1, 2, 1)}


def test_without_a_restriction_nothing_is_banned(tmp_path):
    assert bans(network_of(read_text(tmp_path, NODES, CROSS))) == set()


def test_no_entry_takes_many_ways_in(tmp_path):
    relation = [("way", 10, "from"), ("way", 11, "from"), ("node", 2, "via"), ("way", 12, "to")]
    assert bans(network_of(crossing(tmp_path, {"restriction": "no_entry"}, relation))) == {(1, 2, 4), (3, 2, 4)}


def test_no_exit_takes_many_ways_out(tmp_path):
    relation = [("way", 10, "from"), ("node", 2, "via"), ("way", 12, "to"), ("way", 13, "to")]
    assert bans(network_of(crossing(tmp_path, {"restriction": "no_exit"}, relation))) == {(1, 2, 4), (1, 2, 5)}


def test_a_via_way_bans_the_whole_sequence_alone(tmp_path):
    """From 1 over 2-3 to 6: each turn by itself stays allowed."""
    read = crossing(
        tmp_path,
        {"restriction": "no_u_turn"},
        members(10, ("way", 11), 14),
        ways={14: ([3, 6], ROAD)},
        nodes={6: (-0.01, 0.02)},
    )
    assert bans(network_of(read)) == {(1, 2, 3, 6)}


def test_a_via_way_cut_by_a_side_road_is_driven_end_to_end(tmp_path):
    nodes = {6: (-0.01, 0.03), 7: (0, 0.03), 8: (0.01, 0.02)}
    ways = {11: ([2, 3, 7], ROAD), 14: ([7, 6], ROAD), 15: ([3, 8], ROAD)}
    read = crossing(tmp_path, {"restriction": "no_left_turn"}, members(10, ("way", 11), 14), ways=ways, nodes=nodes)
    assert bans(network_of(read)) == {(1, 2, 3, 7, 6)}


def test_several_via_ways_may_be_listed_in_any_order(tmp_path):
    nodes = {6: (-0.01, 0.03), 7: (0, 0.03)}
    ways = {14: ([7, 3], ROAD), 15: ([7, 6], ROAD)}
    relation = [("way", 14, "via"), ("way", 15, "to"), ("way", 11, "via"), ("way", 10, "from")]
    read = crossing(tmp_path, {"restriction": "no_left_turn"}, relation, ways=ways, nodes=nodes)
    assert bans(network_of(read)) == {(1, 2, 3, 7, 6)}


def test_an_only_restriction_over_a_via_way_bans_every_deviation(tmp_path):
    ways, nodes = {14: ([3, 6], ROAD), 15: ([3, 7], ROAD)}, {6: (-0.01, 0.02), 7: (0, 0.03)}
    read = crossing(tmp_path, {"restriction": "only_straight_on"}, members(10, ("way", 11), 14), ways=ways, nodes=nodes)
    assert bans(network_of(read)) == {(1, 2, 1), (1, 2, 4), (1, 2, 5), (1, 2, 3, 2), (1, 2, 3, 7)}


@pytest.mark.parametrize("key", ["restriction:hgv", "restriction:goods", "restriction:motor_vehicle"])
def test_restrictions_for_trucks_are_obeyed(tmp_path, key):
    assert bans(network_of(crossing(tmp_path, {key: "no_left_turn"}))) == {(1, 2, 4)}


@pytest.mark.parametrize(
    "tags",
    [
        {"restriction": "no_left_turn", "except": "hgv"},
        {"restriction": "no_left_turn", "except": "psv;goods"},
        {"restriction:bicycle": "no_left_turn"},
    ],
)
def test_restrictions_not_for_trucks_ban_nothing(tmp_path, tags):
    read = crossing(tmp_path, tags)
    assert bans(network_of(read)) == set()


def test_exceptions_for_others_change_nothing(tmp_path):
    assert bans(network_of(crossing(tmp_path, {"restriction": "no_left_turn", "except": "psv;bicycle"})))


@pytest.mark.parametrize(
    "tags",
    [
        {"restriction:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"},
        {"restriction:hgv:conditional": "no_left_turn @ (Mo-Fr 07:00-09:00)"},
        {"restriction": "no_left_turn", "hour_on": "07:00", "hour_off": "09:00"},
        {"restriction": "no_left_turn", "day_on": "Monday"},
    ],
)
def test_restrictions_at_times_are_told_and_not_obeyed_silently(tmp_path, tags):
    read = crossing(tmp_path, tags)
    assert bans(network_of(read)) == set()
    assert [each.subject for each in read.findings if each.code == "conditional-turn"] == ["relation 90"]


@pytest.mark.parametrize(
    ("relation", "why"),
    [
        ([("way", 10, "from"), ("way", 12, "to")], "missing"),
        ([("way", 10, "from"), ("node", 2, "via")], "missing"),
        ([("node", 2, "via"), ("way", 12, "to")], "missing"),
        ([("way", 10, "from"), ("way", 11, "from"), ("node", 2, "via"), ("way", 12, "to")], "more than one"),
        (members(99), "no road of this network"),
        (members(10, ("node", 99)), "no road of this network"),
        (members(10, ("way", 99)), "no road of this network"),
        (members(10, ("node", 1)), "do not meet"),
        (members(10, ("way", 12), 11), "do not meet"),
    ],
)
def test_broken_restrictions_are_dropped_with_the_reason(tmp_path, relation, why):
    read = crossing(tmp_path, {"restriction": "no_left_turn"}, relation)
    assert bans(network_of(read)) == set()
    (told,) = why_unused(read)
    assert why in told


def test_a_way_that_runs_through_the_via_is_ambiguous_and_dropped(tmp_path):
    ways = {10: ([1, 2, 3], ROAD), 11: ([3, 6], ROAD)}
    read = crossing(tmp_path, {"restriction": "no_left_turn"}, ways=ways, nodes={6: (0, 0.03)})
    assert bans(network_of(read)) == set()
    assert "do not meet" in why_unused(read)[0]


def test_a_one_way_that_runs_through_the_via_is_clear_and_obeyed(tmp_path):
    ways = {10: ([1, 2, 3], {**ROAD, "oneway": "yes"}), 11: ([3, 6], ROAD)}
    read = crossing(tmp_path, {"restriction": "no_left_turn"}, ways=ways, nodes={6: (0, 0.03)})
    assert bans(network_of(read)) == {(1, 2, 4)}


def test_a_restriction_against_a_one_way_is_told_as_needless(tmp_path):
    read = crossing(tmp_path, {"restriction": "no_left_turn"}, ways={12: ([4, 2], {**ROAD, "oneway": "yes"})})
    assert bans(network_of(read)) == set()
    assert "nobody may drive" in why_unused(read)[0]


def test_an_unknown_kind_is_told(tmp_path):
    assert "not known" in why_unused(crossing(tmp_path, {"restriction": "no_parking"}))[0]


def test_many_parallel_via_ways_are_refused_quickly(tmp_path):
    """Via ways that form a knot could be driven in a million orders; that is no turn anybody mapped."""
    ways = {100 + n: ([2, 3], ROAD) for n in range(12)}
    relation = [("way", 10, "from"), ("way", 14, "to"), *[("way", key, "via") for key in ways]]
    read = crossing(
        tmp_path, {"restriction": "no_left_turn"}, relation, ways={**ways, 14: ([3, 6], ROAD)}, nodes={6: (0, 0.03)}
    )
    assert "do not meet" in why_unused(read)[0]
