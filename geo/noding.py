"""Areas side by side given the same corners along the boundaries they have in common."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPolygon, Polygon

Area: TypeAlias = Polygon | MultiPolygon
Floats: TypeAlias = npt.NDArray[np.float64]
NEAR_DEG = 1e-6
"""About ten centimetres: what files with six decimals leave between boundaries meant to be one."""
_LEAST_RING = 4


def noded(areas: Sequence[Area], near_deg: float = NEAR_DEG) -> tuple[Area, ...]:
    """The areas, each with the corners of the others that lie on its edges; corners nearly the same are made the same.

    A boundary moves by no more than `near_deg`. An area that would be spoilt by that stays as it is.
    """
    if len(areas) < 2:  # noqa: PLR2004 - one area has no neighbours
        return tuple(areas)
    corners = np.unique(shapely.get_coordinates(areas), axis=0)
    tree = shapely.STRtree(np.asarray(shapely.points(corners)))
    first = _first_of_each(tree, corners, near_deg)
    return tuple(_noded(area, corners, tree, first, near_deg) for area in areas)


def _first_of_each(tree: shapely.STRtree, corners: Floats, near_deg: float) -> npt.NDArray[np.int64]:
    """For every corner the first one nearly the same, mostly itself."""
    one, other = tree.query(shapely.points(corners), predicate="dwithin", distance=near_deg)
    first = np.arange(len(corners))
    np.minimum.at(first, one, other)
    return first[first]


def _noded(area: Area, corners: Floats, tree: shapely.STRtree, first: npt.NDArray[np.int64], near_deg: float) -> Area:
    parts = area.geoms if isinstance(area, MultiPolygon) else (area,)
    rings = [[_ring(ring, corners, tree, first, near_deg) for ring in (p.exterior, *p.interiors)] for p in parts]
    if any(len(ring) < _LEAST_RING for part in rings for ring in part):
        return area
    made = [Polygon(part[0], part[1:]) for part in rings]
    result = made[0] if isinstance(area, Polygon) else MultiPolygon(made)
    return result if result.is_valid or not area.is_valid else area


def _ring(
    ring: shapely.LinearRing, corners: Floats, tree: shapely.STRtree, first: npt.NDArray[np.int64], near_deg: float
) -> Floats:
    """The corners of a ring, with those of others that lie on it in their order along it."""
    own = shapely.get_coordinates(ring)
    edges = np.asarray(shapely.linestrings(np.stack([own[:-1], own[1:]], axis=1)))
    edge, corner = tree.query(edges, predicate="dwithin", distance=near_deg)
    met = first[corner]
    share = shapely.line_locate_point(edges[edge], shapely.points(corners[met]), normalized=True)
    order = np.lexsort((share, edge))
    path = met[order]
    kept = np.append(True, path[1:] != path[:-1]) if len(path) else np.zeros(0, bool)
    made = corners[path[kept]]
    return made if len(made) and (made[0] == made[-1]).all() else np.vstack([made, made[:1]])
