"""The history of an operation, undo and redo, and the choice between operations."""

import streamlit as st

from pages.parts import answers, workspace
from pages.parts.clock import local
from pages.parts.workspace import Workspace

SHOWN = 200


def operations(work: Workspace) -> None:
    """Choose which operation is open."""
    names = workspace.operations()
    chosen = st.selectbox(
        "Open operation",
        names,
        index=names.index(work.operation),
        key=f"data.operation.{work.operation}",
    )
    if chosen != work.operation:
        workspace.remember("phase", "")
        workspace.remember("op", chosen)
        st.rerun()


def revisions(work: Workspace) -> None:
    """Every change with who, when and why; the last can be taken back."""
    back, again, _ = st.columns([1, 1, 4])
    if back.button("Undo the last change", key="data.undo"):
        work.undo()
    if again.button("Redo", key="data.redo"):
        work.redo()
    history = answers.history(work.path, SHOWN)
    st.dataframe(
        [
            {
                "Revision": r.seq,
                "When": local(r.at, work.plan.time_zone),
                "Who": r.actor,
                "What": f"{r.op.value} {r.kind} {r.record_id}",
                "Why": r.reason,
            }
            for r in history
        ],
        hide_index=True,
    )
