"""Vehicle: what a vehicle class, or a whole column, needs of a road in height, width, length and load."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from data.errors import PlanError

_Number = TypeVar("_Number", int, float)

SHORT_TON_T = 0.90718474
WHEELED_CLASS_PER_SHORT_TON = 0.85
"""A wheeled military load class is about this share of the gross weight in short tons, a tracked one about all."""


class Running(StrEnum):
    """What a vehicle runs on; `both` is a column in which some run on wheels and some on tracks."""

    WHEELS = "wheels"
    TRACKS = "tracks"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """The envelope of a vehicle class as it drives, load included; None is *not stated*, never small.

    Parameters
    ----------
    name
        What it is called on screen and in answers.
    load_class
        Military load class (STANAG 2021) as marked on the vehicle, a whole number.
    basis
        Where the numbers come from, or what was assumed.
    at_least
        Names of dimensions of a column that some of its vehicles do not state: the number is the greatest
        of the others, so that a limit below it stops the column and one above it is in doubt.

    Raises
    ------
    PlanError
        When a dimension is no number above 0.
    """

    name: str
    height_m: float | None = None
    width_m: float | None = None
    length_m: float | None = None
    weight_t: float | None = None
    axle_load_t: float | None = None
    load_class: int | None = None
    running: Running = Running.WHEELS
    basis: str = "as asked"
    at_least: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in DIMENSIONS:
            value: float | None = getattr(self, name)
            if value is not None and not (value > 0 and math.isfinite(value)):
                msg = f"The {name} of {self.name} is {value}; give a number above 0, or leave it out."
                raise PlanError(msg)

    @property
    def estimated_load_class(self) -> int | None:
        """An *estimate* of the military load class from the gross weight, rounded up; None without a weight.

        The class itself depends on axles and their spacing: an estimate can show that a bridge is too
        weak, never that it is strong enough.

        >>> Vehicle(name="truck", weight_t=42.6).estimated_load_class
        40
        """
        if self.weight_t is None:
            return None
        share = WHEELED_CLASS_PER_SHORT_TON if self.running is Running.WHEELS else 1.0
        return math.ceil(round(share * self.weight_t / SHORT_TON_T, 6))

    @property
    def not_stated(self) -> tuple[str, ...]:
        """Names of the dimensions nobody has stated."""
        return tuple(name for name in DIMENSIONS if getattr(self, name) is None)


DIMENSIONS = ("height_m", "width_m", "length_m", "weight_t", "axle_load_t", "load_class")
"""Fields of a Vehicle that limits are compared with."""


def envelope_of(vehicles: Sequence[Vehicle]) -> Vehicle:
    """The greatest of every dimension: what a column of these needs, and where one of them does not state it, at least.

    Raises
    ------
    PlanError
        When there is no vehicle.
    """
    if not vehicles:
        msg = "A column without vehicles has no dimensions; name at least one vehicle class."
        raise PlanError(msg)
    if len(vehicles) == 1:
        return vehicles[0]
    running = {vehicle.running for vehicle in vehicles}
    return Vehicle(
        name=" with ".join(dict.fromkeys(vehicle.name for vehicle in vehicles)),
        height_m=_greatest([vehicle.height_m for vehicle in vehicles]),
        width_m=_greatest([vehicle.width_m for vehicle in vehicles]),
        length_m=_greatest([vehicle.length_m for vehicle in vehicles]),
        weight_t=_greatest([vehicle.weight_t for vehicle in vehicles]),
        axle_load_t=_greatest([vehicle.axle_load_t for vehicle in vehicles]),
        load_class=_greatest([vehicle.load_class for vehicle in vehicles]),
        running=running.pop() if len(running) == 1 else Running.BOTH,
        basis="; ".join(dict.fromkeys(vehicle.basis for vehicle in vehicles)),
        at_least=tuple(name for name in DIMENSIONS if _is_partly_stated(vehicles, name)),
    )


def _greatest(values: Sequence[_Number | None]) -> _Number | None:
    return max((value for value in values if value is not None), default=None)


def _is_partly_stated(vehicles: Sequence[Vehicle], name: str) -> bool:
    """Whether some of the vehicles state a dimension, and some do not or only at least."""
    stated = [getattr(vehicle, name) is not None for vehicle in vehicles]
    return any(stated) and (not all(stated) or any(name in vehicle.at_least for vehicle in vehicles))


_ROAD_LAW = (
    "assumed: the most that road law of most countries permits without escort "
    "(width 2.55 m, height 4.0 m, 11.5 t on the driving axle)"
)

STANDARD_VEHICLES: dict[str, Vehicle] = {
    "light-vehicle": Vehicle(
        name="light vehicle",
        height_m=2.3,
        width_m=2.1,
        length_m=5.5,
        weight_t=3.5,
        axle_load_t=2.2,
        basis="assumed: four-wheel drive with roof rack and aerial, fully loaded",
    ),
    "light-truck": Vehicle(
        name="light truck",
        height_m=3.2,
        width_m=2.4,
        length_m=7.5,
        weight_t=7.5,
        axle_load_t=5.5,
        basis="assumed: two axles, box body, 3.5 t of load",
    ),
    "truck": Vehicle(
        name="10 t truck",
        height_m=4.0,
        width_m=2.55,
        length_m=10.0,
        weight_t=18.0,
        axle_load_t=11.5,
        basis=f"two axles, 10 t of load; {_ROAD_LAW}",
    ),
    "heavy-truck": Vehicle(
        name="heavy truck",
        height_m=4.0,
        width_m=2.55,
        length_m=12.0,
        weight_t=26.0,
        axle_load_t=11.5,
        basis=f"three axles, also as a tanker; {_ROAD_LAW}",
    ),
    "articulated-truck": Vehicle(
        name="40 t articulated truck",
        height_m=4.0,
        width_m=2.55,
        length_m=16.5,
        weight_t=40.0,
        axle_load_t=11.5,
        basis=f"tractor and semi-trailer, also with a container; {_ROAD_LAW}",
    ),
    "low-loader": Vehicle(
        name="low-loader with plant",
        height_m=4.5,
        width_m=3.2,
        length_m=20.0,
        weight_t=60.0,
        axle_load_t=12.0,
        basis="assumed: an excavator of 35 t on a low-loader, wider and higher than road law permits",
    ),
    "bus": Vehicle(
        name="bus",
        height_m=3.8,
        width_m=2.55,
        length_m=13.5,
        weight_t=19.5,
        axle_load_t=11.5,
        basis=f"coach for evacuation, two axles; {_ROAD_LAW}",
    ),
    "armoured-vehicle": Vehicle(
        name="wheeled armoured vehicle",
        height_m=3.0,
        width_m=3.0,
        length_m=8.0,
        weight_t=25.0,
        axle_load_t=7.0,
        basis="assumed: eight wheels; take the class marked on the vehicle for its load class",
    ),
    "tracked-vehicle": Vehicle(
        name="heavy tracked vehicle",
        height_m=3.2,
        width_m=3.8,
        length_m=10.0,
        weight_t=63.0,
        running=Running.TRACKS,
        basis="assumed: heaviest on tracks; it has no axle load; take the class marked on the vehicle",
    ),
}
"""Vehicle classes of our own making, by the word they are asked for with; every number is an assumption."""
