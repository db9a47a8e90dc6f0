"""What the cache gives back is whole, or nothing."""

import json
import os
import shutil
from pathlib import Path

import pytest

from data.model import EDGES, SEGMENTS, RoadNetwork
from data.sources.roads import cache as cache_file
from data.sources.roads.cache import RoadCache, key_of
from data.sources.roads.load import load_roads
from tests.data.sources.roads.osm_text import osm_text

NODES = {1: (0, 0), 2: (0, 0.01), 3: (0, 0.02, {"barrier": "gate"}), 4: (0.01, 0.01)}
ROAD = {"highway": "primary", "name": "شارع", "maxheight": "low"}
WAYS = {10: ([1, 2], ROAD), 11: ([2, 3], ROAD), 12: ([4, 2], {"highway": "track"}), 13: ([1, 9], ROAD)}
RESTRICTION = {
    90: (
        [("way", 10, "from"), ("node", 2, "via"), ("way", 12, "to")],
        {"type": "restriction", "restriction": "no_turn"},
    )
}


@pytest.fixture
def roads(tmp_path):
    path = tmp_path / "roads.osm"
    path.write_text(osm_text(NODES, WAYS, RESTRICTION), encoding="utf-8")
    return path


@pytest.fixture
def kept(roads, tmp_path):
    """The folder of the one network in the cache."""
    load_roads([roads], cache_dir=tmp_path / "cache")
    return tmp_path / "cache" / key_of([roads])


def again(roads):
    return load_roads([roads], cache_dir=roads.parent / "cache")


def test_the_second_load_gives_the_same_network_and_report(roads, tmp_path):
    first, second = (load_roads([roads], cache_dir=tmp_path / "cache") for _ in range(2))
    assert (first.report.from_cache, second.report.from_cache) == (False, True)
    for name in ("nodes", "segments", "edges", "turns"):
        assert getattr(first.network, name).equals(getattr(second.network, name))
    for name in ("provenance", "dropped", "findings", "unknown_share", "bounds", "fingerprint", "turn_ban_count"):
        assert getattr(first.report, name) == getattr(second.report, name)
    assert second.report.findings
    assert second.report.dropped
    assert second.network.provenance == first.network.provenance


@pytest.mark.usefixtures("kept")
def test_the_kept_fingerprint_is_that_of_the_content(roads):
    network = again(roads).network
    tables = {name: getattr(network, name) for name in ("nodes", "segments", "edges", "turns")}
    assert RoadNetwork(**tables, provenance=()).fingerprint == network.fingerprint == network.kept_fingerprint


def test_without_a_folder_nothing_is_kept(roads, tmp_path):
    assert not load_roads([roads]).report.from_cache
    assert list(tmp_path.iterdir()) == [roads]


def truncated(file: Path):
    file.write_bytes(file.read_bytes()[:-100])


def emptied(file: Path):
    file.write_bytes(b"")


def flipped(file: Path):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file.write_bytes(content)


def foreign(file: Path):
    file.write_text("{}")


@pytest.mark.parametrize("harm", [truncated, emptied, flipped, foreign, Path.unlink])
@pytest.mark.parametrize("name", ["nodes.arrow", "segments.arrow", "edges.arrow", "turns.arrow", "manifest.json"])
def test_a_harmed_file_is_ignored_and_the_network_read_anew(roads, kept, name, harm):
    harm(kept / name)
    anew = again(roads)
    assert not anew.report.from_cache
    assert again(roads).report.from_cache
    assert again(roads).network.fingerprint == anew.network.fingerprint


def test_a_manifest_that_was_edited_is_ignored(roads, kept):
    manifest = json.loads((kept / "manifest.json").read_text())
    manifest["content"]["report"]["dropped"] = []
    (kept / "manifest.json").write_text(json.dumps(manifest))
    assert not again(roads).report.from_cache


def test_a_network_kept_under_another_key_is_ignored(kept):
    shutil.copytree(kept, kept.with_name("0" * 64))
    assert RoadCache(kept.parent).fetch("0" * 64) is None


@pytest.mark.usefixtures("kept")
def test_a_newer_reader_reads_anew(roads, monkeypatch):
    monkeypatch.setattr(cache_file, "READER_VERSION", cache_file.READER_VERSION + 1)
    assert not again(roads).report.from_cache


@pytest.mark.usefixtures("kept")
def test_other_columns_read_anew(roads, monkeypatch):
    before = key_of([roads])
    monkeypatch.setitem(cache_file._SCHEMAS, "segments", SEGMENTS.append(EDGES.field("forward")))
    assert key_of([roads]) != before


@pytest.mark.usefixtures("kept")
def test_a_changed_file_reads_anew(roads):
    roads.write_text(osm_text(NODES, {**WAYS, 14: ([3, 4], ROAD)}, RESTRICTION), encoding="utf-8")
    assert again(roads).report.segment_count == 4


def test_a_shapefile_is_known_by_all_its_parts(tmp_path):
    (tmp_path / "roads.shp").write_bytes(b"shapes")
    alone = key_of([tmp_path / "roads.shp"])
    (tmp_path / "roads.dbf").write_bytes(b"attributes")
    assert key_of([tmp_path / "roads.shp"]) != alone


def test_a_kill_while_writing_leaves_nothing_that_is_taken_for_a_network(roads, tmp_path, monkeypatch):
    """The move into place is the last step; whatever stops the work before leaves no network."""

    def stopped(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        again(roads)
    monkeypatch.undo()
    assert list((tmp_path / "cache").iterdir()) == []
    assert not again(roads).report.from_cache


def test_what_a_killed_process_left_behind_is_cleared_after_a_day(roads, tmp_path):
    old, fresh = tmp_path / "cache" / ".part-old", tmp_path / "cache" / ".part-fresh"
    for folder in (old, fresh):
        folder.mkdir(parents=True)
    os.utime(old, (0, 0))
    again(roads)
    assert not old.exists()
    assert fresh.exists()


def test_a_folder_that_cannot_be_written_is_told_and_the_network_still_given(roads, tmp_path):
    (tmp_path / "cache").write_text("a file stands where the folder should be")
    loaded = again(roads)
    assert loaded.network.segment_count == 3
    assert [each.code for each in loaded.report.findings][-1] == "cache-not-written"


def test_a_cached_network_survives_its_file_being_replaced(roads, kept):
    """The mapped tables stay readable while another process writes the network anew."""
    mapped = again(roads).network
    truth = mapped.segments.to_pydict()
    shutil.rmtree(kept)
    again(roads)
    assert mapped.segments.to_pydict() == truth
