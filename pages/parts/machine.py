"""What is wrong with this machine itself, said where nobody can miss it."""

import streamlit as st

from pages.web.safe import md
from pages.web.watch.start import lately
from pages.web.watch.words import Check, State

SIGNS = {
    State.GOOD: ":material/check_circle:",
    State.UNKNOWN: ":material/help:",
    State.DOUBTFUL: ":material/warning:",
    State.BAD: ":material/error:",
}


def say_what_is_bad() -> None:
    """Say above a page what makes its answers wrong or keeps them from being saved, such as a clock that went back."""
    for one in lately():
        if one.state is State.BAD:
            st.error(md(one.said), icon=":material/error:")


def show_state() -> None:
    """Tell whether histories are as they were noted, and how old copies are."""
    for one in lately():
        if one.check in {Check.MARKS, Check.BACKUP}:
            st.markdown(f"{SIGNS[one.state]} {md(one.said)}")


def show_doubts() -> None:
    """Tell in the margin what can wait, such as little disk or old time zones."""
    for one in lately():
        if one.state is State.DOUBTFUL:
            st.caption(f":material/warning: {md(one.said)}")
