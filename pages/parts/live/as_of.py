"""The operation as it was: a control beside every page that asks for a revision, and the bar that tells which."""

import streamlit as st

from data.store.protocol import Revision
from pages.look.clock import local
from pages.state import answers, workspace
from pages.state.marking import mark_of
from pages.state.past import ASOF
from pages.state.workspace import Workspace
from pages.web.safe import esc

OFFERED = 500
"""Revisions among which a save can be chosen; older ones are found on the page History."""
HISTORY = "pages/sources/history.py"


def ask_as_of(work: Workspace) -> None:
    """Choose a save after which the operation is shown; nothing is chosen while it is shown as it is now."""
    saves = saves_of(work, OFFERED)
    told = {save.seq: told_save(save, work.plan.time_zone) for save in saves}
    with st.popover("As it was", width="stretch", help="See every page as it was after an earlier save"):
        chosen = st.selectbox(
            "After which save",
            list(told),
            index=None,
            format_func=told.__getitem__,
            placeholder="Choose a save",
            key=f"asof.choice.{work.operation}.{work.past.seq if work.past else ''}",
        )
        if chosen:
            go_to(chosen)
        st.page_link(HISTORY, label="Search the whole history", icon=":material/history:")


def show_past_bar(work: Workspace) -> None:
    """Which revision is seen, steps to the saves beside it, and the way back; nothing where it is the newest."""
    past = work.past
    if past is None:
        return
    seqs = sorted(save.seq for save in saves_of(work, past.newest))
    before = [seq for seq in seqs if seq < past.seq]
    after = [seq for seq in seqs if seq > past.seq]
    with st.container(horizontal=True, key="asof-bar", vertical_alignment="center", gap="small"):
        st.html(
            f'<div class="passage-asof" role="status"><strong>You see the operation as of '
            f"{esc(local(past.at, work.plan.time_zone))}</strong>, revision {past.seq} of {past.newest}. "
            f"Nothing can be saved. <small>Mark {esc(mark_of(work))}. "
            f"<bdi>{esc(past.actor)}</bdi>: <bdi>{esc(past.reason)}</bdi></small></div>",
        )
        if st.button("Earlier", icon=":material/chevron_left:", disabled=not before, key="asof.earlier"):
            go_to(before[-1])
        if st.button("Later", icon=":material/chevron_right:", disabled=not after, key="asof.later"):
            go_to(after[0])
        if st.button("Back to now", type="primary", key="asof.now"):
            go_to(None)


def go_to(seq: int | None) -> None:
    """Show every page as of a revision from now on, or as it is."""
    workspace.remember(ASOF, str(seq) if seq else "")
    st.rerun()


def saves_of(work: Workspace, most: int) -> tuple[Revision, ...]:
    """The last revision of each save among so many of the newest revisions, newest first."""
    newest = work.past.newest if work.past else work.seq
    return answers.saves(
        work.key_at(f"{max(0, newest - most)}-{newest}"), work.operation, max(0, newest - most), newest, work.person
    )


def told_save(save: Revision, zone: str) -> str:
    """A save in one line.

    >>> from datetime import UTC, datetime
    >>> from data.store.protocol import Act, Op
    >>> told_save(
    ...     Revision(
    ...         seq=7, commit="c", act=Act.EDIT, at=datetime(2027, 3, 10, 6, 30, tzinfo=UTC), actor="Ana",
    ...         reason="bridge down", op=Op.CHANGED, kind="zone", record_id="Z", version=2,
    ...     ),
    ...     "Asia/Gaza",
    ... )
    '7 · 10 Mar 2027 08:30 (UTC+2) · Ana: bridge down'
    """
    return f"{save.seq} · {local(save.at, zone)} · {save.actor}: {save.reason}"
