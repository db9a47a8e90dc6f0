"""Undo and redo, and the choice between operations."""

from collections.abc import Callable

import streamlit as st

from data.service.foresight import why_not_plan
from data.service.seen import PLANNERS
from data.service.taking_back import Changes
from pages.state import answers, workspace
from pages.state.operations import operations as operations_kept
from pages.state.past import ASOF
from pages.state.workspace import Workspace
from pages.web.safe import md

NOTHING = Changes(last_done=None, last_undone=None)


def operations(work: Workspace) -> None:
    """Choose which operation is open."""
    names = operations_kept()
    chosen = st.selectbox(
        "Open operation",
        names,
        index=names.index(work.operation),
        key=f"data.operation.{work.operation}",
    )
    if chosen != work.operation:
        workspace.remember("phase", "")
        workspace.remember(ASOF, "")
        workspace.remember("op", chosen)
        st.rerun()


def undo_and_redo(work: Workspace) -> None:
    """Buttons that take the last change back and bring it in again, each off where there is nothing to do."""
    changes = (
        NOTHING
        if work.past or not work.person.has(*PLANNERS)
        else answers.changes(work.key, work.operation, work.person)
    )
    undo, redo = st.columns(2)
    with undo:
        _button(
            "Undo", changes.last_done, work.undo, tip="Take back: {}", none=_nothing(work, "There is nothing to undo.")
        )
    with redo:
        _button(
            "Redo",
            changes.last_undone,
            work.redo,
            tip="Bring back: {}",
            none=_nothing(work, "There is nothing to redo."),
        )


def _nothing(work: Workspace, none: str) -> str:
    return why_not_plan(work.person) or none


def _button(name: str, reason: str | None, act: Callable[[], None], *, tip: str, none: str) -> None:
    told = none if reason is None else tip.format(md(reason))
    if st.button(name, key=f"history.{name.lower()}", disabled=reason is None, help=told, width="stretch"):
        act()
