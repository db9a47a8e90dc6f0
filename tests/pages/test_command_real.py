"""The command line on real files: Beira's graph and floods, an OSM extract, Gaza's orders and governorates."""

import json
import os
from itertools import cycle
from pathlib import Path

import networkx as nx
import pyogrio
import pytest

from pages.command import main

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif("PASSAGE_DATA" not in os.environ, reason="PASSAGE_DATA does not name the folder of real data"),
]
DATA = Path(os.environ.get("PASSAGE_DATA", "."))


@pytest.fixture
def ask(capsys):
    def run(*arguments):
        code = main([*map(str, arguments), "--json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_beira_routes_are_as_long_as_by_networkx(ask):
    """Within half a percent: its lengths are on a sphere, ours on the ellipsoid."""
    files = (DATA / "crises/beira/network_edges.gpkg", DATA / "crises/beira/network_nodes.gpkg")
    edges, nodes = (pyogrio.read_dataframe(file) for file in files)
    where = dict(zip(nodes["osmid"], zip(nodes["x"], nodes["y"], strict=True), strict=True))
    graph = nx.MultiDiGraph()
    columns = (edges[name] for name in ("u", "v", "length", "oneway", "geometry"))
    for u, v, length, oneway, line in zip(*columns, strict=True):
        # the file is an undirected graph: one-way roads run as they are drawn
        first, last = (u, v) if line.coords[0] == pytest.approx(where[u]) else (v, u)
        graph.add_edge(first, last, length=length)
        if str(oneway) == "False":
            graph.add_edge(last, first, length=length)
    place = {node: f"{x},{y}" for node, (x, y) in where.items()}
    ends = sorted(place)
    for origin, destination in ((ends[100], ends[700]), (ends[700], ends[100]), (ends[300], ends[900])):
        asked = ("--from", place[origin], "--to", place[destination], "--policy", "shortest")
        code, told = ask("route", "--roads", *files, *asked)
        expected_m = nx.shortest_path_length(graph, origin, destination, "length")
        assert code == 0
        assert told["distance_m"] == pytest.approx(expected_m, rel=0.005)


def test_an_osm_extract_loads_routes_and_comes_from_the_cache(ask, tmp_path):
    file = DATA / "osm/monaco.osm.pbf"
    code, told = ask("load", file, "--cache", tmp_path)
    assert code == 0
    assert told["files"][0]["attribution"] == "© OpenStreetMap contributors"
    assert told["edge_count"] > 4_000
    again = ask("load", file, "--cache", tmp_path)[1]
    assert again["from_cache"]
    assert again["fingerprint"] == told["fingerprint"]
    ends = ("--from", "7.4142,43.7284", "--to", "7.4297,43.7475")
    code, told = ask("route", "--roads", file, "--cache", tmp_path, *ends)
    assert code == 0
    assert 2_000 < told["distance_m"] < 8_000
    assert told["attribution"] == ["© OpenStreetMap contributors"]


def test_gaza_governorates_cover_its_roads(ask):
    edges, nodes = (DATA / f"gaza/roads/gaza_graph_333_{part}.geojson" for part in ("edges", "nodes"))
    sectors = DATA / "gaza/admin/governorates_cod_ab.geojson"
    code, told = ask("coverage", "--roads", edges, nodes, "--sectors", sectors)
    (all_roads,) = told["phases"]
    assert code == 0
    assert 0.9 < all_roads["share"] <= 1.0
    assert all_roads["covered_m"] + sum(g["distance_m"] for g in all_roads["gaps"]) == pytest.approx(
        all_roads["total_m"], abs=0.1
    )


def test_every_real_evacuation_file_can_be_checked(ask):
    files = sorted((DATA / "gaza/evacuation").glob("orders_*.geojson"))
    assert files
    for file in files:
        code, told = ask("check", file, "--as", "zones")
        assert code in {0, 1}, file.name
        assert told["counts"]["zones"] > 0, file.name


def test_no_hostile_file_brings_the_command_line_down(ask):
    files = sorted(f for f in (DATA / "hostile").rglob("*") if f.is_file())
    assert files
    for file, kind in zip(files, cycle(("zones", "sectors", "sites", "roads", "zones")), strict=False):
        code, told = ask("check", file, "--as", kind)
        assert code in {0, 1, 2}, file.name
        assert ("error" in told) == (code == 2), file.name
