"""Web Mercator as a unit square: (0, 0) is the north-west corner of the world, (1, 1) the south-east."""

import numpy as np
from numpy.typing import NDArray

HIGHEST_LAT = 85.0511287798066
"""Where the square ends in the north and, negative, in the south, degrees."""

Floats = NDArray[np.float64]


def to_square(lonlat: Floats) -> Floats:
    """Points of the unit square for longitudes and latitudes in degrees; beyond its ends they lie on them.

    >>> to_square(np.array([[0.0, 0.0], [-180.0, 90.0]])).tolist()
    [[0.5, 0.5], [0.0, 0.0]]
    """
    lat = np.clip(lonlat[:, 1], -HIGHEST_LAT, HIGHEST_LAT)
    sine = np.sin(np.radians(lat))
    x = np.clip(lonlat[:, 0] / 360.0 + 0.5, 0.0, 1.0)
    y = np.clip(0.5 - np.log((1.0 + sine) / (1.0 - sine)) / (4.0 * np.pi), 0.0, 1.0)
    return np.column_stack([x, y])
