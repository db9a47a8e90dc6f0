"""The march that is to be expected after what was heard: what was reported, then what is left from there.

Between two reports the column took as long as it did: it stood less than planned before it is taken to
have driven faster, and drove slower rather than stood where nobody told. Behind the last report it
drives, halts and is dealt with at gates as planned. No report that comes later makes anything earlier.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from itertools import pairwise

import numpy as np

from geo.lines import Floats
from routing.columns import Column, Progress, Side
from routing.march.following import HEAD, Stand, StandReason, followed, progress_of
from routing.march.heard import FASTER, Heard, HeardOf
from routing.march.parts import Part
from routing.march.table import MarchTable, Passing, TableRow
from routing.march.unknowns import Unknown

SAME_PLACE_S = 1.0
"""Points that lie so little driving apart are one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ExpectedMarch(MarchTable):
    """A march table that follows from what was heard; `rear` is how the tail goes, None while that is not known."""

    rear: Progress | None

    @cached_property
    def column(self) -> Column:
        """Where the column is at any moment, the tail as it was reported."""
        head = self.progress(HEAD)
        return Column(
            departs_at=self.convoy.departs_at,
            line=self.line,
            head=head,
            tail=self.rear or head,
            road_space_m=self.road_space_m,
        )

    def doubted(self, unknown: Unknown) -> "ExpectedMarch":
        """The same with something more that nobody knows."""
        rows = tuple(
            replace(row, passings=tuple(_doubted(own, row, unknown) for own in row.passings)) for row in self.rows
        )
        return replace(self, rows=rows, unknowns=(*self.unknowns, unknown))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Anchor:
    """A place of the way by what the head drives to there, and when it was there, in seconds from planned departure."""

    along_m: float
    driven_s: float
    at_s: float


_LEFT = _Anchor(along_m=0.0, driven_s=0.0, at_s=0.0)
"""The start point, left as planned."""


def expected_march(table: MarchTable, heard: HeardOf) -> ExpectedMarch:
    """What is to be expected of a column after what was heard of it."""
    anchors = _anchors(table, heard.points)
    stands, drive = _stands(table, anchors, heard.points), _drive(table.drive, _driven(table, anchors))
    start_s = anchors[0].at_s
    convoy = replace(table.convoy, departs_at=table.convoy.departs_at + timedelta(seconds=start_s))
    rear = _rear(table, (drive, stands), heard.points, start_s)
    expected = ExpectedMarch(
        convoy=convoy,
        profile=table.profile,
        waiting=table.waiting,
        line=table.line,
        drive=drive,
        rate_kmh=table.rate_kmh,
        formation=table.formation,
        stands=stands,
        rows=table.rows,
        unknowns=tuple(one for one in table.unknowns if not _is_settled(one, heard.tail_m)),
        rear=rear,
    )
    return replace(expected, rows=tuple(_rows(table, expected, heard)))


def _anchors(table: MarchTable, points: Sequence[Heard]) -> list[_Anchor]:
    """Where the head was when: as reported, or as the tail's time says at the latest; the departure first."""
    anchors: list[_Anchor] = []
    for point in points:
        at_s = point.arrived_s if point.arrived_s is not None else _before_tail_s(table, anchors, point, points)
        if at_s is not None:
            anchors = _with(anchors, _anchor(table, point.along_m, at_s))
    if anchors and anchors[0].driven_s < SAME_PLACE_S:
        return [replace(anchors[0], along_m=0.0, driven_s=0.0), *anchors[1:]]
    # before a first report somewhere else it left when planned, or as early as it must have
    left_s = min([0.0, *(one.at_s - one.driven_s for one in anchors[:1])])
    return [_Anchor(along_m=0.0, driven_s=0.0, at_s=left_s), *anchors]


def _anchor(table: MarchTable, along_m: float, at_s: float) -> _Anchor:
    return _Anchor(along_m=along_m, driven_s=table.drive.reached_s(along_m), at_s=at_s)


def _with(anchors: list[_Anchor], new: _Anchor) -> list[_Anchor]:
    if anchors and new.driven_s - anchors[-1].driven_s < SAME_PLACE_S:
        return [*anchors[:-1], replace(anchors[-1], at_s=max(anchors[-1].at_s, new.at_s))]
    return [*anchors, new]


def _before_tail_s(
    table: MarchTable, anchors: Sequence[_Anchor], point: Heard, points: Sequence[Heard]
) -> float | None:
    """When the head was at a point at the latest, by its tail; None where it is expected there sooner anyhow."""
    cleared_s, last = point.cleared_s or 0.0, anchors[-1] if anchors else _LEFT
    driven_s = table.drive.reached_s(point.along_m) - last.driven_s
    latest_s = cleared_s - (table.rows[point.row].column.passes_s or 0.0)
    if anchors:
        latest_s = max(latest_s, min(last.at_s + driven_s / FASTER, cleared_s))
    latest_s = min(latest_s, _before_next_s(table, last, point, points))
    ahead = [stand for stand in table.stands if last.along_m <= stand.along_m < point.along_m]
    stood_s = sum(stand.wait_s or 0.0 for stand in _ahead(table, last, ahead, points))
    return latest_s if latest_s < last.at_s + driven_s + stood_s else None


