"""Vehicle types as a table: dimensions, pace and fuel of each in one row."""

from dataclasses import dataclass, replace
from typing import Any

from data.model import Record, Vehicle, VehicleType
from pages.parts.force.sheets import RecordSheet


@dataclass(frozen=True, kw_only=True)
class VehicleSheet(RecordSheet):
    """One row for each vehicle type; its envelope bears the name it had, that of a new one its own."""

    title: str = "Vehicle types"
    noun: type = VehicleType
    without: tuple[str, ...] = ("source.reported_at", "envelope.name")

    def whole(self, old: Record | None, said: dict[str, Any]) -> dict[str, Any]:
        """The fields said, with the name of the envelope; one of which nothing is stated is an envelope as well."""
        name = old.envelope.name if isinstance(old, VehicleType) else str(said["name"])
        envelope = said.get("envelope") or Vehicle(name=name)
        return super().whole(old, said) | {"envelope": replace(envelope, name=name)}
