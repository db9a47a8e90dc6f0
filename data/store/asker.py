"""Asker: for whom the running operation of the service is done, so that a database can judge it once more."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """A person in the words of a database: account, roles, clearance as a number, and ids of their own sectors."""

    person: str
    roles: frozenset[str]
    clearance: int
    sectors: frozenset[str]


_ASKER: ContextVar[Asker | None] = ContextVar("asker", default=None)


def asker() -> Asker | None:
    """For whom it is asked now; None for the service itself."""
    return _ASKER.get()


@contextmanager
def asked_by(who: Asker) -> Iterator[None]:
    """A block whose saves are this person's."""
    before = _ASKER.set(who)
    try:
        yield
    finally:
        _ASKER.reset(before)
