"""Values of tags are read in their units, or not at all."""

import math

import pytest

from data.sources.roads import tags
from data.sources.roads.access import direction, passage, permission
from data.sources.roads.rules import NUMBER_COLUMNS, rule_of
from data.sources.roads.speeds import CLASS_KMH, SURFACE_FACTOR, convoy_speed


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3.5", 3.5),
        ("3.5 m", 3.5),
        ("3,5", 3.5),
        ("3.5m", 3.5),
        ("350 cm", 3.5),
        ("11'6\"", 3.5052),
        ("11'", 3.3528),
        ("11 ft", 3.3528),
        ("11 ft 6 in", 3.5052),
        ('138"', 3.5052),
        ("4;3.5", 3.5),
        ("٣", 3.0),
    ],
)
def test_lengths_are_metres(text, metres):
    assert tags.metres(text) == pytest.approx(metres)


@pytest.mark.parametrize("text", ["default", "none", "below_default", "no_sign", "unsigned", "Default"])
def test_words_for_no_number_are_unknown_without_complaint(text):
    assert tags.metres(text) is None
    assert tags.tonnes(text) is None


@pytest.mark.parametrize("text", ["high", "3.5 apples", "", "-3", "0", "350", "3.5;low", "1e3", "nan", "inf"])
def test_lengths_that_make_no_sense_cannot_be_read(text):
    assert math.isnan(tags.metres(text))


@pytest.mark.parametrize(
    ("text", "tonnes"),
    [
        ("7.5", 7.5),
        ("7.5 t", 7.5),
        ("7,5t", 7.5),
        ("3500 kg", 3.5),
        ("16 st", 14.515),
        ("20000 lbs", 9.0718),
        ("10;7.5", 7.5),
    ],
)
def test_weights_are_tonnes(text, tonnes):
    assert tags.tonnes(text) == pytest.approx(tonnes, abs=1e-3)


def test_a_weight_in_kilograms_without_unit_is_not_taken_for_tonnes():
    assert math.isnan(tags.tonnes("3500"))


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("30 mph", 48.28),
        ("walk", 7),
        ("DE:walk", 7),
        ("RO:urban", 50),
        ("RU:urban", 60),
        ("DE:zone:30", 30),
        ("zone30", 30),
    ],
)
def test_speeds_are_kilometres_an_hour(text, kmh):
    assert tags.kmh(text) == pytest.approx(kmh, abs=0.01)


@pytest.mark.parametrize("text", ["none", "signals", "DE:motorway", "RO:rural", "variable"])
def test_posted_limits_without_a_number_are_unknown(text):
    assert tags.kmh(text) is None


@pytest.mark.parametrize("text", ["fast", "500", "50 parsecs"])
def test_posted_limits_that_make_no_sense_cannot_be_read(text):
    assert math.isnan(tags.kmh(text))


def test_the_convoy_never_drives_faster_than_posted():
    assert convoy_speed("primary", posted_kmh=30.0) == (30.0, "maxspeed")
    assert convoy_speed("primary", posted_kmh=130.0) == (CLASS_KMH["primary"], "class")


@pytest.mark.parametrize("surface", sorted(SURFACE_FACTOR))
def test_every_listed_surface_slows_the_convoy(surface):
    assert convoy_speed("track", surface=surface)[0] < CLASS_KMH["track"]


def test_the_worse_of_surface_and_grade_counts():
    assert convoy_speed("track", surface="compacted", tracktype="grade5")[0] == pytest.approx(15 * 0.4)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({}, None),
        ({"access": "yes"}, None),
        ({"access": "no"}, "no"),
        ({"motor_vehicle": "no"}, "no"),
        ({"vehicle": "no"}, "no"),
        ({"access": "no", "vehicle": "yes"}, None),
        ({"access": "no", "motor_vehicle": "permissive"}, None),
        ({"motor_vehicle": "no", "hgv": "yes"}, None),
        ({"motor_vehicle": "no", "goods": "designated"}, None),
        ({"motor_vehicle": "no", "hgv": "destination"}, "destination"),
        ({"access": "yes", "motor_vehicle": "no"}, "no"),
        ({"access": "private"}, "private"),
        ({"access": "permit"}, "permit"),
        ({"motor_vehicle": "agricultural;forestry"}, "agricultural;forestry"),
        ({"hgv": "no"}, "hgv=no"),
        ({"hgv": "no", "access": "private"}, "private"),
        ({"hgv": "no", "motor_vehicle": "no"}, "no"),
        ({"access": "unknown"}, "unknown"),
        ({"access": "no", "bicycle": "yes", "foot": "yes"}, "no"),
    ],
)
def test_the_most_specific_access_tag_holds(said, word):
    assert permission(said) == word


@pytest.mark.parametrize(
    ("said", "way"),
    [
        ({"oneway": "yes"}, 1),
        ({"oneway": "true"}, 1),
        ({"oneway": "1"}, 1),
        ({"oneway": "-1"}, -1),
        ({"oneway": "reverse"}, -1),
        ({"oneway": "no"}, 0),
        ({}, 0),
        ({"junction": "roundabout"}, 1),
        ({"junction": "circular"}, 1),
        ({"junction": "roundabout", "oneway": "-1"}, -1),
        ({"highway": "motorway"}, 1),
        ({"highway": "motorway", "oneway": "no"}, 0),
        ({"highway": "motorway_link"}, 0),
        ({"oneway:bus": "yes"}, 0),
        ({"oneway": "yes", "oneway:bus": "no"}, 1),
        ({"oneway": "yes", "oneway:hgv": "no"}, 0),
        ({"motor_vehicle:backward": "no"}, 1),
        ({"vehicle:forward": "no"}, -1),
        ({"oneway": "reversible"}, 0),
        ({"oneway": "alternating"}, 0),
    ],
)
def test_direction_is_that_of_trucks(said, way):
    assert direction(said) == way


