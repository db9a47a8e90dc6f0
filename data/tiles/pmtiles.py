"""PMTiles version 3: one file of map tiles with a directory, written and checked.

The format is that of https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md; numbers in
directories are varints, tiles are numbered along Hilbert curves, one zoom after the other.
"""

import gzip
import hashlib
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = b"PMTiles\x03"
HEADER_BYTES = 127
_HEADER = struct.Struct("<8s11Q6BiiiiBii")
_ROOT_BYTES = 16_384 - HEADER_BYTES
_LEAF_ENTRIES = 4096
_GZIP = 2
_READ_PACKINGS = (1, _GZIP)
_UNIT_DEG = 1e-7
_MOST_ZOOM = 26
_DEEPEST = 4
"""Directories one below the other that the format allows."""
_ONE_BYTE = tuple(bytes([number]) for number in range(128))
DIGEST = "passage:sha256"
"""Key of the metadata under which our own files keep the SHA-256 of their tiles."""

Rows = NDArray[np.int64]
Bounds = tuple[float, float, float, float]


class TileKind(IntEnum):
    """What the tiles of a file are, as the format numbers it."""

    VECTOR = 1
    PNG = 2
    JPEG = 3
    WEBP = 4
    AVIF = 5


class NotPmtiles(ValueError):
    """Why a file is not a whole PMTiles file, as the end of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a directory; `run` 0 points to a further directory."""

    tile: int
    offset: int
    length: int
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TileFile:
    """What a PMTiles file says of itself."""

    kind: TileKind
    zooms: range
    bounds: Bounds
    """West, south, east, north, degrees."""
    metadata: Mapping[str, Any]
    tiles_at: int
    tile_bytes: int
    tile_count: int


def tile_numbers(zoom: int, column: Rows, row: Rows) -> Rows:
    """Number of each tile of one zoom: all smaller zooms first, then along the Hilbert curve.

    >>> tile_numbers(1, np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])).tolist()
    [1, 2, 3, 4]
    """
    x, y = column.astype(np.int64), row.astype(np.int64)
    along = np.zeros(len(x), np.int64)
    for level in range(zoom - 1, -1, -1):
        half = 1 << level
        right, low = (x & half) > 0, (y & half) > 0
        along += half * half * ((3 * right) ^ low)
        flip = right & ~low
        x, y = np.where(flip, half - 1 - (x & (half - 1)), x), np.where(flip, half - 1 - (y & (half - 1)), y)
        x, y = np.where(low, x, y) & (half - 1), np.where(low, y, x) & (half - 1)
    return along + ((1 << (2 * zoom)) - 1) // 3


def assembled(
    tiles: Sequence[tuple[int, bytes]],
    *,
    kind: TileKind,
    zooms: range,
    bounds: Bounds,
    metadata: Mapping[str, Any],
) -> list[bytes]:
    """The parts of a file with these tiles, given by rising number; vector tiles must be packed with gzip."""
    entries, start = [], 0
    for number, content in tiles:
        entries.append(Entry(tile=number, offset=start, length=len(content), run=1))
        start += len(content)
    root, leaves = _directories(entries)
    digest = hashlib.sha256()
    for _, content in tiles:
        digest.update(content)
    told = gzip.compress(json.dumps({**metadata, DIGEST: digest.hexdigest()}).encode(), mtime=0)
    at = np.cumsum([HEADER_BYTES, len(root), len(told), len(leaves)]).tolist()
    sections = (at[0], len(root), at[1], len(told), at[2], len(leaves), at[3], start)
    west, south, east, north = (round(degrees / _UNIT_DEG) for degrees in bounds)
    middle = (zooms[0] + zooms[-1]) // 2, (west + east) // 2, (south + north) // 2
    packing = _GZIP if kind is TileKind.VECTOR else 1
    counts = (len(tiles),) * 3
    kinds = (1, _GZIP, packing, kind, zooms[0], zooms[-1])
    header = _HEADER.pack(MAGIC, *sections, *counts, *kinds, west, south, east, north, *middle)
    return [header, root, told, leaves, *(content for _, content in tiles)]


def read(path: Path) -> TileFile:
    """What the file says of itself.

    Raises
    ------
    NotPmtiles
        When it is not a whole PMTiles file of version 3.
    """
    with path.open("rb") as file:
        head = file.read(HEADER_BYTES)
        if len(head) < HEADER_BYTES or head[:7] != MAGIC[:7]:
            raise NotPmtiles("it is not a PMTiles file")
        if head[7] != MAGIC[7]:
            raise NotPmtiles(f"it is a PMTiles file of version {head[7]}, and only version 3 is read")
        fields = _HEADER.unpack(head)
        sections, counts = fields[1:9], fields[9:12]
        _require_inside(sections, path.stat().st_size)
        _, inner, packing, kind, low, high = fields[12:18]
        if kind not in set(TileKind):
            raise NotPmtiles("its tiles are of no kind that is drawn")
        if packing not in _READ_PACKINGS:
            raise NotPmtiles("its tiles are packed in a way that is not read (only gzip is)")
        if not low <= high <= _MOST_ZOOM:
            raise NotPmtiles("its zoom levels contradict each other")
        file.seek(sections[2])
        metadata = _metadata(file.read(sections[3]), inner)
        file.seek(sections[0])
        _require_directory(unpacked(file.read(sections[1]), inner), sections)
    return TileFile(
        kind=TileKind(kind),
        zooms=range(low, high + 1),
        bounds=_bounds(fields[18:22]),
        metadata=metadata,
        tiles_at=sections[6],
        tile_bytes=sections[7],
        tile_count=counts[0],
    )


