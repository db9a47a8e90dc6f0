"""A schedule as the plan keeps it, and what it changes for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from data.model.ids import SiteId
from data.model.movement import Convoy, PlannedWait
from data.model.plan import Plan
from routing.convoys.laid import Laid, LaidWay
from routing.movement.schedule import Movement, Schedule


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementChange:
    """What a schedule changes for one convoy; `after` None where it does not move, though the plan keeps it.

    `by_another_way` names the way where it is not the one that is saved.
    """

    before: Convoy
    after: Convoy | None
    arrives_at: datetime | None
    by_another_way: str = ""

    @property
    def later_s(self) -> float:
        """How much later its head leaves; below 0 is sooner."""
        return 0.0 if self.after is None else (self.after.departs_at - self.before.departs_at).total_seconds()


def with_schedule(laid: Laid, schedule: Schedule) -> Plan:
    """The plan with the departures, waits and ways of a schedule; convoys that do not move stay as they are saved."""
    moved = (convoy_as(laid, movement) for movement in schedule.movements)
    return laid.plan.with_record(*(convoy for convoy in moved if laid.plan.get(convoy.id) != convoy))


def convoy_as(laid: Laid, movement: Movement) -> Convoy:
    """A convoy as it is told to move; the very record of the plan where that is as it is saved."""
    convoy = laid.convoys[movement.column]
    if movement == laid.saved.of(movement.column):
        return convoy
    own = laid.ways[movement.column][movement.route]
    return replace(
        convoy,
        departs_at=laid.departs_at(movement).astimezone(convoy.departs_at.tzinfo),
        via=own.way.via,
        waits=tuple(waits_of(own, movement)),
    )


def waits_of(own: LaidWay, movement: Movement) -> Iterator[PlannedWait]:
    """Where a column stands for others, or until a place opens, and how long."""
    for at in range(1, len(own.route.legs)):
        before = own.route.legs[at - 1]
        came_s = movement.enters_s[at - 1] + before.traverse_s
        waits_s = movement.enters_s[at] - came_s - before.service_s
        subject = own.subjects[at]
        if waits_s > 0 and subject is not None:
            yield PlannedWait(place=SiteId(subject), wait_s=float(waits_s))


def changes(laid: Laid, schedule: Schedule) -> tuple[MovementChange, ...]:
    """Every convoy that moves unlike saved, or does not move, in the order they were to depart."""
    return tuple(
        _change(laid, row, schedule.of(row))
        for row in range(len(laid.convoys))
        if schedule.of(row) != laid.saved.of(row)
    )


def _change(laid: Laid, row: int, movement: Movement | None) -> MovementChange:
    convoy = laid.convoys[row]
    if movement is None:
        return MovementChange(before=convoy, after=None, arrives_at=None)
    own = laid.ways[row][movement.route]
    return MovementChange(
        before=convoy,
        after=convoy_as(laid, movement),
        arrives_at=laid.arrives_at(movement),
        by_another_way=own.route.name if movement.route else "",
    )
