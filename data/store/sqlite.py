"""SqlitePlanStore: an operation kept in one file on this machine."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import sqlalchemy as sa

from data.errors import StoreError
from data.model import Finding, Plan, Severity
from data.store.asker import Asker
from data.store.database import DatabasePlanStore
from data.store.keys import Key
from data.store.on_disk import aside, keep_own
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
        keep_own(path)
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
        return cls._begun(path, key, clock, lambda store: store.begin(plan, reason=reason, actor=actor))

    @classmethod
    def lay_down(cls, path: Path, whole: Whole, *, key: Key | None = None, clock: Clock = utc_now) -> "SqlitePlanStore":
        """A new store that holds all that was kept elsewhere, in a file that is there whole or not at all.

        Raises
        ------
        StoreError
            When there is a file of this name, or it cannot be written.
        """
        return cls._begun(path, key, clock, lambda store: store.begin_whole(whole))

    @classmethod
    def _begun(
        cls, path: Path, key: Key | None, clock: Clock, begin: Callable[["SqlitePlanStore"], None]
    ) -> "SqlitePlanStore":
        try:
            with aside(path) as part:
                store = cls(SqliteFile(part, key), clock)
                begin(store)
                store.close()
        except FileExistsError as fault:
            msg = f"{path.name} holds something already; open it, or choose another name. Nothing was changed."
            raise StoreError(msg) from fault
        except OSError as fault:
            msg = f"{path.name} cannot be written or opened ({fault.strerror}); check free space and rights."
            raise StoreError(f"{msg} Nothing was changed.") from fault
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

    def seen_by(self, who: Asker) -> None:
        """Nothing: whoever has the file and its key sees all of it, and the service alone has a say."""
        del who

    def keeping(self) -> AbstractContextManager[sa.Connection]:
        """As `writing`: a file has no roles."""
        return self.writing()

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
