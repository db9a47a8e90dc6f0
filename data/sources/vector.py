"""The one guarded door for foreign vector files: read, checked, in WGS 84, every feature accounted for.

GeoJSON is read here by a strict reader. GeoPackage, Shapefile (with its parts, or zipped), KML, KMZ
and GPX are read by a confined process of their own with a single driver and no network. Tables
(.csv, .tsv) give points.
"""

import hashlib
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.errors import SourceError
from data.model.finding import Finding, Severity
from data.model.provenance import Provenance
from data.sources.door.archive import unpack
from data.sources.door.columns import read_columns
from data.sources.door.features import Feature, FeatureFile, FeatureTable, LeftOut, present_values
from data.sources.door.geojson import read_geojson
from data.sources.door.limits import AREA_LIMITS, LINE_LIMITS, MEGABYTE, Limits
from data.sources.door.place import Theatre, in_degrees, place_faults, theatre_findings
from data.sources.door.raw import Credit, Fault, RawLayer, note, objects
from data.sources.door.reader import Request, read_layers
from data.sources.door.sniff import format_of
from data.sources.door.text import clean_column

__all__ = ["Feature", "FeatureFile", "FeatureTable", "LeftOut", "Theatre", "read_features", "read_table"]

_TABLE_ENDINGS = (".csv", ".tsv")
_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_MOST_DUPLICATES_SHOWN = 20


def read_features(
    path: Path, *, layer: str | None = None, theatre: Theatre | None = None, limits: Limits = AREA_LIMITS
) -> FeatureFile:
    """The features of a foreign vector file of areas or places.

    Parameters
    ----------
    layer
        Which layer of a GeoPackage that has several.
    theatre
        Where the features are expected; those elsewhere are kept and told.

    Raises
    ------
    SourceError
        With all faults, when nothing of the file is usable or the file cannot be trusted as a whole.
    """
    table = _read(path, () if layer is None else (layer,), theatre, limits)
    return FeatureFile(
        features=tuple(table.features()),
        left_out=table.left_out,
        findings=table.findings,
        provenance=table.provenance,
    )


def read_table(
    path: Path, *, layer: str | None = None, layers_wanted: Sequence[str] = (), limits: Limits = LINE_LIMITS
) -> FeatureTable:
    """The features of a large foreign vector file as columns.

    Parameters
    ----------
    layer
        Which layer of a GeoPackage that has several.
    layers_wanted
        Names of layers, the first that the file has is read; used when no `layer` is given.

    Raises
    ------
    SourceError
        As `read_features`.
    """
    return _read(path, tuple(layers_wanted) if layer is None else (layer,), None, limits)


def _read(path: Path, layers: Sequence[str], theatre: Theatre | None, limits: Limits) -> FeatureTable:
    _require_readable(path, limits)
    with tempfile.TemporaryDirectory(prefix="passage-") as folder:
        raw, kind = _raw(path, Path(folder), layers, limits)
    table = _checked(raw, _provenance(path, kind, raw.credit), path.name)
    if theatre is None:
        return table
    away = theatre_findings(table.geometry, table.number, theatre)
    return replace(table, findings=(*table.findings, *away))


def _require_readable(path: Path, limits: Limits) -> None:
    if not path.is_file():
        fault = "it is a folder, not a file" if path.is_dir() else "there is no such file"
        raise SourceError(path.name, [fault], "Check its name and folder.")
    size = path.stat().st_size
    if size > limits.file_bytes:
        fault = f"it has {size // MEGABYTE} MB; at most {limits.file_bytes // MEGABYTE} MB are read"
        raise SourceError(path.name, [fault], "Cut it to the area of the operation.")


def _raw(path: Path, folder: Path, layers: Sequence[str], limits: Limits) -> tuple[RawLayer, str]:
    if path.suffix.lower() in _TABLE_ENDINGS:
        return read_columns(path, path.name, limits), "table"
    kind = format_of(path)
    source = path
    if kind == "archive":
        source = unpack(path, folder)
        kind = format_of(source, path.name)
    elif kind != "GeoJSON":
        source = _copied(path, kind, folder)
    if kind == "GeoJSON":
        return in_degrees(read_geojson(source, path.name, limits), path.name, limits), kind
    if kind == "Shapefile":
        _require_parts(source, path.name)
    request = Request(path=source, name=path.name, format=kind, limits=limits, layers=layers)
    links = tuple(_link_notes(source) if kind == "KML" else ())
    try:
        read = [in_degrees(layer, path.name, limits) for layer in read_layers(request)]
    except SourceError as fault:
        raise SourceError(path.name, [*(link.message for link in links), *fault.faults], fault.remedy) from None
    return _joined(read, links), kind


def _copied(path: Path, kind: str, folder: Path) -> Path:
    """The file under a plain name of ours: foreign names never reach the reader."""
    endings = _SHAPEFILE_PARTS if kind == "Shapefile" else (path.suffix.lower(),)
    for part in path.parent.iterdir() if kind == "Shapefile" else (path,):
        if part.stem == path.stem and part.suffix.lower() in endings and part.is_file():
            shutil.copyfile(part, folder / f"layer{part.suffix.lower()}")
    return folder / f"layer{path.suffix.lower()}"


