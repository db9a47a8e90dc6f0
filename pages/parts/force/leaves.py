"""Fields of a noun as cells of a row: which there are, what each may hold, there and back."""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType, UnionType
from typing import Any, NewType, TypeAlias, Union, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from shapely import Point

from data.errors import PlanError
from data.model import Commitment, Cost
from pages.look.clock import moment_meant
from pages.parts.force.labels import IN_MINUTES, LABELS

Row: TypeAlias = dict[str, Any]
"""Cells by column; a cell that was not filled in is None."""

_PAID_FOR = ("contributors", "units", "sectors", "sites")
_ANY_OF: Mapping[tuple[type, str], tuple[str, ...]] = MappingProxyType(
    {(Commitment, "earmarks"): _PAID_FOR, (Cost, "about"): _PAID_FOR},
)
_HOMES: Mapping[str, str] = MappingProxyType(
    {
        "ContributorId": "contributors",
        "ConvoyId": "convoys",
        "CorridorId": "corridors",
        "CrossingId": "crossings",
        "FundingSourceId": "funding_sources",
        "HeadquartersId": "headquarters",
        "MarchProfileId": "march_profiles",
        "PartyId": "parties",
        "PhaseId": "phases",
        "PledgeId": "pledges",
        "SectorId": "sectors",
        "SiteId": "sites",
        "UnitId": "units",
        "VehicleTypeId": "vehicle_types",
        "ZoneId": "zones",
    },
)
MINUTE_S = 60.0
_SIDES: Mapping[str, str] = MappingProxyType({"lon": "x", "lat": "y"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One cell of a noun: its path among the fields, its type, and whether it may be empty or hold several.

    `homes` are the collections of the plan whose ids it takes; none for what is no reference. `called` is
    what its column is called where that is not to be read off the path, `is_wide` keeps room for names in an
    empty table.
    """

    path: str
    kind: type
    many: bool = False
    is_optional: bool = False
    homes: tuple[str, ...] = ()
    called: str = ""
    is_wide: bool = False

    @property
    def label(self) -> str:
        """What its column is called.

        >>> Leaf(path="expected.likely", kind=datetime).label
        'Expected likely'
        """
        return self.called or LABELS.get(self.path) or self.path.replace(".", " ").replace("_", " ").capitalize()


def leaves_of(noun: type) -> Iterator[Leaf]:
    """The cells of a noun in the order of its fields, without its id and without tuples of parts."""
    hints = get_type_hints(noun)
    for field in dataclasses.fields(noun):
        if field.name != "id":
            optional = field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
            yield from _leaves(noun, field.name, hints[field.name], is_optional=optional)


def _leaves(noun: type, path: str, hint: Any, *, is_optional: bool) -> Iterator[Leaf]:
    given = [part for part in _members(hint) if part is not type(None)]
    if (words := _words_of_pairs(given[0])) is not None:
        yield from (Leaf(path=f"{path}.{word.value}", kind=float, is_optional=True) for word in words)
        return
    if get_origin(given[0]) is tuple:
        given, many = _members(get_args(given[0])[0]), True
    else:
        many = False
    homes = _ANY_OF.get((noun, path)) or tuple(_HOMES[i.__name__] for i in given if isinstance(i, NewType))
    kind = str if homes else given[0]
    if kind is Point:
        yield from (Leaf(path=f"{path}.{side}", kind=float) for side in ("lon", "lat"))
    elif dataclasses.is_dataclass(kind) and not many:
        inner = get_type_hints(kind)
        yield from (
            Leaf(path=f"{path}.{f.name}", kind=_members(inner[f.name])[0], is_optional=True)
            for f in dataclasses.fields(kind)
            if get_origin(inner[f.name]) is not tuple
        )
    elif isinstance(kind, type) and not dataclasses.is_dataclass(kind):
        yield Leaf(path=path, kind=kind, many=many, is_optional=is_optional, homes=homes)


def _words_of_pairs(hint: Any) -> type[StrEnum] | None:
    """The vocabulary of a field that holds a figure for some of its words; None for every other."""
    inner = get_args(hint)[0] if get_origin(hint) is tuple else None
    first = get_args(inner)[0] if get_origin(inner) is tuple else None
    return first if isinstance(first, type) and issubclass(first, StrEnum) else None


def _members(hint: Any) -> list[Any]:
    return list(get_args(hint)) if get_origin(hint) in {Union, UnionType} else [hint]


def cells_of(value: Any, leaves: tuple[Leaf, ...], zone: str) -> Row:
    """The cells of a record or part; moments as the clock of the zone shows them, without an offset."""
    return {leaf.path: _cell(_held(value, leaf.path), ZoneInfo(zone), leaf) for leaf in leaves}


def _held(value: Any, path: str) -> Any:
    for name in path.split("."):
        if value is None:
            return None
        value = dict(value).get(name) if isinstance(value, tuple) else getattr(value, _SIDES.get(name, name))
    return value


def _cell(value: Any, zone: ZoneInfo, leaf: Leaf) -> Any:
    match value:
        case float() if leaf.path in IN_MINUTES:
            return value / MINUTE_S
        case datetime():
            return value.astimezone(zone).replace(tzinfo=None)
        case bool():
            return "yes" if value else "no"
        case tuple():
            return [str(part) for part in value]
        case Decimal() | StrEnum():
            return str(value)
        case _:
            return value


def built(noun: type, cells: Row, leaves: tuple[Leaf, ...], zone: str) -> dict[str, Any]:
    """Fields of a noun from cells; those left empty that have a default are not among them.

    Raises
    ------
    PlanError
        Naming the first cell that is missing or cannot be.
    """
    hints, fields = get_type_hints(noun), {field.name for field in dataclasses.fields(noun)}
    said = {leaf.path: _value(leaf, cells.get(leaf.path), ZoneInfo(zone)) for leaf in leaves}
    whole = {path: value for path, value in said.items() if path in fields and value is not None}
    for name in dict.fromkeys(path.split(".")[0] for path in said if "." in path):
        own = {p.split(".")[1]: v for p, v in said.items() if p.startswith(f"{name}.")}
        words = _words_of_pairs(hints[name])
        part = _part(_members(hints[name])[0], own) if words is None else _pairs(words, own)
        if part is not None:
            whole[name] = part
    return whole


def _pairs(words: type[StrEnum], said: dict[str, Any]) -> Any:
    """A figure for each word that has one; None where none has."""
    return tuple((word, said[word.value]) for word in words if said.get(word.value) is not None) or None


def _part(kind: type, said: dict[str, Any]) -> Any:
    """A span, an estimate, a source or a point of its cells; None where all of them are empty."""
    given = {name: value for name, value in said.items() if value is not None}
    if not given:
        return None
    if kind is Point:
        return Point(given["lon"], given["lat"]) if len(given) > 1 else None
    names = {field.name for field in dataclasses.fields(kind)}
    if "likely" in names:
        if "likely" not in given:
            raise PlanError("An expected date needs the likely one; give it, or none of the three.")
        given = dict.fromkeys(names, given["likely"]) | given
    if names == {"starts", "ends"} and len(given) < len(names):
        raise PlanError("Hours need both their beginning and their end; give both, or neither.")
    return kind(**({"name": "not stated"} if "name" in names else {}) | given)


def _value(leaf: Leaf, cell: Any, zone: ZoneInfo) -> Any:
    if is_empty(cell):
        if not leaf.is_optional and not leaf.many:
            raise PlanError(f"“{leaf.label}” is empty; fill it in.")
        return () if leaf.many else None
    return tuple(_one(leaf, part, zone) for part in cell) if leaf.many else _one(leaf, cell, zone)


def is_empty(cell: Any) -> bool:
    """Whether a cell holds nothing.

    >>> is_empty(float("nan")), is_empty(""), is_empty(0)
    (True, True, False)
    """
    return cell is None or (isinstance(cell, str | list) and not cell) or (not isinstance(cell, list) and cell != cell)  # noqa: PLR0124 - not a number, and not a time, equal nothing


def _one(leaf: Leaf, cell: Any, zone: ZoneInfo) -> Any:
    if leaf.kind is Decimal:
        return _amount(leaf, str(cell))
    if leaf.kind is datetime:
        return moment_meant(cell, zone.key)
    if leaf.kind is bool:
        return cell == "yes"
    if leaf.kind in {int, float}:
        return _number(leaf, cell)
    if issubclass(leaf.kind, StrEnum):
        return leaf.kind(cell)
    return time_of_day(leaf, cell) if leaf.kind is time else str(cell)


def _number(leaf: Leaf, cell: Any) -> int | float:
    if leaf.kind is int and not float(cell).is_integer():
        raise PlanError(f"“{leaf.label}” counts whole ones; {cell} is not a whole number.")
    # places and what belongs to a pair may lie below nought
    if float(cell) < 0 and "." not in leaf.path:
        raise PlanError(f"“{leaf.label}” cannot be less than 0; {cell} is.")
    if leaf.path in IN_MINUTES:
        return round(float(cell) * MINUTE_S, 6)
    return int(cell) if leaf.kind is int else float(cell)


def time_of_day(leaf: Leaf, cell: Any) -> time:
    """The time of day of a cell; rows that are pasted bring it as text.

    Raises
    ------
    PlanError
        When the text is no time of day.
    """
    try:
        return cell if isinstance(cell, time) else time.fromisoformat(str(cell).strip())
    except ValueError:
        raise PlanError(f"“{leaf.label}” is “{cell}”, which is no time of day; write it as 08:30.") from None


def _amount(leaf: Leaf, text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        raise PlanError(f"“{leaf.label}” is “{text}”, which is no amount; write digits, such as 1200.50.") from None
