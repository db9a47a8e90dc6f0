"""Where a convoy's column is on its way at a moment: head and tail, as metres along the route.

The head drives as the route is told, without halts. The column behind it keeps its length: its tail
is on the road once the head is that far, and drives the last metres as the head drove them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString

from data.model.movement import Convoy
from data.model.pieces import RoutePiece, RoutePieces
from data.model.results import Route
from geo.lines import Floats, Lines, lines_from


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

    def reached_s(self, along_m: float) -> float:
        """When a place along the way is first reached."""
        after = int(np.clip(np.searchsorted(self.along_m, along_m), 1, max(len(self.along_m) - 1, 1)))
        return float(np.interp(along_m, self.along_m[after - 1 : after + 1], self.since_s[after - 1 : after + 1]))


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
        return self.departs_at + timedelta(seconds=float(self.head.since_s[-1]))

    @property
    def clears_at(self) -> datetime:
        """When the tail is at the destination."""
        return self.departs_at + timedelta(seconds=float(self.tail.since_s[-1]))

    @cached_property
    def lines(self) -> Lines:
        """The way with its positions in metres as the route tells them."""
        lines = lines_from([self.line])
        drawn_m = float(lines.length_m[0])
        scale = self.distance_m / drawn_m if drawn_m > 0 else 1.0
        return Lines(points=lines.points, offsets=lines.offsets, along_m=lines.along_m * scale)

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


def road_space_m(convoy: Convoy) -> float | None:
    """Metres of road a column takes: one gap for each vehicle; None while nobody has told how many there are."""
    return None if convoy.vehicles_known is None else convoy.vehicles_known * convoy.vehicle_gap_m


def column_of(convoy: Convoy, route: Route) -> Column:
    """The column of a convoy on the route it takes."""
    head, space_m = driven(route.pieces), road_space_m(convoy)
    return Column(
        departs_at=convoy.departs_at,
        line=route.line,
        head=head,
        tail=tail_behind(head, space_m or 0.0),
        road_space_m=space_m,
    )


def driven(pieces: Sequence[RoutePiece]) -> Progress:
    """How the pieces of a route are driven, one after the other without a halt."""
    took_s, length_m = _columns(pieces)
    since_s, along_m = np.cumsum(np.append(0.0, took_s)), np.cumsum(np.append(0.0, length_m))
    # a piece of a few centimetres can take no time in whole milliseconds
    last = np.append(np.diff(since_s) > 0, True)
    return Progress(since_s=since_s[last], along_m=along_m[last])


def _columns(pieces: Sequence[RoutePiece]) -> tuple[Floats, Floats]:
    """Seconds and metres of each piece."""
    if isinstance(pieces, RoutePieces):
        return pieces.duration_s, pieces.distance_m
    return np.array([own.duration_s for own in pieces], float), np.array([own.distance_m for own in pieces], float)


def tail_behind(head: Progress, space_m: float) -> Progress:
    """How the tail of a column of this length follows its head."""
    distance_m, arrives_s = float(head.along_m[-1]), float(head.since_s[-1])
    if space_m <= 0 or arrives_s <= 0:
        return head
    if space_m >= distance_m:
        # the head has long arrived when the tail sets out: the column moves on at the average pace
        sets_out_s = arrives_s + (space_m - distance_m) * arrives_s / distance_m
        return _joined((0.0, 0.0), *_part(head, 0.0, sets_out_s))
    left_m = distance_m - space_m
    following = [(since_s, along_m - space_m) for since_s, along_m in _part(head, space_m, 0.0)]
    return _joined((0.0, 0.0), *following, *_part(head, left_m, arrives_s - head.reached_s(left_m)))


def _part(head: Progress, from_m: float, later_s: float) -> list[tuple[float, float]]:
    """The knots of a head from a place on, some seconds later."""
    starts_s = head.reached_s(from_m)
    after = head.since_s > starts_s
    knots = zip(head.since_s[after].tolist(), head.along_m[after].tolist(), strict=True)
    return [(starts_s + later_s, from_m), *((since_s + later_s, along_m) for since_s, along_m in knots)]


def _joined(*knots: tuple[float, float]) -> Progress:
    """The knots as a progress, the later of two at one moment."""
    since_s, along_m = np.array(knots).T
    last = np.append(np.diff(since_s) > 0, True)
    return Progress(since_s=since_s[last], along_m=np.maximum.accumulate(along_m[last]))


def drawn_course(column: Column, detail_deg: float) -> tuple[Floats, Floats]:
    """Points of the way as far as a map needs them, and the metres along the way of each."""
    known = np.column_stack([column.lines.points, column.lines.along_m])
    kept = shapely.get_coordinates(shapely.simplify(LineString(known), detail_deg), include_z=True)
    return kept[:, :2], kept[:, 2]
