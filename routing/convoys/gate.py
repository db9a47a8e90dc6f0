"""The one gate between a schedule and everybody who is shown it: driven vehicle by vehicle, and read back as a plan."""

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from data.model.plan import Plan
from routing.convoys.laid import Laid
from routing.convoys.laying import laid_out
from routing.convoys.taken import with_schedule
from routing.index import NetworkIndex
from routing.movement.schedule import Schedule
from routing.replay.alone import Clock
from routing.replay.replay import replayed
from routing.replay.violation import Violation

SAME_S = 1
"""Times read back from the plan agree with those of the schedule to a second."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Accepted:
    """A schedule that nothing was found against, and the plan that keeps it."""

    laid: Laid
    schedule: Schedule
    plan: Plan


@dataclass(frozen=True, kw_only=True, eq=False)
class Rejected:
    """Why a schedule must not be shown or saved."""

    reasons: tuple[str, ...]


def admitted(index: NetworkIndex, laid: Laid, schedule: Schedule) -> Accepted | Rejected:
    """A schedule, if every vehicle of it can be driven and the plan that keeps it can be too; else why not.

    Nothing else may make an `Accepted`. The second drive finds the ways and times anew from the plan as it would be
    saved, so that what the roads are like at the new departure counts as well.
    """
    broken = replayed(laid.case, schedule, clock_of(laid))
    if broken:
        return Rejected(reasons=tuple(fault.text for fault in broken))
    plan = with_schedule(laid, schedule)
    again = laid_out(index, plan, replace(laid.asked, ways=1))
    moving = {laid.convoys[movement.column].id for movement in schedule.movements}
    kept = Schedule(movements=tuple(m for m in again.saved.movements if again.convoys[m.column].id in moving))
    reasons = (*_missing(laid, again, schedule), *_other_times(laid, again, schedule))
    reasons += tuple(fault.text for fault in replayed(replace(again.case, fixed=()), kept, clock_of(again)))
    return Rejected(reasons=reasons) if reasons else Accepted(laid=laid, schedule=schedule, plan=plan)


def conflicts(laid: Laid) -> tuple[Violation, ...]:
    """What the movement as saved breaks."""
    return replayed(replace(laid.case, fixed=()), laid.saved, clock_of(laid))


def clock_of(laid: Laid) -> Clock:
    """What says a second of the day in local time, seconds only where there are any."""
    zone = ZoneInfo(laid.plan.time_zone)

    def told(second: int) -> str:
        here = laid.hours.at(second).astimezone(zone)
        return f"{here:%H:%M:%S}" if here.second else f"{here:%H:%M}"

    return told


def _missing(laid: Laid, again: Laid, schedule: Schedule) -> tuple[str, ...]:
    """Convoys that are scheduled and have no way or no times in the plan that would keep that."""
    lost = {left.convoy: left for left in again.left_out}
    moving = [laid.convoys[movement.column] for movement in schedule.movements]
    return tuple(
        f"{convoy.name} would leave when it cannot: {lost[convoy.id].reason}." for convoy in moving if convoy.id in lost
    )


def _other_times(laid: Laid, again: Laid, schedule: Schedule) -> tuple[str, ...]:
    """Convoys whose way takes another time when they leave as scheduled."""
    found = []
    for movement in schedule.movements:
        convoy = laid.convoys[movement.column]
        row = again.row_of.get(convoy.id)
        own = None if row is None else again.saved.of(row)
        if own is None:
            continue
        told, read = laid.arrives_at(movement), again.arrives_at(own)
        if abs((told - read).total_seconds()) > SAME_S:
            clock = clock_of(laid)
            found.append(
                f"{convoy.name} would be in at {clock(laid.hours.second(read))} and not at "
                f"{clock(laid.hours.second(told))}: the roads are different when it leaves."
            )
    return tuple(found)
