"""Whether every short part of a way is itself the best way between its ends."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.lines import Rows
from routing.candidates import Field, Path
from routing.ends import columns

PART = 4
"""Parts of up to the way's cost divided by this are compared."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Course:
    """A path by the places it passes: the stop, vertices, the next stop; and the cost up to each."""

    vertex: Rows
    cost: Rows


def has_detour(field: Field, hop: int, path: Path) -> bool:
    """Whether some part of a path of at most a quarter of its cost is not the cheapest between its ends.

    Parts twice as long are compared first: where they are the cheapest, so are all shorter ones
    inside, and a few questions settle a whole way.
    """
    course = _course(field, hop, path)
    if len(course.cost) <= 3:  # noqa: PLR2004  # nothing between the two stops but one place
        return False
    part = int(course.cost[-1]) // PART
    return any(
        _is_beaten(field, hop, course, low, _last_within(course, low, 2 * part))
        and any(_is_beaten(field, hop, course, i, _last_within(course, i, part)) for i in range(low, following))
        for low, following in _strides(course, part)
    )


def _course(field: Field, hop: int, path: Path) -> _Course:
    graph, costs = field.case.index.turn_free, field.costs
    first, last = field.starts[hop][path.first], field.ends[hop][path.last]
    arcs = np.array(path.arcs, np.int64)
    steps = np.concatenate([[0, first.cost], graph.costs(costs.edges)[graph.row[arcs]], [last.cost]])
    return _Course(vertex=np.concatenate([[-1, first.vertex], graph.head[arcs], [-1]]), cost=np.cumsum(steps))


def _strides(course: _Course, part: int) -> Iterator[tuple[int, int]]:
    """Places about one part from one another, so that every part lies within two from one of them."""
    low, end = 0, len(course.cost) - 1
    while low < end:
        following = max(_last_within(course, low, part), low + 1)
        yield low, following
        low = following


def _last_within(course: _Course, low: int, most: int) -> int:
    return int(np.searchsorted(course.cost, course.cost[low] + most, side="right")) - 1


def _is_beaten(field: Field, hop: int, course: _Course, low: int, high: int) -> bool:
    """Whether another way between two places of a course is cheaper than the course."""
    end = len(course.cost) - 1
    if high <= low or (low == 0 and high == end):
        return False
    starts = columns(field.starts[hop]) if low == 0 else _at(course, low)
    ends = columns(field.ends[hop]) if high == end else _at(course, high)
    found = field.engine.cheapest(field.costs.edges, starts, ends)
    return found is not None and found.cost < course.cost[high] - course.cost[low]


def _at(course: _Course, place: int) -> tuple[Rows, Rows]:
    return course.vertex[place : place + 1], np.zeros(1, np.int64)
