"""Who is signed in: sessions that end by themselves, by their person, or by an administrator."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from data.identity.account import Account, Limits, Session, key_of, new_token
from data.identity.accounts import account_of
from data.identity.door import Clock, at_of
from data.identity.medium import Medium
from data.identity.tables import ACCOUNT, SESSION

FRESH_S = 0.5
"""How long what was read of a session holds, so that another program's change is seen within this."""


@dataclass(frozen=True, slots=True)
class _Seen:
    session: Session
    read_at: float


class Sessions:
    """The sessions of an installation; every change made here is told at once to those who listen."""

    def __init__(self, medium: Medium, clock: Clock, limits: Limits, seconds: Callable[[], float]) -> None:
        self._medium, self._clock, self._limits, self._seconds = medium, clock, limits, seconds
        self._seen: dict[str, _Seen] = {}
        self._acted: dict[str, float] = {}
        self._proved: dict[str, float] = {}
        self._listeners: list[Callable[[str], None]] = []
        self._lock = threading.RLock()

    def listen(self, told: Callable[[str], None]) -> None:
        """Be told the key of every session that ends here."""
        self._listeners.append(told)

    def begin(self, account: Account) -> str:
        """Sign somebody in: the token their browser is to hold."""
        token, now = new_token(), self._clock().timestamp()
        with self._medium.writing() as connection:
            row = {"key": key_of(token), "account": account.id, "began_at": now, "acted_at": now}
            connection.execute(SESSION.insert().values(row))
        return token

    def held_by(self, token: str) -> Session | None:
        """The session of a token that a browser holds; None when it is over or never was."""
        return self.of(key_of(token))

    def of(self, key: str) -> Session | None:
        """The session of a key; None when it is over."""
        with self._lock:
            seen = self._seen.get(key)
        if seen is None or self._seconds() - seen.read_at > FRESH_S:
            seen = self._read([key]).get(key)
        if seen is None or not self._holds(seen.session):
            self._forget([key])
            return None
        return self._as_acted(seen.session)

    def acted(self, key: str) -> None:
        """Take note that the person themselves did something."""
        with self._lock:
            self._acted[key] = self._clock().timestamp()

    def prove(self, key: str) -> None:
        """Take note that the person gave their passphrase again."""
        with self._lock:
            self._proved[key] = self._clock().timestamp()

    def over(self, keys: Iterable[str]) -> frozenset[str]:
        """Which of these sessions are over, whoever ended them."""
        asked = list(keys)
        read = self._read(asked)
        held = {key for key, seen in read.items() if self._holds(seen.session)}
        return frozenset(asked) - held

    def keep_acts(self) -> None:
        """Write down when people last did something, for other programs and for after a restart."""
        with self._lock:
            acted, self._acted = self._acted, {}
        if not acted:
            return
        with self._medium.writing() as connection:
            for key, at in acted.items():
                connection.execute(SESSION.update().where(SESSION.c.key == key).values(acted_at=at))
        with self._lock:
            for key in acted:
                self._seen.pop(key, None)

    def end(self, keys: Iterable[str]) -> None:
        """End sessions at once."""
        ended = list(keys)
        with self._medium.writing() as connection:
            connection.execute(SESSION.delete().where(SESSION.c.key.in_(ended)))
        self._tell(ended)

    def end_of(self, account_id: str, *, but: str = "") -> int:
        """End all sessions of an account, but one if asked: how many there were."""
        with self._medium.reading() as connection:
            asked = sa.select(SESSION.c.key).where(SESSION.c.account == account_id, SESSION.c.key != but)
            keys = list(connection.execute(asked).scalars())
        self.end(keys)
        return len(keys)

    def end_all(self) -> None:
        """End every session."""
        with self._medium.writing() as connection:
            keys = list(connection.execute(sa.select(SESSION.c.key)).scalars())
            connection.execute(SESSION.delete())
        self._tell(keys)

    def end_guests(self) -> None:
        """End the sessions of all guests."""
        self.end([one.key for one in self.all() if one.account.is_guest])

    def all(self) -> tuple[Session, ...]:
        """Everybody who is signed in, the newest first."""
        with self._medium.reading() as connection:
            rows = connection.execute(_asked().order_by(SESSION.c.began_at.desc())).mappings().all()
        return tuple(self._as_acted(one) for one in map(_session_of, rows) if self._holds(one))

    def _read(self, keys: list[str]) -> dict[str, _Seen]:
        with self._medium.reading() as connection:
            rows = connection.execute(_asked().where(SESSION.c.key.in_(keys))).mappings().all()
        read_at = self._seconds()
        read = {row["key"]: _Seen(_session_of(row), read_at) for row in rows}
        with self._lock:
            self._seen.update(read)
        return read

    def _as_acted(self, session: Session) -> Session:
        with self._lock:
            at, proved = self._acted.get(session.key), self._proved.get(session.key)
        session = replace(session, proved_at=None if proved is None else at_of(proved))
        return session if at is None else replace(session, acted_at=max(session.acted_at, at_of(at)))

    def _holds(self, session: Session) -> bool:
        now, acted_at = self._clock(), self._as_acted(session).acted_at
        in_time = now - acted_at <= self._limits.idle and now - session.began_at <= self._limits.whole
        return in_time and not session.account.is_disabled

    def _forget(self, keys: Iterable[str]) -> None:
        with self._lock:
            for key in keys:
                self._seen.pop(key, None)
                self._proved.pop(key, None)

    def _tell(self, keys: list[str]) -> None:
        self._forget(keys)
        for key in keys:
            for told in self._listeners:
                told(key)


def _asked() -> sa.Select[Any]:
    parts = (SESSION.c.key, SESSION.c.began_at, SESSION.c.acted_at)
    return sa.select(*parts, *ACCOUNT.c).join_from(SESSION, ACCOUNT)


def _session_of(row: Any) -> Session:
    return Session(
        key=row["key"],
        account=account_of(row),
        began_at=at_of(row["began_at"]),
        acted_at=at_of(row["acted_at"]),
    )
