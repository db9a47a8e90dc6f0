"""Parts of roads joined into the longest stretches that all who drive them drive from end to end."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from routing.convoys.course import Course, Key, Spot

MOST_UNEVEN_S = 1.0
"""Parts are not joined where two who drive them would come nearer to one another, by more, than their ends tell."""

Sort = tuple[object, ...]
"""What must be alike of parts that are joined."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Parts one behind the other, and the spots they begin and end at."""

    parts: tuple[Key, ...]
    spots: tuple[Spot, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Driven:
    """A course and the seconds of driving up to each of its spots."""

    course: Course
    since_s: tuple[float, ...]


def stretches_of(driven: Sequence[Driven], sort: Callable[[Key], Sort], kept: Iterable[Spot]) -> tuple[Stretch, ...]:
    """The stretches that the parts of all ways make.

    They are cut where ways part or meet, at the spots that are kept, and where the sort of the road changes.
    """
    fixed = set(kept) | {spot for one in driven for spot in (one.course.spots[0], one.course.spots[-1])}
    fixed |= _forks(driven, sort)
    ends: dict[Key, tuple[Spot, Spot]] = {}
    found: dict[Key, Stretch] = {}
    for one in driven:
        course = one.course
        at = 0
        while at < len(course.parts):
            last = at + 1
            while last < len(course.parts) and course.spots[last] not in fixed:
                last += 1
            if course.parts[at] not in ends:
                stretch = Stretch(parts=course.parts[at:last], spots=course.spots[at : last + 1])
                for piece in _even(stretch, driven):
                    ends.update(dict.fromkeys(piece.parts, (piece.spots[0], piece.spots[-1])))
                    found[piece.parts[0]] = piece
            at = last
    return tuple(found.values())


def _forks(driven: Sequence[Driven], sort: Callable[[Key], Sort]) -> set[Spot]:
    """Spots at which not all who pass come from and go to the same two parts, alike in sort."""
    passed: dict[Spot, set[frozenset[Key]]] = defaultdict(set)
    for one in driven:
        parts = one.course.parts
        for at in range(1, len(parts)):
            passed[one.course.spots[at]].add(frozenset(parts[at - 1 : at + 1]))
    return {
        spot
        for spot, pairs in passed.items()
        if len(pairs) > 1 or any(len(pair) < 2 or len({sort(key) for key in pair}) > 1 for pair in pairs)  # noqa: PLR2004 - a pair
    }


def _even(stretch: Stretch, driven: Sequence[Driven]) -> tuple[Stretch, ...]:
    """A stretch, cut in two as long as those who drive it keep too different a pace along it."""
    paces = {pace for one in driven if (pace := _pace(stretch, one)) is not None}
    worst_s, worst_at = 0.0, 0
    for (is_back, one), (is_other_back, other) in combinations(paces, 2):
        if is_back != is_other_back:
            continue
        for at in range(1, len(stretch.spots) - 1):
            apart_s = abs(one[at] / one[-1] - other[at] / other[-1]) * max(one[-1], other[-1])
            if apart_s > worst_s:
                worst_s, worst_at = apart_s, at
    if worst_s <= MOST_UNEVEN_S:
        return (stretch,)
    halves = (
        Stretch(parts=stretch.parts[:worst_at], spots=stretch.spots[: worst_at + 1]),
        Stretch(parts=stretch.parts[worst_at:], spots=stretch.spots[worst_at:]),
    )
    return tuple(piece for half in halves for piece in _even(half, driven))


def _pace(stretch: Stretch, one: Driven) -> tuple[bool, tuple[float, ...]] | None:
    """Whether a way drives a stretch against how it is told, and seconds between its first spot and each; or None."""
    if stretch.parts[0] not in one.course.part_set:
        return None
    since_s = [one.since_s[one.course.row[spot]] for spot in stretch.spots]
    is_backward = since_s[-1] < since_s[0]
    times = tuple(abs(second - since_s[0]) for second in since_s)
    return (is_backward, times) if times[-1] > 0 else None


def stretch_of(stretches: Sequence[Stretch]) -> Mapping[Key, int]:
    """The row of the stretch that each part belongs to."""
    return {key: row for row, stretch in enumerate(stretches) for key in stretch.parts}
