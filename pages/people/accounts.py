"""Accounts: who may come in here, what they are given, who is in, and what happened at the door."""

import streamlit as st

from data.identity.principal import Role
from pages.parts.frame import open_page
from pages.parts.people import desk
from pages.state.person import signed_in
from pages.web.gate.here import register

work, own = open_page("Accounts"), signed_in().account
who, kept = own.principal, register()
if own.is_guest or not who.has(Role.ADMINISTRATOR):
    desk.show_own(own, work.plan)
else:
    desk.show_accounts(who, kept, work.plan)
if not own.is_guest and who.has(Role.ADMINISTRATOR, Role.AUDITOR):
    st.subheader("What happened at the door")
    desk.show_visits(who, kept, work.plan.time_zone)
