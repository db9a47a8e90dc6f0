import gzip
import json
import sqlite3

import pytest

from data.errors import SourceError
from data.sources import base_maps
from data.sources.base_maps import accept
from data.tiles import pmtiles
from data.tiles.drawn import map_of
from data.tiles.encode import Kind, encoded_layer
from data.tiles.pmtiles import TileKind
from data.tiles.whole import write_whole
from tests.browser.town import town
from tests.data.tiles import reading

TILE = encoded_layer("water", Kind.AREA, [({"name": "Sea"}, b"\x09\x00\x00\x1a\x0a\x00\x00\x0a\x09\x00\x0f")])
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


def mbtiles(path, tiles, **told):
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE metadata (name text, value text)")
        base.execute("CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
        base.executemany("INSERT INTO metadata VALUES (?, ?)", told.items())
        base.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", tiles)
    base.close()
    return path


def _faults(path, tmp_path):
    with pytest.raises(SourceError) as refused:
        accept(path, "theirs.pmtiles", tmp_path / "kept")
    assert "theirs.pmtiles was not read" in str(refused.value)
    kept = tmp_path / "kept"
    assert not kept.exists() or list(kept.iterdir()) == []
    return refused.value.faults[0]


def test_a_pmtiles_file_is_kept_and_described(tmp_path):
    path = map_of(town(4), tmp_path / "theirs")
    found = accept(path, "Region.pmtiles", tmp_path / "kept")
    assert (tmp_path / "kept" / found.file_name).read_bytes() == path.read_bytes()
    assert found.kind is TileKind.VECTOR
    assert found.layers == ("roads",)
    assert found.attribution == "Made-up town, no real place"


def test_an_mbtiles_file_becomes_pmtiles_with_its_rows_turned_over(tmp_path):
    # rows are counted from the south: row 1 of 2 is the northern one
    path = mbtiles(
        tmp_path / "a.mbtiles",
        [(1, 0, 1, gzip.compress(TILE)), (0, 0, 0, TILE)],
        format="pbf",
        name="Sea",
        attribution='&copy; <a href="https://example.org" onclick="x()">Somebody</a>',
        bounds="-10,5,20,30",
        json=json.dumps({"vector_layers": [{"id": "water"}]}),
    )
    found = accept(path, "a.mbtiles", tmp_path / "kept")
    tiles = reading.tiles(tmp_path / "kept" / found.file_name)
    assert set(tiles) == {(1, 0, 0), (0, 0, 0)}
    assert tiles[0, 0, 0]["water"][0][1] == {"name": "Sea"}
    assert found.attribution == "© Somebody"
    assert found.bounds == pytest.approx((-10, 5, 20, 30))
    assert (found.zooms, found.layers, found.title) == (range(2), ("water",), "Sea")


def test_pictures_are_taken_too_and_bounds_come_from_the_tiles_where_none_are_told(tmp_path):
    found = accept(mbtiles(tmp_path / "a.mbtiles", [(1, 1, 1, PNG)], format="png"), "a.mbtiles", tmp_path / "kept")
    assert found.kind is TileKind.PNG
    assert found.bounds == pytest.approx((0, 0, 180, 85.0511), abs=1e-3)
    assert found.attribution == "origin of the base map not stated"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "neither a PMTiles nor an MBTiles"),
        (b"GIF89a" + bytes(200), "neither a PMTiles nor an MBTiles"),
        (b"PMTiles\x03" + bytes(30), "not a PMTiles file"),
        (b"PMTiles\x02" + bytes(200), "version 2"),
        (b"PMTiles\x03" + b"\xff" * 200, "cut short"),
        (b"SQLite format 3\x00" + bytes(500), "not an MBTiles file"),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path, content, fault):
    path = tmp_path / "x"
    path.write_bytes(content)
    assert fault in _faults(path, tmp_path)


def test_a_file_cut_short_is_refused(tmp_path):
    path = map_of(town(4), tmp_path / "theirs")
    path.write_bytes(path.read_bytes()[:-50])
    assert "cut short" in _faults(path, tmp_path)


def test_tiles_of_another_kind_than_told_are_refused(tmp_path):
    path = tmp_path / "x.pmtiles"
    parts = pmtiles.assembled(
        [(0, b"<svg onload=alert(1)>")], kind=TileKind.PNG, zooms=range(1), bounds=(0, 0, 1, 1), metadata={}
    )
    write_whole(path, parts)
    assert "not what it says" in _faults(path, tmp_path)
    other = mbtiles(tmp_path / "b.mbtiles", [(0, 0, 0, b"<html>")], format="png")
    assert "not what it says" in _faults(other, tmp_path)


@pytest.mark.parametrize(
    ("tile", "fault"),
    [
        ((3, 9, 0, PNG), "lies nowhere"),
        ((60, 0, 0, PNG), "lies nowhere"),
        (("a", 0, 0, PNG), "lies nowhere"),
        ((0, 0, 0, bytes(5 << 20)), "larger than 4 MB"),
        ((0, 0, 0, "text"), "no tile"),
    ],
)
def test_a_hostile_tile_is_refused(tmp_path, tile, fault):
    assert fault in _faults(mbtiles(tmp_path / "a.mbtiles", [tile], format="png"), tmp_path)


def test_a_view_that_never_ends_is_given_up(tmp_path, monkeypatch):
    path = tmp_path / "a.mbtiles"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE metadata (name text, value text)")
        base.execute(
            "CREATE VIEW tiles AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n)"
            " SELECT 30 AS zoom_level, i AS tile_column, 0 AS tile_row, x'00' AS tile_data FROM n WHERE i < 0",
        )
    base.close()
    monkeypatch.setattr(base_maps, "LIMITS", base_maps.Limits(file_bytes=1, features=10, vertices=0, seconds=1))
    assert _faults(path, tmp_path)


def test_too_many_tiles_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(base_maps, "LIMITS", base_maps.Limits(file_bytes=1, features=2, vertices=0, seconds=5))
    path = mbtiles(tmp_path / "a.mbtiles", [(5, n, 0, PNG) for n in range(3)], format="png")
    assert "more than 2 tiles" in _faults(path, tmp_path)
