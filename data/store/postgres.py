"""PostgresPlanStore: an operation kept on a server, in a schema of its own."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from data.errors import NotAllowed, StoreError
from data.model import Finding, Plan
from data.store.asker import Asker, asker
from data.store.database import DatabasePlanStore
from data.store.layout import bring_up, lay_out, layout_of
from data.store.protocol import Clock, utc_now
from data.store.row_security import REFUSED, enter, enter_as_owner, judge, speak_for
from data.store.shelf import require_name
from data.store.tables import HEAD, LAYOUT, SCRUBBED
from data.store.whole import Whole

MARK = "operation of Passage"
"""The comment on a schema that is an operation."""

CHANNEL = "passage"
"""Where a server tells that something was saved: name of the operation and number of the revision, nothing else."""

WAIT_S = 10
"""How long a save waits for another one before it gives up."""

_NOT_THEIRS = (
    "Not saved: by the rules of the database this is not yours to change, though the app took it for allowed. "
    "Nothing was changed; tell whoever looks after the server."
)


class PostgresPlanStore(DatabasePlanStore):
    """An operation on a PostgreSQL server; made by `open` or `create`."""

    @classmethod
    def open(cls, engine: sa.Engine, name: str, *, clock: Clock = utc_now) -> "PostgresPlanStore":
        """The store of an operation the server has.

        Raises
        ------
        StoreError
            When there is none of this name, it was written by a newer version, or the server does not answer.
        """
        place = PostgresSchema(engine, name)
        layout = place.require_operation()
        store = cls(place, clock)
        if layout < LAYOUT:
            store.bring_up()
        return store

    @classmethod
    def create(
        cls,
        engine: sa.Engine,
        name: str,
        plan: Plan,
        *,
        reason: str,
        actor: str,
        clock: Clock = utc_now,
    ) -> "PostgresPlanStore":
        """A new store that holds the plan, made whole or not at all.

        Raises
        ------
        StoreError
            When the server has an operation of this name, or refuses.
        """
        store = cls(PostgresSchema(engine, name), clock)
        store.begin(plan, reason=reason, actor=actor)
        return store

    @classmethod
    def lay_down(cls, engine: sa.Engine, name: str, whole: Whole, *, clock: Clock = utc_now) -> "PostgresPlanStore":
        """A new store that holds all that was kept elsewhere, made whole or not at all.

        Raises
        ------
        StoreError
            When the server has an operation of this name, or refuses.
        """
        store = cls(PostgresSchema(engine, name), clock)
        store.begin_whole(whole)
        return store


class PostgresSchema:
    """The schema of an operation, as a place for its tables."""

    def __init__(self, engine: sa.Engine, name: str) -> None:
        require_name(name)
        self._engine = engine
        self._name = name
        self._schema = f"op-{name}"

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees the operation as at one moment."""
        reader = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with spoken(self._name), reader.connect() as connection:
            enter(connection, self._schema)
            yield connection

    @contextmanager
    def seen_by(self, who: Asker) -> Iterator[sa.Connection]:
        """A transaction in which the database shows what this person may see, and nothing else."""
        with self.reading() as connection:
            speak_for(connection, who)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is kept whole at the end of the block, told to whoever listens, or not kept at all.

        The database judges what is changed in it as done by whoever asks.
        """
        with self._writer() as connection:
            enter(connection, self._schema)
            yield connection
            judge(connection, asker())
            self._tell(connection)

    @contextmanager
    def keeping(self) -> Iterator[sa.Connection]:
        """A transaction of the owner of the tables, who alone lays them out and erases; otherwise as `writing`."""
        with self._writer() as connection:
            enter_as_owner(connection, self._schema)
            yield connection
            self._tell(connection)

    @contextmanager
    def _writer(self) -> Iterator[sa.Connection]:
        writer = self._engine.execution_options(isolation_level="READ COMMITTED")
        with spoken(self._name), writer.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
            yield connection

    def lay_out(self, connection: sa.Connection) -> None:
        """Make the schema and its tables.

        Raises
        ------
        StoreError
            When there is such a schema already.
        """
        if self._comment(connection) is not None:
            msg = f"The server has an operation {self._name} already; open it, or choose another name."
            raise StoreError(msg)
        connection.exec_driver_sql(f'CREATE SCHEMA "{self._schema}"')
        connection.exec_driver_sql(f"COMMENT ON SCHEMA \"{self._schema}\" IS '{MARK}'")
        lay_out(connection)

    def bring_up(self, connection: sa.Connection) -> None:
        """Bring the tables of an older version to the layout of this one."""
        bring_up(connection)

    def remove(self) -> None:
        """Destroy the schema with everything in it."""
        with spoken(self._name), self._engine.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_S}s'")
            connection.exec_driver_sql(f'DROP SCHEMA "{self._schema}" CASCADE')

    def require_operation(self) -> int:
        """Number of the layout of the schema; one that is missing, foreign or newer is refused and not changed.

        Raises
        ------
        StoreError
            Saying which of these, and what to do.
        """
        with spoken(self._name), self._engine.connect() as connection:
            enter_as_owner(connection, self._schema)
            comment = self._comment(connection)
            layout = layout_of(connection) if comment == MARK else 0
        if comment is None:
            msg = f"The server has no operation {self._name}; check the name, or create a new operation."
            raise StoreError(msg)
        if comment != MARK:
            msg = f"The schema {self._schema} on the server is not an operation; have it looked at or renamed."
            raise StoreError(msg)
        if layout > LAYOUT:
            msg = (
                f"{self._name} was written by a newer version (layout {layout}, here {LAYOUT}); "
                "update before opening it."
            )
            raise StoreError(msg)
        return layout

    def faults(self, connection: sa.Connection) -> tuple[Finding, ...]:
        """Nothing: what lies below the tables is the server's own affair."""
        del connection
        return ()

    def scrub(self) -> None:
        """Write the tables anew without what was erased; the server's own log and copies are its owner's affair."""
        plain = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with spoken(self._name), plain.connect() as connection:
            for table in SCRUBBED:
                connection.exec_driver_sql(f'VACUUM FULL "{self._schema}".{table.name}')

    def close(self) -> None:
        """Nothing: the connections are the engine's, which others share."""

    def _comment(self, connection: sa.Connection) -> str | None:
        """The comment on the schema; None where there is no such schema."""
        asked = sa.text(
            "SELECT coalesce(obj_description(oid, 'pg_namespace'), '') FROM pg_namespace WHERE nspname = :name"
        )
        return connection.execute(asked, {"name": self._schema}).scalar_one_or_none()

    def _tell(self, connection: sa.Connection) -> None:
        seq = connection.execute(sa.select(HEAD.c.seq)).scalar_one()
        connection.execute(
            sa.text("SELECT pg_notify(:channel, :said)"), {"channel": CHANNEL, "said": f"{self._name} {seq}"}
        )


