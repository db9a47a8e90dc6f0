"""OSM files opened: refused with one sentence where damaged or foreign, otherwise the raw ways, turns and barriers."""

import bz2
import gzip
import math
import tempfile
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import osmium
from numpy.typing import NDArray

from data.errors import SourceError
from data.model.provenance import Provenance
from data.sources.roads.digest import sha256_of
from data.sources.roads.report import Progress
from data.sources.roads.rules import RULE_KEYS

NAME_KEYS = ("name", "name:en", "name:ar", "ref")
_REMEDY = "Fetch the file again, or export it anew as .osm.pbf."
_PROLOG_BYTES = 1 << 20
_STORED = np.dtype([("id", "<i8"), ("x", "<i4"), ("y", "<i4")])
_CHUNK = 1 << 22
_TICK = 20_000
_NO_PLACE = 2**31 - 1
_FAULTS = (RuntimeError, ValueError, OSError, EOFError, zlib.error, osmium.InvalidLocationError)


@dataclass(slots=True)
class Codes:
    """Values and one code for each thing that carries one: text is kept once, however often it occurs."""

    kinds: dict[Any, int] = field(default_factory=dict)
    codes: "array[int]" = field(default_factory=lambda: array("i"))

    def add(self, value: Any) -> None:
        """Append one more thing with this value; None has the code -1."""
        self.codes.append(-1 if value is None else self.kinds.setdefault(value, len(self.kinds)))


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRelation:
    """A turn restriction as mapped: tags, and (type, id, role) of each member."""

    id: int
    tags: dict[str, str]
    members: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class RawOsm:
    """Ways with a highway or route tag, turn restrictions and barrier nodes of one or more files."""

    way_ids: "array[int]" = field(default_factory=lambda: array("q"))
    way_lengths: "array[int]" = field(default_factory=lambda: array("i"))
    refs: "array[int]" = field(default_factory=lambda: array("q"))
    rules: Codes = field(default_factory=Codes)
    names: dict[str, Codes] = field(default_factory=lambda: {key: Codes() for key in NAME_KEYS})
    relations: dict[int, RawRelation] = field(default_factory=dict)
    barriers: dict[int, dict[str, str]] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)


def looks_like_osm(path: Path) -> bool:
    """Whether the first bytes are those of an OSM file, whatever its name."""
    try:
        return _kind(path) is not None
    except (OSError, EOFError, zlib.error):
        return False


def provenance_of(path: Path) -> Provenance:
    """What the file says of itself.

    Raises
    ------
    SourceError
        When it is not an OSM file that can be opened.
    """
    with refusals(path), osmium.io.Reader(opened(path), osmium.osm.NOTHING) as reader:
        header = reader.header()
        if header.has_multiple_object_versions:
            raise SourceError(
                path.name,
                ["it holds changes or several versions of each object, not one state of the map"],
                "Give an extract of one moment (osmium time-filter or osmium apply-changes makes one).",
            )
        stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    return Provenance(
        file_name=path.name,
        sha256=sha256_of(path),
        format="OSM",
        data_at=_moment(stamp),
        licence="Open Database License (ODbL) 1.0",
        attribution="© OpenStreetMap contributors",
    )


def add_ways(raw: RawOsm, path: Path, progress: Progress | None) -> None:
    """Collect ways and turn restrictions of one file; a way that an earlier file had is taken once."""
    with refusals(path):
        processor = osmium.FileProcessor(opened(path), osmium.osm.WAY | osmium.osm.RELATION)
        keys = osmium.filter.KeyFilter("highway", "route", "restriction", *_RESTRICTION_KEYS)
        things: Iterable[Any] = processor.with_filter(keys)
        for number, thing in enumerate(things):
            if progress and number % _TICK == 0:
                so_far = f", {number:,} so far" if number else ""
                progress(f"reading ways of {path.name}{so_far}", None)
            if thing.deleted:
                continue
            if thing.is_way():
                _add_way(raw, thing)
            elif thing.tags.get("type") == "restriction":
                _add_relation(raw, thing)


_RESTRICTION_KEYS = tuple(
    f"restriction:{mode}" for mode in ("hgv", "goods", "motor_vehicle", "vehicle", "conditional", "hgv:conditional")
)


def _add_way(raw: RawOsm, way: Any) -> None:
    if way.id in raw.seen:
        return
    raw.seen.add(way.id)
    tags = dict(way.tags)
    refs = [node.ref for node in way.nodes]
    raw.way_ids.append(way.id)
    raw.way_lengths.append(len(refs))
    raw.refs.extend(refs)
    raw.rules.add(tuple([item for item in tags.items() if item[0] in RULE_KEYS]))
    for key, codes in raw.names.items():
        codes.add(tags.get(key))


def _add_relation(raw: RawOsm, relation: Any) -> None:
    members = tuple((member.type, member.ref, member.role) for member in relation.members)
    raw.relations[relation.id] = RawRelation(id=relation.id, tags=dict(relation.tags), members=members)


