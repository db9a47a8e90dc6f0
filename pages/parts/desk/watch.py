"""What others save reaches every session within seconds."""

import streamlit as st

from pages.state import workspace
from pages.state.workspace import Workspace

EVERY_S = 2


def watch(work: Workspace) -> None:
    """Run the page again as soon as somebody saved a newer revision than it shows."""
    _look(work.operation, work.seq)


@st.fragment(run_every=EVERY_S)
def _look(operation: str, seq: int) -> None:
    if workspace.newest(operation) != seq:
        st.rerun()
