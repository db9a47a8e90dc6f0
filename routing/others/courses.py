"""Ways looked at as alternatives: what they cost, the metres they drive, what they have in common."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from geo.lines import Floats, Rows
from routing.others.candidates import Field, Path
from routing.ways.way import Leg


class Spans(NamedTuple):
    """Driven parts of segments whatever the direction, by segment and then from low to high."""

    segment: Rows
    low_m: Floats
    high_m: Floats


class Course:
    """A way looked at: its paths (none for a way given as legs), its cost in the choice and its metres, leg by leg."""

    def __init__(self, choice: int, spans: Sequence[Spans], paths: tuple[Path, ...] = ()) -> None:
        self.choice, self.paths, self._by_leg = choice, paths, spans
        self.spans = spans[0] if len(spans) == 1 else _united(spans)
        self.distance_m = float((self.spans.high_m - self.spans.low_m).sum())

    @property
    def name(self) -> bytes:
        """What equal ways, and no others, have in common."""
        return b"".join(column.tobytes() for column in self.spans)

    @property
    def doubles(self) -> bool:
        """Whether some leg drives metres twice."""
        return any(_overlap(spans) for spans in self._by_leg)

    def shared_m(self, other: "Course") -> float:
        """Metres of road in common, whatever the direction."""
        return float(_shared(self.spans, other.spans))

    def overlap(self, others: Iterable["Course"]) -> float:
        """The greatest share in common with any of these, of the shorter way."""
        return max((share(self.shared_m(o), min(self.distance_m, o.distance_m)) for o in others), default=0.0)

    def dissimilarity(self, others: Iterable["Course"]) -> float:
        """The least dissimilarity to any of these."""
        return min((self._differs(other) for other in others), default=1.0)

    def _differs(self, other: "Course") -> float:
        shared_m = self.shared_m(other)
        return 1.0 - (share(shared_m, self.distance_m) + share(shared_m, other.distance_m)) / 2.0


def course_of_legs(legs: Sequence[Leg]) -> Course:
    """The course of a way already made."""
    return Course(sum(leg.choice for leg in legs), [_spans(leg.segment, leg.start_m, leg.end_m) for leg in legs])


def course_of_paths(field: Field, paths: tuple[Path, ...]) -> Course:
    """The course of a candidate."""
    spans = [_path_spans(field, hop, path) for hop, path in enumerate(paths)]
    return Course(sum(path.choice for path in paths), spans, paths)


def share(part: float, whole: float) -> float:
    """The part over the whole, 0 of nothing."""
    return part / whole if whole else 0.0


def _path_spans(field: Field, hop: int, path: Path) -> Spans:
    index = field.case.index
    ends = field.starts[hop][path.first].stretch, field.ends[hop][path.last].stretch
    parts = [stretch for stretch in ends if stretch is not None]
    segment = index.segment[field.graph.edge[path.arcs]]
    return _spans(
        np.concatenate([segment, np.array([part.segment for part in parts], np.int64)]),
        np.concatenate([np.zeros(len(segment)), [part.start_m for part in parts]]),
        np.concatenate([index.lines.length_m[segment], [part.end_m for part in parts]]),
    )


def _spans(segment: Rows, start_m: Floats, end_m: Floats) -> Spans:
    driven = np.flatnonzero(start_m != end_m)
    low_m, high_m = np.minimum(start_m, end_m)[driven], np.maximum(start_m, end_m)[driven]
    return _united([Spans(segment[driven], low_m, high_m)])


def _united(parts: Sequence[Spans]) -> Spans:
    segment, low_m, high_m = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((low_m, segment))
    return Spans(segment[order], low_m[order], high_m[order])


def _overlap(spans: Spans) -> bool:
    segment, low_m, high_m = spans
    return bool(((segment[1:] == segment[:-1]) & (low_m[1:] < high_m[:-1])).any())


@njit(cache=True, nogil=True)
def _shared(one: Spans, other: Spans) -> float:
    total, first = 0.0, 0
    for i in range(len(one.segment)):
        while first < len(other.segment) and other.segment[first] < one.segment[i]:
            first += 1
        j = first
        while j < len(other.segment) and other.segment[j] == one.segment[i]:
            total += max(0.0, min(one.high_m[i], other.high_m[j]) - max(one.low_m[i], other.low_m[j]))
            j += 1
    return total
