"""Cached answers on marks, and what of the trail is written down already: a page that runs again asks nobody."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from data.identity.principal import Principal
from data.model import Plan
from data.service import reading, trail
from data.store.plan_store import PlanStore
from pages.state.answers import store

PEOPLE_AND_PAGES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Who looks at which page of what."""

    place: str
    key: str
    person: str
    page: str


@st.cache_resource(show_spinner=False, max_entries=200)
def mark(key: str, _operation: str, _seq: int, _who: Principal) -> str:
    """The mark of a revision; `key` names operation, revision and what may be seen."""
    return str(reading.mark(_who, store(_operation), _seq))


@st.cache_resource(show_spinner=False, max_entries=100)
def shows_severe(key: str, _plan: Plan) -> bool:
    """Whether what is shown can do severe harm; `key` names operation, revision and what may be seen."""
    return trail.shows_severe(_plan)


@st.cache_resource(show_spinner=False, max_entries=PEOPLE_AND_PAGES)
def noted(
    look: Look, _note: Callable[[Principal, PlanStore, str, int], None], _store: PlanStore, _seq: int, _who: Principal
) -> bool:
    """Whether it is written down that somebody looked; done the first time it is asked."""
    _note(_who, _store, look.page, _seq)
    return True
