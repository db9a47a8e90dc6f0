"""What lies around the roads: places, coast, borders, water and land use, as rows and as layers of a map."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from data.tiles.encode import Kind
from data.tiles.layer import LARGEST_ZOOM, MapLayer
from data.tiles.names import name_facts
from data.tiles.whole import write_whole
from geo.mercator import to_square

GROUND = pa.schema(
    {
        "layer": pa.dictionary(pa.int32(), pa.string()),
        "class": pa.dictionary(pa.int32(), pa.string()),
        "name": pa.string(),
        "name_en": pa.string(),
        "name_ar": pa.string(),
        "shape": pa.binary(),
    },
)
"""Columns of a ground: layer and class as in `CLASSES`, names, and the shape as WKB in degrees, WGS 84."""

CLASSES: Mapping[str, tuple[Kind, tuple[str, ...]]] = MappingProxyType(
    {
        "places": (Kind.POINT, ("city", "town", "village", "suburb", "hamlet")),
        "coast": (Kind.LINE, ("coast",)),
        "borders": (Kind.LINE, ("country", "region")),
        "water": (Kind.AREA, ("sea", "water")),
        "streams": (Kind.LINE, ("river", "canal", "stream")),
        "land": (Kind.AREA, ("built", "green", "field", "sand")),
    },
)
"""Layers with their classes from the most important down."""
_VERSION = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """The ground of one area; `table` has the columns of `GROUND`."""

    table: pa.Table

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the content, 64 hex digits."""
        return sha256(_bytes(self.table)).hexdigest()


def keep(ground: Ground, path: Path) -> None:
    """Write the ground to a file that tells whether it is whole."""
    content = _bytes(ground.table)
    write_whole(path, [_seal(content), content])


def fetch(path: Path) -> Ground | None:
    """The ground kept in a file; None when it is not there whole."""
    try:
        content = path.read_bytes()
        seal, body = content[:65], content[65:]
        if seal != _seal(body):
            return None
        table = pa.ipc.open_file(io.BytesIO(body)).read_all()
    except (OSError, pa.ArrowException):
        return None
    return Ground(table=table) if table.schema.equals(GROUND) else None


def ground_layers(ground: Ground) -> tuple[MapLayer, ...]:
    """The layers of a ground that have any row."""
    names = ground.table["layer"].to_pandas().astype(object).to_numpy()
    layers = (_layer(ground.table.filter(pa.array(names == name)), name) for name in CLASSES)
    return tuple(layer for layer in layers if len(layer.shapes))


def _layer(table: pa.Table, name: str) -> MapLayer:
    kind, classes = CLASSES[name]
    rank_of = {word: rank for rank, word in enumerate(classes)}
    rank = np.array([rank_of[word] for word in table["class"].to_pylist()], np.int64)
    facts = [
        {"class": row["class"], **name_facts(row)}
        for row in table.select(["class", "name", "name_en", "name_ar"]).to_pylist()
    ]
    shapes, feature = _parts(shapely.from_wkb(table["shape"].to_numpy(zero_copy_only=False)), kind)
    return MapLayer(
        name=name,
        kind=kind,
        shapes=np.asarray(shapely.transform(shapes, to_square), dtype=object),
        feature=feature,
        facts=facts,
        rank=rank,
        words=classes,
        zooms=range(LARGEST_ZOOM + 1),
    )


def _parts(shapes: NDArray[np.object_], kind: Kind) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Points, lines or rings of the shapes, outer rings first and clockwise on screen, and whose each is."""
    parts, of_row = shapely.get_parts(shapes, return_index=True)
    if kind is not Kind.AREA:
        return parts, of_row.astype(np.int64)
    rings, of_part = shapely.get_rings(shapely.orient_polygons(parts, exterior_cw=True), return_index=True)
    return rings, of_row[of_part].astype(np.int64)


def _bytes(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    with pa.ipc.new_file(sink, GROUND) as writer:
        writer.write_table(table.unify_dictionaries().combine_chunks())
    return sink.getvalue()


def _seal(content: bytes) -> bytes:
    return sha256(bytes([_VERSION]) + content).hexdigest().encode() + b"\n"
