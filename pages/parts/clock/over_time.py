"""Layers of the map over the whole time of an operation: every feature once, with the spans in which it holds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from data.model import Coverage, Phase, Plan, StatusReport, Validity
from pages.look.clock import local
from pages.map.layers import Group, Layer, MapFeature, Span
from pages.parts import plan_layers
from routing.phases import phase_at

INSTANT = timedelta(microseconds=1)


def areas(plan: Plan) -> tuple[Layer, ...]:
    """Sectors and zones for every moment."""
    return (
        over_time(lambda at: plan_layers.sectors(plan, phase_at(plan, at)), phase_changes(plan)),
        over_time(lambda at: plan_layers.zones(plan, at, phase_at(plan, at)), zone_changes(plan)),
    )


def status(plan: Plan, covered: Sequence[Coverage]) -> tuple[Layer, ...]:
    """Corridors and reports by what they count for, and all else that has a place, for every moment."""
    changes = phase_changes(plan)
    return (
        over_time(lambda at: plan_layers.corridors(plan, _in_phase(covered, phase_at(plan, at))), changes),
        over_time(lambda at: plan_layers.control_lines(plan, at), ends_of(line.valid for line in plan.control_lines)),
        plan_layers.places(plan),
        over_time(lambda at: reports(plan, at), report_changes(plan)),
        over_time(lambda at: incidents(plan, at), sorted(incident.happened_at for incident in plan.incidents)),
    )


def over_time(layer_at: Callable[[datetime], Layer], changes: Sequence[datetime]) -> Layer:
    """The features of a layer at every moment; it changes at these moments only, given in order."""
    if not changes:
        return layer_at(datetime.max.replace(tzinfo=UTC))
    spans: list[Span] = [(None, changes[0]), *pairwise(changes), (changes[-1], None)]
    moments = [changes[0] - INSTANT, *changes]
    found: dict[MapFeature, list[Span]] = {}
    shapes: dict[bytes, MapFeature] = {}
    name, group = "", Group.OTHER
    for span, at in zip(spans, moments, strict=True):
        layer = layer_at(at)
        name, group = layer.name, layer.group
        for feature in layer.features:
            first = shapes.setdefault(feature.geometry.wkb, feature)
            found.setdefault(replace(feature, geometry=first.geometry), []).append(span)
    timed = [replace(feature, times=_joined(held)) for feature, held in found.items()]
    return Layer(name=name, group=group, features=timed)


def phase_changes(plan: Plan) -> list[datetime]:
    """When phases begin and end, in order."""
    return sorted({moment for phase in plan.phases for moment in (phase.starts_at, phase.ends_at)})


def zone_changes(plan: Plan) -> list[datetime]:
    """When zones, or what they do to roads, can change, in order."""
    valid = [*(zone.valid for zone in plan.zones), *(barrier.valid for barrier in plan.barriers)]
    return sorted({*ends_of(valid), *phase_changes(plan)})


def report_changes(plan: Plan) -> list[datetime]:
    """When reports come in, grow too old or cease to hold, in order."""
    made = [report for report in plan.status_reports if report.source.reported_at is not None]
    moments = {moment for report in made for moment in _believed(report)}
    return sorted({*moments, *ends_of(report.valid for report in plan.status_reports)})


def ends_of(valid: Iterable[Validity]) -> list[datetime]:
    """Every start and end of these spans, in order."""
    return sorted({moment for span in valid for moment in (span.starts_at, span.ends_at) if moment is not None})


def reports(plan: Plan, at: datetime) -> Layer:
    """Status reports as what they count for at a moment, their age told as when they were made."""
    layer, known = plan_layers.reports(plan, at), {str(report.id): report for report in plan.status_reports}
    told = [replace(feature, tooltip=_told(known[feature.id], plan, at)) for feature in layer.features]
    return replace(layer, features=told)


def incidents(plan: Plan, at: datetime) -> Layer:
    """Incidents that have happened by a moment, told with when that was."""
    layer, known = plan_layers.incidents(plan, at), {str(incident.id): incident for incident in plan.incidents}
    told = [
        replace(f, tooltip=(known[f.id].kind, known[f.id].summary, local(known[f.id].happened_at, plan.time_zone)))
        for f in layer.features
    ]
    return replace(layer, features=told)


def _told(report: StatusReport, plan: Plan, at: datetime) -> tuple[str, ...]:
    made = report.source.reported_at
    dated = f"reported {local(made, plan.time_zone)}" if made else "nobody has told when"
    until = (f"believed until {local(made + report.stale_after, plan.time_zone)}",) if made else ()
    counts = f"{report.status.value}: counts as {report.passability(at).value}"
    return (counts, f"{report.source.name}, {dated}", *until)


def _believed(report: StatusReport) -> Iterator[datetime]:
    if report.source.reported_at is not None:
        yield report.source.reported_at
        # at its limit itself it is still believed
        yield report.source.reported_at + report.stale_after + INSTANT


def _in_phase(covered: Sequence[Coverage], phase: Phase | None) -> tuple[Coverage, ...]:
    return tuple(one for one in covered if phase is not None and one.phase_id == phase.id)


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Spans in order, those that meet as one; nothing when together they are always."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1][1] == span[0] and span[0] is not None:
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return () if joined == [(None, None)] else tuple(joined)
