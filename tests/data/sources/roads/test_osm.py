"""OSM files become columns, by the rules of the road; everything else is told."""

import bz2
import gzip
import itertools
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.errors import SourceError
from data.sources.roads import osm
from geo.measure import distances_m
from tests.data.sources.roads.osm_text import drives, network_of, one_way_of, osm_text, read_text, row_of_way

LINE = {n: (0.0, n / 100) for n in range(1, 10)}
ROAD = {"highway": "primary"}


def dropped_because(read, words):
    return [each for each in read.dropped if words in each.why]


def finding(read, code):
    return next((each for each in read.findings if each.code == code), None)


def test_ways_are_cut_where_they_meet(tmp_path):
    nodes = {**LINE, 20: (0.01, 0.02)}
    network = network_of(read_text(tmp_path, nodes, {10: ([1, 2, 3], ROAD), 11: ([2, 20], ROAD)}))
    assert drives(network) == {(1, 2), (2, 1), (2, 3), (3, 2), (2, 20), (20, 2)}


def test_ways_are_not_cut_at_nodes_of_their_own_shape(tmp_path):
    network = network_of(read_text(tmp_path, LINE, {10: ([1, 2, 3, 4], ROAD)}))
    assert network.segment_count == 1
    assert network.points.tolist() == [[0.0, 0.01], [0.0, 0.02], [0.0, 0.03], [0.0, 0.04]]


def test_ways_that_meet_a_path_only_are_not_cut_there(tmp_path):
    network = network_of(
        read_text(tmp_path, {**LINE, 20: (1, 1)}, {10: ([1, 2, 3], ROAD), 11: ([2, 20], {"highway": "path"})})
    )
    assert network.segment_count == 1


def test_ways_are_cut_where_they_cross_themselves(tmp_path):
    nodes = {1: (0, 0), 2: (0.01, 0), 3: (0.01, 0.01), 4: (0, 0.01), 5: (-0.01, 0)}
    network = network_of(read_text(tmp_path, nodes, {10: ([5, 1, 2, 3, 4, 1], ROAD)}))
    assert network.segment_count == 2
    assert (1, 1) in drives(network)


def test_ways_are_cut_at_barriers(tmp_path):
    nodes = {**LINE, 2: (0.0, 0.02, {"barrier": "gate", "access": "private"})}
    network = network_of(read_text(tmp_path, nodes, {10: ([1, 2, 3], ROAD)}))
    assert network.segment_count == 2
    assert network.nodes["barrier"].to_pylist() == [None, "gate", None]
    assert network.nodes["barrier_passage"].to_pylist() == [None, "closed", None]


def test_a_military_checkpoint_on_a_road_is_a_barrier(tmp_path):
    nodes = {**LINE, 2: (0.0, 0.02, {"military": "checkpoint"})}
    network = network_of(read_text(tmp_path, nodes, {10: ([1, 2, 3], ROAD)}))
    assert network.nodes["barrier"].to_pylist() == [None, "checkpoint", None]
    assert network.nodes["barrier_passage"].to_pylist() == [None, "unknown", None]


def test_a_barrier_tagged_no_is_none(tmp_path):
    nodes = {**LINE, 2: (0.0, 0.02, {"barrier": "no"})}
    network = network_of(read_text(tmp_path, nodes, {10: ([1, 2, 3], ROAD)}))
    assert network.nodes["barrier"].null_count == network.node_count


def test_barriers_of_unknown_passage_are_told(tmp_path):
    nodes = {**LINE, 2: (0.0, 0.02, {"barrier": "gate"})}
    told = finding(read_text(tmp_path, nodes, {10: ([1, 2, 3], ROAD)}), "barrier-unknown")
    assert told.place == (0.0, 0.02)
    assert "gate (1)" in told.message


def test_ways_are_cut_at_the_via_node_of_a_restriction(tmp_path):
    restriction = {
        90: (
            [("way", 10, "from"), ("node", 2, "via"), ("way", 10, "to")],
            {"type": "restriction", "restriction": "no_u_turn"},
        )
    }
    assert network_of(read_text(tmp_path, LINE, {10: ([1, 2, 3], ROAD)}, restriction)).segment_count == 2


def test_nothing_is_drawn_across_missing_nodes(tmp_path):
    """Joining the neighbours of a missing node would invent a road."""
    nodes = {n: LINE[n] for n in (1, 2, 4, 5)}
    read = read_text(tmp_path, nodes, {10: ([1, 2, 3, 4, 5], ROAD)})
    assert drives(network_of(read)) == {(1, 2), (2, 1), (4, 5), (5, 4)}
    assert dropped_because(read, "nodes are not in the file")[0].examples == ("way 10",)


