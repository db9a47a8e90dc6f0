"""What is erased on request and by rules, and what is held for an inquiry so that nothing erases it."""

from datetime import UTC, datetime

import streamlit as st

from data.custody.retention import RULES, due
from data.service import erasing
from data.store.erasure import FIELDS, Asked
from geo.errors import PassageError
from pages.look.remark import show_remark
from pages.look.table import Cell, show_table
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from pages.web.server import say_error

TOLD = (
    "By itself the app erases what is due when it starts and once a day. Who did what, when and why always stays; so "
    "do copies made before, which have to be destroyed by hand."
)
WHOLE = "all of it"


def show_erasing(work: Workspace) -> None:
    """The rules, what is due now, what is held, and the forms that erase and hold."""
    store = answers.store(work.operation)
    asked = dict(due(store.whole(), RULES, datetime.now(UTC)))
    rows: list[dict[str, Cell]] = [
        {"Rule": rule.told, "Due now": _due(len(asked[rule].keys) if rule in asked else 0)} for rule in RULES
    ]
    show_table(rows, about="Rules of retention", sentences=True)
    show_remark(TOLD)
    held = ", ".join(work.plan.held) or "nothing"
    st.markdown(f"Held for an inquiry: {held}.")
    try:
        _ask(work)
    except PassageError as error:
        say_error(error)


def _due(count: int) -> str:
    return "nothing" if not count else f"{count} record{'s' if count > 1 else ''}"


def _ask(work: Workspace) -> None:
    store, who = answers.store(work.operation), work.person
    if st.button("Erase what is due now", key="custody.retain"):
        done = erasing.retain(who, store, datetime.now(UTC))
        workspace.tell(" ".join(one.told for one in done) or "Nothing was due.")
    with st.expander("Hold a record, or let go of it"), st.form("custody.hold", border=False):
        record = st.text_input("Id of the record", key="custody.hold.id").strip()
        reason = st.text_input("Reason", key="custody.hold.reason", placeholder="Inquiry into the convoy of 3 March")
        if st.form_submit_button("Let go of it" if record in work.plan.held else "Hold it, or let go of it"):
            is_held = record not in work.plan.held
            erasing.hold(who, store, record, is_held=is_held, reason=reason)
            workspace.tell("Held: nothing erases it." if is_held else "Let go of.")
    with st.expander("Erase personal fields, or a whole record"):
        _ask_erasing(work)


def _ask_erasing(work: Workspace) -> None:
    store, who = answers.store(work.operation), work.person
    kind = st.selectbox("Kind of record", sorted(FIELDS), format_func=_worded, key="custody.erase.kind")
    with st.form("custody.erase", border=False):
        record = st.text_input("Id of the record", key="custody.erase.id").strip()
        fields = st.multiselect(
            "Fields", FIELDS[kind], format_func=_worded, placeholder=WHOLE, key=f"custody.erase.fields.{kind}"
        )
        reason = st.text_input("Reason", key="custody.erase.reason", placeholder="Asked for by the person")
        sure = st.checkbox("I know that this cannot be taken back", key="custody.erase.sure")
        if st.form_submit_button("Erase for good") and sure:
            asked = Asked(keys=frozenset({(kind, record)}), fields=tuple(fields))
            done = erasing.erase(who, store, asked, reason=reason)
            workspace.tell(f"Erased in {len(done.parts)} versions.")


def _worded(name: str) -> str:
    return name.replace("_", " ").replace(".", ", ")
