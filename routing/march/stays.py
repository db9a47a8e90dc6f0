"""When a column is in what has hours, from its head to its tail, and where it is shut then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from data.model.opening import OpeningKind
from data.model.place import Crossing, Site
from data.model.plan import Plan
from geo.overlay import intervals_inside
from routing.columns import measured_line
from routing.index import NetworkIndex
from routing.march.openings import Shutting, Subject, shuttings
from routing.march.places import sector_spans
from routing.march.table import MarchTable

WIDER = timedelta(hours=24)
"""So far beyond a march hours are looked at; where the tail is not known, so long after its head."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """When a column is in something: its head from, its tail until; `until` None is not known."""

    about: Subject
    name: str
    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A column in something while it is shut, from `shut_at` on; not known where nobody knows when its tail is out."""

    stay: Stay
    kind: OpeningKind
    rules: tuple[str, ...]
    shut_at: datetime
    is_known: bool


def stays_of(plan: Plan, table: MarchTable) -> Iterator[Stay]:
    """When a column is in everything a rule can be about: the operation, its corridor, sectors, zones, places."""
    whole = table.rows[0].column.arrives_at, table.clears_at
    yield Stay(about=None, name="the operation", starts_at=whole[0], ends_at=whole[1])
    corridor = plan.find(table.convoy.corridor) if table.convoy.corridor else None
    if corridor is not None and table.convoy.corridor is not None:
        name = getattr(corridor, "name", corridor.id)
        yield Stay(about=table.convoy.corridor, name=name, starts_at=whole[0], ends_at=whole[1])
    yield from sector_stays(plan, table)
    yield from _zone_stays(plan, table)
    for row in table.rows:
        place = plan.find(row.point.subject) if row.point.subject else None
        if isinstance(place, Site | Crossing):
            own = row.column
            yield Stay(about=place.id, name=place.name, starts_at=own.arrives_at, ends_at=own.clears_at)


def sector_stays(plan: Plan, table: MarchTable) -> Iterator[Stay]:
    """When a column is in each sector of its way, from its head at one boundary to its tail at the other."""
    way = measured_line(table.line, table.distance_m)
    sectors = {str(sector.id): sector for sector in plan.sectors}
    for name, from_m, to_m in sector_spans(plan, way, table.convoy.departs_at):
        if name is not None:
            yield _stay(table, sectors[name].id, sectors[name].name, (from_m, to_m))


def _zone_stays(plan: Plan, table: MarchTable) -> Iterator[Stay]:
    ruled = {rule.about for rule in plan.opening_rules}
    zones = [zone for zone in plan.zones if zone.id in ruled and zone.area.intersects(table.line)]
    inside = intervals_inside(measured_line(table.line, table.distance_m), [zone.area for zone in zones])
    for row, from_m, to_m in zip(inside.area.tolist(), inside.start_m.tolist(), inside.end_m.tolist(), strict=True):
        yield _stay(table, zones[row].id, zones[row].name, (from_m, to_m))


def _stay(table: MarchTable, about: Subject, name: str, span_m: tuple[float, float]) -> Stay:
    column, departs_at = table.column, table.convoy.departs_at
    until_s = None if table.formation.column.ends is None else column.tail.left_s(span_m[1])
    return Stay(
        about=about,
        name=name,
        starts_at=departs_at + timedelta(seconds=column.head.reached_s(span_m[0])),
        ends_at=None if until_s is None else departs_at + timedelta(seconds=until_s),
    )


def missed_windows(index: NetworkIndex, plan: Plan, table: MarchTable) -> tuple[Missed, ...]:
    """Every rule by which something is shut while the column, head to tail, is in it; columns that stand count too.

    Where the tail is not known, what shuts within a day after the head has come may be missed.
    """
    stays = list(stays_of(plan, table))
    until = max(stay.ends_at or stay.starts_at for stay in stays) + WIDER
    lon, lat = index.network.node_lon, index.network.node_lat
    ground = float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())
    found = shuttings(plan, (min(stay.starts_at for stay in stays) - WIDER, until), ground)
    return tuple(
        missed for stay in stays for shut in found if shut.about == stay.about for missed in _missed(stay, shut)
    )


def _missed(stay: Stay, shut: Shutting) -> Iterator[Missed]:
    """The first span in which it is shut while the column is in it."""
    leaves_at = stay.ends_at or stay.starts_at + WIDER
    for span in shut.spans:
        starts_at, ends_at = span.starts_at or stay.starts_at, span.ends_at or leaves_at
        if starts_at < leaves_at and ends_at > stay.starts_at:
            yield Missed(
                stay=stay,
                kind=shut.kind,
                rules=tuple(str(rule) for rule in shut.rules),
                shut_at=max(starts_at, stay.starts_at),
                is_known=stay.ends_at is not None or starts_at <= stay.starts_at,
            )
            return
