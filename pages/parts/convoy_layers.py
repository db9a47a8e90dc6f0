"""Open convoys and the zones a draft may change, as layers of the map."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from data.model import Barrier, Passability, Plan, Route, Sector, StatusReport, Zone
from pages.look import looks, words
from pages.look.clock import duration
from pages.map.layers import Group, Layer, MapFeature
from pages.parts.convoys import Outcome, Told
from pages.parts.facts import barrier_words
from routing.phases import phase_at

BESIDE_DEG = 2e-4
"""How near a report lies to the way that relies on it, about twenty metres."""


def quiet_sectors(sectors: Sequence[Sector]) -> Layer:
    """Sectors as outlines with their names."""
    return Layer(
        name="Sectors",
        group=Group.FORCE,
        features=[
            MapFeature(id="", geometry=s.area, look=looks.QUIET_SECTOR, label=s.name, label_ar=s.name_ar)
            for s in sectors
        ],
    )


def zones(plan: Plan, moments: Sequence[datetime]) -> tuple[MapFeature, ...]:
    """Every zone, drawn by what it does to roads at any of these moments; small ones above large ones."""
    below = sorted(plan.zones, key=lambda zone: -zone.area.area)
    return tuple(_zone(zone, _acting(plan, zone, moments)) for zone in below)


def ways(plan: Plan, convoys: Sequence[Told]) -> tuple[Layer, ...]:
    """Former ways below, ways as they are now, what is unknown on them, and who has none."""
    return (
        Layer(name="Former ways", group=Group.WAYS, features=[f for told in convoys for f in _former(told)]),
        Layer(name="Ways", group=Group.WAYS, features=[f for told in convoys for f in _way(told)]),
        Layer(name="Unknown", group=Group.WAYS, features=[f for told in convoys for f in _unknown(plan, told)]),
        Layer(name="No way", group=Group.WAYS, features=[f for told in convoys for f in _blocked(plan, told)]),
    )


def saved(plan: Plan, convoys: Sequence[Told], moments: Sequence[datetime]) -> tuple[Layer, ...]:
    """Zones and ways as the saved plan has them, for the left side of a comparison."""
    return (
        Layer(name="Saved zones", features=[replace(zone, id="", side="left") for zone in zones(plan, moments)]),
        Layer(name="Saved ways", features=[replace(way, side="left") for told in convoys for way in _as_saved(told)]),
    )


def _as_saved(told: Told) -> Iterator[MapFeature]:
    if isinstance(told.saved, Route):
        yield MapFeature(
            id="",
            geometry=told.saved.line,
            look=looks.CONVOY_WAY,
            tooltip=(told.convoy.name, told.convoy.organisation, duration(told.saved.duration_s)),
        )


def _zone(zone: Zone, acting: Sequence[Barrier]) -> MapFeature:
    first = max(acting, key=lambda barrier: barrier.priority, default=None)
    idle = first is None and zone.exposure == 0
    return MapFeature(
        id=zone.id,
        geometry=zone.area,
        look=looks.IDLE_ZONE if idle else looks.zone_look(zone.kind, first.kind if first else None),
        label=zone.name if first else None,
        label_ar=zone.name_ar if first else None,
        tooltip=(zone.name, *(barrier_words(b.kind, b.value) for b in acting)),
    )


def _acting(plan: Plan, zone: Zone, moments: Sequence[datetime]) -> list[Barrier]:
    return [
        barrier
        for barrier in plan.barriers
        if barrier.area_id == zone.id and any(_holds(plan, zone, barrier, at) for at in moments)
    ]


def _holds(plan: Plan, zone: Zone, barrier: Barrier, at: datetime) -> bool:
    phase = phase_at(plan, at)
    in_phase = not barrier.phases or (phase is not None and phase.id in barrier.phases)
    return in_phase and zone.valid.holds_at(at) and barrier.valid.holds_at(at)


def _former(told: Told) -> Iterator[MapFeature]:
    if told.change and isinstance(told.saved, Route):
        yield MapFeature(
            id="",
            geometry=told.saved.line,
            look=looks.FORMER_WAY,
            tooltip=(told.convoy.name, f"in the saved plan {duration(told.saved.duration_s)}"),
            side="right",
        )


def _way(told: Told) -> Iterator[MapFeature]:
    if isinstance(told.drafted, Route):
        yield MapFeature(
            id="",
            geometry=told.drafted.line,
            look=looks.CHANGED_WAY if told.outcome is Outcome.CHANGED else looks.CONVOY_WAY,
            tooltip=(
                told.convoy.name,
                told.convoy.organisation,
                duration(told.drafted.duration_s),
                *([told.change] if told.change else []),
            ),
            side="right",
        )


def _unknown(plan: Plan, told: Told) -> Iterator[MapFeature]:
    """Where a way relies on what nobody knows."""
    if not isinstance(told.drafted, Route):
        return
    for relied in told.drafted.reports:
        report = plan.find(relied.report_id)
        if relied.passability == Passability.UNKNOWN and isinstance(report, StatusReport) and report.place:
            yield MapFeature(
                id="",
                geometry=_shared(told.drafted.line, report.place),
                look=looks.UNKNOWN_WAY,
                tooltip=(told.convoy.name, f"{words.kilometres(relied.distance_m)} of unknown state"),
                side="right",
            )


def _shared(line: LineString, place: BaseGeometry) -> BaseGeometry:
    shared = line.intersection(place.buffer(BESIDE_DEG))
    return place if shared.is_empty else shared


def _blocked(plan: Plan, told: Told) -> Iterator[MapFeature]:
    if isinstance(told.drafted, Route):
        return
    place = plan.get(told.convoy.origin)
    point = getattr(place, "point", None)
    why = told.drafted.message
    if isinstance(point, Point):
        yield MapFeature(
            id="",
            geometry=point,
            look=looks.NO_WAY,
            label=told.convoy.name,
            tooltip=(told.convoy.name, why),
            side="right",
        )
