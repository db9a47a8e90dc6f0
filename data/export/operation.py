"""An operation as GeoJSON (RFC 7946): every record a feature, those that lie nowhere without a geometry.

The same revision is the same bytes, whenever and from whatever store it is made.
"""

import json
from collections.abc import Mapping
from typing import Any

from data.export.answers import Document
from data.model import Plan, Record
from data.store.codec import encoded, encoded_settings, kind_of

PLACES = ("area", "line", "point", "place")
"""Fields of records that say where they lie."""
_SHAPES = frozenset({"Point", "LineString", "Polygon", "MultiPolygon"})


def operation_document(plan: Plan, *, seq: int, mark: str = "") -> Document:
    """A plan as it stood at a revision, with the mark by which that revision is known."""
    return {
        "type": "FeatureCollection",
        "operation": plan.name,
        "illustrative": plan.illustrative,
        "revision": seq,
        "mark": mark,
        "settings": json.loads(encoded_settings(plan)),
        "features": [_feature(record) for record in plan.records()],
    }


def written(document: Document) -> bytes:
    """A document as bytes, written the same each time."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, sort_keys=True, indent=1).encode() + b"\n"


def _feature(record: Record) -> Document:
    said: dict[str, Any] = json.loads(encoded(record))
    where = next((name for name in PLACES if _is_shape(said.get(name))), None)
    geometry = said.pop(where) if where else None
    about = {"kind": kind_of(record), **said}
    return {"type": "Feature", "id": str(record.id), "geometry": geometry, "properties": about}


def _is_shape(said: object) -> bool:
    return isinstance(said, Mapping) and said.get("type") in _SHAPES
