"""Who is there: which people have an operation open, on which page, and which records they are changing."""

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

IsHere: TypeAlias = Callable[[str], bool]
"""Whether a session of this process still has its page open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """One open page: whose it is, and what is being changed on it and not saved.

    Two pages of one person are two of these; `person` is the account, `name` what others read.
    """

    session: str
    person: str
    name: str
    operation: str
    page: str
    editing: frozenset[str] = field(default_factory=frozenset)


class Exchange(Protocol):
    """Where processes that share an operation tell each other who is there."""

    def exchanged(self, own: Iterable[Present]) -> tuple[Present, ...]:
        """Everybody who is there in other processes, once it is known there who is in this one."""
        ...


class Attendance:
    """Everybody who is there, in this process and in those it shares operations with."""

    def __init__(self, is_here: IsHere) -> None:
        self._is_here = is_here
        self._own: dict[str, Present] = {}
        self._others: Mapping[str, Present] = {}
        self._lock = threading.Lock()

    def tell(self, present: Present) -> None:
        """Take note of where a session is now; what it was before is forgotten."""
        with self._lock:
            self._own[present.session] = present

    def of(self, operation: str) -> tuple[Present, ...]:
        """Everybody who has an operation open, by name."""
        self._leave()
        with self._lock:
            there = {**self._others, **self._own}
        here = (one for one in there.values() if one.operation == operation)
        return tuple(sorted(here, key=lambda one: (one.name, one.session)))

    def exchange(self, with_others: Exchange) -> None:
        """Tell other processes who is here, and take note of who is there."""
        self._leave()
        with self._lock:
            own = tuple(self._own.values())
        others = {one.session: one for one in with_others.exchanged(own)}
        with self._lock:
            self._others = others

    def _leave(self) -> None:
        """Forget sessions whose page was closed."""
        with self._lock:
            told = list(self._own)
        gone = [session for session in told if not self._is_here(session)]
        with self._lock:
            for session in gone:
                self._own.pop(session, None)
