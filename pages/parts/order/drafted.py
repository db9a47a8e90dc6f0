"""An order taken over as a draft: what it would change, why, and the buttons that save or discard it."""

import streamlit as st

from data.errors import StalePlan
from data.service.foresight import why_not_coordinate
from geo.errors import PassageError
from pages.parts.changes.found import found_between, outlook
from pages.parts.changes.strip import show_sentences
from pages.parts.draft_bar import ask_bar
from pages.parts.order import words
from pages.state import answers
from pages.state.ordering import Worked
from pages.state.workspace import Workspace
from pages.web.server import say_error
from routing.consequences import outlook_of

TABLE = "order of sectors"


def drafted(work: Workspace) -> Worked | None:
    """The order this session has taken over and not saved."""
    kept: Worked | None = work.edited(TABLE)
    return kept


def draft_order(work: Workspace, worked: Worked | None) -> None:
    """Hold an order as a draft; None lets go of it."""
    work.keep_edited(TABLE, worked)


def show_draft(work: Workspace) -> None:
    """The state of the draft with its buttons, and what would come of it; nothing while there is none."""
    worked = drafted(work)
    if worked is None or worked.ordered is None:
        return
    is_stale = worked.stored.plan != work.plan
    told = words.taken_over(worked.stored.plan, worked.ordered)
    with st.container(key="desk-bar"):
        asked = ask_bar(
            told,
            str(worked.stored.seq),
            blocked=is_stale,
            why_not=why_not_coordinate(work.person),
            desk="sequence",
        )
    if asked.save:
        _save(work, worked, asked.reason)
    if asked.discard:
        draft_order(work, None)
        st.rerun()
    if is_stale:
        st.error(
            "The plan was changed since this order was worked out; it cannot be saved over that. "
            "Work out the order again, or discard the draft.",
            icon=":material/error:",
        )
    else:
        _consequences(work, worked)


def _save(work: Workspace, worked: Worked, reason: str) -> None:
    if worked.ordered is None:
        return
    try:
        work.commit_table(
            worked.ordered,
            TABLE,
            base=work.seq,
            reason=reason or f"order of sectors, {worked.order.status.value}",
            on_newest=True,
        )
    except StalePlan:
        st.error(
            "Not saved: somebody saved since this page was shown. Work out the order again.", icon=":material/error:"
        )
    except PassageError as error:
        say_error(error)


def _consequences(work: Workspace, worked: Worked) -> None:
    """What the draft would change for convoys, coverage and findings, in words that lead to the map."""
    saved = outlook(work, work.index, (work.plan, work.seq), work.now)
    if worked.ordered is None:
        return
    ways = None
    if saved.standing is not None:
        key = f"{work.key}|order|{id(worked.ordered)}"
        ways = answers.drafted(key, work.nearest or saved.standing, worked.ordered)
    found = found_between(saved, outlook_of(worked.ordered, work.now, standing=ways, helped=None, near=saved))
    with st.container(horizontal=True, key="changes-preview", vertical_alignment="center", gap="small"):
        st.html('<div class="passage-notice" role="status"><strong>If saved</strong>:</div>', width="content")
        if show_sentences(work, found.told, "sequence.preview"):
            st.rerun()
