"""Bars along real dates, a row for each thing; a day can be picked in every bar, by pointer and by arrow keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from pages.look.looks import Look, Pattern
from pages.look.picked import pair_picked
from pages.web.server import BROWSER

_DOTTED_PX = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Seconds from `starts_s` to before `ends_s` in one state: how it is drawn, its word, and all of it in words."""

    starts_s: float
    ends_s: float
    look: Look
    text: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One thing: its id, its name and what stands beneath it, and its bars in order."""

    id: str
    name: str
    bars: tuple[Bar, ...]
    beneath: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Division:
    """A span all rows have in common, such as a phase; its `short` name stands where there is no room."""

    starts_s: float
    ends_s: float
    name: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark of time."""

    at_s: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """All that is shown; `row` and `at_s` are what is picked, `offsets` minutes from UTC and since when they hold."""

    about: str
    corner: str
    rows: Sequence[BarRow]
    divisions: Sequence[Division]
    ticks: Sequence[Tick]
    offsets: Sequence[tuple[float, int]]
    row: str
    at_s: float


def show_bars(bars: Bars, *, key: str, heard: Callable[[], None]) -> None:
    """Show bars; `heard` runs when a day is picked in one, and `moment_picked` then says in which and when."""
    component = st.components.v2.component(
        "passage_bars", js=(BROWSER / "bars.js").read_text(encoding="utf-8"), isolate_styles=False
    )
    component(key=key, data=told(bars), on_moment_change=heard)


def moment_picked(returned: Mapping[str, Any] | None) -> tuple[str, float] | None:
    """Row and second picked just now, in what the widget returned; None when none was."""
    picked = pair_picked(returned, "moment")
    return None if picked is None else (str(picked[0]), float(picked[1]))


def told(bars: Bars) -> dict[str, Any]:
    """Bars as the browser draws them."""
    return {
        "about": bars.about,
        "corner": bars.corner,
        "rows": [
            {"id": row.id, "name": row.name, "small": row.beneath, "bars": [_bar(bar) for bar in row.bars]}
            for row in bars.rows
        ],
        "divisions": [asdict(division) for division in bars.divisions],
        "ticks": [asdict(tick) for tick in bars.ticks],
        "offsets": [list(one) for one in bars.offsets],
        "row": bars.row,
        "at_s": bars.at_s,
    }


def kind_of(look: Look) -> str:
    """The classes a bar is drawn in: its pattern and the line around it.

    >>> kind_of(Look(words="slowed", colour="#e69f00", dash="10 4", pattern=Pattern.HATCH))
    'hatch dashed'
    """
    first = float(look.dash.split()[0]) if look.dash else 0.0
    line = "solid" if not look.dash else "dotted" if first <= _DOTTED_PX else "dashed"
    plain = "plain" if look.fill else "empty"
    return f"{plain if look.pattern is Pattern.NONE else look.pattern.value} {line}"


def _bar(bar: Bar) -> dict[str, Any]:
    return {
        "starts_s": bar.starts_s,
        "ends_s": bar.ends_s,
        "colour": bar.look.colour,
        "kind": kind_of(bar.look),
        "text": bar.text,
        "told": bar.told,
    }
