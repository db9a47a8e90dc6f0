"""Limits of every segment in columns, and which of them a vehicle exceeds or cannot be compared with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

import numpy as np
import pyarrow.compute as pc
from numpy.typing import NDArray

from data.model.network import RoadNetwork
from data.model.vehicle import Running, Vehicle
from geo.lines import Floats, Lines, Rows
from routing.engines.dijkstra import components
from routing.kept import Kept, Shelf
from routing.roads.undercrossings import segments_under

Flags = NDArray[np.bool_]

_KEPT = 32
WIDE_M = 2.6
"""Only a vehicle wider than this, the widest most road law permits, is in doubt where no width is known."""


class LimitKind(IntEnum):
    """What a limit is on; `other` stands there as a tag without a number that always holds."""

    HEIGHT = 0
    WIDTH = 1
    LENGTH = 2
    WEIGHT = 3
    AXLE_LOAD = 4
    LOAD_CLASS = 5
    OTHER = 6


FIELD_OF = {
    LimitKind.HEIGHT: "height_m",
    LimitKind.WIDTH: "width_m",
    LimitKind.LENGTH: "length_m",
    LimitKind.WEIGHT: "weight_t",
    LimitKind.AXLE_LOAD: "axle_load_t",
    LimitKind.LOAD_CLASS: "load_class",
}
"""The dimension of a vehicle each kind of limit is compared with."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MetLimits:
    """Pairs of a segment and a kind of limit that one vehicle does not certainly keep, sorted by both.

    `limit` is NaN where nobody knows it, `own` where the vehicle does not state its dimension; only
    where both are known and `own` is the greater does the pair close its segment. `is_estimate`
    marks a load class estimated from the weight.
    """

    segment: Rows
    kind: Rows
    limit: Floats
    own: Floats
    is_estimate: Flags

    @property
    def closes(self) -> Flags:
        """Whether each pair closes its segment to the vehicle; the others leave it in doubt."""
        return np.asarray(self.own > self.limit)

    def on(self, segment: int) -> "MetLimits":
        """The pairs of one segment."""
        low, high = np.searchsorted(self.segment, [segment, segment + 1])
        return self._rows(np.arange(low, high))

    def where(self, flags: Flags) -> "MetLimits":
        """The pairs flagged."""
        return self._rows(np.flatnonzero(flags))

    def pairs(self) -> Iterator[tuple[int, LimitKind, float, float, bool]]:
        """Each pair: segment, kind, limit, own, and whether that is an estimate."""
        columns = (self.segment, self.kind, self.limit, self.own, self.is_estimate)
        for segment, kind, limit, own, is_estimate in zip(*(column.tolist() for column in columns), strict=True):
            yield segment, LimitKind(kind), limit, own, is_estimate

    def _rows(self, rows: Rows) -> "MetLimits":
        return replace(self, **{name: getattr(self, name)[rows] for name in self.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LimitRuns:
    """Segments with limits met, in rising order, and the lowest segment of the run each belongs to.

    A run is one limit to a person: segments that join one another and on which the same is met.
    """

    segment: Rows
    run: Rows

    def of(self, segments: Rows) -> Rows:
        """The runs of some of the segments."""
        return np.asarray(self.run[np.searchsorted(self.segment, segments)])

    def members(self, run: int) -> Rows:
        """All segments of a run."""
        return np.asarray(self.segment[self.run == run])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Known:
    """Segments on which one kind of limit is known, and the limit."""

    segment: Rows
    limit: Floats


class RoadLimits:
    """The limits known on a road network, and where an unknown one matters; vehicles are compared once and kept."""

    def __init__(self, network: RoadNetwork, lines: Lines, is_bridge: Flags, is_tunnel: Flags) -> None:
        self._network, self._lines = network, lines
        self._is_bridge, self._is_tunnel = is_bridge, is_tunnel
        self._met = Kept(Shelf[Vehicle, MetLimits](most=_KEPT))
        self._runs = Kept(Shelf[Vehicle, LimitRuns](most=_KEPT))

    def met_by(self, vehicle: Vehicle) -> MetLimits:
        """Every limit this vehicle exceeds, or that matters to it and cannot be compared."""
        return self._met.get(vehicle, lambda: _sorted(list(self._compared(vehicle))))

    def runs_of(self, vehicle: Vehicle) -> LimitRuns:
        """The limits this vehicle meets, as runs of adjoining segments on which the same is met."""
        return self._runs.get(vehicle, lambda: _runs(self._network, self.met_by(vehicle)))

    @cached_property
    def is_under_bridge(self) -> Flags:
        """Whether each segment passes under a bridge of the road network."""
        return segments_under(self._lines, self._is_bridge)

    def known(self, kind: LimitKind, running: Running = Running.WHEELS) -> tuple[Rows, Floats]:
        """Segments with a known limit of this kind in rising order, and the limits."""
        found = self._load_classes[running] if kind is LimitKind.LOAD_CLASS else self._plain[kind]
        return found.segment, found.limit

    @cached_property
    def _plain(self) -> dict[LimitKind, _Known]:
        return {
            LimitKind.HEIGHT: self._least("maxheight_m"),
            # a carriageway narrower than the vehicle stops it as a sign does
            LimitKind.WIDTH: self._least("maxwidth_m", "width_m"),
            LimitKind.LENGTH: self._least("maxlength_m"),
            LimitKind.WEIGHT: self._least("maxweight_t"),
            LimitKind.AXLE_LOAD: self._least("maxaxleload_t"),
        }

    @cached_property
    def _load_classes(self) -> dict[Running, _Known]:
        return {
            Running.WHEELS: self._least("mlc_wheeled"),
            Running.TRACKS: self._least("mlc_tracked"),
            Running.BOTH: self._least("mlc_wheeled", "mlc_tracked"),
        }

    def _least(self, *columns: str) -> _Known:
        """The least of some columns wherever one of them is known."""
        tables = [self._network.segments[column].to_numpy() for column in columns]
        least = np.fmin.reduce(tables)
        known = np.flatnonzero(~np.isnan(least))
        return _Known(segment=known, limit=least[known])

    @cached_property
    def _in_doubt(self) -> Rows:
        """Segments with a limit tag that gives no number which always holds."""
        return np.flatnonzero(pc.is_valid(self._network.segments["limit_doubt"]).to_numpy())

    def _compared(self, vehicle: Vehicle) -> Iterator[MetLimits]:
        for kind in FIELD_OF:
            if kind is not LimitKind.LOAD_CLASS:
                yield self._against_known(kind, vehicle)
        yield from self._load_class(vehicle)
        yield from self._unknown_where_it_matters(vehicle)
        yield _pairs(LimitKind.OTHER, self._in_doubt, np.nan, np.nan)

    def _against_known(self, kind: LimitKind, vehicle: Vehicle) -> MetLimits:
        """Known limits that the vehicle exceeds, and all others where it states its dimension not, or at least."""
        segment, limit = self.known(kind, vehicle.running)
        own = _number(getattr(vehicle, FIELD_OF[kind]))
        exceeded = own > limit
        if np.isnan(own) or FIELD_OF[kind] in vehicle.at_least:
            return _pairs(kind, segment, limit, np.where(exceeded, own, np.nan))
        return _pairs(kind, segment[exceeded], limit[exceeded], own)

    def _load_class(self, vehicle: Vehicle) -> Iterator[MetLimits]:
        """As other limits; an estimate in place of a stated class can exceed a limit, but never keeps one for sure."""
        estimate, stated = vehicle.estimated_load_class, vehicle.load_class
        if estimate is None or (stated is not None and "load_class" not in vehicle.at_least):
            yield self._against_known(LimitKind.LOAD_CLASS, vehicle)
            return
        segment, limit = self.known(LimitKind.LOAD_CLASS, vehicle.running)
        least = max(estimate, stated or 0)
        own = np.where(least > limit, least, np.nan)
        found = _pairs(LimitKind.LOAD_CLASS, segment, limit, own)
        yield replace(found, is_estimate=~np.isnan(own) & (limit >= (stated or 0)))

    def _unknown_where_it_matters(self, vehicle: Vehicle) -> Iterator[MetLimits]:
        """Bridges that nobody says what they carry, passages nobody says how high, and for wide vehicles how wide."""
        height = self._lacking(LimitKind.HEIGHT, self._is_tunnel | self.is_under_bridge)
        yield _pairs(LimitKind.HEIGHT, height, np.nan, _number(vehicle.height_m))
        if vehicle.width_m is None or vehicle.width_m > WIDE_M or "width_m" in vehicle.at_least:
            width = self._lacking(LimitKind.WIDTH, self._is_tunnel | self._is_bridge)
            yield _pairs(LimitKind.WIDTH, width, np.nan, _number(vehicle.width_m))
        unrated = self._lacking(LimitKind.WEIGHT, self._is_bridge)
        unrated = np.setdiff1d(unrated, self.known(LimitKind.LOAD_CLASS, vehicle.running)[0], assume_unique=True)
        yield _pairs(LimitKind.WEIGHT, unrated, np.nan, _number(vehicle.weight_t))

    def _lacking(self, kind: LimitKind, matters: Flags) -> Rows:
        """Segments on which a kind of limit matters and is not known."""
        lacking = matters.copy()
        lacking[self.known(kind)[0]] = False
        return np.flatnonzero(lacking)


def _runs(network: RoadNetwork, met: MetLimits) -> LimitRuns:
    segment, row = np.unique(met.segment, return_inverse=True)
    _, said = np.unique(np.column_stack([met.kind, np.nan_to_num(met.limit, nan=-1.0)]), axis=0, return_inverse=True)
    by_kind = np.full((len(segment), len(LimitKind)), -1)
    by_kind[row, met.kind] = said
    _, alike = np.unique(by_kind, axis=0, return_inverse=True)
    # segments are joined where they end at one node and say the same: at one (node, saying) pair
    ends = np.column_stack([network.segment_from[segment], network.segment_to[segment]]).astype(np.int64)
    _, place = np.unique(np.column_stack([ends.ravel(), np.repeat(alike, 2)]), axis=0, return_inverse=True)
    start, end = place.reshape(-1, 2).T
    part = components(int(place.max(initial=-1)) + 1, start, end)[start]
    _, first, own = np.unique(part, return_index=True, return_inverse=True)
    return LimitRuns(segment=segment, run=segment[first[own]])


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def _pairs(kind: LimitKind, segment: Rows, limit: Floats | float, own: Floats | float) -> MetLimits:
    count = len(segment)
    return MetLimits(
        segment=segment.astype(np.int64),
        kind=np.full(count, int(kind), np.int64),
        limit=np.broadcast_to(np.asarray(limit, float), count),
        own=np.broadcast_to(np.asarray(own, float), count),
        is_estimate=np.zeros(count, bool),
    )


def _sorted(parts: list[MetLimits]) -> MetLimits:
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in MetLimits.__slots__}
    order = np.lexsort((columns["kind"], columns["segment"]))
    return MetLimits(**{name: column[order] for name, column in columns.items()})
