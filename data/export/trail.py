"""The trail of what people did as CSV: one line each, no cell that a spreadsheet would run."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime

_RUNS = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing somebody did; `mark` of the revision it was about, `link` its place in the chain, where it has one."""

    at: datetime
    who: str
    did: str
    what: str
    about: str = ""
    mark: str = ""
    sha256: str = ""
    link: str = ""


HEADS = {"at": "at_utc", "link": "place_in_chain"}


def trail_csv(lines: Iterable[Line]) -> bytes:
    """The lines as UTF-8, with a mark of order for spreadsheets."""
    kept = io.StringIO(newline="")
    table = csv.writer(kept)
    table.writerow(HEADS.get(one.name, one.name) for one in fields(Line))
    table.writerows([_cell(value) for value in astuple(line)] for line in lines)
    return kept.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    """A cell as text; what a spreadsheet would take for a formula starts with an apostrophe.

    >>> _cell("=1+1"), _cell("-31.5"), _cell("Amal")
    ("'=1+1", '-31.5', 'Amal')
    """
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    text = str(value)
    return f"'{text}" if _RUNS.match(text) and not _NUMBER.fullmatch(text) else text
