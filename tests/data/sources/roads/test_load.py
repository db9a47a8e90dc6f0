"""One door for every road file: the right reader by content, a truthful report, one sentence when refused."""

import sys
from types import SimpleNamespace

import pytest

from data.errors import SourceError
from data.sources.roads import load
from data.sources.roads.load import load_roads, reader_name
from tests.data.sources.roads.osm_text import osm_text

NODES = {n: (0.0, n / 1000) for n in range(1, 30)} | {
    50: (1.0, 1.0),
    51: (1.0, 1.001),
    5: (0, 0.005, {"barrier": "gate"}),
}
ROAD = {"highway": "primary", "surface": "asphalt"}
WAYS = {10: (list(range(1, 25)), ROAD), 11: ([24, 29], {"highway": "track", "oneway": "yes"}), 12: ([50, 51], ROAD)}


@pytest.fixture
def roads(tmp_path):
    path = tmp_path / "roads.osm"
    path.write_text(osm_text(NODES, WAYS), encoding="utf-8")
    return path


def test_the_report_says_what_is_in_the_network(roads):
    loaded = load_roads([roads])
    report, network = loaded.report, loaded.network
    assert (report.node_count, report.segment_count, report.edge_count) == (4, 3, 5)
    assert report.barrier_count == 1
    assert report.length_m == pytest.approx(network.segment_length_m.sum())
    assert report.bounds == (0.0, 0.001, 0.0, 0.029)
    assert report.fingerprint == network.fingerprint
    assert report.provenance == network.provenance
    assert report.seconds > 0


def test_unknown_shares_are_shares_of_length(roads):
    shares = dict(load_roads([roads]).report.unknown_share)
    assert shares["highway"] == 0
    assert shares["maxheight_m"] == 1
    assert shares["surface"] == pytest.approx(5 / 28, abs=1e-3)


def test_fragments_are_dropped_and_told(roads):
    (told,) = [each for each in load_roads([roads]).report.dropped if each.what.startswith("fragments")]
    assert told.count == 1
    assert told.length_m == pytest.approx(110.6, abs=0.1)


def test_progress_runs_from_reading_to_building(roads):
    steps = []
    load_roads([roads], progress=lambda *told: steps.append(told[0]))
    assert steps[0].startswith("reading")
    assert steps[-1] == "building the network"


def test_osm_is_known_by_content_whatever_its_name(roads):
    renamed = roads.rename(roads.with_name("export.xml"))
    assert reader_name([renamed]) == "osm"
    assert load_roads([renamed]).report.segment_count == 3


@pytest.mark.parametrize("name", ["a.osm", "a.osm.pbf", "a.PBF", "a.osm.gz", "a.osm.bz2"])
def test_osm_endings_go_to_the_osm_reader_even_when_damaged(tmp_path, name):
    (tmp_path / name).write_bytes(b"damaged")
    with pytest.raises(SourceError, match="not OpenStreetMap data"):
        load_roads([tmp_path / name])


def test_graphml_is_known_by_ending_and_by_content(tmp_path):
    by_ending, by_content = tmp_path / "a.graphml", tmp_path / "a.xml"
    by_ending.write_text("")
    by_content.write_text('<?xml version="1.0"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">')
    assert reader_name([by_ending]) == reader_name([by_content]) == "graphml"


def test_a_geopackage_with_nodes_and_edges_is_one_of_osmnx(tmp_path, monkeypatch):
    (tmp_path / "a.gpkg").write_bytes(b"")
    monkeypatch.setattr(load, "_layers", lambda _: {"nodes", "edges", "other"})
    assert reader_name([tmp_path / "a.gpkg"]) == "geopackage"


@pytest.mark.parametrize(("has_ends", "reader"), [(True, "tables"), (False, "lines")])
@pytest.mark.parametrize("name", ["a.geojson", "a.gpkg", "a.shp", "a.zip"])
def test_features_with_u_and_v_are_tables_and_bare_ones_lines(tmp_path, monkeypatch, name, has_ends, reader):
    (tmp_path / name).write_bytes(b"")
    monkeypatch.setitem(sys.modules, "data.sources.roads.tables", SimpleNamespace(has_ends=lambda _: has_ends))
    assert reader_name([tmp_path / name]) == reader


def test_csv_is_a_table(tmp_path):
    (tmp_path / "nodes.csv").write_text("")
    (tmp_path / "edges.csv").write_text("")
    assert reader_name([tmp_path / "nodes.csv", tmp_path / "edges.csv"]) == "tables"


def test_the_chosen_reader_gets_the_files(tmp_path, monkeypatch, roads):
    real = load._reader("osm").read([roads], None)
    asked = []
    fake = SimpleNamespace(read=lambda paths, progress: asked.append((paths, progress)) or real)
    monkeypatch.setitem(sys.modules, "data.sources.roads.graphml", fake)
    (tmp_path / "a.graphml").write_text("")
    assert load_roads([tmp_path / "a.graphml"]).report.segment_count == 3
    assert asked == [([tmp_path / "a.graphml"], None)]


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a", "a.docx"])
def test_other_kinds_are_refused_with_what_is_read(tmp_path, name):
    (tmp_path / name).write_bytes(b"%PDF")
    with pytest.raises(SourceError, match=r"not read as roads.*\.graphml"):
        load_roads([tmp_path / name])


def test_osm_and_other_files_together_are_refused(roads, tmp_path):
    (tmp_path / "a.csv").write_text("u,v")
    with pytest.raises(SourceError, match="cannot be one network"):
        load_roads([roads, tmp_path / "a.csv"])


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"away\.osm.*no such file"):
        load_roads([tmp_path / "away.osm"], cache_dir=tmp_path)


def test_a_folder_is_not_called_a_missing_file(tmp_path):
    with pytest.raises(SourceError, match="it is a folder"):
        load_roads([tmp_path])


def test_no_file_at_all_is_refused():
    with pytest.raises(SourceError, match="no file was given"):
        load_roads([])
