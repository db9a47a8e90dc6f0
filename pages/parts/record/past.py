"""The history of one record: every change with who, when, why and what."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

import streamlit as st

from data.store.protocol import Act, Version
from pages.look.clock import local
from pages.look.table import show_table
from pages.parts.record.changed import changes_between
from pages.state import answers
from pages.state.workspace import Workspace

SHOWN = 30
TAKEN_BACK = {Act.UNDO: "taken back: ", Act.REDO: "brought back: "}


def show_past(work: Workspace, record_id: str) -> None:
    """The changes of a record, the newest first."""
    # one more than is shown tells what the oldest shown has changed
    kept = answers.versions(work.key, work.operation, record_id, SHOWN + 1, work.person)
    versions = [one for one in kept if one.revision.seq <= work.seq]
    rows = list(_rows(versions, work.plan.time_zone))[:SHOWN]
    with st.expander(f"History: {_counted(len(versions))}"):
        show_table(rows, about="History of this record", none="It was never saved.", sentences=True)


def _counted(changes: int) -> str:
    if changes > SHOWN:
        return f"the last {SHOWN} changes"
    return "1 change" if changes == 1 else f"{changes} changes"


def _rows(versions: Sequence[Version], zone: str) -> Iterator[dict[str, str]]:
    for after, before in zip_longest(versions, versions[1:]):
        made = after.revision
        yield {
            "When": local(made.at, zone),
            "Who": made.actor,
            "What": "; ".join(_what(after, before, zone)),
            "Why": f"{TAKEN_BACK.get(made.act, '')}{made.reason}",
        }


def _what(after: Version, before: Version | None, zone: str) -> tuple[str, ...]:
    if after.record is None:
        return ("removed",)
    if before is None or before.record is None or type(before.record) is not type(after.record):
        return ("added",)
    return changes_between(before.record, after.record, zone) or ("its place in the list",)
