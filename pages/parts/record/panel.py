"""The panel beside a map: everything that is known of what was chosen."""

import streamlit as st

from data.model import Note, Record
from pages.look.rows import Row
from pages.look.table import show_facts
from pages.parts.findings import show_findings
from pages.parts.places import Place
from pages.parts.record.about import about_of, kind_words
from pages.parts.record.actions import show_actions
from pages.parts.record.being_changed import show_editor
from pages.parts.record.doubts import findings_about
from pages.parts.record.notes import show_notes
from pages.parts.record.past import show_past
from pages.parts.record.road import place_facts
from pages.parts.record.rows import show_rows
from pages.parts.record.target import Target, name_of, target_of
from pages.parts.titles import label_of
from pages.state import answers, choice
from pages.state.workspace import Workspace
from pages.web.safe import md

ABOUT = "What is known of it"


def show_chosen(work: Workspace) -> None:
    """The panel of what is chosen; nothing while nothing is."""
    chosen = choice.chosen()
    if not chosen:
        return
    target = target_of(work.plan, chosen)
    with st.container(border=True, key="record"):
        _head(work, target, chosen)
        show_editor(work, chosen)
        match target:
            case None:
                st.markdown("Nothing in this operation has this id; it may have been removed.")
                show_past(work, chosen)
            case Place():
                show_facts(place_facts(work, target.point), about=ABOUT)
                show_actions(work, target)
                show_notes(work, target)
            case record:
                _record(work, record)


def _head(work: Workspace, target: Target | None, chosen: str) -> None:
    name, close = st.columns([3, 2], vertical_alignment="top", gap="small")
    called = chosen if target is None else name_of(target) if isinstance(target, Place) else label_of(work.plan, target)
    name.header(md(called), anchor=False)
    if close.button("Close", key="record.close", shortcut="Esc", width="stretch"):
        choice.choose("")
        st.rerun()


def _record(work: Workspace, record: Record) -> None:
    show_facts(about_of(work.plan, record, work.moment, work.phase), about=ABOUT)
    show_actions(work, record)
    show_notes(work, record)
    found = answers.findings(f"{work.key}|{work.moment.isoformat()}", work.plan, work.moment)
    show_findings(findings_about(record.id, found), none="No finding about it.")
    _referring(work, record)
    show_past(work, record.id)


def _referring(work: Workspace, record: Record) -> None:
    """Records that refer to it, each to be chosen in its turn."""
    rows = [
        Row(id=other.id, cells={"Refers to it": kind_words(other), "Name": label_of(work.plan, other)})
        for other in work.plan.referring_to(record.id)
        if not isinstance(other, Note)
    ]
    show_rows(rows, about="What refers to it", none="Nothing refers to it.")
