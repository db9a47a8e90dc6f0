"""The march table: when head and tail of a column and of its parts are at every critical point of the way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import numpy as np
from shapely import LineString, Point

from data.model.march import MarchProfile
from data.model.movement import Convoy
from data.model.plan import Plan
from data.model.results import Route
from geo.lines import Floats, Lines
from routing.columns import Column, Progress, measured_line
from routing.index import NetworkIndex
from routing.march.arithmetic import KMH_PER_M_S
from routing.march.envelope import column_speeds_kmh
from routing.march.following import HEAD, Behind, Stand, StandReason, followed
from routing.march.pace import drive_of
from routing.march.parts import Formation, Part, formation_of
from routing.march.places import CriticalPoint, PlaceKind, critical_points
from routing.march.profiles import profile_of
from routing.march.stands import Marching, gate_takes_s, is_gate, stands_of
from routing.march.unknowns import Unknown, unknowns_of
from routing.march.waits import KnownWait, Waiting, known_wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """When a part of a column arrives at a point with its head, and clears it with its tail.

    `clears_at` None is not known. Where a time is the earliest, something on the way takes a time
    nobody knows, and the part may be later but not earlier.
    """

    part: Part
    arrives_at: datetime
    clears_at: datetime | None
    arrival_is_earliest: bool = False
    clearing_is_earliest: bool = False

    @property
    def passes_s(self) -> float | None:
        """Seconds from arriving to clearing; None is not known."""
        return None if self.clears_at is None else (self.clears_at - self.arrives_at).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One critical point of a march table.

    Parameters
    ----------
    time_distance_s
        What the head drives from the start point, without standing.
    stood_s
        What the head has stood before it arrives; times nobody knows are not in it.
    stands
        What the column stands here.
    processing_s
        What the gate here takes for all vehicles; None where there is none or it is not known. At the start
        point it is over when the head departs.
    recorded
        The waits recorded here; None where there are none.
    passings
        The column first, then its serials and march units in the order they march.
    """

    point: CriticalPoint
    time_distance_s: float
    stood_s: float
    stands: tuple[Stand, ...]
    processing_s: float | None
    recorded: KnownWait | None
    passings: tuple[Passing, ...]

    @property
    def column(self) -> Passing:
        """The passing of the whole column."""
        return self.passings[0]


@dataclass(frozen=True, kw_only=True, eq=False)
class MarchTable:
    """The march of one convoy on one route.

    `rate_kmh` is the rate of march: the way by the time it takes to drive, without standing; None
    where nothing is driven. `unknowns` says in words what makes times unknown or the earliest.
    """

    convoy: Convoy
    profile: MarchProfile
    waiting: Waiting
    line: LineString
    drive: Progress
    rate_kmh: float | None
    formation: Formation
    stands: tuple[Stand, ...]
    rows: tuple[TableRow, ...]
    unknowns: tuple[Unknown, ...]

    @property
    def distance_m(self) -> float:
        """Length of the way, metres."""
        return float(self.drive.along_m[-1])

    @property
    def pass_time_s(self) -> float | None:
        """Pass time of the column at its rate of march; None is not known."""
        return self.formation.column.pass_time_s

    @property
    def road_space_m(self) -> float | None:
        """Metres of road the column takes on the march, time gaps included; None is not known."""
        return self.formation.column.road_space_m

    @property
    def arrives_at(self) -> datetime:
        """When the head is at the release point."""
        return self.rows[-1].column.arrives_at

    @property
    def clears_at(self) -> datetime | None:
        """Completion: when the tail has cleared the release point; None is not known."""
        return self.rows[-1].column.clears_at

    @property
    def clearing_is_earliest(self) -> bool:
        """Whether the tail may be in later than told."""
        return self.rows[-1].column.clearing_is_earliest

    @cached_property
    def column(self) -> Column:
        """Where the column is at any moment, for maps; without a tail while its length is not known."""
        ends = self.formation.column.ends
        return Column(
            departs_at=self.convoy.departs_at,
            line=self.line,
            head=self.progress(HEAD),
            tail=self.progress(ends or HEAD),
            road_space_m=self.road_space_m,
        )

    def progress(self, behind: Behind) -> Progress:
        """How somebody so far behind the head goes, in seconds since the departure of the head."""
        return followed(self.drive, self.stands, behind)

    def row_of(self, place_id: str) -> TableRow | None:
        """The first row of a place of the plan; None where the way does not pass it."""
        return next((row for row in self.rows if row.point.subject == place_id), None)

    @cached_property
    def vehicles(self) -> tuple[Progress, ...]:
        """How every vehicle goes, in the order they march; none while nobody has told them."""
        behind = zip(self.formation.behind_s.tolist(), self.formation.behind_m.tolist(), strict=True)
        return tuple(self.progress(Behind(time_s=time_s, space_m=space_m)) for time_s, space_m in behind)

    def vehicles_m(self, since_s: Floats) -> Floats:
        """Metres along the way of every vehicle (rows) at moments (columns), in seconds since departure.

        Not a number before the vehicle has left the start point and after it is at the release point.
        """
        found = np.full((len(self.vehicles), len(since_s)), np.nan)
        for row, own in enumerate(self.vehicles):
            on_road = (since_s >= own.since_s[0]) & (since_s < own.since_s[-1])
            found[row, on_road] = own.along_at(since_s[on_road])
        return found

    def places(self, along_m: Floats) -> Floats:
        """Longitude and latitude of places along the way, shape (n, 2)."""
        lines = measured_line(self.line, self.distance_m)
        return lines.places(np.zeros(len(along_m), np.int64), along_m)


