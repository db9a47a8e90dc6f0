"""What is not saved, why it is changed, and the buttons that save or discard it."""

import streamlit as st

from data.service.foresight import why_not_save
from geo.errors import PassageError
from pages.parts import leave
from pages.parts.desk import pencil
from pages.state import workspace
from pages.state.dispute import DRAFT
from pages.state.meanwhile import Meanwhile
from pages.state.preview import Preview
from pages.state.workspace import Workspace
from pages.web.safe import esc, md
from pages.web.server import say_error


def bar(work: Workspace, preview: Preview, told: str) -> None:
    """The state of the draft and its buttons; always there, so that nothing jumps."""
    nothing = preview.plan == work.plan and not preview.refused
    with st.container(key="desk-bar"):
        text, reason_at, save, discard = st.columns([11, 4, 2, 2], vertical_alignment="center", gap="small")
    state = '<span class="calm">As saved.</span>' if nothing else '<span class="badge">Preview – not saved</span>'
    with text:
        st.html(f'<div class="passage-preview" role="status">{state} {esc(told)}.</div>')
    if sentence := leave.why_not(work):
        st.info(md(sentence), icon=":material/lock:")
        return
    reason = reason_at.text_input(
        "Reason for the change",
        key=f"desk.reason.{workspace.held(workspace.DRAFTS_SAVED)}",
        disabled=nothing,
        placeholder="Reason for the change",
        label_visibility="collapsed",
    )
    why_not = "" if nothing else why_not_save(work.person, work.plan, preview.plan)
    blocked = nothing or bool(preview.refused) or bool(why_not)
    meanwhile = work.meanwhile()
    if meanwhile and _reconcile(work, meanwhile) and not preview.refused:
        work.weigh(preview.plan, reason, work.draft.base or work.seq, DRAFT)
    if save.button("Save", type="primary", disabled=blocked, help=why_not or None, width="stretch", key="desk.save"):
        _save(work, preview, reason)
    if discard.button("Discard", disabled=work.draft.is_empty, width="stretch", key="desk.discard"):
        work.keep_draft(work.draft.dropped())
        pencil.choose("")
        st.rerun(scope="fragment")
    if why_not and not nothing:
        st.warning(md(why_not), icon=":material/lock:")
    for sentence in preview.refused:
        st.error(md(sentence), icon=":material/error:")
    for sentence in preview.remarks:
        st.warning(md(sentence), icon=":material/info:")


def _save(work: Workspace, preview: Preview, reason: str) -> None:
    try:
        work.commit_draft(preview.plan, reason)
    except PassageError as error:
        say_error(error)


def _reconcile(work: Workspace, meanwhile: Meanwhile) -> bool:
    """Say who saved what since the draft was begun, and carry the draft over when a person says so.

    Whether theirs and mine are to be seen beside each other.
    """
    with st.container(border=True, key="desk.meanwhile"):
        st.markdown("**Saved by others since this draft was begun.** Your draft is kept and shown on top of it.")
        for sentence in meanwhile.told[:3]:
            st.markdown(md(sentence))
        names = sorted(str(getattr(work.plan.find(key), "name", key)) for key in meanwhile.clashes)
        if not names:
            st.markdown("Nothing of it touches your draft: both stand when you save.")
            return False
        st.error(md(f"Both have changed: {', '.join(names)}."), icon=":material/error:")
        theirs, mine, both = st.columns(3)
        if theirs.button("Take theirs, keep the rest of my draft", key="desk.theirs", width="stretch"):
            _carry_over(work, meanwhile.clashes)
        if mine.button("Put mine in their place", key="desk.mine", width="stretch"):
            _carry_over(work, frozenset())
        return both.button("Compare and choose field by field", key="desk.both", width="stretch")


def _carry_over(work: Workspace, dropped: frozenset[str]) -> None:
    draft = work.draft.without(dropped) if dropped else work.draft
    work.keep_draft(draft.on(work.seq))
    st.rerun(scope="fragment")
