"""Geodesic lengths on the WGS 84 ellipsoid, in metres."""

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

WGS84 = Geod(ellps="WGS84")


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
