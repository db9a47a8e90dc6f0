"""Numbers in OSM tags → metres, tonnes, km/h: None where a tag says nothing, NaN where it cannot be read.

The words and units are those of the OSM wiki pages Key:maxheight, Key:maxweight, Key:maxspeed and
Map features/Units. A value with several parts ("3.5;4") counts as its least part. A value no road
has (a clearance of 350 m is one in centimetres without its unit) cannot be read.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

Reading: TypeAlias = float | None
"""A number; None: the tag says in words that there is no number; NaN: it cannot be read."""

LIMITED_WITHOUT_NUMBER = frozenset({"below_default", "variable", "signals", "yes"})
"""Words that say a limit stands, and not which."""
_NO_NUMBER = frozenset(
    {
        "default",
        "none",
        "no",
        "unknown",
        "unsigned",
        "no_sign",
        "no_indications",
        "below_default",
        "variable",
        "signals",
        "fixme",
        "implicit",
    }
)
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z/]*)\.?")
_FEET = re.compile(r"(?:(\d+(?:\.\d+)?)\s*(?:'|ft|feet))?\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|''|in|inch))?")
_METRES = {"": 1.0, "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "cm": 0.01, "km": 1000.0}
_TONNES = {
    **dict.fromkeys(("", "t", "ton", "tons", "tonne", "tonnes", "to"), 1.0),
    **dict.fromkeys(("kg", "kgs"), 0.001),
    **dict.fromkeys(("st", "sh.tn"), 0.90718474),
    **dict.fromkeys(("lt", "long"), 1.0160469088),
    **dict.fromkeys(("lb", "lbs"), 0.00045359237),
    "cwt": 0.05080234544,
}
_KMH = {
    **dict.fromkeys(("", "km/h", "kmh", "kph", "kmph"), 1.0),
    **dict.fromkeys(("mph", "mi/h"), 1.609344),
    **dict.fromkeys(("knots", "kn", "kt"), 1.852),
}
_WALK_KMH = 7.0
# limits in towns by law; a country that is not listed gives no number
_TOWNS_50 = ("AT BE BG CH CZ DE EE ES FR GR HR HU IT", "LT LU LV NL PL PT RO RS SI SK TR UA")
_URBAN_KMH = {
    **{country: 50.0 for row in _TOWNS_50 for country in row.split()},
    **dict.fromkeys(("BY", "KZ", "RU"), 60.0),
    **dict.fromkeys(("GB", "UK"), 48.28032),
}
_ZONE = re.compile(r"(?:[a-z]{2}:)?zone:?(\d+)")
_COUNTRY_RULE = re.compile(r"([A-Za-z]{2}(?:-[A-Za-z]+)?):([a-z_]+)")


def metres(text: str, *, most_m: float = 30.0) -> Reading:
    r"""Metres of a clearance or width up to `most_m`: `3.5`, `3.5 m`, `350 cm`, `11'6"`, `12 ft`.

    >>> metres("3.5 m"), metres("default"), round(metres("11'6\""), 3)
    (3.5, None, 3.505)
    """
    return _least(text, _length_m, most_m)


def tonnes(text: str) -> Reading:
    """Tonnes of a weight limit: `7.5`, `7.5 t`, `3500 kg`, `16 st`, `20000 lbs`.

    >>> tonnes("3500 kg"), tonnes("none")
    (3.5, None)
    """
    return _least(text, lambda part: _with_unit(part, _TONNES), 300.0)


def long_metres(text: str) -> Reading:
    """Metres of a length limit: `12`, `18.75 m`, `40'`."""
    return metres(text, most_m=100.0)


def load_class(text: str) -> Reading:
    """A military load class, 4 to 150 in STANAG 2021; of several the least.

    >>> load_class("40"), load_class("50;30"), load_class("strong")
    (40.0, 30.0, nan)
    """
    return _least(text, lambda part: _with_unit(part, {"": 1.0}), 200.0)


def kmh(text: str) -> Reading:
    """Kilometres an hour of a posted limit: `50`, `30 mph`, `walk`, `RO:urban`; other country rules are None.

    >>> kmh("50"), kmh("walk"), kmh("RO:urban"), kmh("DE:motorway")
    (50.0, 7.0, 50.0, None)
    """
    return _least(text, _speed_kmh, 200.0)


def count(text: str) -> Reading:
    """Number of lanes.

    >>> count("2"), count("2;3"), count("many")
    (2.0, 2.0, nan)
    """
    return _least(text, lambda part: _with_unit(part, {"": 1.0}), 30.0)


def least(tags: Mapping[str, str], keys: tuple[str, ...], parse: Callable[[str], Reading]) -> Reading:
    """Smallest number under any of the keys; None when none is given, NaN when one cannot be read."""
    given = [value for value in (parse(tags[key]) for key in keys if key in tags) if value is not None]
    if any(math.isnan(value) for value in given):
        return math.nan
    return min(given, default=None)


def _least(text: str, parse: Callable[[str], Reading], most: float) -> Reading:
    values = [_number_or_none(part.strip(), parse) for part in re.split(r"[;|]", text) if part.strip()]
    if not values:
        return math.nan
    numbers = [value for value in values if value is not None]
    if any(math.isnan(value) or not 0 < value <= most for value in numbers):
        return math.nan
    return min(numbers, default=None)


def _number_or_none(part: str, parse: Callable[[str], Reading]) -> Reading:
    return None if part.lower() in _NO_NUMBER else parse(part)


def _with_unit(part: str, units: Mapping[str, float]) -> float:
    found = _NUMBER.fullmatch(part.lower())
    factor = units.get(found[2]) if found else None
    if found is None or factor is None:
        return math.nan
    return float(found[1].replace(",", ".")) * factor


def _length_m(part: str) -> float:
    value = _with_unit(part, _METRES)
    imperial = _FEET.fullmatch(part.lower())
    if math.isnan(value) and imperial and any(imperial.groups()):
        return float(imperial[1] or 0) * 0.3048 + float(imperial[2] or 0) * 0.0254
    return value


def _speed_kmh(part: str) -> Reading:
    if part.lower().split(":")[-1] == "walk":
        return _WALK_KMH
    if zone := _ZONE.fullmatch(part.lower()):
        return float(zone[1])
    if rule := _COUNTRY_RULE.fullmatch(part):
        return _by_law_kmh(rule[1].upper(), rule[2])
    return _with_unit(part, _KMH)


def _by_law_kmh(country: str, place: str) -> Reading:
    """Only towns: the laws for other roads differ too much by vehicle to be shown as a fact."""
    return _URBAN_KMH.get(country) if place == "urban" else None
