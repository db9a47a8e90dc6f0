"""Convoy: a column that wants to move from one place to another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import TypeAlias

from shapely import Point

from data.errors import PlanError
from data.model.checks import require_not_negative, require_once
from data.model.ids import ConvoyId, CorridorId, CrossingId, MarchProfileId, SiteId, VehicleTypeId
from data.model.march import MarchUnit, MarchVehicle, Serial, VehicleRole
from data.model.provenance import require_aware
from data.model.rules import TaskKind
from geo.shapes import require_point


class Priority(StrEnum):
    """Urgency of a movement."""

    ROUTINE = "routine"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waypoint:
    """A place on the road a column is led over, where nothing stands that the plan knows."""

    point: Point
    name: str | None = None

    def __post_init__(self) -> None:
        require_point(self.point, f"Waypoint {self.name or 'without a name'}")


Via: TypeAlias = SiteId | CrossingId | Waypoint
"""What a column is led over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWait:
    """How long the whole column stands at a holding point of its way, beyond what halts and gates take."""

    place: SiteId
    wait_s: float

    def __post_init__(self) -> None:
        require_not_negative(self.wait_s, f"The wait at {self.place}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """Who let the way and times of a convoy be shown to all, and who as a second person confirmed it.

    It holds for the convoy as it stood then. It lets others know, and is no approval by anybody.
    `confirmed_by` is None only where the operation does without a second person.
    """

    by: str
    at: datetime
    confirmed_by: str | None = None

    def __post_init__(self) -> None:
        require_aware(self.at, "Time of a release")


@dataclass(frozen=True, slots=True, kw_only=True)
class Convoy:
    """A column between two places of the plan.

    Parameters
    ----------
    departs_at
        When the head is to leave its origin.
    via
        What the way leads over, in this order; it is never put in another.
    vehicle_count
        None is not reported. Where `serials` are given they are what counts.
    movement_number
        The number it is announced under.
    serials
        The column part by part, in the order it marches; none when nobody has told.
    profile
        The doctrine it marches by; None is the first of the standard ones.
    ready_at, deadline_at
        Earliest departure of the head, and when the tail must be in; None sets no bound.
    waits
        Where it stands on the way so that others can pass, or until a place opens.
    is_fixed
        Whether its times have been announced and stay as they are when movements are planned anew.
    task
        What the force must be able to do for it.
    escort_teams
        How many escort teams drive with it.
    corridor
        The corridor under whose consent it moves; None when it moves under none.
    release
        Who released its way and times; None while they are kept close.
    """

    id: ConvoyId
    name: str
    organisation: str
    origin: SiteId | CrossingId
    destination: SiteId | CrossingId
    departs_at: datetime
    via: tuple[Via, ...] = ()
    vehicle_count: int | None = None
    vehicle_gap_m: float = 100.0
    priority: Priority = Priority.ROUTINE
    cargo: str | None = None
    movement_number: str | None = None
    serials: tuple[Serial, ...] = ()
    profile: MarchProfileId | None = None
    commander: str | None = None
    radio: str | None = None
    ready_at: datetime | None = None
    deadline_at: datetime | None = None
    waits: tuple[PlannedWait, ...] = ()
    is_fixed: bool = False
    task: TaskKind = TaskKind.ROUTE_SECURITY
    escort_teams: int = 0
    corridor: CorridorId | None = None
    release: Release | None = None

    def __post_init__(self) -> None:
        require_aware(self.departs_at, f"Departure of convoy {self.id}")
        require_aware(self.ready_at, f"Readiness of convoy {self.id}")
        require_aware(self.deadline_at, f"Deadline of convoy {self.id}")
        if self.vehicle_count is not None and self.vehicle_count < 1:
            msg = f"Convoy {self.id} has {self.vehicle_count} vehicles; give 1 or more, or leave it unknown."
            raise PlanError(msg)
        if not 0 < self.vehicle_gap_m < float("inf"):
            msg = f"Convoy {self.id} has a vehicle gap of {self.vehicle_gap_m} m; give more than 0."
            raise PlanError(msg)
        if self.ready_at and self.deadline_at and self.deadline_at <= self.ready_at:
            msg = f"Convoy {self.id} must be in before it is ready to leave; move its deadline or its readiness."
            raise PlanError(msg)
        require_not_negative(self.escort_teams, f"The number of escort teams of convoy {self.id}")
        require_once(tuple(wait.place for wait in self.waits), f"A wait of convoy {self.id}")
        require_once(tuple(serial.name for serial in self.serials), f"A serial of convoy {self.id}")

    @property
    def vehicles_known(self) -> int | None:
        """How many vehicles march: those of its serials, else the number reported; None when nobody told."""
        return sum(serial.vehicle_count for serial in self.serials) if self.serials else self.vehicle_count

    @property
    def march_units(self) -> tuple[MarchUnit, ...]:
        """Its march units in the order they march."""
        return tuple(chain.from_iterable(serial.units for serial in self.serials))

    @property
    def vehicles(self) -> tuple[MarchVehicle, ...]:
        """Its vehicles in the order they march, like ones together."""
        return tuple(chain.from_iterable(unit.vehicles for unit in self.march_units))

    @property
    def vehicle_types(self) -> tuple[VehicleTypeId, ...]:
        """The types of its vehicles, each once, in the order they march."""
        return tuple(dict.fromkeys(vehicle.type for vehicle in self.vehicles))

    @property
    def stops_named(self) -> tuple[SiteId | CrossingId, ...]:
        """The places of the plan among what it is led over."""
        return tuple(via for via in self.via if not isinstance(via, Waypoint))

    def has_role(self, role: VehicleRole) -> bool:
        """Whether a vehicle of a role marches with it."""
        return any(vehicle.role is role for vehicle in self.vehicles)

    def ids_named(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Ids that its parts name, with the collections that may hold them."""
        yield from ((place, ("sites", "crossings")) for place in self.stops_named)
        yield from ((kind, ("vehicle_types",)) for kind in self.vehicle_types)
        yield from ((wait.place, ("sites",)) for wait in self.waits)
