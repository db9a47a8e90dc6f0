"""Graph GeoPackages: one file with two layers or two files, and the published answer for Beira."""

import csv
import os
from pathlib import Path

import geopandas as gpd
import networkx as nx
import pytest
from shapely import LineString, Point

from data.errors import SourceError
from data.sources.roads import geopackage, tables
from data.sources.roads.assemble import assemble
from data.sources.roads.load import load_roads

DATA = os.environ.get("PASSAGE_DATA")
real_data = [pytest.mark.real_data, pytest.mark.skipif(DATA is None, reason="PASSAGE_DATA is not set")]

NODES = gpd.GeoDataFrame({"osmid": [11, 12]}, geometry=[Point(34.0, 31.0), Point(34.1, 31.0)], crs=4326)
EDGES = gpd.GeoDataFrame(
    {"u": [11, 12], "v": [12, 11], "key": [0, 0], "osmid": ["[5, 6]", "[6, 5]"], "highway": ["primary"] * 2},
    geometry=[LineString([(34.0, 31.0), (34.1, 31.0)]), LineString([(34.1, 31.0), (34.0, 31.0)])],
    crs=4326,
)


def saved(path: Path, **layers: gpd.GeoDataFrame) -> Path:
    for name, frame in layers.items():
        frame.to_file(path, layer=name, driver="GPKG", engine="pyogrio")
    return path


def test_node_and_edge_layers_of_one_file_are_a_graph(tmp_path):
    columns = geopackage.read([saved(tmp_path / "graph.gpkg", nodes=NODES, edges=EDGES)]).columns
    assert columns.node_id.tolist() == [11, 12]
    assert columns.direction.tolist() == [0]


def test_node_and_edge_files_are_the_same_graph_in_any_order(tmp_path):
    nodes, edges = saved(tmp_path / "n.gpkg", a=NODES), saved(tmp_path / "e.gpkg", b=EDGES)
    prints = {assemble(geopackage.read(paths).columns, ()).fingerprint for paths in ([nodes, edges], [edges, nodes])}
    assert len(prints) == 1


def test_a_merged_way_keeps_its_least_way_id_in_both_directions(tmp_path):
    roads = geopackage.read([saved(tmp_path / "graph.gpkg", nodes=NODES, edges=EDGES)])
    assert assemble(roads.columns, ()).segments["way_id"].to_pylist() == [5]


def test_edges_alone_place_their_nodes(tmp_path):
    assert len(geopackage.read([saved(tmp_path / "graph.gpkg", edges=EDGES)]).columns.lon) == 2


def test_a_file_without_ends_is_refused(tmp_path):
    with pytest.raises(SourceError, match="0 of 1 tables have columns u and v"):
        geopackage.read([saved(tmp_path / "graph.gpkg", nodes=NODES)])


def test_a_graph_with_layers_of_other_names_is_taken_for_a_table_with_ends(tmp_path):
    assert tables.has_ends([saved(tmp_path / "e.gpkg", whatever=EDGES)])


@pytest.fixture(scope="module")
def beira():
    return [Path(DATA) / f"crises/beira/network_{kind}.gpkg" for kind in ("nodes", "edges")]


@pytest.fixture(scope="module")
def beira_roads(beira):
    return geopackage.read(beira)


@pytest.fixture(scope="module")
def beira_loaded(beira):
    return load_roads(beira)


class TestRealData:
    pytestmark = real_data

    def test_beira_keeps_every_node_and_edge(self, beira_roads):
        columns = beira_roads.columns
        assert (len(columns.lon), len(columns.direction)) == (1695, 2365)
        assert (columns.direction == 0).sum() == 1971

    def test_beira_roundabouts_and_one_way_roads_are_driven_as_drawn(self, beira_roads):
        assert (beira_roads.columns.direction == 1).sum() == 394
        assert (beira_roads.columns.direction == -1).sum() == 0

    def test_beira_lengths_that_differ_are_told(self, beira_roads):
        (finding,) = [one for one in beira_roads.findings if one.code == "length-differs"]
        assert finding.message.startswith("24 of 2365")

    def test_beira_is_loaded_as_a_graph_through_the_one_door(self, beira_loaded):
        assert beira_loaded.report.edge_count > 4300

    def test_nearest_destinations_of_beira_are_the_published_ones(self, beira, beira_loaded):
        """98 of 98, on the undirected graph by geodesic length, as the reference was made."""
        network = beira_loaded.network
        ids = network.nodes["node_id"].to_pylist()
        graph = nx.Graph()
        for u, v, metres in zip(
            network.segment_from.tolist(), network.segment_to.tolist(), network.segment_length_m.tolist(), strict=True
        ):
            known = graph.get_edge_data(ids[u], ids[v], {"metres": float("inf")})["metres"]
            graph.add_edge(ids[u], ids[v], metres=min(known, metres))
        with (Path(DATA) / "crises/beira/reference_closest_destination.csv").open() as file:
            reference = list(csv.DictReader(file))
        nodes = gpd.read_file(beira[0], engine="pyogrio").dropna(subset=["od_id"])
        goals = nodes.loc[nodes["od_id"].str.contains("D_"), "osmid"].tolist()
        metres, ways = nx.multi_source_dijkstra(graph, set(goals), weight="metres")
        right = [row for row in reference if ways[int(row["o_node"])][0] == int(row["d_node"])]
        assert (len(right), len(reference)) == (98, 98)
        off = [abs(metres[int(row["o_node"])] - float(row["lengthNorm"])) for row in reference]
        assert max(off) < 10

    def test_degrees_labelled_as_metres_are_refused(self):
        with pytest.raises(SourceError, match="degrees"):
            geopackage.read([Path(DATA) / "hostile/real/beira_flood_edges_wrong_crs.gpkg"])
