"""The parts of a column one behind the other: how far behind the head each begins and ends."""

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from data.model.march import Density, MarchProfile, MarchUnit, MarchVehicle, Serial
from data.model.movement import Convoy
from data.model.plan import Plan
from geo.lines import Floats
from routing.march.arithmetic import extra_time_s, pass_time_s, speed_m_s, time_gaps_s, vehicles_per_km
from routing.march.envelope import types_of
from routing.march.following import Behind
from routing.march.profiles import gap_m


class PartLevel(StrEnum):
    """What part of a column is timed."""

    COLUMN = "column"
    SERIAL = "serial"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a column and how far behind the head it begins and ends; `ends` None is not known.

    `gaps_m` is the road its time gaps take at the rate of march; a column that stands closes them up.
    """

    level: PartLevel
    name: str
    vehicle_count: int | None
    begins: Behind
    ends: Behind | None
    gaps_m: float = 0.0
    commander: str | None = None

    @property
    def pass_time_s(self) -> float | None:
        """Time it takes to pass a point at the rate of march, extra time included; None is not known."""
        return None if self.ends is None else self.ends.time_s - self.begins.time_s

    @property
    def road_space_m(self) -> float | None:
        """Metres of road it takes on the march, time gaps included; None is not known."""
        return None if self.standing_m is None else self.standing_m + self.gaps_m

    @property
    def standing_m(self) -> float | None:
        """Metres it takes where it stands, vehicle behind vehicle with their gaps; None is not known."""
        return None if self.ends is None else self.ends.space_m - self.begins.space_m


@dataclass(frozen=True, kw_only=True, eq=False)
class Formation:
    """A column at a rate of march: itself, then its serials and march units in the order they march.

    `vehicles`, `unit_of`, `behind_s` and `behind_m` hold one entry for each vehicle, none while nobody
    has told them; a vehicle without a line in the plan is None.
    """

    column: Part
    parts: tuple[Part, ...]
    vehicles: tuple[MarchVehicle | None, ...]
    unit_of: tuple[str | None, ...]
    behind_s: Floats
    behind_m: Floats

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """The column and its parts."""
        return (self.column, *self.parts)


def formation_of(plan: Plan, convoy: Convoy, profile: MarchProfile, rate_kmh: float | None) -> Formation:
    """A column as it marches by a profile; how long it is is not known without a rate, vehicles or their lengths."""
    spacing_m = _spacings_m(plan, convoy, profile)
    if spacing_m is None or rate_kmh is None or rate_kmh <= 0:
        return _unknown(convoy)
    if not convoy.serials:
        return _loose(convoy, profile, spacing_m, rate_kmh)
    return _formed(convoy, profile, spacing_m, rate_kmh)


def _spacings_m(plan: Plan, convoy: Convoy, profile: MarchProfile) -> Floats | None:
    """Metres of road for each vehicle, its gap included; None where their number or a length that counts is unknown."""
    count, length_m = convoy.vehicles_known, {kind.id: kind.envelope.length_m for kind in types_of(plan, convoy)}
    if count is None:
        return None
    own_m = [length_m[line.type] for line in convoy.vehicles for _ in range(line.count)] or [None] * count
    if profile.density is Density.DOCTRINAL:
        own_m = [0.0] * count
    if None in own_m:
        return None
    return np.array([1000.0 / vehicles_per_km(gap_m(profile, convoy), own or 0.0) for own in own_m])


def _unknown(convoy: Convoy) -> Formation:
    none = np.empty(0)
    return Formation(column=_column(convoy, None), parts=(), vehicles=(), unit_of=(), behind_s=none, behind_m=none)


def _loose(convoy: Convoy, profile: MarchProfile, spacing_m: Floats, rate_kmh: float) -> Formation:
    """A column of which only the number of vehicles is known: all of them in one group."""
    count, space_m = len(spacing_m), float(spacing_m.sum())
    extra_s = extra_time_s(count) if profile.extra_time else 0.0
    behind_m = np.cumsum(spacing_m) - spacing_m
    return Formation(
        column=_column(convoy, Behind(time_s=pass_time_s(space_m, rate_kmh, extra_s), space_m=space_m)),
        parts=(),
        vehicles=(None,) * count,
        unit_of=(None,) * count,
        behind_s=behind_m / speed_m_s(rate_kmh),
        behind_m=behind_m,
    )


def _formed(convoy: Convoy, profile: MarchProfile, spacing_m: Floats, rate_kmh: float) -> Formation:
    """A column of serials and march units, with their time gaps and the extra time at the end of each serial."""
    speed, at, parts = speed_m_s(rate_kmh), Behind(), list[Part]()
    behind: list[Behind] = []
    spacings = iter(spacing_m.tolist())
    for number, serial in enumerate(convoy.serials):
        at = _later(at, profile.serial_gap_s if number else 0.0)
        units: list[Part] = []
        for row, unit in enumerate(serial.units):
            begins = _later(at, profile.unit_gap_s if row else 0.0)
            own_m = [next(spacings) for _ in range(unit.vehicle_count)]
            steps = [_farther(begins, sum(own_m[:done]), speed) for done in range(len(own_m) + 1)]
            behind += steps[:-1]
            at = steps[-1]
            units.append(_part(PartLevel.UNIT, unit, (begins, at), 0.0))
        inner_m = (len(units) - 1) * profile.unit_gap_s * speed
        at = _later(at, extra_time_s(serial.vehicle_count) if profile.extra_time else 0.0)
        parts += [_part(PartLevel.SERIAL, serial, (units[0].begins, at), inner_m), *units]
    gaps_s = time_gaps_s(len(convoy.march_units), len(convoy.serials), profile.unit_gap_s, profile.serial_gap_s)
    return Formation(
        column=_column(convoy, _with_extra(convoy, profile, at, parts), gaps_s * speed),
        parts=tuple(parts),
        vehicles=tuple(chain.from_iterable([line] * line.count for line in convoy.vehicles)),
        unit_of=tuple(chain.from_iterable([unit.name] * unit.vehicle_count for unit in convoy.march_units)),
        behind_s=np.array([one.time_s for one in behind]),
        behind_m=np.array([one.space_m for one in behind]),
    )


def _with_extra(convoy: Convoy, profile: MarchProfile, at: Behind, parts: list[Part]) -> Behind:
    """The end of a column: extra time is counted for its serials or for it as a whole, whichever is more.

    The sources we know count it either way.
    """
    if not profile.extra_time:
        return at
    counted_s = sum(extra_time_s(part.vehicle_count or 0) for part in parts if part.level is PartLevel.SERIAL)
    whole_s = extra_time_s(convoy.vehicles_known or 0)
    return _later(at, max(whole_s - counted_s, 0.0))


def _later(behind: Behind, gap_s: float) -> Behind:
    return Behind(time_s=behind.time_s + gap_s, space_m=behind.space_m)


def _farther(behind: Behind, space_m: float, speed: float) -> Behind:
    return Behind(time_s=behind.time_s + space_m / speed, space_m=behind.space_m + space_m)


def _part(level: PartLevel, own: Serial | MarchUnit, span: tuple[Behind, Behind], gaps_m: float) -> Part:
    return Part(
        level=level,
        name=own.name,
        vehicle_count=own.vehicle_count,
        begins=span[0],
        ends=span[1],
        gaps_m=gaps_m,
        commander=own.commander,
    )


def _column(convoy: Convoy, ends: Behind | None, gaps_m: float = 0.0) -> Part:
    return Part(
        level=PartLevel.COLUMN,
        name=convoy.name,
        vehicle_count=convoy.vehicles_known,
        begins=Behind(),
        ends=ends,
        gaps_m=gaps_m,
        commander=convoy.commander,
    )