def _before_next_s(table: MarchTable, last: _Anchor, point: Heard, points: Sequence[Heard]) -> float:
    """When the head was at a point at the latest, by when it was at the next at which it was reported."""
    ahead = (one for one in points if one.along_m > point.along_m and one.arrived_s is not None)
    following = next(ahead, None)
    if following is None or following.arrived_s is None:
        return math.inf
    driven_s, next_s = (table.drive.reached_s(one.along_m) - last.driven_s for one in (point, following))
    least_s, whole_s = (next_s - driven_s) / FASTER, following.arrived_s - last.at_s
    # where both drives cannot have been as slow as that, each took its share
    shared_s = last.at_s + whole_s * driven_s / next_s if next_s > 0 else following.arrived_s
    return shared_s if whole_s < next_s / FASTER else following.arrived_s - least_s


def _planned_s(table: MarchTable, along_m: float) -> float:
    return table.progress(HEAD).reached_s(along_m)


def _between(stands: Sequence[Stand], from_m: float, to_m: float) -> float:
    return sum(stand.wait_s or 0.0 for stand in stands if from_m <= stand.along_m < to_m)


def _driven(table: MarchTable, anchors: Sequence[_Anchor]) -> list[tuple[float, float]]:
    """What the head drove in the plan up to each anchor, and what it really drove."""
    knots, done_s = [(0.0, 0.0)], 0.0
    for one, other in pairwise(anchors):
        took_s, driven_s = other.at_s - one.at_s, other.driven_s - one.driven_s
        stood_s = min(_between(table.stands, one.along_m, other.along_m), max(took_s - driven_s, 0.0))
        done_s += max(took_s - stood_s, SAME_PLACE_S)
        knots.append((other.driven_s, done_s))
    return knots


def _drive(drive: Progress, knots: Sequence[tuple[float, float]]) -> Progress:
    """The planned drive with these times for those it had; behind the last of them it goes on as planned."""
    planned_s, really_s = np.array(knots).T
    end_s = float(drive.since_s[-1])
    if end_s > planned_s[-1]:
        planned_s, really_s = np.append(planned_s, end_s), np.append(really_s, really_s[-1] + end_s - planned_s[-1])
    since_s = np.union1d(drive.since_s, planned_s[planned_s <= end_s])
    return Progress(since_s=np.interp(since_s, planned_s, really_s), along_m=drive.along_at(since_s))


def _stands(table: MarchTable, anchors: Sequence[_Anchor], points: Sequence[Heard]) -> tuple[Stand, ...]:
    """Where the head stands how long: shorter where it cannot have stood so long, as planned behind the last report."""
    stands = list(table.stands)
    for one, other in pairwise(anchors):
        took_s, driven_s = other.at_s - one.at_s, other.driven_s - one.driven_s
        planned_s = _between(table.stands, one.along_m, other.along_m)
        if planned_s > 0 and (share := max(took_s - driven_s, 0.0) / planned_s) < 1:
            stands = [_shortened(own, share) if one.along_m <= own.along_m < other.along_m else own for own in stands]
    last = anchors[-1]
    passed = [own for own in stands if own.along_m < last.along_m]
    return (*passed, *_ahead(table, last, [own for own in stands if own.along_m >= last.along_m], points))


def _shortened(stand: Stand, share: float) -> Stand:
    return stand if stand.wait_s is None else replace(stand, wait_s=stand.wait_s * share)


def _ahead(table: MarchTable, last: _Anchor, stands: Sequence[Stand], points: Sequence[Heard]) -> Iterator[Stand]:
    """The stands from the last report on: known by the tail where it was told, never left sooner than planned."""
    cleared = {point.place: point for point in points if point.cleared_s is not None and point.along_m >= last.along_m}
    shift_s = last.at_s - _planned_s(table, last.along_m)
    for stand in stands:
        planned_s = stand.wait_s or 0.0
        told = cleared.get(stand.place or "")
        if told is not None:
            stand = replace(stand, wait_s=_told_wait_s(table, stand, told, shift_s))  # noqa: PLW2901 - the same stand
        elif stand.reason is StandReason.WAIT:
            stand = replace(stand, wait_s=planned_s + max(-shift_s, 0.0))  # noqa: PLW2901 - as above
        shift_s += (stand.wait_s or 0.0) - planned_s
        yield stand


def _told_wait_s(table: MarchTable, stand: Stand, told: Heard, shift_s: float) -> float | None:
    """How long the head stood where the tail has cleared: a gate as long as it took, others no longer than planned."""
    clears_at = table.rows[told.row].column.clears_at
    if clears_at is None:
        return stand.wait_s
    planned_s = (clears_at - table.convoy.departs_at).total_seconds()
    later_s = (told.cleared_s or 0.0) - (planned_s + shift_s)
    if stand.reason is not StandReason.GATE:
        later_s = min(later_s, 0.0)
    return max((stand.wait_s or 0.0) + later_s, 0.0)


