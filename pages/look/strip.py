"""Rows of spans along one time, of which a minute can be picked by pointer and by arrow keys."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from pages.look.picked import pair_picked
from pages.web.server import BROWSER


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Minutes from `first` to before `after` that say the same: the class they are drawn in, its word, all in words."""

    first: int
    after: int
    kind: str
    text: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One question: what it is called, what it is about, and its spans in order."""

    name: str
    beneath: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark of time."""

    minute: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StripShown:
    """All that is shown; `minute` and `row` are what is picked."""

    about: str
    minutes: int
    rows: Sequence[Row]
    ticks: Sequence[Tick]
    minute: int
    row: int


def show_strip(shown: StripShown, *, key: str, heard: Callable[[], None]) -> None:
    """Show rows of spans; `heard` runs when a minute is picked, and `minute_picked` then says which."""
    strip = st.components.v2.component(
        "passage_strip", js=(BROWSER / "strip.js").read_text(encoding="utf-8"), isolate_styles=False
    )
    strip(key=key, data=asdict(shown), on_minute_change=heard)


def minute_picked(returned: Mapping[str, Any] | None) -> tuple[int, int] | None:
    """Minute and row picked just now, in what the widget returned; None when none was."""
    picked = pair_picked(returned, "minute")
    return None if picked is None else (int(picked[0]), int(picked[1]))
