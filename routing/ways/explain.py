"""A way found → the Route that is shown: distances, times, exposure, streets, reports, doubts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from shapely import LineString, Point

from data.model.network import SIGNS
from data.model.results import AreaExposure, ReliedReport, Route, RoutePiece, Snap, Street
from data.model.status import StatusReport
from geo.lines import Floats, Lines, Rows, ranges
from routing.costs.costs import Costs
from routing.costs.effects import stretches_inside, zones_in_force
from routing.index import Flags, NetworkIndex
from routing.ways.case import Case
from routing.ways.doubts import route_findings
from routing.ways.ends import Stop
from routing.ways.way import Leg


@dataclass(frozen=True, kw_only=True, eq=False)
class _Driven:
    """The stretches of all legs in columns, and what each takes without the turns that end with it."""

    segment: Rows
    start_m: Floats
    end_m: Floats
    turn_ms: Rows
    duration_ms: Rows

    @cached_property
    def low_m(self) -> Floats:
        """The lesser position of each stretch."""
        return np.minimum(self.start_m, self.end_m)

    @cached_property
    def high_m(self) -> Floats:
        """The greater position of each stretch."""
        return np.maximum(self.start_m, self.end_m)


def told_route(case: Case, costs: Costs, legs: Sequence[Leg]) -> Route:
    """The route these legs make."""
    driven = _driven(costs, legs)
    snaps = [_snap(stop, wanted) for stop, wanted in zip(case.stops, case.question.stops, strict=True)]
    pieces = tuple(_pieces(case.index, driven))
    reports, unknown_m, reported_m = _reports(case, costs, driven)
    distance_m: float = sum(piece.distance_m for piece in pieces)
    exposure = tuple(_exposure(case, costs, driven))
    weight = {str(zone.id): max(zone.exposure, 0.0) for zone in case.plan.zones}
    return Route(
        policy=case.question.policy,
        at=case.question.at,
        origin=snaps[0],
        destination=snaps[-1],
        via=tuple(snaps[1:-1]),
        line=_line(case.index, driven, snaps),
        distance_m=distance_m,
        duration_s=int((driven.duration_ms + driven.turn_ms).sum()) / 1000.0,
        exposure_s=float(sum(part.duration_s * weight[part.area_id] for part in exposure)),
        pieces=pieces,
        exposure=exposure,
        streets=tuple(_streets(pieces)),
        reports=reports,
        unknown_m=unknown_m,
        unreported_m=max(distance_m - reported_m, 0.0),
        findings=route_findings(case, snaps, pieces, [edge for leg in legs for edge in leg.edges], unknown_m),
    )


def drawn_line(case: Case, costs: Costs, legs: Sequence[Leg]) -> LineString:
    """The line these legs draw, and nothing told of it."""
    snaps = [_snap(stop, wanted) for stop, wanted in zip(case.stops, case.question.stops, strict=True)]
    return _line(case.index, _driven(costs, legs), snaps)


def _driven(costs: Costs, legs: Sequence[Leg]) -> _Driven:
    """What is driven, without stretches that have neither length nor a turn."""
    segment, start_m, end_m, turn_ms = (
        np.concatenate([getattr(leg, name) for leg in legs]) for name in ("segment", "start_m", "end_m", "turn_ms")
    )
    real = (start_m != end_m) | (turn_ms > 0)
    segment, start_m, end_m = segment[real], start_m[real], end_m[real]
    return _Driven(
        segment=segment,
        start_m=start_m,
        end_m=end_m,
        turn_ms=turn_ms[real],
        duration_ms=costs.durations_ms(segment, np.minimum(start_m, end_m), np.maximum(start_m, end_m)),
    )


def _snap(stop: Stop, wanted: Point) -> Snap:
    return Snap(
        wanted=wanted,
        point=Point(stop.place.lon, stop.place.lat),
        segment=stop.place.line,
        offset_m=stop.place.position_m,
        distance_m=stop.place.distance_m,
    )


def _pieces(index: NetworkIndex, driven: _Driven) -> Iterator[RoutePiece]:
    """Each stretch with the time of the turn into it."""
    name, name_en, ref, name_ar = (index.network.segment_texts(column, driven.segment) for column in SIGNS)
    took_s = ((driven.duration_ms + driven.turn_ms) / 1000.0).tolist()
    ends = zip(driven.segment.tolist(), driven.start_m.tolist(), driven.end_m.tolist(), strict=True)
    for i, (segment, start_m, end_m) in enumerate(ends):
        yield RoutePiece(
            segment=segment,
            start_m=start_m,
            end_m=end_m,
            duration_s=took_s[i],
            name=name[i] or name_en[i] or ref[i],
            name_ar=name_ar[i],
        )


def _line(index: NetworkIndex, driven: _Driven, snaps: Sequence[Snap]) -> LineString:
    whole = (driven.low_m <= 0) & (driven.high_m >= index.lines.length_m[driven.segment])
    runs = np.flatnonzero(np.diff(whole, prepend=~whole[:1]))
    parts = [
        _whole_lines(index.lines, driven, run) if whole[run[0]] else _part_lines(index.lines, driven, run)
        for run in np.split(np.arange(len(whole)), runs[1:])
        if len(run)
    ]
    if not parts:
        return LineString([snaps[0].point, snaps[-1].point])
    points = np.vstack(parts)
    fresh = np.ones(len(points), bool)
    fresh[1:] = (points[1:] != points[:-1]).any(axis=1)
    return LineString(points[fresh] if fresh.sum() > 1 else points[:2])


def _whole_lines(lines: Lines, driven: _Driven, run: Rows) -> Floats:
    """The points of stretches from end to end of their segments, in the order driven."""
    first, last = lines.offsets[driven.segment[run]], lines.offsets[driven.segment[run] + 1]
    against = np.repeat(driven.start_m[run] > driven.end_m[run], last - first)
    point = ranges(first, last)
    return lines.points[np.where(against, np.repeat(first + last - 1, last - first) - point, point)]


def _part_lines(lines: Lines, driven: _Driven, run: Rows) -> Floats:
    ends = zip(driven.segment[run].tolist(), driven.start_m[run].tolist(), driven.end_m[run].tolist(), strict=True)
    return np.vstack([lines.part(*stretch) for stretch in ends])


def _streets(pieces: Sequence[RoutePiece]) -> Iterator[Street]:
    for (name, name_ar), run in groupby(pieces, key=lambda piece: (piece.name, piece.name_ar)):
        yield Street(name=name, name_ar=name_ar, distance_m=sum(piece.distance_m for piece in run))


def _exposure(case: Case, costs: Costs, driven: _Driven) -> Iterator[AreaExposure]:
    """Metres and seconds inside each zone in force that the route enters."""
    zones = zones_in_force(case.plan, case.question.at)
    inside = stretches_inside(case.index, zones)
    order = np.argsort(driven.segment, kind="stable")
    sorted_segments = driven.segment[order]
    for zone in zones:
        segment, start_m, end_m = inside[zone.id]
        first = np.searchsorted(segment, sorted_segments)
        is_met = segment[np.minimum(first, len(segment) - 1)] == sorted_segments if len(segment) else first < 0
        if not is_met.any():
            continue
        met = np.flatnonzero(_among(segment, sorted_segments[is_met]))
        low, high = (np.searchsorted(sorted_segments, segment[met], side=side) for side in ("left", "right"))
        stay, row = np.repeat(met, high - low), order[ranges(low, high)]
        from_m, to_m = np.maximum(start_m[stay], driven.low_m[row]), np.minimum(end_m[stay], driven.high_m[row])
        shared = from_m < to_m
        if shared.any():
            took_ms = costs.durations_ms(segment[stay[shared]], from_m[shared], to_m[shared])
            yield AreaExposure(
                area_id=zone.id,
                name=zone.name,
                kind=zone.kind.value,
                distance_m=float((to_m - from_m)[shared].sum()),
                duration_s=int(took_ms.sum()) / 1000.0,
            )


def _among(segments: Rows, wanted: Rows) -> Flags:
    """Whether each of these segments is among the wanted ones; both in rising order."""
    low = np.searchsorted(segments, wanted, side="left")
    high = np.searchsorted(segments, wanted, side="right")
    among: Flags = np.zeros(len(segments), bool)
    among[ranges(low, high)] = True
    return among


def _reports(case: Case, costs: Costs, driven: _Driven) -> tuple[tuple[ReliedReport, ...], float, float]:
    """Reports relied on with their metres; metres reported unknown; metres any report speaks of."""
    relied_m: dict[str, float] = {}
    unknown_m = 0.0
    for row in np.flatnonzero(costs.conditions.is_reported(driven.segment)).tolist():
        low_m, high_m = float(driven.low_m[row]), float(driven.high_m[row])
        for pieces, piece in costs.conditions.met(int(driven.segment[row]), low_m, high_m):
            report = pieces.report_at(piece)
            if report is None:
                continue
            shared_m = float(min(pieces.end_m[piece], high_m) - max(pieces.start_m[piece], low_m))
            name = report.cause[1]
            relied_m[name] = relied_m.get(name, 0.0) + shared_m
            unknown_m += shared_m if pieces.unknown[piece] else 0.0
    reports = tuple(_relied(case, name, distance_m) for name, distance_m in relied_m.items())
    return reports, unknown_m, sum(relied_m.values())


def _relied(case: Case, report_id: str, distance_m: float) -> ReliedReport:
    report = case.plan.get(report_id)
    assert isinstance(report, StatusReport)  # noqa: S101  # causes of the report layer are reports of the plan
    return ReliedReport(
        report_id=report_id,
        status=report.status.value,
        passability=report.passability(case.question.at).value,
        reported_at=report.source.reported_at,
        distance_m=distance_m,
    )
