"""The bar of a draft: what differs from what is saved, the reason for it, and the buttons that save or discard it."""

from dataclasses import dataclass

import streamlit as st

from pages.web.safe import esc, md

WIDE, NARROW = (9, 6, 2, 2), (8, 9, 4, 4)
"""Shares of state, reason and buttons: over a whole page, and over a part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarAsked:
    """What was asked of a bar: the reason given, and which button was pressed."""

    reason: str
    save: bool
    discard: bool


def ask_bar(
    differs: str,
    name: str,
    *,
    blocked: bool,
    why_not: str = "",
    shares: tuple[int, int, int, int] = WIDE,
    desk: str = "force",
) -> BarAsked:
    """Show the bar; `differs` tells what is not saved, nothing where all is as saved, and `name` whose reason it is.

    `why_not` says why whoever looks cannot save it, where that is so; `desk` keeps bars of one page apart.
    """
    text, reason_at, save, discard = st.columns(shares, vertical_alignment="center", gap="small")
    state = f'<span class="badge">Draft – not saved</span> {esc(differs)}'
    with text:
        shown = state if differs else '<span class="calm">As saved.</span>'
        st.html(f'<div class="passage-preview" role="status">{shown}</div>')
    reason = reason_at.text_input(
        "Reason for the change",
        key=f"{desk}.reason.{name}",
        disabled=not differs,
        placeholder="Reason for the change",
        label_visibility="collapsed",
    )
    is_off = blocked or not differs or bool(why_not)
    saved = save.button(
        "Save", type="primary", disabled=is_off, help=why_not or None, width="stretch", key=f"{desk}.save"
    )
    discarded = discard.button("Discard", disabled=not differs, width="stretch", key=f"{desk}.discard")
    if why_not and differs:
        st.warning(md(why_not), icon=":material/lock:")
    return BarAsked(reason=reason, save=saved, discard=discarded)
