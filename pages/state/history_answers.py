"""Cached answers on the history of an operation, keyed by operation and revision, as all others."""

import streamlit as st

from data.store.protocol import Revision
from pages.state.answers import WHOLE_HISTORY, newest, store

MEANWHILE = 1000
"""Revisions that others may save between two questions to a store."""


@st.cache_resource(show_spinner=False, max_entries=5)
def whole_history(key: str, _operation: str) -> tuple[Revision, ...]:
    """Every revision of an operation, newest first; `key` names operation and revision."""
    return store(_operation).history(WHOLE_HISTORY)


@st.cache_resource(show_spinner=False, max_entries=50)
def last_of_save(key: str, _operation: str, _seq: int) -> Revision:
    """The last revision of the save that another one belongs to; `key` names operation and revision."""
    # others may save meanwhile: what is counted from the newest is looked for by its number
    since = store(_operation).history(newest(_operation) - _seq + MEANWHILE)
    own = next(one.commit for one in since if one.seq == _seq)
    return next(one for one in since if one.commit == own)
