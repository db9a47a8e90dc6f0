"""What somebody with a sheet asks: whether its mark is one of this operation, and what it showed."""

import streamlit as st

from data.service import trail
from data.store.anchors import read_anchor
from geo.errors import PassageError
from pages.look.clock import local
from pages.parts.live.as_of import go_to
from pages.state import answers, history_answers
from pages.state.workspace import Workspace
from pages.web.safe import md
from pages.web.server import say_error


def show_checking(work: Workspace) -> None:
    """Check the mark of a sheet, and see the operation as the sheet shows it."""
    with st.expander("Check the mark of a sheet"):
        text = st.text_input(
            "Mark, as it stands on the sheet", key="history.mark", placeholder="414-3f9a-1c22-88d0", max_chars=60
        )
        if not text.strip():
            return
        try:
            _answer(work, text)
        except PassageError as error:
            say_error(error)


def _answer(work: Workspace, text: str) -> None:
    mark = read_anchor(text)
    stand = trail.stand_of(work.person, answers.store(work.operation), mark)
    name = md(work.plan.name)
    if stand is trail.Stand.ELSEWHERE:
        st.info(f"This sheet shows {name} as another copy of it had it, which was moved in here since.")
        return
    if stand is trail.Stand.UNKNOWN:
        st.error(
            f"No such version here: the history of {name} has no revision {mark.seq} with this mark. The sheet is of "
            "another operation, was copied wrongly, or one of the two was altered. Do not rely on it."
        )
        return
    newest = work.past.newest if work.past else work.seq
    save = history_answers.last_of_save(work.key_at(f"mark {mark.seq}"), work.operation, mark.seq, work.person)
    old = "nothing was saved since." if newest == mark.seq else f"the operation now stands at revision {newest}."
    st.success(
        f"This sheet shows version {mark.seq} of {name} as it was on {local(save.at, work.plan.time_zone)}; {old}"
    )
    if newest != mark.seq and st.button("See the operation as the sheet shows it", key="history.mark.see"):
        go_to(mark.seq)