def _rear(
    table: MarchTable, drive: tuple[Progress, tuple[Stand, ...]], points: Sequence[Heard], start_s: float
) -> Progress | None:
    """How the tail goes: behind the head as planned, no sooner than its own last report and what is left from it."""
    ends = table.formation.column.ends
    if ends is None:
        return None
    behind = followed(*drive, ends)
    last = max((one for one in points if one.cleared_s is not None), key=lambda one: one.along_m, default=None)
    if last is None:
        return behind
    planned = table.column.tail
    later_s = (last.cleared_s or 0.0) - planned.left_s(last.along_m) - start_s
    places_m = np.union1d(np.union1d(behind.along_m, planned.along_m), [last.along_m])
    sides: tuple[Side, Side] = ("left", "right")
    times_s = [_later(behind, planned, places_m, (last.along_m, later_s), side) for side in sides]
    return progress_of(np.repeat(places_m, 2), np.column_stack(times_s).ravel())


def _later(behind: Progress, planned: Progress, places_m: Floats, told: tuple[float, float], side: Side) -> Floats:
    """The later of two courses, of which the second counts from a place on, shifted."""
    from_m, later_s = told
    counts = places_m > from_m if side == "left" else places_m >= from_m
    own_s = np.where(counts, planned.times_s(places_m, side) + later_s, -np.inf)
    return np.maximum(behind.times_s(places_m, side), own_s)


def _is_settled(unknown: Unknown, tail_m: float | None) -> bool:
    """Whether what was not known lies behind all of the column."""
    return unknown.along_m is not None and tail_m is not None and unknown.along_m <= tail_m


def _rows(table: MarchTable, expected: ExpectedMarch, heard: HeardOf) -> Iterator[TableRow]:
    along_m = np.array([row.point.along_m for row in table.rows])
    told = {one.row: one for one in heard.points}
    columns = [_passings(expected, part, along_m, heard) for part in table.formation.all_parts]
    for number, row in enumerate(table.rows):
        column, *parts = (passings[number] for passings in columns)
        held = {(own.along_m, own.reason, own.place) for own in row.stands}
        stands = tuple(own for own in expected.stands if (own.along_m, own.reason, own.place) in held)
        own = told.get(number)
        column = _as_told(table, column, own) if own else column
        yield replace(row, stands=stands, passings=(column, *parts))


def _passings(expected: ExpectedMarch, part: Part, along_m: Floats, heard: HeardOf) -> list[Passing]:
    departs_at = expected.convoy.departs_at
    arrives_s = expected.progress(part.begins).times_s(along_m, "left").tolist()
    ends = expected.formation.column.ends
    is_last = part.ends is not None and ends is not None and part.ends.space_m >= ends.space_m
    rear = None if part.ends is None else expected.rear if is_last else expected.progress(part.ends)
    clears_s = None if rear is None else rear.times_s(along_m, "right").tolist()
    coming = [one for one in expected.unknowns if part.begins != HEAD or not _is_settled_for_head(one, heard.head_m)]
    return [
        Passing(
            part=part,
            arrives_at=departs_at + timedelta(seconds=at_s),
            clears_at=None if clears_s is None else departs_at + timedelta(seconds=clears_s[row]),
            arrival_is_earliest=any(one.delays_arrival(place_m, part.begins) for one in coming),
            clearing_is_earliest=any(one.delays_clearing(place_m, part.ends or HEAD) for one in expected.unknowns),
        )
        for row, (at_s, place_m) in enumerate(zip(arrives_s, along_m.tolist(), strict=True))
    ]


def _is_settled_for_head(unknown: Unknown, head_m: float | None) -> bool:
    return unknown.along_m is not None and head_m is not None and unknown.along_m < head_m


def _as_told(table: MarchTable, passing: Passing, told: Heard) -> Passing:
    """The passing with what was reported of it."""
    departs_at = table.convoy.departs_at
    if told.arrived_s is not None:
        at = departs_at + timedelta(seconds=told.arrived_s)
        passing = replace(passing, arrives_at=at, arrival_is_earliest=False)
    if told.cleared_s is not None:
        at = departs_at + timedelta(seconds=told.cleared_s)
        passing = replace(passing, clears_at=at, clearing_is_earliest=False)
    return passing


def _doubted(passing: Passing, row: TableRow, unknown: Unknown) -> Passing:
    """The passing as the earliest where something more may delay it."""
    place_m = row.point.along_m
    ends = passing.part.ends or passing.part.begins
    return replace(
        passing,
        arrival_is_earliest=passing.arrival_is_earliest or unknown.delays_arrival(place_m, HEAD),
        clearing_is_earliest=passing.clearing_is_earliest or unknown.delays_clearing(place_m, ends),
    )
