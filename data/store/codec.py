"""Records as JSON text and back: the only place that knows how a noun is written down.

Moments are ISO 8601 in UTC, spans seconds, amounts of money text, shapes GeoJSON with every bit of their coordinates.
A field that is missing takes its default, so that a noun may grow; a field or kind this version
does not know is refused, so that nothing is lost by saving over it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import field, fields, make_dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType, UnionType
from typing import Any, NewType, Union, get_args, get_origin

import cattrs
from cattrs.errors import ForbiddenExtraKeysError
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from data.errors import StoreError
from data.model import COLLECTION_OF, BorderStatus, BridgeStatus, Plan, Record, RoadStatus, Via, Waypoint
from data.model.provenance import require_aware
from data.model.sharing import Sensitivity

FORMAT = 1
"""Number of the way bodies are written; a body of a higher number is refused."""

SETTINGS = "plan"
"""Kind, and id, of the record that holds the plan's own fields."""

NOUNS: Mapping[str, type[Record]] = MappingProxyType(
    {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", noun.__name__).lower(): noun for noun in COLLECTION_OF},
)
"""The noun of each kind of record."""

_KINDS = {noun: kind for kind, noun in NOUNS.items()}
_COLLECTIONS = frozenset(COLLECTION_OF.values())
_SETTINGS = make_dataclass(
    "Settings",
    [(f.name, f.type, field(default=f.default)) for f in fields(Plan) if f.name not in _COLLECTIONS],
    frozen=True,
    kw_only=True,
)
_STATUSES: Mapping[str, type[RoadStatus | BridgeStatus | BorderStatus]] = MappingProxyType(
    {"road": RoadStatus, "bridge": BridgeStatus, "border": BorderStatus},
)
_SHAPES = frozenset({"Point", "LineString", "Polygon", "MultiPolygon"})
_UNREADABLE = (
    ArithmeticError,
    AttributeError,
    KeyError,
    TypeError,
    ValueError,
    RecursionError,
    ForbiddenExtraKeysError,
)


def kind_of(record: Record) -> str:
    """Kind of a record, as the store names it."""
    return _KINDS[type(record)]


def encoded(record: Record) -> str:
    """One record as canonical JSON text: that of the record as it is read back, so that it never changes again.

    Raises
    ------
    StoreError
        When it holds something that could not be read back, such as NaN.
    """
    kind = kind_of(record)
    what = f"{kind} {record.id}"
    # a whole number given for a measure is read back as a fraction: what is kept must not depend on who wrote it
    return _text(what, decoded(kind, record.id, _text(what, record)))


def encoded_settings(plan: Plan) -> str:
    """The plan's own fields as canonical JSON text.

    Raises
    ------
    StoreError
        When they hold something that could not be read back.
    """
    return _text("plan settings", _SETTINGS(**plan.settings()))


def decoded(kind: str, record_id: str, body: str) -> Record:
    """One record from its text.

    Raises
    ------
    StoreError
        Naming the record, when this version cannot read it.
    """
    noun = NOUNS.get(kind)
    if noun is None:
        msg = f"The operation holds a {kind} ({record_id}), which this version does not know; use a newer version."
        raise StoreError(msg)
    record: Record = _structured(f"{kind} {record_id}", body, noun)
    if record.id != record_id:
        msg = f"The {kind} kept as {record_id} says it is {record.id}; restore the file from a copy."
        raise StoreError(msg)
    return record


def decoded_plan(settings: str, records: Iterable[Record]) -> Plan:
    """The plan with these settings and records, each collection in the order given.

    Raises
    ------
    StoreError
        When the settings cannot be read, or the records contradict each other.
    """
    held = _structured("plan settings", settings, _SETTINGS)
    collections: dict[str, list[Record]] = {name: [] for name in _COLLECTIONS}
    for record in records:
        collections[COLLECTION_OF[type(record)]].append(record)
    grouped: dict[str, Any] = {name: tuple(group) for name, group in collections.items()}
    try:
        return Plan(**{f.name: getattr(held, f.name) for f in fields(held)}, **grouped)
    except ValueError as fault:
        msg = f"The operation contradicts itself: {fault} Restore the file from a copy."
        raise StoreError(msg) from fault


def _text(what: str, value: object) -> str:
    try:
        body = json.dumps(
            {"format": FORMAT, **_CONVERTER.unstructure(value)},
            ensure_ascii=False,
            allow_nan=False,
            sort_keys=True,
            separators=(",", ":"),
        )
        body.encode()
    except (ValueError, OverflowError) as fault:
        msg = f"The {what} cannot be kept: it holds a number or letter that cannot be written down ({fault})."
        raise StoreError(msg) from fault
    return body


def _structured(what: str, body: str, noun: type) -> Any:
    try:
        content = json.loads(body, parse_constant=_refuse_constant)
        written = content.pop("format")
        if _exactly(written, int) != FORMAT:
            msg = f"The {what} was written by a newer version (format {written}, here {FORMAT}); update first."
            raise StoreError(msg)
        return _CONVERTER.structure(content, noun)
    except _UNREADABLE as fault:
        reason = f"it lacks {fault}" if isinstance(fault, KeyError) else fault
        msg = f"The {what} in this operation cannot be read ({reason}); restore the file from a copy."
        raise StoreError(msg) from fault


def _refuse_constant(token: str) -> float:
    msg = f"{token} is not a number"
    raise ValueError(msg)


def _plain_from(value: Any, kind: type) -> Any:
    # words of a vocabulary are text to cattrs, and come here too
    return kind(value) if issubclass(kind, StrEnum) else _exactly(value, kind)


def _exactly(value: object, kind: type) -> Any:
    allowed = (int, float) if kind is float else (kind,)
    if type(value) not in allowed:
        msg = f"{value!r} is not a {kind.__name__}"
        raise TypeError(msg)
    return kind(value)


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _tuple_from(values: object, kind: Any) -> tuple[Any, ...]:
    if not isinstance(values, list):
        msg = f"{values!r} is not a list"
        raise TypeError(msg)
    kinds = get_args(kind)
    if kinds[-1] is Ellipsis:
        return tuple(_CONVERTER.structure(value, kinds[0]) for value in values)
    return tuple(_CONVERTER.structure(value, part) for value, part in zip(values, kinds, strict=True))


def _is_shape(kind: Any) -> bool:
    kinds = [k for k in get_args(kind) if k is not type(None)] if isinstance(kind, UnionType) else [kind]
    return all(isinstance(k, type) and issubclass(k, BaseGeometry) for k in kinds)


def _shape_from(content: Any, kind: Any) -> BaseGeometry | None:
    if content is None and type(None) in get_args(kind):
        return None
    if content["type"] not in _SHAPES:
        msg = f"{content['type']} is not a shape of an operation"
        raise ValueError(msg)
    found: BaseGeometry = shape(content)
    fits = isinstance(found, kind)
    if not fits:
        msg = f"a {found.geom_type} stands where it cannot"
        raise TypeError(msg)
    return found


def _written_shape(found: BaseGeometry | None) -> Mapping[str, object] | None:
    if found is not None and found.has_m:
        msg = "its shape carries measures beside coordinates"
        raise ValueError(msg)
    written: Mapping[str, object] | None = None if found is None else mapping(found)
    return written


def _is_id(kind: Any) -> bool:
    kinds = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    return all(isinstance(k, NewType) or k is type(None) for k in kinds)


def _id_from(text: object, kind: Any) -> str | None:
    if text is None and type(None) in get_args(kind):
        return None
    found: str = _exactly(text, str)
    return found


def _status_from(content: Any, _: Any) -> RoadStatus | BridgeStatus | BorderStatus:
    return _STATUSES[content["kind"]](content["status"])


def _written_status(status: RoadStatus | BridgeStatus | BorderStatus) -> dict[str, str]:
    kind = next(k for k, words in _STATUSES.items() if isinstance(status, words))
    return {"kind": kind, "status": status.value}


def _via_from(content: Any, _: Any) -> Via:
    found: Via = _CONVERTER.structure(content, Waypoint) if isinstance(content, dict) else _exactly(content, str)
    return found


def _moment_from(text: str, _: Any) -> datetime:
    moment = datetime.fromisoformat(text)
    require_aware(moment, "The time")
    return moment.astimezone(UTC)


def _written_moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=False)
    for plain in (str, int, float, bool):
        converter.register_structure_hook(plain, _plain_from)
    converter.register_structure_hook(datetime, _moment_from)
    converter.register_unstructure_hook(datetime, _written_moment)
    converter.register_structure_hook(timedelta, lambda seconds, _: timedelta(seconds=seconds))
    converter.register_unstructure_hook(timedelta, timedelta.total_seconds)
    converter.register_structure_hook(time, lambda text, _: time.fromisoformat(text))
    converter.register_unstructure_hook(time, time.isoformat)
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(_exactly(text, str)))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_structure_hook(Sensitivity, lambda step, _: Sensitivity(_exactly(step, int)))
    converter.register_structure_hook_func(_is_tuple, _tuple_from)
    converter.register_structure_hook_func(_is_shape, _shape_from)
    converter.register_unstructure_hook_func(_is_shape, _written_shape)
    converter.register_structure_hook_func(_is_id, _id_from)
    converter.register_structure_hook_func(lambda kind: kind == Via, _via_from)
    status = RoadStatus | BridgeStatus | BorderStatus
    converter.register_structure_hook_func(lambda kind: kind == status, _status_from)
    for words in _STATUSES.values():
        converter.register_unstructure_hook(words, _written_status)
    return converter


_CONVERTER = _converter()
