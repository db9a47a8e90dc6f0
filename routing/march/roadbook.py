"""The roadbook of a march: turn by turn, with every critical point, in which sector each lies and whose it is."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

import numpy as np

from data.model import Phase, Plan, Route, Sector
from data.model.handout import Landmark, RoadLine, SectorArea, Told
from data.model.ids import SectorId
from geo.lines import Lines
from routing.columns import measured_line
from routing.march.following import HEAD
from routing.march.places import CriticalPoint, sector_spans
from routing.march.table import MarchTable
from routing.phases import phase_at

LOOK_M = 25.0
"""Which way a road turns is told from so far before a junction to so far behind it."""
SHORT_M = 40.0
"""A road without a name shorter than this between two others is not told."""
_TURNS = ((20.0, "straight on"), (50.0, "bear {}"), (120.0, "turn {}"), (165.0, "turn sharp {}"))
NO_SECTOR = "no sector"
_Entry: TypeAlias = tuple[float, Landmark, CriticalPoint | str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """Where along a way which sector lies, and what is known of it when the head is there."""

    plan: Plan
    table: MarchTable
    spans: tuple[tuple[str | None, float, float], ...]
    since_s: Callable[[float], float]

    def at(self, along_m: float) -> datetime:
        """When the head is first there."""
        return self.table.convoy.departs_at + timedelta(seconds=self.since_s(along_m))

    def sector(self, along_m: float) -> Sector | None:
        """The sector behind a place of the way."""
        found = next((own for own, _, to_m in self.spans if along_m < to_m), self.spans[-1][0])
        record = None if found is None else self.plan.get(found)
        return record if isinstance(record, Sector) else None

    def owner(self, sector: Sector | None) -> str | None:
        """Who owns a sector; None while nobody has taken it, or there is none."""
        return None if sector is None or sector.owner is None else str(getattr(self.plan.get(sector.owner), "name", ""))

    def state(self, sector: Sector | None, along_m: float) -> str:
        """The state of a sector when the head is there, in words."""
        if sector is None:
            return "–"
        phase = phase_at(self.plan, self.at(along_m))
        return "not known: no phase" if phase is None else _state(phase, sector.id)


def ground_of(plan: Plan, table: MarchTable) -> Ground:
    """The sectors of a march."""
    way = measured_line(table.line, table.distance_m)
    return Ground(
        plan=plan,
        table=table,
        spans=tuple(sector_spans(plan, way, table.convoy.departs_at)),
        since_s=table.progress(HEAD).reached_s,
    )


def sector_areas(ground: Ground) -> Iterator[SectorArea]:
    """The sectors the way runs through, each once, as they are when the head enters them."""
    entered: dict[str, float] = {}
    for own, from_m, _ in ground.spans:
        if own is not None:
            entered.setdefault(own, from_m)
    for from_m in entered.values():
        sector = ground.sector(from_m)
        if sector is not None:
            yield SectorArea(
                id=sector.id,
                name=sector.name,
                name_ar=sector.name_ar,
                owner=ground.owner(sector),
                state=ground.state(sector, from_m),
                area=sector.area,
            )


def roadbook(route: Route, table: MarchTable, ground: Ground) -> tuple[RoadLine, ...]:
    """Every turn and critical point of a march in the order driven."""
    roads = _roads(route)
    turns = [_turn(table, road) for road in roads[1:]]
    lines: list[_Entry] = [(at_m, Landmark.TURN, said) for at_m, said in turns]
    lines += [(row.point.along_m, Landmark[row.point.kind.name], row.point) for row in table.rows]
    lines.sort(key=lambda line: (line[0], _ORDER.get(line[1], 1)))
    ends_m: list[float | None] = [line[0] for line in lines[1:]]
    return tuple(_line(table, ground, roads, line, next_m) for line, next_m in zip(lines, [*ends_m, None], strict=True))


_ORDER = {Landmark.START: 0, Landmark.RELEASE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Road:
    """A road driven from a place of the way on."""

    from_m: float
    name: str | None
    name_ar: str | None


def _roads(route: Route) -> list[_Road]:
    """The roads driven, short pieces without a name left out, bends of one road apart as they are."""
    found: list[_Road] = []
    at_m = 0.0
    for street in route.streets:
        is_link = street.name is None and street.name_ar is None and street.distance_m < SHORT_M
        if not (found and is_link):
            found.append(_Road(from_m=at_m, name=street.name, name_ar=street.name_ar))
        at_m += street.distance_m
    return [
        road for before, road in zip([None, *found], found, strict=False) if before is None or _differ(before, road)
    ]


def _differ(before: _Road, road: _Road) -> bool:
    return (before.name, before.name_ar) != (road.name, road.name_ar)


def _turn(table: MarchTable, after: _Road) -> tuple[float, str]:
    """Where one turns onto a road, and how that is said."""
    turned = turned_deg(measured_line(table.line, table.distance_m), after.from_m)
    return after.from_m, turn_words(turned)


def turned_deg(way: Lines, along_m: float) -> float:
    """By how much a way turns at a place, degrees to the right; between -180 and 180."""
    along = np.clip(np.array([along_m - LOOK_M, along_m, along_m + LOOK_M]), 0.0, float(way.length_m[0]))
    lon, lat = way.places(np.zeros(3, np.int64), along).T
    heading = np.degrees(np.arctan2(np.diff(lon) * math.cos(math.radians(float(lat[1]))), np.diff(lat)))
    return float((heading[1] - heading[0] + 180.0) % 360.0 - 180.0)


def turn_words(turned: float) -> str:
    """A turn in words.

    >>> [turn_words(degrees) for degrees in (5, -30, 90, -140, 178)]
    ['straight on', 'bear left', 'turn right', 'turn sharp left', 'turn back']
    """
    side = "right" if turned > 0 else "left"
    return next((said.format(side) for most, said in _TURNS if abs(turned) <= most), "turn back")


def _line(
    table: MarchTable,
    ground: Ground,
    roads: Sequence[_Road],
    line: _Entry,
    next_m: float | None,
) -> RoadLine:
    along_m, landmark, what = line
    road = [own for own in roads if own.from_m <= along_m + 1e-6][-1]
    sector = ground.sector(along_m)
    return RoadLine(
        along_m=along_m,
        next_m=None if next_m is None else next_m - along_m,
        landmark=landmark,
        said=what if isinstance(what, str) else _point_words(ground, landmark, what),
        said_ar=None if isinstance(what, str) else getattr(_subject(ground.plan, what), "name_ar", None),
        road=road.name,
        road_ar=road.name_ar,
        sector=None if sector is None else sector.name,
        owner=ground.owner(sector),
        state=ground.state(sector, along_m),
        arrives=_told(table, along_m, ground.at(along_m)),
    )


def _subject(plan: Plan, point: CriticalPoint) -> object:
    return None if point.subject is None else plan.find(point.subject)


def _told(table: MarchTable, along_m: float, at: datetime) -> Told:
    behind = table.formation.column.begins
    return Told(at=at, is_earliest=any(own.delays_arrival(along_m, behind) for own in table.unknowns))


def _point_words(ground: Ground, landmark: Landmark, point: CriticalPoint) -> str:
    if landmark is not Landmark.SECTOR:
        return point.name
    leaves, enters = ground.sector(max(point.along_m - LOOK_M, 0.0)), ground.sector(point.along_m)
    owner = ground.owner(enters)
    report = f"; report to {owner}" if owner else "; nobody has taken it" if enters else ""
    return f"leave {_sector_name(leaves)}, enter {_sector_name(enters)}{report}"


def _sector_name(sector: Sector | None) -> str:
    return NO_SECTOR if sector is None else sector.name


def _state(phase: Phase, sector: SectorId) -> str:
    return phase.state_of(sector).value.replace("_", " ")
