"""The legend beside the map, drawn from the same looks."""

import base64
import html
from collections.abc import Iterable

import streamlit as st

from pages.look.looks import Look, Pattern
from pages.look.symbols import PATHS

_STROKES = {
    Pattern.HATCH: "M-4 14 12-4M2 18 18-2M10 22 26 2M18 22 34 2",
    Pattern.BACK: "M-4-4 18 22M6-4 28 22M16-4 38 22M-10 4 10 26",
    Pattern.CROSS: "M-4 14 12-4M2 18 18-2M10 22 26 2M18 22 34 2M-4-4 18 22M6-4 28 22M16-4 38 22M-10 4 10 26",
    Pattern.DOTS: "M6 6h.1M14 6h.1M22 6h.1M6 13h.1M14 13h.1M22 13h.1",
}


def show_legend(shown: Iterable[Look]) -> None:
    """Show the words for every look that is on the map, each once."""
    looks = list(dict.fromkeys(shown))
    signs = [look for look in looks if look.symbol]
    seen = f'<div class="passage-legend">{_items(look for look in looks if not look.symbol)}</div>'
    more = f'<details class="passage-legend"><summary>Signs of places</summary><div>{_items(signs)}</div></details>'
    st.html(seen + (more if signs else ""))


def picture(look: Look) -> str:
    """A small picture of a look, as an HTML image."""
    return f'<img alt="" src="{picture_address(look)}" width="28" height="18">'


def picture_address(look: Look) -> str:
    """A small picture of a look, as an address that holds all of it."""
    return f"data:image/svg+xml;base64,{base64.b64encode(swatch(look).encode()).decode()}"


def swatch(look: Look) -> str:
    """A small picture of a look, as SVG."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="28" height="18" viewBox="0 0 28 18">'
        f'<clipPath id="c"><rect x="2" y="2" width="24" height="14" rx="2"/></clipPath>{_drawn(look)}</svg>'
    )


def _drawn(look: Look) -> str:
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    line = f'stroke="{look.colour}" stroke-width="{min(look.weight, 4)}"{dash} stroke-linecap="round"'
    if look.symbol:
        shape = f'fill="{look.colour}" fill-rule="evenodd" d="{PATHS[look.symbol]}"'
        path = f'<path transform="translate(7 2) scale(.58)" {shape}/>'
        return f'<rect x="5" y="0" width="18" height="18" rx="5" fill="#fff" stroke="{look.colour}"/>{path}'
    if look.casing or look.sign:
        under = f'<path d="M1 9h26" fill="none" stroke="#fff" stroke-width="{min(look.weight, 4) + 3}"/>'
        way = f'{under}<path d="M1 9h26" fill="none" {line}/>' if look.casing else ""
        return way + (_sign(look) if look.sign else "")
    area = f'<rect x="2" y="2" width="24" height="14" rx="2" fill="{look.colour}" fill-opacity="{_fill(look)}" {line}/>'
    if look.pattern is Pattern.NONE:
        return area
    stroke = f'stroke="{look.colour}" stroke-width="1.6" stroke-linecap="round"'
    return f'<path clip-path="url(#c)" d="{_STROKES[look.pattern]}" {stroke}/>{area}'


def _sign(look: Look) -> str:
    font = 'font-family="sans-serif" font-size="11" font-weight="700"'
    text = f'<text x="14" y="13" text-anchor="middle" {font} fill="{look.ink}">{look.sign}</text>'
    return f'<circle cx="14" cy="9" r="8.500" fill="{look.colour}" stroke="#fff"/>{text}'


def _fill(look: Look) -> float:
    return look.fill if look.pattern is Pattern.NONE else 0.0


def _items(looks: Iterable[Look]) -> str:
    return "".join(f"<span>{picture(look)}{html.escape(look.words)}</span>" for look in looks)