@pytest.mark.parametrize(
    ("kind", "said", "word"),
    [
        *[(kind, {}, "closed") for kind in ("bollard", "block", "jersey_barrier", "debris", "log", "chain")],
        ("bollard", {"motor_vehicle": "yes"}, "open"),
        ("block", {"access": "yes"}, "open"),
        ("bollard", {"access": "yes", "motor_vehicle": "no"}, "closed"),
        ("bollard", {"access": "destination"}, "closed"),
        *[
            (k, {}, "unknown")
            for k in ("gate", "lift_gate", "swing_gate", "border_control", "checkpoint", "toll_booth")
        ],
        ("gate", {"access": "yes"}, "open"),
        ("gate", {"access": "no"}, "closed"),
        ("gate", {"access": "private"}, "closed"),
        ("gate", {"locked": "yes"}, "closed"),
        ("gate", {"locked": "yes", "access": "yes"}, "closed"),
        ("gate", {"access": "permit"}, "unknown"),
        ("gate", {"bicycle": "yes", "foot": "yes"}, "unknown"),
        ("cattle_grid", {}, "open"),
        ("height_restrictor", {}, "unknown"),
        ("yes", {}, "unknown"),
        ("never heard of", {}, "unknown"),
    ],
)
def test_barriers_are_open_only_where_the_map_says_so(kind, said, word):
    assert passage(kind, said) == word


def test_the_least_of_several_limits_holds():
    rule = rule_of(
        {"highway": "primary", "maxspeed": "80", "maxspeed:hgv": "40", "maxheight": "4.2", "maxheight:physical": "4"}
    )
    assert rule.speed_kmh == 40
    assert rule.speed_from == "maxspeed"
    assert 4.0 in rule.numbers


def test_one_unreadable_limit_makes_the_limit_unknown():
    """A clearance of 4.2 m beside one that cannot be read is not known to be 4.2 m."""
    rule = rule_of({"highway": "primary", "maxheight": "4.2", "maxheight:physical": "low"})
    assert 4.2 not in rule.numbers
    assert rule.unreadable == ("maxheight:physical=low",)


def numbers(tags):
    """The limits of a primary road with these tags that are known."""
    rule = rule_of({"highway": "primary", **tags})
    return {column: value for column, value in zip(NUMBER_COLUMNS, rule.numbers, strict=True) if value is not None}


@pytest.mark.parametrize(
    ("tags", "known"),
    [
        ({"maxwidth": "2.2", "maxwidth:physical": "2 m", "width": "6"}, {"maxwidth_m": 2.0, "width_m": 6.0}),
        ({"maxlength": "18.75 m", "maxlength:hgv": "12"}, {"maxlength_m": 12.0}),
        ({"maxweight:hgv": "7.5 st"}, {"maxweight_t": pytest.approx(6.80389, abs=1e-5)}),
        ({"maxweight": "20", "maxweightrating:hgv": "12"}, {"maxweight_t": 12.0}),
        ({"maxaxleload": "11500 kg"}, {"maxaxleload_t": 11.5}),
        ({"mlc": "50", "mlc:oneway": "100"}, {"mlc_wheeled": 50.0, "mlc_tracked": 50.0}),
        ({"mlc:wheeled": "30", "mlc:tracked_oneway": "70"}, {"mlc_wheeled": 30.0, "mlc_tracked": 70.0}),
        ({"maxheight": "12'6\""}, {"maxheight_m": pytest.approx(3.81)}),
        ({"maxheight": "none", "maxweight": "default", "maxwidth": "unsigned"}, {}),
        ({"maxlength": "350"}, {}),
        ({"mlc": "strong"}, {}),
    ],
)
def test_every_limit_is_read_in_its_unit_and_words_are_no_number(tags, known):
    assert numbers(tags) == known


@pytest.mark.parametrize(
    ("tags", "doubt"),
    [
        ({"maxheight": "below_default"}, "maxheight=below_default"),
        ({"maxweight": "7.5", "maxweight:conditional": "3.5 @ wet"}, "maxweight:conditional=3.5 @ wet"),
        ({"maxheight": "low", "mlc": "weak"}, "maxheight=low; mlc=weak"),
        ({"maxheight": "none"}, None),
        ({"maxheight": "4"}, None),
        ({"maxspeed": "crawl"}, None),
    ],
)
def test_a_limit_that_stands_without_a_number_is_kept_as_a_doubt(tags, doubt):
    assert rule_of({"highway": "primary", **tags}).limit_doubt == doubt


@pytest.mark.parametrize(("said", "told"), [("maybe", ("oneway=maybe",)), ("yes", ()), ("reversible", ())])
def test_a_oneway_nobody_understands_is_told_and_not_passed_over(said, told):
    assert rule_of({"highway": "primary", "oneway": said}).unreadable == told
