"""A strict reader for GeoJSON: one feature at a time, faults kept with the feature that has them."""

import itertools
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from data.errors import SourceError
from data.model.finding import Finding, Severity
from data.sources.door.limits import NESTING_LIMIT, Limits
from data.sources.door.positions import BadGeometry, geometry_from, has_height
from data.sources.door.raw import Credit, Fault, RawLayer, note, objects

_SPACE = re.compile(r"[ \t\n\r]*")
_GEOMETRIES = {
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
}
_AGAIN = "Export it again as GeoJSON and check that it arrived whole."


def read_geojson(path: Path, name: str, limits: Limits) -> RawLayer:
    """The features of a GeoJSON file; a bare feature or a bare geometry is one feature.

    Raises
    ------
    SourceError
        When the file as a whole is not GeoJSON, or larger than `limits`.
    """
    document = _Document(_text(path, name), name)
    root = document.members()
    if document.features is None:
        document.features = _lone_feature(root, name, document.root_faults)
    elif root.get("type") != "FeatureCollection":
        raise SourceError(name, [f"its type is {str(root.get('type'))[:40]!r}, not FeatureCollection"], _AGAIN)
    return _layer(document.features, root, name, limits)


def _text(path: Path, name: str) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise SourceError(name, [f"byte {fault.start} is not valid UTF-8"], "Save the file again as UTF-8.") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Digest:
    """What is kept of one feature; its coordinates as nested lists would fill the memory."""

    shape: BaseGeometry | Fault
    id: str | None
    has_odd_id: bool
    has_height: bool
    properties: dict[str, Any]


