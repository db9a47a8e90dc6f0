"""Which parts of a box are sea, from coast lines that have the water on their right."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

_BESIDE_DEG = 1e-6
_AGREED = 0.99


def sea_within(coast: Sequence[LineString], box: Polygon) -> tuple[Polygon, ...]:
    """The parts of the box that are sea by nearly all the coast that bounds them.

    Coast lines run with the land on their left, as OpenStreetMap draws them. A part along which the
    coast contradicts itself, because lines are missing or turned, is left out, and so is one without
    any coast.
    """
    lines = [line for line in shapely.get_parts(shapely.intersection(coast, box)) if isinstance(line, LineString)]
    if not lines:
        return ()
    faces = shapely.get_parts(shapely.polygonize([shapely.union_all([*lines, box.exterior])]))
    wet, dry = (_length_in(faces, *_beside(lines, sign)) for sign in (1.0, -1.0))
    is_sea = (wet > 0) & (wet >= _AGREED * (wet + dry))
    return tuple(faces[is_sea].tolist())


def _beside(lines: Sequence[LineString], sign: float) -> tuple[NDArray[np.object_], NDArray[np.float64]]:
    """A point just right of the middle of every stretch (left where sign is -1), and how long the stretch is."""
    points, of_line = shapely.get_coordinates(lines, return_index=True)
    step = np.diff(points, axis=0)
    length = np.hypot(*step.T)
    real = (np.diff(of_line) == 0) & (length > 0)
    step, length, start = step[real], length[real], points[:-1][real]
    right = np.column_stack([step[:, 1], -step[:, 0]]) / length[:, None]
    return np.asarray(shapely.points(start + step / 2 + sign * _BESIDE_DEG * right)), length


def _length_in(
    faces: NDArray[np.object_], points: NDArray[np.object_], length: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Length of the stretches whose point lies in each face."""
    which, face = shapely.STRtree(faces).query(points, predicate="within")
    return np.bincount(face, weights=length[which], minlength=len(faces)).astype(np.float64)
