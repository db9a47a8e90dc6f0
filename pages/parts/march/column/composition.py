"""A column as a table, one row for each line of like vehicles, and back to serials of march units."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from data.errors import PlanError
from data.model import Serial
from data.model.ids import VehicleTypeId
from data.model.march import MarchUnit, MarchVehicle, VehicleRole
from pages.parts.force.leaves import Leaf, Row, is_empty

SERIAL, UNIT, LEADS_UNIT, LEADS_SERIAL = "serial", "march_unit", "unit_commander", "serial_commander"
LEAVES = (
    Leaf(path=SERIAL, kind=str, is_optional=True),
    Leaf(path=UNIT, kind=str, is_optional=True),
    Leaf(path="type", kind=str, homes=("vehicle_types",)),
    Leaf(path="count", kind=int),
    Leaf(path="role", kind=VehicleRole, is_optional=True),
    Leaf(path="call_sign", kind=str, is_optional=True),
    Leaf(path=LEADS_UNIT, kind=str, is_optional=True),
    Leaf(path=LEADS_SERIAL, kind=str, is_optional=True),
)
"""The columns of the table."""
FIRST = "1"
"""What a serial or march unit is called that nobody named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """The serials rows stand for, and everything that is wrong with the rows; none of them where anything is."""

    serials: tuple[Serial, ...] = ()
    faults: tuple[str, ...] = ()


def rows_of_serials(serials: Sequence[Serial]) -> list[Row]:
    """One row for each line of like vehicles; who leads stands in the first row of what is led."""
    return [row for serial in serials for row in _rows_of_serial(serial)]


def composed(rows: Sequence[Row]) -> Composed:
    """The serials of rows: an empty serial or march unit is that of the row above, an empty row is none.

    All faults are told together, each with the number of its row.
    """
    named = list(_named(rows))
    faults = [fault for line in named for fault in _faults_of_row(line)]
    faults += [*_come_again(named, "Serial", lambda line: (line.serial,))]
    faults += [*_come_again(named, "March unit", lambda line: (line.serial, line.unit))]
    if faults:
        return Composed(faults=tuple(faults))
    try:
        return Composed(serials=tuple(_serial(name, list(lines)) for name, lines in groupby(named, _serial_name)))
    except PlanError as fault:
        return Composed(faults=(str(fault),))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A row with its number and the serial and march unit it belongs to."""

    number: int
    serial: str
    unit: str
    row: Row


def _rows_of_serial(serial: Serial) -> Iterator[Row]:
    for unit_number, unit in enumerate(serial.units):
        for number, line in enumerate(unit.vehicles):
            first_of_serial = unit_number == number == 0
            yield {
                SERIAL: serial.name,
                UNIT: unit.name,
                "type": str(line.type),
                "count": line.count,
                "role": line.role.value,
                "call_sign": line.call_sign,
                LEADS_UNIT: unit.commander if number == 0 else None,
                LEADS_SERIAL: serial.commander if first_of_serial else None,
            }


def _named(rows: Sequence[Row]) -> Iterator[_Line]:
    serial, unit = FIRST, FIRST
    for number, row in enumerate(rows, 1):
        if all(is_empty(row.get(leaf.path)) for leaf in LEAVES):
            continue
        told = _text(row, SERIAL)
        # under a new serial the march unit above is that of another
        unit = _text(row, UNIT) or (FIRST if told and told != serial else unit)
        serial = told or serial
        yield _Line(number=number, serial=serial, unit=unit, row=row)


def _faults_of_row(line: _Line) -> Iterator[str]:
    count: Any = line.row.get("count")
    if is_empty(line.row.get("type")):
        yield f"Row {line.number}: say which type of vehicle."
    if is_empty(count):
        yield f"Row {line.number}: say how many vehicles; an empty number is not 1."
    elif not float(count).is_integer() or count < 1:
        yield f"Row {line.number}: {count:g} vehicles are none; give a whole number from 1, or take the row out."


def _come_again(lines: Sequence[_Line], what: str, key: Callable[[_Line], tuple[str, ...]]) -> Iterator[str]:
    """Serials or march units of which rows stand apart."""
    seen: set[tuple[str, ...]] = set()
    for name, group in groupby(lines, key):
        if name in seen:
            row = next(group).number
            yield f"Row {row}: {what.lower()} {name[-1]} comes again; put its rows together, or give it another name."
        seen = seen | {name}


def _serial_name(line: _Line) -> str:
    return line.serial


def _serial(name: str, lines: Sequence[_Line]) -> Serial:
    units = groupby(lines, lambda line: line.unit)
    return Serial(
        name=name,
        units=tuple(_unit(unit, list(own)) for unit, own in units),
        commander=_one_leader(lines, LEADS_SERIAL, f"Serial {name}"),
    )


def _unit(name: str, lines: Sequence[_Line]) -> MarchUnit:
    return MarchUnit(
        name=name,
        vehicles=tuple(_vehicle(line.row) for line in lines),
        commander=_one_leader(lines, LEADS_UNIT, f"March unit {name}"),
    )


def _vehicle(row: Row) -> MarchVehicle:
    role: Any = row.get("role")
    return MarchVehicle(
        type=VehicleTypeId(str(row["type"])),
        count=int(row["count"]),
        role=VehicleRole.LOAD if is_empty(role) else VehicleRole(role),
        call_sign=_text(row, "call_sign") or None,
    )


def _one_leader(lines: Sequence[_Line], path: str, what: str) -> str | None:
    told = list(dict.fromkeys(text for line in lines if (text := _text(line.row, path))))
    if len(told) > 1:
        msg = f"{what} is led by {' and by '.join(told)}; name one."
        raise PlanError(msg)
    return told[0] if told else None


def _text(row: Row, path: str) -> str:
    cell = row.get(path)
    return "" if is_empty(cell) else str(cell).strip()
