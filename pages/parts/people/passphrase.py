"""One's own passphrase: given again before severe acts, and changed."""

import streamlit as st

from data.identity.account import Session
from data.identity.errors import IdentityError
from data.identity.passphrases import FEWEST, MOST
from geo.errors import PassageError
from pages.state import workspace
from pages.web.gate import keys
from pages.web.gate.here import register
from pages.web.server import say_error

ORIGIN = "beside a page"
UNLIKE = "The two new passphrases are not the same; type them again."


def ask_again(session: Session) -> None:
    """Let somebody who signed in some time ago show that it is still them; severe acts then need nothing more."""
    if not session.account.has_passphrase:
        st.html('<div class="passage-foot">To release, or to change accounts, sign out and in again first.</div>')
        return
    with st.popover("It is still me", width="stretch", help="Releases, roles and accounts ask for it"):
        with st.form("people.again", border=False, clear_on_submit=True):
            word = st.text_input("Passphrase", type="password", max_chars=MOST, autocomplete="current-password")
            pressed = st.form_submit_button("Go on", width="stretch")
        if pressed:
            try:
                register().prove(session, word, origin=ORIGIN)
            except PassageError as error:
                say_error(error)
            else:
                workspace.tell("Thank you. What asked for it can be done now.")


def show_change(session: Session) -> None:
    """Change one's own passphrase; whoever else is in under this account is signed out."""
    with st.expander("Change your passphrase"), st.form("people.passphrase", border=False, clear_on_submit=True):
        old = st.text_input("Passphrase until now", type="password", max_chars=MOST, autocomplete="current-password")
        new = st.text_input(
            "New passphrase",
            type="password",
            max_chars=MOST,
            autocomplete="new-password",
            help=f"{FEWEST} characters or more; four or five words are easy to remember.",
        )
        again = st.text_input("New passphrase once more", type="password", max_chars=MOST, autocomplete="new-password")
        if st.form_submit_button("Change it; other browsers are signed out"):
            try:
                _change(session, (old, new), again)
            except PassageError as error:
                say_error(error)
            else:
                workspace.tell("Your passphrase is changed.")


def _change(session: Session, said: tuple[str, str], again: str) -> None:
    if said[1] != again:
        raise IdentityError(UNLIKE)
    keys.change_passphrase(register(), session, said, origin=ORIGIN)
