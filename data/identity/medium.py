"""Where the tables of who may come in lie: a small file of their own, or a schema of their own on a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from data.errors import StoreError
from data.identity import visits
from data.identity.tables import LAID_OUT, LAYOUT, METADATA, VISIT
from data.store import postgres
from data.store.guards import guard
from data.store.sqlite_file import engine_for

FILE = "people.sqlite"
SCHEMA = "identity"
UNCHAINED = 1
"""The layout in which what happened at the door was not yet a chain."""


class Medium:
    """Transactions on the tables; they are laid out when they are not there yet.

    Raises
    ------
    StoreError
        When they were laid out by a newer version, or cannot be written.
    """

    def __init__(self, engine: sa.Engine, schema: str | None = None) -> None:
        self._engine = engine.execution_options(schema_translate_map={None: schema}) if schema else engine
        with self.writing() as connection:
            if schema:
                connection.execute(sa.schema.CreateSchema(schema, if_not_exists=True))
                # triggers name their tables without the schema
                connection.exec_driver_sql(f"SET LOCAL search_path TO {schema}")
            METADATA.create_all(connection)
            _require_layout(connection)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees the tables as at one moment."""
        with _spoken(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is kept whole at the end of the block, or not at all."""
        with _spoken(), self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the place."""
        self._engine.dispose()


def in_file(folder: Path) -> Medium:
    """The tables in a small file of a folder, readable by its owner alone."""
    path = folder / FILE
    path.touch(mode=0o600, exist_ok=True)
    return Medium(engine_for(path))


def on_server(address: str) -> Medium:
    """The tables in a schema of their own on a PostgreSQL server."""
    return Medium(postgres.engine_for(address), SCHEMA)


def _require_layout(connection: sa.Connection) -> None:
    layout = connection.execute(sa.select(LAID_OUT.c.layout).with_for_update()).scalar()
    if layout is None:
        connection.execute(LAID_OUT.insert().values(one=1, layout=LAYOUT))
        guard(connection, VISIT.name)
    elif layout == UNCHAINED:
        for column in ("prev", "hash"):
            connection.exec_driver_sql(f"ALTER TABLE {VISIT.name} ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
        visits.chain_up(connection)
        guard(connection, VISIT.name)
        connection.execute(LAID_OUT.update().values(layout=LAYOUT))
    elif layout > LAYOUT:
        msg = f"The accounts were kept by a newer version (layout {layout}, here {LAYOUT}); update before starting."
        raise StoreError(msg)


@contextmanager
def _spoken() -> Iterator[None]:
    try:
        yield
    except sa.exc.DBAPIError as fault:
        msg = (
            f"The accounts cannot be read or written ({fault.orig}); check free space and rights. Nothing was changed."
        )
        raise StoreError(msg) from fault
