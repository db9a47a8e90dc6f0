"""How areas lie beside each other: overlaps, gaps, shared borders, equal shapes.

Areas are given by label in degrees; all results are in metres. Whether shapes meet is decided on
the straight edges between longitude and latitude corners, so that a neighbour's corner on an edge
opens no gap.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, STRtree
from shapely.geometry.base import BaseGeometry

from geo.crs import metres_around
from geo.measure import WGS84

Label = TypeVar("Label", bound=Hashable)
Area: TypeAlias = Polygon | MultiPolygon
Shapes: TypeAlias = NDArray[np.object_]

_METRES_PER_DEGREE = 111_195.0
_SLIT_SHAPE = 10
_TOUCH_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap(Generic[Label]):
    """Ground that two areas both claim; `width_m` is its mean width, `place` a point inside."""

    first: Label
    second: Label
    area_m2: float
    width_m: float
    place: tuple[float, float]
    shape: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap(Generic[Label]):
    """Ground between the areas that none of them claims; `neighbours` border on it."""

    neighbours: tuple[Label, ...]
    area_m2: float
    width_m: float
    place: tuple[float, float]
    shape: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Border(Generic[Label]):
    """Where two areas lie side by side, and for how long."""

    first: Label
    second: Label
    length_m: float
    line: BaseGeometry


def overlaps(areas: Mapping[Label, Area], *, least_m2: float = 1.0) -> tuple[Overlap[Label], ...]:
    """Every pair that overlaps by at least `least_m2`, in the order of the labels."""
    labels, shapes = list(areas), _column(areas)
    first, second = _pairs(shapes, 0.0)
    shared = shapely.intersection(shapes[first], shapes[second])
    area_m2, width_m = _sizes(shared)
    return tuple(
        Overlap(
            first=labels[first[row]],
            second=labels[second[row]],
            area_m2=float(area_m2[row]),
            width_m=float(width_m[row]),
            place=_place(shared[row]),
            shape=shared[row],
        )
        for row in np.flatnonzero(area_m2 >= least_m2)
    )


def gaps(areas: Mapping[Label, Area], *, least_m2: float = 1.0) -> tuple[Gap[Label], ...]:
    """Every hole that the areas enclose together, of at least `least_m2`, from west to east."""
    labels, shapes = list(areas), _column(areas)
    holes = _holes(shapely.union_all(shapes))
    if not len(holes):
        return ()
    area_m2, width_m = _sizes(holes)
    hole, owner = STRtree(shapes).query(holes, predicate="intersects")
    found = [
        Gap(
            neighbours=tuple(labels[at] for at in np.sort(owner[hole == row])),
            area_m2=float(area_m2[row]),
            width_m=float(width_m[row]),
            place=_place(holes[row]),
            shape=holes[row],
        )
        for row in np.flatnonzero(area_m2 >= least_m2)
    ]
    return tuple(sorted(found, key=lambda gap: gap.place))


def slits(areas: Mapping[Label, Area], *, width_m: float, least_m2: float = 1.0) -> tuple[Gap[Label], ...]:
    """Every gap narrower than `width_m` between two areas that opens to the outside, from west to east.

    A notch shorter than ten times that width is where boundaries part, and no slit.
    """
    if not areas:
        return ()
    labels, plane = list(areas), _Plane.around(_column(areas))
    flat = plane.flattened(_column(areas))
    found = _open_slits(flat, width_m)
    slit, owner = STRtree(flat).query(found, predicate="dwithin", distance=_TOUCH_M)
    shapes = plane.lifted(found)
    area_m2, mean_m = _sizes(shapes)
    is_long = (shapely.length(found) >= 2 * _SLIT_SHAPE * width_m) & (area_m2 >= least_m2)
    told = [
        Gap(
            neighbours=tuple(labels[at] for at in np.sort(owner[slit == row])),
            area_m2=float(area_m2[row]),
            width_m=float(mean_m[row]),
            place=_place(shapes[row]),
            shape=shapes[row],
        )
        for row in np.flatnonzero(is_long)
    ]
    return tuple(sorted((gap for gap in told if len(gap.neighbours) > 1), key=lambda gap: gap.place))


def _open_slits(flat: Shapes, width_m: float) -> Shapes:
    """What closes when the areas grow and shrink again, but for the ground they enclose."""
    union = shapely.union_all(flat)
    grown = shapely.buffer(union, width_m / 2, join_style="mitre")
    closed = shapely.buffer(grown, -width_m / 2, join_style="mitre")
    parts = np.asarray(shapely.get_parts(shapely.difference(closed, union)), dtype=object)
    enclosed = shapely.union_all(_holes(union))
    shapely.prepare(enclosed)
    return parts[~shapely.intersects(enclosed, shapely.point_on_surface(parts))]


def borders(areas: Mapping[Label, Area], *, tolerance_m: float = 1.0) -> tuple[Border[Label], ...]:
    """Every pair that lies side by side, edges up to `tolerance_m` apart included.

    Two areas that touch in a corner only have no border.
    """
    if not areas:
        return ()
    labels, plane = list(areas), _Plane.around(_column(areas))
    flat = plane.flattened(_column(areas))
    first, second = _pairs(flat, tolerance_m)
    rings = shapely.boundary(flat)
    near = shapely.buffer(rings, tolerance_m)
    shared = plane.lifted(shapely.line_merge(shapely.intersection(rings[first], near[second])))
    return tuple(
        Border(first=labels[a], second=labels[b], length_m=length_m, line=line)
        for a, b, line in zip(first, second, shared, strict=True)
        if (length_m := _shared_length(line, tolerance_m)) > tolerance_m
    )


def equal_areas(areas: Mapping[Label, Area]) -> tuple[tuple[Label, ...], ...]:
    """Groups of labels with the very same shape, wherever its rings start."""
    groups: dict[bytes, list[Label]] = defaultdict(list)
    for label, wkb in zip(areas, shapely.to_wkb(shapely.normalize(_column(areas))), strict=True):
        groups[wkb].append(label)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def _column(areas: Mapping[Label, Area]) -> Shapes:
    column = np.empty(len(areas), dtype=object)
    column[:] = list(areas.values())
    return column


def _pairs(shapes: Shapes, within: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if len(shapes) == 0:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    tree = STRtree(shapes)
    rows = tree.query(shapes, predicate="dwithin", distance=within) if within else tree.query(shapes, "intersects")
    once = rows[:, rows[0] < rows[1]]
    order = np.lexsort((once[1], once[0]))
    return once[0][order], once[1][order]


def _holes(union: BaseGeometry) -> Shapes:
    """Ground enclosed by the union, also where it only closes in single points."""
    outline = shapely.get_parts(shapely.node(shapely.boundary(union)))
    faces = np.asarray(shapely.get_parts(shapely.polygonize(outline)), dtype=object)
    shapely.prepare(union)
    return faces[~shapely.contains(union, shapely.point_on_surface(faces))]


def _sizes(shapes: Shapes) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Area, and the mean width of a long shape of that area and outline."""
    flat = metres_around(shapes).project(shapes)
    area_m2 = np.asarray(shapely.area(flat), dtype=np.float64)
    outline_m = np.asarray(shapely.length(flat), dtype=np.float64)
    return area_m2, np.divide(2 * area_m2, outline_m, out=np.zeros_like(area_m2), where=outline_m > 0)


