"""Coordinate systems: anything into WGS 84, and WGS 84 into metres around a place."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from geo.errors import GeometryError

_LONGEST_NAME = 20_000


def crs_from_name(name: str) -> CRS:
    """The coordinate system of this name, code or definition.

    Raises
    ------
    GeometryError
        When it is not known here.
    """
    if not name or len(name) > _LONGEST_NAME or "://" in name.split(":def:crs:", maxsplit=1)[0]:
        raise GeometryError(f"The coordinate system {name[:60]!r} is not known; give the data in WGS 84 degrees.")
    try:
        return CRS.from_user_input(name)
    except CRSError:
        raise GeometryError(
            f"The coordinate system {name[:60]!r} is not known; give the data in WGS 84 degrees."
        ) from None


def is_wgs84(crs: CRS) -> bool:
    """Whether the numbers of this system already are longitude and latitude in WGS 84."""
    return crs.is_geographic and bool(crs.to_2d().equals(CRS.from_epsg(4326), ignore_axis_order=True))


def to_wgs84(geometry: NDArray[np.object_], crs: CRS) -> tuple[NDArray[np.object_], float | None]:
    """The shapes in WGS 84, and how far off they may be, metres (None: not known).

    Positions that cannot be transformed become infinite. Numbers are read as easting, northing or
    longitude, latitude, whatever order the system itself prescribes.

    Raises
    ------
    GeometryError
        When no trustworthy transformation is at hand.
    """
    try:
        transformer = Transformer.from_crs(crs, CRS.from_epsg(4326), always_xy=True, allow_ballpark=False)
    except ProjError:
        raise GeometryError(f"There is no trustworthy transformation from {crs.name} to WGS 84 degrees.") from None
    return _transformed(geometry, transformer), transformer.accuracy if transformer.accuracy >= 0 else None


@dataclass(frozen=True, kw_only=True)
class Metres:
    """An equal-area plane in metres that touches the globe at `lon`, `lat`, degrees.

    Within 100 km of that point lengths are true to about 0.01 percent; areas are true everywhere.
    """

    lon: float
    lat: float

    def project(self, geometry: NDArray[np.object_]) -> NDArray[np.object_]:
        """The shapes in metres east and north of the point."""
        return _transformed(geometry, self._forward)

    def unproject(self, geometry: NDArray[np.object_]) -> NDArray[np.object_]:
        """Shapes in metres back in degrees."""
        return _transformed(geometry, self._backward)

    @cached_property
    def _forward(self) -> Transformer:
        return Transformer.from_crs(CRS.from_epsg(4326), self._crs, always_xy=True)

    @cached_property
    def _backward(self) -> Transformer:
        return Transformer.from_crs(self._crs, CRS.from_epsg(4326), always_xy=True)

    @cached_property
    def _crs(self) -> CRS:
        return CRS.from_dict({"proj": "laea", "lon_0": self.lon, "lat_0": self.lat, "ellps": "WGS84", "units": "m"})


def metres_around(geometry: NDArray[np.object_]) -> Metres:
    """The plane in metres at the middle of these shapes."""
    bounds = shapely.total_bounds(geometry) if len(geometry) else np.full(4, np.nan)
    if not np.isfinite(bounds).all():
        return Metres(lon=0.0, lat=0.0)
    return Metres(lon=float(bounds[0] + bounds[2]) / 2, lat=float(bounds[1] + bounds[3]) / 2)


def _transformed(geometry: NDArray[np.object_], transformer: Transformer) -> NDArray[np.object_]:
    def moved(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(places[:, 0], places[:, 1]))

    return np.asarray(shapely.transform(np.asarray(geometry, dtype=object), moved), dtype=object)
