"""Delimited text (CSV, TSV) → columns of text; the separator is the one its heading row uses most."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd

from data.errors import SourceError
from data.sources.roads.fields import Column

ENDINGS = frozenset({".csv", ".tsv", ".txt"})
FIRST_ROW = 2
"""Number of the first row below the headings, as a spreadsheet counts."""

_PEEK_CHARACTERS = 200_000
_MOST_BYTES = 200 * 2**20
_SEPARATORS = ",;\t|"


def peeked(path: Path) -> str:
    """The beginning of a file as text."""
    with path.open("rb") as file:
        return file.read(_PEEK_CHARACTERS).decode("utf-8-sig", "replace")


def headings(text: str) -> list[str]:
    """The headings of a table that begins with this text.

    >>> headings("from;via;to")
    ['from', 'via', 'to']
    """
    first = next(iter(text.splitlines()), "")
    return next(csv.reader([first], delimiter=_separator(first)), [])


def columns_of(path: Path) -> dict[str, Column]:
    """The columns of a file, all of one length; None where a cell is empty.

    Raises
    ------
    SourceError
        When it is missing, too large, no UTF-8 text, or its rows do not fit its headings.
    """
    rows = _rows(path)
    columns = {str(name).strip(): rows[name].to_numpy(object, copy=True) for name in rows.columns}
    for values in columns.values():
        values[(values == "") | np.asarray(pd.isna(values))] = None
    return columns


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=header.count)


def _rows(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise SourceError(path.name, ["there is no such file"], "Check its name and folder.")
    if path.stat().st_size > _MOST_BYTES:
        fault = f"it is larger than {_MOST_BYTES // 2**20} MB"
        raise SourceError(path.name, [fault], "Cut it to the area of the operation.")
    remedy = "Give a heading row and the same number of cells in each row."
    try:
        text = path.read_bytes().decode("utf-8-sig")
        separator = _separator(next(iter(text.splitlines()), ""))
        rows = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False)
    except UnicodeDecodeError:
        raise SourceError(path.name, ["it is not UTF-8 text"], "Save it as CSV in UTF-8.") from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as fault:
        raise SourceError(path.name, [str(fault)], remedy) from None
    if not isinstance(rows.index, pd.RangeIndex):
        # cells beyond the headings would shift every column by one
        raise SourceError(path.name, ["its rows have more cells than its headings"], remedy)
    return rows
