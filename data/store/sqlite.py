"""SqlitePlanStore: an operation kept in one file on this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from data.errors import StoreError
from data.model import Finding, Plan, Severity
from data.store.database import DatabasePlanStore
from data.store.keys import Key
from data.store.on_disk import part_of, put_new, sync
from data.store.protocol import Clock, utc_now
from data.store.sqlite_file import (
    bring_up_tables,
    create_tables,
    engine_for,
    keep_copy,
    require_operation,
    scrub,
    spoken,
)
from data.store.tables import LAYOUT
from data.store.whole import Whole


class SqlitePlanStore(DatabasePlanStore):
    """An operation in one SQLite file; made by `open` or `create`."""

    @classmethod
    def open(cls, path: Path, *, key: Key | None = None, clock: Clock = utc_now) -> "SqlitePlanStore":
        """The store in an existing file; one of an older layout is copied, then brought up to this one's.

        Raises
        ------
        StoreError
            When the file is missing, foreign, damaged or written by a newer version.
        """
        layout = require_operation(path, key)
        store = cls(SqliteFile(path, key), clock)
        if layout < LAYOUT:
            keep_copy(path, path.with_name(f"{path.name}.layout-{layout}"), key)
            store.bring_up()
        return store

    @classmethod
    def create(
        cls,
        path: Path,
        plan: Plan,
        *,
        reason: str,
        actor: str,
        key: Key | None = None,
        clock: Clock = utc_now,
    ) -> "SqlitePlanStore":
        """A new store that holds the plan, in a file that is written whole or not at all; with a key, encrypted.

        Raises
        ------
        StoreError
            When the file holds something already or cannot be written.
        """
        store = cls(SqliteFile(path, key), clock)
        store.begin(plan, reason=reason, actor=actor)
        sync(path.resolve().parent)
        return store

    @classmethod
    def lay_down(cls, path: Path, whole: Whole, *, key: Key | None = None, clock: Clock = utc_now) -> "SqlitePlanStore":
        """A new store that holds all that was kept elsewhere, in a file that is there whole or not at all.

        Raises
        ------
        StoreError
            When there is a file of this name, or it cannot be written.
        """
        part = part_of(path)
        try:
            store = cls(SqliteFile(part, key), clock)
            store.begin_whole(whole)
            store.close()
            put_new(part, path)
        except FileExistsError as fault:
            msg = f"There is a file {path.name} already; nothing was changed."
            raise StoreError(msg) from fault
        finally:
            for end in ("", "-wal", "-shm"):
                part.with_name(part.name + end).unlink(missing_ok=True)
        return cls.open(path, key=key, clock=clock)


class SqliteFile:
    """The file of an operation, as a place for its tables."""

    def __init__(self, path: Path, key: Key | None) -> None:
        self._path = path
        self._engine = engine_for(path, key)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees the file as at one moment."""
        with spoken(self._path.name), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that nobody writes beside."""
        with spoken(self._path.name), self._engine.execution_options(writes=True).begin() as connection:
            yield connection

    def lay_out(self, connection: sa.Connection) -> None:
        """Make the tables in an empty file."""
        create_tables(connection, self._path.name)

    def bring_up(self, connection: sa.Connection) -> None:
        """Bring the tables of an older version to the layout of this one."""
        bring_up_tables(connection)

    def faults(self, connection: sa.Connection) -> Iterator[Finding]:
        """What is damaged in the pages of the file."""
        for page in connection.exec_driver_sql("PRAGMA integrity_check(10)").scalars().all():
            if page != "ok":
                yield _page_fault(self._path, page)

    def scrub(self) -> None:
        """Write the file anew without what was erased, and empty its journal."""
        scrub(self._path, self._engine)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()


def _page_fault(path: Path, fault: str) -> Finding:
    return Finding(
        code="file-damaged",
        severity=Severity.PROBLEM,
        subject=path.name,
        message=f"The file {path.name} is damaged: {fault}.",
        remedy="Do not rely on this operation; restore the file from a copy.",
    )
