"""Cached answers on the history of an operation, keyed by operation, revision and what may be seen, as all others."""

import streamlit as st

from data.identity.principal import Principal
from data.service import reading
from data.store.protocol import Revision
from pages.state.answers import WHOLE_HISTORY, history, store


@st.cache_resource(show_spinner=False, max_entries=5)
def whole_history(key: str, _operation: str, _who: Principal) -> tuple[Revision, ...]:
    """Every revision of an operation a person may see, newest first."""
    return history(_who, _operation, WHOLE_HISTORY)


@st.cache_resource(show_spinner=False, max_entries=50)
def last_of_save(key: str, _operation: str, _seq: int, _who: Principal) -> Revision:
    """The last revision of the save that another one belongs to."""
    return reading.last_of_save(_who, store(_operation), _seq)
