"""What a search found: how good it is, what it is worth, what it leaves out, and the way into the plan."""

import streamlit as st

from pages.look.table import show_table
from pages.parts.findings import show_findings
from pages.parts.order import words
from pages.parts.order.searching import show_search
from pages.state.ordering import Why, Worked, Working
from pages.state.workspace import Workspace
from pages.web.safe import esc, md
from routing.sequencing.answer import Status

ICONS = {Status.PROVEN: "✓", Status.INFEASIBLE: "✕"}


def show_quality(worked: Worked, behind: str) -> None:
    """The outcome in a sentence, and whether the plan or the assumptions have gone on since."""
    sign = ICONS.get(worked.order.status, "≈")
    st.html(
        f'<div class="passage-preview" role="status"><span class="calm">{sign} {esc(words.quality(worked.order))}'
        "</span></div>"
    )
    if behind:
        st.warning(behind, icon=":material/info:")
    for told in words.conflict_words(worked, worked.conflict) if worked.conflict else ():
        st.markdown(f"- {md(told)}")
    if worked.conflict:
        st.markdown(
            "Without any one of them the others can be met: let go of one, or give its rule a price."
            if worked.conflict.is_minimal
            else "There was no time to show that all of these are needed."
        )


def show_worth(worked: Worked) -> None:
    """The objective taken apart, rules broken, what changed since the answer before."""
    value, bound = worked.order.value, worked.order.bound
    if value is not None:
        st.markdown(
            f"**{value:,} points**"
            + (f"; nothing can surpass {bound:,}." if bound is not None else "; no bound known.")
        )
        show_table(words.terms(worked), about="What the order is worth", sentences=True)
        show_table(words.breaches(worked), about="Rules broken", none="No soft rule is broken.", sentences=True)
        if worked.before:
            st.markdown("**Held against the answer before**")
            show_table(words.changed(worked), about="Changed starts", none="Every sector starts as it did before.")
    st.caption(md(words.origin(worked)))
    if worked.left_out:
        st.markdown("**Units that take no part**")
        show_findings(worked.left_out, none="")


def show_why(worked: Worked, search: Working[Why] | None) -> None:
    """Why the chosen sector starts when it does, or how far the search for that is."""
    if search is None:
        st.markdown("Pick a sector on the board or on the map, and it is told here why it starts when it does.")
        return
    if search.is_running:
        show_search(search, "Trying what stands in the way of an earlier start …", "sequence.why.stop")
    elif search.found is None:
        st.error(md(search.fault), icon=":material/error:")
    else:
        head, *others = words.reasons(worked, search.found)
        st.markdown(f"**{md(head)}**")
        for sentence in others:
            st.markdown(md(sentence))


def take_over(work: Workspace, worked: Worked, *, is_behind: bool) -> None:
    """Save the order as one revision with a reason; undo takes it back like any other change."""
    if worked.ordered is None:
        return
    st.html(
        '<div class="passage-preview"><span class="badge">Order – not saved</span> '
        f"{esc(words.taken_over(worked.stored.plan, worked.ordered))}</div>"
    )
    reason_at, press = st.columns([3, 2], vertical_alignment="bottom")
    reason = reason_at.text_input(
        "Reason for the change", key="sequence.reason", placeholder="Reason for the change", disabled=is_behind
    )
    same = worked.ordered == worked.stored.plan
    if press.button(
        "Take over into the plan", key="sequence.take", type="primary", disabled=is_behind or same, width="stretch"
    ):
        work.commit(worked.ordered, reason or f"order of sectors, {worked.order.status.value}")


def row_of(worked: Worked, chosen: str) -> int | None:
    """The row of a sector in the case; None for anything else."""
    return next((n for n, sector in enumerate(worked.stored.plan.sectors) if sector.id == chosen), None)
