"""What changed from one version of a record to the next, field by field, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import singledispatch
from typing import Any

from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from data.model import Record
from geo.repair import area_m2
from pages.look.clock import age, local

MOST_WRITTEN = 80
LABELS: Mapping[str, str] = {"name_ar": "Arabic name", "valid": "validity", "departs_at": "departure"}


def changes_between(before: Record, after: Record, zone: str) -> tuple[str, ...]:
    """One phrase for each field that differs, times in this zone; none for equal records."""
    return tuple(
        f"{label_of_field(field.name)}: {said}"
        for field in fields(after)
        for one, other in [(getattr(before, field.name, None), getattr(after, field.name))]
        if one != other
        for said in _told(one, other, zone)
    )


def _told(before: Any, after: Any, zone: str) -> Iterator[str]:
    if is_dataclass(after) and type(before) is type(after):
        for field in fields(after):
            one, other = getattr(before, field.name), getattr(after, field.name)
            if one != other:
                yield f"{label_of_field(field.name)} {spoken(one, zone)} → {spoken(other, zone)}"
    elif isinstance(after, tuple) and isinstance(before, tuple):
        yield _lists(before, after, zone)
    else:
        moved = " (moved)" if isinstance(after, BaseGeometry) and isinstance(before, BaseGeometry) else ""
        yield f"{spoken(before, zone)} → {spoken(after, zone)}{moved}"


def _lists(before: tuple[Any, ...], after: tuple[Any, ...], zone: str) -> str:
    gone = [f"without {spoken(value, zone)}" for value in before if value not in after]
    new = [f"with {spoken(value, zone)}" for value in after if value not in before]
    return ", ".join([*gone, *new]) or "in another order"


@singledispatch
def spoken(value: Any, zone: str) -> str:
    """A value of a field in words."""
    if is_dataclass(value):
        return ", ".join(spoken(getattr(value, field.name), zone) for field in fields(value))
    text = "not known" if value is None else str(value) or "nothing"
    return text if len(text) <= MOST_WRITTEN else f"{text[: MOST_WRITTEN - 1]}…"


@spoken.register
def _shapespoken(value: BaseGeometry, _: str) -> str:
    if isinstance(value, Polygon | MultiPolygon):
        return f"{area_m2(value) / 1e6:.2f} km²"
    return f"{value.geom_type.lower()} near {value.centroid.y:.5f}, {value.centroid.x:.5f}"


@spoken.register
def _momentspoken(value: datetime, zone: str) -> str:
    return local(value, zone)


@spoken.register
def _spanspoken(value: timedelta, _: str) -> str:
    return age(value)


@spoken.register
def _wordspoken(value: StrEnum, _: str) -> str:
    return value.value.replace("_", " ")


@spoken.register
def _listspoken(value: tuple, zone: str) -> str:  # type: ignore[type-arg]  # dispatch takes the bare class
    return " ".join(spoken(part, zone) for part in value) or "none"


def label_of_field(name: str) -> str:
    """What a field is called."""
    return LABELS.get(name, name.replace("_", " "))
