"""One vector tile as bytes, in version 2 of Mapbox's vector tile format.

Layers hold features; a feature holds texts and a geometry of whole numbers, 4096 to the side of the
tile. See https://github.com/mapbox/vector-tile-spec/tree/master/2.1.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from data.tiles.pmtiles import varint

EXTENT = 4096
"""Units along the side of a tile."""

Rows = NDArray[np.int64]


class Kind(IntEnum):
    """What the geometry of a feature is, as the format numbers it."""

    POINT = 1
    LINE = 2
    AREA = 3


def encoded_layer(name: str, kind: Kind, features: Sequence[tuple[Mapping[str, str], bytes]]) -> bytes:
    """One layer of a tile: each feature with its texts and its coded geometry."""
    keys: dict[str, int] = {}
    values: dict[str, int] = {}
    coded = b"".join(_part(2, _feature(facts, geometry, kind, (keys, values))) for facts, geometry in features)
    tables = b"".join(_part(3, key.encode()) for key in keys)
    tables += b"".join(_part(4, _part(1, value.encode())) for value in values)
    return _part(3, b"\x78\x02" + _part(1, name.encode()) + coded + tables + b"\x28" + varint(EXTENT))


def coded_geometries(x: Rows, y: Rows, offsets: Rows, firsts: Rows, kind: Kind) -> list[bytes]:
    """The geometry of each feature as the format writes it.

    Parameters
    ----------
    x, y
        Points of all pieces end to end, in units of their tile.
    offsets
        Where each piece starts and the last one ends, among the points.
    firsts
        Where each feature starts and the last one ends, among the pieces.
    """
    coded, ends = _coded(x, y, offsets, firsts, int(kind))
    content = coded.tobytes()
    stops = ends.tolist()
    return [content[start:end] for start, end in zip([0, *stops[:-1]], stops, strict=True)]


def _part(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def _feature(
    facts: Mapping[str, str], geometry: bytes, kind: Kind, tables: tuple[dict[str, int], dict[str, int]]
) -> bytes:
    keys, values = tables
    tags = b"".join(
        varint(keys.setdefault(key, len(keys))) + varint(values.setdefault(value, len(values)))
        for key, value in facts.items()
    )
    return _part(2, tags) + b"\x18" + varint(kind) + _part(4, geometry)


@njit(cache=True, nogil=True)
def _coded(x: Rows, y: Rows, offsets: Rows, firsts: Rows, kind: int) -> tuple[NDArray[np.uint8], Rows]:
    out = np.empty(4 * len(x) + 64, np.uint8)
    ends = np.empty(len(firsts) - 1, np.int64)
    count = 0
    for feature in range(len(firsts) - 1):
        last_x, last_y = 0, 0
        for piece in range(firsts[feature], firsts[feature + 1]):
            start, end = offsets[piece], offsets[piece + 1]
            # no number takes more than ten bytes
            out = _room(out, count + 10 * (2 * (end - start) + 3))
            for point in range(start, end):
                if point == start:
                    count = _put(out, count, 1 | 1 << 3)
                elif point == start + 1:
                    count = _put(out, count, 2 | (end - start - 1) << 3)
                count = _put(out, count, _zigzag(x[point] - last_x))
                count = _put(out, count, _zigzag(y[point] - last_y))
                last_x, last_y = x[point], y[point]
            if kind == 3:  # noqa: PLR2004 - Kind.AREA: a ring is closed
                count = _put(out, count, 7 | 1 << 3)
        ends[feature] = count
    return out[:count], ends


@njit(cache=True, nogil=True)
def _zigzag(number: int) -> int:
    return (number << 1) ^ (number >> 63)


@njit(cache=True, nogil=True)
def _put(out: NDArray[np.uint8], at: int, number: int) -> int:
    while number > 127:  # noqa: PLR2004 - seven bits a byte
        out[at] = number & 127 | 128
        number >>= 7
        at += 1
    out[at] = number
    return at + 1


@njit(cache=True, nogil=True)
def _room(array: NDArray[Any], needed: int) -> NDArray[Any]:
    """The array, or a longer one that begins with it, with room for `needed` items."""
    if needed <= len(array):
        return array
    longer = np.empty(max(needed, 2 * len(array)), array.dtype)
    longer[: len(array)] = array
    return longer
