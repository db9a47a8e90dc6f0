"""The critical points of a way: where it starts and ends, what it leads over, and what lies on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

import numpy as np
import shapely
from shapely import LineString, Point

from data.model.movement import Convoy, Waypoint
from data.model.place import Crossing, Site, SiteKind
from data.model.plan import Plan
from data.model.results import Route, Snap
from geo.lines import Lines
from geo.overlay import intervals_inside
from geo.snap import around
from routing.columns import measured_line
from routing.index import NetworkIndex

NEAR_M = 150.0
"""A checkpoint, crossing or holding point not farther from the way lies on it."""
LEAST_M = 50.0
"""A sector, or ground without one, of which the way touches less is not told."""
BRIDGE_M = 30.0
"""Bridges with a name are told from this length on."""
_ON_THE_WAY = {SiteKind.CHECKPOINT, SiteKind.HOLDING_POINT}


class PlaceKind(StrEnum):
    """What a critical point is."""

    START = "start"
    RELEASE = "release"
    VIA = "via"
    SECTOR = "sector"
    CROSSING = "crossing"
    CHECKPOINT = "checkpoint"
    HOLDING_POINT = "holding_point"
    CONTROL_LINE = "control_line"
    BRIDGE = "bridge"
    HALT = "halt"


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticalPoint:
    """A place on a way, `along_m` metres from its start.

    `subject` is the id of what lies there, None where the plan knows nothing there. At the boundary
    of sectors it is the sector entered, None where the way leaves all sectors.
    """

    kind: PlaceKind
    name: str
    along_m: float
    point: Point
    subject: str | None = None


def critical_points(index: NetworkIndex, plan: Plan, convoy: Convoy, route: Route) -> tuple[CriticalPoint, ...]:
    """Every critical point of a convoy's way in the order passed, from start point to release point."""
    way = _Way(index=index, plan=plan, convoy=convoy, route=route, lines=measured_line(route.line, route.distance_m))
    between = [*_vias(way), *_posts(way), *_boundaries(way), *_control_lines(way), *_bridges(way)]
    ends = (
        _end(way, PlaceKind.START, convoy.origin, 0.0),
        _end(way, PlaceKind.RELEASE, convoy.destination, route.distance_m),
    )
    return (ends[0], *sorted(between, key=lambda point: point.along_m), ends[1])


@dataclass(frozen=True, kw_only=True, eq=False)
class _Way:
    """A route with all that its critical points are found from."""

    index: NetworkIndex
    plan: Plan
    convoy: Convoy
    route: Route
    lines: Lines

    @property
    def at(self) -> datetime:
        """When the convoy departs."""
        return self.convoy.departs_at

    def point(self, along_m: float) -> Point:
        """The place so far along the way."""
        return Point(self.lines.places(np.array([0]), np.array([along_m]))[0])

    def along_m(self, shape: shapely.Geometry) -> list[float]:
        """How far along the way each point of a shape lies that is on it."""
        found = shapely.get_coordinates(shape)
        whole = np.append(0.0, np.cumsum(np.hypot(*np.diff(self.lines.points, axis=0).T)))
        at = np.atleast_1d(shapely.line_locate_point(self.route.line, shapely.points(found)))
        return [float(own) for own in np.interp(at, whole, self.lines.along_m)]


def _end(way: _Way, kind: PlaceKind, place_id: str, along_m: float) -> CriticalPoint:
    name = getattr(way.plan.get(place_id), "name", place_id)
    return CriticalPoint(kind=kind, name=name, along_m=along_m, point=way.point(along_m), subject=place_id)


def _vias(way: _Way) -> Iterator[CriticalPoint]:
    """The places the way is led over, each behind the one before."""
    since_m = 0.0
    for via, snap in zip(way.convoy.via, way.route.via, strict=False):
        since_m = stop_m(way.route, snap, since_m)
        if isinstance(via, Waypoint):
            name, subject = via.name or "Waypoint", None
        else:
            name, subject = getattr(way.plan.get(via), "name", via), str(via)
        yield CriticalPoint(
            kind=_kind(way.plan, subject), name=name, along_m=since_m, point=snap.point, subject=subject
        )


def _kind(plan: Plan, subject: str | None) -> PlaceKind:
    place = None if subject is None else plan.get(subject)
    if isinstance(place, Crossing):
        return PlaceKind.CROSSING
    return PlaceKind(place.kind.value) if isinstance(place, Site) and place.kind in _ON_THE_WAY else PlaceKind.VIA


def stop_m(route: Route, snap: Snap, since_m: float) -> float:
    """How far along a route the place of a stop is first reached, from a place on."""
    done_m = 0.0
    for piece in route.pieces:
        low_m, high_m = sorted((piece.start_m, piece.end_m))
        at_m = done_m + abs(snap.offset_m - piece.start_m)
        if piece.segment == snap.segment and low_m - 1e-6 <= snap.offset_m <= high_m + 1e-6 and at_m >= since_m - 1e-6:
            return at_m
        done_m += piece.distance_m
    return since_m


