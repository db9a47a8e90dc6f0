"""Values of a foreign feature by meaning: names in any case, times with their zone, doubts collected."""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from data.model.finding import Finding, Severity
from data.model.provenance import NOT_STATED, Confidence, Source, Validity
from data.sources.vector import Feature

_EARLIEST_EPOCH_MS = 100_000_000_000
_LATEST_EPOCH_MS = 10_000_000_000_000
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One doubt about one feature; equal doubts about several are told together."""

    number: int
    code: str
    message: str
    remedy: str
    severity: Severity = Severity.DOUBT
    place: tuple[float, float] | None = None


def told_together(doubts: Iterable[Doubt]) -> tuple[Finding, ...]:
    """One finding for each kind of doubt, naming its features."""
    groups: dict[tuple[str, str, str, Severity], list[Doubt]] = defaultdict(list)
    for doubt in doubts:
        groups[doubt.code, doubt.message, doubt.remedy, doubt.severity].append(doubt)
    return tuple(
        Finding(
            code=code,
            severity=severity,
            subject=_subject([doubt.number for doubt in group]),
            message=f"{_subject([doubt.number for doubt in group]).capitalize()}: {message}",
            remedy=remedy,
            place=next((doubt.place for doubt in group if doubt.place), None),
        )
        for (code, message, remedy, severity), group in groups.items()
    )


def _subject(numbers: list[int]) -> str:
    distinct = sorted(set(numbers))
    shown = ", ".join(map(str, distinct[:_SHOWN]))
    more = f" and {len(distinct) - _SHOWN} more" if len(distinct) > _SHOWN else ""
    return f"feature{'s' if len(distinct) > 1 else ''} {shown}{more}"


class Fields:
    """The properties of one feature, asked for by any of their names whatever the case."""

    def __init__(self, feature: Feature) -> None:
        self.number = feature.number
        self._values: Mapping[str, Any] = {key.strip().lower(): value for key, value in feature.properties.items()}

    def value(self, *names: str) -> Any:
        """The first of these that has a value, as written; None without one."""
        found = (self._values.get(name) for name in names)
        return next((value for value in found if value is not None and value != ""), None)

    def names_like(self, pattern: str) -> tuple[str, ...]:
        """Names of fields that match a pattern as a whole, in lower case."""
        return tuple(name for name in self._values if re.fullmatch(pattern, name))

    def text(self, *names: str) -> str | None:
        """The first of these as text without blanks around it; None without one."""
        value = self.value(*names)
        text = "" if value is None or isinstance(value, dict | list) else _plain(value)
        return text or None

    def number_of(self, *names: str) -> float | None:
        """The first of these as a finite number; None when it is absent or not one."""
        value = self.value(*names)
        if isinstance(value, bool):
            return None
        try:
            number = float(value) if isinstance(value, int | float | str) else math.nan
        except (ValueError, OverflowError):
            return None
        return number if math.isfinite(number) else None

    def texts(self, *names: str) -> tuple[str, ...]:
        """The first of these as a list of texts, also when written with commas or semicolons."""
        value = self.value(*names)
        items = value if isinstance(value, list) else re.split(r"[;,|]", value) if isinstance(value, str) else [value]
        return tuple(text for item in items if item is not None and (text := _plain(item)))

    def moment(self, *names: str) -> tuple[datetime | None, list[Doubt]]:
        """The first of these in UTC; None, with the reason, when it has no zone or is not understood."""
        name = next((name for name in names if self.value(name) is not None), None)
        if name is None:
            return None, []
        value = self.value(name)
        moment = moment_from(value)
        if moment is not None and moment.tzinfo is not None:
            return moment, []
        return None, [_unclear_time(self.number, f"{name} {str(value)[:40]!r}", zoneless=moment is not None)]

    def validity(self) -> tuple[Validity, list[Doubt]]:
        """The span it holds for; a side that is not clear stays open, so that it holds rather than not."""
        starts_at, first = self.moment("valid_from", "valid_on", "validon", "starts_at")
        ends_at, second = self.moment("valid_to", "validto", "ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            doubt = Doubt(
                number=self.number,
                code="validity-contradicts",
                message="its validity ends before it starts; it was taken to hold always.",
                remedy="Correct one of the two times.",
                severity=Severity.PROBLEM,
            )
            return Validity(), [*first, *second, doubt]
        return Validity(starts_at=starts_at, ends_at=ends_at), [*first, *second]

    def source(self) -> tuple[Source, list[Doubt]]:
        """Who says so, when and how surely; what is not stated stays unknown."""
        reported_at, doubts = self.moment("reported_at", "observed_at", "report_time")
        stated = self.text("confidence")
        known = {confidence.value: confidence for confidence in Confidence}
        confidence = known.get(stated.lower(), Confidence.UNKNOWN) if stated else Confidence.UNKNOWN
        if stated and stated.lower() not in known:
            message = f"its confidence {stated[:40]!r} is not one of {', '.join(known)}; it was taken as unknown."
            remedy = "Use one of these words."
            doubts.append(Doubt(number=self.number, code="word-unknown", message=message, remedy=remedy))
        name = self.text("source") or NOT_STATED
        return Source(name=name[:300], reported_at=reported_at, confidence=confidence), doubts


def _unclear_time(number: int, what: str, *, zoneless: bool) -> Doubt:
    fault = "has no time zone" if zoneless else "is not a time that is understood"
    return Doubt(
        number=number,
        code="time-without-zone" if zoneless else "time-not-understood",
        message=f"{what} {fault}; it was taken as not stated.",
        remedy="Write it with its zone, for example 2026-03-01T08:00+02:00.",
    )


def moment_from(value: object) -> datetime | None:
    """A moment written in ISO 8601, as in an e-mail, or as milliseconds since 1970; None if it is neither.

    In UTC when its zone is written; None also when it lies outside the years that can be counted.

    >>> moment_from("Mon, 01 Jul 2024 15:03:00 GMT").isoformat()
    '2024-07-01T15:03:00+00:00'
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        in_range = _EARLIEST_EPOCH_MS <= value <= _LATEST_EPOCH_MS
        return datetime.fromtimestamp(value / 1000, UTC) if in_range else None
    if not isinstance(value, str):
        return None
    text = value.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return moment if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def slug(text: str) -> str:
    """The text as a short id: letters and digits of any script, the rest as hyphens.

    >>> slug("Sector 1 / North")
    'sector-1-north'
    """
    return re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", text).lower()).strip("-")[:60] or "x"


def distinct_ids(wanted: Iterable[str]) -> tuple[str, ...]:
    """The ids, each later use of one with its turn: "a", "a-2", "a-3"."""
    taken: set[str] = set()
    turns: dict[str, int] = defaultdict(int)
    ids = []
    for wish in wanted:
        turns[wish] += 1
        own = wish if wish not in taken else f"{wish}-{turns[wish]}"
        while own in taken:
            turns[wish] += 1
            own = f"{wish}-{turns[wish]}"
        taken.add(own)
        ids.append(own)
    return tuple(ids)


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
