"""How far the road network is prepared, with a way to stop and to start again."""

import streamlit as st

from pages.state import answers
from pages.state.preparation import Preparation, State
from pages.state.workspace import Workspace

EVERY_S = 0.5


def show_preparing(work: Workspace) -> None:
    """A line while the network is being prepared or when that was stopped; nothing once it is done."""
    if work.index is None:
        return
    preparation = answers.preparation(work.index.network.fingerprint, work.index)
    match preparation.told.state:
        case State.RUNNING | State.STOPPING:
            _running(preparation)
        case State.STOPPED:
            _stopped(preparation)


@st.fragment(run_every=EVERY_S)
def _running(preparation: Preparation) -> None:
    told = preparation.told
    if told.state not in {State.RUNNING, State.STOPPING}:
        st.rerun()
    doing = "stopping" if told.state is State.STOPPING else told.doing
    st.progress(
        told.share,
        text=f"Preparing the road network: {told.share:.0%}, {doing}, {told.seconds:.0f} s. "
        "Answers are right meanwhile, and slower.",
    )
    st.button(
        "Stop",
        key="preparing.stop",
        on_click=preparation.stop,
        disabled=told.state is State.STOPPING,
        width="stretch",
    )


def _stopped(preparation: Preparation) -> None:
    st.info("The road network is not prepared: answers are right, and slow on a network of this size.")
    if st.button("Prepare", key="preparing.start", width="stretch"):
        preparation.start()
        st.rerun()
