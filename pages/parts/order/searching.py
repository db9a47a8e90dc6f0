"""The button that begins a search, how far it is, and the button that stops it; the page stays free meanwhile."""

from typing import TypeVar

import streamlit as st

from pages.parts.order.words import at_most
from pages.state.working import Working
from pages.web.safe import md
from routing.solving.progress import Standing

EVERY_S = 0.5
Found = TypeVar("Found")


@st.fragment(run_every=EVERY_S)
def show_search(search: Working[Found], doing: str, key: str) -> None:
    """How far a search is, until it has ended; then the page runs once more."""
    if not search.is_running:
        st.rerun()
    st.html(f'<div class="passage-preview" role="status">{md(doing)}</div>')
    st.markdown(md(standing_words(search.standing)))
    st.button("Stop", key=key, on_click=search.stop, disabled=search.is_stopping, width="stretch")


def standing_words(standing: Standing) -> str:
    """How far a search is, in one line: what it does, its best, what nothing can surpass, and what lies between.

    >>> standing_words(Standing(stage="improvement", value=90, bound=100, took_s=2.0))
    'Now: improvement. Best so far 90 points, nothing can surpass 100, at most 11.2 % better possible. 2 s.'
    """
    told = [f"Now: {standing.stage or 'beginning'}."]
    if standing.bound is not None and standing.value is not None:
        gap = at_most(max(0, standing.bound - standing.value) / max(1, abs(standing.value)))
        told.append(
            f"Best so far {standing.value:,} points, nothing can surpass {standing.bound:,}, "
            f"at most {gap} better possible."
            if standing.value
            else f"Nothing worth more than doing nothing is known yet; nothing can surpass {standing.bound:,} points."
        )
    return " ".join([*told, f"{standing.took_s:.0f} s."])
