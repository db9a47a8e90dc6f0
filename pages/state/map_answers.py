"""What maps show of an operation over time, worked out once for all who see the same of it."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

Made = TypeVar("Made")


@st.cache_resource(show_spinner=False, max_entries=120)
def once(key: str, what: str, _make: Callable[[], Made]) -> Made:
    """What `_make` makes; `key` names operation, revision and whose sight, `what` tells things of one key apart."""
    return _make()
