"""Bare lines: noded, with attributes under any usual column name, and told about."""

import json
import os
import time
from pathlib import Path

import networkx as nx
import pytest

from data.errors import SourceError
from data.sources.roads import lines
from data.sources.roads.assemble import assemble
from data.sources.roads.report import ReadRoads

DATA = os.environ.get("PASSAGE_DATA")
real_data = [pytest.mark.real_data, pytest.mark.skipif(DATA is None, reason="PASSAGE_DATA is not set")]

EAST = [[34.0, 31.5], [34.1, 31.5]]
NORTH = [[34.05, 31.45], [34.05, 31.55]]


def written(folder: Path, *roads, name="roads.geojson") -> Path:
    path = folder / name
    features = [
        {
            "type": "Feature",
            "properties": told,
            "geometry": {"type": "LineString" if len(at) > 1 else "Point", "coordinates": at if len(at) > 1 else at[0]},
        }
        for told, at in roads
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def read(folder: Path, *roads) -> ReadRoads:
    return lines.read([written(folder, *roads)])


def codes(roads: ReadRoads) -> set[str]:
    return {finding.code for finding in roads.findings}


def test_crossing_lines_become_a_network_with_a_doubt_when_nothing_tells_bridges(tmp_path):
    roads = read(tmp_path, ({}, EAST), ({}, NORTH))
    assert len(roads.columns.lon) == 5
    assert "crossing-noded" in codes(roads)


def test_a_bridge_passes_over_without_a_junction(tmp_path):
    roads = read(tmp_path, ({"bridge": "yes"}, EAST), ({"bridge": None}, NORTH))
    assert len(roads.columns.lon) == 4
    assert "crossing-apart" in codes(roads)


@pytest.mark.parametrize("column", ["highway", "FCLASS", "Type", "RTT_DESCRI"])
def test_the_class_is_found_under_any_usual_name(tmp_path, column):
    roads = read(tmp_path, ({column: "primary"}, EAST))
    network = assemble(roads.columns, roads.provenance)
    assert network.segment_text("highway", 0) == "primary"
    assert network.segment_text("speed_from", 0) == "class"


def test_an_unknown_class_stays_unknown_and_its_speed_is_named_a_default(tmp_path):
    roads = read(tmp_path, ({"highway": "gumdrop"}, EAST))
    network = assemble(roads.columns, roads.provenance)
    assert network.segment_text("highway", 0) is None
    assert network.segment_text("speed_from", 0) == "default"
    assert "class-unknown" in codes(roads)


def test_every_piece_keeps_the_attributes_of_its_line(tmp_path):
    roads = read(tmp_path, ({"name": "East", "maxspeed": "30 mph"}, EAST), ({"name": "North", "maxspeed": None}, NORTH))
    network = assemble(roads.columns, roads.provenance)
    assert sorted(network.segments["name"].to_pylist()) == ["East", "East", "North", "North"]
    told = dict(zip(network.segments["name"].to_pylist(), network.segments["maxspeed_kmh"].to_pylist(), strict=True))
    assert told == {"East": pytest.approx(48.28032), "North": None}


def test_a_one_way_line_permits_its_drawn_direction_alone(tmp_path):
    roads = read(tmp_path, ({"oneway": "yes"}, EAST))
    assert roads.columns.direction.tolist() == [1]


def test_one_way_words_of_geofabrik_are_understood(tmp_path):
    apart = [[[34.0, lat], [34.1, lat]] for lat in (31.1, 31.2, 31.3)]
    roads = read(tmp_path, *(({"oneway": word}, at) for word, at in zip("FTB", apart, strict=True)))
    by_lat = dict(zip(roads.columns.points[::2, 1].tolist(), roads.columns.direction.tolist(), strict=True))
    assert by_lat == {31.1: 1, 31.2: -1, 31.3: 0}


def test_footpaths_are_left_out_with_the_reason(tmp_path):
    roads = read(tmp_path, ({"highway": "footway"}, EAST), ({"highway": "primary"}, NORTH))
    assert len(roads.columns.direction) == 1
    assert [(lost.count, lost.examples) for lost in roads.dropped] == [(1, ("feature 1",))]


def test_points_are_left_out_with_the_reason(tmp_path):
    roads = read(tmp_path, ({}, EAST), ({}, [[34.0, 31.0]]))
    assert [(lost.what, lost.count) for lost in roads.dropped] == [("features", 1)]


def test_features_the_door_could_not_use_are_counted_as_lost(tmp_path):
    roads = read(tmp_path, ({}, EAST), ({}, [[34.0, 31.0], [400.0, 31.0]]))
    assert [(lost.what, lost.count) for lost in roads.dropped] == [("features", 1)]
    assert roads.dropped[0].examples == ("feature 2 of roads.geojson",)


def test_a_file_without_any_road_is_refused(tmp_path):
    with pytest.raises(SourceError, match="no line that is a road"):
        read(tmp_path, ({"highway": "steps"}, EAST))


def test_dangling_ends_are_counted_with_a_place(tmp_path):
    (finding,) = [one for one in read(tmp_path, ({}, EAST)).findings if one.code == "dangling-end"]
    assert finding.message.startswith("2 times")
    assert finding.place == (34.0, 31.5)


def test_lines_in_several_files_make_one_network(tmp_path):
    paths = [written(tmp_path, ({"a": 1}, EAST), name="a.geojson"), written(tmp_path, ({}, NORTH), name="b.geojson")]
    roads = lines.read(paths)
    assert len(roads.columns.lon) == 5
    assert [one.file_name for one in roads.provenance] == ["a.geojson", "b.geojson"]


class TestRealData:
    pytestmark = real_data

    def test_myanmar_becomes_a_routable_graph_with_its_dangling_ends_told(self):
        started = time.perf_counter()
        roads = lines.read([Path(DATA) / "crises/myanmar/roads.geojson"])
        assert time.perf_counter() - started < 60
        columns = roads.columns
        graph = nx.Graph(zip(columns.from_node.tolist(), columns.to_node.tolist(), strict=True))
        largest = max(map(len, nx.connected_components(graph)))
        assert largest > len(columns.lon) / 2
        (dangling,) = [finding for finding in roads.findings if finding.code == "dangling-end"]
        free = sum(1 for _, degree in nx.MultiGraph(graph).degree() if degree == 1)
        assert int(dangling.message.split()[0]) >= free > 0

    def test_israel_tm_grid_is_read_in_degrees(self):
        roads = lines.read([Path(DATA) / "hostile/real/road232_israel_tm.geojson"])
        assert roads.columns.lon.min() > 34
        assert roads.columns.lat.max() < 32.5

    def test_degrees_labelled_as_metres_are_refused(self):
        with pytest.raises(SourceError, match="degrees"):
            lines.read([Path(DATA) / "hostile/real/beira_flood_edges_wrong_crs.gpkg"])
