"""A process of its own that reads one foreign file with one driver, without network, and ends.

Started as `python -I worker.py <path> <driver> <seconds> <address bytes> <output bytes> <features>
<layer names as JSON>`. It answers on standard output: for each layer the length of a JSON header
(four bytes), the header, an Arrow stream, and what was done to it as JSON in the same way; four zero
bytes at the end. For MBTiles it answers with the metadata as such JSON, and for each tile its zoom,
column, row from the north and length (`TILE`) and its content. A refusal is one line on standard error
and exit code 3. Nothing of the project is imported here.
"""

import contextlib
import ctypes
import json
import os
import resource
import sqlite3
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

TILE = struct.Struct("<BIII")
_REFUSED = 3
_MOST_ZOOM = 22
_TILE_BYTES = 4 << 20
_BATCH = 10_000
_LAST_STRAIGHT_KIND = 7  # kinds 1 to 7 of well-known binary are straight, 8 to 14 may be curved
_LAST_CURVED_KIND = 15
_DIE_WITH_PARENT = 1
_KILL = 9
_NEW_NETWORK = 0x40000000
_NEW_USER = 0x10000000
_EMPTY_ENDS = {"GPX": ("waypoints", "routes", "tracks")}
_OPEN_OPTIONS = {"GPKG": {"LIST_ALL_TABLES": "NO"}}


def main(arguments: list[str]) -> None:
    """Read the file named in the arguments and write its layers to standard output."""
    path, driver, seconds, address_bytes, output_bytes, features, wanted = arguments
    _confine(int(seconds), int(address_bytes), int(output_bytes))
    try:
        if driver == "MBTiles":
            _send_tiles(path, int(features))
        else:
            _read(path, driver, int(features), json.loads(wanted))
    except MemoryError:
        _refuse("it needs more memory than a file may take")


