"""`passage route`: a way through, or what stands in it."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime

from shapely import Point

from data.export.answers import route_document
from data.export.reasons import separation_document
from data.model import DIMENSIONS, NoRoute, Route, RoutePolicy
from pages.command.assembly import plan_from_files
from pages.command.moment import aware
from pages.command.more import more_about
from pages.command.outcome import DONE, NO, Outcome
from pages.command.roads import loaded
from pages.command.vehicle import vehicle_of
from pages.command.wording import aligned, duration, finding_lines, kilometres, position
from routing.index import NetworkIndex
from routing.question import RouteQuestion, UnknownPolicy
from routing.search import find_route

_STREETS_SHOWN = 60


def outcome(arguments: argparse.Namespace) -> Outcome:
    """The route, or no: what stands in the way."""
    question = RouteQuestion(
        origin=Point(arguments.origin),
        destination=Point(arguments.destination),
        via=tuple(map(Point, arguments.via)),
        at=aware(arguments.at),
        policy=RoutePolicy(arguments.policy),
        unknown=UnknownPolicy(arguments.unknown),
        exposure_weight=arguments.exposure_weight,
        vehicle=vehicle_of(arguments),
        unknown_limits=UnknownPolicy(arguments.unknown_limits),
    )
    files = plan_from_files(zones=arguments.zones, sectors=arguments.sectors, at=question.at)
    roads = loaded(arguments, arguments.roads)
    index = NetworkIndex(roads.network)
    answer = find_route(index, files.plan, question)
    findings = (*files.findings, *roads.report.findings)
    document = route_document(answer, findings) | {"attribution": list(roads.network.attributions())}
    if isinstance(answer, NoRoute):
        document |= {"explained": separation_document(answer)}
        lines = (*_vehicle_lines(question), *_no_route_lines(answer), *finding_lines(findings))
        return Outcome(document=document, lines=lines, code=NO)
    more = more_about(arguments, index, files.plan, question, answer)
    lines = (
        *_vehicle_lines(question),
        *_route_lines(answer),
        *more.lines,
        *finding_lines([*answer.findings, *findings]),
    )
    return Outcome(document=document | more.document, lines=lines, code=DONE)


def _vehicle_lines(question: RouteQuestion) -> Iterator[str]:
    """The vehicle limits are compared with, what its numbers rest on, and what it does not state."""
    vehicle = question.vehicle
    if vehicle is not None:
        stated = ", ".join(
            f"{name} {getattr(vehicle, name):g}" for name in DIMENSIONS if name not in vehicle.not_stated
        )
        yield f"For a {vehicle.name}: {stated or 'no dimension stated'} ({vehicle.basis})"
        if vehicle.not_stated:
            yield f"  not stated: {', '.join(vehicle.not_stated)}"
        if vehicle.at_least:
            yield f"  not stated of every vehicle, so at least: {', '.join(vehicle.at_least)}"


def _route_lines(route: Route) -> Iterator[str]:
    yield from aligned(_facts(route))
    if route.exposure:
        yield "Inside zones"
        inside = ((e.name, f"{kilometres(e.distance_m)}, {duration(e.duration_s)} ({e.kind})") for e in route.exposure)
        yield from aligned(inside, indent=2)
    yield "Streets"
    named = [(kilometres(s.distance_m), s.name or s.name_ar or "no name known") for s in route.streets]
    yield from aligned(named[:_STREETS_SHOWN], indent=2)
    if len(named) > _STREETS_SHOWN:
        yield f"  … and {len(named) - _STREETS_SHOWN} more; ask with --json for all."


def _facts(route: Route) -> Iterator[tuple[str, str]]:
    yield "Route", f"{route.policy.value}, as of {route.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    yield "Distance", kilometres(route.distance_m)
    yield "Driving time", duration(route.duration_s)
    yield "Exposure", f"{duration(route.exposure_s)} in dangerous zones, weighed"
    yield "Known unknown", f"{kilometres(route.unknown_m)} reported unknown or stale"
    yield "Not reported", f"{kilometres(route.unreported_m)} of which no report speaks"
    oldest = route.oldest_report
    if oldest:
        yield "Oldest report", f"{oldest.report_id}, {_dated(oldest.reported_at)}"
    for what, snap in (("From", route.origin), *(("Via", via) for via in route.via), ("To", route.destination)):
        yield what, f"{position(snap.point.coords[0])} ({kilometres(snap.distance_m)} from the point asked for)"


def _dated(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if moment else "time unknown"


def _no_route_lines(answer: NoRoute) -> Iterator[str]:
    yield f"No route. {answer.message}"
    for obstacle in answer.obstacles:
        yield f"  ▲ {obstacle.name} ({obstacle.kind} {obstacle.id}): {obstacle.why}"
        yield from (f"      at {position(place)}" for place in obstacle.places[:3])
    for apart in (answer.separating, *answer.also_separating):
        if apart and apart != answer.obstacles:
            yield f"  These alone keep the ends apart: {', '.join(o.name for o in apart)}"
