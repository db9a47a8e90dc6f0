"""Rows of deeds: what was shown, handed out and refused; only ever added to, each chained to the one before."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from data.store.anchors import anchor_of
from data.store.deed import Deed, Did, KeptDeed, Trail, chained, telling
from data.store.rows import Rows
from data.store.tables import DEED, TOLD_DEED

_SAME = ("by_id", "did", "what", "about", "mark")


def add(connection: sa.Connection, deed: Deed, *, once: bool) -> None:
    """Keep a deed at the end of the chain; `once` unless the same person did the same with the same before."""
    # whoever holds the end of the log is alone in adding here too
    Rows(connection, writes=True).head()
    row = _row(deed)
    if once and connection.execute(sa.select(DEED.c.number).where(*(DEED.c[n] == row[n] for n in _SAME))).first():
        return
    last = newest(connection, 1)
    kept = chained(deed, last[0] if last else None)
    connection.execute(DEED.insert().values(number=kept.number, prev=kept.prev, hash=kept.hash, **row))


def newest(connection: sa.Connection, limit: int) -> tuple[KeptDeed, ...]:
    """The newest deeds, newest first."""
    rows = connection.execute(DEED.select().order_by(DEED.c.number.desc()).limit(max(limit, 0)))
    return tuple(_kept(row) for row in rows)


def every(connection: sa.Connection) -> tuple[KeptDeed, ...]:
    """Every deed, oldest first."""
    return tuple(_kept(row) for row in connection.execute(DEED.select().order_by(DEED.c.number)))


def told(connection: sa.Connection) -> tuple[KeptDeed, ...]:
    """Every deed that other copies told, by its place in its chain."""
    asked = TOLD_DEED.select().order_by(TOLD_DEED.c.number, TOLD_DEED.c.hash)
    return tuple(_kept(row) for row in connection.execute(asked))


def trail(connection: sa.Connection) -> Trail:
    """Every deed, made here or told."""
    return Trail(own=every(connection), told=told(connection))


def lay_down(connection: sa.Connection, kept: Trail) -> None:
    """Keep deeds as they are, in tables that hold none yet."""
    _add(connection, DEED, kept.own)
    _add(connection, TOLD_DEED, kept.told)


def keep_told(connection: sa.Connection, theirs: Trail, *, by: str, origin: str, at: datetime) -> None:
    """Keep what another copy tells that is not known here, and how far it reached."""
    news = trail(connection).news_from(theirs)
    if not news:
        return
    _add(connection, TOLD_DEED, news)
    mark = str(anchor_of(Rows(connection, writes=True).head()))
    add(connection, telling(theirs, by=by, origin=origin, at=at, mark=mark), once=False)


def _add(connection: sa.Connection, table: sa.Table, kept: tuple[KeptDeed, ...]) -> None:
    rows = [{"number": one.number, "prev": one.prev, "hash": one.hash, **_row(one.deed)} for one in kept]
    if rows:
        connection.execute(table.insert(), rows)


def _row(deed: Deed) -> dict[str, Any]:
    who = {"by_id": deed.by_id, "by_name": deed.by, "did": deed.did.value}
    what = {"what": deed.what, "about": deed.about, "mark": deed.mark, "sha256": deed.sha256}
    return {"at": deed.at.astimezone(UTC).isoformat(timespec="microseconds"), **who, **what}


def _kept(row: Any) -> KeptDeed:
    deed = Deed(
        at=datetime.fromisoformat(row.at),
        by_id=row.by_id,
        by=row.by_name,
        did=Did(row.did),
        what=row.what,
        about=row.about,
        mark=row.mark,
        sha256=row.sha256,
    )
    return KeptDeed(number=row.number, deed=deed, prev=row.prev, hash=row.hash)
