"""Shapes that can be relied on: refused with a sentence when they cannot."""

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geo.errors import GeometryError

EAST, NORTH = 180.0, 90.0
"""Degrees beyond which nothing lies, either way."""


def require_area(shape: BaseGeometry, what: str) -> None:
    """Refuse anything but a valid, non-empty polygon or multipolygon in longitude and latitude.

    Raises
    ------
    GeometryError
        Naming `what`, the place of the fault and the remedy.
    """
    _require_kind(shape, ("Polygon", "MultiPolygon"), what, "an area")
    if not shape.is_valid:
        reason = shapely.is_valid_reason(shape)
        msg = f"{what} is not a proper area ({reason}); move that corner or redraw the shape."
        raise GeometryError(msg)


def require_line(shape: BaseGeometry, what: str) -> None:
    """Refuse anything but a line of some length in longitude and latitude.

    Raises
    ------
    GeometryError
        Naming `what` and the remedy.
    """
    _require_kind(shape, ("LineString",), what, "a line")
    if shape.length == 0:
        msg = f"{what} has no length; give its line two different points."
        raise GeometryError(msg)


def require_point(shape: BaseGeometry, what: str) -> None:
    """Refuse anything but one point in longitude and latitude.

    Raises
    ------
    GeometryError
        Naming `what` and the remedy.
    """
    proper = isinstance(shape, Point) and not shape.is_empty and abs(shape.x) <= EAST and abs(shape.y) <= NORTH
    if not proper:  # what is asked for with every question is looked at without arrays
        _require_kind(shape, ("Point",), what, "a point")


def _require_kind(shape: BaseGeometry, kinds: tuple[str, ...], what: str, wanted: str) -> None:
    if shape.geom_type not in kinds or shape.is_empty:
        found = f"an empty {shape.geom_type}" if shape.is_empty else f"a {shape.geom_type}"
        msg = f"{what} must be {wanted}, not {found}; draw it again."
        raise GeometryError(msg)
    where = shapely.get_coordinates(shape)
    inside = (np.abs(where) <= (EAST, NORTH)).all() and np.isfinite(where).all()
    if not inside:
        reaches = "lies" if wanted == "a point" else "has a corner"
        msg = f"{what} {reaches} outside longitude ±180 and latitude ±90; its coordinates must be degrees, WGS 84."
        raise GeometryError(msg)