def _require_parts(source: Path, name: str) -> None:
    needed = ((".shx", "index"), (".dbf", "table of attributes"), (".prj", "coordinate system"))
    lacking = [(ending, what) for ending, what in needed if not source.with_suffix(ending).exists()]
    if lacking:
        faults = [f"its {what} ({ending}) is missing" for ending, what in lacking]
        raise SourceError(name, faults, "A Shapefile is several files; give all parts together, best in one .zip.")


def _link_notes(source: Path) -> Iterator[Finding]:
    count = source.read_bytes().lower().count(b"<networklink")
    if count:
        message = f"The file points to {count} other files or addresses; nothing of them was fetched or read."
        remedy = "Save the linked content as a file of its own and load that."
        yield note("network-link-ignored", message, remedy, severity=Severity.DOUBT)


def _joined(layers: Sequence[RawLayer], notes: tuple[Finding, ...]) -> RawLayer:
    sizes = [len(layer.geometry) for layer in layers]
    starts = np.cumsum([0, *sizes])
    columns: dict[str, Any] = defaultdict(lambda: np.full(int(starts[-1]), None, dtype=object))
    for layer, start, size in zip(layers, starts, sizes, strict=False):
        for name, values in layer.columns.items():
            columns[name][start : start + size] = values
    pairs = list(zip(layers, starts, strict=False))
    return RawLayer(
        geometry=np.concatenate([layer.geometry for layer in layers]),
        ids=np.concatenate([layer.ids for layer in layers]),
        columns=dict(columns),
        faults={int(start) + row: fault for layer, start in pairs for row, fault in layer.faults.items()},
        notes=(*(found for layer in layers for found in layer.notes), *notes),
    )


def _checked(raw: RawLayer, provenance: Provenance, name: str) -> FeatureTable:
    faults = {**raw.faults, **place_faults(raw.geometry)}
    count = len(raw.geometry)
    if count and len(faults) == count:
        told = [f"feature {row + 1}: {fault.why}" for row, fault in sorted(faults.items())]
        raise SourceError(name, told, "Correct these features and load the file again.")
    cleaned = {key: clean_column(key, values) for key, values in raw.columns.items()}
    columns = {key: values for key, (values, _) in cleaned.items()}
    ids = _ids(raw.ids, columns)
    kept = np.setdiff1d(np.arange(count), np.fromiter(faults, np.int64, len(faults)))
    return FeatureTable(
        geometry=raw.geometry[kept],
        number=kept + 1,
        ids=ids[kept],
        columns={key: values[kept] for key, values in columns.items()},
        left_out=tuple(_left_out(row, fault, ids, columns) for row, fault in sorted(faults.items())),
        findings=(
            *raw.notes,
            *_empty_notes(count),
            *(_fault_finding(row, fault) for row, fault in sorted(faults.items())),
            *(found for _, found_in in cleaned.values() for found in found_in),
            *_duplicate_ids(ids, kept),
        ),
        provenance=provenance,
    )


def _left_out(row: int, fault: Fault, ids: NDArray[np.object_], columns: Mapping[str, NDArray[np.object_]]) -> LeftOut:
    return LeftOut(number=row + 1, id=ids[row], why=fault.why, properties=present_values(columns, row))


def _ids(stated: NDArray[np.object_], columns: Mapping[str, NDArray[np.object_]]) -> NDArray[np.object_]:
    named = next((values for key, values in columns.items() if key.lower() == "id"), None)
    if named is None:
        return stated
    plain = (str(v) if isinstance(v, str | int) and not isinstance(v, bool) and str(v) else None for v in named)
    return objects([own if own is not None else other for own, other in zip(stated, plain, strict=True)])


def _empty_notes(count: int) -> Iterator[Finding]:
    if not count:
        yield note("file-empty", "The file is sound but holds no features.", "Ask the sender whether that is meant.")


def _fault_finding(row: int, fault: Fault) -> Finding:
    return Finding(
        code=fault.code,
        severity=Severity.PROBLEM,
        subject=f"feature {row + 1}",
        message=f"Feature {row + 1} was left out: {fault.why}.",
        remedy="Correct it in the source and load the file again, or draw it by hand.",
    )


def _duplicate_ids(ids: NDArray[np.object_], kept: NDArray[np.int64]) -> Iterator[Finding]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row in kept:
        if ids[row] is not None:
            rows[ids[row]].append(int(row) + 1)
    twice = {key: numbers for key, numbers in rows.items() if len(numbers) > 1}
    for key, numbers in list(twice.items())[:_MOST_DUPLICATES_SHOWN]:
        shown = ", ".join(map(str, numbers[:5]))
        message = (
            f"The id {key} is used by {len(numbers)} features ({shown}); {len(twice)} ids are used more than once."
        )
        yield note("duplicate-id", message, "Give each feature an id of its own.", severity=Severity.DOUBT, subject=key)


def _provenance(path: Path, kind: str, credit: Credit) -> Provenance:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Provenance(
        file_name=path.name,
        sha256=digest,
        format=kind,
        data_at=_moment(credit.data_at),
        licence=credit.licence,
        attribution=credit.attribution,
    )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
