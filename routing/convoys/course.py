"""Ways cut where any of them begins, ends, meets a place or a part that is shut at times: parts of roads in order."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from data.model.results import Route
from routing.convoys.asked import Entrant, Way
from routing.index import NetworkIndex
from routing.march.courses import Parts
from routing.march.following import StandReason
from routing.march.places import PlaceKind
from routing.march.table import MarchTable, TableRow

SAME_M = 0.5
"""Cuts nearer to one another than this are one."""

Spot = tuple[str, int, float]
"""Where parts meet: "node" and its row, or "road", the segment and metres along it."""
Key = tuple[int, float, float]
"""A part of a road: its segment, from and to in metres along it."""


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one segment driven in one go, `from_m` > `to_m` against the drawing, from so far along the way."""

    segment: int
    from_m: float
    to_m: float
    along_m: float

    @property
    def is_backward(self) -> bool:
        """Whether it is driven against the drawing of the segment."""
        return self.from_m > self.to_m

    def at(self, along_m: float) -> float:
        """The position on the segment of a place along the way."""
        done_m = along_m - self.along_m
        return self.from_m - done_m if self.is_backward else self.from_m + done_m

    @property
    def length_m(self) -> float:
        """How long it is."""
        return abs(self.to_m - self.from_m)

    @property
    def middle_m(self) -> float:
        """The position of its middle on the segment."""
        return (self.from_m + self.to_m) / 2


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of a way: a place of the plan, or a halt of the profile; `row` is its row in the march table."""

    subject: str
    along_m: float
    row: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Course:
    """A way in parts: each with its direction, the spots between them, and how far along the way those lie."""

    parts: tuple[Key, ...]
    backward: tuple[bool, ...]
    spots: tuple[Spot, ...]
    along_m: tuple[float, ...]
    marks: dict[Spot, Mark]

    @cached_property
    def row(self) -> dict[Spot, int]:
        """Which of its spots each is."""
        return {spot: at for at, spot in enumerate(self.spots)}

    @cached_property
    def part_set(self) -> frozenset[Key]:
        """Its parts."""
        return frozenset(self.parts)


def runs(route: Route) -> tuple[Run, ...]:
    """The stretches of a route, pieces that go on along one segment together."""
    found: list[Run] = []
    done_m = 0.0
    for piece in route.pieces:
        if piece.distance_m <= 0:
            continue
        last = found[-1] if found else None
        goes_on = last is not None and last.segment == piece.segment and abs(last.to_m - piece.start_m) < SAME_M
        if last is not None and goes_on and last.is_backward == (piece.start_m > piece.end_m):
            found[-1] = Run(last.segment, last.from_m, piece.end_m, last.along_m)
        else:
            found.append(Run(piece.segment, piece.start_m, piece.end_m, done_m))
        done_m += piece.distance_m
    return tuple(found)


def marks(table: MarchTable, name: str) -> Iterator[Mark]:
    """The places of the plan and the halts on a way; its end where that is a gate that holds the column up."""
    for at, row in enumerate(table.rows):
        if row.point.kind is PlaceKind.RELEASE and stood_s(table, at) >= 1 and row.point.subject is not None:
            yield Mark(row.point.subject, row.point.along_m, at)
        elif row.point.kind is PlaceKind.HALT:
            yield Mark(f"halt {name} {at}", row.point.along_m, at)
        elif row.point.subject is not None and _is_place(row):
            yield Mark(row.point.subject, row.point.along_m, at)


def _is_place(row: TableRow) -> bool:
    kinds = {PlaceKind.VIA, PlaceKind.CROSSING, PlaceKind.CHECKPOINT, PlaceKind.HOLDING_POINT}
    return row.point.kind in kinds


def stood_s(table: MarchTable, row: int) -> float:
    """What the head stands at a row of the march table; waits are not counted, there are none yet."""
    point = table.rows[row].point
    if point.kind is PlaceKind.HALT:
        found = [s for s in table.stands if s.reason is StandReason.HALT and abs(s.along_m - point.along_m) < SAME_M]
        return sum(s.wait_s or 0.0 for s in found)
    return sum(s.wait_s or 0.0 for s in table.rows[row].stands)


class Cuts:
    """Where segments are cut, positions that nearly agree taken for one, and which place is at which spot."""

    def __init__(self, index: NetworkIndex) -> None:
        self._index = index
        self._cuts: dict[int, list[float]] = defaultdict(list)
        self.places: dict[Spot, str] = {}

    def add(self, segment: int, at_m: float) -> float:
        """The position of a cut here: one that is near and known, an end of the segment, or this one."""
        length_m = float(self._index.lines.length_m[segment])
        same_m = min(SAME_M, length_m / 3)
        for known_m in (0.0, length_m, *self._cuts[segment]):
            if abs(known_m - at_m) < same_m:
                return known_m
        self._cuts[segment].append(at_m)
        return at_m

    def spot(self, segment: int, at_m: float) -> Spot:
        """The spot at a position that was cut."""
        at_m = self.add(segment, at_m)
        node = self._index.node_at(segment, at_m)
        return ("road", segment, at_m) if node is None else ("node", node, 0.0)

    def between(self, run: Run) -> list[float]:
        """The positions at which a run is cut, its ends included, in driving order."""
        low_m, high_m = sorted((self.add(run.segment, run.from_m), self.add(run.segment, run.to_m)))
        inner = [at_m for at_m in self._cuts[run.segment] if low_m < at_m < high_m]
        return sorted({low_m, *inner, high_m}, reverse=run.is_backward)


def courses_of(
    index: NetworkIndex, entrants: Sequence[Entrant], shut: Parts
) -> tuple[dict[str, dict[int, Course]], Cuts]:
    """Every way of every convoy in parts, by the id of the convoy and the number of the way."""
    cuts, known = Cuts(index), {}
    told = [(one, number, way, runs(way.route)) for one in entrants for number, way in enumerate(one.ways)]
    driven = {run.segment for *_, found in told for run in found}
    for segment, low_m, high_m in zip(shut.segment.tolist(), shut.low_m.tolist(), shut.high_m.tolist(), strict=True):
        if segment in driven:
            cuts.add(segment, low_m)
            cuts.add(segment, high_m)
    for one, number, way, found in told:
        for run in found:
            cuts.add(run.segment, run.from_m)
            cuts.add(run.segment, run.to_m)
        known[one.convoy.id, number] = _marked(cuts, found, marks(way.table, f"{one.convoy.id} {number}"))
    courses: dict[str, dict[int, Course]] = defaultdict(dict)
    for one, number, way, found in told:
        courses[one.convoy.id][number] = _course(cuts, way, found, known[one.convoy.id, number])
    return courses, cuts


def _marked(cuts: Cuts, found: Sequence[Run], told: Iterator[Mark]) -> dict[Spot, Mark]:
    """The spots of the marks of a way; a place that was cut elsewhere on it for another way is there."""
    passed = {cuts.spot(run.segment, end) for run in found for end in cuts.between(run)}
    by_spot: dict[Spot, Mark] = {}
    for mark in told:
        known = [spot for spot, place in cuts.places.items() if place == mark.subject and spot in passed]
        spot = known[0] if known else _free_spot(cuts, found, mark)
        cuts.places[spot] = mark.subject
        by_spot[spot] = mark
    return by_spot


def _free_spot(cuts: Cuts, found: Sequence[Run], mark: Mark) -> Spot:
    """The spot of a mark; a few metres on where another place is."""
    run = next((run for run in reversed(found) if run.along_m <= mark.along_m + SAME_M), found[0])
    at_m = run.at(min(max(mark.along_m, run.along_m), run.along_m + run.length_m))
    spot = cuts.spot(run.segment, at_m)
    step_m = 2 * SAME_M if at_m < run.middle_m else -2 * SAME_M
    while cuts.places.get(spot, mark.subject) != mark.subject:
        at_m += step_m
        spot = cuts.spot(run.segment, at_m)
    return spot


def _course(cuts: Cuts, way: Way, found: Sequence[Run], told: dict[Spot, Mark]) -> Course:
    parts: list[Key] = []
    backward: list[bool] = []
    spots: list[Spot] = []
    along_m: list[float] = []
    for run in found:
        stops = cuts.between(run)
        for one, other in pairwise(stops):
            if not spots:
                spots.append(cuts.spot(run.segment, one))
                along_m.append(0.0)
            parts.append((run.segment, min(one, other), max(one, other)))
            backward.append(run.is_backward)
            spots.append(cuts.spot(run.segment, other))
            along_m.append(min(run.along_m + abs(other - run.from_m), way.table.distance_m))
    return Course(parts=tuple(parts), backward=tuple(backward), spots=tuple(spots), along_m=tuple(along_m), marks=told)
