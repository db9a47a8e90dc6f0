"""What the lines of the map tell: status, how old its information is, or exposure along the ways of convoys."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from data.model import Convoy, Corridor, Plan, StatusReport
from pages.look import looks, words
from pages.look.clock import local
from pages.map.layers import Group, Layer, MapFeature
from pages.parts.clock.over_time import INSTANT, ends_of, over_time
from pages.parts.clock.player import Columns
from routing.costs.effects import zones_in_force
from routing.known import (
    InformationAge,
    Stretch,
    exposed_stretches,
    exposure_weight,
    ground_of,
    information_age,
    newest,
    reported_stretches,
)


class Shown(StrEnum):
    """What lines tell by their look."""

    STATUS = "Status"
    AGE = "Age of information"
    EXPOSURE = "Exposure"


def ages(plan: Plan) -> Layer:
    """Corridors and reports by the age of what is known, at every moment."""
    ground = ground_of(plan.status_reports)
    pieces = [(corridor, reported_stretches(corridor.line, ground)) for corridor in plan.corridors]
    crossings = {c.id: c.point for c in plan.crossings}
    places = [(r, r.place or (crossings[r.crossing_id] if r.crossing_id else None)) for r in plan.status_reports]

    def at_moment(at: datetime) -> Layer:
        told = {row: information_age(report, at) for row, report in enumerate(plan.status_reports)}
        lines = [_aged(plan, corridor, piece, told) for corridor, own in pieces for piece in own]
        points = [
            MapFeature(id=report.id, geometry=place, look=looks.AGES[told[row]], tooltip=_report_told(plan, report))
            for row, (report, place) in enumerate(places)
            if place is not None
        ]
        return Layer(name="Age of information", group=Group.REPORTS, features=[*lines, *points])

    return over_time(at_moment, age_changes(plan))


def age_changes(plan: Plan) -> list[datetime]:
    """When information comes in, begins to age or is too old, in order."""
    dated = [(r.source.reported_at, r.stale_after) for r in plan.status_reports if r.source.reported_at is not None]
    turns = {moment for made, limit in dated for moment in (made, made + limit / 2 + INSTANT, made + limit + INSTANT)}
    return sorted({*turns, *ends_of(report.valid for report in plan.status_reports)})


def exposures(plan: Plan, on_road: Columns, chosen: str) -> Layer:
    """The ways of convoys by exposure when they depart: of the chosen convoy, or of all."""
    convoys = [c for c in plan.convoys if str(c.id) in on_road]
    own = [c for c in convoys if str(c.id) == chosen] or convoys
    features = [feature for convoy in own for feature in _exposed(plan, convoy, on_road)]
    # what is most exposed lies on top
    return Layer(
        name="Exposure", group=Group.WAYS, features=sorted(features, key=lambda f: looks.EXPOSED.index(f.look))
    )


def _aged(plan: Plan, corridor: Corridor, piece: Stretch, told: dict[int, InformationAge]) -> MapFeature:
    age = newest([told[row] for row in piece.rows])
    speaking = [plan.status_reports[row] for row in piece.rows]
    lines = [line for report in speaking for line in _report_told(plan, report)]
    return MapFeature(
        id=corridor.id,
        geometry=piece.line,
        look=looks.AGES[age],
        tooltip=(corridor.name, *(lines or ["no report speaks of this stretch: unknown"])),
    )


def _report_told(plan: Plan, report: StatusReport) -> tuple[str, ...]:
    made = report.source.reported_at
    if made is None:
        return (f"{report.source.name}: nobody has told when",)
    until = local(made + report.stale_after, plan.time_zone)
    return (f"{report.source.name}, reported {local(made, plan.time_zone)}", f"believed until {until}")


def _exposed(plan: Plan, convoy: Convoy, on_road: Columns) -> Sequence[MapFeature]:
    zones = [zone for zone in zones_in_force(plan, convoy.departs_at) if zone.exposure > 0]
    return [
        MapFeature(
            id=convoy.id,
            geometry=piece.line,
            look=looks.exposure_look(exposure_weight(piece, zones)),
            tooltip=(
                convoy.name,
                words.kilometres(piece.end_m - piece.start_m),
                *(f"{zones[row].name}: exposure {zones[row].exposure:g}" for row in piece.rows),
                "relative, not calibrated",
            ),
        )
        for piece in exposed_stretches(on_road[str(convoy.id)].line, zones)
    ]
