"""The SQLite file: its safe settings, and how a file that is not ours is told apart.

The file must lie on a disk of this machine: over a network share its locks do not hold. No other
SQLite (GDAL, the interpreter's own) may open it while the program runs.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlcipher3 import dbapi2

from data.errors import StoreError
from data.store.keys import Key
from data.store.layout import bring_up, lay_out
from data.store.on_disk import aside
from data.store.tables import LAYOUT

APPLICATION_ID = 0x50415353
"""Marks a SQLite file as an operation ("PASS")."""

_FIRST_WITH_BUG = (3, 7, 0)
_FIRST_WITHOUT = (3, 51, 3)
_MENDED = {(3, 44): 6, (3, 50): 7}


VERSION: tuple[int, int, int] = dbapi2.sqlite_version_info
"""Of the SQLite in use."""


def has_wal_reset_bug(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite may lose committed pages in WAL mode when two connections meet at a checkpoint.

    >>> has_wal_reset_bug((3, 40, 1)), has_wal_reset_bug((3, 53, 4))
    (True, False)
    """
    mended = _MENDED.get(version[:2])
    return _FIRST_WITH_BUG <= version < _FIRST_WITHOUT and (mended is None or version[2] < mended)


def settings_for(version: tuple[int, int, int]) -> tuple[str, str]:
    """Journal mode and synchronous level under which this SQLite keeps what it has confirmed."""
    return ("DELETE", "EXTRA") if has_wal_reset_bug(version) else ("WAL", "FULL")


def engine_for(path: Path, key: Key | None = None, version: tuple[int, int, int] = VERSION) -> sa.Engine:
    """An engine on the file whose every connection is set up safely; with a key the file is encrypted."""
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(path.resolve())),
        module=dbapi2,
        connect_args={"isolation_level": None, "timeout": 10.0},
    )
    journal, level = settings_for(version)

    def prepare(connection: Any, _: object) -> None:
        with closing(connection.cursor()) as cursor:
            _unlock(cursor, key)
            for setting in ("busy_timeout = 10000", "foreign_keys = ON", "trusted_schema = OFF", "secure_delete = ON"):
                cursor.execute(f"PRAGMA {setting}")
            cursor.execute("PRAGMA cell_size_check = ON")
            (actual,) = cursor.execute(f"PRAGMA journal_mode = {journal}").fetchone()
            # where WAL cannot be had, the rollback journal is only safe with EXTRA
            cursor.execute(f"PRAGMA synchronous = {level if actual == journal.lower() else 'EXTRA'}")

    def begin(connection: sa.Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", begin)
    return engine


def create_tables(connection: sa.Connection, what: str) -> None:
    """Lay out an empty file inside the running transaction.

    Raises
    ------
    StoreError
        When the file holds something already.
    """
    if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
        msg = f"{what} holds something already; open it, or choose another name for the new operation."
        raise StoreError(msg)
    lay_out(connection)
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {LAYOUT}")


def bring_up_tables(connection: sa.Connection) -> None:
    """Bring a file of an older layout to that of this version inside the running transaction."""
    bring_up(connection)
    connection.exec_driver_sql(f"PRAGMA user_version = {LAYOUT}")


def scrub(path: Path, engine: sa.Engine) -> None:
    """Leave nothing in the file or its journal of what is no longer kept.

    Raises
    ------
    StoreError
        When others have it open just then.
    """
    with spoken(path.name), engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("VACUUM")
        (busy, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        msg = (
            f"What was to be erased is out of the operation, but its traces stay in {path.name} until nobody else "
            "has it open; erase it once more then."
        )
        raise StoreError(msg)


def keep_copy(path: Path, copy: Path, key: Key | None = None) -> None:
    """Copy the file as it stands, saves that are not yet in it among them; a copy that is there already stays.

    Raises
    ------
    StoreError
        When the copy cannot be written.
    """
    if copy.exists():
        return
    try:
        with aside(copy) as part, spoken(copy.name), closing(_to_read(path, key)) as connection:
            connection.execute("VACUUM INTO ?", (str(part),))
    except FileExistsError:
        # another program was quicker
        return
    except OSError as fault:
        msg = f"{copy.name} cannot be written ({fault.strerror}); check free space and rights. Nothing was changed."
        raise StoreError(msg) from fault


def require_operation(path: Path, key: Key | None = None) -> int:
    """Number of the layout of a file; one that is missing, foreign, damaged or newer is refused and not changed.

    Raises
    ------
    StoreError
        Saying which of these, and what to do.
    """
    if not path.is_file():
        msg = f"There is no operation file {path.name}; check the name, or create a new operation."
        raise StoreError(msg)
    with spoken(path.name), closing(_to_read(path, key)) as connection:
        (owner,) = connection.execute("PRAGMA application_id").fetchone()
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        _require_ours(path.name, owner, layout)
        (state,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if state != "ok":
        msg = f"{path.name} is damaged ({state}); restore it from a copy."
        raise StoreError(msg)
    return int(layout)


def require_alone(path: Path, key: Key | None = None) -> None:
    """Refuse a file that another program has open.

    Raises
    ------
    StoreError
        When one has.
    """
    with spoken(path.name), closing(dbapi2.connect(str(path), isolation_level=None, timeout=2.0)) as connection:
        _unlock(connection, key)
        # WAL can only be left by whoever has the file to themselves
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()


def _to_read(path: Path, key: Key | None) -> Any:
    # what a power loss left in a journal has to be taken back first, which needs leave to write
    mode = "rw" if path.with_name(f"{path.name}-journal").exists() else "ro"
    connection = dbapi2.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True)
    _unlock(connection, key)
    return connection


def _unlock(cursor: Any, key: Key | None) -> None:
    """Give SQLite the key before anything else is asked."""
    if key is not None:
        # what it has to say comes back as an error; what it writes past the log nobody keeps
        cursor.execute("PRAGMA cipher_log_level = NONE")
        cursor.execute(f'PRAGMA key = "{key.for_pages}"')


def _require_ours(what: str, owner: int, layout: int) -> None:
    if owner != APPLICATION_ID:
        msg = f"{what} is not an operation file; choose a file that was created here."
        raise StoreError(msg)
    if layout > LAYOUT:
        msg = f"{what} was written by a newer version (layout {layout}, here {LAYOUT}); update before opening it."
        raise StoreError(msg)


@contextmanager
def spoken(what: str) -> Iterator[None]:
    """A block in which a refusal of the database becomes a StoreError with a sentence."""
    try:
        yield
    except (sa.exc.DBAPIError, dbapi2.Error) as fault:
        raise StoreError(_sentence(what, str(getattr(fault, "orig", fault)))) from fault


def _sentence(what: str, reason: str) -> str:
    if "locked" in reason:
        return f"{what} is being used by another window; wait a moment and try again. Nothing was changed."
    if "not a database" in reason:
        return f"{what} is not an operation file, or is kept under another key; nothing was changed."
    if "full" in reason or "readonly" in reason or "unable to open" in reason:
        return f"{what} cannot be written or opened ({reason}); check free space and rights. Nothing was changed."
    return f"{what} cannot be used ({reason}); if that stays, restore it from a copy. Nothing was changed."
