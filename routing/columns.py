"""Where a column is on its way at a moment: head and tail, as metres along the route."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np
import shapely
from shapely import LineString

from geo.lines import Floats, Lines, lines_from

Side: TypeAlias = Literal["left", "right"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Progress:
    """How far along a way somebody is by when: knots, with an even pace from each to the next.

    `since_s` are seconds since the departure of the column, increasing; `along_m` metres from the
    start of the way, never decreasing. Two knots at the same place are a halt.
    """

    since_s: Floats
    along_m: Floats

    def along_at(self, since_s: Floats) -> Floats:
        """Metres along the way at these moments; before the first knot and after the last it stands."""
        return np.interp(since_s, self.since_s, self.along_m)

    def times_s(self, along_m: Floats, side: Side) -> Floats:
        """When places along the way are first reached (`left`), or last left (`right`)."""
        return reached_s((self.along_m, self.since_s), along_m, side)

    def reached_s(self, along_m: float) -> float:
        """When a place along the way is first reached."""
        return float(self.times_s(np.array([along_m]), "left")[0])

    def left_s(self, along_m: float) -> float:
        """When a place along the way is left behind: after a halt there."""
        return float(self.times_s(np.array([along_m]), "right")[0])


def reached_s(knots: tuple[Floats, Floats], along_m: Floats, side: Side) -> Floats:
    """Times at places between knots (metres, seconds): the first at a place, or the last where it is a halt."""
    places_m, times_s = knots
    after = np.clip(np.searchsorted(places_m, along_m, side), 1, max(len(places_m) - 1, 1))
    after = np.minimum(after, len(places_m) - 1)
    before = np.maximum(after - 1, 0)
    step_m = places_m[after] - places_m[before]
    ahead_m = np.clip(along_m - places_m[before], 0.0, step_m)
    at_once = 1.0 if side == "right" else 0.0
    share = np.divide(ahead_m, step_m, out=np.full(len(along_m), at_once), where=step_m > 0)
    return np.asarray(times_s[before] + share * (times_s[after] - times_s[before]))


@dataclass(frozen=True, kw_only=True, eq=False)
class Column:
    """A column on its way; `road_space_m` None is not known, and then only the head can be told."""

    departs_at: datetime
    line: LineString
    head: Progress
    tail: Progress
    road_space_m: float | None

    @property
    def distance_m(self) -> float:
        """Length of the way, metres."""
        return float(self.head.along_m[-1])

    @property
    def arrives_at(self) -> datetime:
        """When the head is at the destination."""
        return self.departs_at + timedelta(seconds=self.head.reached_s(self.distance_m))

    @property
    def clears_at(self) -> datetime:
        """When the tail is at the destination."""
        return self.departs_at + timedelta(seconds=float(self.tail.since_s[-1]))

    @cached_property
    def lines(self) -> Lines:
        """The way with its positions in metres as the route tells them."""
        return measured_line(self.line, self.distance_m)

    def extent_m(self, since_s: Floats) -> tuple[Floats, Floats]:
        """Tail and head in metres along the way, moment by moment; not a number while the column is not on the road."""
        on_road = (since_s >= 0) & (since_s < self.tail.since_s[-1])
        tail_m, head_m = self.tail.along_at(since_s), self.head.along_at(since_s)
        return np.where(on_road, tail_m, np.nan), np.where(on_road, head_m, np.nan)

    def stretch(self, at: datetime) -> LineString | None:
        """The road under the column at a moment, from tail to head; None while it is not on the road."""
        tail_m, head_m = self.extent_m(np.array([(at - self.departs_at).total_seconds()]))
        if np.isnan(head_m[0]):
            return None
        return LineString(self.lines.part(0, float(tail_m[0]), float(head_m[0])))


def measured_line(line: LineString, distance_m: float) -> Lines:
    """A line as the way of a route of this length: its positions are metres as the route tells them."""
    lines = lines_from([line])
    drawn_m = float(lines.length_m[0])
    scale = distance_m / drawn_m if drawn_m > 0 else 1.0
    return Lines(points=lines.points, offsets=lines.offsets, along_m=lines.along_m * scale)


def drawn_course(column: Column, detail_deg: float) -> tuple[Floats, Floats]:
    """Points of the way as far as a map needs them, and the metres along the way of each."""
    known = np.column_stack([column.lines.points, column.lines.along_m])
    kept = shapely.get_coordinates(shapely.simplify(LineString(known), detail_deg), include_z=True)
    return kept[:, :2], kept[:, 2]
