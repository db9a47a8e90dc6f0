"""Which sectors a way runs through, in the order it enters them."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely import LineString

from data.model.sector import Sector
from geo.lines import Lines
from geo.measure import along_m
from geo.overlay import intervals_inside

LEAST_M = 50.0
"""A sector of which a way touches less is not one it runs through."""


def sectors_passed(sectors: Sequence[Sector], line: LineString) -> tuple[Sector, ...]:
    """The sectors a line runs through, by where it first enters each."""
    points, offsets = shapely.get_coordinates(line), np.array([0, len(line.coords)])
    lines = Lines(points=points, offsets=offsets, along_m=along_m(points, offsets))
    inside = intervals_inside(lines, [sector.area for sector in sectors])
    within_m = np.bincount(inside.area, inside.length_m, len(sectors))
    first_m = np.full(len(sectors), np.inf)
    np.minimum.at(first_m, inside.area, inside.start_m)
    rows = np.flatnonzero(within_m >= LEAST_M)
    return tuple(sectors[row] for row in rows[np.argsort(first_m[rows], kind="stable")])
