"""Why a column does not move while all others stay as they are, and the smallest single change that would free it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from routing.movement.case import Case, Column, Node, Segment, Span, Spans
from routing.movement.checked import checked
from routing.movement.field import NEVER, ground
from routing.movement.greedy import fixed
from routing.movement.placement import draft_for, found
from routing.movement.schedule import Movement, Schedule


class Kind(StrEnum):
    """What stands in the way."""

    DUE = "deadline"
    ARRIVAL = "arrival window"
    DAYLIGHT = "hours on the road"
    OPENING = "hours of a road"
    HOURS = "hours of service"
    WAIT = "longest wait"
    ROOM = "room to halt"
    LANES = "lanes"
    ESCORTS = "escort teams"
    COLUMN = "another column"
    WORTH = "worth less than its trouble"


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """One thing that alone keeps a column from moving, and by how much it would have to give.

    `by` is in seconds for times, metres for room, otherwise counted. `node`, `segment` and `column` are rows.
    """

    kind: Kind
    by: int
    node: int | None = None
    segment: int | None = None
    column: int | None = None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """A way to make a case easier, growing with a number up to a most."""

    kind: Kind
    most: int
    unit: str
    what: str
    eased: Callable[[int], Case]
    node: int | None = None
    segment: int | None = None
    column: int | None = None


def explain(case: Case, schedule: Schedule, column: int) -> tuple[Binding, ...]:
    """Every single change that lets a column move beside all others as scheduled, the smallest by kind; else nothing.

    A change is named only if the column moves with it and, less by one, does not. Nothing at all means that no one
    change suffices.
    """
    alone = _others_fixed(checked(case), schedule, column)
    mover = alone.columns[column]
    if _can_move(alone, column):
        text = f"{mover.name} can move, and standing still costs less: its penalty is below what moving costs."
        return (Binding(kind=Kind.WORTH, by=1, column=column, text=text),)
    bindings = (_smallest(change, column) for change in _changes(alone, column))
    return tuple(sorted((each for each in bindings if each is not None), key=lambda each: (each.kind, each.by)))


def _others_fixed(case: Case, schedule: Schedule, column: int) -> Case:
    """The same with every other column on its own route alone, as it is scheduled; those that stand left out of it."""
    columns, movements = list(case.columns), []
    for movement in schedule.movements:
        if movement.column != column:
            other = case.columns[movement.column]
            columns[movement.column] = replace(other, routes=(other.routes[movement.route],))
            movements.append(replace(movement, route=0))
    return replace(case, columns=tuple(columns), fixed=tuple(movements), previous=None)


def _can_move(case: Case, column: int) -> bool:
    """Whether there is any way for a column between the fixed ones."""
    laid = ground(case)
    state, draft = fixed(laid), draft_for(laid.field)
    options = [at for at, (row, _) in enumerate(laid.options) if row == column]
    return any(found(laid.field, state, option, NEVER, draft) for option in options)


def _smallest(change: _Change, column: int) -> Binding | None:
    """The least of a change that lets a column move, by halving; None if not even the most does."""
    if not _can_move(change.eased(change.most), column):
        return None
    low, high = 0, change.most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _can_move(change.eased(middle), column) else (middle, high)
    return Binding(
        kind=change.kind,
        by=high,
        node=change.node,
        segment=change.segment,
        column=change.column,
        text=_sentence(change, high),
    )


def _sentence(change: _Change, by: int) -> str:
    """What a change would do, times in hours, minutes and seconds."""
    if not change.unit:
        return f"{change.what}."
    if not change.unit.startswith("s "):
        return f"{change.what} {by} {change.unit}."
    parts = zip((by // 3600, by // 60 % 60, by % 60), ("h", "min", "s"), strict=True)
    return f"{change.what} {' '.join(f'{number} {unit}' for number, unit in parts if number)} {change.unit[2:]}."


def _changes(case: Case, column: int) -> Iterator[_Change]:
    mover = case.columns[column]
    yield from _of_column(case, column, mover)
    nodes = sorted({node for route in mover.routes for node in case.path(route)})
    for node in nodes:
        yield from _of_node(case, node, mover)
    for at in sorted({leg.segment for route in mover.routes for leg in route.legs}):
        if case.segments[at].opens is not None:
            yield _of_segment(case, at)
    if mover.escorts:
        most = sum(other.escorts for other in case.columns)
        yield _Change(
            kind=Kind.ESCORTS,
            most=most,
            unit="escort teams more",
            what=f"{mover.name} could move with",
            eased=lambda by: replace(case, escort_teams=case.escort_teams + by),
        )
    for movement in case.fixed:
        yield _without(case, movement)


def _of_column(case: Case, at: int, mover: Column) -> Iterator[_Change]:
    def with_column(**said: object) -> Case:
        changed = replace(mover, **said)  # type: ignore[arg-type]
        return replace(case, columns=(*case.columns[:at], changed, *case.columns[at + 1 :]))

    due_s = mover.due_s
    if due_s is not None:
        yield _Change(
            kind=Kind.DUE,
            most=max(1, case.horizon_s - due_s),
            unit="s later",
            what=f"{mover.name} could move if it were due",
            eased=lambda by: with_column(due_s=due_s + by),
            column=at,
        )
    open_at_all = "if the place it goes to were open", "if anything might move"
    for kind, name, at_all in zip((Kind.ARRIVAL, Kind.DAYLIGHT), ("arrivals", "moves"), open_at_all, strict=True):
        spans: Spans = getattr(mover, name)
        if spans is not None:
            yield _of_hours(
                (kind, case.horizon_s, spans),
                lambda own, name=name: with_column(**{name: own}),  # type: ignore[misc]
                f"{mover.name} could move if each span of its {kind.value} lasted",
                f"{mover.name} could move {at_all} at all that day",
                column=at,
            )


def _of_node(case: Case, at: int, mover: Column) -> Iterator[_Change]:
    node = case.nodes[at]

    def with_node(**said: object) -> Case:
        changed: Node = replace(node, **said)  # type: ignore[arg-type]
        return replace(case, nodes=(*case.nodes[:at], changed, *case.nodes[at + 1 :]))

    opens, wait, lanes = node.opens, node.longest_wait_s, node.lanes
    if opens is not None:
        yield _of_hours(
            (Kind.HOURS, case.horizon_s, opens),
            lambda own: with_node(opens=own),
            f"{mover.name} could move if {node.name} were open",
            f"{mover.name} could move if {node.name} were open at all that day",
            node=at,
        )
    if wait is not None:
        yield _Change(
            kind=Kind.WAIT,
            most=case.horizon_s,
            unit="s longer",
            what=f"{mover.name} could move if it might wait at {node.name}",
            eased=lambda by: with_node(longest_wait_s=wait + by),
            node=at,
        )
    if lanes is not None:
        yield _Change(
            kind=Kind.LANES,
            most=len(case.columns),
            unit="columns more at once",
            what=f"{mover.name} could move if {node.name} served",
            eased=lambda by: with_node(lanes=lanes + by),
            node=at,
        )
    if node.room_m is not None:
        room_m = node.room_m
        yield _Change(
            kind=Kind.ROOM,
            most=sum(column.length_m for column in case.columns) + 1,
            unit="m more room",
            what=f"{mover.name} could move if {node.name} had",
            eased=lambda by: with_node(room_m=room_m + by),
            node=at,
        )


def _of_segment(case: Case, at: int) -> _Change:
    segment: Segment = case.segments[at]

    def with_hours(own: Spans) -> Case:
        changed = replace(segment, opens=own)
        return replace(case, segments=(*case.segments[:at], changed, *case.segments[at + 1 :]))

    return _of_hours(
        (Kind.OPENING, case.horizon_s, segment.opens or ()),
        with_hours,
        f"The column could move if {segment.name} were open",
        f"The column could move if {segment.name} were open at all that day",
        segment=at,
    )


def _of_hours(
    shut: tuple[Kind, int, tuple[Span, ...]], eased: Callable[[Spans], Case], longer: str, at_all: str, **row: int
) -> _Change:
    """Hours that last longer; where there are none to make longer, no hours to keep."""
    kind, horizon_s, spans = shut
    if not spans:
        return _Change(kind=kind, most=1, unit="", what=at_all, eased=lambda _: eased(None), **row)
    return _Change(
        kind=kind,
        most=horizon_s,
        unit="s longer",
        what=longer,
        eased=lambda by: eased(_longer(spans, by)),
        **row,
    )


def _without(case: Case, movement: Movement) -> _Change:
    name = case.columns[movement.column].name
    kept = tuple(other for other in case.fixed if other != movement)
    return _Change(
        kind=Kind.COLUMN,
        most=1,
        unit="",
        what=f"The column could move if {name} were told other times",
        eased=lambda _: replace(case, fixed=kept),
        column=movement.column,
    )


def _longer(spans: tuple[Span, ...], by_s: int) -> tuple[Span, ...]:
    """Each span ending so much later, up to the beginning of the next."""
    latest = [span.begins_s for span in spans[1:]] + [2**50]
    return tuple(
        Span(begins_s=span.begins_s, ends_s=min(span.ends_s + by_s, most))
        for span, most in zip(spans, latest, strict=True)
    )
