"""The words in which a store speaks: commits, revisions, versions and marks; see `data.store.plan_store`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeAlias

from data.model import Plan, Record

ANCHOR_LETTERS = 12
"""How much of a hash is printed: one in 280 trillion other histories would begin alike."""

Clock: TypeAlias = Callable[[], datetime]
"""Where a store takes the time of a revision from."""


def utc_now() -> datetime:
    """The moment it is, in UTC."""
    return datetime.now(UTC)


class Act(StrEnum):
    """What a commit was."""

    CREATE = "create"
    EDIT = "edit"
    UNDO = "undo"
    REDO = "redo"
    JOIN = "join"
    ERASE = "erase"
    PROPOSE = "propose"
    DECIDE = "decide"


class Op(StrEnum):
    """What a revision did to its record."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A plan and the number of the revision it stood at.

    `hash` is that of the revision: it tells the same number of another history apart.
    """

    plan: Plan
    seq: int
    hash: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One change to one record; all revisions of one save share `commit`, and `seq` has no gaps.

    `kind` and `record_id` name the record; the plan's own settings are the record `plan` of kind `plan`.
    """

    seq: int
    commit: str
    act: Act
    at: datetime
    actor: str
    reason: str
    op: Op
    kind: str
    record_id: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One revision of a record and the record as it left it; None once it was removed, or when it `is_erased`."""

    revision: Revision
    record: Record | None
    is_erased: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """Number of a revision and how its hash began, as printed on a sheet: `414-3f9a-1c22-88d0`."""

    seq: int
    start: str

    def __str__(self) -> str:
        parts = (self.start[at : at + 4] for at in range(0, ANCHOR_LETTERS, 4))
        return "-".join([str(self.seq), *parts])
