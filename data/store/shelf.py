"""The shelf: all operations of one place, by their names; in a folder of this machine or on a server."""

import re
from typing import Protocol

from data.errors import StoreError
from data.model import Plan
from data.store.plan_store import PlanStore
from data.store.whole import Whole

LONGEST = 60
_NAME = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{LONGEST - 1}}}")


class Shelf(Protocol):
    """Operations by their names; each is opened once, for all who ask."""

    @property
    def place(self) -> str:
        """Where the operations lie, to tell this shelf from others; no secret is in it."""
        ...

    def names(self) -> tuple[str, ...]:
        """Names of all operations, in order.

        Raises
        ------
        StoreError
            When the place cannot be read.
        """
        ...

    def exists(self, name: str) -> bool:
        """Whether there is an operation of this name; never one of a name that cannot be one."""
        ...

    def open(self, name: str) -> PlanStore:
        """The store of an operation.

        Raises
        ------
        StoreError
            When there is none of this name, or it cannot be opened.
        """
        ...

    def create(self, name: str, plan: Plan, *, reason: str, actor: str) -> PlanStore:
        """A new operation that holds this plan as its first save.

        Raises
        ------
        StoreError
            When there is one of this name already, or it cannot be kept.
        """
        ...

    def lay_down(self, name: str, whole: Whole) -> PlanStore:
        """A new operation that holds all that was kept elsewhere, whole or not at all.

        Raises
        ------
        StoreError
            When there is one of this name already, or it cannot be kept.
        """
        ...

    def remove(self, name: str) -> None:
        """Destroy an operation with its whole history.

        Raises
        ------
        StoreError
            When there is none of this name, or it cannot be removed.
        """
        ...

    def close(self) -> None:
        """Let go of all operations; nothing more can be asked of this shelf or its stores."""
        ...


def is_name(name: str) -> bool:
    """Whether an operation may have this name: it is part of addresses, names of files and of schemas."""
    return _NAME.fullmatch(name) is not None


def require_name(name: str) -> None:
    """Refuse what cannot name an operation.

    Raises
    ------
    StoreError
        When it cannot.
    """
    if not is_name(name):
        msg = f"“{name[:80]}” cannot name an operation; use up to {LONGEST} letters a–z, digits and hyphens."
        raise StoreError(msg)
