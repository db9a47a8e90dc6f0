"""The list of pages beside every page."""

from collections.abc import Mapping, Sequence

import streamlit as st

from pages.parts.who import show_who
from pages.state.person import signed_in
from pages.web.server import BROWSER

_MEND = (BROWSER / "page.js").read_text(encoding="utf-8")


def show_navigation(sections: Mapping[str, Sequence[tuple[st.Page, str]]]) -> None:
    """Show pages with their icons by section; marked up so that screen readers keep the sections.

    Raises
    ------
    NobodyHere
        Before anything is shown, when nobody is signed in.
    """
    session = signed_in()
    with st.sidebar:
        for section, pages in sections.items():
            st.html(f'<h2 class="passage-section">{section}</h2>')
            for page, icon in pages:
                st.page_link(page, label=page.title, icon=f":material/{icon}:", width="stretch")
        show_who(session)
        st.html(f"<script>{_MEND}</script>", unsafe_allow_javascript=True)
