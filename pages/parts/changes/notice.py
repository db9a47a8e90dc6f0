"""What has been saved since this session last looked, by anybody, on every page until it is dismissed."""

import html
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from data.store.protocol import Act, Revision
from pages.look.clock import age
from pages.parts.changes.found import Found, found_saved
from pages.parts.changes.strip import MOST_TOLD, show_sentences
from pages.parts.live.here import show_here
from pages.parts.uploads import say_refused
from pages.state import answers, live, workspace
from pages.state.workspace import Workspace

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

FRESH = timedelta(hours=24)
"""A save older than this is not news to somebody who only opens the operation now."""
BREATH_S = 0.8
"""For so long browsers are left to draw what is new, before it is worked out what it brings about."""
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

    @property
    def mark(self) -> str:
        """What tells this notice from another."""
        return f"{self.since}-{self.until}"


def show_notice(work: Workspace, title: str, here: "DeltaGenerator", *, drawing: bool) -> None:
    """Show who is there in the place for it and what was saved since this session last looked, and keep looking.

    On a page for drawing the notice lies aside, so that nothing moves under the pencil.
    """
    if workspace.held(_since(work)) == "":
        workspace.hold(_since(work), str(_first_since(work)))
    # always there, so that nothing below takes another place when there is news
    with st.container():
        _live(work, title, here, drawing=drawing)


def noticed(work: Workspace) -> Found | None:
    """What the notice on this page tells, for its map; None when there is none, or it is not worked out yet."""
    notice = _notice(work, work.seq)
    return None if notice is None or workspace.held(_told(work)) != notice.mark else _found(work, notice)


@st.fragment(run_every=live.EVERY_S)
def _live(work: Workspace, title: str, here: "DeltaGenerator", *, drawing: bool) -> None:
    """Who is there, and the notice; a newer revision, and others at work on other records, start the page over."""
    live.tell(work, title)
    say_refused()
    there = show_here(work, here)
    if live.is_behind(work, there) and live.runs_alone():
        st.rerun()
    notice = _notice(work, work.seq)
    if notice is None or work.dispute:
        return
    key = "changes-aside" if drawing else "changes-strip"
    with st.container(horizontal=True, key=key, vertical_alignment="center", gap="small"):
        if workspace.held(_told(work)) != notice.mark and _is_fresh(work, notice):
            # the page itself comes first, with what is new on it
            _head(notice, "what it changes is being worked out")
            return
        found = _found(work, notice)
        if workspace.held(_told(work)) != notice.mark:
            workspace.hold(_told(work), notice.mark)
            if not drawing and live.runs_alone():
                st.rerun()
        _show(work, (notice, found), drawing=drawing)


def _is_fresh(work: Workspace, notice: Notice) -> bool:
    """Whether a notice is shown for less than a breath."""
    if workspace.is_new(_seen(work), notice.mark):
        workspace.hold(_seen(work), str(time.monotonic()))
    return time.monotonic() - float(workspace.held(_seen(work))) < BREATH_S


def _show(work: Workspace, told: tuple[Notice, Found], *, drawing: bool) -> None:
    """The notice with its sentences, which wait behind a button where they would cover a map for drawing."""
    notice, found = told
    _head(notice, "")
    key = f"changes.{notice.mark}"
    clicked = show_sentences(work, found.told, key, note=_reasons(notice), most=0 if drawing else MOST_TOLD)
    if st.button("Dismiss", key=f"{key}.dismiss", type="tertiary", icon=":material/close:"):
        workspace.hold(_since(work), str(work.seq))
        st.rerun()
    if clicked:
        st.rerun()


def _found(work: Workspace, notice: Notice) -> Found:
    at = work.now if work.plan.illustrative else notice.saves[0].at
    return found_saved(work, notice.since, notice.until, at)


def _notice(work: Workspace, newest: int) -> Notice | None:
    since = int(workspace.held(_since(work)) or newest)
    if work.past or newest <= since:
        return None
    saves = answers.saves(work.key_at(f"{since}-{newest}"), work.operation, since, newest, work.person)
    return Notice(since=since, saves=saves) if saves else None


def _first_since(work: Workspace) -> int:
    """Where a new session begins to look: before the last save where that is fresh, else now."""
    revisions = answers.history(work.person, work.operation, LAST_LOOKED_AT)
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


def _told(work: Workspace) -> str:
    """Which notice was told with all it changes."""
    return f"changes.told.{work.operation}"


def _seen(work: Workspace) -> str:
    return f"changes.seen.{work.operation}"
