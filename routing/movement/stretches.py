"""Routes cut into stretches: what a column drives from one halt to the next, told by when its head sets off.

Within a stretch nothing is free. The column drives as one body: the vehicle `o` behind the head passes the point that
the head reaches after `x` seconds of driving at `x + o`, later by every service at a node without room that has begun
by then.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise

from routing.movement.case import Case, Column, Route, Spans

Starts = tuple[tuple[int, int], ...]
"""Seconds at which a head may set off, each pair with both its ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A leg as driven within a stretch, in seconds after the head set off.

    `bends` are places, in seconds of driving along the leg, with the second at which the tail leaves each: between them
    the tail drives on without a halt.
    """

    leg: int
    enters_s: int
    head_out_s: int
    tail_out_s: int
    bends: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Halt:
    """Service on the road within a stretch: the node is taken from the head's arrival until the tail has left."""

    node: int
    begins_s: int
    ends_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What a column drives between two halts off the road.

    The head arrives `lasts_s` after it set off; the tail leaves the place of start after `clears_s`. `service_s` is
    spent at the start before setting off. `over` lists (node, from, until) for every node passed.
    """

    column: int
    route: int
    start: int
    service_s: int
    lasts_s: int
    clears_s: int
    passages: tuple[Passage, ...]
    halts: tuple[Halt, ...]
    over: tuple[tuple[int, int, int], ...]
    starts: Starts
    is_last: bool


def stretches(case: Case, column: int, route: int) -> tuple[Stretch, ...]:
    """The stretches of a route, in order."""
    mover = case.columns[column]
    way = mover.routes[route]
    path = case.path(way)
    cuts = [0, *(at for at in range(1, len(way.legs)) if case.has_room(path[at], mover)), len(way.legs)]
    return tuple(_stretch(case, (column, route), (first, last)) for first, last in pairwise(cuts))


@dataclass(frozen=True, slots=True)
class _Drive:
    """Where a stretch halts on the road: seconds of driving, seconds of standing."""

    stops: tuple[tuple[int, int], ...]

    def arrives(self, x: int, behind_s: int) -> int:
        return x + behind_s + sum(stood for at, stood in self.stops if at < x + behind_s)

    def leaves(self, x: int, behind_s: int) -> int:
        return x + behind_s + sum(stood for at, stood in self.stops if at <= x + behind_s)


def _stretch(case: Case, option: tuple[int, int], cut: tuple[int, int]) -> Stretch:
    column = case.columns[option[0]]
    route, (first, last) = column.routes[option[1]], cut
    path = case.path(route)
    driven = _driven(route, first, last)
    stops = tuple((driven[at], route.legs[first + at - 1].service_s) for at in range(1, last - first))
    drive = _Drive(tuple(stop for stop in stops if stop[1]))
    passages = tuple(_passage(drive, column, driven, at, first) for at in range(last - first))
    halts = tuple(
        Halt(
            node=path[first + at], begins_s=drive.arrives(driven[at], 0), ends_s=drive.leaves(driven[at], column.pass_s)
        )
        for at, (_, stood) in enumerate(stops, 1)
        if stood
    )
    bare = Stretch(
        column=option[0],
        route=option[1],
        start=first,
        service_s=route.legs[first - 1].service_s if first else route.service_s,
        lasts_s=drive.arrives(driven[-1], 0),
        clears_s=drive.leaves(0, column.pass_s),
        passages=passages,
        halts=halts,
        over=tuple(_over(drive, column, driven, path[first : last + 1])),
        starts=(),
        is_last=last == len(route.legs),
    )
    return _timed(case, bare)


def _driven(route: Route, first: int, last: int) -> list[int]:
    """Seconds of driving from the start of a stretch to each of its nodes."""
    driven = [0]
    for leg in route.legs[first:last]:
        driven.append(driven[-1] + leg.traverse_s)
    return driven


def _passage(drive: _Drive, column: Column, driven: list[int], at: int, first: int) -> Passage:
    begins, ends = driven[at], driven[at + 1]
    is_last = at == len(driven) - 2
    tail_out = (drive.arrives if is_last else drive.leaves)(ends, column.pass_s)
    inner = [stop - column.pass_s for stop, _ in drive.stops if begins < stop - column.pass_s < ends]
    bends = [(x - begins, drive.leaves(x, column.pass_s)) for x in (begins, *inner)]
    return Passage(
        leg=first + at,
        enters_s=drive.leaves(begins, 0),
        head_out_s=drive.arrives(ends, 0),
        tail_out_s=tail_out,
        bends=(*bends, (ends - begins, tail_out)),
    )


def _over(drive: _Drive, column: Column, driven: list[int], path: tuple[int, ...]) -> Iterator[tuple[int, int, int]]:
    """Where the road at a node is taken: setting off, passing and standing there, coming in."""
    yield path[0], 0, drive.leaves(0, column.pass_s)
    for at in range(1, len(path) - 1):
        yield path[at], drive.arrives(driven[at], 0), drive.leaves(driven[at], column.pass_s)
    end = drive.arrives(driven[-1], 0)
    yield path[-1], end, end + column.pass_s


def _timed(case: Case, stretch: Stretch) -> Stretch:
    """The same with the seconds at which the hours of everything on it let it set off."""
    column = case.columns[stretch.column]
    legs, tail_in = column.routes[stretch.route].legs, stretch.lasts_s + column.pass_s
    allowed: list[Starts] = [shifted(column.moves, 0, tail_in)]
    for passage in stretch.passages:
        opens = case.segments[legs[passage.leg].segment].opens
        allowed.append(shifted(opens, passage.enters_s, passage.tail_out_s))
    allowed += [shifted(case.nodes[halt.node].opens, halt.begins_s, halt.ends_s) for halt in stretch.halts]
    latest = min(case.horizon_s, case.horizon_s if column.due_s is None else column.due_s) - tail_in
    if stretch.is_last:
        allowed.append(shifted(column.arrivals, stretch.lasts_s, tail_in))
    whole: Starts = ((column.ready_s, latest),) if latest >= column.ready_s else ()
    starts = reduce(met, allowed, whole)
    return replace(stretch, starts=starts)


def shifted(spans: Spans, begins_s: int, ends_s: int) -> Starts:
    """When to set off so that what lasts from one second after to another lies within one span."""
    if spans is None:
        return ((-(2**60), 2**60),)
    whole: list[tuple[int, int]] = []
    for span in spans:
        is_next = whole and whole[-1][1] == span.begins_s
        begins, _ = whole.pop() if is_next else (span.begins_s, 0)
        whole.append((begins, span.ends_s))
    pairs = ((low - begins_s, high - ends_s) for low, high in whole)
    return tuple((low, high) for low, high in pairs if low <= high)


def met(one: Starts, other: Starts) -> Starts:
    """What two sets of seconds have in common.

    >>> met(((0, 10),), ((5, 7), (9, 20)))
    ((5, 7), (9, 10))
    """
    both = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((low, high) for low, high in both if low <= high))
