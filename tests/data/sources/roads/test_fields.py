"""Fields of foreign tables as OSM tags: any column name, lists of merged ways, no invented values."""

import numpy as np
import pytest

from data.sources.roads.attributes import understood
from data.sources.roads.fields import parts, tags_of


def column(*values):
    answer = np.empty(len(values), dtype=object)
    answer[:] = values
    return answer


def tag(key, *values, called=None):
    return tags_of({called or key: column(*values)}, len(values))[key].tolist()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("['50', '30']", ("50", "30")),
        ("[1, 62, 5937]", ("1", "62", "5937")),
        (["a", None, "b"], ("a", "b")),
        ("['Rue de l\\'Eau', \"Children's Street\"]", (r"Rue de l\'Eau", "Children's Street")),
        (60.0, ("60",)),
        (float("nan"), ()),
        ("nan", ()),
        (" ", ()),
        (None, ()),
        (np.nan, ()),
        ("A, B", ("A, B",)),
    ],
)
def test_parts_of_a_field(value, expected):
    assert parts(value) == expected


def test_names_of_a_merged_way_are_joined_in_one_order():
    assert tag("name", "['B', 'A']", "['A', 'B']", None) == ["A / B", "A / B", None]


def test_a_merged_way_counts_as_its_slowest_class():
    assert tag("highway", "['primary', 'track']") == ["track"]


def test_a_merged_way_with_a_footway_is_no_road():
    assert understood({"highway": column("['primary', 'footway']")}, 1).kept.tolist() == [False]


def test_class_columns_fill_each_other_in():
    columns = {"RTT_DESCRI": column(None, "Secondary Route", "Unknown"), "F_CODE_DES": column("Trail", "Road", "Road")}
    assert tags_of(columns, 3)["highway"].tolist() == ["track", "secondary", "road"]


def test_the_most_restrictive_access_of_a_merged_way_counts():
    assert tag("access", "['yes', 'private']", "['no', 'yes']") == ["private", "no"]


def test_the_least_limit_of_a_merged_way_counts():
    said = understood({"maxheight": column("['4.5', '3.5 m']"), "maxspeed": column("['50', '20 mph']")}, 1)
    assert said.segments["maxheight_m"].tolist() == [3.5]
    assert said.segments["maxspeed_kmh"].tolist() == [pytest.approx(32.18688)]


def test_a_value_that_cannot_be_read_stays_unknown_and_is_told():
    said = understood({"maxweight": column("heavy", "7.5")}, 2)
    assert np.isnan(said.segments["maxweight_t"][0])
    assert "wrong-tags" in {finding.code for finding in said.findings}


def test_limits_are_found_under_osm_keys_and_under_our_own_names():
    columns = {
        "maxheight:physical": column("3.9"),
        "maxweight_hgv": column("16 st"),
        "MAXAXLELOAD_T": column(10),
        "maxwidth_m": column("2.5"),
        "maxlength": column("12"),
        "mlc_tracked": column(60),
    }
    said = understood(columns, 1).segments
    assert {name: said[name][0] for name in ("maxheight_m", "maxaxleload_t", "maxwidth_m", "maxlength_m")} == {
        "maxheight_m": 3.9,
        "maxaxleload_t": 10.0,
        "maxwidth_m": 2.5,
        "maxlength_m": 12.0,
    }
    assert said["maxweight_t"][0] == pytest.approx(14.515, abs=1e-3)
    assert said["mlc_tracked"][0] == 60.0
    assert np.isnan(said["mlc_wheeled"][0])


def test_a_limit_that_cannot_be_read_is_kept_as_a_doubt():
    assert understood({"maxweight": column("heavy", "7.5")}, 2).segments["limit_doubt"].tolist() == [
        "maxweight=heavy",
        None,
    ]


def test_flags_written_as_letters_or_numbers_are_understood():
    assert tag("bridge", "T", "F", 1, "no", "viaduct") == ["yes", None, "yes", None, "viaduct"]


def test_bridges_and_tunnels_are_on_levels_of_their_own_unless_the_layer_says_otherwise():
    columns = {
        "bridge": column("yes", None, "yes"),
        "tunnel": column(None, "yes", None),
        "layer": column(None, None, 2),
    }
    assert understood(columns, 3).level.tolist() == [1, -1, 2]


def test_a_slower_speed_of_the_file_counts_and_a_faster_one_does_not():
    said = understood({"highway": column("primary", "primary"), "speed_kph": column(20, 120)}, 2)
    assert said.segments["speed_kmh"].tolist() == [20.0, 60.0]
    assert said.segments["speed_from"].tolist() == ["column", "class"]


def test_speed_on_a_road_of_unknown_class_is_named_a_default():
    assert understood({}, 1).segments["speed_from"].tolist() == ["default"]


def test_roads_closed_by_their_access_are_left_out_with_the_reason():
    said = understood({"highway": column("primary", "primary"), "access": column("no", None)}, 2)
    assert said.kept.tolist() == [False, True]
    assert [lost.count for lost in said.dropped] == [1]


def test_way_ids_beyond_all_bounds_are_unknown():
    ids = understood({"osmid": column("9" * 30, "way/12", "[9, 4]", "x")}, 4).segments["way_id"]
    assert ids.tolist()[1:3] == [12, 4]
    assert ids.isna().tolist() == [True, False, False, True]
