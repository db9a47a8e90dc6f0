"""Layers of a foreign file read by a confined process: it may fail, this one may not."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from data.errors import SourceError
from data.model.finding import Finding, Severity
from data.sources.door import worker
from data.sources.door.limits import WORKER_ADDRESS_BYTES, WORKER_OUTPUT_BYTES, Limits
from data.sources.door.raw import Fault, RawLayer, note, objects

_DRIVER: Mapping[str, str] = MappingProxyType(
    {
        "GeoPackage": "GPKG",
        "Shapefile": "ESRI Shapefile",
        "KML": "LIBKML",
        "GPX": "GPX",
        "MBTiles": "MBTiles",
    },
)
_WGS84 = {"EPSG:4326", "EPSG:4979", "OGC:CRS84"}
_GRACE_S = 5
_DAMAGED = "Open it in the program that made it, and export it again as GeoJSON or GeoPackage."


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One file to be read: its content under a plain path, the name operators know it by, and limits."""

    path: Path
    name: str
    format: str
    limits: Limits
    layers: Sequence[str] = ()


def read_layers(request: Request) -> tuple[RawLayer, ...]:
    """Every layer of the file that was asked for, or its only one.

    Raises
    ------
    SourceError
        When the file cannot be read within the limits.
    """
    with tempfile.TemporaryDirectory(prefix="passage-door-") as folder:
        answer = Path(folder) / "answer"
        complaint = run_worker(request, Path(folder), answer)
        if complaint is not None:
            raise SourceError(request.name, [complaint], _DAMAGED)
        return _layers(answer, request)


def run_worker(request: Request, folder: Path, answer: Path) -> str | None:
    """Let the worker read the file into `answer`; what went wrong, or None."""
    limits = request.limits
    command = [
        *(sys.executable, "-I", "-W", "ignore", str(Path(worker.__file__).resolve())),
        *(str(request.path), _DRIVER[request.format], str(limits.seconds)),
        *(str(WORKER_ADDRESS_BYTES), str(WORKER_OUTPUT_BYTES), str(limits.features)),
        json.dumps(list(request.layers)),
    ]
    complaint = folder / "complaint"
    with answer.open("wb") as out, complaint.open("wb") as err:
        process = subprocess.Popen(  # noqa: S603  (our own interpreter and file; the foreign name is not in it)
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=_environment(request.format, folder)
        )
        try:
            code = process.wait(limits.seconds * 2 + _GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return f"reading it took more than {limits.seconds * 2 + _GRACE_S} s and was given up"
    if code == 0:
        return None
    spoken = complaint.read_bytes()[:2000].decode("utf-8", "replace").strip()
    return _explained(code, spoken)


def _explained(code: int, spoken: str) -> str:
    refused = 3
    if code == refused and spoken:
        return spoken
    if "MemoryError" in spoken or "bad_alloc" in spoken:
        return "it needs more memory than a file may take"
    return "it made the reader fail: it is damaged, too large, or made to do so"


def _environment(file_format: str, folder: Path) -> dict[str, str]:
    skipped = ",".join(driver for driver in _drivers() if driver != _DRIVER[file_format])
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "GDAL_NUM_THREADS": "1",
        "GDAL_CACHEMAX": "64",
        "GDAL_SKIP": skipped,
        "OGR_SKIP": skipped,
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_PAM_ENABLED": "NO",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "CPL_DEBUG": "OFF",
        "CPL_LOG": os.devnull,
        "PROJ_NETWORK": "OFF",
        "OGR_SQLITE_STATIC_VIRTUAL_OGR": "NO",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "LIBKML_RESOLVE_STYLE": "NO",
    }


@cache
def _drivers() -> tuple[str, ...]:
    return tuple(pyogrio.list_drivers())


def _layers(answer: Path, request: Request) -> tuple[RawLayer, ...]:
    try:
        # not mapped: the file is removed while its columns live on
        return tuple(_layer(header, table, request.format) for header, table in _frames(answer.read_bytes()))
    except (pa.ArrowException, ValueError, KeyError) as fault:
        raise SourceError(request.name, [f"the reader's answer is not usable ({fault})"], _DAMAGED) from None


def _frames(content: bytes) -> Iterator[tuple[dict[str, Any], pa.Table]]:
    source = pa.BufferReader(content)
    while size := int.from_bytes(source.read(4), "big"):
        header = json.loads(source.read(size))
        with pa.ipc.open_stream(source) as stream:
            table = stream.read_all()
        yield {**header, **json.loads(source.read(int.from_bytes(source.read(4), "big")))}, table


def _layer(header: dict[str, Any], table: pa.Table, file_format: str) -> RawLayer:
    at = table.schema.get_field_index(header["geometry"])
    wkb = table.column(at).to_numpy(zero_copy_only=False)
    geometry = _shapes(wkb)
    values = table.remove_column(at)
    names = _distinct(values.column_names)
    columns = {name: objects(column.to_pylist()) for name, column in zip(names, values.columns, strict=True)}
    crs = header["crs"]
    if crs is None and file_format in ("KML", "GPX"):
        crs = "EPSG:4326"
    return RawLayer(
        geometry=geometry,
        ids=objects([None] * len(geometry)),
        columns=columns,
        name=header["layer"],
        crs=None if crs in _WGS84 else crs or "",
        faults=_faults(wkb, geometry),
        notes=(*_kind_notes(header), *_encoding_notes(header, columns, file_format)),
    )


def _shapes(wkb: Any) -> Any:
    try:
        return shapely.from_wkb(wkb, on_invalid="ignore")
    except NotImplementedError:
        return objects([_shape(value) for value in wkb])


def _shape(value: bytes | None) -> BaseGeometry | None:
    try:
        return shapely.from_wkb(value, on_invalid="ignore")
    except NotImplementedError:
        return None


def _distinct(names: list[str]) -> list[str]:
    """The names, a repeated one with its turn: "name", "name (2)"."""
    return [
        name if name not in names[:at] else f"{name} ({names[:at].count(name) + 1})" for at, name in enumerate(names)
    ]


def _faults(wkb: Any, geometry: Any) -> dict[int, Fault]:
    missing = np.array([value is None for value in wkb], dtype=bool)
    broken = np.asarray(shapely.is_missing(geometry)) & ~missing
    absent = Fault(code="geometry-missing", why="it has no geometry")
    unread = Fault(code="geometry-unreadable", why="its geometry is damaged")
    return {int(row): absent if missing[row] else unread for row in np.flatnonzero(missing | broken)}


def _kind_notes(header: dict[str, Any]) -> Iterator[Finding]:
    kind = header["kind"]
    if header["curved"]:
        message = f"Layer {header['layer']} holds curves; they were drawn as many short straight lines."
        yield note("curves-straightened", message, "Nothing to do; check long curves on the map.")
    if any(word in kind for word in ("25D", " Z", " M", "ZM")):
        message = f"Layer {header['layer']} carries heights or measures; these were left aside."
        yield note("heights-ignored", message, "Nothing to do; only longitude and latitude are used.")


def _encoding_notes(header: dict[str, Any], columns: Mapping[str, Any], file_format: str) -> Iterator[Finding]:
    foreign = any(isinstance(v, str) and not v.isascii() for column in columns.values() for v in column)
    if file_format == "Shapefile" and header["encoding"] != "UTF-8" and foreign:
        message = f"The texts of layer {header['layer']} were read as {header['encoding']}; the file may mean another."
        remedy = "Check a name on the map; give the encoding in a .cpg file if it reads wrongly."
        yield note("encoding-guessed", message, remedy, severity=Severity.DOUBT)
