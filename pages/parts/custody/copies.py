"""Copies of operations: when the last good one was made, where it lies, and buttons that make another."""

from datetime import UTC, datetime

import streamlit as st

from data.custody.copies import Copied
from data.custody.parcel import SUFFIX
from data.service import copying, custody
from data.service.custody import House
from geo.errors import PassageError
from pages.look.clock import local
from pages.look.remark import show_remark
from pages.look.table import Cell, show_table
from pages.state import workspace
from pages.state.workspace import Workspace
from pages.web.custody import backups_folder, house
from pages.web.safe import md
from pages.web.server import say_error

SEALED = (
    "A copy holds an operation with its whole history, sealed and signed. It is read again after it was written. Take "
    "it off this machine: a copy on the disk it was made from goes with that disk."
)


def show_copies(work: Workspace) -> None:
    """The last good copy of each operation, and what makes another of the open one."""
    place = house()
    last = copying.last_copies(work.person, place)
    show_table([_row(place, name, last.get(name), work) for name in place.shelf.names()], about="Copies")
    show_remark(f"{SEALED} This installation signs as {place.signer.sign}; tell these letters by telephone.")
    with st.form("custody.copy", border=False):
        needed = place.key is None
        label = (
            "Passphrase for the copy" if needed else "Passphrase for the copy (without one, only this machine opens it)"
        )
        word = st.text_input(label, type="password", key="custody.copy.word")
        with st.container(horizontal=True):
            backs_up = st.form_submit_button("Back up now", type="primary", icon=":material/save:")
            moves_out = st.form_submit_button("Pack for another installation", icon=":material/outbox:")
    try:
        if backs_up:
            _back_up(work, place, word.strip())
        if moves_out:
            _move_out(work, place, word.strip())
    except PassageError as error:
        say_error(error)


def _row(place: House, name: str, last: Copied | None, work: Workspace) -> dict[str, Cell]:
    row: dict[str, Cell] = {"Operation": name}
    if last is None:
        return {**row, "Last good copy": "never", "Up to": "", "Saved since": "everything", "Where": ""}
    newest = place.shelf.open(name).read().seq
    since = newest - last.mark.seq
    told = "nothing" if not since else f"{since} revision{'s' if since > 1 else ''}"
    made = local(last.at, work.plan.time_zone)
    return {**row, "Last good copy": made, "Up to": str(last.mark), "Saved since": told, "Where": last.where}


def _back_up(work: Workspace, place: House, word: str) -> None:
    now = datetime.now(UTC)
    path = backups_folder() / _file_name(work.operation, now)
    copied = copying.back_up_to(work.person, place, work.operation, path, at=now, passphrase=word or None)
    workspace.tell(f"Backed up {copied.operation} up to {copied.mark}; the table says where.")


def _move_out(work: Workspace, place: House, word: str) -> None:
    now = datetime.now(UTC)
    content = custody.move_out(work.person, place, work.operation, now, word or None)
    if not word:
        st.warning("This copy is not sealed: whoever gets the file can read all of it.", icon=":material/lock_open:")
    st.download_button(f"Download {md(work.operation)}", content, _file_name(work.operation, now), on_click="ignore")


def _file_name(name: str, at: datetime) -> str:
    return f"{name}-{at:%Y%m%d-%H%M%S}{SUFFIX}"
