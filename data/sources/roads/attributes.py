"""Attribute columns of foreign road tables → columns of SEGMENTS, read by the same rules as OSM tags."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.model.finding import Finding, Severity
from data.sources.roads.fields import Column, class_words, column_called, each, tags_of
from data.sources.roads.report import Dropped
from data.sources.roads.rules import NUMBER_COLUMNS, TEXT_COLUMNS, RoadRule, rule_of
from data.sources.roads.speeds import CLASS_KMH

DEFAULT_CLASS = "road"
"""Class whose speed is assumed where the file does not say what kind of road it is."""

_NAMES = (("name", "name"), ("name:en", "name_en"), ("name:ar", "name_ar"), ("ref", "ref"))
_WAY_CALLED = ("osmid", "osm_id", "osmid_original", "way_id", "@id")
_SPEED_CALLED = ("speed_kmh", "speed_kph", "avgspeed", "avg_speed")
_FASTEST_KMH = 200.0
_SHOWN = 5
_DIGITS = 19


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributes:
    """What the columns say of each row.

    `segments` are columns of SEGMENTS; `direction` is as in RoadColumns, and `says_oneway` tells where
    the file states it (1: one-way, 0: both ways, -1: nothing). `level` is 0 on the ground; `has_level`
    is False when no column could say so. `kept` is False for what is no road for a convoy.
    """

    segments: Mapping[str, Any]
    direction: NDArray[np.int8]
    says_oneway: NDArray[np.int8]
    level: NDArray[np.int64]
    has_level: bool
    kept: NDArray[np.bool_]
    dropped: tuple[Dropped, ...]
    findings: tuple[Finding, ...]


def understood(columns: Mapping[str, Column], count: int) -> Attributes:
    """What columns called by any usual name, upper or lower case, say of `count` roads."""
    tags = tags_of(columns, count)
    rules, code = _rules(tags, count)
    left_out = _of_rules([rule.left_out for rule in rules], code)
    numbers = np.array([rule.numbers for rule in rules], dtype=float).reshape(-1, len(NUMBER_COLUMNS))[code]
    speeds = _speeds(columns, tags["highway"], rules, code)
    oneway = tags.get("oneway", np.full(count, None, dtype=object))
    return Attributes(
        segments={
            **{column: tags.get(tag) for tag, column in _NAMES},
            **{column: tags.get(column) for column in TEXT_COLUMNS},
            **dict(zip(NUMBER_COLUMNS, numbers.T, strict=True)),
            **speeds,
            "way_id": _way_ids(columns),
            "access": _of_rules([rule.access for rule in rules], code),
            "limit_doubt": _of_rules([rule.limit_doubt for rule in rules], code),
        },
        direction=np.array([rule.direction for rule in rules], dtype=np.int8)[code],
        says_oneway=np.where(oneway == "no", 0, np.where(pd.isna(oneway), -1, 1)).astype(np.int8),
        level=_levels(tags, count),
        has_level=not {"bridge", "tunnel", "layer"}.isdisjoint(tags),
        kept=np.asarray(pd.isna(left_out), dtype=bool),
        dropped=_dropped(left_out),
        findings=(*_class_findings(columns, tags["highway"]), *_rule_findings(rules, code)),
    )


def _rules(tags: Mapping[str, Column], count: int) -> tuple[list[RoadRule], NDArray[np.int64]]:
    """One rule for each distinct combination of tags, and which holds for each row."""
    spoken = {tag: values for tag, values in tags.items() if tag not in dict(_NAMES)}
    table = pd.DataFrame(spoken, index=range(count), dtype=object)
    table["highway"] = table["highway"].where(table["highway"].notna(), DEFAULT_CLASS)
    code = table.groupby(list(table), dropna=False, sort=False).ngroup().to_numpy().astype(np.int64)
    _, first = np.unique(code, return_index=True)
    combinations = table.iloc[first].to_dict("records")
    return [rule_of({str(k): v for k, v in one.items() if not pd.isna(v)}) for one in combinations], code


def _of_rules(values: list[str | None], code: NDArray[np.int64]) -> Column:
    answers = np.empty(len(values), dtype=object)
    answers[:] = values
    return answers[code]


def _speeds(
    columns: Mapping[str, Column], highway: Column, rules: list[RoadRule], code: NDArray[np.int64]
) -> dict[str, Any]:
    """Convoy speed by class and limit; a speed column of the file counts where it is lower."""
    speed = np.array([rule.speed_kmh for rule in rules], dtype=float)[code]
    source = _of_rules([rule.speed_from for rule in rules], code)
    source[np.asarray(pd.isna(highway)) & (source == "class")] = "default"
    own = column_called(columns, _SPEED_CALLED)
    if own is not None:
        stated = pd.to_numeric(pd.Series(each(own, lambda found: found[0] if found else None)), errors="coerce")
        kmh = stated.to_numpy(float, na_value=np.nan)
        slower = (kmh > 0) & (kmh <= _FASTEST_KMH) & (kmh < speed)
        speed, source = np.where(slower, kmh, speed), np.where(slower, "column", source)
    return {"speed_kmh": speed, "speed_from": source}


def _way_ids(columns: Mapping[str, Column]) -> Any:
    """OSM way ids as nullable whole numbers, the least of a merged way; None when no column holds any."""
    stated = column_called(columns, _WAY_CALLED)
    if stated is None:
        return None
    return pd.array(each(stated, _least_id).tolist(), dtype="Int64")


def _least_id(found: tuple[str, ...]) -> int | None:
    digits = [one.removeprefix("way/") for one in found]
    return min((int(one) for one in digits if one.isascii() and one.isdigit() and len(one) < _DIGITS), default=None)


def _levels(tags: Mapping[str, Column], count: int) -> NDArray[np.int64]:
    """The layer where it is given, otherwise 1 for a bridge and -1 for a tunnel."""
    level = np.zeros(count, dtype=np.int64)
    for tag, height in (("tunnel", -1), ("bridge", 1)):
        if tag in tags:
            level[~np.asarray(pd.isna(tags[tag]))] = height
    if "layer" in tags:
        stated = pd.to_numeric(pd.Series(tags["layer"]), errors="coerce").to_numpy(float, na_value=np.nan)
        # Geofabrik writes 0 where no layer is tagged, bridges included
        given = np.isfinite(stated) & (np.abs(stated) < 100) & (stated != 0)  # noqa: PLR2004 -- no layer is that far
        level[given] = stated[given].astype(np.int64)
    return level


def _dropped(left_out: Column) -> tuple[Dropped, ...]:
    rows = pd.Series(np.arange(1, len(left_out) + 1)).groupby(pd.Series(left_out, dtype=object))
    return tuple(
        Dropped(
            what="lines",
            count=len(numbers),
            why=str(why),
            examples=tuple(f"feature {number}" for number in numbers.head(_SHOWN)),
        )
        for why, numbers in rows
    )


def _class_findings(columns: Mapping[str, Column], highway: Column) -> Iterator[Finding]:
    words = class_words(columns)
    if words:
        shown = ", ".join(f"{word} as {known} ({number})" for word, (known, number) in words.items())
        yield Finding(
            code="class-translated",
            severity=Severity.NOTE,
            subject="road classes",
            message=f"Road classes of another kind were read as OSM classes: {shown}.",
            remedy="Check that these roads carry trucks; give a highway column to say otherwise.",
        )
    unknown = int(np.asarray(pd.isna(highway)).sum())
    if unknown:
        yield Finding(
            code="class-unknown",
            severity=Severity.DOUBT,
            subject="road classes",
            message=(
                f"{unknown} of {len(highway)} roads have no known class; "
                f"{CLASS_KMH[DEFAULT_CLASS]:g} km/h is assumed on them unless a limit is lower."
            ),
            remedy="Give a highway column with OSM classes if the kind of road is known.",
        )


def _rule_findings(rules: list[RoadRule], code: NDArray[np.int64]) -> Iterator[Finding]:
    uses = np.bincount(code, minlength=len(rules)).tolist()
    wrong: Counter[str] = Counter()
    doubts: Counter[str] = Counter()
    for rule, number in zip(rules, uses, strict=True):
        wrong.update(dict.fromkeys(rule.unreadable, number))
        doubts.update(dict.fromkeys(rule.doubts, number))
    if wrong:
        shown = ", ".join(f"{value} ({number})" for value, number in wrong.most_common(_SHOWN))
        yield Finding(
            code="wrong-tags",
            severity=Severity.DOUBT,
            subject="attributes",
            message=f"{len(wrong)} values cannot be read and stay unknown: {shown}.",
            remedy="Correct them in the file, or ask someone who knows the road.",
        )
    for doubt, number in doubts.items():
        yield Finding(
            code=doubt,
            severity=Severity.DOUBT,
            subject="attributes",
            message=f"{number} roads are in doubt: {doubt.replace('-', ' ')}.",
            remedy="Ask someone who knows these roads before a route relies on them.",
        )