def march_table(
    index: NetworkIndex, plan: Plan, convoy: Convoy, route: Route, *, waiting: Waiting = Waiting.PLANNED
) -> MarchTable:
    """The march table of a convoy on the route it takes, by its profile.

    Gates hold the column up until all of it is through; then it goes on as one, so that arrive and clear
    lie as far apart behind the gate as before it.
    """
    profile = profile_of(plan, convoy)
    drive = drive_of(index.network, route.pieces, column_speeds_kmh(plan, convoy), profile)
    formation = formation_of(plan, convoy, profile, _rate_kmh(drive))
    march = Marching(
        plan=plan,
        convoy=convoy,
        profile=profile,
        drive=drive,
        column=formation.column,
        points=critical_points(index, plan, convoy, route),
        waiting=waiting,
    )
    stands = stands_of(march)
    unknowns = unknowns_of(march, stands)
    return MarchTable(
        convoy=convoy,
        profile=profile,
        waiting=waiting,
        line=route.line,
        drive=drive,
        rate_kmh=_rate_kmh(drive),
        formation=formation,
        stands=stands,
        rows=tuple(_rows(march, formation, stands, unknowns, route)),
        unknowns=unknowns,
    )


def march_tables(
    index: NetworkIndex, plan: Plan, ways: Mapping[str, object], *, waiting: Waiting = Waiting.PLANNED
) -> Mapping[str, MarchTable]:
    """The march table of every convoy that has a way among these answers, by its id."""
    routes = ((convoy, ways.get(convoy.id)) for convoy in plan.convoys)
    return {
        str(convoy.id): march_table(index, plan, convoy, way, waiting=waiting)
        for convoy, way in routes
        if isinstance(way, Route)
    }


def _rate_kmh(drive: Progress) -> float | None:
    distance_m, took_s = float(drive.along_m[-1]), float(drive.since_s[-1])
    return distance_m / took_s * KMH_PER_M_S if distance_m > 0 and took_s > 0 else None


def _rows(
    march: Marching, formation: Formation, stands: Sequence[Stand], unknowns: Sequence[Unknown], route: Route
) -> Iterator[TableRow]:
    lines = measured_line(route.line, route.distance_m)
    told = [*march.points, *(_halt(stand, lines) for stand in stands if stand.reason is StandReason.HALT)]
    points = sorted(told, key=lambda point: (point.along_m, _ORDER.get(point.kind, 1)))
    along_m = np.array([point.along_m for point in points])
    columns = [_passings(march, part, stands, unknowns, along_m) for part in formation.all_parts]
    for row, point in enumerate(points):
        place = march.place(point.subject)
        gate = place if is_gate(place) else None
        yield TableRow(
            point=point,
            time_distance_s=march.drive.reached_s(point.along_m),
            stood_s=sum(s.wait_s or 0.0 for s in stands if s.along_m < point.along_m),
            stands=tuple(s for s in stands if s.place == point.subject and abs(s.along_m - point.along_m) < _HERE_M),
            processing_s=None if gate is None else gate_takes_s(gate, march.column.vehicle_count),
            recorded=None if place is None else known_wait(march.plan, place.id),
            passings=tuple(passings[row] for passings in columns),
        )


_HERE_M = 1e-6
_ORDER = {PlaceKind.START: 0, PlaceKind.RELEASE: 2}


def _halt(stand: Stand, way: Lines) -> CriticalPoint:
    lon, lat = way.places(np.array([0]), np.array([stand.along_m]))[0]
    return CriticalPoint(kind=PlaceKind.HALT, name=stand.name, along_m=stand.along_m, point=Point(lon, lat))


def _passings(
    march: Marching, part: Part, stands: Sequence[Stand], unknowns: Sequence[Unknown], along_m: Floats
) -> list[Passing]:
    """When a part arrives at each place and clears it."""
    arrives_s = followed(march.drive, stands, part.begins).times_s(along_m, "left")
    ends = part.ends
    clears_s = None if ends is None else followed(march.drive, stands, ends).times_s(along_m, "right").tolist()
    return [
        Passing(
            part=part,
            arrives_at=march.convoy.departs_at + timedelta(seconds=at_s),
            clears_at=None if clears_s is None else march.convoy.departs_at + timedelta(seconds=clears_s[row]),
            arrival_is_earliest=any(one.delays_arrival(place_m, part.begins) for one in unknowns),
            clearing_is_earliest=any(one.delays_clearing(place_m, ends or part.begins) for one in unknowns),
        )
        for row, (at_s, place_m) in enumerate(zip(arrives_s.tolist(), along_m.tolist(), strict=True))
    ]