class _Document:
    """A JSON text read member by member; `features` are digests, if it has that list."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name
        self._at = 0
        self._faults: list[str] = []
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=self._constant)
        self.features: list[_Digest] | None = None
        self.root_faults: tuple[str, ...] = ()

    def members(self) -> dict[str, Any]:
        """All members of the root object but its features."""
        root: dict[str, Any] = {}
        if self._peek() != "{":
            raise self._broken("it is not a JSON object")
        for _ in self._items("}"):
            key, _ = self._value(f"after {len(root)} members")
            if not isinstance(key, str) or self._peek() != ":":
                raise self._broken("it is not valid JSON")
            self._at += 1
            if key in root or (key == "features" and self.features is not None):
                raise self._broken(f"its member {key[:40]!r} appears twice")
            if key == "features" and self._peek() == "[":
                self.features = list(self._features())
            else:
                root[key], faults = self._value(f"in its member {key[:40]!r}")
                self.root_faults += faults
        if self._peek():
            raise self._broken("something follows after its end")
        return root

    def _features(self) -> Iterator[_Digest]:
        for number, _ in enumerate(self._items("]"), 1):
            yield _digest(*self._value(f"in feature {number}"))

    def _items(self, end: str) -> Iterator[None]:
        """Step once for each item of the list or object that opens here; the caller consumes it."""
        self._at += 1
        if self._peek() == end:
            self._at += 1
            return
        while True:
            yield
            sign = self._peek()
            self._at += 1
            if sign == end:
                return
            if sign != ",":
                raise self._broken("it is not valid JSON" if sign else "it ends too early")

    def _peek(self) -> str:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at
        return self._text[self._at : self._at + 1]

    def _value(self, where: str) -> tuple[Any, tuple[str, ...]]:
        self._peek()
        self._faults = []
        try:
            value, self._at = self._decoder.raw_decode(self._text, self._at)
        except json.JSONDecodeError as fault:
            early = fault.pos >= len(self._text.rstrip()) or "Unterminated" in fault.msg
            self._at = fault.pos
            raise self._broken(f"it {'ends too early' if early else 'is not valid JSON'}, {where}") from None
        except (RecursionError, ValueError):
            raise self._broken(f"it is nested too deep or holds an endless number, {where}") from None
        return value, tuple(self._faults)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            twice = next(k for i, (k, _) in enumerate(pairs) if k in {other for other, _ in pairs[:i]})
            self._faults.append(f"its key {twice[:40]!r} appears twice, and nobody can say which value is meant")
        return result

    def _constant(self, token: str) -> None:
        self._faults.append(f"{token} is not a number that a map can use")

    def _broken(self, fault: str) -> SourceError:
        line = self._text.count("\n", 0, self._at) + 1
        return SourceError(self._name, [f"{fault} (line {line}, character {self._at})"], _AGAIN)


def _lone_feature(root: dict[str, Any], name: str, faults: tuple[str, ...]) -> list[_Digest]:
    kind = root.get("type")
    if kind == "Feature":
        return [_digest(root, faults)]
    if isinstance(kind, str) and kind in _GEOMETRIES:
        return [_digest({"type": "Feature", "geometry": root, "properties": {}}, faults)]
    fault = "it has no list of features" if kind == "FeatureCollection" else f"its type {kind!r:.40} is not GeoJSON's"
    raise SourceError(name, [fault], _AGAIN)


def _layer(features: list[_Digest], root: dict[str, Any], name: str, limits: Limits) -> RawLayer:
    if len(features) > limits.features:
        fault = f"it holds {len(features)} features; at most {limits.features} are read"
        raise SourceError(name, [fault], "Cut it to the area of the operation.")
    columns: dict[str, Any] = defaultdict(lambda: np.full(len(features), None, dtype=object))
    for row, feature in enumerate(features):
        for key, value in feature.properties.items():
            columns[key][row] = value
    return RawLayer(
        geometry=objects([None if isinstance(f.shape, Fault) else f.shape for f in features]),
        ids=objects([feature.id for feature in features]),
        columns=dict(columns),
        crs=_coordinate_system(root, name),
        faults={row: f.shape for row, f in enumerate(features) if isinstance(f.shape, Fault)},
        notes=(*_id_notes(features), *_height_notes(features), *_crs_notes(root)),
        credit=_credit(root),
    )


def _digest(feature: object, spoken: tuple[str, ...]) -> _Digest:
    members = feature if isinstance(feature, dict) else {}
    return _Digest(
        shape=_shape(feature, spoken),
        id=_identity(feature),
        has_odd_id=isinstance(members.get("id"), dict | list | bool),
        has_height=has_height(members.get("geometry")),
        # every feature brings its own copy of the names
        properties={sys.intern(key): value for key, value in _properties(feature).items() if value is not None},
    )


def _shape(feature: object, spoken: tuple[str, ...]) -> BaseGeometry | Fault:
    malformed = _malformed(feature, spoken)
    if malformed:
        return Fault(code="feature-malformed", why=malformed)
    geometry = feature.get("geometry") if isinstance(feature, dict) else None
    if geometry is None:
        return Fault(code="geometry-missing", why="it has no geometry")
    try:
        return geometry_from(geometry)
    except BadGeometry as fault:
        return Fault(code="geometry-unreadable", why=str(fault))


def _malformed(feature: object, spoken: tuple[str, ...]) -> str | None:
    if spoken:
        return spoken[0]
    if not isinstance(feature, dict):
        return "it is not an object"
    if feature.get("type") != "Feature":
        return f"its type is {feature.get('type')!r:.40}, not Feature"
    properties = feature.get("properties")
    if properties is not None and not isinstance(properties, dict):
        return "its properties are not an object"
    if _depth_exceeds(properties, NESTING_LIMIT):
        return f"its properties are nested more than {NESTING_LIMIT} deep"
    return None


def _depth_exceeds(value: object, allowed: int) -> bool:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return allowed < 0 or any(_depth_exceeds(m, allowed - 1) for m in members if isinstance(m, dict | list))


def _properties(feature: object) -> dict[str, Any]:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def _identity(feature: object) -> str | None:
    value = feature.get("id") if isinstance(feature, dict) else None
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


def _id_notes(features: list[_Digest]) -> Iterator[Finding]:
    for number, feature in enumerate(features, 1):
        if feature.has_odd_id:
            message = f"Feature {number} has an id that is neither text nor a number; it was left aside."
            yield note("id-unusable", message, "Give it a short text as id.", subject=f"feature {number}")


def _height_notes(features: list[_Digest]) -> Iterator[Finding]:
    count = sum(feature.has_height for feature in features)
    if count:
        message = f"{count} features carry heights or further values in their coordinates; these were left aside."
        yield note("heights-ignored", message, "Nothing to do; only longitude and latitude are used.")


def _crs_notes(root: dict[str, Any]) -> Iterator[Finding]:
    if "crs" in root and root["crs"] is None:
        message = "The file says that its coordinate system is not known; its numbers were taken as degrees, WGS 84."
        yield note("system-not-stated", message, "Check a known place on the map.", severity=Severity.DOUBT)


def _coordinate_system(root: dict[str, Any], name: str) -> str | None:
    stated = root.get("crs")
    if stated is None:
        return None
    properties = stated.get("properties") if isinstance(stated, dict) else None
    named = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(stated, dict) or stated.get("type") != "name" or not isinstance(named, str):
        fault = "it names its coordinate system by a link or in a way that is not understood"
        raise SourceError(name, [fault], "Export it in WGS 84 longitude and latitude (EPSG:4326).")
    return named


def _credit(root: dict[str, Any]) -> Credit:
    def stated(*keys: str) -> str | None:
        found = itertools.chain(*([root.get(key)] for key in keys))
        return next((value[:500] for value in found if isinstance(value, str)), None)

    return Credit(
        licence=stated("licence", "license"),
        attribution=stated("attribution", "copyright"),
        data_at=stated("timestamp", "generated", "data_at"),
    )
