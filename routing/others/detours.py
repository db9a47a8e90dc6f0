"""Whether every short part of a way is itself the best way between its ends."""

from dataclasses import dataclass

import numpy as np

from geo.lines import Rows
from routing.engines.dijkstra import NO_WAY
from routing.engines.hierarchy.least import least_cost
from routing.others.candidates import Field, Path

PART = 4
"""Parts of up to the way's cost divided by this are compared."""
QUESTIONS = 120
"""A way for which that many comparisons do not settle the matter is refused."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Course:
    """A path by the places it passes: the stop, vertices, the next stop; and the cost up to each."""

    vertex: Rows
    cost: Rows


def has_detour(field: Field, hop: int, path: Path) -> bool:
    """Whether some part of a path of at most a quarter of its cost is not the cheapest between its ends.

    Only parts that hold the place the path goes over need comparing, where it is one way's best up to
    there and from there on. A longer part that is the cheapest settles all parts inside it at once.
    On a way that leaves the matter open after many comparisons there is said to be a detour.
    """
    course = _course(field, hop, path)
    if len(course.cost) <= 3:  # noqa: PLR2004  # nothing between the two stops but one place
        return False
    part = int(course.cost[-1]) // PART
    low, high = 0, len(course.cost) - 2
    if path.via is not None:
        middle = path.via + 1
        low = int(np.searchsorted(course.cost, course.cost[middle] - part))
        high = max(middle - 1, low)
    return _Parts(field, hop, course, part).any_beaten(low, high)


class _Parts:
    """The longest parts within a limit, one from each place of a course."""

    def __init__(self, field: Field, hop: int, course: _Course, part: int) -> None:
        self._field, self._hop, self._course = field, hop, course
        last = np.searchsorted(course.cost, course.cost + part, side="right") - 1
        self._last: list[int] = last.tolist()
        self._part = part

    def any_beaten(self, low: int, high: int) -> bool:
        """Whether a part that begins at one of these places is beaten; parts of parts that are not, are not.

        Places are taken together while all their parts lie within twice the limit; the middle part
        of those that fail is asked about first, for that is where most detours show.
        """
        asked, waiting = 0, list(self._runs(low, high))
        while waiting:
            one, other = waiting.pop()
            asked += 1
            if asked > QUESTIONS:
                return True
            if not self._is_beaten(one, self._last[other]):
                continue
            if one == other:
                return True
            middle = (one + other) // 2
            waiting += [(one, middle - 1)] if one < middle else []
            waiting += [(middle + 1, other)] if middle < other else []
            waiting.append((middle, middle))
        return False

    def _runs(self, low: int, high: int) -> list[tuple[int, int]]:
        runs = []
        while low <= high:
            run_end = min(max(self._last[low], low), high)
            runs.append((low, run_end))
            low = run_end + 1
        return runs

    def _is_beaten(self, low: int, high: int) -> bool:
        """Whether another way between two places of the course is cheaper than the course."""
        course, end = self._course, len(self._course.cost) - 1
        if high <= low:
            return False
        if low == 0 and high == end:
            return bool(course.cost[end])  # says nothing of its parts, and none of a quarter of its cost is the whole
        starts, ends = self._field.columns(self._hop)
        starts = starts if low == 0 else _at(course, low)
        ends = ends if high == end else _at(course, high)
        cost = int(course.cost[high] - course.cost[low])
        return least(self._field, starts, ends, cost) < cost


def least(field: Field, starts: tuple[Rows, Rows], ends: tuple[Rows, Rows], most: int = NO_WAY) -> int:
    """The cost of the cheapest way from any start to any end; `most` or more where none costs less."""
    if field.metric is not None:
        return least_cost(field.metric, starts, ends, most)
    found = field.engine.cheapest(field.costs.edges, starts, ends)
    return NO_WAY if found is None else found.cost


def _course(field: Field, hop: int, path: Path) -> _Course:
    graph = field.graph
    first, last = field.starts[hop][path.first], field.ends[hop][path.last]
    steps = np.concatenate([[0, first.cost], graph.arc_costs(field.costs.edges, path.arcs), [last.cost]])
    return _Course(vertex=np.concatenate([[-1, first.vertex], graph.head[path.arcs], [-1]]), cost=np.cumsum(steps))


def _at(course: _Course, place: int) -> tuple[Rows, Rows]:
    return course.vertex[place : place + 1], np.zeros(1, np.int64)
