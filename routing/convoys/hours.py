"""When roads, places and the whole operation are open on the day, in whole seconds since it begins."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from math import ceil, floor

import numpy as np

from data.model.plan import Plan
from data.model.provenance import Validity
from routing.convoys.course import Key
from routing.force.spans import together
from routing.index import NetworkIndex
from routing.march.courses import Courses, Parts, on_courses
from routing.march.openings import shut_spans
from routing.march.roads import RoadsOverTime, roads_between
from routing.movement.case import Span, Spans
from routing.question import Terms


@dataclass(frozen=True, kw_only=True, eq=False)
class Hours:
    """The day from its first moment to the last second that is planned, and what is shut in it."""

    roads: RoadsOverTime
    horizon_s: int

    @property
    def begins_at(self) -> datetime:
        """The moment of second 0."""
        return self.roads.since[0]

    def second(self, at: datetime) -> int:
        """The whole second of a moment, cut off."""
        return floor((at - self.begins_at).total_seconds())

    def at(self, second: int) -> datetime:
        """The moment of a second."""
        return self.begins_at + timedelta(seconds=second)

    @cached_property
    def everywhere(self) -> Spans:
        """When the operation may be moved in; None is always."""
        return self.place(None)

    def place(self, subject: str | None) -> Spans:
        """When a place, or with None the operation, is not shut by rules of its own; None is always."""
        return self._open(shut_spans(self.roads.rules, (subject,)))  # type: ignore[arg-type]

    def shut_parts(self, segments: Sequence[int]) -> Parts:
        """Parts of these segments that rules or the state of the roads shut at times."""
        rows = np.unique(np.asarray(segments, np.int64))
        ruled, closed = self.roads.ruled, self.roads.closed_parts(rows)
        mine = np.isin(ruled.segment, rows)
        both = [(own.segment, own.low_m, own.high_m, own.closing) for own in (ruled, closed)]
        kept = [tuple(column[mine] for column in both[0]), both[1]]
        segment, low_m, high_m, closing = (np.concatenate([own[k] for own in kept]) for k in range(4))
        order = np.argsort(segment, kind="stable")
        return Parts(segment=segment[order], low_m=low_m[order], high_m=high_m[order], closing=closing[order])

    def closings(self, parts: Iterable[Key], shut: Parts) -> Mapping[Key, frozenset[int]]:
        """What shuts each part of a road at times, by its row."""
        keys = tuple(dict.fromkeys(parts))
        if not keys:
            return {}
        segment, low_m, high_m = (np.array(column) for column in zip(*keys, strict=True))
        own = Courses(segment=segment.astype(np.int64), from_m=low_m.astype(float), to_m=high_m.astype(float))
        found: dict[Key, set[int]] = defaultdict(set)
        row, closing, low, high = on_courses(own, (shut,))
        for at, what in zip(row[high - low > 0].tolist(), closing[high - low > 0].tolist(), strict=True):
            found[keys[at]].add(what)
        return {key: frozenset(found[key]) for key in keys}

    def open_but(self, closings: Iterable[int]) -> Spans:
        """When none of these shuts; None is always."""
        spans = [span for row in closings for span in self.roads.closings[row].spans]
        return self._open(together(*spans))

    def _open(self, shut: Iterable[Validity]) -> Spans:
        """The rest of the day without spans that are shut, these counted as whole seconds and never too short."""
        begins, found = 0, []
        for span in shut:
            starts = 0 if span.starts_at is None else self.second(span.starts_at)
            ends = self.horizon_s if span.ends_at is None else ceil((span.ends_at - self.begins_at).total_seconds())
            if starts > begins:
                found.append(Span(begins_s=begins, ends_s=starts))
            begins = max(begins, ends)
        if begins == 0 and not found:
            return None
        if begins < self.horizon_s:
            # what opens again stays so beyond the day: that it ends is no closing
            found.append(Span(begins_s=begins, ends_s=2 * self.horizon_s))
        return tuple(found)


def hours_of(index: NetworkIndex, plan: Plan, terms: Terms, between: tuple[datetime, datetime]) -> Hours:
    """What is shut when between two moments; vehicles are not compared with limits here, ways already are."""
    roads = roads_between(index, plan, terms, between)
    return Hours(roads=roads, horizon_s=floor((between[1] - between[0]).total_seconds()))
