"""A way found → the Route that is shown: distances, times, exposure, streets, reports, doubts."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from shapely import Point

from data.model.pieces import RoutePieces, Street
from data.model.results import ReliedReport, Route, Snap
from data.model.status import StatusReport
from routing.costs.costs import Costs
from routing.index import NetworkIndex
from routing.ways.case import Case
from routing.ways.doubts import route_findings
from routing.ways.driven import Driven, driven_of
from routing.ways.ends import Stop
from routing.ways.exposure import exposure_of
from routing.ways.line import way_line
from routing.ways.way import Leg


def told_route(case: Case, costs: Costs, legs: Sequence[Leg]) -> Route:
    """The route these legs make."""
    driven = driven_of(costs, legs)
    snaps = [_snap(stop, wanted) for stop, wanted in zip(case.stops, case.question.stops, strict=True)]
    length_m = (driven.high_m - driven.low_m).tolist()
    pieces = _pieces(case.index, driven, length_m)
    reports, unknown_m, reported_m = _reports(case, costs, driven)
    distance_m: float = sum(length_m)
    exposure = exposure_of(case, costs, driven)
    return Route(
        policy=case.question.policy,
        at=case.question.at,
        origin=snaps[0],
        destination=snaps[-1],
        via=tuple(snaps[1:-1]),
        line=way_line(case.index, case.stops, legs),
        distance_m=distance_m,
        duration_s=int((driven.duration_ms + driven.turn_ms).sum()) / 1000.0,
        exposure_s=exposure.weighed_s,
        pieces=pieces,
        exposure=exposure.areas,
        streets=pieces.streets,
        reports=reports,
        unknown_m=unknown_m,
        unreported_m=max(distance_m - reported_m, 0.0),
        findings=route_findings(case, snaps, driven, np.concatenate([leg.entered for leg in legs]), unknown_m),
    )


def _snap(stop: Stop, wanted: Point) -> Snap:
    return Snap(
        wanted=wanted,
        point=Point(stop.place.lon, stop.place.lat),
        segment=stop.place.line,
        offset_m=stop.place.position_m,
        distance_m=stop.place.distance_m,
    )


def _pieces(index: NetworkIndex, driven: Driven, length_m: Sequence[float]) -> RoutePieces:
    """Each stretch with the time of the turn into it, and the streets they follow."""
    sign = index.network.signs.row[driven.segment]
    is_first = np.diff(sign, prepend=-1) != 0
    ends = [*np.flatnonzero(is_first).tolist(), len(sign)]
    said = (index.network.signs.said[row] for row in sign[is_first].tolist())
    return RoutePieces(
        segment=driven.segment,
        start_m=driven.start_m,
        end_m=driven.end_m,
        duration_s=(driven.duration_ms + driven.turn_ms) / 1000.0,
        street=np.cumsum(is_first) - 1,
        streets=tuple(
            Street(name=name, name_ar=name_ar, distance_m=sum(length_m[low:high]))
            for (name, name_ar), (low, high) in zip(said, pairwise(ends), strict=True)
        ),
    )


def _reports(case: Case, costs: Costs, driven: Driven) -> tuple[tuple[ReliedReport, ...], float, float]:
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
