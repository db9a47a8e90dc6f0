"""A way found → the Route that is shown: distances, times, exposure, streets, reports, doubts."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import numpy as np
from shapely import LineString, Point

from data.model.results import AreaExposure, ReliedReport, Route, RoutePiece, Snap, Street
from data.model.status import StatusReport
from geo.overlay import intervals_inside
from routing.case import Case
from routing.costs import Costs
from routing.doubts import route_findings
from routing.effects import zones_in_force
from routing.ends import Stop, Stretch
from routing.index import NetworkIndex
from routing.way import Leg


def told_route(case: Case, costs: Costs, legs: Sequence[Leg]) -> Route:
    """The route these legs make."""
    told = [(s, ms) for leg in legs for s, ms in zip(leg.stretches, leg.turn_ms.tolist(), strict=True)]
    driven = [(s, ms) for s, ms in told if s.start_m != s.end_m or ms]
    stretches = [s for s, _ in driven]
    edges = [edge for leg in legs for edge in leg.edges]
    snaps = [_snap(stop, wanted) for stop, wanted in zip(case.stops, case.question.stops, strict=True)]
    pieces = tuple(_piece(case.index, costs, s, ms) for s, ms in driven)
    reports, unknown_m, reported_m = _reports(case, costs, stretches)
    distance_m: float = sum(piece.distance_m for piece in pieces)
    exposure = tuple(_exposure(case, costs, stretches))
    weight = {str(zone.id): max(zone.exposure, 0.0) for zone in case.plan.zones}
    return Route(
        policy=case.question.policy,
        at=case.question.at,
        origin=snaps[0],
        destination=snaps[-1],
        via=tuple(snaps[1:-1]),
        line=_line(case.index, stretches, snaps),
        distance_m=distance_m,
        duration_s=sum(_duration_ms(costs, s) + ms for s, ms in driven) / 1000.0,
        exposure_s=float(sum(part.duration_s * weight[part.area_id] for part in exposure)),
        pieces=pieces,
        exposure=exposure,
        streets=tuple(_streets(pieces)),
        reports=reports,
        unknown_m=unknown_m,
        unreported_m=max(distance_m - reported_m, 0.0),
        findings=route_findings(case, snaps, pieces, edges, unknown_m),
    )


def _snap(stop: Stop, wanted: Point) -> Snap:
    return Snap(
        wanted=wanted,
        point=Point(stop.place.lon, stop.place.lat),
        segment=stop.place.line,
        offset_m=stop.place.position_m,
        distance_m=stop.place.distance_m,
    )


def _piece(index: NetworkIndex, costs: Costs, stretch: Stretch, turn_ms: int) -> RoutePiece:
    """A stretch with the time of the turn into it."""
    text = index.network.segment_text
    return RoutePiece(
        segment=stretch.segment,
        start_m=stretch.start_m,
        end_m=stretch.end_m,
        duration_s=(_duration_ms(costs, stretch) + turn_ms) / 1000.0,
        name=text("name", stretch.segment) or text("name_en", stretch.segment) or text("ref", stretch.segment),
        name_ar=text("name_ar", stretch.segment),
    )


def _duration_ms(costs: Costs, stretch: Stretch) -> int:
    return costs.part(stretch.segment, stretch.start_m, stretch.end_m).duration_ms


def _line(index: NetworkIndex, stretches: Sequence[Stretch], snaps: Sequence[Snap]) -> LineString:
    parts = [index.lines.part(s.segment, s.start_m, s.end_m) for s in stretches]
    if not parts:
        return LineString([snaps[0].point, snaps[-1].point])
    points = np.vstack(parts)
    fresh = np.ones(len(points), bool)
    fresh[1:] = (points[1:] != points[:-1]).any(axis=1)
    return LineString(points[fresh] if fresh.sum() > 1 else points[:2])


def _streets(pieces: Sequence[RoutePiece]) -> Iterator[Street]:
    for (name, name_ar), run in groupby(pieces, key=lambda piece: (piece.name, piece.name_ar)):
        yield Street(name=name, name_ar=name_ar, distance_m=sum(piece.distance_m for piece in run))


def _exposure(case: Case, costs: Costs, stretches: Sequence[Stretch]) -> Iterator[AreaExposure]:
    """Metres and seconds inside each zone in force that the route enters."""
    zones = zones_in_force(case.plan, case.question.at)
    rows = np.unique([s.segment for s in stretches]).astype(np.int64)
    inside = intervals_inside(case.index.lines.subset(rows), [zone.area for zone in zones])
    driven: dict[int, list[Stretch]] = {}
    for stretch in stretches:
        driven.setdefault(stretch.segment, []).append(stretch)
    for i, zone in enumerate(zones):
        own = inside.area == i
        stays = zip(rows[inside.line[own]].tolist(), inside.start_m[own], inside.end_m[own], strict=True)
        shared = [part for row, low_m, high_m in stays for s in driven[row] if (part := _shared(s, low_m, high_m))]
        if shared:
            yield AreaExposure(
                area_id=zone.id,
                name=zone.name,
                kind=zone.kind.value,
                distance_m=sum(s.end_m - s.start_m for s in shared),
                duration_s=sum(_duration_ms(costs, s) for s in shared) / 1000.0,
            )


def _shared(stretch: Stretch, low_m: float, high_m: float) -> Stretch | None:
    """The part of a driven stretch between two positions of its segment."""
    start_m = max(low_m, min(stretch.start_m, stretch.end_m))
    end_m = min(high_m, max(stretch.start_m, stretch.end_m))
    if start_m >= end_m:
        return None
    return Stretch(segment=stretch.segment, start_m=float(start_m), end_m=float(end_m))


def _reports(case: Case, costs: Costs, stretches: Sequence[Stretch]) -> tuple[tuple[ReliedReport, ...], float, float]:
    """Reports relied on with their metres; metres reported unknown; metres any report speaks of."""
    relied_m: dict[str, float] = {}
    unknown_m = 0.0
    for stretch in stretches:
        low_m, high_m = sorted((stretch.start_m, stretch.end_m))
        for pieces, piece in costs.conditions.met(stretch.segment, low_m, high_m):
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
