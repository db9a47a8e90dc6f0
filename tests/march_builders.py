"""One of each record of movement control, with a change where a test says so."""

from datetime import UTC, datetime, time

from data.model import (
    DailyHours,
    MarchProfile,
    MarchUnit,
    MarchVehicle,
    MissionOutcome,
    OpeningKind,
    OpeningRule,
    OutcomeKind,
    PassingReport,
    Recurrence,
    Serial,
    Vehicle,
    VehicleRole,
    VehicleType,
    Wait,
)

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def vehicle_type(type_id="truck", **said):
    envelope = Vehicle(name="10 t truck", height_m=4.0, width_m=2.55, length_m=10.0, weight_t=18.0)
    return VehicleType(**{"id": type_id, "name": "Truck", "envelope": envelope, **said})


def march_unit(name="A", *vehicles, **said):
    """A march unit; four trucks where no vehicles are given."""
    return MarchUnit(name=name, vehicles=vehicles or (MarchVehicle(type="truck", count=4),), **said)


def serial(name="1", *units, **said):
    """A serial; one march unit where none is given."""
    return Serial(name=name, units=units or (march_unit(),), **said)


def vehicle(count=1, role=VehicleRole.LOAD, **said):
    return MarchVehicle(**{"type": "truck", "count": count, "role": role, **said})


def march_profile(profile_id="profile", **said):
    return MarchProfile(**{"id": profile_id, "name": "Close column", **said})


def opening_rule(rule_id="curfew", **said):
    hours = Recurrence(hours=DailyHours(starts=time(17), ends=time(6)))
    return OpeningRule(**{"id": rule_id, "name": "Curfew", "kind": OpeningKind.CURFEW, "weekly": (hours,), **said})


def passing_report(report_id="passing", **said):
    return PassingReport(**{"id": report_id, "convoy": "v", "place": "s", "arrived_at": NOON, **said})


def mission_outcome(outcome_id="outcome", **said):
    waits = (Wait(place="s", wait_s=1800),)
    return MissionOutcome(
        **{"id": outcome_id, "kind": OutcomeKind.FACILITATED, "ended_at": NOON, "waits": waits, **said}
    )


def march_records():
    """One of every record above; they refer to those of `builders.full_plan`."""
    return vehicle_type(), march_profile(), opening_rule(), passing_report(), mission_outcome()
