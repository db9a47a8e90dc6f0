"""Fields of foreign road tables → the OSM tags they stand for, whatever their column is called."""

import re
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.sources.roads.speeds import CLASS_KMH, SURFACE_FACTOR

Column: TypeAlias = NDArray[np.object_]

GEOMETRY_CALLED = ("wkt", "geometry", "geom", "the_geom")

_FURTHER_LIMITS = (
    *("maxheight:physical", "maxheight:hgv", "maxwidth:physical", "maxwidth:hgv", "maxlength:hgv"),
    *("maxweight:hgv", "maxweight:goods", "maxweightrating", "maxweightrating:hgv", "maxaxleload:hgv"),
    *("mlc:oneway", "mlc:wheeled_oneway", "mlc:tracked_oneway"),
)
_CALLED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("name", "road_name", "roadname", "street"),
        "name:en": ("name:en", "name_en"),
        "name:ar": ("name:ar", "name_ar"),
        "ref": ("ref",),
        "maxspeed": ("maxspeed", "max_speed"),
        "surface": ("surface",),
        "bridge": ("bridge",),
        "tunnel": ("tunnel",),
        "layer": ("layer",),
        "lanes": ("lanes",),
        "width": ("width", "width_m"),
        "maxheight": ("maxheight", "maxheight_m"),
        "maxwidth": ("maxwidth", "maxwidth_m"),
        "maxlength": ("maxlength", "maxlength_m"),
        "maxweight": ("maxweight", "maxweight_t"),
        "maxaxleload": ("maxaxleload", "maxaxleload_t"),
        "mlc": ("mlc", "load_class"),
        "mlc:wheeled": ("mlc:wheeled", "mlc_wheeled"),
        "mlc:tracked": ("mlc:tracked", "mlc_tracked"),
        **{key: (key, key.replace(":", "_")) for key in _FURTHER_LIMITS},
        "junction": ("junction",),
        "access": ("access",),
        "motor_vehicle": ("motor_vehicle",),
        "vehicle": ("vehicle",),
        "hgv": ("hgv",),
        "tracktype": ("tracktype",),
        "smoothness": ("smoothness",),
        "ford": ("ford",),
    },
)
_CLASS_CALLED = ("highway", "fclass", "road_class", "roadclass", "class", "rtt_descri", "f_code_des", "type")
_ONEWAY_CALLED = ("oneway", "one_way")
_CLASS_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "primary_route": "primary",
        "secondary_route": "secondary",
        "trail": "track",
        **{f"track_grade{grade}": "track" for grade in range(1, 6)},
    },
)
_NO_ROADS = frozenset(
    {
        *("footway", "path", "steps", "cycleway", "pedestrian", "bridleway", "corridor", "elevator", "platform"),
        *("raceway", "bus_guideway", "busway", "via_ferrata", "no"),
        *("construction", "proposed", "abandoned", "razed", "planned", "disused", "demolished"),
    },
)
_MISSING = frozenset({"", "nan", "none", "null", "<na>", "<null>"})
_LIST = re.compile(r"\[(.*)\]|\((.*)\)|\{(.*)\}", re.DOTALL)
_ITEM = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"|([^,'\"\s][^,]*)")
_FLAG = {
    **dict.fromkeys(("yes", "true", "1", "y", "t"), "yes"),
    **dict.fromkeys(("no", "false", "0", "n", "f"), "no"),
}
_NAMES = frozenset({"name", "name:en", "name:ar", "ref"})
_NUMBERS = frozenset(
    {
        *("maxspeed", "lanes", "width", "maxheight", "maxwidth", "maxlength", "maxweight", "maxaxleload"),
        *("mlc", "mlc:wheeled", "mlc:tracked", *_FURTHER_LIMITS),
    }
)
_ACCESS = frozenset({"access", "motor_vehicle", "vehicle", "hgv"})
_FREE = frozenset({"yes", "designated", "permissive", "official", "public"})


def parts(value: Any) -> tuple[str, ...]:
    """The values of a field that may hold a list, as OSMnx writes for merged ways; none when it is empty.

    >>> parts("['50', '30']"), parts(50.0), parts(None), parts("nan")
    (('50', '30'), ('50',), (), ())
    """
    if isinstance(value, list | tuple | np.ndarray):
        return tuple(part for one in value for part in parts(one))
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return (str(int(value)),)
    text = str(value).strip()
    if text.lower() in _MISSING:
        return ()
    inside = _LIST.fullmatch(text)
    if inside is None:
        return (text,)
    items = ("".join(found).strip() for found in _ITEM.findall(next(filter(None, inside.groups()), "")))
    return tuple(item for item in items if item.lower() not in _MISSING)


