"""What a file is, told by its content; its name must agree."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from data.errors import SourceError

HEAD_BYTES = 65_536
_ENDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "GeoJSON": (".geojson", ".json"),
        "GeoPackage": (".gpkg",),
        "Shapefile": (".shp",),
        "archive": (".zip", ".kmz"),
        "KML": (".kml",),
        "GPX": (".gpx",),
    },
)
_TAKEN = "Give GeoJSON, GeoPackage, Shapefile (.shp with its parts, or zipped), KML, KMZ or GPX."


def format_of(path: Path, name: str | None = None) -> str:
    """Format of the file: GeoJSON, GeoPackage, Shapefile, KML, GPX or archive.

    Parameters
    ----------
    name
        Name to use in messages; the file's own by default.

    Raises
    ------
    SourceError
        When the content is none of these, or not what the name says.
    """
    shown = name or path.name
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    found = _by_content(head)
    if found is None:
        raise SourceError(shown, [_unknown(head)], _TAKEN)
    if path.suffix.lower() not in _ENDINGS[found]:
        fault = f"its content is {_article(found)} but its name ends in {path.suffix or 'nothing'}"
        raise SourceError(shown, [fault], f"Name it {' or '.join(_ENDINGS[found])} if that is what it is. {_TAKEN}")
    if found in ("KML", "GPX"):
        refuse_entities(path, shown)
    return found


def refuse_entities(path: Path, shown: str) -> None:
    """Refuse an XML file that declares a document type or entities anywhere.

    Raises
    ------
    SourceError
        Naming the declaration.
    """
    content = path.read_bytes()
    if b"\x00" in content[:HEAD_BYTES]:
        raise SourceError(shown, ["it is not written in UTF-8"], "Save it again as UTF-8.")
    upper = content.upper()
    for word in (b"<!DOCTYPE", b"<!ENTITY"):
        if word in upper:
            fault = f"it declares {word.decode()[2:]}, which maps never need and attacks do"
            raise SourceError(shown, [fault], "Remove the declaration or ask the sender for a plain file.")


def _by_content(head: bytes) -> str | None:
    if head[:4] == b"PK\x03\x04":
        return "archive"
    if head[:16] == b"SQLite format 3\x00":
        return "GeoPackage"
    if head[:4] == b"\x00\x00\x27\x0a":
        return "Shapefile"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:1] in (b"{", b"["):
        return "GeoJSON"
    return _markup(text) if text[:1] == b"<" else None


def _markup(text: bytes) -> str | None:
    lower = text.lower()
    found = {kind: lower.find(mark) for kind, mark in (("KML", b"<kml"), ("GPX", b"<gpx"))}
    inside = {kind: at for kind, at in found.items() if at >= 0}
    return min(inside, key=lambda kind: inside[kind], default=None)


def _unknown(head: bytes) -> str:
    if not head.strip():
        return "it is empty"
    if head.lstrip()[:1] == b"<":
        return "it is markup, but neither KML nor GPX"
    return "its content is no map format that is read here"


def _article(found: str) -> str:
    return f"an {found}" if found == "archive" else found
