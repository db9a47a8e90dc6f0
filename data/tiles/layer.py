"""What is put into tiles: columns of points, lines or rings with texts, thinned from zoom to zoom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from data.tiles.encode import EXTENT, Kind
from data.tiles.pmtiles import tile_numbers
from geo.strips import cut_into_squares

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

LARGEST_ZOOM = 14
"""Zoom of the nearest tiles, which are stretched for views still nearer; every layer must reach it to be seen there."""
_MARGIN = 64 / EXTENT
"""How far a tile knows of its neighbours, in sides: wide enough for the widest road and its edge."""
# three units of a tile are less than half a pixel on screen
_THINNED_UNITS = 3.0
_FINEST_UNITS = 0.5
# areas smaller than a pixel and a half
_SPECK_UNITS = 12.0
_RING_POINTS = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class MapLayer:
    """Things of one kind that are drawn alike.

    Parameters
    ----------
    name, kind
        Name of the layer in the tiles, and what its geometry is.
    shapes
        Points, or lines, or closed lines for the rings of areas, outer rings clockwise on screen; in
        the unit square of `geo.mercator`.
    feature
        Row among the features that each shape is of.
    facts
        Texts of each feature.
    rank
        Importance of each feature; 0 is never left out.
    words
        What each rank is called where it is left out.
    zooms
        The zooms this layer is for.
    """

    name: str
    kind: Kind
    shapes: NDArray[np.object_]
    feature: Rows
    facts: Sequence[Mapping[str, str]]
    rank: Rows
    words: tuple[str, ...]
    zooms: range


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cut:
    """The pieces of a layer at one zoom, ordered by tile and feature, in units of their tile."""

    tile: Rows
    feature: Rows
    x: Rows
    y: Rows
    offsets: Rows


def thinned(layer: MapLayer, shapes: NDArray[np.object_], feature: Rows, zoom: int) -> tuple[NDArray[np.object_], Rows]:
    """Shapes with fewer points, by less than anybody can see at this zoom, and without specks of areas."""
    if layer.kind is Kind.POINT:
        return shapes, feature
    unit = 1 / EXTENT / (1 << zoom)
    tolerance = unit * (_FINEST_UNITS if zoom == layer.zooms[-1] else _THINNED_UNITS)
    simple = np.asarray(shapely.simplify(shapes, tolerance, preserve_topology=False), dtype=object)
    if layer.kind is Kind.LINE:
        return simple, feature
    west, south, east, north = shapely.bounds(simple).T
    seen = (np.maximum(east - west, north - south) >= _SPECK_UNITS * unit) & (
        shapely.get_num_coordinates(simple) >= _RING_POINTS
    )
    return simple[seen], feature[seen]


def points_in_tiles(shapes: NDArray[np.object_], rank: Rows, zoom: int) -> tuple[Rows, Rows]:
    """For each tile and rank that has points: the rank, and how many points the tile has up to that rank."""
    points, of_shape = shapely.get_coordinates(shapes, return_index=True)
    side = 1 << zoom
    column, row = np.clip((points * side).astype(np.int64), 0, side - 1).T
    ranks = int(rank.max(initial=0)) + 1
    key, count = np.unique((column * side + row) * ranks + rank[of_shape], return_counts=True)
    first = np.flatnonzero(np.diff(key // ranks, prepend=-1))
    before = np.repeat((np.cumsum(count) - count)[first], np.diff(np.r_[first, len(key)]))
    return key % ranks, np.cumsum(count) - before


def cut(layer: MapLayer, shapes: NDArray[np.object_], feature: Rows, zoom: int) -> Cut:
    """The shapes in the tiles of one zoom; what is smaller than a unit is gone."""
    points, offsets = _columns(shapes, closed=layer.kind is Kind.AREA)
    side = 1 << zoom
    if layer.kind is Kind.POINT:
        return _cut_points(points * side, feature, zoom)
    pieces = cut_into_squares(points * side, offsets, side=side, margin=_MARGIN, closed=layer.kind is Kind.AREA)
    owner = np.repeat(np.arange(len(pieces.source)), np.diff(pieces.offsets))
    x = np.rint((pieces.x - pieces.column[owner]) * EXTENT).astype(np.int64)
    y = np.rint((pieces.y - pieces.row[owner]) * EXTENT).astype(np.int64)
    moved = np.r_[True, (np.diff(x) != 0) | (np.diff(y) != 0) | (np.diff(owner) != 0)][: len(x)]
    sizes = np.bincount(owner[moved], minlength=len(pieces.source))
    kept = sizes >= (3 if layer.kind is Kind.AREA else 2)
    moved &= kept[owner]
    tile = tile_numbers(zoom, pieces.column[kept], pieces.row[kept])
    return _ordered(tile, feature[pieces.source[kept]], (x[moved], y[moved]), sizes[kept])


def _columns(shapes: NDArray[np.object_], *, closed: bool) -> tuple[Floats, Rows]:
    """Points of all shapes end to end, rings without their last, and where each shape starts."""
    points = shapely.get_coordinates(shapes)
    sizes = shapely.get_num_coordinates(shapes).astype(np.int64)
    offsets = np.r_[0, np.cumsum(sizes)]
    if not closed:
        return points, offsets
    inner = np.ones(len(points), np.bool_)
    inner[offsets[1:][sizes > 0] - 1] = False
    return points[inner], np.r_[0, np.cumsum(np.maximum(sizes - 1, 0))]


def _cut_points(points: Floats, feature: Rows, zoom: int) -> Cut:
    last = (1 << zoom) - 1
    at = np.clip(points.astype(np.int64), 0, last)
    inside = np.rint((points - at) * EXTENT).astype(np.int64)
    return _ordered(tile_numbers(zoom, *at.T), feature, (inside[:, 0], inside[:, 1]), np.ones(len(points), np.int64))


def _ordered(tile: Rows, feature: Rows, points: tuple[Rows, Rows], sizes: Rows) -> Cut:
    order = np.lexsort((feature, tile))
    starts, sizes = (np.cumsum(sizes) - sizes)[order], sizes[order]
    offsets = np.r_[0, np.cumsum(sizes)]
    taken = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], sizes)
    return Cut(tile=tile[order], feature=feature[order], x=points[0][taken], y=points[1][taken], offsets=offsets)
