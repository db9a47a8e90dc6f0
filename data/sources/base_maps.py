"""Base maps a user brings: PMTiles checked, MBTiles rewritten as PMTiles, each with what it says of itself."""

import gzip
import html
import json
import math
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from data.errors import SourceError
from data.sources.door.limits import MEGABYTE, WORKER_OUTPUT_BYTES, Limits
from data.sources.door.reader import Request, run_worker
from data.sources.door.worker import TILE
from data.sources.roads.digest import sha256_of
from data.tiles import pmtiles
from data.tiles.pmtiles import Bounds, NotPmtiles, TileKind
from data.tiles.whole import write_whole

LIMITS = Limits(file_bytes=WORKER_OUTPUT_BYTES, features=1_000_000, vertices=0, seconds=60)
MOST_PMTILES_BYTES = 20_000 * MEGABYTE
_REMEDY = "Give a PMTiles file of version 3 or an MBTiles file with vector, PNG, JPEG or WebP tiles."
_MARKUP = re.compile(r"<[^>]*>")
_KINDS: Mapping[str, TileKind] = {
    "pbf": TileKind.VECTOR,
    "png": TileKind.PNG,
    "jpg": TileKind.JPEG,
    "jpeg": TileKind.JPEG,
    "webp": TileKind.WEBP,
}
_STARTS: Mapping[TileKind, tuple[bytes, ...]] = {
    TileKind.VECTOR: (b"\x1f\x8b", b"\x1a"),
    TileKind.PNG: (b"\x89PNG",),
    TileKind.JPEG: (b"\xff\xd8",),
    TileKind.WEBP: (b"RIFF",),
    TileKind.AVIF: (b"\x00\x00\x00",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMap:
    """A base map that was accepted: its file, and what a page shows and draws of it."""

    file_name: str
    title: str
    attribution: str
    kind: TileKind
    zooms: range
    bounds: Bounds
    layers: tuple[str, ...]
    """Names of the layers of vector tiles, as far as the file tells them."""


def accept(path: Path, name: str, folder: Path) -> BaseMap:
    """Check a file an operator calls `name`, keep it in `folder` under the digest of its content, and describe it.

    Raises
    ------
    SourceError
        When it is neither a PMTiles nor an MBTiles file that can be drawn.
    """
    try:
        kept = folder / f"{sha256_of(path)[:32]}.pmtiles"
        if not kept.is_file():
            _keep(path, name, kept)
        return describe(kept, name)
    except NotPmtiles as fault:
        raise SourceError(name, [str(fault)], _REMEDY) from None
    except OSError as fault:
        raise SourceError(name, [f"it could not be kept ({fault.strerror})"], "Free space on the disk.") from None


def describe(path: Path, name: str) -> BaseMap:
    """What a page needs to know of a PMTiles file.

    Raises
    ------
    NotPmtiles
        When it is none.
    """
    file = pmtiles.read(path)
    return BaseMap(
        file_name=path.name,
        title=_plain(file.metadata.get("name")) or name,
        attribution=_plain(file.metadata.get("attribution")) or "origin of the base map not stated",
        kind=file.kind,
        zooms=file.zooms,
        bounds=file.bounds,
        layers=_layers(file.metadata),
    )


def _keep(path: Path, name: str, kept: Path) -> None:
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(pmtiles.MAGIC[:7]):
        _require_drawable(path)
        _copy(path, kept)
    elif head == b"SQLite format 3\x00":
        write_whole(kept, _rewritten(path, name))
    else:
        raise NotPmtiles("it is neither a PMTiles nor an MBTiles file")


def _require_drawable(path: Path) -> None:
    if path.stat().st_size > MOST_PMTILES_BYTES:
        raise NotPmtiles(f"it is larger than {MOST_PMTILES_BYTES // MEGABYTE} MB")
    file = pmtiles.read(path)
    first = pmtiles.first_tile(path)
    if not first.startswith(_STARTS[file.kind]):
        raise NotPmtiles("its tiles are not what it says they are")


def _copy(path: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=kept.parent) as aside:
        shutil.copyfile(path, Path(aside) / kept.name)
        (Path(aside) / kept.name).replace(kept)


def _rewritten(path: Path, name: str) -> list[bytes]:
    request = Request(path=path.resolve(), name=name, format="MBTiles", limits=LIMITS)
    with tempfile.TemporaryDirectory(prefix="passage-door-") as folder:
        answer = Path(folder) / "answer"
        complaint = run_worker(request, Path(folder), answer)
        if complaint is not None:
            raise NotPmtiles(complaint)
        told, tiles = _answered(answer.read_bytes())
    kind = _KINDS.get(told.get("format", "").lower())
    if kind is None or not tiles:
        raise NotPmtiles("it holds no tile of a kind that is drawn")
    return _assembled(told, tiles, kind)


def _answered(answer: bytes) -> tuple[dict[str, str], list[tuple[int, int, int, bytes]]]:
    size = int.from_bytes(answer[:4], "big")
    return json.loads(answer[4 : 4 + size]), list(_tiles(answer, 4 + size))


def _tiles(answer: bytes, at: int) -> Iterator[tuple[int, int, int, bytes]]:
    while at < len(answer):
        zoom, column, row, size = TILE.unpack_from(answer, at)
        at += TILE.size + size
        yield zoom, column, row, answer[at - size : at]


def _assembled(told: Mapping[str, str], tiles: list[tuple[int, int, int, bytes]], kind: TileKind) -> list[bytes]:
    numbered = {
        int(pmtiles.tile_numbers(zoom, np.array([column]), np.array([row]))[0]): content
        for zoom, column, row, content in tiles
    }
    if not all(content.startswith(_STARTS[kind]) for content in numbered.values() if content):
        raise NotPmtiles("its tiles are not what it says they are")
    zooms = [tile[0] for tile in tiles]
    packed = [(number, _packed(numbered[number], kind)) for number in sorted(numbered) if numbered[number]]
    layers = {"vector_layers": _json(told).get("vector_layers", [])}
    own = {key: told[key] for key in ("name", "attribution") if key in told}
    return pmtiles.assembled(
        packed,
        kind=kind,
        zooms=range(min(zooms), max(zooms) + 1),
        bounds=_bounds(told, tiles),
        metadata={**own, **layers},
    )


def _packed(content: bytes, kind: TileKind) -> bytes:
    plain = kind is TileKind.VECTOR and not content.startswith(b"\x1f\x8b")
    return gzip.compress(content, mtime=0) if plain else content


def _bounds(told: Mapping[str, str], tiles: list[tuple[int, int, int, bytes]]) -> Bounds:
    """The bounds the file tells where they can be, else those of its tiles of the smallest zoom."""
    try:
        west, south, east, north = (float(part) for part in told.get("bounds", "").split(","))
    except ValueError:
        west = math.nan
    if not math.isnan(west) and -180 <= west < east <= 180 and -90 <= south < north <= 90:  # noqa: PLR2004 - degrees
        return west, south, east, north
    zoom = min(tile[0] for tile in tiles)
    columns, rows = zip(*((tile[1], tile[2]) for tile in tiles if tile[0] == zoom), strict=True)
    side = 1 << zoom
    lats = [math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / side)))) for row in (max(rows) + 1, min(rows))]
    return min(columns) / side * 360 - 180, lats[0], (max(columns) + 1) / side * 360 - 180, lats[1]


def _json(told: Mapping[str, str]) -> dict[str, Any]:
    try:
        value = json.loads(told.get("json", "{}"))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _layers(metadata: Mapping[str, Any]) -> tuple[str, ...]:
    told = metadata.get("vector_layers")
    rows = told if isinstance(told, list) else []
    return tuple(str(row["id"])[:60] for row in rows[:100] if isinstance(row, dict) and "id" in row)


def _plain(text: object) -> str:
    """Text without markup, on one line."""
    return " ".join(html.unescape(_MARKUP.sub(" ", str(text))).split())[:300] if text else ""
