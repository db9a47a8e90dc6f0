"""Accounts: who may come in here, what they are given, who is in, and what happened at the door."""

import streamlit as st

from data.identity.principal import Role
from pages.parts.frame import open_page
from pages.parts.people import desk
from pages.parts.people.passphrase import show_change
from pages.parts.people.protocol import show_protocol
from pages.state.person import signed_in
from pages.web.gate.here import register

work, session = open_page("Accounts"), signed_in()
own = session.account
who, kept = work.person, register()
if own.is_guest or not who.has(Role.ADMINISTRATOR):
    desk.show_own(own, work.plan)
else:
    desk.show_accounts(who, kept, work.plan)
show_protocol(work)
if own.has_passphrase and not own.is_guest:
    show_change(session)
if not own.is_guest and who.has(Role.ADMINISTRATOR, Role.AUDITOR):
    st.subheader("What happened at the door")
    desk.show_visits(who, kept, work.plan.time_zone)
