"""Layers → tiles of every zoom, the least important left out where a tile would grow too heavy."""

import gzip
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from data.tiles.encode import Kind, coded_geometries, encoded_layer
from data.tiles.layer import MapLayer, cut, points_in_tiles, thinned

MOST_POINTS = {Kind.POINT: 400, Kind.LINE: 16_000, Kind.AREA: 20_000}
"""Points a layer may have in one tile before it leaves out its least important ranks."""

Progress = Callable[[str, float | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pyramid:
    """Tiles by rising number, and what each layer leaves out at which zoom, in words."""

    tiles: tuple[tuple[int, bytes], ...]
    left_out: Mapping[str, Mapping[int, tuple[str, ...]]]


def build(layers: Sequence[MapLayer], progress: Progress | None = None) -> Pyramid:
    """The tiles of all zooms of these layers; at its largest zoom a layer is whole.

    A rank of a layer that is left out at a zoom is left out at all smaller ones too.
    """
    content: dict[int, list[bytes]] = {}
    left_out: dict[str, dict[int, tuple[str, ...]]] = {}
    highest: dict[str, int] = {}
    zooms = sum(len(layer.zooms) for layer in layers)
    done = 0
    for layer in sorted(layers, key=lambda each: -each.zooms[-1]):
        for zoom, rank, tiles in _levels(layer, highest.get(layer.name)):
            highest[layer.name] = rank
            if rank + 1 < len(layer.words):
                left_out.setdefault(layer.name, {})[zoom] = layer.words[rank + 1 :]
            for number, coded in tiles:
                content.setdefault(number, []).append(coded)
            done += 1
            if progress:
                progress("drawing the map", done / zooms)
    # mtime 0: the same map always gives the same bytes
    packed = tuple((number, gzip.compress(b"".join(content[number]), 6, mtime=0)) for number in sorted(content))
    return Pyramid(tiles=packed, left_out=left_out)


def _levels(layer: MapLayer, allowed: int | None) -> Iterator[tuple[int, int, Iterator[tuple[int, bytes]]]]:
    """Each zoom of a layer from the largest, with the last rank it shows and its part of each tile."""
    shapes, feature = layer.shapes, layer.feature
    for zoom in reversed(layer.zooms):
        shapes, feature = thinned(layer, shapes, feature, zoom)
        last = len(layer.words) - 1
        allowed = last if allowed is None else min(allowed, _last_rank_that_fits(layer, shapes, feature, zoom))
        if allowed < last:
            shown = layer.rank[feature] <= allowed
            shapes, feature = shapes[shown], feature[shown]
        yield zoom, allowed, _tiles(layer, shapes, feature, zoom)


def _last_rank_that_fits(layer: MapLayer, shapes: NDArray[np.object_], feature: NDArray[np.int64], zoom: int) -> int:
    rank, count = points_in_tiles(shapes, layer.rank[feature], zoom)
    too_much = rank[count > MOST_POINTS[layer.kind]]
    return max(0, int(too_much.min()) - 1) if len(too_much) else len(layer.words) - 1


def _tiles(
    layer: MapLayer, shapes: NDArray[np.object_], feature: NDArray[np.int64], zoom: int
) -> Iterator[tuple[int, bytes]]:
    pieces = cut(layer, shapes, feature, zoom)
    if not len(pieces.tile):
        return
    # points that say different things must not share a label, so each is a feature of its own
    fresh = np.ones(len(pieces.tile), np.bool_)
    if layer.kind is not Kind.POINT:
        fresh[1:] = (np.diff(pieces.tile) != 0) | (np.diff(pieces.feature) != 0)
    firsts = np.r_[np.flatnonzero(fresh), len(fresh)]
    coded = coded_geometries(pieces.x, pieces.y, pieces.offsets, firsts, layer.kind)
    tile, row = pieces.tile[firsts[:-1]], pieces.feature[firsts[:-1]].tolist()
    bounds = np.r_[np.flatnonzero(np.diff(tile, prepend=-1)), len(tile)].tolist()
    for start, end in pairwise(bounds):
        features = [(layer.facts[row[each]], coded[each]) for each in range(start, end)]
        yield int(tile[start]), encoded_layer(layer.name, layer.kind, features)
