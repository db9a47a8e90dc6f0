"""What the tags of a way mean for a convoy: one RoadRule for each distinct combination of tags."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from data.sources.roads import tags as read
from data.sources.roads.access import MODES, direction, permission
from data.sources.roads.speeds import CLASS_KMH, convoy_speed

_HEIGHT = ("maxheight", "maxheight:physical", "maxheight:hgv")
_LIMIT_WIDTH = ("maxwidth", "maxwidth:physical", "maxwidth:hgv")
_LENGTH = ("maxlength", "maxlength:hgv")
_WEIGHT = ("maxweight", "maxweight:hgv", "maxweight:goods", "maxweightrating", "maxweightrating:hgv")
_AXLE = ("maxaxleload", "maxaxleload:hgv")
_CLASS = ("mlc", "mlc:oneway")
_WHEELED, _TRACKED = ("mlc:wheeled", "mlc:wheeled_oneway"), ("mlc:tracked", "mlc:tracked_oneway")
_SPEED = ("maxspeed", "maxspeed:forward", "maxspeed:backward", "maxspeed:hgv")
_WIDTH = ("width",)
_LIMITS = (*_HEIGHT, *_LIMIT_WIDTH, *_LENGTH, *_WEIGHT, *_AXLE, *_CLASS, *_WHEELED, *_TRACKED)
_TEXT = ("highway", "oneway", "bridge", "tunnel", "surface", "junction")
_LIMITS_AT_TIMES = tuple(f"{key}:conditional" for key in _LIMITS)
_CONDITIONAL = (*(f"{key}:conditional" for key in ("oneway", *MODES)), *_LIMITS_AT_TIMES)
_ONEWAY = ("oneway:hgv", "oneway:motor_vehicle", "oneway:vehicle")
_ONEWAY_WORDS = {"yes", "true", "1", "-1", "reverse", "no", "false", "0", "reversible", "alternating"}
_SIDES = tuple(f"{mode}:{side}" for mode in MODES for side in ("forward", "backward"))
_GONE = ("abandoned", "construction", "proposed", "razed", "demolished", "destroyed", "removed", "collapsed")
_STATE = ("area", "impassable", "smoothness", "tracktype", "winter_road", "ice_road", "seasonal", "ford", "lanes")

RULE_KEYS: frozenset[str] = frozenset(
    {
        *_TEXT,
        *_LIMITS,
        *_SPEED,
        *_WIDTH,
        *MODES,
        *_ONEWAY,
        *_SIDES,
        *_GONE,
        *_STATE,
        *_CONDITIONAL,
        "route",
    }
)
"""Every tag key that a RoadRule looks at; `name`, `name:en`, `name:ar` and `ref` are only kept."""

_LIFECYCLE = frozenset({*_GONE, "disused", "planned"})
_NUMBERS = (
    ("lanes", ("lanes",), read.count),
    ("width_m", _WIDTH, read.metres),
    ("maxheight_m", _HEIGHT, read.metres),
    ("maxwidth_m", _LIMIT_WIDTH, read.metres),
    ("maxlength_m", _LENGTH, read.long_metres),
    ("maxweight_t", _WEIGHT, read.tonnes),
    ("maxaxleload_t", _AXLE, read.tonnes),
    ("mlc_wheeled", (*_CLASS, *_WHEELED), read.load_class),
    ("mlc_tracked", (*_CLASS, *_TRACKED), read.load_class),
    ("maxspeed_kmh", _SPEED, read.kmh),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadRule:
    """A combination of tags, understood.

    `left_out` says why such a way is no road for a convoy (None: it is one), `doubts` the codes of
    what is in doubt about it, `unreadable` the tags whose value cannot be read, as `key=value`, and
    `limit_doubt` the limits that stand there without a number that always holds.
    """

    direction: int = 0
    numbers: tuple[float | None, ...] = (None,) * len(_NUMBERS)
    access: str | None = None
    limit_doubt: str | None = None
    speed_kmh: float = 0.0
    speed_from: str = "class"
    left_out: str | None = None
    doubts: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()


NUMBER_COLUMNS = tuple(column for column, _, _ in _NUMBERS)
"""SEGMENTS column of each of `RoadRule.numbers`."""
TEXT_COLUMNS = _TEXT
"""SEGMENTS columns that keep a tag as written."""

PATH = "way for people, animals or cycles, or no road at all"
FERRY = "ferry: a convoy route never takes a ship"


def rule_of(tags: Mapping[str, str]) -> RoadRule:
    """Meaning of these tags."""
    reason = _left_out(tags)
    if reason:
        return RoadRule(left_out=reason)
    read_numbers = [read.least(tags, keys, parse) for _, keys, parse in _NUMBERS]
    numbers = tuple(None if value is None or math.isnan(value) else value for value in read_numbers)
    speed_kmh, speed_from = convoy_speed(
        tags["highway"],
        surface=tags.get("surface"),
        tracktype=tags.get("tracktype"),
        posted_kmh=numbers[-1],
    )
    unreadable = [
        f"{key}={tags[key]}"
        for (_, keys, parse), value in zip(_NUMBERS, read_numbers, strict=True)
        if value is not None and math.isnan(value)
        for key in keys
        if key in tags and _is_nan(parse(tags[key]))
    ]
    unreadable += [f"{key}={tags[key]}" for key in ("oneway", *_ONEWAY) if tags.get(key, "no") not in _ONEWAY_WORDS]
    return RoadRule(
        direction=direction(tags),
        numbers=numbers,
        limit_doubt=_limit_doubt(tags, unreadable),
        access=permission(tags) or ("reversible" if tags.get("oneway") == "reversible" else None),
        speed_kmh=speed_kmh,
        speed_from=speed_from,
        doubts=_doubts(tags),
        unreadable=tuple(dict.fromkeys(unreadable)),
    )


def _limit_doubt(tags: Mapping[str, str], unreadable: list[str]) -> str | None:
    said = {f"{key}={tags[key]}" for key in _LIMITS if tags.get(key) in read.LIMITED_WITHOUT_NUMBER}
    said |= {f"{key}={tags[key]}" for key in _LIMITS_AT_TIMES if key in tags}
    said |= {one for one in unreadable if one.split("=", 1)[0] in _LIMITS}
    return "; ".join(sorted(said)) or None


def _is_nan(value: float | None) -> bool:
    return value is not None and math.isnan(value)


def _left_out(tags: Mapping[str, str]) -> str | None:
    highway = tags.get("highway")
    if highway is None:
        return FERRY if tags.get("route") == "ferry" else PATH
    if highway in _LIFECYCLE or any(tags.get(key) == "yes" for key in _GONE):
        return "not built yet, or no longer there (construction, proposed, abandoned, razed)"
    if highway not in CLASS_KMH:
        return PATH
    if tags.get("area") == "yes":
        return "area, not a line to drive along"
    if tags.get("impassable") == "yes" or tags.get("smoothness") == "impassable":
        return "tagged impassable to wheeled vehicles"
    return "closed to motor traffic by an access tag" if permission(tags) == "no" else None


def _doubts(tags: Mapping[str, str]) -> tuple[str, ...]:
    found = {
        "reversible-road": tags.get("oneway") in {"reversible", "alternating"},
        "conditional-tag": any(key in tags for key in _CONDITIONAL),
        "seasonal-road": any(tags.get(key, "no") != "no" for key in ("winter_road", "ice_road", "seasonal")),
        "truck-ban": tags.get("hgv") == "no" or tags.get("goods") == "no",
        "ford-on-road": tags.get("ford", "no") != "no",
    }
    return tuple(code for code, holds in found.items() if holds)
