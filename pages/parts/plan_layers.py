"""Records and answers of a plan as layers of the map."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from shapely import Point, unary_union
from shapely.geometry.base import BaseGeometry

from data.model import (
    BarrierKind,
    Corridor,
    Coverage,
    Finding,
    NoRoute,
    Phase,
    Plan,
    Route,
    RoutePolicy,
    SectorId,
    SectorState,
    StatusReport,
    ZoneKind,
)
from pages.look import looks, words
from pages.look.clock import age
from pages.map.layers import Group, Layer, MapFeature
from pages.parts.facts import barrier_words
from pages.parts.places import Place
from pages.parts.record.note_signs import note_signs
from pages.parts.route_asking import Asked
from pages.parts.route_view import TITLE, Answered
from pages.state.workspace import Workspace

if TYPE_CHECKING:
    import networkx as nx

SAME_LINE_DEG = 1e-6
STRENGTH = (BarrierKind.CLOSED, BarrierKind.SCALED, BarrierKind.ADDED)


def situation(work: Workspace, covered: Sequence[Coverage]) -> tuple[Layer, ...]:
    """Everything the overview shows of one phase, areas below, places on top."""
    return (
        sectors(work.plan, work.phase),
        zones(work.plan, work.moment, work.phase),
        corridors(work.plan, covered),
        control_lines(work.plan, work.moment),
        places(work.plan),
        reports(work.plan, work.moment),
        incidents(work.plan, work.moment),
        note_signs(work.plan),
    )


def ways(work: Workspace, asked: Asked, answers: Mapping[RoutePolicy, Answered]) -> tuple[Layer, ...]:
    """What the routes page shows: areas, reports, the ways through or what stands in the way, both ends."""
    return (
        sectors(work.plan, work.phase),
        zones(work.plan, work.moment, work.phase),
        reports(work.plan, work.moment),
        Layer(name="Ways", group=Group.WAYS, features=[*_others(answers), *_routes(answers), *_obstacles(answers)]),
        Layer(
            name="Ends",
            group=Group.WAYS,
            features=[*_end(asked.origin, looks.ORIGIN), *_end(asked.destination, looks.DESTINATION)],
        ),
    )


def sectors(plan: Plan, phase: Phase | None) -> Layer:
    """Sectors in the state the phase gives them."""
    owners = {c.id: c.name for c in plan.contributors}
    return Layer(
        name="Sectors",
        group=Group.FORCE,
        features=[
            MapFeature(
                id=s.id,
                geometry=s.area,
                look=looks.SECTORS[state],
                label=s.name,
                label_ar=s.name_ar,
                tooltip=(s.name, words.SECTOR_STATE[state], owners[s.owner] if s.owner else "owner: nobody yet"),
            )
            for s in plan.sectors
            for state in [phase.state_of(s.id) if phase else SectorState.NOT_ESTABLISHED]
        ],
    )


def zones(plan: Plan, at: datetime, phase: Phase | None) -> Layer:
    """Zones in force at a moment, drawn by what they do to roads; administrative ones only as lines."""
    return Layer(
        name="Zones",
        group=Group.AREAS,
        features=[
            MapFeature(
                id=z.id,
                geometry=z.area,
                look=looks.zone_look(z.kind, acting[0].kind if acting else None),
                label=None if z.kind is ZoneKind.ADMIN else z.name,
                label_ar=None if z.kind is ZoneKind.ADMIN else z.name_ar,
                tooltip=(z.name, z.kind.value.replace("_", " "), *(barrier_words(b.kind, b.value) for b in acting)),
            )
            for z in plan.zones
            if z.valid.holds_at(at)
            for acting in [
                sorted(
                    (
                        b
                        for b in plan.barriers
                        if b.area_id == z.id
                        and b.valid.holds_at(at)
                        and (not b.phases or (phase is not None and phase.id in b.phases))
                    ),
                    key=lambda b: (-b.priority, STRENGTH.index(b.kind)),
                )
            ]
        ],
    )


def corridors(plan: Plan, covered: Sequence[Coverage]) -> Layer:
    """Corridors, with the stretches outside every active sector told apart."""
    by_id: Mapping[str, Coverage] = {c.corridor_id: c for c in covered}
    return Layer(
        name="Corridors", group=Group.WAYS, features=[f for c in plan.corridors for f in _corridor(c, by_id.get(c.id))]
    )


def control_lines(plan: Plan, at: datetime | None) -> Layer:
    """Phase lines and other control lines in force at a moment; all of them without one."""
    return Layer(
        name="Control lines",
        group=Group.FORCE,
        features=[
            MapFeature(
                id=line.id,
                geometry=line.line,
                look=looks.CONTROL_LINE,
                label=line.name,
                label_ar=line.name_ar,
                tooltip=(line.name, line.kind.value.replace("_", " ")),
            )
            for line in plan.control_lines
            if at is None or line.valid.holds_at(at)
        ],
    )


def reports(plan: Plan, at: datetime) -> Layer:
    """Status reports as what they count for at the moment: stale ones are unknown."""
    crossings = {c.id: c for c in plan.crossings}
    return Layer(
        name="Status reports",
        group=Group.REPORTS,
        features=[
            MapFeature(
                id=r.id,
                geometry=crossings[r.crossing_id].point if r.crossing_id else _placed(r),
                look=looks.STATUS[r.passability(at)],
                tooltip=(
                    f"{r.status.value}: counts as {r.passability(at).value}",
                    f"{r.source.name}, {age(r.source.age(at))} old",
                ),
            )
            for r in plan.status_reports
            if r.valid.holds_at(at)
        ],
    )


def places(plan: Plan) -> Layer:
    """Sites and crossings."""
    return Layer(name="Places", group=Group.PLACES, features=[*sites(plan), *crossings(plan)])


def sites(plan: Plan) -> list[MapFeature]:
    """Sites by their kind."""
    return [
        MapFeature(
            id=s.id,
            geometry=s.point,
            look=looks.SITES[s.kind],
            tooltip=(s.name, *([s.name_ar] if s.name_ar else []), s.kind.value.replace("_", " ")),
        )
        for s in plan.sites
    ]


def crossings(plan: Plan) -> list[MapFeature]:
    """Crossings with their names."""
    return [
        MapFeature(
            id=c.id,
            geometry=c.point,
            look=looks.CROSSING,
            label=c.name,
            label_ar=c.name_ar,
            tooltip=(c.name, "crossing"),
        )
        for c in plan.crossings
    ]


def incidents(plan: Plan, at: datetime) -> Layer:
    """Incidents that have happened by the moment."""
    return Layer(
        name="Incidents",
        group=Group.REPORTS,
        features=[
            MapFeature(
                id=i.id,
                geometry=i.point,
                look=looks.INCIDENT,
                tooltip=(i.kind, i.summary, f"{age(at - i.happened_at)} ago"),
            )
            for i in plan.incidents
            if i.happened_at <= at
        ],
    )


def meetings(graph: "nx.Graph[SectorId]") -> Layer:
    """Boundary coordination points: where a road crosses from one sector into the next."""
    return Layer(
        name="Boundary coordination points",
        group=Group.FORCE,
        features=[
            MapFeature(
                id="",
                geometry=Point(crossing.place),
                look=looks.MEETING,
                tooltip=("Boundary coordination point", crossing.road or "road without a known name"),
            )
            for _, _, told in graph.edges(data=True)
            for crossing in told["crossings"]
        ],
    )


def doubts(findings: Sequence[Finding]) -> Layer:
    """Findings that have a place, where they are."""
    return Layer(
        name="Findings",
        group=Group.FINDINGS,
        features=[
            MapFeature(id="", geometry=Point(f.place), look=looks.FINDING, tooltip=(f.subject, f.message, f.remedy))
            for f in findings
            if f.place is not None
        ],
    )


def _placed(report: StatusReport) -> BaseGeometry:
    if report.place is None:
        raise ValueError(report.id)
    return report.place


def _corridor(corridor: Corridor, covered: Coverage | None) -> Iterator[MapFeature]:
    told = (corridor.name, f"{words.percent(covered.share)} inside active sectors" if covered else "no phase holds")
    gaps = unary_union([gap.line for gap in covered.gaps]) if covered else corridor.line
    inside = corridor.line.difference(gaps.buffer(SAME_LINE_DEG))
    if not inside.is_empty:
        yield MapFeature(id=corridor.id, geometry=inside, look=looks.COVERED, tooltip=told)
    if covered is None:
        yield MapFeature(id=corridor.id, geometry=corridor.line, look=looks.UNCOVERED, tooltip=told)
    for gap in covered.gaps if covered else ():
        there = ", ".join(f"{name}: {state.replace('_', ' ')}" for name, state in gap.sectors) or "no sector"
        yield MapFeature(
            id=corridor.id,
            geometry=gap.line,
            look=looks.UNCOVERED,
            tooltip=(corridor.name, f"{words.kilometres(gap.distance_m)} not covered", there),
        )


def _routes(answers: Mapping[RoutePolicy, Answered]) -> Iterable[MapFeature]:
    for policy, answered in answers.items():
        if isinstance(answered.answer, Route):
            route = answered.answer
            yield MapFeature(
                id=f"route-{policy}",
                geometry=route.line,
                look=looks.ROUTES[policy],
                tooltip=(TITLE[policy], words.kilometres(route.distance_m)),
            )


def _others(answers: Mapping[RoutePolicy, Answered]) -> Iterable[MapFeature]:
    """Other ways through, and ways that are not permitted now, told apart from routes."""
    for policy, answered in answers.items():
        for number, way in enumerate(answered.others.ways[1:] if answered.others else (), 1):
            yield MapFeature(
                id=f"other-{policy}-{number}",
                geometry=way.route.line,
                look=looks.OTHER_WAY,
                tooltip=(f"Other way {number}", words.kilometres(way.route.distance_m)),
            )
        if isinstance(answered.answer, NoRoute) and answered.answer.relaxed:
            yield MapFeature(
                id=f"would-be-{policy}",
                geometry=answered.answer.relaxed.as_if_lifted.line,
                look=looks.NOT_PERMITTED,
                tooltip=("Not permitted: only if what stands in the way were lifted",),
            )


def _obstacles(answers: Mapping[RoutePolicy, Answered]) -> Iterable[MapFeature]:
    for answered in answers.values():
        if isinstance(answered.answer, NoRoute):
            for obstacle in answered.answer.obstacles:
                for lon, lat in obstacle.places:
                    yield MapFeature(
                        id=obstacle.id,
                        geometry=Point(lon, lat),
                        look=looks.FINDING,
                        label=obstacle.name,
                        tooltip=(obstacle.name, obstacle.why),
                    )


def _end(place: Place | None, look: looks.Look) -> Iterable[MapFeature]:
    if place is not None:
        yield MapFeature(id="", geometry=place.point, look=look, label=place.name, tooltip=(place.name,))
