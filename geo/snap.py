"""The nearest place on a line for a point, and shapes a number of metres around a place."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely import LineString, Point, Polygon

from geo.lines import Floats, Lines, Rows, metric_share, ranges
from geo.measure import WGS84

METRES_PER_DEGREE = 111_320.0
"""Longest length of a degree on the ellipsoid, rounded down; good for search boxes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnLine:
    """A place on a line: its row, how far along it, where, and how far the wanted point lies off."""

    line: int
    position_m: float
    lon: float
    lat: float
    distance_m: float


_AMPLE = 1.003
"""How much wider areas around places are drawn: their circles have corners, and the map they are drawn on is flat."""


@dataclass(frozen=True, slots=True)
class LocalMetres:
    """A flat map around one place, good to a part in ten thousand within some tens of kilometres."""

    lon: float
    lat: float

    @property
    def scale(self) -> Floats:
        """Metres per degree of longitude and of latitude here."""
        east = WGS84.inv(self.lon, self.lat, self.lon + 0.001, self.lat)[2]
        north = WGS84.inv(self.lon, self.lat - 0.0005, self.lon, self.lat + 0.0005)[2]
        return np.array([east, north]) * 1000.0

    def metres(self, degrees: Floats) -> Floats:
        """Degrees → metres east and north of this place."""
        return np.asarray((degrees - (self.lon, self.lat)) * self.scale)

    def degrees(self, metres: Floats) -> Floats:
        """Metres east and north of this place → degrees."""
        return np.asarray(metres / self.scale + (self.lon, self.lat))


def nearest(lines: Lines, point: Point, within_m: float) -> OnLine | None:
    """The nearest place on any line, at most `within_m` away; None when there is none.

    Of equally near lines the one with the lowest row is taken.
    """
    radius_m = min(within_m, 50.0)
    while not (found := near_all(lines, point, radius_m)) and radius_m < within_m:
        radius_m = min(radius_m * 4, within_m)
    return min(found, key=lambda place: (round(place.distance_m, 6), place.line), default=None)


def near_all(lines: Lines, point: Point, radius_m: float) -> list[OnLine]:
    """The nearest place on each line that comes within `radius_m`."""
    degrees = radius_m / METRES_PER_DEGREE * 1.01
    wide = degrees / max(np.cos(np.radians(point.y)), 0.01)
    rows = lines.rows_near(point.x - wide, point.y - degrees, point.x + wide, point.y + degrees)
    if not len(rows):
        return []
    best, places = _nearest_pieces(lines, rows, point)
    distance_m = np.asarray(WGS84.inv(places[:, 0], places[:, 1], *_repeated(point, len(rows)))[2])
    share = metric_share(lines.points[best], lines.points[best + 1], places)
    position_m = lines.along_m[best] + share * (lines.along_m[best + 1] - lines.along_m[best])
    return [
        OnLine(
            line=int(rows[i]),
            position_m=float(position_m[i]),
            lon=float(places[i, 0]),
            lat=float(places[i, 1]),
            distance_m=float(distance_m[i]),
        )
        for i in np.nonzero(distance_m <= radius_m)[0]
    ]


def _nearest_pieces(lines: Lines, rows: Rows, point: Point) -> tuple[Rows, Floats]:
    """For each line the point row where its nearest straight piece starts, and the nearest place on it."""
    before = ranges(lines.offsets[rows], lines.offsets[rows + 1] - 1)
    counts = lines.offsets[rows + 1] - lines.offsets[rows] - 1
    here = LocalMetres(point.x, point.y)
    start, end = here.metres(lines.points[before]), here.metres(lines.points[before + 1])
    step = end - start
    square = (step**2).sum(axis=1)
    share = np.divide(-(start * step).sum(axis=1), square, out=np.zeros(len(before)), where=square > 0)
    place = start + np.clip(share, 0.0, 1.0)[:, None] * step
    line = np.repeat(np.arange(len(rows)), counts)
    order = np.lexsort(((place**2).sum(axis=1), line))
    best = order[np.concatenate([[0], np.cumsum(counts)])[:-1]]
    return before[best], here.degrees(place[best])


def _repeated(point: Point, count: int) -> tuple[Floats, Floats]:
    return np.full(count, point.x), np.full(count, point.y)


def around(place: Point | LineString, radius_m: float) -> Polygon:
    """The area within `radius_m` of a point, or beside a line without going round its ends.

    It is never smaller than that, and wider by at most half a percent.
    """
    here = LocalMetres(place.centroid.x, place.centroid.y)
    flat = shapely.transform(place, here.metres)
    ends: Literal["round", "flat"] = "round" if isinstance(place, Point) else "flat"
    wide = flat.buffer(radius_m * _AMPLE, cap_style=ends)
    area: Polygon = shapely.transform(wide, here.degrees)
    return area
