"""How well a way is known and how dangerous it is, stretch by stretch: age of what was reported, exposure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon

from data.model.status import StatusReport
from data.model.zone import Zone
from geo.crs import metres_around
from geo.intervals import cut_pieces
from geo.lines import Floats, Lines, Rows, lines_from
from geo.overlay import intervals_inside

BESIDE_M = 20.0
"""A report this near a way speaks of it."""
CROSSING_M = 3 * BESIDE_M
"""A report on a road that has less than this in common with a way only crosses it."""


class InformationAge(StrEnum):
    """How old information is against the limit its own report sets: under half of it, under it, or unknown."""

    FRESH = "fresh"
    AGING = "aging"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of a way and the rows of what lies on it."""

    line: LineString
    start_m: float
    end_m: float
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReportGround:
    """The ground beside reports: `rows` in the reports given, and whether each speaks of a point alone."""

    rows: Rows
    areas: tuple[Polygon, ...]
    at_point: NDArray[np.bool_]


def information_age(report: StatusReport, at: datetime) -> InformationAge:
    """How old a report is at a moment; unknown before it is made, without a date, beyond its limit and its validity."""
    age = report.source.age(at)
    if age is None or age.total_seconds() < 0 or age > report.stale_after or not report.valid.holds_at(at):
        return InformationAge.UNKNOWN
    return InformationAge.FRESH if age <= report.stale_after / 2 else InformationAge.AGING


def newest(ages: Sequence[InformationAge]) -> InformationAge:
    """The best of several ages; unknown where there is none."""
    known = [age for age in InformationAge if age in ages]
    return known[0] if known else InformationAge.UNKNOWN


def ground_of(reports: Sequence[StatusReport]) -> ReportGround:
    """The ground beside the place of every report that has one."""
    rows = [row for row, report in enumerate(reports) if report.place is not None]
    places = np.array([reports[row].place for row in rows], dtype=object)
    if not rows:
        return ReportGround(rows=np.empty(0, np.int64), areas=(), at_point=np.empty(0, bool))
    plane = metres_around(places)
    beside = plane.unproject(shapely.buffer(plane.project(places), BESIDE_M, quad_segs=4))
    return ReportGround(
        rows=np.array(rows, np.int64),
        areas=tuple(beside.tolist()),
        at_point=np.array([isinstance(place, Point) for place in places], bool),
    )


def reported_stretches(line: LineString, ground: ReportGround) -> tuple[Stretch, ...]:
    """The whole of a line in stretches, each with the reports that speak of it, or with none."""
    lines = lines_from([line])
    inside = intervals_inside(lines, ground.areas)
    speaks = ground.at_point[inside.area] | (inside.length_m >= CROSSING_M)
    return _stretches(lines, ground.rows[inside.area[speaks]], inside.start_m[speaks], inside.end_m[speaks])


def exposed_stretches(line: LineString, zones: Sequence[Zone]) -> tuple[Stretch, ...]:
    """The whole of a line in stretches, each with the zones it lies in."""
    lines = lines_from([line])
    inside = intervals_inside(lines, [zone.area for zone in zones])
    return _stretches(lines, inside.area, inside.start_m, inside.end_m)


def exposure_weight(stretch: Stretch, zones: Sequence[Zone]) -> float:
    """What a second on a stretch weighs, over all zones it lies in; relative, uncalibrated."""
    return sum(zones[row].exposure for row in stretch.rows)


def _stretches(lines: Lines, rows: Rows, start_m: Floats, end_m: Floats) -> tuple[Stretch, ...]:
    """The whole line cut where anything begins or ends; it is a stretch of its own, so that no metre is lost."""
    none, length_m = len(rows), float(lines.length_m[0])
    starts, ends = np.append(start_m, 0.0), np.append(end_m, length_m)
    pieces = cut_pieces(np.zeros(none + 1, np.int64), starts, ends)
    on: Mapping[int, list[int]] = {piece: [] for piece in range(len(pieces.line))}
    for stretch, piece in zip(pieces.stretch.tolist(), pieces.piece.tolist(), strict=True):
        if stretch != none:
            on[piece].append(int(rows[stretch]))
    return tuple(
        Stretch(
            line=LineString(lines.part(0, start, end)), start_m=start, end_m=end, rows=tuple(sorted(set(on[piece])))
        )
        for piece, (start, end) in enumerate(zip(pieces.start_m.tolist(), pieces.end_m.tolist(), strict=True))
    )
