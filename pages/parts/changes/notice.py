"""What has been saved since this session last looked, by anybody, on every page until it is dismissed."""

import html
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import streamlit as st

from data.store.protocol import Act, Revision
from pages.look.clock import age
from pages.parts.changes.found import Found, found_saved
from pages.parts.changes.strip import MOST_TOLD, show_sentences
from pages.state import answers, workspace
from pages.state.workspace import Workspace

POLL_S = 2.0
FRESH = timedelta(hours=24)
"""A save older than this is not news to somebody who only opens the operation now."""
OPENED, WAITING, SETTLED = "opened", "waiting", "settled"
LAST_LOOKED_AT = 2000
"""Revisions looked through for the save before the last."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """The saves after revision `since`, newest first."""

    since: int
    saves: tuple[Revision, ...]

    @property
    def until(self) -> int:
        """The newest revision."""
        return self.saves[0].seq


def show_notice(work: Workspace, *, drawing: bool) -> None:
    """Show what was saved since this session last looked, and keep looking.

    On a page for drawing nothing may move under the pencil: there another's save is told aside, and waits.
    """
    if workspace.held(_since(work)) == "":
        workspace.hold(_since(work), str(_first_since(work)))
        workspace.hold(_stage(work), OPENED)
    # always there, so that nothing below takes another place when there is news
    with st.container():
        _live(work, drawing=drawing)


def noticed(work: Workspace) -> Found | None:
    """What the notice on this page tells, for its map; None when there is none, or it is not worked out yet."""
    notice = _notice(work, work.seq)
    return None if notice is None or workspace.held(_stage(work)) != SETTLED else _found(work, notice)


@st.fragment(run_every=POLL_S)
def _live(work: Workspace, *, drawing: bool) -> None:
    """The notice; a new revision starts the page over, except under somebody's pencil."""
    newest = answers.newest(work.operation)
    notice, stage = _notice(work, newest), workspace.held(_stage(work))
    if notice is None:
        workspace.hold(_stage(work), SETTLED)
        return
    key = "changes-aside" if drawing else "changes-strip"
    with st.container(horizontal=True, key=key, vertical_alignment="center", gap="small"):
        if stage == OPENED:
            # the page itself comes first for somebody who has just opened it
            workspace.hold(_stage(work), WAITING)
            _head(notice, "what it changes is being worked out")
            return
        found = _found(work, notice)
        workspace.hold(_stage(work), SETTLED)
        if stage == WAITING or (newest != work.seq and not drawing):
            st.rerun()
        _show(work, (notice, found), newest, drawing=drawing)


def _show(work: Workspace, told: tuple[Notice, Found], newest: int, *, drawing: bool) -> None:
    """The notice with its sentences, which wait behind a button where they would cover a map for drawing."""
    notice, found = told
    _head(notice, "")
    key = f"changes.{notice.since}.{notice.until}"
    clicked = show_sentences(work, found.told, key, note=_reasons(notice), most=0 if drawing else MOST_TOLD)
    if newest != work.seq and st.button("Show it here", key=f"{key}.here"):
        st.rerun()
    if st.button("Dismiss", key=f"{key}.dismiss", type="tertiary", icon=":material/close:"):
        workspace.hold(_since(work), str(newest))
        st.rerun()
    if clicked:
        st.rerun()


def _found(work: Workspace, notice: Notice) -> Found:
    at = work.now if work.plan.illustrative else notice.saves[0].at
    return found_saved(work, notice.since, notice.until, at)


def _notice(work: Workspace, newest: int) -> Notice | None:
    since = int(workspace.held(_since(work)) or newest)
    if newest <= since:
        return None
    saves = answers.saves(f"{work.operation}@{since}-{newest}", work.operation, since, newest)
    return Notice(since=since, saves=saves) if saves else None


def _first_since(work: Workspace) -> int:
    """Where a new session begins to look: before the last save where that is fresh, else now."""
    revisions = answers.history(work.operation, LAST_LOOKED_AT)
    if not revisions or revisions[0].act is Act.CREATE or datetime.now(UTC) - revisions[0].at > FRESH:
        return work.seq
    return next((r.seq for r in revisions if r.commit != revisions[0].commit), work.seq)


def _head(notice: Notice, more: str) -> None:
    last = notice.saves[0]
    numbers = "Revision" if len(notice.saves) == 1 else f"{len(notice.saves)} saves up to revision"
    who = ", ".join(dict.fromkeys(save.actor for save in notice.saves))
    text = f'<strong>{numbers} {last.seq}</strong>, {_ago(last.at)}, by <span dir="auto">{html.escape(who)}</span>:'
    st.html(f'<div class="passage-notice" role="status">{text} {html.escape(more)}</div>', width="content")


def _ago(at: datetime) -> str:
    span = datetime.now(UTC) - at
    return "just now" if span < timedelta(minutes=1) else f"{age(span)} ago"


def _reasons(notice: Notice) -> str:
    return " · ".join(dict.fromkeys(f"{save.actor}: {save.reason}" for save in notice.saves[:5]))


def _since(work: Workspace) -> str:
    return f"changes.since.{work.operation}"


def _stage(work: Workspace) -> str:
    return f"changes.stage.{work.operation}"
