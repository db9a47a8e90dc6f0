"""Channel: what processes on one PostgreSQL server tell each other, of saves and of who is there."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import sqlalchemy as sa

from data.errors import StoreError
from data.store.postgres import CHANNEL, spoken

TOLD_S = 6.0
"""For how long the word of a process counts; one that has died is believed no longer."""

_LAY_OUT = (
    "CREATE SCHEMA IF NOT EXISTS passage_live",
    """CREATE UNLOGGED TABLE IF NOT EXISTS passage_live.present
    (process text PRIMARY KEY, told_at timestamptz NOT NULL, body text NOT NULL)""",
)
_LATE = f"told_at < now() - interval '{TOLD_S} seconds'"
_TELL = sa.text(
    "INSERT INTO passage_live.present VALUES (:process, now(), :body) "
    "ON CONFLICT (process) DO UPDATE SET told_at = now(), body = :body"
)
_OTHERS = sa.text(f"SELECT body FROM passage_live.present WHERE process <> :process AND NOT {_LATE}")  # noqa: S608 - own words


class Channel:
    """One connection that hears of saves, and by which who is there is told; to be closed by whoever opened it."""

    def __init__(self, engine: sa.Engine, process: str) -> None:
        self._process = process
        with spoken("The server"):
            self._connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._driver: Any = self._connection.connection.driver_connection
            # it waits for as long as the app runs: the pool must not count it
            self._connection.detach()
        try:
            with spoken("The server"):
                for statement in (*_LAY_OUT, f"LISTEN {CHANNEL}"):
                    self._connection.exec_driver_sql(statement)
        except StoreError:
            self.close()
            raise

    def heard(self, for_s: float) -> Iterator[tuple[str, int]]:
        """Name and newest revision of each operation that is saved, until so many seconds have gone by.

        Raises
        ------
        StoreError
            When the connection is lost.
        """
        with spoken("The server"):
            try:
                for notice in self._driver.notifies(timeout=for_s):
                    name, _, seq = notice.payload.rpartition(" ")
                    yield name, int(seq)
            except psycopg.Error as fault:
                raise sa.exc.DBAPIError(None, None, fault, connection_invalidated=True) from fault

    def exchanged(self, own: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What the other processes have told of late, once they can read what is told here.

        Raises
        ------
        StoreError
            When the connection is lost.
        """
        with spoken("The server"):
            self._connection.execute(_TELL, {"process": self._process, "body": json.dumps(own)})
            self._connection.exec_driver_sql(f"DELETE FROM passage_live.present WHERE {_LATE}")  # noqa: S608 - own words
            told = self._connection.execute(_OTHERS, {"process": self._process}).scalars().all()
        return [one for body in told for one in json.loads(body)]

    def close(self) -> None:
        """Hear nothing more, and let nobody believe that anybody is still here."""
        self._driver.close()
        self._connection.invalidate()
        self._connection.close()
