"""Tables whose rows can be chosen; they look like any other table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.look import words
from pages.look.legend import picture_address
from pages.look.table import Cell, Looking, Share
from pages.web.server import BROWSER


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a table: what choosing it chooses, and its cells by column."""

    id: str
    cells: Mapping[str, Cell]


def show_rows(
    rows: Sequence[Row], *, about: str, chosen: str, key: str, heard: Callable[[], None], sentences: bool = False
) -> None:
    """Show rows of equal columns, the chosen one marked; `heard` runs when another is chosen.

    Until the page has run once more, `row_chosen` in what the widget under `key` returned is its id.
    """
    if not rows:
        return
    table = st.components.v2.component(
        "passage_rows", js=(BROWSER / "rows.js").read_text(encoding="utf-8"), isolate_styles=False
    )
    told = [{"id": row.id, "cells": [_told(cell) for cell in row.cells.values()]} for row in rows]
    data = {"about": about, "head": list(rows[0].cells), "rows": told, "chosen": chosen, "sentences": sentences}
    table(key=key, data=data, on_row_change=heard)


def row_chosen(returned: Mapping[str, Any] | None) -> str:
    """The id of the row chosen just now, in what the widget returned; empty when none was."""
    return str((returned or {}).get("row") or "")


def _told(cell: Cell) -> dict[str, str | float]:
    match cell:
        case Share():
            return {"text": words.percent(cell.value), "share": cell.value}
        case Looking():
            return {"text": cell.text, "picture": picture_address(cell.look)}
        case _:
            return {"text": cell}
