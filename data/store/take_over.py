"""Operations kept by older versions, which were plain files: taken over into encrypted ones, whole or not at all."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from data.errors import StoreError
from data.store.keys import Key
from data.store.on_disk import aside
from data.store.sqlite_file import require_operation, spoken

PLAIN = ".sqlite"
"""How the names of plain files ended."""


def take_over(plain: Path, encrypted: Path, key: Key) -> None:
    """Put a plain operation into an encrypted file, compare the two, and only then remove the plain one.

    Raises
    ------
    StoreError
        When the plain file is no operation, another program has it open, or the two differ; the plain one then stays.
    """
    if encrypted.exists():
        _require_same(plain, encrypted, key)
    else:
        _encrypt(plain, encrypted, key)
    for path in (plain, *plain.parent.glob(f"{plain.name}.layout-*")):
        path.unlink()


def _require_same(plain: Path, encrypted: Path, key: Key) -> None:
    """Refuse two operations of one name; a copy that was named when the power went, before the plain one, is none."""
    require_operation(plain)
    require_operation(encrypted, key)
    with spoken(plain.name), closing(_alone(plain)) as connection:
        connection.execute(f'ATTACH ? AS kept KEY "{key.for_pages}"', (str(encrypted),))
        if any(_differing(connection)):
            msg = (
                f"There are two operations here, {plain.name} and {encrypted.name}, and they differ; "
                "move one of them to another folder."
            )
            raise StoreError(msg)


def _encrypt(plain: Path, encrypted: Path, key: Key) -> None:
    require_operation(plain)
    try:
        with aside(encrypted) as part:
            with spoken(plain.name), closing(_alone(plain)) as connection:
                _export(connection, part, key)
            require_operation(part, key)
    except FileExistsError as fault:
        msg = f"{encrypted.name} was made by another window meanwhile; open it again."
        raise StoreError(msg) from fault
    except OSError as fault:
        msg = f"{plain.name} cannot be encrypted ({fault.strerror}); check free space and rights. Nothing was changed."
        raise StoreError(msg) from fault


def _alone(plain: Path) -> Any:
    return dbapi2.connect(str(plain), isolation_level=None, timeout=2.0)


def _export(connection: Any, part: Path, key: Key) -> None:
    # leaving WAL needs the file for oneself: whoever still writes to it with an older version is found here
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute(f'ATTACH ? AS kept KEY "{key.for_pages}"', (str(part),))
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("SELECT sqlcipher_export('kept')")
    for mark in ("application_id", "user_version"):
        (value,) = connection.execute(f"PRAGMA main.{mark}").fetchone()
        connection.execute(f"PRAGMA kept.{mark} = {int(value)}")
    if differs := sorted(_differing(connection)):
        msg = f"The encrypted copy of the operation differs in {', '.join(differs)}; the plain file was kept as it is."
        raise StoreError(msg)
    connection.execute("COMMIT")
    connection.execute("DETACH kept")


def _differing(connection: Any) -> Iterator[str]:
    """Names of the tables, or of the layout itself, that are not the same in both."""
    laid_out = "SELECT type, name, tbl_name, sql FROM {}.sqlite_master ORDER BY 1, 2"
    one, other = (connection.execute(laid_out.format(where)).fetchall() for where in ("main", "kept"))
    if one != other:
        yield "its layout"
    for kind, name, *_ in one:
        if kind == "table":
            ways = (("main", "kept"), ("kept", "main"))
            asked = (
                "SELECT count(*) FROM (SELECT * FROM {0}.{2} EXCEPT SELECT * FROM {1}.{2})"  # names of our own tables
            )
            if any(connection.execute(asked.format(*way, f'"{name}"')).fetchone() != (0,) for way in ways):
                yield name
