"""Limits a person should know of before driving a route."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from data.model.finding import Finding, Severity
from data.model.vehicle import Vehicle
from geo.lines import Rows
from routing.costs.limits import met_limits
from routing.index import Flags, NetworkIndex
from routing.kept import Shelf
from routing.roads.limits import FIELD_OF, LimitKind, MetLimits
from routing.ways.case import Case
from routing.ways.driven import Driven
from routing.ways.limit_words import LIMITS, met_words, place_words

NOBODY = Vehicle(name="heaviest and highest vehicle")
"""Stands for a vehicle when none was named: it states nothing, so every limit is told."""
_TOLD = Shelf[Vehicle | None, dict[int, tuple[Finding, ...]]](most=4)
"""For each vehicle what is told of segments, which is the same on every way but for where the way enters them."""


def limit_findings(case: Case, driven: Driven) -> Iterator[Finding]:
    """Limits on the way that the vehicle exceeds, those nobody can compare, and the tightest of those it keeps."""
    met = met_limits(case.index, case.question)
    told = met if met is not None else _lacking(case.index)
    segment = driven.segment[driven.first]
    for row in driven.first[_among(segment, told.segment)].tolist():
        place = driven.place(case.index, row)
        yield from (replace(one, place=place) for one in _told_of(case, told, int(driven.segment[row])))
    exceeded = np.empty(0, np.int64) if met is None else met.segment[met.closes]
    kept = driven.first[~_among(segment, exceeded)]
    yield from _tightest(case, driven, kept[np.argsort(driven.segment[kept])])


def _among(rows: Rows, known: Rows) -> Flags:
    """Which rows are among known ones, in rising order."""
    at = np.searchsorted(known, rows)
    return np.asarray(known[np.minimum(at, len(known) - 1)] == rows) if len(known) else np.zeros(len(rows), bool)


_LACKING = Shelf[None, MetLimits](most=1)


def _lacking(index: NetworkIndex) -> MetLimits:
    """Heights and weights nobody knows where they matter, and limits without a number: true for every vehicle."""
    met = index.limits.met_by(NOBODY)
    return index.memory.on(_LACKING).get(None, lambda: met.where(np.isnan(met.limit) & (met.kind != LimitKind.WIDTH)))


def _told_of(case: Case, met: MetLimits, segment: int) -> tuple[Finding, ...]:
    known = case.index.memory.on(_TOLD).get(case.question.vehicle, dict)
    if segment not in known:
        known[segment] = tuple(_met(case, met.on(segment)))
    return known[segment]


def _met(case: Case, met: MetLimits) -> Iterator[Finding]:
    vehicle = case.question.vehicle
    for closes in (True, False):
        own = met.where(met.closes == closes)
        if len(own.segment):
            where = place_words(case.index, int(own.segment[0]))
            said = _plainly(case, own) if vehicle is None else "; ".join(met_words(case.index, vehicle, own))
            yield Finding(
                code="limit-exceeded-on-route" if closes else "limit-unknown-on-route",
                severity=Severity.PROBLEM if closes else Severity.DOUBT,
                subject=f"segment {int(own.segment[0])}",
                message=f"{where}: {said}.",
                remedy=_EXCEEDED if closes else _UNKNOWN,
            )


_EXCEEDED = "Do not drive here with this vehicle; take another way or another vehicle."
_UNKNOWN = "Compare with the heaviest and highest vehicle on the ground before the column passes."


def _plainly(case: Case, met: MetLimits) -> str:
    """What is not known, without a vehicle to compare with."""
    said = (
        f"{LIMITS[kind][0]} unknown"
        if kind is not LimitKind.OTHER
        else f"a limit without a number that always holds ({case.index.network.segment_text('limit_doubt', segment)})"
        for segment, kind, *_ in met.pairs()
    )
    return "; ".join(said)


def _tightest(case: Case, driven: Driven, rows: Rows) -> Iterator[Finding]:
    """The tightest known limit of each kind on these stretches, sorted by segment."""
    vehicle, segments = case.question.vehicle, driven.segment[rows]
    for kind, (label, unit) in LIMITS.items():
        known, limit = case.index.limits.known(kind, (vehicle or NOBODY).running)
        is_known = _among(segments, known)
        if is_known.any():
            own = limit[np.searchsorted(known, segments[is_known])]
            row = int(rows[is_known][np.argmin(own)])
            segment = int(driven.segment[row])
            yield Finding(
                code="limit-on-route",
                severity=Severity.DOUBT if vehicle is None else Severity.NOTE,
                subject=f"segment {segment}",
                message=f"The tightest {label} known on the way is {own.min():g}{unit}, "
                f"at {place_words(case.index, segment)}{_margin(vehicle, kind)}.",
                remedy="Let no greater vehicle take this route; limits that are not mapped may be tighter.",
                place=driven.place(case.index, row),
            )


def _margin(vehicle: Vehicle | None, kind: LimitKind) -> str:
    own = None if vehicle is None else getattr(vehicle, FIELD_OF[kind])
    return "" if vehicle is None or own is None else f"; the {vehicle.name} needs {own:g}{LIMITS[kind][1]}"
