"""The desk of accounts: who there is, who is added, and what is changed about them."""

from urllib.parse import urlsplit

import streamlit as st

from data.identity.account import Account
from data.identity.accounts import Rights
from data.identity.principal import Principal, Role
from data.identity.register import Register
from data.model import Plan
from data.model.sharing import Sensitivity
from data.service import people
from data.settings import settings
from pages.look.table import show_facts, show_table
from pages.parts.people import words
from pages.state import workspace
from pages.web.gate.rules import ENTRANCE
from pages.web.safe import md

LINK, FOR = "people.link", "people.link.for"


def show_own(account: Account, plan: Plan) -> None:
    """Who somebody is and what they are given, for themselves."""
    facts = (
        ("Name", account.name),
        ("Roles", words.roles_of(account)),
        ("Sees up to", words.CLEARANCES[account.clearance]),
        ("Own sectors", words.sectors_of(account, plan)),
    )
    show_facts(facts, about="Your account")
    told = "A guest sees the illustrative operation only." if account.is_guest else "An administrator changes this."
    st.markdown(told)


def show_accounts(who: Principal, register: Register, plan: Plan) -> None:
    """Every account, the form for a new one, and changes to one of them."""
    accounts, sessions = people.accounts(who, register), people.signed_in(who, register)
    show_table(words.rows_of(accounts, sessions, plan), about="Accounts")
    _show_link()
    with st.expander("Add a person", expanded=len(accounts) == 1):
        _add(who, register, plan)
    with st.expander("Change what somebody may do, or keep them out"):
        _change(who, register, plan, accounts)


def show_visits(who: Principal, register: Register, zone: str) -> None:
    """What happened at the door of late."""
    visits, names = people.visits(who, register), people.names(who, register)
    show_table(
        words.visits_of(visits, names, zone), about="What happened at the door", none="Nothing has happened here yet."
    )


def _show_link() -> None:
    """The link that was made last, until it was handed on."""
    if not (token := workspace.held(LINK)):
        return
    parts = urlsplit(st.context.url or "")
    with st.container(border=True):
        st.markdown(
            f"**Link for {md(workspace.held(FOR))}.** Hand it on yourself; it works once, within three days, and is "
            "shown only here."
        )
        st.code(f"{parts.scheme}://{parts.netloc}{ENTRANCE}?invite={token}", language=None, wrap_lines=True)
        if st.button("I have handed it on"):
            workspace.hold(LINK, "")
            st.rerun()


def _add(who: Principal, register: Register, plan: Plan) -> None:
    with st.form("people.add", border=False):
        name = st.text_input("Name", max_chars=80, help="It stands in the history beside everything they do.")
        rights = _rights("people.add", plan, Rights(roles=frozenset({Role.VIEWER}), clearance=Sensitivity.MODERATE))
        if st.form_submit_button("Make the account and its link"):
            _hold_link(people.invite(who, register, name, rights), name)


def _change(who: Principal, register: Register, plan: Plan, accounts: tuple[Account, ...]) -> None:
    one = st.selectbox("Whose account", accounts, format_func=lambda account: account.name, key="people.one")
    given = Rights(roles=one.roles, clearance=one.clearance, sectors=one.sectors)
    with st.form(f"people.change.{one.id}", border=False):
        rights = _rights(f"people.change.{one.id}", plan, given)
        if st.form_submit_button("Save; they sign in anew"):
            people.give(who, register, one.id, rights)
            workspace.tell("Saved.")
    if settings().oidc_issuer:
        _tie(who, register, one)
    with st.container(horizontal=True):
        if st.button("New link", help="For a lost link or passphrase; what they had no longer works."):
            _hold_link(people.invite_again(who, register, one.id), one.name)
        if st.button("End sessions", help="They are signed out at once, and can sign in again."):
            people.end_sessions(who, register, one.id)
            workspace.tell("Signed out.")
        if st.button("Let in again" if one.is_disabled else "Keep out", help="From this moment on."):
            people.disable(who, register, one.id, is_disabled=not one.is_disabled)
            workspace.tell("Saved.")


def _tie(who: Principal, register: Register, one: Account) -> None:
    known = people.word_of(who, register, one.id)
    with st.form(f"people.tie.{one.id}", border=False):
        word = st.text_input("Known to the provider as", known, help="Their confirmed e-mail address there.")
        if st.form_submit_button("Let them sign in through the provider"):
            people.tie(who, register, one.id, word)
            workspace.tell("Saved.")


def _rights(key: str, plan: Plan, given: Rights) -> Rights:
    names: dict[str, str] = {sector.id: sector.name for sector in plan.sectors}
    roles = st.multiselect(
        "Roles", list(Role), sorted(given.roles), format_func=lambda role: words.ROLES[role], key=f"{key}.roles"
    )
    levels = list(Sensitivity)
    clearance = st.selectbox(
        "Sees records up to",
        levels,
        levels.index(given.clearance),
        format_func=lambda level: words.CLEARANCES[level],
        key=f"{key}.sees",
    )
    known = sorted({*names, *given.sectors})
    sectors = st.multiselect(
        "Own sectors, for a security cell",
        known,
        sorted(given.sectors),
        format_func=lambda one: names.get(one, one),
        key=f"{key}.sectors",
    )
    return Rights(roles=frozenset(roles), clearance=clearance, sectors=frozenset(sectors))


def _hold_link(token: str, name: str) -> None:
    workspace.hold(LINK, token)
    workspace.hold(FOR, name)
    workspace.tell("The link is ready.")
