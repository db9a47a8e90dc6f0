"""Where columns come nearer to one another at a point than pass time and headway permit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import shapely

from geo.snap import around
from routing.march.places import PlaceKind
from routing.march.table import MarchTable, TableRow

HEADWAY_S = 300.0
"""From the tail of one column to the head of the next at a point, unless asked otherwise."""
SAME_POINT_M = 50.0
"""Points of two ways that lie nearer than this are one."""
LONGEST = timedelta(hours=24)
"""A column of which nobody knows the tail is through after so long."""
_SHARED = frozenset(
    {
        PlaceKind.START,
        PlaceKind.RELEASE,
        PlaceKind.VIA,
        PlaceKind.CROSSING,
        PlaceKind.CHECKPOINT,
        PlaceKind.BRIDGE,
        PlaceKind.SECTOR,
        PlaceKind.HOLDING_POINT,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two columns nearer to each other at a point than pass time and headway permit.

    `lacking_s` is how much later the second must come; None is not known, for want of a tail.
    """

    convoy: str
    point: str
    along_m: float
    place: str | None
    at: datetime
    lacking_s: float | None


def conflicts_of(
    table: MarchTable, others: Mapping[str, MarchTable], headway_s: float = HEADWAY_S
) -> tuple[Conflict, ...]:
    """Where other columns are nearer than pass time and headway, at the first point of the way for each of them."""
    found = (_first_conflict(table, name, other, headway_s) for name, other in others.items())
    return tuple(sorted((one for one in found if one is not None), key=lambda one: (one.at, one.convoy)))


def _first_conflict(table: MarchTable, name: str, other: MarchTable, headway_s: float) -> Conflict | None:
    if name == table.convoy.id:
        return None
    pairs = ((row, met) for row in table.rows for met in other.rows if _is_same_point(row, met))
    return next((one for row, met in pairs if (one := _conflict(name, row, met, headway_s)) is not None), None)


def _is_same_point(one: TableRow, other: TableRow) -> bool:
    """Whether two columns come by one point at which they cannot pass side by side."""
    kinds = {one.point.kind, other.point.kind}
    if not kinds <= _SHARED:
        return False
    if PlaceKind.HOLDING_POINT in kinds and not (one.stands and other.stands):
        return False
    if one.point.subject is not None and PlaceKind.SECTOR not in kinds:
        return one.point.subject == other.point.subject
    same = one.point.kind is other.point.kind and one.point.name == other.point.name
    return same and bool(shapely.intersects(around(one.point.point, SAME_POINT_M), other.point.point))


def _conflict(name: str, own: TableRow, met: TableRow, headway_s: float) -> Conflict | None:
    first, second = sorted((own.column, met.column), key=lambda passing: passing.arrives_at)
    lacking_s = None
    if first.clears_at is not None:
        lacking_s = (first.clears_at - second.arrives_at).total_seconds() + headway_s
        if lacking_s <= 0:
            return None
    elif second.arrives_at - first.arrives_at > LONGEST:
        return None
    return Conflict(
        convoy=name,
        point=own.point.name,
        along_m=own.point.along_m,
        place=own.point.subject,
        at=second.arrives_at,
        lacking_s=lacking_s,
    )
