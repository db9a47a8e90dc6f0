"""Texts and times of foreign columns: put in one form, doubts told once for each column."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.model.finding import Finding, Severity
from data.sources.door.raw import note, objects

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TIME_WITHOUT_ZONE = re.compile(r"\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?")


def clean_column(name: str, values: NDArray[np.object_]) -> tuple[NDArray[np.object_], list[Finding]]:
    """The column with its texts in NFC and without hidden characters, and what was found in it."""
    is_text = np.fromiter((isinstance(value, str) for value in values), bool, len(values))
    rows = np.flatnonzero(is_text)
    texts = [values[row] for row in rows]
    cleaned = values.copy()
    cleaned[rows] = objects([_clean(text) for text in texts])
    shown = _clean(name)[:40]
    findings = [*_hidden(shown, rows, texts), *_zoneless(shown, rows, texts), *_mixed(shown, values, is_text)]
    return cleaned, findings


def _clean(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return _DIRECTION.sub("", _CONTROL.sub("", unicodedata.normalize("NFC", text)))


def _hidden(name: str, rows: NDArray[np.int64], texts: list[str]) -> Iterator[Finding]:
    kinds = (
        (_CONTROL, "text-control-characters", "control characters, which can cut a text off"),
        (_DIRECTION, "text-direction-marks", "direction overrides, which make a text read differently"),
    )
    for pattern, code, what in kinds:
        hit = [int(row) for row, text in zip(rows, texts, strict=True) if pattern.search(text)]
        if hit:
            message = f"Column {name} holds {what} in {_features(hit)}; they were taken out."
            yield note(code, message, "Compare the text with its source.", severity=Severity.DOUBT)


def _zoneless(name: str, rows: NDArray[np.int64], texts: list[str]) -> Iterator[Finding]:
    hit = [int(row) for row, text in zip(rows, texts, strict=True) if _TIME_WITHOUT_ZONE.fullmatch(text.strip())]
    if hit:
        message = f"Column {name} holds times without a time zone in {_features(hit)}; no zone was guessed."
        remedy = "Write them with their zone, for example 2026-03-01T08:00+02:00."
        yield note("time-without-zone", message, remedy, severity=Severity.DOUBT)


def _mixed(name: str, values: NDArray[np.object_], is_text: NDArray[np.bool_]) -> Iterator[Finding]:
    numbers = [int(row) for row in np.flatnonzero(~is_text) if _is_number(values[row])]
    if numbers and is_text.any():
        fewer = numbers if len(numbers) < is_text.sum() else np.flatnonzero(is_text).tolist()
        message = (
            f"Column {name} holds numbers and texts; the rarer kind is in {_features(fewer)}. All are kept as written."
        )
        yield note("mixed-values", message, "Check those features in the source.")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _features(rows: list[int]) -> str:
    shown = ", ".join(str(row + 1) for row in rows[:5])
    more = f" and {len(rows) - 5} more" if len(rows) > 5 else ""  # noqa: PLR2004
    return f"feature{'s' if len(rows) > 1 else ''} {shown}{more}"
