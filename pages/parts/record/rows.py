"""Tables that choose: a row marks its record on the map and in every other table, and the map goes there."""

from collections.abc import Sequence

import streamlit as st

from pages.look.rows import Row, row_chosen
from pages.look.rows import show_rows as show_choosing
from pages.state import choice, workspace


def show_rows(rows: Sequence[Row], *, about: str, none: str = "", sentences: bool = False) -> None:
    """Show rows whose ids are records, or places as "lon,lat"; without any, the sentence for none."""
    if not rows:
        st.markdown(none)
        return
    key = f"rows.{about}"

    def heard() -> None:
        if wanted := row_chosen(workspace.returned(key)):
            choice.choose(wanted, go=True)

    show_choosing(rows, about=about, chosen=choice.chosen(), key=key, heard=heard, sentences=sentences)
