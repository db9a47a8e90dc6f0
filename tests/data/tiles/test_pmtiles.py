import contextlib
import gzip
import struct
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.tiles import pmtiles
from data.tiles.pmtiles import NotPmtiles, TileKind
from data.tiles.whole import write_whole

BOUNDS = (34.0, 31.0, 35.0, 32.0)


@cache
def _hilbert(order):
    """Cells of a Hilbert curve in order, by its definition: four turned copies of the smaller one."""
    if order == 0:
        return [(0, 0)]
    half, small = 1 << (order - 1), _hilbert(order - 1)
    return [
        *((y, x) for x, y in small),
        *((x, y + half) for x, y in small),
        *((x + half, y + half) for x, y in small),
        *((2 * half - 1 - y, half - 1 - x) for x, y in small),
    ]


@pytest.mark.parametrize("zoom", range(6))
def test_tiles_are_numbered_along_the_hilbert_curve(zoom):
    cells = np.array(_hilbert(zoom))
    first = sum(4**smaller for smaller in range(zoom))
    assert pmtiles.tile_numbers(zoom, cells[:, 0], cells[:, 1]).tolist() == list(range(first, first + 4**zoom))


def _file(tiles, tmp_path, metadata=None):
    path = tmp_path / "map.pmtiles"
    parts = pmtiles.assembled(
        tiles, kind=TileKind.PNG, zooms=range(3), bounds=BOUNDS, metadata=metadata or {"name": "Town"}
    )
    write_whole(path, parts)
    return path


def _found(path, wanted):
    """A tile by walking the directories from the root, as a reader does."""
    content = path.read_bytes()
    fields = struct.unpack("<8s11Q", content[:96])
    start, size = fields[1], fields[2]
    while True:
        entries = pmtiles.directory(gzip.decompress(content[start : start + size]))
        entry = max((e for e in entries if e.tile <= wanted), key=lambda e: e.tile)
        if entry.run:
            return content[fields[7] + entry.offset :][: entry.length]
        start, size = fields[5] + entry.offset, entry.length


@settings(max_examples=30, deadline=None)
@given(st.dictionaries(st.integers(0, 20), st.binary(min_size=1, max_size=30), min_size=1))
def test_every_tile_is_found_again(tmp_path_factory, tiles):
    path = _file(sorted(tiles.items()), tmp_path_factory.mktemp("map"))
    assert all(_found(path, number) == content for number, content in tiles.items())
    told = pmtiles.read(path)
    assert told.tile_count == len(tiles)
    assert told.bounds == pytest.approx(BOUNDS)
    assert told.metadata["name"] == "Town"
    assert pmtiles.is_whole(path)


def test_many_tiles_get_leaves_and_the_root_stays_in_the_first_16_kilobytes(tmp_path):
    sizes = np.random.default_rng(3).integers(1, 400, 30_000)
    tiles = [(7 * number, bytes([number % 251]) * int(size)) for number, size in enumerate(sizes)]
    path = _file(tiles, tmp_path)
    root_at, root_size = struct.unpack("<QQ", path.read_bytes()[8:24])
    assert root_at + root_size <= 16_384
    assert all(_found(path, number) == content for number, content in tiles[::997])


def test_a_damaged_file_is_not_whole(tmp_path):
    path = _file([(0, b"a" * 100), (1, b"b" * 100)], tmp_path)
    content = bytearray(path.read_bytes())
    content[-5] ^= 1
    path.write_bytes(content)
    assert not pmtiles.is_whole(path)
    path.write_bytes(content[:-20])
    assert not pmtiles.is_whole(path)
    path.unlink()
    assert not pmtiles.is_whole(path)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_hostile_file_is_refused_or_read_but_nothing_else_happens(tmp_path_factory, data):
    path = _file([(0, b"a" * 40), (5, b"b" * 40)], tmp_path_factory.mktemp("map"))
    content = bytearray(path.read_bytes())
    for place, value in data.draw(st.lists(st.tuples(st.integers(0, 250), st.integers(0, 255)), min_size=1)):
        content[place] = value
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with contextlib.suppress(NotPmtiles):
        pmtiles.read(path)
        pmtiles.first_tile(path)


def test_a_part_that_unpacks_beyond_measure_is_refused():
    with pytest.raises(NotPmtiles, match="more than is accepted"):
        pmtiles.unpacked(gzip.compress(bytes(2_000_000)), 2, most_bytes=1_000_000)


def test_the_same_tiles_give_the_same_bytes():
    parts = [
        pmtiles.assembled([(0, b"x")], kind=TileKind.PNG, zooms=range(1), bounds=BOUNDS, metadata={}) for _ in range(2)
    ]
    assert parts[0] == parts[1]
