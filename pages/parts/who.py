"""Who is signed in, and the way out, beside every page."""

import streamlit as st

from data.identity.account import Session
from pages.web.gate.rules import SIGN_OUT
from pages.web.safe import esc


def show_who(session: Session) -> None:
    """Show the name of whoever is signed in, with their roles to whoever asks, and a button to sign out."""
    person = session.account.principal
    roles = ", ".join(sorted(person.roles)) or "no role yet"
    st.html(
        f'<div class="passage-who"><bdi title="{esc(roles)}">{esc(person.name)}</bdi>'
        f'<form method="post" action="{SIGN_OUT}"><button type="submit">Sign out</button></form></div>',
    )
