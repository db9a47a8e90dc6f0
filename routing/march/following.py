"""How every part of a column follows its head, with the places where it stands on the way.

A vehicle passes a place later than the head by its share of the pass time, and never before the head
is as far on as the vehicles and gaps between them take. So in slow stretches and behind a halt on the
road the column closes up and no further, and places under it are clear only when it has moved on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geo.lines import Floats
from routing.columns import Progress, Side, reached_s

ROUNDING_M = 1e-6
"""Places nearer than this are one place."""


class StandReason(StrEnum):
    """Why a column stands."""

    HALT = "halt"
    GATE = "gate"
    WAIT = "wait"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where the head stands, how long, and why; `wait_s` None is not known.

    `off_road` is a place with room for the whole column: it pulls in there, and leaves the road free.
    `place` is the id of the place in the plan, None for a halt.
    """

    along_m: float
    wait_s: float | None
    reason: StandReason
    name: str
    place: str | None = None
    off_road: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """How far behind the head of its column somebody marches: seconds, and metres of road with time gaps closed up."""

    time_s: float = 0.0
    space_m: float = 0.0


HEAD = Behind()


def followed(drive: Progress, stands: Sequence[Stand], behind: Behind) -> Progress:
    """How somebody so far behind the head goes, when the head drives like this and stands there.

    Times between knots are never too early, and never later than those of the next knot.
    """
    on_road = [stand for stand in stands if not stand.off_road]
    aside = [stand for stand in stands if stand.off_road]
    head = _standing(drive, on_road)
    places_m = _places(drive, stands, behind)
    sides: tuple[Side, Side] = ("left", "right")
    times_s = [
        np.maximum(
            reached_s(head, places_m, side) + behind.time_s, _spaced(drive, head, behind.space_m, places_m, side)
        )
        + _waited_s(aside, places_m, side)
        for side in sides
    ]
    return progress_of(np.repeat(places_m, 2), np.column_stack(times_s).ravel())


def _standing(drive: Progress, stands: Sequence[Stand]) -> tuple[Floats, Floats]:
    """Knots of the head that drives so and stands there: metres and seconds, two at one place for a halt."""
    along_m = np.append(drive.along_m, [stand.along_m for stand in stands])
    places_m = np.unique(np.clip(along_m, 0.0, drive.along_m[-1]))
    times_s = [drive.times_s(places_m, side) + _waited_s(stands, places_m, side) for side in ("left", "right")]
    return np.repeat(places_m, 2), np.column_stack(times_s).ravel()


def _waited_s(stands: Sequence[Stand], places_m: Floats, side: Side) -> Floats:
    """Seconds stood before each place, or up to and with it."""
    if not stands:
        return np.zeros(len(places_m))
    at_m = np.array([stand.along_m for stand in stands])
    order = np.argsort(at_m, kind="stable")
    waits_s = np.array([stand.wait_s or 0.0 for stand in stands])[order]
    total_s = np.append(0.0, np.cumsum(waits_s))
    return np.asarray(total_s[np.searchsorted(at_m[order], places_m, side)])


def _places(drive: Progress, stands: Sequence[Stand], behind: Behind) -> Floats:
    """Where the pace of somebody behind can change: where that of the head does, there and so far back."""
    length_m = float(drive.along_m[-1])
    own_m = np.concatenate([drive.along_m, [stand.along_m for stand in stands]])
    return np.unique(np.clip(np.concatenate([own_m, own_m - behind.space_m]), 0.0, length_m))


def _spaced(drive: Progress, head: tuple[Floats, Floats], space_m: float, places_m: Floats, side: Side) -> Floats:
    """When each place is passed by somebody who keeps so many metres behind the head, moves on after it has arrived."""
    length_m, arrives_s = float(drive.along_m[-1]), float(head[1][-1])
    if space_m <= 0 or length_m <= 0:
        return reached_s(head, places_m, side)
    left_m = length_m - space_m
    own_s = drive.times_s(places_m, side)
    if left_m <= 0:
        return np.asarray(arrives_s - left_m * float(drive.since_s[-1]) / length_m + own_s)
    following_s = reached_s(head, _snapped(np.minimum(places_m + space_m, length_m), head[0]), side)
    last_s = arrives_s + own_s - drive.left_s(left_m)
    return np.where(places_m > left_m, last_s, following_s)


def _snapped(along_m: Floats, knots_m: Floats) -> Floats:
    """Places taken to a knot they miss by rounding: a halt there would be driven past."""
    after = np.searchsorted(knots_m, along_m).clip(1, len(knots_m) - 1)
    near_m = np.where(along_m - knots_m[after - 1] < knots_m[after] - along_m, knots_m[after - 1], knots_m[after])
    return np.where(np.abs(near_m - along_m) < ROUNDING_M, near_m, along_m)


def progress_of(along_m: Floats, since_s: Floats) -> Progress:
    """Places and times made a course: neither ever falls, and of knots at one time the last is kept."""
    since_s = np.maximum.accumulate(since_s)
    kept = np.append(np.diff(since_s) > 0, True)
    return Progress(since_s=since_s[kept], along_m=np.maximum.accumulate(along_m[kept]))
