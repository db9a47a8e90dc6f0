"""The legend beside the map, drawn from the same looks."""

import base64
import html
from collections.abc import Iterable

import streamlit as st

from pages.parts.layers import Layer
from pages.parts.looks import Look, Pattern
from pages.parts.symbols import PATHS

_STROKES = {
    Pattern.HATCH: "M-4 14 12-4M2 18 18-2M10 22 26 2M18 22 34 2",
    Pattern.BACK: "M-4-4 18 22M6-4 28 22M16-4 38 22M-10 4 10 26",
    Pattern.CROSS: "M-4 14 12-4M2 18 18-2M10 22 26 2M18 22 34 2M-4-4 18 22M6-4 28 22M16-4 38 22M-10 4 10 26",
    Pattern.DOTS: "M6 6h.1M14 6h.1M22 6h.1M6 13h.1M14 13h.1M22 13h.1",
}


def show_legend(layers: Iterable[Layer]) -> None:
    """Show the words for every look that is on the map, each once."""
    looks = dict.fromkeys(feature.look for layer in layers for feature in layer.features)
    items = "".join(_item(look) for look in looks)
    st.html(f'<div style="display:flex;flex-wrap:wrap;gap:0.25rem 1.1rem;font-size:0.88rem">{items}</div>')


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
    if look.casing:
        return f'<path d="M1 9h26" fill="none" {line}/>'
    if look.sign:
        text = (
            f'<text x="14" y="13" text-anchor="middle" font-size="11" font-weight="700" fill="#fff">{look.sign}</text>'
        )
        return f'<circle cx="14" cy="9" r="8.500" fill="{look.colour}"/>{text}'
    area = f'<rect x="2" y="2" width="24" height="14" rx="2" fill="{look.colour}" fill-opacity="{_fill(look)}" {line}/>'
    if look.pattern is Pattern.NONE:
        return area
    stroke = f'stroke="{look.colour}" stroke-width="1.6" stroke-linecap="round"'
    return f'<path clip-path="url(#c)" d="{_STROKES[look.pattern]}" {stroke}/>{area}'


def _fill(look: Look) -> float:
    return look.fill if look.pattern is Pattern.NONE else 0.0


def _item(look: Look) -> str:
    picture = base64.b64encode(swatch(look).encode()).decode()
    return (
        '<span style="display:inline-flex;align-items:center;gap:0.4rem;white-space:nowrap">'
        f'<img alt="" src="data:image/svg+xml;base64,{picture}" width="28" height="18">{html.escape(look.words)}</span>'
    )
