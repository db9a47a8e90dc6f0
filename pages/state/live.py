"""What every open page asks of this process: the newest revision, who is there, and who changes what."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from threading import Lock

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from data.live.feed import Feed
from data.live.listener import Listener
from data.live.presence import Attendance, Present
from data.store.server import ServerShelf
from data.store.shelf import Shelf
from pages.state import answers, workspace
from pages.state.workspace import Workspace
from pages.web.shelf import shelf

EVERY_S = 1.0
"""How often an open page asks; it reads a number of this process, and asks no store."""
ALONE = "page"


@cache
def feed() -> Feed:
    """The one feed of this process."""
    return Feed()


@cache
def attendance() -> Attendance:
    """Who is there, for all sessions of this process."""
    return Attendance(_is_here)


class _Listening:
    """The listener of this process, of the shelf that is open; none over a folder of files."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._shelf: Shelf | None = None
        self._listener: Listener | None = None

    def to(self, kept: Shelf | None) -> None:
        """Listen to a shelf, and no more to another; to None, to nothing."""
        if kept is self._shelf:
            return
        with self._lock:
            if self._listener is not None:
                self._listener.close()
            self._listener = None
            if isinstance(kept, ServerShelf):
                self._listener = Listener(kept.dial, kept.place, feed(), attendance())
            self._shelf = kept


@cache
def listening() -> _Listening:
    """What listens for this process."""
    return _Listening()


def newest(work: Workspace) -> int:
    """The newest revision of the open operation, whoever saved it."""
    operation = work.operation
    listening().to(shelf())
    return feed().newest(f"{shelf().place}|{operation}", answers.store(operation))


def tell(work: Workspace, page: str) -> None:
    """Let others know where this session is, and what it changes and has not saved."""
    who = work.person
    attendance().tell(
        Present(
            session=_session(),
            person=who.id,
            name=who.name,
            operation=work.operation,
            page=page,
            editing=work.unsaved,
        )
    )


def others(work: Workspace) -> tuple[Present, ...]:
    """Everybody else who has the operation open, by name; other pages of this session's own browser among them."""
    there = (one for one in attendance().of(work.operation) if one.session != _session())
    own = work.person.id
    return tuple(replace(one, name=f"{one.name} (you)") if one.person == own else one for one in there)


def runs_alone() -> bool:
    """Whether a part of the page runs by itself; to start a whole page over would lose the click that it runs for."""
    context = get_script_run_ctx()
    return bool(context and context.fragment_ids_this_run)


def again() -> None:
    """Run the part of the page that runs now once more: the fragment alone where it runs alone."""
    st.rerun(scope="fragment" if runs_alone() else "app")


def is_behind(work: Workspace, there: Sequence[Present]) -> bool:
    """Whether a page shows an older revision than the newest, or that others change what they change no longer."""
    if work.past:
        return False
    return newest(work) != work.seq or workspace.is_new(f"editors.{work.operation}", _editors_mark(there))


def _editors_mark(there: Sequence[Present]) -> str:
    return "|".join(f"{one.name}:{','.join(sorted(one.editing))}" for one in there if one.editing)


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ALONE


def _is_here(session: str) -> bool:
    """Whether the page of a session is still open in a browser; where nothing serves pages, it is."""
    return not st.runtime.exists() or st.runtime.get_instance().is_active_session(session)
