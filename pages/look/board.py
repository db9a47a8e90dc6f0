"""A board of things by phase, whose cells can be picked by pointer and by arrow keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from pages.look.legend import picture_address
from pages.look.looks import Look
from pages.look.picked import pair_picked
from pages.web.server import BROWSER


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a board: its id, its name and what stands beneath it."""

    id: str
    name: str
    beneath: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCell:
    """A state as the map draws it, its word, and a remark."""

    look: Look
    word: str
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """A row of a board: its id, its name and what stands beneath it, and a cell for each column."""

    id: str
    name: str
    cells: tuple[BoardCell, ...]
    beneath: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """All that a board shows; `row` and `column` are the ids of the picked ones, empty where none is."""

    about: str
    corner: str
    columns: Sequence[Column]
    rows: Sequence[BoardRow]
    row: str = ""
    column: str = ""


def show_board(board: Board, *, key: str, heard: Callable[[], None]) -> None:
    """Show a board; `heard` runs when a cell is picked, and `cell_picked` then says which."""
    table = st.components.v2.component(
        "passage_board", js=(BROWSER / "board.js").read_text(encoding="utf-8"), isolate_styles=False
    )
    table(key=key, data=told(board), on_cell_change=heard)


def cell_picked(returned: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """Row and column picked just now, in what the widget returned; None when none was."""
    picked = pair_picked(returned, "cell")
    return None if picked is None else (str(picked[0]), str(picked[1]))


def told(board: Board) -> dict[str, Any]:
    """A board as the browser draws it."""
    return {
        "about": board.about,
        "corner": board.corner,
        "columns": [{"id": c.id, "text": c.name, "small": c.beneath} for c in board.columns],
        "rows": [
            {"id": row.id, "name": row.name, "small": row.beneath, "cells": [_told(cell) for cell in row.cells]}
            for row in board.rows
        ],
        "row": board.row,
        "column": board.column,
    }


def _told(cell: BoardCell) -> dict[str, str]:
    return {"text": cell.word, "picture": picture_address(cell.look), "mark": cell.remark}
