"""Custody: copies made, compared and put together, what is erased and what is held, for who looks after operations."""

import streamlit as st

from data.identity.principal import Role
from pages.parts.custody import coming, copies, erasing
from pages.parts.frame import open_page
from pages.parts.machine import show_state

NOT_YOURS = "Copies are looked after by an administrator; what is erased, by an administrator or a coordinator."

work = open_page("Custody")
carries, keeps = work.person.has(Role.ADMINISTRATOR), work.person.has(Role.ADMINISTRATOR, Role.COORDINATOR)
if carries:
    show_state()
    copies.show_copies(work)
    st.subheader("Copies from elsewhere")
    coming.show_coming(work)
if keeps:
    st.subheader("What is erased, and what is held")
    erasing.show_erasing(work)
else:
    st.markdown(NOT_YOURS)
