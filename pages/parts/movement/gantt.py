"""The convoys of a day along time: a row for each convoy, or for each place and road they share."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from math import ceil

from data.model import Convoy
from pages.look.clock import local_time
from pages.look.strip import Row, Span, StripShown, Tick
from pages.state.movement_seen import Seen

MOST_TICKS = 9
STEPS_MIN = (15, 30, 60, 120, 240)

_UNDER_WAY, _IN_CONFLICT, _LEFT_OUT = ("met", "under way"), ("not", "conflict"), ("unknown", "as saved, not checked")

Use = tuple[datetime, datetime, str]
"""From when until when, by whom."""


def by_convoy(seen: Seen, picked: tuple[int, int]) -> StripShown:
    """A row for each convoy, from departure until its tail is in; those in conflict or left out so marked."""
    faulty = {row for fault in seen.conflicts for row in fault.columns}
    rows = []
    for number, convoy in enumerate(seen.convoys):
        table = seen.tables[convoy.id]
        until = table.clears_at or table.arrives_at
        kind, word = _LEFT_OUT if number in seen.standing else _IN_CONFLICT if number in faulty else _UNDER_WAY
        spans = tuple(_spans(seen, [(convoy.departs_at, until, word)], kind))
        rows.append(Row(name=convoy.name, beneath=beneath(convoy), spans=spans))
    return _shown(seen, rows, picked, "Convoys along time")


def by_place(seen: Seen, picked: tuple[int, int]) -> StripShown:
    """A row for each gate, holding point and road that several convoys pass, with who is there when."""
    rows = [
        Row(name=name, beneath=what, spans=tuple(_spans(seen, uses, "met")))
        for (name, what), uses in places(seen).items()
    ]
    return _shown(seen, rows, picked, "Critical points along time")


def beneath(convoy: Convoy) -> str:
    """What stands beneath the name of a convoy: its number, and whether its times were announced."""
    told = [convoy.movement_number or "", "announced" if convoy.is_fixed else ""]
    return ", ".join(word for word in told if word)


def places(seen: Seen) -> Mapping[tuple[str, str], list[Use]]:
    """Who is where when: at each place of the plan on a way, and on each road that several convoys drive."""
    found: dict[tuple[str, str], list[Use]] = {}
    for convoy in seen.convoys:
        for row in seen.tables[convoy.id].rows:
            if row.point.kind.value in {"crossing", "checkpoint", "holding_point"}:
                key = row.point.name, row.point.kind.value.replace("_", " ")
                clears = row.column.clears_at or row.column.arrives_at
                found.setdefault(key, []).append((row.column.arrives_at, clears, convoy.name))
    return found | _shared(seen)


def _shared(seen: Seen) -> dict[tuple[str, str], list[Use]]:
    """Roads under two or more convoys, all stretches of one name together."""
    case, laid = seen.laid.case, seen.laid
    by_road: dict[str, list[tuple[datetime, datetime, str]]] = {}
    for movement in seen.schedule.movements:
        column = case.columns[movement.column]
        legs = column.routes[movement.route].legs
        for leg, enters_s in zip(legs, movement.enters_s, strict=True):
            until = laid.hours.at(enters_s + leg.traverse_s + column.pass_s)
            by_road.setdefault(case.segments[leg.segment].name, []).append(
                (laid.hours.at(enters_s), until, column.name)
            )
    return {
        (name, "road"): uses
        for name, uses in by_road.items()
        if len({use[2] for use in uses}) > 1 and name != "a road without a name"
    }


def minute_of(seen: Seen, at: datetime) -> int:
    """The minute of a moment on the board."""
    return int((at - seen.begins_at).total_seconds() // 60)


def moment_of(seen: Seen, minute: int) -> datetime:
    """The moment of a minute on the board."""
    return seen.begins_at + timedelta(minutes=minute)


def _spans(seen: Seen, uses: Sequence[Use], kind: str) -> Iterator[Span]:
    """What each minute says, minutes that say the same together; nobody there is told as well."""
    names: list[frozenset[str]] = [frozenset()] * seen.minutes
    for starts, ends, name in uses:
        first = max(0, minute_of(seen, starts))
        last = max(first + 1, ceil((ends - seen.begins_at).total_seconds() / 60))
        for minute in range(first, min(last, seen.minutes)):
            names[minute] |= {name}
    first = 0
    for told, group in groupby(names):
        after = first + len(list(group))
        word = ", ".join(sorted(told))
        when = f"{_clock(seen, first)} to {_clock(seen, after)}"
        yield Span(
            first=first,
            after=after,
            kind=kind if told else "idle",
            text=word,
            told=f"{when}: {word or 'nobody'}",
        )
        first = after


def _clock(seen: Seen, minute: int) -> str:
    return local_time(moment_of(seen, minute), seen.zone)[-5:]


def _shown(seen: Seen, rows: list[Row], picked: tuple[int, int], about: str) -> StripShown:
    minute = min(max(picked[0], 0), seen.minutes - 1)
    return StripShown(
        about=about,
        minutes=seen.minutes,
        rows=rows,
        ticks=list(_ticks(seen)),
        minute=minute,
        row=min(picked[1], max(len(rows) - 1, 0)),
    )


def _ticks(seen: Seen) -> Iterator[Tick]:
    step = next((one for one in STEPS_MIN if seen.minutes / one <= MOST_TICKS), STEPS_MIN[-1])
    for minute in range(0, seen.minutes, step):
        yield Tick(minute=minute, text=_clock(seen, minute))
