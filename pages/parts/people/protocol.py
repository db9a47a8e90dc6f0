"""The information sharing protocol: how much harm which kind of record can do, and single records otherwise."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from data.identity.principal import Role
from data.model import Plan
from data.model.sharing import Sensitivity, Sharing
from data.store.codec import NOUNS
from geo.errors import PassageError
from pages.look.clock import local
from pages.look.remark import show_remark
from pages.look.table import show_table
from pages.parts.titles import label_of
from pages.state import history_answers
from pages.state.workspace import Workspace
from pages.web.server import say_error

USUAL = "nobody said: counts as high"
LEVELS: Mapping[Sensitivity | None, str] = {None: USUAL, **{one: one.name.lower() for one in Sensitivity}}
TOLD = (
    "Who is cleared for less than a record's level is not shown it. Convoys, and all that tells of them, are severe "
    "until released, whatever stands here."
)
SETTINGS_RECORD = "plan"
CHANGES_SHOWN = 10


def show_protocol(work: Workspace) -> None:
    """The protocol as it stands, its changes, and for an administrator what changes it."""
    st.header("Information sharing protocol")
    show_remark(TOLD)
    show_table(rows_of(work.plan), about="Level of each kind of record, and of single records", sentences=True)
    if work.person.has(Role.ADMINISTRATOR):
        with st.expander("Change the protocol"):
            _change(work)
    else:
        show_remark("An administrator changes this.")
    _history(work)


def rows_of(plan: Plan) -> list[dict[str, str]]:
    """The protocol as a table: what is said of kinds, then of single records."""
    said = dict(plan.sharing.kinds)
    kinds = [{"What": _words(kind), "Level": LEVELS[said.get(kind)]} for kind in sorted(NOUNS)]
    single = [{"What": _called(plan, key), "Level": LEVELS[level]} for key, level in plan.sharing.records]
    return [*kinds, *single]


def with_kind(sharing: Sharing, kind: str, level: Sensitivity | None) -> Sharing:
    """The protocol with another level for a kind; none counts as usual."""
    others = tuple(pair for pair in sharing.kinds if pair[0] != kind)
    return replace(sharing, kinds=others if level is None else (*others, (kind, level)))


def with_record(sharing: Sharing, record_id: str, level: Sensitivity | None) -> Sharing:
    """The protocol with another level for a single record; none leaves it to its kind."""
    others = tuple(pair for pair in sharing.records if pair[0] != record_id)
    return replace(sharing, records=others if level is None else (*others, (record_id, level)))


def _change(work: Workspace) -> None:
    plan = work.plan
    records = {str(record.id): _called(plan, str(record.id)) for record in plan.records()}
    known = {**{f"kind {kind}": f"every {_words(kind)}" for kind in sorted(NOUNS)}, **records}
    with st.form("protocol", border=False):
        what = st.selectbox("Of what", list(known), format_func=known.__getitem__, key="protocol.what")
        level = st.selectbox("Level", list(LEVELS), index=3, format_func=LEVELS.__getitem__, key="protocol.level")
        reason = st.text_input("Reason", key="protocol.reason", placeholder="Agreed in the working group")
        if st.form_submit_button("Save the level"):
            is_kind = what.startswith("kind ")
            made = with_kind(plan.sharing, what[5:], level) if is_kind else with_record(plan.sharing, what, level)
            try:
                work.commit(
                    replace(plan, sharing=made), f"Sharing protocol: {reason.strip()}" if reason.strip() else ""
                )
            except PassageError as error:
                say_error(error)


def _history(work: Workspace) -> None:
    """Who changed the settings of the operation, the protocol among them, of late."""
    log = history_answers.whole_history(work.key, work.operation, work.person)
    made = [one for one in log if one.kind == SETTINGS_RECORD and one.reason.startswith("Sharing protocol")]
    rows = [
        {"When": local(one.at, work.plan.time_zone), "Who": one.actor, "Why": one.reason}
        for one in made[:CHANGES_SHOWN]
    ]
    show_table(rows, about="Changes of the protocol, the newest first", none="Nobody has changed the protocol yet.")


def _called(plan: Plan, record_id: str) -> str:
    record = plan.find(record_id)
    return record_id if record is None else f"{label_of(plan, record)} ({record_id})"


def _words(kind: str) -> str:
    return kind.replace("_", " ")
