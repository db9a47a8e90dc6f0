"""Listener: what other processes on the same database server save and who is there, heard by one thread."""

import secrets
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeAlias

from data.live.feed import EVERY_S, HEAL_S, Feed
from data.live.presence import Attendance, Present
from geo.errors import PassageError

RETRY_S = 1.0
"""How long to wait before a lost connection is tried again; meanwhile the feed asks as it does a file."""
TELL_S = 2.0
"""How often processes tell each other who is there."""


class Line(Protocol):
    """A connection on which other processes are heard."""

    def heard(self, for_s: float) -> Iterable[tuple[str, int]]:
        """Operations that are saved, with their newest revision, until so many seconds have gone by."""
        ...

    def exchanged(self, own: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What other processes told, once they can read what is told here."""
        ...

    def close(self) -> None:
        """Hear nothing more."""
        ...


Dial: TypeAlias = Callable[[str], Line]
"""Opens a connection for a process of this name."""


class Listener:
    """Lets the feed know of each save at once, and the attendance who is there elsewhere; a lost line is dialled anew.

    What was saved while nobody listened is asked for as soon as somebody does, so nothing is missed.
    """

    def __init__(self, dial: Dial, place: str, feed: Feed, attendance: Attendance) -> None:
        self._dial = dial
        self._place = place
        self._feed = feed
        self._attendance = attendance
        self._process = secrets.token_hex(8)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more, once this has returned."""
        self._closed.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed.is_set():
            try:
                line = self._dial(self._process)
            except PassageError:
                # whoever works is told by their own page; here it is tried again
                self._closed.wait(RETRY_S)
                continue
            self._listen(line)

    def _listen(self, line: Line) -> None:
        try:
            self._feed.ask_all()
            self._feed.told_of(HEAL_S)
            while not self._closed.is_set():
                self._hear(line)
            line.exchanged([])
        except PassageError:
            self._closed.wait(RETRY_S)
        finally:
            self._feed.told_of(EVERY_S)
            line.close()

    def _hear(self, line: Line) -> None:
        self._attendance.exchange(_Told(line))
        ends = time.monotonic() + TELL_S
        while not self._closed.is_set() and (left := ends - time.monotonic()) > 0:
            for name, seq in line.heard(min(left, 0.5)):
                self._feed.heard(f"{self._place}|{name}", seq)


class _Told:
    """People as a line carries them."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def exchanged(self, own: Iterable[Present]) -> tuple[Present, ...]:
        return tuple(map(_read, self._line.exchanged([_written(one) for one in own])))


def _written(one: Present) -> dict[str, Any]:
    said = {"session": one.session, "person": one.person, "name": one.name}
    return {**said, "operation": one.operation, "page": one.page, "editing": sorted(one.editing)}


def _read(said: dict[str, Any]) -> Present:
    return Present(**{**said, "editing": frozenset(said["editing"])})
