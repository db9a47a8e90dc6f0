"""What marches: vehicle types, march units and serials of a column, and the profile it marches by."""

import math
from dataclasses import dataclass, field
from enum import StrEnum

from data.errors import PlanError
from data.model.checks import require_not_negative, require_once
from data.model.ids import MarchProfileId, VehicleTypeId
from data.model.provenance import Source
from data.model.vehicle import Vehicle


class RoadGroup(StrEnum):
    """Roads by what a vehicle can drive there: main, joining towns, local, and tracks or unpaved."""

    MAIN = "main"
    CONNECTING = "connecting"
    LOCAL = "local"
    TRACK = "track"


class FuelKind(StrEnum):
    """What a vehicle burns."""

    DIESEL = "diesel"
    PETROL = "petrol"
    ELECTRIC = "electric"


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleType:
    """A vehicle of the catalogue: what it needs of a road, how fast it drives, how far its fuel takes it.

    `speeds_kmh` are the most it drives on a group of roads; on one that is not listed the road alone
    decides. None in any field means not reported.
    """

    id: VehicleTypeId
    name: str
    envelope: Vehicle
    name_ar: str | None = None
    speeds_kmh: tuple[tuple[RoadGroup, float], ...] = ()
    fuel: FuelKind | None = None
    tank_l: float | None = None
    consumption_l_per_100km: float | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        require_once(tuple(road for road, _ in self.speeds_kmh), f"The speed of {self.name} on a group of roads")
        for road, speed_kmh in self.speeds_kmh:
            require_above(speed_kmh, f"The speed of {self.name} on a {road.value} road")
        require_not_negative(self.tank_l, f"The tank of {self.name}")
        if self.consumption_l_per_100km is not None:
            require_above(self.consumption_l_per_100km, f"The consumption of {self.name}")


class VehicleRole(StrEnum):
    """What a vehicle is in the column for."""

    LOAD = "load"
    COMMAND = "command"
    PASSENGERS = "passengers"
    ESCORT = "escort"
    MEDICAL = "medical"
    RECOVERY = "recovery"
    FUEL = "fuel"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarchVehicle:
    """So many vehicles of one type and role, one behind the other; `call_sign` stands for all of them."""

    type: VehicleTypeId
    count: int = 1
    role: VehicleRole = VehicleRole.LOAD
    call_sign: str | None = None

    def __post_init__(self) -> None:
        if self.count < 1:
            msg = f"There are {self.count} vehicles of type {self.type}; give 1 or more, or take the line out."
            raise PlanError(msg)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarchUnit:
    """Vehicles that drive close together under one hand; the smallest part of a column that is timed."""

    name: str
    vehicles: tuple[MarchVehicle, ...]
    commander: str | None = None

    def __post_init__(self) -> None:
        if not self.vehicles:
            msg = f"March unit {self.name} has no vehicles; add one, or take the march unit out."
            raise PlanError(msg)

    @property
    def vehicle_count(self) -> int:
        """How many vehicles it has."""
        return sum(vehicle.count for vehicle in self.vehicles)


@dataclass(frozen=True, slots=True, kw_only=True)
class Serial:
    """March units that move as one group, with a longer gap to the next serial."""

    name: str
    units: tuple[MarchUnit, ...]
    commander: str | None = None

    def __post_init__(self) -> None:
        if not self.units:
            msg = f"Serial {self.name} has no march units; add one, or take the serial out."
            raise PlanError(msg)

    @property
    def vehicle_count(self) -> int:
        """How many vehicles it has."""
        return sum(unit.vehicle_count for unit in self.units)


class Density(StrEnum):
    """How many vehicles stand on a kilometre: one for each gap, or one for each gap and its own length."""

    DOCTRINAL = "doctrinal"
    PHYSICAL = "physical"


@dataclass(frozen=True, slots=True, kw_only=True)
class HaltRule:
    """A halt of `halt_s` after every `every_s` of driving; `first_after_s` when the first comes at another time.

    `per_vehicles` lets the halt last `halt_s` for every started group of so many vehicles.
    """

    every_s: float
    halt_s: float
    first_after_s: float | None = None
    per_vehicles: int | None = None

    def __post_init__(self) -> None:
        require_above(self.every_s, "The driving time between halts")
        require_above(self.halt_s, "The length of a halt")
        if self.first_after_s is not None:
            require_above(self.first_after_s, "The driving time before the first halt")
        if self.per_vehicles is not None:
            require_above(self.per_vehicles, "The number of vehicles a halt is counted for")


@dataclass(frozen=True, slots=True, kw_only=True)
class MarchProfile:
    """The doctrine a column marches by, under a name; every part of it can be switched.

    Parameters
    ----------
    density
        What road space is counted by.
    unit_gap_s, serial_gap_s
        Time between march units of a serial, and between serials.
    extra_time
        Whether a minute is added for every 25 vehicles of a serial (EXTAL).
    urban_kmh, rural_kmh
        The most the column drives inside built-up places and outside; None leaves it to roads and vehicles.
    vehicle_gap_m, urban_gap_m
        Gap between vehicles outside built-up places and inside; None leaves the gap of the convoy.
    """

    id: MarchProfileId
    name: str
    density: Density = Density.DOCTRINAL
    unit_gap_s: float = 180.0
    serial_gap_s: float = 300.0
    extra_time: bool = False
    halts: tuple[HaltRule, ...] = ()
    urban_kmh: float | None = None
    rural_kmh: float | None = None
    vehicle_gap_m: float | None = None
    urban_gap_m: float | None = None
    source: Source = field(default_factory=lambda: Source(name="not stated"))
    note: str | None = None

    def __post_init__(self) -> None:
        for gap_s in (self.unit_gap_s, self.serial_gap_s):
            require_not_negative(gap_s, f"A time gap of march profile {self.id}")
        for name in ("urban_kmh", "rural_kmh", "vehicle_gap_m", "urban_gap_m"):
            value: float | None = getattr(self, name)
            if value is not None:
                require_above(value, f"The {name} of march profile {self.id}")


def require_above(value: float, what: str) -> None:
    """Refuse a figure that is not above 0 and finite.

    Raises
    ------
    PlanError
        Naming `what`.
    """
    if not (value > 0 and math.isfinite(value)):
        msg = f"{what} is {value}; give a number above 0."
        raise PlanError(msg)