def test_nodes_outside_the_world_count_as_missing(tmp_path):
    read = read_text(tmp_path, {1: (0, 0), 2: (0, 1), 3: (200, 95)}, {10: ([1, 2, 3], ROAD)})
    assert drives(network_of(read)) == {(1, 2), (2, 1)}
    assert dropped_because(read, "no valid place")


def test_a_way_without_any_node_is_told_and_the_rest_read(tmp_path):
    read = read_text(tmp_path, LINE, {10: ([1, 2], ROAD), 11: ([98, 99], ROAD)})
    assert network_of(read).segment_count == 1
    assert "1 of these ways are lost whole" in dropped_because(read, "nodes are not in the file")[0].why


def test_repeated_nodes_make_no_road_of_no_length(tmp_path):
    read = read_text(tmp_path, LINE, {10: ([1, 1, 2, 2], ROAD), 11: ([3, 3], ROAD)})
    assert drives(network_of(read)) == {(1, 2), (2, 1)}
    assert dropped_because(read, "fewer than two nodes")[0].examples == ("way 11",)


def test_ways_may_stand_before_their_nodes(tmp_path):
    text = osm_text(LINE, {10: ([1, 2], ROAD)})
    head, body = text.split("<node", 1)
    nodes, way = ("<node" + body).split("<way", 1)
    (tmp_path / "turned.osm").write_text(head + "<way" + way.replace("</osm>", nodes + "</osm>"))
    assert network_of(osm.read([tmp_path / "turned.osm"])).segment_count == 1


def test_roads_drawn_in_an_editor_and_not_yet_uploaded_are_read(tmp_path):
    """Editors give new objects negative ids."""
    nodes = {-1: (0, 0.01), -2: (0, 0.02), 3: (0, 0.03, {"barrier": "gate"})}
    network = network_of(read_text(tmp_path, nodes, {-10: ([-1, -2, 3], ROAD)}))
    assert drives(network) == {(-1, 3), (3, -1)}
    assert network.points.tolist() == [[0.0, 0.01], [0.0, 0.02], [0.0, 0.03]]


def test_neighbouring_extracts_join_at_common_nodes_and_share_no_way_twice(tmp_path):
    one, two = tmp_path / "one.osm", tmp_path / "two.osm"
    one.write_text(osm_text(LINE, {10: ([1, 2], ROAD), 11: ([2, 3], ROAD)}))
    two.write_text(osm_text(LINE, {11: ([2, 3], ROAD), 12: ([3, 4], ROAD)}))
    read = osm.read([one, two])
    assert sorted(network_of(read).segments["way_id"].to_pylist()) == [10, 11, 12]
    assert [each.file_name for each in read.provenance] == ["one.osm", "two.osm"]


@pytest.mark.parametrize(
    ("tags", "edges"),
    [
        ({}, {(1, 2), (2, 1)}),
        ({"oneway": "yes"}, {(1, 2)}),
        ({"oneway": "-1"}, {(2, 1)}),
        ({"junction": "roundabout"}, {(1, 2)}),
        ({"highway": "motorway"}, {(1, 2)}),
        ({"oneway__bus": "yes"}, {(1, 2), (2, 1)}),
    ],
)
def test_edges_follow_the_permitted_directions(tmp_path, tags, edges):
    assert drives(network_of(one_way_of(tmp_path, **tags))) - {(3, 4), (4, 3)} == edges


def test_reversible_roads_are_not_shown_as_open_and_told(tmp_path):
    read = one_way_of(tmp_path, oneway="reversible")
    network = network_of(read)
    assert network.segment_text("access", row_of_way(network, 10)) == "reversible"
    assert finding(read, "reversible-road").subject == "way 10"


@pytest.mark.parametrize(
    "highway",
    [
        "motorway",
        "trunk",
        "primary",
        "secondary",
        "tertiary",
        "unclassified",
        "residential",
        "living_street",
        "service",
        "track",
        "road",
        "motorway_link",
    ],
)
def test_roads_of_every_drivable_class_are_kept(tmp_path, highway):
    network = network_of(one_way_of(tmp_path, highway=highway))
    assert network.segment_text("highway", row_of_way(network, 10)) == highway


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ({"highway": "footway"}, "people"),
        ({"highway": "cycleway"}, "people"),
        ({"highway": "construction"}, "not built yet"),
        ({"highway": "proposed"}, "not built yet"),
        ({"abandoned": "yes"}, "not built yet"),
        ({"area": "yes"}, "area"),
        ({"access": "no"}, "closed to motor traffic"),
        ({"motor_vehicle": "no"}, "closed to motor traffic"),
        ({"smoothness": "impassable"}, "impassable"),
    ],
)
def test_what_is_no_road_for_a_convoy_is_left_out_and_counted(tmp_path, tags, why):
    read = one_way_of(tmp_path, **tags)
    assert drives(network_of(read)) == {(3, 4), (4, 3)}
    assert [each.count for each in dropped_because(read, why)] == [1]


