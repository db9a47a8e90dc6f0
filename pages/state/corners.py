"""Corners as text: each on a line of its own, in degrees, UTM or MGRS."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import shapely
from shapely import LineString, Point, Polygon

from geo import coordinates
from geo.bounds import Bounds, beyond_m
from geo.coordinates import Form
from geo.errors import GeometryError
from pages.look.words import kilometres
from pages.state.draft import Geometry

LEAST = {"area": 3, "line": 2, "point": 1}
MOST = 20_000
SWAPPED_M = 50_000.0
"""Corners that lie farther than this from all ground of an operation, and on it when swapped, were swapped."""
_PARTS = re.compile(r"[;\n]")


def corner_count(shape: Geometry) -> int:
    """How many corners a shape has; the first of a ring counts once."""
    rings = sum(len(part.interiors) + 1 for part in shapely.get_parts(shape) if isinstance(part, Polygon))
    return int(shapely.get_num_coordinates(shape)) - rings


def shape_of_text(
    text: str, form: str, ground: Bounds | None = None, kept: Mapping[str, Point] = MappingProxyType({})
) -> Geometry:
    """The area, line or point whose corners a text lists, one to a line or parted by semicolons.

    Parameters
    ----------
    form
        "area", "line" or "point".
    kept
        Corners by the words they were told in, so that one nobody touched stays where it is to the last digit.
    ground
        West, south, east and north of all the operation knows, to tell swapped numbers by.

    Raises
    ------
    GeometryError
        Naming the line that cannot be read, or when there are too few, too many or swapped ones.
    """
    lines = [line.strip() for line in _PARTS.split(text) if line.strip()]
    if len(lines) > MOST:
        raise GeometryError(
            f"{len(lines):,} corners are too many to type; give at most {MOST:,}, "
            "or load the shape from a file on the page Data."
        )
    corners = [kept.get(line) or _corner(number, line) for number, line in enumerate(lines, 1)]
    shape = _joined(corners, form)
    if ground is not None:
        _require_not_swapped(shape, ground)
    return shape


def corners_told(shape: Geometry | None, form: Form = Form.DEGREES) -> dict[str, Point]:
    """The corners of a plain shape by the words `shape_of_text` reads; none for one with holes or parts."""
    match shape:
        case Polygon() if not shape.interiors:
            corners = shape.exterior.coords[:-1]
        case LineString() | Point():
            corners = shape.coords[:]
        case _:
            return {}
    return {_told(Point(corner), form): Point(corner) for corner in corners}


def _told(corner: Point, form: Form) -> str:
    # six digits of degrees are a tenth of a metre; the words of the other forms are whole metres
    if form is Form.DEGREES:
        return f"{corner.x:.6f}, {corner.y:.6f}"
    return coordinates.told(corner, form)


def _corner(number: int, line: str) -> Point:
    try:
        return coordinates.parse(line)
    except GeometryError as error:
        raise GeometryError(f"Corner {number}: {error}") from None


def _joined(corners: Sequence[Point], form: str) -> Geometry:
    different = len({(corner.x, corner.y) for corner in corners})
    if different < LEAST[form]:
        need = {"area": "enclose no ground", "line": "make no line", "point": "make no place"}[form]
        raise GeometryError(f"{different} different corners {need}; give at least {LEAST[form]}.")
    if form == "point":
        if len(corners) > 1:
            raise GeometryError(f"{len(corners)} positions are given for one place; give one.")
        return corners[0]
    return Polygon(corners) if form == "area" else LineString(corners)


def _require_not_swapped(shape: Geometry, ground: Bounds) -> None:
    off_m = beyond_m(ground, shape)
    if off_m <= SWAPPED_M:
        return
    swapped = shapely.transform(shape, lambda places: places[:, ::-1])
    if beyond_m(ground, swapped) <= SWAPPED_M:
        raise GeometryError(
            f"Longitude and latitude are swapped: read as written, the corners lie {kilometres(off_m)} from this "
            "operation. Write longitude first, or letters: 31.52 N, 34.46 E."
        )
