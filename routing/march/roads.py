"""The roads between two moments: what they cost in each state they are in, and where they are shut when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np

from data.model import Corridor, Crossing, Plan, RoutePolicy, Sector, Site, SiteKind, Validity, Zone
from data.model.ids import OpeningRuleId
from geo.lines import Floats, Rows, ranges
from routing.changing import moments_of_change
from routing.costs.blocks import Stretches, changed_segments
from routing.costs.conditions import conditions_of
from routing.costs.costs import Costs, costs_of
from routing.costs.effects import effects_of, stretches_inside
from routing.costs.reports import stretches_along, stretches_at_crossing, stretches_at_point
from routing.force.spans import Spans, common
from routing.index import NetworkIndex
from routing.march.courses import Courses, Parts, on_courses, parts_of
from routing.march.entries import Entries, entered
from routing.march.openings import Shutting, Subject, shuttings
from routing.question import Terms

Eased = Mapping[tuple[OpeningRuleId, ...], tuple[float, float]]
"""By the rules that shut together: how many seconds later they are to begin to shut, and how many sooner to end."""
_NONE = np.empty(0, np.int64)


@dataclass(frozen=True, kw_only=True)
class Closing:
    """What shuts roads: rules, or with none the state of the roads itself; and when."""

    rules: tuple[OpeningRuleId, ...]
    about: Subject
    spans: Spans


@dataclass(frozen=True, kw_only=True, eq=False)
class RoadsOverTime:
    """The roads between two moments; `since` are the moments from which on another state holds."""

    index: NetworkIndex
    plan: Plan
    terms: Terms
    since: tuple[datetime, ...]
    until: datetime
    most_kmh: float | None
    eased: Eased

    @cached_property
    def states(self) -> tuple[Costs, ...]:
        """What roads cost in each state."""
        return tuple(self._state(at) for at in self.since)

    def terms_at(self, at: datetime) -> Terms:
        """The terms at a moment; the fastest way is what is sought."""
        own = {name: getattr(self.terms, name) for name in Terms.__dataclass_fields__}
        return replace(Terms(**own), at=at, policy=RoutePolicy.FASTEST)

    def _state(self, at: datetime) -> Costs:
        asked = self.terms_at(at)
        conditions = conditions_of(self.index, effects_of(self.index, self.plan, asked))
        return costs_of(self.index, conditions, asked, _NONE)

    @cached_property
    def slower(self) -> Floats:
        """How many times slower than the road allows the column drives on each segment."""
        speed_kmh = self.index.network.segment_speed_kmh
        return np.ones(len(speed_kmh)) if self.most_kmh is None else np.maximum(speed_kmh / self.most_kmh, 1.0)

    @cached_property
    def rules(self) -> tuple[Shutting, ...]:
        """What opening rules shut."""
        lon, lat = self.index.network.node_lon, self.index.network.node_lat
        ground = float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
        window = (Validity(starts_at=self.since[0], ends_at=self.until),)
        # looked at wider, so that no span seems to begin or end with the window
        wider = timedelta(seconds=max((shift for pair in self.eased.values() for shift in pair), default=0.0))
        found = shuttings(self.plan, (self.since[0] - wider, self.until + wider), ground)
        eased = (replace(own, spans=_eased(own.spans, *self.eased.get(own.rules, (0.0, 0.0)))) for own in found)
        within = (replace(own, spans=common(own.spans, window)) for own in eased)
        return tuple(own for own in within if own.spans)

    @cached_property
    def closings(self) -> tuple[Closing, ...]:
        """What shuts: the state of the roads, state by state, then the rules."""
        ends = (*self.since[1:], self.until)
        states = (Validity(starts_at=a, ends_at=b) for a, b in zip(self.since, ends, strict=True))
        return (
            *(Closing(rules=(), about=None, spans=(state,)) for state in states),
            *(Closing(rules=own.rules, about=own.about, spans=own.spans) for own in self.rules),
        )

    @cached_property
    def shut_ms(self) -> tuple[Rows, Rows, Rows]:
        """Where the spans of each closing start; the first moment and the end of each."""
        counts = [len(own.spans) for own in self.closings]
        ends = [self.span_ms(span) for own in self.closings for span in own.spans]
        low, high = np.array(ends, np.int64).reshape(-1, 2).T
        return np.cumsum([0, *counts]).astype(np.int64), low.copy(), high.copy()

    def span_ms(self, span: Validity) -> tuple[int, int]:
        """A span in milliseconds since the first moment, never less than it is."""
        starts_at, ends_at = span.starts_at or self.since[0], span.ends_at or self.until
        return self.ms(starts_at), -self.ms(self.since[0] + (self.since[0] - ends_at))

    def ms(self, at: datetime) -> int:
        """Whole milliseconds since the first moment, rounded down."""
        return (at - self.since[0]) // timedelta(milliseconds=1)

    def at(self, ms: int) -> datetime:
        """The moment so many milliseconds after the first."""
        return self.since[0] + timedelta(milliseconds=ms)

    @cached_property
    def differing(self) -> Rows:
        """Segments that are not the same in all states."""
        blocks = [own.conditions.blocks for own in self.states]
        count = self.index.network.segment_count
        changed = [changed_segments(blocks[0], other, count) for other in blocks[1:]]
        return np.unique(np.concatenate([_NONE, *changed]))

    @cached_property
    def ruled(self) -> Parts:
        """Parts of roads that rules shut at times."""
        own = [(row, self._stretches(shut.about)) for row, shut in enumerate(self.rules, len(self.since))]
        return parts_of([(row, stretches) for row, stretches in own if len(stretches[0])])

    def _stretches(self, about: Subject) -> Stretches:
        """The roads a rule is about; none where it is about a place that columns only stop at."""
        match self.plan.find(about) if about is not None else None:
            case Zone() | Sector() as area:
                return stretches_inside(self.index, [area])[str(area.id)]
            case Corridor() as corridor:
                return stretches_along(self.index, corridor.line)
            case Crossing() as crossing:
                return stretches_at_crossing(self.index, crossing.point)
            case Site(kind=SiteKind.CHECKPOINT) as site:
                return stretches_at_point(self.index, site.point, self.terms.max_snap_m)
        return _NONE, np.empty(0), np.empty(0)

    def closed_parts(self, segments: Rows) -> Parts:
        """Parts of these segments that are closed in one state or another."""
        found = []
        for row, costs in enumerate(self.states):
            held = costs.conditions
            own = held.closed & np.isin(held.segment, segments)
            found.append((row, (held.segment[own], held.start_m[own], held.end_m[own])))
        return parts_of(found)

    def spans_of(self, subjects: Sequence[Subject]) -> Iterator[int]:
        """The closings by rules about any of these subjects."""
        return (row for row, own in enumerate(self.closings) if own.rules and own.about in subjects)

    def entries(self, courses: Courses, gates: Rows, behind_ms: int, stops: Sequence[Sequence[int]]) -> Entries:
        """When the head may enter each course, then each stop, given what shuts that.

        The first courses are the edges of the network. `gates` is what entering each course costs more.
        """
        edges, extra = len(self.index.u), np.arange(len(self.index.u), len(courses.segment))
        ruled: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] = np.zeros(self.index.network.segment_count, bool)
        ruled[self.differing] = ruled[self.ruled.segment] = True
        rows = np.append(np.flatnonzero(ruled[courses.segment[:edges]]), extra)
        own = Courses(segment=courses.segment[rows], from_m=courses.from_m[rows], to_m=courses.to_m[rows])
        plain = self._plain(gates[:edges], behind_ms)
        return _merged(plain, rows, self._watched(own, gates[rows], behind_ms, stops), len(stops), edges)

    def _plain(self, gates: Rows, behind_ms: int) -> tuple[Rows, Rows, Rows]:
        """By edge whether it is open in the first state, what it takes and its penalty."""
        costs, segment = self.states[0], self.index.segment
        took = np.ceil(costs.duration.total[segment] * self.slower[segment]).astype(np.int64)
        penalty = costs.choice.total[segment] - costs.duration.total[segment] + gates
        open_ = (costs.edge < (1 << 62)) & (took + behind_ms <= self.ms(self.until))
        return open_.astype(np.int64), took, penalty

    def _watched(
        self, courses: Courses, gates: Rows, behind_ms: int, stops: Sequence[Sequence[int]]
    ) -> tuple[Rows, Rows]:
        """The entries of courses on which something changes, and of stops."""
        segments = np.unique(courses.segment)
        row, closing, low_m, high_m = on_courses(courses, (self.ruled, self.closed_parts(segments)))
        took, penalty = self._takes(courses, gates)
        starts, ends = (np.empty((len(row), len(self.since)), np.int64) for _ in range(2))
        against = courses.from_m[row] > courses.to_m[row]
        for state, costs in enumerate(self.states):
            for found, near_m in ((starts, np.where(against, high_m, low_m)), (ends, np.where(against, low_m, high_m))):
                found[:, state] = self._durations(costs, courses.segment[row], courses.from_m[row], near_m)
        at_stops = np.array([closing for stop in stops for closing in stop], np.int64)
        counts = np.append(np.bincount(row, minlength=len(courses.segment)), [len(stop) for stop in stops])
        none = np.zeros((len(at_stops), len(self.since)), np.int64)
        zero = np.zeros((len(stops), len(self.since)), np.int64)
        return entered(
            (
                np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
                np.append(closing, at_stops),
                np.concatenate([starts, none]),
                np.concatenate([ends, none]),
            ),
            self.shut_ms,
            np.array([*(self.ms(at) for at in self.since), self.ms(self.until) + 1], np.int64),
            (np.concatenate([took, zero]), np.concatenate([penalty, zero])),
            (behind_ms, self.ms(self.until)),
        )

    def _takes(self, courses: Courses, gates: Rows) -> tuple[Rows, Rows]:
        """What each course takes in each state, and its penalty."""
        took, penalty = (np.empty((len(courses.segment), len(self.since)), np.int64) for _ in range(2))
        low_m, high_m = np.minimum(courses.from_m, courses.to_m), np.maximum(courses.from_m, courses.to_m)
        for state, costs in enumerate(self.states):
            took[:, state] = self._durations(costs, courses.segment, courses.from_m, courses.to_m)
            plain = costs.durations_ms(courses.segment, low_m, high_m)
            share = costs.choice.total[courses.segment] / np.maximum(costs.duration.total[courses.segment], 1)
            penalty[:, state] = np.maximum(np.rint(plain * (share - 1.0)), 0).astype(np.int64) + gates
        took[gates >= (1 << 62)] = -1
        return took, penalty

    def _durations(self, costs: Costs, segment: Rows, from_m: Floats, to_m: Floats) -> Rows:
        took = costs.durations_ms(segment, np.minimum(from_m, to_m), np.maximum(from_m, to_m))
        return np.ceil(took * self.slower[segment]).astype(np.int64)


def roads_between(
    index: NetworkIndex,
    plan: Plan,
    terms: Terms,
    between: tuple[datetime, datetime],
    most_kmh: float | None = None,
    eased: Eased | None = None,
) -> RoadsOverTime:
    """The roads between two moments under these terms."""
    return RoadsOverTime(
        index=index,
        plan=plan,
        terms=terms,
        since=moments_of_change(plan, between),
        until=between[1],
        most_kmh=most_kmh,
        eased=eased or {},
    )


def _eased(spans: Spans, later_s: float, sooner_s: float) -> Spans:
    """Spans that begin so much later and end so much sooner; those of nothing left out."""
    moved = (
        (
            span.starts_at and span.starts_at + timedelta(seconds=later_s),
            span.ends_at and span.ends_at - timedelta(seconds=sooner_s),
        )
        for span in spans
    )
    return tuple(Validity(starts_at=a, ends_at=b) for a, b in moved if a is None or b is None or a < b)


def _merged(
    plain: tuple[Rows, Rows, Rows], rows: Rows, watched: tuple[Rows, Rows], stop_count: int, edge_count: int
) -> Entries:
    """The entries of all edges, further courses and stops; those of `rows` as watched, the others at any time."""
    open_, took, penalty = plain
    watched_edges = rows[rows < edge_count]
    counts = np.append(open_, np.zeros(len(rows) - len(watched_edges) + stop_count, np.int64))
    total = np.append(rows, np.arange(len(counts) - stop_count, len(counts)))
    counts[total] = watched[0]
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    columns = np.empty((int(first[-1]), 4), np.int64)
    unwatched = open_.astype(bool)
    unwatched[watched_edges] = False
    at = first[:-1][: len(open_)][unwatched]
    columns[at, 0], columns[at, 1] = -(1 << 60), 1 << 60
    columns[at, 2], columns[at, 3] = took[unwatched], penalty[unwatched]
    columns[ranges(first[total], first[total + 1])] = watched[1]
    low, high, taken, costs = (columns[:, k].copy() for k in range(4))
    return Entries(first=first, low=low, high=high, took=taken, penalty=costs)
