"""Who asks: the person in front of this page, by the word of the gate alone."""

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from data.errors import StoreError
from data.identity.account import Session
from data.identity.principal import Principal
from pages.web.gate.here import register
from pages.web.gate.rules import SESSION_HEADER


class NobodyHere(StoreError):
    """A page that is shown to nobody: there is no gate before it, or the session is over."""


def person() -> Principal:
    """Who asks.

    Raises
    ------
    NobodyHere
        When nobody is signed in on this connection any more.
    """
    session = signed_in()
    return replace(session.account.principal, is_fresh=session.is_fresh(datetime.now(UTC)))


def signed_in() -> Session:
    """The session of whoever asks.

    Raises
    ------
    NobodyHere
        When nobody is signed in on this connection any more.
    """
    session = _session()
    if session is None:
        message = "You are not signed in any more; sign in again."
        raise NobodyHere(message)
    return session


def _session() -> Session | None:
    key = st.context.headers.get(SESSION_HEADER.decode())
    return register().sessions.of(key) if key else None
