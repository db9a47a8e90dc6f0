"""ServerShelf: operations on a PostgreSQL server, each in a schema of its own."""

import sqlalchemy as sa

from data.model import Plan
from data.store import postgres
from data.store.channel import Channel
from data.store.opened import Opened
from data.store.plan_store import PlanStore
from data.store.postgres import PostgresPlanStore, PostgresSchema
from data.store.protocol import Clock, utc_now
from data.store.shelf import is_name, require_name
from data.store.whole import Whole


class ServerShelf:
    """The operations of a server."""

    def __init__(self, engine: sa.Engine, *, clock: Clock = utc_now) -> None:
        self._engine = engine
        self._clock = clock
        self._opened = Opened()

    def dial(self, process: str) -> Channel:
        """A connection that hears of saves by others, for a process of this name.

        Raises
        ------
        StoreError
            When the server does not answer.
        """
        return Channel(self._engine, process)

    @property
    def place(self) -> str:
        """The address of the database, without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    def names(self) -> tuple[str, ...]:
        """Names of all operations, in order."""
        return postgres.operations(self._engine)

    def exists(self, name: str) -> bool:
        """Whether there is an operation of this name."""
        return is_name(name) and (name in self._opened or name in self.names())

    def open(self, name: str) -> PlanStore:
        """The store of an operation; see `Shelf.open`."""
        require_name(name)
        return self._opened.get(name, lambda: PostgresPlanStore.open(self._engine, name, clock=self._clock))

    def create(self, name: str, plan: Plan, *, reason: str, actor: str) -> PlanStore:
        """A new operation that holds this plan as its first save; see `Shelf.create`."""
        require_name(name)
        store = PostgresPlanStore.create(self._engine, name, plan, reason=reason, actor=actor, clock=self._clock)
        return self._opened.get(name, lambda: store)

    def lay_down(self, name: str, whole: Whole) -> PlanStore:
        """A new operation that holds all that was kept elsewhere; see `Shelf.lay_down`."""
        require_name(name)
        store = PostgresPlanStore.lay_down(self._engine, name, whole, clock=self._clock)
        return self._opened.get(name, lambda: store)

    def remove(self, name: str) -> None:
        """Destroy the schema of an operation; see `Shelf.remove`."""
        require_name(name)
        place = PostgresSchema(self._engine, name)
        place.require_operation()
        self._opened.let_go(name)
        place.remove()

    def takes_saves(self) -> bool:
        """Whether the server is no read-only copy of another.

        Raises
        ------
        StoreError
            When it does not answer.
        """
        return postgres.takes_saves(self._engine)

    def close(self) -> None:
        """Let go of all operations and of the server."""
        self._opened.close()
        self._engine.dispose()
