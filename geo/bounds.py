"""Ground between two meridians and two parallels, and how far a shape reaches beyond it."""

from typing import TypeAlias

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.measure import WGS84

Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east and north, degrees."""


def beyond_m(bounds: Bounds, shape: BaseGeometry) -> float:
    """How far the corner of a shape that lies farthest outside lies outside, metres; 0 when none does.

    >>> beyond_m((34.0, 31.0, 35.0, 32.0), shapely.Point(34.5, 31.5))
    0.0
    """
    where = shapely.get_coordinates(shape)
    if not np.isfinite(where).all():
        return float("inf")
    west, south, east, north = bounds
    nearest = np.clip(where, (west, south), (east, north))
    within = np.clip(where, (-180, -90), (180, 90))
    out = np.any(nearest != where, axis=1)
    if not out.any():
        return 0.0
    return float(np.max(WGS84.inv(*within[out].T, *nearest[out].T)[2]))
