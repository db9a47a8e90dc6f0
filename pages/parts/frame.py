"""The frame of every page: what it is, which operation, and the phase bar that drives everything below."""

import streamlit as st

from pages.look.clock import local, local_day
from pages.parts.changes.notice import show_notice
from pages.parts.clash.screen import show_dispute
from pages.parts.history_view import undo_and_redo
from pages.parts.live.as_of import ask_as_of, show_past_bar
from pages.parts.machine import say_what_is_bad, show_doubts
from pages.parts.mark import show_mark, show_seen
from pages.parts.people.passphrase import ask_again
from pages.parts.phase_bar import phase_bar
from pages.parts.preparing_view import show_preparing
from pages.parts.second.badge import show_badge, show_kept_back
from pages.state import workspace
from pages.state.person import signed_in
from pages.state.workspace import Workspace
from pages.web.safe import esc

LIGHT = (
    '<div class="passage-light" role="group" aria-label="Light of the pages">'
    '<button type="button" data-light="System" title="As this machine has it">Auto</button>'
    '<button type="button" data-light="Light" title="Daylight">Day</button>'
    '<button type="button" data-light="Dark" title="Dark room">Dark</button></div>'
)


def open_page(title: str, *, drawing: bool = False) -> Workspace:
    """Draw the head of a page and return the operation it is about; on one for `drawing` nothing moves by itself."""
    work = workspace.current()
    badge = (
        '<span class="badge">illustrative – not information about any place</span>' if work.plan.illustrative else ""
    )
    st.html(
        f'<div class="passage-head"><h1>{esc(title)}</h1>'
        f'<span class="operation" dir="auto">{esc(work.plan.name)}</span>{badge}</div>',
    )
    with st.sidebar:
        undo_and_redo(work)
        if not work.person.is_fresh:
            ask_again(signed_in())
        ask_as_of(work)
        show_mark(work)
        st.html(LIGHT)
        show_doubts()
        st.html('<div class="passage-foot">Everything stays on this machine.</div>')
        # beside the page and last: when it is done nothing moves under a pointer, and no map is made anew
        show_preparing(work)
    if news := workspace.news():
        st.toast(news, icon=":material/check:")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        phase_bar(work)
        here = st.empty()
        st.html(_moment(work), width="content")
    say_what_is_bad()
    show_past_bar(work)
    show_badge(work)
    show_kept_back(work)
    show_dispute(work)
    show_notice(work, title, here, drawing=drawing)
    show_seen(work, title)
    return work


def _moment(work: Workspace) -> str:
    """The days of the phase and the moment looked at."""
    zone, phase = work.plan.time_zone, work.phase
    days = f"<span>{local_day(phase.starts_at, zone)} – {local_day(phase.ends_at, zone)}</span> " if phase else ""
    return f'<div class="passage-moment">{days}<span>as of <b>{esc(local(work.moment, zone))}</b></span></div>'
