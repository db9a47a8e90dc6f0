"""The map of a network and its ground as one file: written once, in one step, and known to be whole."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from data.model.network import RoadNetwork
from data.tiles import pmtiles
from data.tiles.ground import Ground, ground_layers
from data.tiles.layer import LARGEST_ZOOM, MapLayer
from data.tiles.pyramid import Progress, build
from data.tiles.roads import road_layers
from data.tiles.whole import write_whole

FORMAT = 3
"""Raise it whenever the same network gives another map."""
LEFT_OUT = "passage:left_out"
"""Key of the metadata: what is left out by layer and zoom, in words."""
_NOWHERE = (0.0, 0.0, 0.0, 0.0)


def map_of(
    network: RoadNetwork, folder: Path, *, ground: Ground | None = None, progress: Progress | None = None
) -> Path:
    """The file with the map of a network in `folder`; written anew when it is missing or damaged."""
    around = ground.fingerprint[:8] if ground else "roads"
    path = folder / f"{network.fingerprint[:32]}-{around}-{FORMAT}.pmtiles"
    if not pmtiles.is_whole(path):
        roads = road_layers(network)
        layers = (*roads, *(ground_layers(ground) if ground else ()))
        told = {"name": "Passage", "attribution": " · ".join(network.attributions()), "type": "baselayer"}
        write_whole(path, _content(layers, _bounds(roads), told, progress))
    return path


def _content(
    layers: Sequence[MapLayer], bounds: pmtiles.Bounds, told: dict[str, Any], progress: Progress | None
) -> list[bytes]:
    pyramid = build(layers, progress)
    left_out = {
        name: {str(zoom): list(words) for zoom, words in sorted(zooms.items())}
        for name, zooms in pyramid.left_out.items()
    }
    return pmtiles.assembled(
        pyramid.tiles,
        kind=pmtiles.TileKind.VECTOR,
        zooms=range(LARGEST_ZOOM + 1),
        bounds=bounds,
        metadata={**told, LEFT_OUT: left_out, "vector_layers": _vector_layers(layers)},
    )


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
