"""A column driving over a chart: its steps, when it is on which part of which road, and what would shut that."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from data.model.ids import OpeningRuleId
from geo.lines import Floats, Rows
from routing.march.chart import FREE, Chart, Place
from routing.march.courses import Courses, on_courses
from routing.march.roads import RoadsOverTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An arc of the chart: when the head leaves its tail, and when it is at its head."""

    arc: int
    leaves_ms: int
    arrives_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A wait at a place: before which step, since when, and until when."""

    step: int
    place: Place
    from_ms: int
    until_ms: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Drive:
    """The steps of a column in driving order, and how long after its head its tail follows."""

    roads: RoadsOverTime
    chart: Chart
    steps: tuple[Step, ...]
    behind_ms: int

    @cached_property
    def courses(self) -> Rows:
        """The course each step drives; FREE where it is at a place or nothing lies between."""
        rows = self.chart.row[[step.arc for step in self.steps]]
        return np.asarray(np.where(rows < len(self.chart.courses.segment), rows, FREE), np.int64)

    @cached_property
    def turn_ms(self) -> Rows:
        """What the turn before each step takes."""
        return np.asarray(self.chart.turn_ms[[step.arc for step in self.steps]])

    @cached_property
    def leg(self) -> Rows:
        """The leg each step is on."""
        stops = self.chart.legs + 1
        arrived = [self._place(step) is not None and (self._place(step) or 0) < stops for step in self.steps]
        return np.asarray(np.maximum((np.cumsum(arrived) + 1) // 2 - 1, 0), np.int64)

    def stands(self) -> Iterator[Standing]:
        """Every wait on the way."""
        for number in range(1, len(self.steps)):
            from_ms, until_ms = self.steps[number - 1].arrives_ms, self.steps[number].leaves_ms
            place = self._place(self.steps[number])
            if from_ms < until_ms and place is not None:
                yield Standing(step=number, place=self.chart.places[place], from_ms=from_ms, until_ms=until_ms)

    def _place(self, step: Step) -> int | None:
        """The place a step arrives at or leaves."""
        row = int(self.chart.row[step.arc]) - len(self.chart.courses.segment)
        return row if 0 <= row < len(self.chart.places) else None

    def shut_if(self, first: int, last: int, earlier_ms: int) -> tuple[int, ...]:
        """The closings that some of the steps would meet if they came so much earlier."""
        steps = range(first, last)
        found = set(self._shut_roads([n for n in steps if self.courses[n] != FREE], earlier_ms))
        for number in steps:
            place = self._place(self.steps[number])
            if place is not None:
                at = self.steps[number].leaves_ms - earlier_ms
                found.update(row for row in self.chart.places[place].shut if self._is_shut(row, at, at))
        return tuple(sorted(found))

    def _shut_roads(self, numbers: Sequence[int], earlier_ms: int) -> Iterator[int]:
        roads, all_ = self.roads, self.chart.courses
        own = self.courses[numbers]
        courses = Courses(segment=all_.segment[own], from_m=all_.from_m[own], to_m=all_.to_m[own])
        tables = roads.ruled, roads.closed_parts(np.unique(courses.segment))
        whole = [row for row, closing in enumerate(roads.closings) if closing.rules and closing.about is None]
        for number in numbers:
            enters, leaves = self._driven_ms(number, earlier_ms)
            yield from (row for row in whole if self._is_shut(row, enters, leaves))
        for at, closing, low_m, high_m in zip(*(c.tolist() for c in on_courses(courses, tables)), strict=True):
            enters, leaves = self._on_part(numbers[at], courses.from_m[at], courses.to_m[at], (low_m, high_m))
            if self._is_shut(closing, enters - earlier_ms, leaves - earlier_ms):
                yield closing

    def _driven_ms(self, number: int, earlier_ms: int) -> tuple[int, int]:
        step = self.steps[number]
        return step.leaves_ms + int(self.turn_ms[number]) - earlier_ms, step.arrives_ms - earlier_ms

    def _on_part(self, number: int, from_m: float, to_m: float, part: tuple[float, float]) -> tuple[int, int]:
        """When the head is at both ends of a part of a course, at an even pace."""
        enters, leaves = self._driven_ms(number, 0)
        share = sorted(abs(at_m - from_m) / abs(to_m - from_m) for at_m in part)
        return int(enters + share[0] * (leaves - enters)), int(enters + share[1] * (leaves - enters))

    def _is_shut(self, closing: int, enters_ms: int, leaves_ms: int) -> bool:
        """Whether a closing shuts at some moment from the head's coming to the tail's going."""
        first, starts, ends = self.roads.shut_ms
        own = slice(int(first[closing]), int(first[closing + 1]))
        return bool(((enters_ms < ends[own]) & (leaves_ms + self.behind_ms > starts[own])).any())

    def rules_of(self, closings: Sequence[int]) -> tuple[OpeningRuleId, ...]:
        """The rules among these closings."""
        return tuple(dict.fromkeys(rule for row in closings for rule in self.roads.closings[row].rules))

    def knots(self) -> tuple[Floats, Floats]:
        """Seconds since the departure and metres along the way of the head, a knot at both ends of each stretch."""
        starts_ms, along_m = self.steps[0].leaves_ms, 0.0
        found = [(0.0, 0.0)]
        for number in np.flatnonzero(self.courses != FREE).tolist():
            enters, leaves = self._driven_ms(number, 0)
            course = self.courses[number]
            driven_m = abs(float(self.chart.courses.to_m[course] - self.chart.courses.from_m[course]))
            found += [((enters - starts_ms) / 1000, along_m), ((leaves - starts_ms) / 1000, along_m + driven_m)]
            along_m += driven_m
        since_s, metres = np.array(found).T
        last = np.append(np.diff(since_s) > 0, True)
        return since_s[last], metres[last]
