"""What lies between two saves: what it means for the operation, and every record field by field."""

from collections.abc import Iterator, Mapping, Sequence

import streamlit as st

from data.model import Plan, Record
from pages.look.table import show_table
from pages.parts.changes.found import found_saved
from pages.parts.history.saves import Save
from pages.parts.live.as_of import told_save
from pages.parts.record.about import kind_words
from pages.parts.record.changed import changes_between
from pages.parts.titles import label_of
from pages.state.workspace import Workspace
from pages.web.safe import md

MOST_ROWS = 200


def show_between(work: Workspace, saves: Sequence[Save]) -> None:
    """Choose two saves, and tell what lies between them."""
    st.header("Compare two saves")
    told = {save.last.seq: told_save(save.last, work.plan.time_zone) for save in saves}
    seqs = list(told)
    if not seqs[1:]:
        st.markdown("There is only one save; nothing can be compared yet.")
        return
    before_at, after_at = st.columns(2, gap="small")
    spoken = told.__getitem__
    before = before_at.selectbox("From", seqs, index=1, format_func=spoken, key="history.from")
    after = after_at.selectbox("To", seqs, index=0, format_func=spoken, key="history.to")
    if not st.toggle("Tell what lies between", key="history.compare") or before == after:
        return
    one, other = (work.plan_at(seq) for seq in (before, after))
    st.markdown("**What it brings about**")
    for sentence in found_saved(work, before, after, work.now).told[:MOST_ROWS]:
        st.markdown(f"- {md(sentence.text)}")
    rows = list(_rows(one, other))
    st.markdown("**Record by record**")
    show_table(rows[:MOST_ROWS], about="What differs", none="No record differs.", sentences=True)
    if len(rows) > MOST_ROWS:
        st.markdown(f"And {len(rows) - MOST_ROWS:,} more records.")


def _rows(before: Plan, after: Plan) -> Iterator[Mapping[str, str]]:
    """One row for each record that differs, in the order of the later plan."""
    was = {str(record.id): record for record in before.records()}
    now = {str(record.id): record for record in after.records()}
    for key, record in now.items():
        if was.get(key) != record:
            yield _row(after, record, _what(was.get(key), record, after.time_zone))
    for key, record in was.items():
        if key not in now:
            yield _row(before, record, "removed")


def _what(before: Record | None, after: Record, zone: str) -> str:
    if before is None or type(before) is not type(after):
        return "added"
    return "; ".join(changes_between(before, after, zone))


def _row(plan: Plan, record: Record, what: str) -> dict[str, str]:
    return {"Kind": kind_words(record), "Record": label_of(plan, record), "What": what}
