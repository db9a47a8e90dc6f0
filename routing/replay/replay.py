"""All that a schedule would break: what stands between a schedule and everybody who is told of it."""

from collections.abc import Iterator

from routing.movement.case import Case
from routing.movement.schedule import Schedule
from routing.replay.alone import Alone, Clock, misread
from routing.replay.driving import driven
from routing.replay.stocks import overdrawn
from routing.replay.together import at_nodes, on_segments
from routing.replay.violation import Rule, Violation


def _in_seconds(at_s: int) -> str:
    return f"second {at_s}"


def replayed(case: Case, schedule: Schedule, clock: Clock = _in_seconds) -> tuple[Violation, ...]:
    """Every rule that a schedule breaks, in words; nothing if it can be driven.

    Every vehicle is driven second by second. A movement that makes no sense is told and left out of the rest.
    `clock` says a second as the reader wants it told.
    """
    found = [*_counted(case, schedule)]
    senseless = [(movement, [*misread(case, movement)]) for movement in schedule.movements]
    found += [fault for _, faults in senseless for fault in faults]
    drives = [driven(case, movement) for movement, faults in senseless if not faults]
    found += [fault for drive in drives for fault in Alone(case, drive, clock).violations()]
    found += on_segments(case, drives, clock)
    found += at_nodes(case, drives, clock)
    found += overdrawn(case, drives, clock)
    return tuple(found)


def _counted(case: Case, schedule: Schedule) -> Iterator[Violation]:
    """Columns told to move twice, and notified ones that are told otherwise."""
    columns = [movement.column for movement in schedule.movements]
    for column in sorted({column for column in columns if columns.count(column) > 1}):
        text = f"{case.columns[column].name} is told to move twice."
        yield Violation(rule=Rule.SENSE, columns=(column,), at_s=0, text=text)
    for movement in case.fixed:
        if movement not in schedule.movements:
            text = f"{case.columns[movement.column].name} is told other times than it was notified."
            yield Violation(rule=Rule.NOTIFIED, columns=(movement.column,), at_s=movement.enters_s[0], text=text)
