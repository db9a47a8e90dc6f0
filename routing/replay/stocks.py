"""What columns use together: lanes, room to halt, escort teams; counted at every second at which more is taken."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from routing.movement.case import Case
from routing.replay.alone import Clock
from routing.replay.driving import Drive
from routing.replay.violation import Rule, Violation

Taken = tuple[int, int, int, int]
"""From, until, how much, by which column."""


def overdrawn(case: Case, drives: Sequence[Drive], clock: Clock) -> Iterator[Violation]:
    """Lanes, room and escorts of which more is taken than there is."""
    taken = _taken(case, drives)
    for node, what in enumerate(case.nodes):
        for rule, uses, room, unit in (
            (Rule.LANES, taken.lanes[node], what.lanes, "columns are served at once"),
            (Rule.ROOM, taken.metres[node], what.room_m, "m of columns halt"),
            (Rule.ROOM, taken.places[node], what.room_columns, "columns halt"),
        ):
            for at_s, used, columns in _beyond(uses, room):
                text = (
                    f"At {what.name} {used} {unit} at {clock(at_s)}: {_told(case, columns)}; there is room for {room}."
                )
                yield Violation(rule=rule, columns=columns, at_s=at_s, node=node, text=text)
    for at_s, used, columns in _beyond(taken.teams, case.escort_teams):
        text = (
            f"{used} escort teams are out at {clock(at_s)}, with {_told(case, columns)}; there are {case.escort_teams}."
        )
        yield Violation(rule=Rule.ESCORTS, columns=columns, at_s=at_s, text=text)


def _told(case: Case, columns: tuple[int, ...]) -> str:
    return ", ".join(case.columns[column].name for column in columns)


def _beyond(taken: list[Taken], room: int | None) -> Iterator[tuple[int, int, tuple[int, ...]]]:
    """Seconds at which a use begins that is too much, how much is used then, and by whom."""
    if room is None:
        return
    for begins in sorted({use[0] for use in taken}):
        there = [use for use in taken if use[0] <= begins < use[1]]
        used = sum(use[2] for use in there)
        if used > room:
            yield begins, used, tuple(sorted(use[3] for use in there))


@dataclass(frozen=True, slots=True)
class _Taken:
    """Uses by node, and of escort teams."""

    lanes: dict[int, list[Taken]]
    metres: dict[int, list[Taken]]
    places: dict[int, list[Taken]]
    teams: list[Taken]


def _taken(case: Case, drives: Sequence[Drive]) -> _Taken:
    taken = _Taken(defaultdict(list), defaultdict(list), defaultdict(list), [])
    for drive in drives:
        row = drive.movement.column
        column = case.columns[row]
        route = column.routes[drive.movement.route]
        for at, node in enumerate(case.path(route)[:-1]):
            came, gone = int(drive.arrives_s[0, at]), int(drive.leaves_s[-1, at])
            begins = drive.movement.serves_s[at]
            if begins is not None:
                served = route.legs[at - 1].service_s if at else route.service_s
                taken.lanes[node].append((begins, begins + served if _is_off(drive, at) else gone, 1, row))
            if at and drive.is_off_road[at] and (drive.leaves_s[:, at] > drive.arrives_s[:, at]).any():
                taken.metres[node].append((came, gone, column.length_m, row))
                taken.places[node].append((came, gone, 1, row))
        if column.escorts:
            taken.teams.append((drive.begins_s, drive.tail_in_s + route.return_s, column.escorts, row))
    return taken


def _is_off(drive: Drive, at: int) -> bool:
    return at == 0 or drive.is_off_road[at]
