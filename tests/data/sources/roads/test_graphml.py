"""OSMnx GraphML: folded to one segment for each road, refused when it declares entities."""

from pathlib import Path

import networkx as nx
import osmnx
import pytest
from shapely import LineString

from data.errors import SourceError
from data.sources.roads import graphml
from data.sources.roads.assemble import assemble
from data.sources.roads.load import load_roads
from data.sources.roads.report import ReadRoads

A, B, C = 101, 102, 103
BEND = LineString([(34.0, 31.0), (34.05, 31.01), (34.1, 31.0)])


def osmnx_graph() -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(crs="epsg:4326", created_with="OSMnx 2.1.1", created_date="2026-01-01 00:00:00")
    graph.add_node(A, x=34.0, y=31.0, street_count=1)
    graph.add_node(B, x=34.1, y=31.0, street_count=2)
    graph.add_node(C, x=34.1, y=31.1, street_count=1)
    two_way = {"highway": ["primary", "residential"], "oneway": False, "maxspeed": ["50", "30 mph"], "length": 9700.0}
    graph.add_edge(A, B, 0, osmid=[7, 8], reversed=False, geometry=BEND, name=["East", "West"], **two_way)
    graph.add_edge(B, A, 0, osmid=[8, 7], reversed=True, geometry=BEND.reverse(), name=["West", "East"], **two_way)
    graph.add_edge(B, C, 0, osmid=9, highway="tertiary", oneway=True, reversed=False, length=11000.0, maxheight="3.5 m")
    return graph


def read(folder: Path, graph: nx.MultiDiGraph) -> ReadRoads:
    path = folder / "graph.graphml"
    osmnx.save_graphml(graph, path)
    return graphml.read([path])


def test_two_directed_edges_that_mirror_each_other_are_one_two_way_segment(tmp_path):
    network = assemble(read(tmp_path, osmnx_graph()).columns, ())
    assert (network.node_count, network.segment_count, network.edge_count) == (3, 2, 3)


def test_a_directed_edge_without_partner_is_one_way(tmp_path):
    columns = read(tmp_path, osmnx_graph()).columns
    assert columns.direction.tolist() == [0, 1]


def test_a_missing_return_edge_of_a_two_way_road_is_told(tmp_path):
    graph = osmnx_graph()
    graph.remove_edge(B, A, 0)
    roads = read(tmp_path, graph)
    assert roads.columns.direction.tolist() == [1, 1]
    assert "edge-without-return" in {finding.code for finding in roads.findings}


def test_node_ids_and_geometry_are_kept(tmp_path):
    columns = read(tmp_path, osmnx_graph()).columns
    assert columns.node_id.tolist() == [A, B, C]
    assert columns.points[:3].tolist() == [list(at) for at in BEND.coords]


def test_an_edge_without_geometry_is_straight(tmp_path):
    columns = read(tmp_path, osmnx_graph()).columns
    assert columns.points[3:].tolist() == [[34.1, 31.0], [34.1, 31.1]]


def test_of_a_merged_way_the_most_restrictive_values_count(tmp_path):
    network = assemble(read(tmp_path, osmnx_graph()).columns, ())
    assert network.segment_text("highway", 0) == "residential"
    assert network.segments["maxspeed_kmh"][0].as_py() == pytest.approx(30 * 1.609344)
    assert network.segment_text("name", 0) == "East / West"


def test_a_missing_limit_stays_unknown(tmp_path):
    network = assemble(read(tmp_path, osmnx_graph()).columns, ())
    assert network.segments["maxheight_m"].to_pylist() == [None, 3.5]


def test_files_signed_by_osmnx_carry_the_credit_of_openstreetmap(tmp_path):
    (provenance,) = read(tmp_path, osmnx_graph()).provenance
    assert provenance.attribution == "© OpenStreetMap contributors"
    assert len(provenance.sha256) == 64


def test_other_files_carry_no_invented_credit(tmp_path):
    graph = osmnx_graph()
    del graph.graph["created_with"]
    (provenance,) = read(tmp_path, graph).provenance
    assert (provenance.licence, provenance.attribution) == (None, None)


def test_a_graph_in_metres_is_brought_to_degrees(tmp_path):
    straight = read(tmp_path, osmnx_graph()).columns
    moved = read(tmp_path, osmnx.projection.project_graph(osmnx_graph())).columns
    assert moved.lon == pytest.approx(straight.lon, abs=1e-7)
    assert moved.points == pytest.approx(straight.points, abs=1e-7)


def test_metres_labelled_as_degrees_are_refused(tmp_path):
    graph = osmnx.projection.project_graph(osmnx_graph())
    graph.graph["crs"] = "epsg:4326"
    with pytest.raises(SourceError, match="its coordinates are no degrees"):
        read(tmp_path, graph)


def test_a_node_without_place_drops_its_edges_with_the_reason(tmp_path):
    graph = osmnx_graph()
    graph.nodes[C]["x"] = "east"
    roads = read(tmp_path, graph)
    assert {(lost.what, lost.count) for lost in roads.dropped} == {("nodes", 1), ("edges", 1)}


def test_a_geometry_that_is_no_text_of_a_line_drops_its_edge(tmp_path):
    graph = osmnx_graph()
    path = tmp_path / "graph.graphml"
    osmnx.save_graphml(graph, path)
    path.write_text(path.read_text().replace("LINESTRING", "LINESTRONG"))
    roads = graphml.read([path])
    assert [(lost.what, lost.count) for lost in roads.dropped] == [("edges", 2)]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><graphml/>', "document type"),
        ("<!doctype x><graphml/>", "document type"),
        ("<graphml", "not well-formed"),
        ('<graphml xmlns="http://graphml.graphdrawing.org/xmlns"/>', "not a usable graph"),
    ],
)
def test_hostile_or_broken_xml_is_refused(tmp_path, content, fault):
    path = tmp_path / "graph.graphml"
    path.write_text(content)
    with pytest.raises(SourceError, match=fault):
        graphml.read([path])


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE a><graphml/>".encode("utf-16"),
        "<!DOCTYPE a><graphml/>".encode("utf-16-le"),
        b"<?xml version='1.0' encoding='cp037'?>" + "<!DOCTYPE a><graphml/>".encode("cp037"),
    ],
)
def test_declarations_hidden_in_another_encoding_are_refused(tmp_path, content):
    path = tmp_path / "graph.graphml"
    path.write_bytes(content)
    with pytest.raises(SourceError, match="not UTF-8"):
        graphml.read([path])


def test_two_graphs_are_refused(tmp_path):
    with pytest.raises(SourceError, match="several graphs"):
        graphml.read([tmp_path / "a.graphml", tmp_path / "b.graphml"])


def test_graphml_loads_through_the_one_door(tmp_path):
    path = tmp_path / "graph.graphml"
    osmnx.save_graphml(osmnx_graph(), path)
    assert load_roads([path]).network.edge_count == 3
