"""Slivers between areas closed by giving each to one of its neighbours."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.repair import repaired
from geo.tiling import Area, Gap, Overlap, gaps, overlaps, slits

Label = TypeVar("Label", bound=Hashable)

_LEAST_M2 = 1.0
"""Below this a sliver is rounding and left alone, square metres."""
_SPARE_DEG = 1e-11
"""A sliver is grown by this much, a micrometre, so that rounding leaves no hair between it and its neighbour."""


_ROUNDS = 4
"""Where boundaries meet, closing one sliver may leave another; each round leaves less."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed(Generic[Label]):
    """One sliver that was closed: ground given to `gainer`, taken from `loser` when two had claimed it."""

    gainer: Label
    loser: Label | None
    area_m2: float
    place: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended(Generic[Label]):
    """The areas that changed, and every sliver that was closed."""

    areas: Mapping[Label, Area]
    closed: tuple[Closed[Label], ...]


def mended(areas: Mapping[Label, Area], *, width_m: float) -> Mended[Label]:
    """The areas without overlaps, gaps and slits narrower than `width_m` on average.

    A gap goes to the neighbour with most boundary on it, an overlap stays with the larger of the two. What is
    wider stays as it is: that is for people to agree on.
    """
    now, closed = dict(areas), list[Closed[Label]]()
    for _ in range(_ROUNDS):
        found = _round(now, width_m)
        closed += found
        if not found:
            break
    changed = {label: area for label, area in now.items() if area is not areas[label]}
    return Mended(areas=changed, closed=tuple(closed))


def _round(now: dict[Label, Area], width_m: float) -> list[Closed[Label]]:
    closed = [_take(now, overlap) for overlap in overlaps(now, least_m2=_LEAST_M2) if overlap.width_m < width_m]
    closed += [_give(now, gap) for gap in gaps(now, least_m2=_LEAST_M2) if gap.width_m < width_m]
    return closed + [_give(now, slit) for slit in slits(now, width_m=width_m, least_m2=_LEAST_M2)]


def _take(now: dict[Label, Area], overlap: Overlap[Label]) -> Closed[Label]:
    first, second = now[overlap.first], now[overlap.second]
    keeps = first.area >= second.area
    gainer, loser = (overlap.first, overlap.second) if keeps else (overlap.second, overlap.first)
    contested = _areal(shapely.intersection(_grown(overlap.shape), now[gainer]))
    now[loser] = _proper(shapely.difference(now[loser], contested), now[loser])
    return Closed(gainer=gainer, loser=loser, area_m2=overlap.area_m2, place=overlap.place)


def _give(now: dict[Label, Area], gap: Gap[Label]) -> Closed[Label]:
    grown = _grown(gap.shape)
    gainer = max(gap.neighbours, key=lambda label: shapely.intersection(now[label].boundary, grown).length)
    others = shapely.union_all([now[label] for label in gap.neighbours if label != gainer])
    piece = _areal(shapely.difference(grown, others))
    now[gainer] = _proper(shapely.union(now[gainer], piece), now[gainer])
    return Closed(gainer=gainer, loser=None, area_m2=gap.area_m2, place=gap.place)


def _grown(shape: BaseGeometry) -> BaseGeometry:
    return shapely.buffer(_areal(shape), _SPARE_DEG, join_style="mitre")


def _areal(shape: BaseGeometry) -> BaseGeometry:
    return shapely.union_all([part for part in shapely.get_parts(shape) if isinstance(part, Polygon)])


def _proper(shape: BaseGeometry, before: Area) -> Area:
    found = repaired(shape)
    area: Polygon | MultiPolygon = found.area if found else before
    return area