def _posts(way: _Way) -> Iterator[CriticalPoint]:
    """Checkpoints, holding points and crossings on the way that it neither starts at nor ends at nor is led over."""
    named = {way.convoy.origin, way.convoy.destination, *way.convoy.stops_named}
    sites = (site for site in way.plan.sites if site.kind in _ON_THE_WAY and site.valid.holds_at(way.at))
    every: tuple[Site | Crossing, ...] = (*sites, *way.plan.crossings)
    near = [(place, around(place.point, NEAR_M)) for place in every if place.id not in named]
    met = [(place, area) for place, area in near if area.intersects(way.route.line)]
    places = [place for place, _ in met]
    inside = intervals_inside(way.lines, [area for _, area in met])
    for row, start_m, end_m in zip(inside.area.tolist(), inside.start_m.tolist(), inside.end_m.tolist(), strict=True):
        along_m = (start_m + end_m) / 2
        own = places[row]
        yield CriticalPoint(
            kind=_kind(way.plan, own.id), name=own.name, along_m=along_m, point=way.point(along_m), subject=own.id
        )


def _boundaries(way: _Way) -> Iterator[CriticalPoint]:
    """Where the way passes from one sector, or from none, into another."""
    spans = sector_spans(way.plan, way.lines, way.at)
    names = {str(sector.id): sector.name for sector in way.plan.sectors}
    for before, after in pairwise(spans):
        leaves, enters = ("no sector" if own is None else names[own] for own in (before[0], after[0]))
        yield CriticalPoint(
            kind=PlaceKind.SECTOR,
            name=f"{leaves} → {enters}",
            along_m=after[1],
            point=way.point(after[1]),
            subject=after[0],
        )


def sector_spans(plan: Plan, way: Lines, at: datetime) -> list[tuple[str | None, float, float]]:
    """The sectors a way runs through, one behind the other: id, from and to in metres; None where there is no sector.

    Of two that overlap the one entered first goes on to its end. Touches under 50 m are left out.
    """
    sectors = [sector for sector in plan.sectors if sector.valid.holds_at(at)]
    inside = intervals_inside(way, [sector.area for sector in sectors])
    held = sorted(zip(inside.start_m.tolist(), inside.end_m.tolist(), inside.area.tolist(), strict=True))
    spans: list[tuple[str | None, float, float]] = []
    done_m, length_m = 0.0, float(way.length_m[0])
    for start_m, end_m, row in held:
        from_m = max(start_m, done_m)
        if end_m - from_m < LEAST_M:
            continue
        if from_m - done_m >= LEAST_M:
            spans.append((None, done_m, from_m))
        spans.append((str(sectors[row].id), from_m if from_m - done_m >= LEAST_M else done_m, end_m))
        done_m = end_m
    if length_m - done_m >= LEAST_M or not spans:
        spans.append((None, done_m, length_m))
    return _merged(spans)


def _merged(spans: Sequence[tuple[str | None, float, float]]) -> list[tuple[str | None, float, float]]:
    """The spans with those of one sector that follow each other as one."""
    merged: list[tuple[str | None, float, float]] = []
    for sector, from_m, to_m in spans:
        if merged and merged[-1][0] == sector:
            merged[-1] = (sector, merged[-1][1], to_m)
        else:
            merged.append((sector, from_m, to_m))
    return merged


def _control_lines(way: _Way) -> Iterator[CriticalPoint]:
    for line in way.plan.control_lines:
        if line.valid.holds_at(way.at):
            for along_m in way.along_m(_crossed(way.route.line, line.line)):
                yield CriticalPoint(
                    kind=PlaceKind.CONTROL_LINE,
                    name=line.name,
                    along_m=along_m,
                    point=way.point(along_m),
                    subject=line.id,
                )


def _crossed(way: LineString, line: LineString) -> shapely.Geometry:
    """Points where a line crosses a way; of stretches they share, the middle."""
    shared = [part for part in shapely.get_parts(shapely.intersection(way, line)) if not part.is_empty]
    return shapely.MultiPoint([part.interpolate(0.5, normalized=True) if part.length else part for part in shared])


def _bridges(way: _Way) -> Iterator[CriticalPoint]:
    """Bridges with a name on the way, each once where the way comes to it."""
    at_m, last = 0.0, None
    for piece in way.route.pieces:
        on_bridge = bool(way.index.is_bridge[piece.segment]) and piece.name is not None
        if on_bridge and last != piece.segment and way.index.lines.length_m[piece.segment] >= BRIDGE_M:
            yield CriticalPoint(
                kind=PlaceKind.BRIDGE, name=f"Bridge, {piece.name}", along_m=at_m, point=way.point(at_m)
            )
        last = piece.segment if on_bridge else None
        at_m += piece.distance_m
