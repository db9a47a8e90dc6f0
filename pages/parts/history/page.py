"""The page of the history: saves found by person, record and reason, each to be looked at and compared."""

from collections.abc import Sequence

import streamlit as st

from pages.look.clock import local
from pages.look.table import show_table
from pages.parts.history.checking import show_checking
from pages.parts.history.comparing import show_between
from pages.parts.history.saves import Save, Sought, name_in, saves_in, what_told
from pages.parts.history.taking_along import show_taking_along
from pages.parts.history.trail import show_trail
from pages.parts.live.as_of import go_to, told_save
from pages.state import history_answers
from pages.state.workspace import Workspace

SHOWN = 200
ANY = ""


def show_history(work: Workspace) -> None:
    """Find saves, look at the operation as of one of them, and compare two."""
    saves = saves_in(history_answers.whole_history(work.key_at(_newest(work)), work.operation, work.person))
    sought = _ask(work, saves)
    found = [save for save in saves if sought.finds(save)]
    _table(work, found)
    _ask_as_of(work, found)
    show_taking_along(work)
    show_checking(work)
    show_between(work, saves)
    show_trail(work)


def _newest(work: Workspace) -> int:
    return work.past.newest if work.past else work.seq


def _ask(work: Workspace, saves: Sequence[Save]) -> Sought:
    """What somebody looks for."""
    people = sorted({save.last.actor for save in saves})
    kinds = {one.record_id: one.kind for save in saves for one in save.revisions}
    names = {key: name_in(work.plan, kind, key) for key, kind in kinds.items()}
    person_at, record_at, words_at = st.columns(3, gap="small")
    person = person_at.selectbox("Who", [ANY, *people], format_func=lambda one: one or "Anybody", key="history.who")
    record = record_at.selectbox(
        "What",
        [ANY, *sorted(names, key=names.__getitem__)],
        format_func=lambda one: names.get(one, "Anything"),
        key="history.what",
    )
    words = words_at.text_input("Words of the reason", key="history.why", placeholder="flood")
    return Sought(person=person or "", record_id=record or "", words=words.strip())


def _table(work: Workspace, found: Sequence[Save]) -> None:
    rows = [
        {
            "Revision": str(save.last.seq),
            "When": local(save.last.at, work.plan.time_zone),
            "Who": save.last.actor,
            "What": what_told(save, work.plan),
            "Why": save.last.reason,
        }
        for save in found[:SHOWN]
    ]
    show_table(rows, about="Saves, the newest first", none="No save is like this.", sentences=True)
    if len(found) > SHOWN:
        st.markdown(f"And {len(found) - SHOWN:,} older saves; look for a person, a record or words of the reason.")


def _ask_as_of(work: Workspace, found: Sequence[Save]) -> None:
    """Choose one of the saves found, and see every page as of it."""
    told = {save.last.seq: told_save(save.last, work.plan.time_zone) for save in found[:SHOWN]}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        seq = st.selectbox(
            "See the operation as it was after", list(told), format_func=lambda one: told.get(one, ""), key="history.at"
        )
        if st.button("See every page as of it", disabled=seq is None, key="history.see"):
            go_to(seq)
