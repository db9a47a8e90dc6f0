"""The map of a network as one file: written once, in one step, and known to be whole."""

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from data.model.network import RoadNetwork
from data.tiles import pmtiles
from data.tiles.layer import MapLayer
from data.tiles.pyramid import Progress, build
from data.tiles.roads import LARGEST_ZOOM, road_layers

FORMAT = 3
"""Raise it whenever the same network gives another map."""
LEFT_OUT = "passage:left_out"
"""Key of the metadata: what is left out by layer and zoom, in words."""
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


def map_of(network: RoadNetwork, folder: Path, progress: Progress | None = None) -> Path:
    """The file with the map of a network in `folder`; written anew when it is missing or damaged."""
    path = folder / f"{network.fingerprint[:32]}-{FORMAT}.pmtiles"
    if not pmtiles.is_whole(path):
        _write(path, road_layers(network), _told(network), progress)
    return path


def _told(network: RoadNetwork) -> dict[str, Any]:
    return {"name": "Passage", "attribution": " · ".join(network.attributions()), "type": "baselayer"}


def _write(path: Path, layers: Sequence[MapLayer], told: dict[str, Any], progress: Progress | None) -> None:
    """Write aside and move into place, so that a reader sees a whole file or none."""
    pyramid = build(layers, progress)
    left_out = {
        name: {str(zoom): list(words) for zoom, words in sorted(zooms.items())}
        for name, zooms in pyramid.left_out.items()
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(prefix=".part-", suffix=".pmtiles", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            pmtiles.write(
                file,
                pyramid.tiles,
                kind=pmtiles.TileKind.VECTOR,
                zooms=range(LARGEST_ZOOM + 1),
                bounds=_bounds(layers),
                metadata={**told, LEFT_OUT: left_out, "vector_layers": _vector_layers(layers)},
            )
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(aside).unlink()


def _vector_layers(layers: Sequence[MapLayer]) -> list[dict[str, Any]]:
    fields: dict[str, dict[str, str]] = {}
    for layer in layers:
        keys = sorted({key for facts in layer.facts for key in facts})
        fields.setdefault(layer.name, {}).update(dict.fromkeys(keys, "String"))
    return [{"id": name, "fields": own} for name, own in fields.items()]


def _bounds(layers: Sequence[MapLayer]) -> pmtiles.Bounds:
    """Degrees from the west, south, east and north end of all shapes."""
    if not layers:
        return _NOWHERE
    west, north, east, south = shapely.total_bounds(np.concatenate([layer.shapes for layer in layers])).tolist()
    lats = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * np.array([south, north])))))
    return ((west - 0.5) * 360, float(lats[0]), (east - 0.5) * 360, float(lats[1]))
