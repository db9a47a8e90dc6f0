"""Crossed and broken areas made proper, with what that changed."""

import re
from dataclasses import dataclass

import shapely
from shapely import LinearRing, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.measure import WGS84

_PLACE = re.compile(r"\[(-?[\d.eE+-]+) (-?[\d.eE+-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """A proper area, and how it differs from what was given.

    `place` is (lon, lat) of the first fault; None when nothing was wrong. `before_m2` is the area of
    the shape as given, where parts drawn the other way round count against the rest; `lost_kinds`
    names points and lines that fell away.
    """

    area: Polygon | MultiPolygon
    place: tuple[float, float] | None
    before_m2: float
    after_m2: float
    lost_kinds: tuple[str, ...] = ()

    @property
    def changed_share(self) -> float:
        """Change of the area against what it is now; 0 is none, 1 is all of it."""
        return abs(self.after_m2 - self.before_m2) / self.after_m2 if self.after_m2 else 0.0


def repaired(shape: BaseGeometry) -> Repair | None:
    """The polygons of any shape in degrees, made proper; None when it holds no area at all.

    Rings keep their corners: only where they cross are new ones put in, and overlapping parts become
    one.
    """
    if shape.is_empty:
        return None
    given = _polygons(shape)
    area = _polygons(_made_valid(given)) if given is not None else None
    if area is None or given is None:
        return None
    return Repair(
        area=area,
        place=_fault_place(given),
        before_m2=area_m2(given),
        after_m2=area_m2(area),
        lost_kinds=_other_kinds(shape),
    )


def area_m2(shape: Polygon | MultiPolygon) -> float:
    """Geodesic area, square metres; parts of an improper ring that run the other way round cancel out."""
    polygons = [part for part in _parts(shape) if isinstance(part, Polygon)]
    return sum(_ring_m2(p.exterior) - sum(_ring_m2(hole) for hole in p.interiors) for p in polygons)


def _ring_m2(ring: LinearRing) -> float:
    lon, lat = shapely.get_coordinates(ring).T
    return abs(float(WGS84.polygon_area_perimeter(lon, lat)[0]))


def _made_valid(shape: BaseGeometry) -> BaseGeometry:
    return shape if shape.is_valid else shapely.make_valid(shape, method="structure", keep_collapsed=False)


def _polygons(shape: BaseGeometry) -> Polygon | MultiPolygon | None:
    parts = [part for part in _parts(shape) if isinstance(part, Polygon) and not part.is_empty]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    members = list(getattr(shape, "geoms", ()))
    return [leaf for member in members for leaf in _parts(member)] if members else [shape]


def _other_kinds(shape: BaseGeometry) -> tuple[str, ...]:
    return tuple(sorted({part.geom_type for part in _parts(shape)} - {"Polygon"}))


def _fault_place(shape: BaseGeometry) -> tuple[float, float] | None:
    if shape.is_valid:
        return None
    found = _PLACE.search(shapely.is_valid_reason(shape))
    if found is None:
        return (float(shape.bounds[0]), float(shape.bounds[1]))
    return (float(found[1]), float(found[2]))