def _confine(seconds: int, address_bytes: int, output_bytes: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_DIE_WITH_PARENT, _KILL)
    # an own, empty network needs rights that not every machine gives; the readers have none anyway
    if libc.unshare(_NEW_NETWORK) != 0:
        libc.unshare(_NEW_USER | _NEW_NETWORK)
    for what, most in (
        (resource.RLIMIT_AS, address_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_FSIZE, output_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _send_tiles(path: str, most: int) -> None:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as base:
            base.execute("PRAGMA trusted_schema = OFF")
            _write_json(
                {str(n): str(v)[:10_000] for n, v in base.execute("SELECT name, value FROM metadata LIMIT 100")}
            )
            tiles = base.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles")
            for count, (zoom, column, row, content) in enumerate(tiles):
                if count >= most:
                    _refuse(f"it holds more than {most} tiles")
                _send_tile(zoom, column, row, content)
    except sqlite3.Error as fault:
        _refuse(f"it is not an MBTiles file that can be read ({fault})")
    sys.stdout.buffer.flush()


def _send_tile(zoom: Any, column: Any, row: Any, content: Any) -> None:
    numbers = all(isinstance(value, int) for value in (zoom, column, row))
    if not numbers or not 0 <= zoom <= _MOST_ZOOM or not (0 <= column < 1 << zoom and 0 <= row < 1 << zoom):
        _refuse("it has a tile that lies nowhere")
    if not isinstance(content, bytes) or len(content) > _TILE_BYTES:
        _refuse(f"one of its tiles is no tile, or larger than {_TILE_BYTES >> 20} MB")
    # rows are counted from the south in these files, from the north everywhere else
    sys.stdout.buffer.write(TILE.pack(zoom, column, (1 << zoom) - 1 - row, len(content)) + content)


def _read(path: str, driver: str, features: int, wanted: list[str]) -> None:
    import pyarrow as pa  # noqa: PLC0415  (the limits must hold before any library is loaded)
    import pyogrio  # noqa: PLC0415

    if set(pyogrio.list_drivers()) - {driver}:
        _refuse("the reader could not be confined to one format")
    try:
        for name in _layers(pyogrio, path, driver, wanted):
            _send(pyogrio, path, driver, name, features)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pa.ArrowException, ValueError) as fault:
        _refuse(str(fault).replace(path, "the file").replace("\n", " ")[:300] or type(fault).__name__)
    sys.stdout.buffer.write(b"\x00\x00\x00\x00")
    sys.stdout.buffer.flush()


def _layers(pyogrio: Any, path: str, driver: str, wanted: list[str]) -> list[str]:
    known = [str(name) for name, kind in pyogrio.list_layers(path) if kind is not None]
    known = [name for name in known if driver not in _EMPTY_ENDS or name in _EMPTY_ENDS[driver]]
    if driver == "GPKG":
        _refuse_views(path, known)
    chosen = next(([name] for want in wanted for name in known if name.lower() == want.lower()), known)
    if not known:
        _refuse("it holds no map layer")
    several = driver == "GPKG" and len(chosen) > 1
    if several or (wanted and chosen == known and driver == "GPKG" and known[0].lower() not in _lower(wanted)):
        _refuse(f"it holds the layers {', '.join(known[:20])}, and it is not said which is meant")
    return chosen


def _lower(names: list[str]) -> set[str]:
    return {name.lower() for name in names}


def _refuse_views(path: str, known: list[str]) -> None:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as base:
        tables = {row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    views = [name for name in known if name not in tables]
    if views:
        _refuse(f"its layer {views[0][:60]} is computed by the file itself, not stored in it")


def _send(pyogrio: Any, path: str, driver: str, name: str, features: int) -> None:
    import pyarrow as pa  # noqa: PLC0415

    with pyogrio.raw.open_arrow(
        path,
        layer=name,
        datetime_as_string=True,
        use_pyarrow=True,
        batch_size=_BATCH,
        **_OPEN_OPTIONS.get(driver, {}),
    ) as (meta, reader):
        header = {
            "layer": name,
            "crs": meta["crs"],
            "geometry": meta["geometry_name"] or "wkb_geometry",
            "kind": str(meta["geometry_type"]),
            "encoding": str(meta["encoding"]),
        }
        _write_json(header)
        curved = False
        with pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as stream:
            start = 0
            for batch in _counted(reader, features):
                curves = driver == "GPKG" and _has_curves(batch, header["geometry"])
                shapes = _straightened(pyogrio, path, name, start) if curves else None
                stream.write_batch(batch if shapes is None else _with_shapes(batch, header["geometry"], shapes))
                start += batch.num_rows
                curved = curved or curves
        _write_json({"curved": curved})


def _write_json(value: dict[str, Any]) -> None:
    coded = json.dumps(value).encode()
    sys.stdout.buffer.write(len(coded).to_bytes(4, "big") + coded)


def _has_curves(batch: Any, column: str) -> bool:
    values = batch.column(batch.schema.get_field_index(column)).to_pylist()
    kinds = {int.from_bytes(v[1:5], "little" if v[0] else "big") % 1000 for v in values if v}
    return any(_LAST_STRAIGHT_KIND < kind < _LAST_CURVED_KIND for kind in kinds)


def _straightened(pyogrio: Any, path: str, name: str, start: int) -> Any:
    """Geometry of one batch as WKB of straight lines; its values come as they are, by the other way."""
    return pyogrio.raw.read(path, layer=name, columns=[], skip_features=start, max_features=_BATCH)[2]


def _with_shapes(batch: Any, column: str, shapes: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    at = batch.schema.get_field_index(column)
    straight = pa.array(shapes.tolist(), batch.schema.field(at).type)
    return batch.set_column(at, batch.schema.field(at), straight)


def _counted(reader: Any, features: int) -> Iterator[Any]:
    count = 0
    for batch in reader:
        count += batch.num_rows
        if count > features:
            _refuse(f"it holds more than {features} features")
        yield batch


def _refuse(why: str) -> NoReturn:
    sys.stderr.write(why)
    sys.stderr.flush()
    os._exit(_REFUSED)


if __name__ == "__main__":
    main([str(Path(sys.argv[1]).resolve()), *sys.argv[2:]])
