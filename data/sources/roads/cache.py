"""Networks already read, kept as memory-mapped Arrow files under the digest of what they were read from.

A network is a folder named by its key: four tables and a manifest with the size and SHA-256 of each,
written aside, synced, and moved into place in one step. What does not match its manifest, or was
written by another version, is as good as absent.
"""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter

from data.errors import PlanError
from data.model.network import EDGES, NODES, SEGMENTS, TURNS, RoadNetwork
from data.sources.roads.digest import sha256_of
from data.sources.roads.report import LoadedRoads, LoadReport

READER_VERSION = 2
"""Raise it whenever a reader gives another network for the same file."""

_MAGIC = "passage road network"
_SCHEMAS = {"nodes": NODES, "segments": SEGMENTS, "edges": EDGES, "turns": TURNS}
_MANIFEST = "manifest.json"
_ASIDE = ".part-"
_ABANDONED_S = 86_400
_SIDECARS = (".dbf", ".shx", ".prj", ".cpg")
_CONVERTER = make_converter()


@dataclass(frozen=True, slots=True)
class RoadCache:
    """A folder of networks; it is made when the first is kept."""

    folder: Path

    def fetch(self, key: str) -> LoadedRoads | None:
        """The network kept under this key; None when there is none that is whole and of this version."""
        try:
            return _read(self.folder / key, key)
        except (OSError, ValueError, LookupError, TypeError, PlanError, BaseValidationError, pa.ArrowException):
            return None

    def keep(self, key: str, loaded: LoadedRoads) -> None:
        """Keep a network under this key, replacing what is there.

        Raises
        ------
        OSError
            When the folder cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._clear_abandoned()
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self.folder))
        try:
            _write(aside, key, loaded)
            self._move_into_place(aside, self.folder / key)
        finally:
            shutil.rmtree(aside, ignore_errors=True)

    def _move_into_place(self, aside: Path, place: Path) -> None:
        if place.exists():
            # a folder cannot replace another in one step: take the old one out of the way first
            old = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=self.folder))
            with contextlib.suppress(FileNotFoundError):
                place.rename(old / "old")
            shutil.rmtree(old, ignore_errors=True)
        try:
            aside.rename(place)
        except OSError:
            # another process may have kept the same network in between: theirs is as good
            if not place.exists():
                raise
        _sync(self.folder)

    def _clear_abandoned(self) -> None:
        """Remove what a killed process left behind more than a day ago."""
        for aside in self.folder.glob(f"{_ASIDE}*"):
            with contextlib.suppress(FileNotFoundError):
                if time.time() - aside.stat().st_mtime > _ABANDONED_S:
                    shutil.rmtree(aside, ignore_errors=True)


def key_of(paths: Sequence[Path]) -> str:
    """Key of what these files give: their names and content, the columns and the version of the readers."""
    columns = {name: schema.to_string(show_field_metadata=False) for name, schema in _SCHEMAS.items()}
    files = [(path.name, sha256_of(path)) for given in paths for path in (given, *_sidecars(given))]
    return hashlib.sha256(json.dumps([READER_VERSION, columns, files]).encode()).hexdigest()


def _sidecars(path: Path) -> list[Path]:
    if path.suffix.lower() != ".shp":
        return []
    beside = [path.with_suffix(suffix) for suffix in _SIDECARS]
    return [each for each in beside if each.is_file()]


def _write(folder: Path, key: str, loaded: LoadedRoads) -> None:
    files = {}
    for name, schema in _SCHEMAS.items():
        path = folder / f"{name}.arrow"
        table = getattr(loaded.network, name).unify_dictionaries().combine_chunks()
        with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, schema) as writer:
            writer.write_table(table)
        _sync(path)
        files[path.name] = [path.stat().st_size, sha256_of(path)]
    content = {"key": key, "files": files, "report": _CONVERTER.unstructure(loaded.report)}
    manifest = {"magic": _MAGIC, "version": READER_VERSION, "sha256": _digest(content), "content": content}
    (folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    _sync(folder / _MANIFEST)
    _sync(folder)


def _read(folder: Path, key: str) -> LoadedRoads | None:
    manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    content = manifest["content"]
    ours = (manifest["magic"], manifest["version"], manifest["sha256"]) == (_MAGIC, READER_VERSION, _digest(content))
    if not ours or content["key"] != key:
        return None
    if not all(_is_whole(folder / f"{name}.arrow", content["files"]) for name in _SCHEMAS):
        return None
    report = _CONVERTER.structure(content["report"], LoadReport)
    tables = {name: _mapped(folder / f"{name}.arrow") for name in _SCHEMAS}
    network = RoadNetwork(**tables, provenance=report.provenance, kept_fingerprint=report.fingerprint)
    return LoadedRoads(network=network, report=report)


def _is_whole(path: Path, files: dict[str, Any]) -> bool:
    size, sha256 = files[path.name]
    return bool(path.stat().st_size == size and sha256_of(path) == sha256)


def _mapped(path: Path) -> pa.Table:
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