def engine_for(url: str) -> sa.Engine:
    """An engine on a PostgreSQL server, which keeps what it confirms.

    Raises
    ------
    StoreError
        When the address is not one of a PostgreSQL server.
    """
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError as fault:
        msg = "The address of the database cannot be read; write it as postgresql://user@host:5432/name."
        raise StoreError(msg) from fault
    if address.get_backend_name() != "postgresql":
        msg = f"The database is of the kind {address.get_backend_name()}; give the address of a PostgreSQL server."
        raise StoreError(msg)
    return sa.create_engine(
        address.set(drivername="postgresql+psycopg"),
        pool_pre_ping=True,
        connect_args={"connect_timeout": WAIT_S, "options": "-c timezone=UTC -c synchronous_commit=on"},
    )


def takes_saves(engine: sa.Engine) -> bool:
    """Whether the server lets anything be written.

    Raises
    ------
    StoreError
        When it does not answer.
    """
    with spoken("the server"), engine.connect() as connection:
        asked = "SELECT NOT pg_is_in_recovery() AND current_setting('default_transaction_read_only') = 'off'"
        return bool(connection.exec_driver_sql(asked).scalar_one())


def operations(engine: sa.Engine) -> tuple[str, ...]:
    """Names of all operations on the server, in order.

    Raises
    ------
    StoreError
        When the server does not answer.
    """
    asked = sa.text(
        "SELECT nspname FROM pg_namespace WHERE obj_description(oid, 'pg_namespace') = :mark ORDER BY nspname"
    )
    with spoken("The server"), engine.connect() as connection:
        return tuple(name.removeprefix("op-") for name in connection.execute(asked, {"mark": MARK}).scalars())


@contextmanager
def spoken(what: str) -> Iterator[None]:
    """A block in which a refusal of the server becomes an error of ours with a sentence."""
    try:
        yield
    except sa.exc.DBAPIError as fault:
        if _state(fault) == REFUSED:
            raise NotAllowed(_NOT_THEIRS) from fault
        raise StoreError(_sentence(what, fault)) from fault


def _sentence(what: str, fault: sa.exc.DBAPIError) -> str:
    reason = str(fault.orig).strip().splitlines()[0] if fault.orig else str(fault)
    if fault.connection_invalidated or (isinstance(fault, sa.exc.OperationalError) and not _state(fault)):
        return f"{what}: the database server does not answer ({reason}). Nothing was changed; try again when it does."
    if _state(fault) == "55P03":
        return f"{what} is being saved by somebody else; wait a moment and try again. Nothing was changed."
    return f"{what} cannot be used ({reason}). Nothing was changed; have the server looked at."


def _state(fault: sa.exc.DBAPIError) -> str | None:
    return getattr(fault.orig, "sqlstate", None)
