"""The door: what happened there, told by whoever changes accounts, and found again."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import sqlalchemy as sa

from data.identity.account import Visit
from data.identity.medium import Medium
from data.identity.tables import VISIT
from data.identity.visits import add, end, faults
from data.model import Finding
from data.store.protocol import Anchor

Clock = Callable[[], datetime]


class Door:
    """What happened at the door of an installation."""

    def __init__(self, medium: Medium, clock: Clock) -> None:
        self._medium = medium
        self._clock = clock

    def note(
        self,
        connection: sa.Connection,
        act: str,
        *,
        account: str | None,
        by: str | None,
        origin: str = "",
        detail: str = "",
    ) -> None:
        """Take note of what was tried or changed."""
        row = {"at": self._now(), "act": act, "account": account, "by": by, "origin": origin, "detail": detail}
        add(connection, row)

    def visits(self, most: int = 200) -> tuple[Visit, ...]:
        """What was tried at the door or changed about accounts of late, the newest first."""
        with self._medium.reading() as connection:
            rows = connection.execute(sa.select(VISIT).order_by(VISIT.c.number.desc()).limit(most)).mappings().all()
        columns = ("act", "account", "by", "origin", "detail")
        return tuple(Visit(at=at_of(row["at"]), **{name: row[name] for name in columns}) for row in rows)

    def visits_end(self) -> Anchor | None:
        """What is to be noted elsewhere of where the list of visits ends; nothing before the first."""
        with self._medium.reading() as connection:
            return end(connection)

    def visit_faults(self, noted: Iterable[Anchor] = ()) -> tuple[Finding, ...]:
        """Everything in the list of visits that is not as it was written, or not as it was noted elsewhere."""
        with self._medium.reading() as connection:
            return tuple(faults(connection, noted))

    def _now(self) -> float:
        return self._clock().timestamp()


def at_of(seconds: float) -> datetime:
    """A moment from its row."""
    return datetime.fromtimestamp(seconds, UTC)