def _place(shape: BaseGeometry) -> tuple[float, float]:
    point = shapely.point_on_surface(shape)
    return (float(point.x), float(point.y))


def _shared_length(line: BaseGeometry, tolerance_m: float) -> float:
    # a border's open ends reach round the corner by the tolerance, on either side
    lines = [part for part in shapely.get_parts(line) if part.geom_type == "LineString"]
    lengths_m = [WGS84.line_length(*shapely.get_coordinates(part).T) for part in lines]
    spare_m = [0.0 if part.is_ring else 2 * tolerance_m for part in lines]
    return sum(max(0.0, length_m - more_m) for length_m, more_m in zip(lengths_m, spare_m, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plane:
    """Degrees stretched to metres around a latitude: edges stay straight, so corners stay on them."""

    scale: NDArray[np.float64]

    @classmethod
    def around(cls, shapes: Shapes) -> "_Plane":
        _, south, _, north = shapely.total_bounds(shapes)
        return cls(scale=np.array([np.cos(np.radians((south + north) / 2)), 1.0]) * _METRES_PER_DEGREE)

    def flattened(self, shapes: Shapes) -> Shapes:
        return np.asarray(shapely.transform(shapes, lambda places: places * self.scale), dtype=object)

    def lifted(self, shapes: Shapes) -> Shapes:
        return np.asarray(shapely.transform(shapes, lambda places: places / self.scale), dtype=object)
