"""The ground beside many lines, as one area with holes."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon

from geo.crs import metres_around


def ground_beside(lines: NDArray[np.object_], beside_m: float) -> MultiPolygon:
    """Everything within some metres of these lines, degrees; what lies farther from all of them stays a hole."""
    if not len(lines):
        return MultiPolygon()
    plane = metres_around(lines)
    flat = shapely.simplify(plane.project(lines), beside_m / 50.0)
    merged = shapely.union_all(shapely.buffer(flat, beside_m, quad_segs=4))
    degrees = plane.unproject(np.array([merged], dtype=object))[0]
    return MultiPolygon([part for part in shapely.get_parts(degrees) if not part.is_empty])