def test_paths_are_counted_by_class(tmp_path):
    assert dropped_because(one_way_of(tmp_path, highway="steps"), "people")[0].examples == ("steps: 1",)


def test_ferries_are_no_roads(tmp_path):
    read = read_text(tmp_path, LINE, {10: ([1, 2], {"route": "ferry"}), 11: ([3, 4], ROAD)})
    assert network_of(read).segment_count == 1
    assert [each.count for each in dropped_because(read, "ferry")] == [1]


def test_limited_access_is_kept_as_a_word(tmp_path):
    network = network_of(one_way_of(tmp_path, access="private"))
    assert network.segment_text("access", row_of_way(network, 10)) == "private"


def test_a_road_closed_to_trucks_says_so(tmp_path):
    read = one_way_of(tmp_path, hgv="no")
    network = network_of(read)
    assert network.segment_text("access", row_of_way(network, 10)) == "hgv=no"
    assert finding(read, "truck-ban")


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ({"access__conditional": "no @ (22:00-06:00)"}, "conditional-tag"),
        ({"hgv__conditional": "no @ (weight>7.5)"}, "conditional-tag"),
        ({"winter_road": "yes"}, "seasonal-road"),
        ({"ford": "yes"}, "ford-on-road"),
        ({"oneway": "alternating"}, "reversible-road"),
    ],
)
def test_what_is_in_doubt_is_told_with_its_place(tmp_path, tags, code):
    told = finding(one_way_of(tmp_path, **tags), code)
    assert told.subject == "way 10"
    assert told.place == (0.0, 0.0)


def test_every_column_is_filled_from_its_tag(tmp_path):
    network = network_of(
        one_way_of(
            tmp_path,
            name="شارع صلاح الدين",
            name__en="Salah al-Din Street",
            name__ar="شارع",
            ref="4",
            lanes="2",
            width="7.5 m",
            maxheight="4.2",
            maxwidth="2.8",
            maxlength="16",
            maxweight="7.5",
            maxaxleload="6",
            mlc__wheeled="30",
            mlc__tracked="20",
            maxheight__conditional="3.5 @ (Mo)",
            maxspeed="30 mph",
            oneway="no",
            bridge="yes",
            tunnel="culvert",
            surface="gravel",
            junction="yes",
        ),
    )
    row = network.segments.slice(row_of_way(network, 10), 1).to_pylist()[0]
    expected = {
        "way_id": 10,
        "name": "شارع صلاح الدين",
        "name_en": "Salah al-Din Street",
        "name_ar": "شارع",
        "ref": "4",
        "highway": "primary",
        "lanes": 2.0,
        "width_m": 7.5,
        "maxheight_m": 4.2,
        "maxwidth_m": 2.8,
        "maxlength_m": 16.0,
        "maxweight_t": 7.5,
        "maxaxleload_t": 6.0,
        "mlc_wheeled": 30.0,
        "mlc_tracked": 20.0,
        "limit_doubt": "maxheight:conditional=3.5 @ (Mo)",
        "maxspeed_kmh": pytest.approx(48.28, abs=0.01),
        "oneway": "no",
        "bridge": "yes",
        "tunnel": "culvert",
        "surface": "gravel",
        "junction": "yes",
        "access": None,
        "speed_kmh": 42.0,
        "speed_from": "class",
    }
    assert {key: row[key] for key in expected} == expected


def test_missing_tags_stay_unknown(tmp_path):
    network = network_of(one_way_of(tmp_path))
    row = network.segments.slice(row_of_way(network, 10), 1).to_pylist()[0]
    known = {"from_node", "to_node", "way_id", "highway", "speed_kmh", "speed_from", "length_m", "points", "along_m"}
    assert {key for key, value in row.items() if value is not None} == known


def test_values_that_cannot_be_read_stay_unknown_and_are_told(tmp_path):
    read = one_way_of(tmp_path, maxheight="low", width="Narrow")
    network = network_of(read)
    row = row_of_way(network, 10)
    assert network.segments["maxheight_m"][row].as_py() is None
    told = finding(read, "wrong-tags")
    assert "maxheight=low (1)" in told.message
    assert "width=Narrow (1)" in told.message


