"""Geodesic lengths on the WGS 84 ellipsoid, in metres."""

from math import cos, hypot, nan, radians, sin, sqrt

import numpy as np
from numba import njit
from numpy.typing import NDArray
from pyproj import Geod

WGS84 = Geod(ellps="WGS84")

_NEAR_DEGREES = 0.005
"""Between places this near, distances from their middle latitude stand in the same ratio to a part in 10⁹."""
_ECCENTRICITY = 0.0066943799901413165  # squared, of the WGS 84 ellipsoid


def distances_m(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Geodesic distance between each point and the next, metres; one shorter than the input.

    >>> distances_m(np.array([0.0, 0.0]), np.array([0.0, 1.0])).round(1).tolist()
    [110574.4]
    """
    if len(lon) < 2:  # noqa: PLR2004
        return np.empty(0)
    return np.asarray(WGS84.inv(lon[:-1], lat[:-1], lon[1:], lat[1:])[2])


def along_m(points: NDArray[np.float64], offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Geodesic distance of each point from the start of its own line, metres.

    Parameters
    ----------
    points
        All lines end to end, shape (n, 2), longitude and latitude in degrees.
    offsets
        Where each line starts in `points`, and where the last one ends.
    """
    step = np.zeros(len(points))
    if len(points) > 1:
        step[1:] = distances_m(points[:, 0], points[:, 1])
    step[offsets[:-1]] = 0.0
    run = np.cumsum(step)
    return run - np.repeat(run[offsets[:-1]], np.diff(offsets))


def distance_m(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Geodesic distance between two (lon, lat) points, metres."""
    return float(WGS84.inv(*here, *there)[2])


@njit(cache=True, nogil=True)
def near_share(
    start: NDArray[np.float64], end: NDArray[np.float64], between: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How far `between` lies on the way from start to end by distance; not a number where these lie far apart."""
    share = np.full(len(start), nan)
    for i in range(len(start)):
        if abs(end[i, 0] - start[i, 0]) + abs(end[i, 1] - start[i, 1]) > _NEAR_DEGREES:
            continue
        done = _size(start[i, 0], start[i, 1], between[i, 0], between[i, 1])
        whole = done + _size(between[i, 0], between[i, 1], end[i, 0], end[i, 1])
        share[i] = done / whole if whole > 0.0 else 0.0
    return share


@njit(cache=True, nogil=True)
def _size(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """A distance in the greatest radius of curvature times a degree, by both radii at the middle latitude."""
    middle = radians((lat + other_lat) / 2)
    bend = 1.0 - _ECCENTRICITY * sin(middle) ** 2
    east, north = (other_lon - lon) * cos(middle), (other_lat - lat) * (1.0 - _ECCENTRICITY) / bend
    return hypot(east, north) / sqrt(bend)