def label_of(found: tuple[str, ...]) -> str | None:
    """The id that the parts of a field give; None when they are not one.

    >>> label_of(("7.0",)), label_of(("7", "8"))
    ('7', None)
    """
    return found[0].removesuffix(".0") if len(found) == 1 else None


def column_called(columns: Mapping[str, Column], called: Sequence[str]) -> Column | None:
    """The first column with one of these names, in upper or lower case."""
    by_name = {name.lower(): values for name, values in columns.items()}
    return next((by_name[name] for name in called if name in by_name), None)


def tags_of(columns: Mapping[str, Column], count: int) -> dict[str, Column]:
    """Columns by OSM key, one word or None for each row.

    Of several values of a merged way the most restrictive is taken for limits, class, surface and
    access; names are joined with " / ". `highway` is None where no column holds a known class.
    """
    found = {
        tag: each(values, _reader(tag))
        for tag, called in _CALLED.items()
        if (values := column_called(columns, called)) is not None
    }
    oneway = column_called(columns, _ONEWAY_CALLED)
    if oneway is not None:
        found["oneway"] = each(oneway, _oneway_reader(oneway))
    return {**found, "highway": _classes(columns, count)}


def each(values: Column, read: Callable[[tuple[str, ...]], Any]) -> Column:
    """Answer of `read` for the parts of each value, asked once for each distinct one."""
    code, distinct = pd.factorize(np.array([str(value) for value in values], dtype=object))
    first = np.full(len(distinct), 0)
    first[code[::-1]] = np.arange(len(values))[::-1]
    answers = np.empty(len(distinct), dtype=object)
    answers[:] = [read(parts(values[row])) for row in first]
    return answers[code]


def class_words(columns: Mapping[str, Column]) -> Mapping[str, tuple[str, int]]:
    """Words of other classifications that were read as an OSM class: the class, and how often."""
    found: dict[str, tuple[str, int]] = {}
    for values in _class_columns(columns):
        for word, number in pd.Series(values).dropna().map(str).value_counts().items():
            key = _word(str(word))
            if key in _CLASS_WORDS:
                found[str(word)] = (_CLASS_WORDS[key], int(number))
    return found


def _reader(tag: str) -> Callable[[tuple[str, ...]], str | None]:
    if tag in _NAMES:
        return lambda found: " / ".join(sorted(set(found))) or None
    if tag in _NUMBERS:
        return lambda found: ";".join(sorted(set(found))) or None
    if tag in _ACCESS:
        return lambda found: min((one.lower() for one in found), key=_openness, default=None)
    if tag == "surface":
        return lambda found: min(
            (one.lower() for one in found), key=lambda one: SURFACE_FACTOR.get(one, 1.0), default=None
        )
    return lambda found: _flag(";".join(sorted({_FLAG.get(one.lower(), one) for one in found})))


def _flag(text: str) -> str | None:
    return None if text in {"", "no"} else text


def _openness(access: str) -> int:
    return 0 if access in {"no", "none"} else 1 if access == "private" else 3 if access in _FREE else 2


def _oneway_reader(values: Column) -> Callable[[tuple[str, ...]], str | None]:
    words = dict(_FLAG)
    if any(str(value).strip() == "B" for value in values):
        # Geofabrik: F along the drawing, T against it, B both
        words.update({"f": "yes", "t": "-1", "b": "no"})

    def read(found: tuple[str, ...]) -> str | None:
        said = sorted({words.get(one.lower(), one.lower()) for one in found})
        return None if not said else "yes" if "yes" in said else said[0]

    return read


def _class_columns(columns: Mapping[str, Column]) -> list[Column]:
    return [values for name in _CLASS_CALLED if (values := column_called(columns, (name,))) is not None]


def _classes(columns: Mapping[str, Column], count: int) -> Column:
    """The first known class among the columns that may hold one; a merged way counts as its slowest part."""
    answer = np.full(count, None, dtype=object)
    for values in _class_columns(columns):
        unknown = pd.isna(answer)
        answer[unknown] = each(values, _slowest)[unknown]
    return answer


def _slowest(found: tuple[str, ...]) -> str | None:
    words = [_CLASS_WORDS.get(_word(one), _word(one)) for one in found]
    known = [one for one in words if one in CLASS_KMH or one in _NO_ROADS]
    return min(known, key=lambda one: (CLASS_KMH.get(one, 0.0), one), default=None)


def _word(text: str) -> str:
    return text.strip().lower().replace(" ", "_")
