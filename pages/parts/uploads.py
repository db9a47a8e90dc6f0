"""Why an upload was not taken, said on the page it was brought to."""

import streamlit as st

from pages.state.person import signed_in
from pages.web.gate.uploads import said_to
from pages.web.safe import md


def say_refused() -> None:
    """Say why what this person just brought was not taken; nothing when it was."""
    if sentence := said_to(signed_in().key):
        st.error(md(sentence), icon=":material/upload_file:")
