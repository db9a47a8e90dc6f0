"""The mark of what is shown: in words and as a QR code, beside every page, and kept who saw it."""

from urllib.parse import quote

import streamlit as st

from data.export.handout.mark import qr_path, qr_rows
from pages.state.marking import mark_of, note_seen
from pages.state.workspace import Workspace
from pages.web.safe import esc

WHAT_FOR = "Whoever holds a sheet with this mark can check on the page History that it shows the operation as it was."


def show_mark(work: Workspace) -> None:
    """The mark of the revision that is shown, unfolding into a QR code; nothing for who has no role."""
    mark = mark_of(work)
    if not mark:
        return
    with st.popover("Mark", width="stretch", help="What this revision is known by on paper and screens"):
        st.html(f'<div class="passage-mark">{qr_drawn(mark)}<code>{esc(mark)}</code></div>')
        st.caption(WHAT_FOR)


def show_seen(work: Workspace, page: str) -> None:
    """Keep that severe data or an earlier revision is shown; say so where that cannot be kept."""
    if fault := note_seen(work, page):
        st.warning(fault)


def qr_drawn(mark: str) -> str:
    """A QR code of a mark, black on white in any light."""
    side = len(qr_rows(mark)) + 4
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {side} {side}" shape-rendering="crispEdges">'
        f'<rect x="-2" y="-2" width="{side}" height="{side}" fill="#fff"/><path d="{qr_path(mark)}"/></svg>'
    )
    return f'<img src="data:image/svg+xml,{quote(drawn)}" alt="QR code of mark {esc(mark)}">'