def is_whole(path: Path) -> bool:
    """Whether a file of our own is there and its tiles are as they were written."""
    try:
        told = read(path)
        with path.open("rb") as file:
            file.seek(told.tiles_at)
            digest = hashlib.sha256()
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except (OSError, NotPmtiles):
        return False
    return digest.hexdigest() == told.metadata.get(DIGEST)


def first_tile(path: Path) -> bytes:
    """The first bytes of the first tile of a file, unpacked or not.

    Raises
    ------
    NotPmtiles
        When there is none.
    """
    with path.open("rb") as file:
        fields = _HEADER.unpack(file.read(HEADER_BYTES))
        at, size, inner = fields[1], fields[2], fields[13]
        for _ in range(_DEEPEST):
            file.seek(at)
            entries = directory(unpacked(file.read(size), inner))
            if not entries:
                raise NotPmtiles("it holds no tile")
            if entries[0].run:
                file.seek(fields[7] + entries[0].offset)
                return file.read(min(entries[0].length, 64))
            at, size = fields[5] + entries[0].offset, entries[0].length
    raise NotPmtiles("its directory is damaged")


def directory(content: bytes) -> list[Entry]:
    """The entries of an unpacked directory.

    Raises
    ------
    NotPmtiles
        When it ends too early or contradicts itself.
    """
    numbers = _varints(content)
    count = numbers[0] if numbers else 0
    if len(numbers) != 1 + 4 * count:
        raise NotPmtiles("its directory is damaged")
    steps, runs, lengths, starts = (numbers[1 + n * count : 1 + (n + 1) * count] for n in range(4))
    entries: list[Entry] = []
    tile = 0
    for step, run, length, start in zip(steps, runs, lengths, starts, strict=True):
        tile += step
        if start == 0 and not entries:
            raise NotPmtiles("its directory is damaged")
        offset = start - 1 if start else entries[-1].offset + entries[-1].length
        entries.append(Entry(tile=tile, offset=offset, length=length, run=run))
    return entries


def unpacked(content: bytes, packing: int, most_bytes: int = 64 << 20) -> bytes:
    """The content of a part of the file; only gzip and no packing are read."""
    if packing == 1:
        return content
    if packing != _GZIP:
        raise NotPmtiles("it is packed in a way that is not read (only gzip is)")
    try:
        unpacker = zlib.decompressobj(wbits=31)
        plain = unpacker.decompress(content, most_bytes)
    except zlib.error as fault:
        raise NotPmtiles(f"it is damaged ({fault})") from None
    if not unpacker.eof:
        raise NotPmtiles("a part of it is cut short, or unpacks to more than is accepted")
    return plain


def _directories(entries: Sequence[Entry]) -> tuple[bytes, bytes]:
    """The root directory and, where it would grow too large, leaves it points to."""
    root = _packed(entries)
    if len(root) <= _ROOT_BYTES:
        return root, b""
    size = _LEAF_ENTRIES
    while True:
        leaves, pointers = b"", []
        for first in range(0, len(entries), size):
            leaf = _packed(entries[first : first + size])
            pointers.append(Entry(tile=entries[first].tile, offset=len(leaves), length=len(leaf), run=0))
            leaves += leaf
        root = _packed(pointers)
        if len(root) <= _ROOT_BYTES:
            return root, leaves
        size *= 2


def _packed(entries: Sequence[Entry]) -> bytes:
    steps = np.diff([entry.tile for entry in entries], prepend=0).tolist()
    starts = [
        0 if place and entry.offset == entries[place - 1].offset + entries[place - 1].length else entry.offset + 1
        for place, entry in enumerate(entries)
    ]
    numbers = [len(entries), *steps, *(e.run for e in entries), *(e.length for e in entries), *starts]
    return gzip.compress(b"".join(map(varint, numbers)), mtime=0)


def varint(number: int) -> bytes:
    """A whole number, not negative, as protocol buffers write it.

    >>> varint(300).hex()
    'ac02'
    """
    if number < len(_ONE_BYTE):
        return _ONE_BYTE[number]
    coded = bytearray()
    while number > 127:  # noqa: PLR2004 - seven bits a byte
        coded.append(number & 127 | 128)
        number >>= 7
    coded.append(number)
    return bytes(coded)


def _varints(content: bytes) -> list[int]:
    numbers, value, shift = [], 0, 0
    for byte in content:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:  # noqa: PLR2004 - the last byte of a number
            numbers.append(value)
            value, shift = 0, 0
        elif shift > 63:  # noqa: PLR2004 - no number has more bits
            raise NotPmtiles("its directory is damaged")
    return numbers


def _require_inside(sections: Sequence[int], size: int) -> None:
    for start, length in zip(sections[::2], sections[1::2], strict=True):
        if start + length > size:
            raise NotPmtiles("it is cut short: parts of it that it announces are missing")


def _require_directory(content: bytes, sections: Sequence[int]) -> None:
    for entry in directory(content):
        room = sections[7] if entry.run else sections[5]
        if entry.offset + entry.length > room:
            raise NotPmtiles("its directory points outside the file")


def _metadata(content: bytes, packing: int) -> Mapping[str, Any]:
    try:
        told = json.loads(unpacked(content, packing)) if content else {}
    except (ValueError, RecursionError):
        raise NotPmtiles("what it says of itself cannot be read") from None
    return told if isinstance(told, dict) else {}


def _bounds(units: Sequence[int]) -> Bounds:
    west, south, east, north = (value * _UNIT_DEG for value in units)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004 - degrees
        raise NotPmtiles("its bounds are not on the Earth")
    return west, south, east, north