def add_nodes(
    raw: RawOsm,
    path: Path,
    wanted: NDArray[np.int64],
    places: NDArray[np.int32],
) -> None:
    """Fill `places` (1e-7 degrees, row per wanted id, sorted) and collect barriers from one file.

    The locations go through a temporary file, 16 bytes each, so that memory does not grow with the
    buildings in the extract.
    """
    with refusals(path), tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "places"
        index = osmium.index.create_map(f"sparse_file_array,{file}")
        keeper = osmium.NodeLocationsForWays(index)
        keeper.ignore_errors()
        barriers = osmium.filter.KeyFilter("barrier", "military")
        with osmium.io.Reader(opened(path), osmium.osm.NODE) as reader:
            for node in osmium.OsmFileIterator(reader, keeper, barriers):
                raw.barriers.setdefault(node.id, dict(node.tags))
        del keeper, index
        _take(np.memmap(file, _STORED, mode="r"), wanted, places)
        if wanted[0] < 0:
            _take_unsaved(path, wanted, places)


def _take(stored: NDArray[Any], wanted: NDArray[np.int64], places: NDArray[np.int32]) -> None:
    for start in range(0, len(stored), _CHUNK):
        chunk = stored[start : start + _CHUNK]
        rows = np.searchsorted(wanted, chunk["id"])
        rows[rows == len(wanted)] = 0
        hit = (wanted[rows] == chunk["id"]) & (chunk["x"] != _NO_PLACE) & (chunk["id"] != 0)
        places[rows[hit], 0] = chunk["x"][hit]
        places[rows[hit], 1] = chunk["y"][hit]


def _take_unsaved(path: Path, wanted: NDArray[np.int64], places: NDArray[np.int32]) -> None:
    """Nodes with negative ids, which an editor gives before they are uploaded and the index cannot hold."""
    nodes: Iterable[Any] = osmium.FileProcessor(opened(path), osmium.osm.NODE)
    for node in nodes:
        row = int(np.searchsorted(wanted, node.id)) if node.id < 0 else len(wanted)
        if row < len(wanted) and wanted[row] == node.id and node.location.valid():
            places[row] = node.location.x, node.location.y


def collected(
    paths: Sequence[Path], progress: Progress | None
) -> tuple[RawOsm, NDArray[np.int64], NDArray[np.float64]]:
    """Everything raw in these files, the sorted ids of the nodes of their ways, and degrees for each (NaN: missing)."""
    raw = RawOsm()
    for path in paths:
        add_ways(raw, path, progress)
    raw.seen.clear()
    wanted = _distinct(np.frombuffer(raw.refs, np.int64)) if raw.refs else np.empty(0, np.int64)
    places = np.full((len(wanted), 2), _NO_PLACE, np.int32)
    for path in paths:
        if progress:
            progress(f"reading nodes of {path.name}", None)
        if len(wanted):
            add_nodes(raw, path, wanted, places)
    degrees = places / 1e7
    degrees[(places == _NO_PLACE).any(axis=1)] = math.nan
    return raw, wanted, degrees


def _distinct(ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each id once, in order: ten times faster than np.unique on millions of ids."""
    ordered = np.sort(ids)
    fresh = np.ones(len(ordered), np.bool_)
    fresh[1:] = ordered[1:] != ordered[:-1]
    return ordered[fresh]


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """What the OSM reader throws becomes one sentence with the name of the file."""
    try:
        yield
    except _FAULTS as error:
        fault = f"it is damaged or incomplete ({error})" if str(error) else "it is damaged or incomplete"
        raise SourceError(path.name, [fault], _REMEDY) from error


def opened(path: Path) -> Any:
    """The file for the OSM reader, which is told its kind by content; refused where that is none it reads.

    Raises
    ------
    SourceError
        When it is not an OSM file, or an XML file with entities of its own.
    """
    kind = _kind(path)
    if kind is None:
        raise SourceError(path.name, [_what_else(path)], "Give an OSM extract: .osm.pbf, .osm, .osm.gz or .osm.bz2.")
    if kind != "pbf":
        _refuse_doctype(path)
    return osmium.io.File(path, kind)


def _what_else(path: Path) -> str:
    if not path.exists():
        return "there is no such file"
    return "it is empty" if path.stat().st_size == 0 else "its content is not OpenStreetMap data"


def _kind(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        head = file.read(64)
    if head[:3] == b"\x00\x00\x00" and b"OSMHeader" in head:
        return "pbf"
    packed = {b"\x1f\x8b": "osm.gz", b"BZ": "osm.bz2"}.get(head[:2], "osm")
    return packed if b"<osm" in _prolog(path) else None


def _prolog(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(2)
    opener: Any = {b"\x1f\x8b": gzip.open, b"BZ": bz2.open}.get(head, open)
    with opener(path, "rb") as text:
        start: bytes = text.read(_PROLOG_BYTES)
    return start[: start.find(b"<osm") + 4] if b"<osm" in start else b""


def _refuse_doctype(path: Path) -> None:
    prolog = _prolog(path).upper()
    if b"<!DOCTYPE" in prolog or b"<!ENTITY" in prolog:
        raise SourceError(
            path.name,
            ["it declares its own XML entities, which no OSM file needs"],
            "Do not use it unless you know who made it; export the area anew from OpenStreetMap.",
        )


def _moment(stamp: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
