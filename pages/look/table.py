"""Tables that cut nothing off: texts wrap, each in the direction of its own script, and all of it prints."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import streamlit as st

from pages.look import words
from pages.look.legend import picture
from pages.look.looks import Look


@dataclass(frozen=True, slots=True)
class Share:
    """A share of one, shown as a bar with its percentage."""

    value: float


@dataclass(frozen=True, slots=True)
class Looking:
    """A state in words beside the way the map draws it."""

    look: Look
    text: str


SHORT = 12
"""Characters up to which a text is not broken into lines."""

Cell: TypeAlias = str | Share | Looking


def show_table(rows: Sequence[Mapping[str, Cell]], *, about: str, none: str = "", sentences: bool = False) -> None:
    """Show rows of equal columns.

    Parameters
    ----------
    about
        What the table is called by those who do not see it.
    none
        What stands there when there are no rows.
    sentences
        Whether cells hold whole sentences: in narrow places they are then put one below the other.
    """
    if not rows:
        st.markdown(none)
        return
    head = "".join(f'<th scope="col" dir="auto">{html.escape(name)}</th>' for name in rows[0])
    body = "".join(f"<tr>{''.join(_cell(*named) for named in row.items())}</tr>" for row in rows)
    kind = "passage-table sentences" if sentences else "passage-table"
    st.html(
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{html.escape(about)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>",
    )


def show_facts(facts: Sequence[tuple[str, str]], *, about: str) -> None:
    """Show labelled lines, one below the other."""
    lines = "".join(
        f'<tr><th scope="row">{html.escape(label)}</th><td dir="auto">{html.escape(text)}</td></tr>'
        for label, text in facts
    )
    st.html(
        f'<div class="passage-table facts" role="region" tabindex="0" aria-label="{html.escape(about)}">'
        f"<table><tbody>{lines}</tbody></table></div>",
    )


def _cell(name: str, cell: Cell) -> str:
    label = f'data-label="{html.escape(name)}"'
    match cell:
        case Share():
            bar = f'<span class="bar"><span style="width:{cell.value * 100:.1f}%"></span></span>'
            return f'<td class="share" {label}>{bar}{words.percent(cell.value)}</td>'
        case Looking():
            return f"<td {label}>{picture(cell.look)} {html.escape(cell.text)}</td>"
        case _:
            short = ' class="short"' if len(cell) <= SHORT else ""
            return f'<td dir="auto"{short} {label}>{html.escape(cell)}</td>'
