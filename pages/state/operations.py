"""The operations kept here: which there are, and how another is begun."""

import re

import streamlit as st

from data.model import Plan
from data.service.rights import require_begin
from data.store.shelf import LONGEST
from pages.state.answers import DEMO
from pages.state.person import person
from pages.state.workspace import remember
from pages.web.shelf import shelf


def operations() -> tuple[str, ...]:
    """Short names of all operations kept here, the demo first."""
    return (DEMO, *(name for name in shelf().names() if name != DEMO))


def start(plan: Plan, reason: str) -> None:
    """Keep a new operation and open it."""
    kept, who = shelf(), person()
    require_begin(who)
    stem = re.sub(r"[^a-z0-9]+", "-", plan.name.lower())[: LONGEST - 4].strip("-") or "operation"
    name, number = stem, 2
    while kept.exists(name):
        name, number = f"{stem}-{number}", number + 1
    kept.create(name, plan, reason=reason, actor=who.name)
    remember("op", name)
    remember("phase", "")
    st.rerun()
