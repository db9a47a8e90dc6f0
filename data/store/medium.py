"""Medium: where the tables of one operation lie, and how transactions on them begin and end."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from typing import Protocol

import sqlalchemy as sa

from data.model import Finding
from data.store.asker import Asker


class Medium(Protocol):
    """Where the tables of one operation lie, and how transactions on them begin and end."""

    def reading(self) -> AbstractContextManager[sa.Connection]:
        """A transaction that sees the operation as at one moment."""
        ...

    def writing(self) -> AbstractContextManager[sa.Connection]:
        """A transaction that is kept whole at the end of the block, or not at all."""
        ...

    def seen_by(self, who: Asker) -> AbstractContextManager[sa.Connection] | None:
        """A transaction in which the database itself shows only what somebody may see; None where it has no say."""
        ...

    def keeping(self) -> AbstractContextManager[sa.Connection]:
        """A transaction as `writing`, for what is laid out, brought up, joined or erased."""
        ...

    def lay_out(self, connection: sa.Connection) -> None:
        """Make the tables where there are none yet."""
        ...

    def bring_up(self, connection: sa.Connection) -> None:
        """Bring tables of an older version to the layout of this one."""
        ...

    def faults(self, connection: sa.Connection) -> Iterable[Finding]:
        """What is damaged below the tables."""
        ...

    def scrub(self) -> None:
        """Leave nothing of what was erased in free pages or journals."""
        ...

    def close(self) -> None:
        """Let go of the place."""
        ...
