"""The standard catalogue: vehicle types of our own making, as records a plan can take over."""

from collections.abc import Mapping

from data.model.ids import VehicleTypeId
from data.model.march import FuelKind, RoadGroup, VehicleType
from data.model.plan import Plan
from data.model.provenance import Confidence, Source
from data.model.vehicle import STANDARD_VEHICLES, Vehicle

_ASSUMED = Source(name="Assumed: a common vehicle of its class; ask the owner of yours", confidence=Confidence.LOW)
_DIESEL = FuelKind.DIESEL
_DRIVES: Mapping[str, tuple[float, float, float, float, float, float]] = {
    "light-vehicle": (90.0, 70.0, 40.0, 25.0, 90.0, 14.0),
    "light-truck": (80.0, 60.0, 35.0, 20.0, 120.0, 20.0),
    "truck": (70.0, 50.0, 30.0, 15.0, 300.0, 32.0),
    "heavy-truck": (70.0, 50.0, 30.0, 15.0, 400.0, 40.0),
    "articulated-truck": (65.0, 45.0, 25.0, 10.0, 600.0, 45.0),
    "low-loader": (45.0, 30.0, 15.0, 8.0, 600.0, 65.0),
    "bus": (70.0, 50.0, 30.0, 15.0, 350.0, 35.0),
    "armoured-vehicle": (70.0, 50.0, 30.0, 25.0, 300.0, 65.0),
    "tracked-vehicle": (40.0, 35.0, 20.0, 20.0, 1200.0, 350.0),
}
"""By the word of the class: km/h on main, connecting and local roads and tracks, litres of tank, litres for 100 km."""


def _type(word: str, envelope: Vehicle) -> VehicleType:
    *speeds_kmh, tank_l, consumption = _DRIVES[word]
    return VehicleType(
        id=VehicleTypeId(word),
        name=envelope.name[0].upper() + envelope.name[1:],
        envelope=envelope,
        speeds_kmh=tuple(zip(RoadGroup, speeds_kmh, strict=True)),
        fuel=_DIESEL,
        tank_l=tank_l,
        consumption_l_per_100km=consumption,
        source=_ASSUMED,
    )


STANDARD_TYPES: tuple[VehicleType, ...] = tuple(_type(word, envelope) for word, envelope in STANDARD_VEHICLES.items())
"""One type for each standard vehicle; every number in them is an assumption."""


def types_offered(plan: Plan) -> tuple[VehicleType, ...]:
    """The types of the plan, and the standard ones it does not hold under the same id."""
    held = {kind.id for kind in plan.vehicle_types}
    return (*plan.vehicle_types, *(kind for kind in STANDARD_TYPES if kind.id not in held))
