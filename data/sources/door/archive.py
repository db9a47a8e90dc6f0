"""One map layer out of an archive, counted while it unpacks."""

import re
import stat
import zipfile
import zlib
from pathlib import Path

from data.errors import SourceError
from data.sources.door import limits

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg", ".kml", ".geojson", ".json", ".gpkg", ".gpx")
_LAYERS = (".shp", ".kml", ".geojson", ".json", ".gpkg", ".gpx")
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
_REMEDY = "Pack the parts of exactly one map layer into a new archive."


def unpack(path: Path, into: Path) -> Path:
    """Path of the one layer of the archive, unpacked under a plain name into the folder `into`.

    Raises
    ------
    SourceError
        When the archive is damaged, points outside itself, grows out of proportion or holds
        anything but one layer.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _unpack(archive, path, into)
    except _DAMAGED as fault:
        raise SourceError(path.name, [f"the archive is damaged ({fault})"], "Ask the sender for a new copy.") from None


def _unpack(archive: zipfile.ZipFile, path: Path, into: Path) -> Path:
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    faults = [why for entry in entries if (why := _entry_fault(entry))]
    if len(entries) > limits.ARCHIVE_ENTRIES:
        faults.append(f"it holds {len(entries)} files; at most {limits.ARCHIVE_ENTRIES} are accepted")
    wanted = [entry for entry in entries if _ending(entry) in _PARTS]
    layers = [entry for entry in wanted if _ending(entry) in _LAYERS]
    if len(layers) != 1:
        names = ", ".join(entry.filename[:60] for entry in layers[:5])
        faults.append(f"it holds {len(layers)} map layers{f' ({names})' if names else ''} instead of one")
    if faults:
        raise SourceError(path.name, faults, _REMEDY)
    layer = layers[0]
    stem = Path(layer.filename).with_suffix("").as_posix().lower()
    parts = [e for e in wanted if Path(e.filename).with_suffix("").as_posix().lower() == stem]
    _write_parts(archive, parts, path, into)
    return into / f"layer{_ending(layer)}"


def _write_parts(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], path: Path, into: Path) -> None:
    packed = path.stat().st_size
    total = 0
    for entry in parts:
        with archive.open(entry) as source, (into / f"layer{_ending(entry)}").open("wb") as target:
            while chunk := source.read(limits.MEGABYTE):
                total += len(chunk)
                if _out_of_proportion(total, packed):
                    fault = f"it unpacks to more than {total // limits.MEGABYTE} MB from {packed} bytes"
                    raise SourceError(path.name, [fault], "Ask the sender what this is; give the layer unpacked.")
                target.write(chunk)


def _out_of_proportion(total: int, packed: int) -> bool:
    swollen = total > limits.UNPACK_RATIO_FROM_BYTES and total > packed * limits.UNPACK_RATIO
    return swollen or total > limits.UNPACKED_BYTES


def _entry_fault(entry: zipfile.ZipInfo) -> str | None:
    name = entry.filename
    if name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[\\/]", name):
        return f"its entry {name[:80]!r} points outside the archive"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return f"its entry {name[:80]!r} is a link"
    if entry.flag_bits & 1:
        return f"its entry {name[:80]!r} is encrypted"
    return None


def _ending(entry: zipfile.ZipInfo) -> str:
    return "" if entry.filename.startswith("__MACOSX") else Path(entry.filename).suffix.lower()
