"""In the frame of every page: how much waits for a second person, and whether anything is kept back."""

import streamlit as st

from data.service.foresight import why_not_plan
from pages.state import answers
from pages.state.workspace import Workspace
from pages.web.safe import esc

PAGE = "pages/plan/second.py"
EVERY_S = 5


@st.fragment(run_every=EVERY_S)
def show_badge(work: Workspace) -> None:
    """A link to what waits for a second person; nothing where nothing waits."""
    count = len(answers.waiting(work.person, work.operation))
    if count:
        st.page_link(PAGE, label=waiting_words(count), icon=":material/how_to_reg:")


def show_kept_back(work: Workspace) -> None:
    """Say that nothing here is theirs to change, and that what is shown is not everything, where that is so."""
    if words := why_not_plan(work.person):
        st.html(f'<div class="passage-foot" role="note">{esc(words)}</div>')
    if words := kept_back_words(len(work.view.withheld), hides_acting=work.view.hides_acting):
        st.html(f'<div class="passage-foot" role="note">{esc(words)}</div>')


def waiting_words(count: int) -> str:
    """How much waits.

    >>> waiting_words(1)
    '1 waits for a second person'
    """
    return f"{count} {'waits' if count == 1 else 'wait'} for a second person"


def kept_back_words(count: int, *, hides_acting: bool) -> str:
    """What to know of what is kept back; empty when nothing is."""
    if not count:
        return ""
    said = f"{count} {'record is' if count == 1 else 'records are'} kept back from you."
    acts = " Some close or slow roads: do not take a road for open because nothing is shown on it."
    return said + (acts if hides_acting else "")
