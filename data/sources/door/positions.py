"""GeoJSON geometry objects → shapely, every position checked."""

import itertools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from data.sources.door.limits import NESTING_LIMIT

_MOST_VALUES = 4
_RING_POSITIONS = 4


class BadGeometry(ValueError):
    """A geometry object that cannot be read; the text says why."""


def geometry_from(value: object, depth: int = 0) -> BaseGeometry:
    """Geometry of a GeoJSON geometry object, in two dimensions.

    Raises
    ------
    BadGeometry
        Saying what is wrong with it.
    """
    if not isinstance(value, dict):
        raise BadGeometry("its geometry is not an object")
    kind = value.get("type")
    if kind == "GeometryCollection":
        return _collection(value, depth)
    build = _BUILDERS.get(kind) if isinstance(kind, str) else None
    if build is None:
        raise BadGeometry(f"its geometry type {_shown(kind)} is not one of GeoJSON")
    coordinates = value.get("coordinates")
    if not isinstance(coordinates, list):
        raise BadGeometry("its geometry has no list of coordinates")
    return build(coordinates)


def has_height(value: object) -> bool:
    """Whether the first position of a GeoJSON geometry object has more than two numbers."""
    coordinates = value.get("coordinates") if isinstance(value, dict) else None
    while isinstance(coordinates, list) and coordinates and isinstance(coordinates[0], list):
        coordinates = coordinates[0]
    return isinstance(coordinates, list) and len(coordinates) > 2  # noqa: PLR2004


def _collection(value: dict[str, Any], depth: int) -> BaseGeometry:
    members = value.get("geometries")
    if not isinstance(members, list):
        raise BadGeometry("its geometry collection has no list of geometries")
    if depth >= NESTING_LIMIT:
        raise BadGeometry(f"its geometry is nested more than {NESTING_LIMIT} deep")
    return shapely.GeometryCollection([geometry_from(member, depth + 1) for member in members])


def _positions(value: object, least: int) -> NDArray[np.float64]:
    if not isinstance(value, list) or not all(isinstance(position, list) for position in value):
        raise BadGeometry("its coordinates are not nested as its type asks")
    if len(value) < least:
        raise BadGeometry(f"it has {len(value)} positions where {least} are needed")
    sizes = set(map(len, value))
    if not sizes <= {2, 3, _MOST_VALUES}:
        raise BadGeometry(f"one of its positions has {min(sizes)} numbers instead of two")
    if not set(map(type, itertools.chain.from_iterable(value))) <= {int, float}:
        raise BadGeometry("one of its positions holds something that is not a number")
    return _numbers(value if sizes == {2} else [position[:2] for position in value])


def _numbers(value: list[list[float]]) -> NDArray[np.float64]:
    try:
        numbers = np.array(value, dtype=np.float64).reshape(-1, 2)
    except OverflowError:
        raise BadGeometry("one of its coordinates is not a usable number") from None
    if not np.isfinite(numbers).all():
        raise BadGeometry("one of its coordinates is not a usable number")
    return numbers


def _ring(value: object) -> NDArray[np.float64]:
    ring = _positions(value, _RING_POSITIONS)
    if (ring[0] != ring[-1]).any():
        raise BadGeometry(f"its ring does not close: it starts at {_place(ring[0])} and ends at {_place(ring[-1])}")
    return ring


def _point(value: list[Any]) -> BaseGeometry:
    return shapely.Point(_positions([value], 1)[0])


def _line(value: object) -> shapely.LineString:
    return shapely.LineString(_positions(value, 2))


def _polygon(value: object) -> shapely.Polygon:
    if not isinstance(value, list) or not value:
        raise BadGeometry("its polygon has no ring")
    shell, *holes = (_ring(ring) for ring in value)
    return shapely.Polygon(shell, holes)


_BUILDERS: Mapping[str, Callable[[list[Any]], BaseGeometry]] = MappingProxyType(
    {
        "Point": _point,
        "MultiPoint": lambda value: shapely.MultiPoint(_positions(value, 1)),
        "LineString": _line,
        "MultiLineString": lambda value: shapely.MultiLineString([_line(line) for line in value]),
        "Polygon": _polygon,
        "MultiPolygon": lambda value: shapely.MultiPolygon([_polygon(polygon) for polygon in value]),
    },
)


def _place(position: NDArray[np.float64]) -> str:
    return f"({position[0]:.6g}, {position[1]:.6g})"


def _shown(value: object) -> str:
    return repr(value)[:40]
