"""How much of a way lies in each zone in force, in metres and seconds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import numpy as np
from numba import njit

from data.model.plan import Plan
from data.model.results import AreaExposure
from data.model.zone import Zone
from geo.lines import Floats, Rows
from routing.costs.blocks import Stretches
from routing.costs.costs import Costs
from routing.costs.effects import stretches_inside, zones_in_force
from routing.index import NetworkIndex
from routing.kept import Shelf
from routing.ways.case import Case
from routing.ways.driven import Driven


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """The zones in force that a way enters, and its seconds in them weighed by how dangerous they are."""

    areas: tuple[AreaExposure, ...]
    weighed_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Shared:
    """What stretches driven share with zones: the row driven, from where to where, zone by zone.

    `first` is where each zone starts, and where the last one ends.
    """

    row: Rows
    from_m: Floats
    to_m: Floats
    first: Rows


def exposure_of(case: Case, costs: Costs, driven: Driven) -> Exposure:
    """The exposure of what is driven, zones in the order of the plan."""
    zones = _zones(case.index, case.plan, case.question.at)
    shared = _shared([stretches for _, stretches in zones], driven)
    took_ms, length_m = _took_ms(costs, driven, shared), shared.to_m - shared.from_m
    found = [
        (zone, float(length_m[low:high].sum()), int(took_ms[low:high].sum()) / 1000.0)
        for (zone, _), (low, high) in zip(zones, pairwise(shared.first.tolist()), strict=True)
        if low < high
    ]
    return Exposure(
        areas=tuple(_told(*one) for one in found),
        weighed_s=float(sum(duration_s * max(zone.exposure, 0.0) for zone, _, duration_s in found)),
    )


_Zones = tuple[tuple[Zone, Stretches], ...]
_ZONES = Shelf[tuple[int, datetime], tuple[Plan, _Zones]](most=48)


def _zones(index: NetworkIndex, plan: Plan, at: datetime) -> _Zones:
    """The zones in force, each with the stretches of all roads inside."""
    return index.memory.on(_ZONES).get((id(plan), at), lambda: (plan, tuple(_found(index, plan, at))))[1]


def _found(index: NetworkIndex, plan: Plan, at: datetime) -> Iterator[tuple[Zone, Stretches]]:
    zones = zones_in_force(plan, at)
    inside = stretches_inside(index, zones)
    return ((zone, inside[zone.id]) for zone in zones)


def _told(zone: Zone, distance_m: float, duration_s: float) -> AreaExposure:
    return AreaExposure(
        area_id=zone.id, name=zone.name, kind=zone.kind.value, distance_m=distance_m, duration_s=duration_s
    )


def _shared(zones: list[Stretches], driven: Driven) -> _Shared:
    order = np.argsort(driven.segment, kind="stable")
    way = driven.segment[order], driven.low_m[order], driven.high_m[order]
    found = [(np.empty(0, np.int64), np.empty(0), np.empty(0)), *(_inside(zone, way) for zone in zones)]
    row, from_m, to_m = (np.concatenate(column) for column in zip(*found, strict=True))
    first = np.cumsum([len(own[0]) for own in found])
    return _Shared(row=order[row], from_m=from_m, to_m=to_m, first=first)


def _took_ms(costs: Costs, driven: Driven, shared: _Shared) -> Rows:
    """The driving time of each; only stretches that the edge of a zone cuts are not known already."""
    took_ms = driven.duration_ms[shared.row]
    cut = np.flatnonzero((shared.from_m != driven.low_m[shared.row]) | (shared.to_m != driven.high_m[shared.row]))
    took_ms[cut] = costs.durations_ms(driven.segment[shared.row[cut]], shared.from_m[cut], shared.to_m[cut])
    return took_ms


def _inside(zone: Stretches, way: Stretches) -> Stretches:
    """Rows of a way, sorted by segment, and where they share metres with a zone; by stretch of the zone, then row."""
    stretch, row = _meeting(zone, way)
    order = np.argsort(stretch, kind="stable")
    stretch, row = stretch[order], row[order]
    return row, np.maximum(zone[1][stretch], way[1][row]), np.minimum(zone[2][stretch], way[2][row])


@njit(cache=True, nogil=True)
def _meeting(zone: Stretches, way: Stretches) -> tuple[Rows, Rows]:
    """Pairs of a stretch of a zone and a row of a way that share metres, by row."""
    segment, start_m, end_m = zone
    stretch, row = np.empty(0, np.int64), np.empty(0, np.int64)
    for is_counted in (False, True):
        count = low = 0
        for k in range(len(way[0])):
            low = _first_from(segment, low, way[0][k])
            at = low
            while at < len(segment) and segment[at] == way[0][k]:
                if max(start_m[at], way[1][k]) < min(end_m[at], way[2][k]):
                    if is_counted:
                        stretch[count], row[count] = at, k
                    count += 1
                at += 1
        if not is_counted:
            stretch, row = np.empty(count, np.int64), np.empty(count, np.int64)
    return stretch, row


@njit(cache=True, nogil=True)
def _first_from(segment: Rows, low: int, wanted: int) -> int:
    """The first place from `low` on that holds at least what is wanted; near ones are found soonest."""
    step = 1
    while low + step < len(segment) and segment[low + step] < wanted:
        low += step
        step *= 2
    high = min(low + step, len(segment))
    while low < high:
        middle = (low + high) // 2
        if segment[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
