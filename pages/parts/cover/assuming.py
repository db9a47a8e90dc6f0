"""By which standards cover is asked, and how often a base is busy; a planner's choices, not saved with the plan."""

from dataclasses import replace

import streamlit as st

from pages.state import workspace
from routing.force.cover import CoverAsked
from routing.force.standards import Standard

DEFAULT = CoverAsked()


def asked_last(operation: str) -> CoverAsked:
    """What is asked in this session, as the choices beneath the page say."""
    return workspace.kept(_key(operation), lambda: [DEFAULT])[0]


def assume(operation: str) -> None:
    """The choices; another one works the page out anew."""
    kept = workspace.kept(_key(operation), lambda: [DEFAULT])
    asked = kept[0]
    columns = st.columns(len(asked.standards) + 2, vertical_alignment="bottom")
    key = _key(operation)
    standards = tuple(
        replace(standard, minutes=column.number_input(*_minutes(standard), format="%g", key=f"{key}.{standard.name}"))
        for standard, column in zip(asked.standards, columns, strict=False)
    )
    busy = columns[-2].number_input("A base is busy, per cent of the time", 0, 90, round(asked.busy * 100), 5)
    inside = columns[-1].toggle("Responses stay inside secured sectors", asked.inside, key=f"{key}.inside")
    new = CoverAsked(standards=standards, busy=busy / 100, inside=inside)
    if new != asked:
        kept[0] = new
        st.rerun()


def _minutes(standard: Standard) -> tuple[str, float, float, float, float]:
    """The label of a standard, its least, most and present minutes, and a step."""
    return f"{standard.name.capitalize()} within, minutes", 1.0, 600.0, float(standard.minutes), 5.0


def _key(operation: str) -> str:
    return f"cover.asked.{operation}"