def test_provenance_names_file_date_and_credit(tmp_path):
    (origin,) = one_way_of(tmp_path).provenance
    assert origin.file_name == "small.osm"
    assert origin.data_at in {None, datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)}
    assert origin.attribution == "© OpenStreetMap contributors"
    assert "ODbL" in origin.licence
    assert len(origin.sha256) == 64


@pytest.mark.parametrize(("ending", "pack"), [(".osm.gz", gzip.compress), (".osm.bz2", bz2.compress)])
def test_packed_files_are_read_alike(tmp_path, ending, pack):
    plain, packed = tmp_path / "plain.osm", tmp_path / f"packed{ending}"
    plain.write_text(osm_text(LINE, {10: ([1, 2], ROAD)}))
    packed.write_bytes(pack(plain.read_bytes()))
    assert network_of(osm.read([packed])).fingerprint == network_of(osm.read([plain])).fingerprint


XXE = '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a SYSTEM "file:///etc/passwd">]><osm version="0.6"></osm>'
BAD_PLACE = osm_text({1: (0, 0), 2: (0, 1)}, {10: ([1, 2], ROAD)}).replace("lat='1'", "lat='north'")
CUT = "<osm version='0.6'><node id='1' lon='0' lat='0'/><way id='1'>"


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("empty.osm.pbf", b"", "empty"),
        ("empty.osm", b"", "empty"),
        ("foreign.osm.pbf", b"%PDF-1.7 not a map at all", "not OpenStreetMap"),
        ("foreign.osm", b"<html><body>403 Forbidden</body></html>", "not OpenStreetMap"),
        ("cut.osm", CUT.encode(), "damaged"),
        ("cut.osm.gz", gzip.compress(CUT.encode() * 100, mtime=0)[:-20], "damaged"),
        ("cut.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x05", "damaged"),
        ("entities.osm", XXE.encode(), "entities"),
        ("entities.osm.gz", gzip.compress(XXE.encode(), mtime=0), "entities"),
        ("changes.osm", b"<osmChange version='0.6'></osmChange>", "one state of the map"),
        ("no_roads.osm", b"<osm version='0.6'></osm>", "no road"),
        ("text.osm", BAD_PLACE.encode(), "damaged"),
    ],
)
def test_unusable_files_are_refused_in_one_sentence_with_their_name(tmp_path, name, content, fault):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=fault) as refused:
        osm.read([path])
    assert name in str(refused.value)
    assert refused.value.remedy


def test_progress_is_told(tmp_path):
    path = tmp_path / "small.osm"
    path.write_text(osm_text(LINE, {10: ([1, 2], ROAD)}))
    steps = []
    osm.read([path], lambda step, share: steps.append((step, share)))
    assert steps[0] == ("reading ways of small.osm", None)
    assert steps[-1][1] == 1.0


WAYS = st.lists(st.lists(st.integers(1, 12), min_size=2, max_size=8), min_size=1, max_size=6)


@settings(max_examples=60, deadline=None)
@given(ways=WAYS, gates=st.sets(st.integers(1, 12), max_size=3))
def test_cutting_keeps_every_metre_and_ends_at_nodes(tmp_path_factory, ways, gates):
    """Every step between two different nodes of a way is in exactly one segment, and junctions are ends only."""
    place = {n: (n * n % 7 / 100, n / 100) for n in range(1, 13)}
    nodes = {n: (*place[n], {"barrier": "gate"}) if n in gates else place[n] for n in place}
    steps = [(a, b) for way in ways for a, b in itertools.pairwise(way) if a != b]
    if not steps:
        return
    tagged = {number: (way, ROAD) for number, way in enumerate(ways, 10)}
    network = network_of(read_text(tmp_path_factory.mktemp("osm"), nodes, tagged))
    expected_m = sum(distances_m(*np.array([place[a], place[b]]).T)[0] for a, b in steps)
    assert network.segment_length_m.sum() == pytest.approx(expected_m)
    offsets = network.point_offset
    node_places = np.column_stack([network.node_lon, network.node_lat])
    assert (network.points[offsets[:-1]] == node_places[network.segment_from]).all()
    assert (network.points[offsets[1:] - 1] == node_places[network.segment_to]).all()
    inner = np.delete(network.points, np.r_[offsets[:-1], offsets[1:] - 1], axis=0)
    assert not {tuple(p) for p in inner.tolist()} & {tuple(p) for p in node_places.tolist()}
